"""The errors of the engine, and the problem they carry.

EngineError                 code, text, hint; ``str()`` is fit for a user
  MetadataError             carries all problems of the metadata at once
  ApplyError                the base moved, the change is refused, or the database is busy
  RecordError
    InvalidRecord           all problems of a record, each at its field
    RecordNotFound          also raised for records that the actor may not see
    AccessDenied            visible, but this action is not allowed
    StaleRecord             someone saved first; carries both versions
  FlowError                 wrong step, wrong person, already decided
  ExpressionError           a formula failed on real data

A class exists only if someone catches it differently; the message varies by ``code``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.text import Text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where it is, and what to do about it.

    ``file``, ``line``, ``column`` (1-based) place it in YAML; ``pointer`` (RFC 6901) in a document;
    ``field`` in a record. Unknown parts stay empty.
    """

    code: str
    text: Text
    file: str = ""
    line: int = 0
    column: int = 0
    pointer: str = ""
    field: str = ""
    hint: Text = Text()

    def as_json(self, locale: str = "en") -> dict[str, object]:
        """Give the shape that the command line and the API print."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "pointer": self.pointer,
            "field": self.field,
            "code": self.code,
            "message": self.text.to(locale),
            "hint": self.hint.to(locale),
        }


_PASSING = frozenset({"revision.moved", "database.busy"})


class EngineError(Exception):
    """Something the engine refuses, said so that a user understands it."""

    def __init__(self, code: str, message: Text, *, hint: Text | None = None) -> None:
        super().__init__(str(message))
        self.code = code
        self.text = message
        self.hint = hint or Text()

    @property
    def passing(self) -> bool:
        """Say whether the same request can succeed a moment later; nothing of it was done."""
        return self.code in _PASSING

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Give the problems behind this error; an error without details is one problem."""
        return (Problem(self.code, self.text, hint=self.hint),)


class ProblemsError(EngineError):
    """Shared base of the errors that carry several problems; never caught by itself."""

    def __init__(self, code: str, problems: Sequence[Problem]) -> None:
        assert problems, "an error needs at least one problem"
        super().__init__(code, problems[0].text, hint=problems[0].hint)
        self._problems = tuple(problems)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._problems

    def __str__(self) -> str:
        return "\n".join(
            ": ".join(
                filter(
                    None, [p.file and f"{p.file}:{p.line}", p.field or p.pointer, str(p.text)]
                )
            )
            for p in self._problems
        )


class MetadataError(ProblemsError):
    """Declared metadata is wrong; nothing was changed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("metadata.invalid", problems)


class ApplyError(EngineError):
    """A change was not applied: the base moved, it would lose data, or the database is busy.

    ``places`` are the problems behind it, where it is known what they are about.
    """

    def __init__(
        self,
        code: str,
        message: Text,
        *,
        hint: Text | None = None,
        places: Sequence[Problem] = (),
    ) -> None:
        super().__init__(code, message, hint=hint)
        self._places = tuple(places)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._places or super().problems


class RecordError(EngineError):
    """A record could not be read or saved."""


class InvalidRecord(ProblemsError, RecordError):
    """The values of a record break rules; nothing was saved."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("record.invalid", problems)


class RecordNotFound(RecordError):
    """No such record, or none that this actor may see."""


class AccessDenied(RecordError):
    """The actor may not do this."""


class StaleRecord(RecordError):
    """Someone saved first; ``mine`` was tried on an old version, ``theirs`` is stored now."""

    def __init__(
        self,
        code: str,
        message: Text,
        *,
        mine: Mapping[str, object],
        theirs: Mapping[str, object],
    ) -> None:
        super().__init__(code, message)
        self.mine = mine
        self.theirs = theirs


class FlowError(EngineError):
    """A step of a process is refused: wrong step, wrong person, already decided."""


class ExpressionError(EngineError):
    """An expression is malformed, or failed on real data.

    It is wrong from ``line`` and ``column`` to ``end``, the line and column behind it, if known.
    """

    def __init__(  # noqa: PLR0913  all that a place is
        self,
        code: str,
        message: Text,
        *,
        line: int = 0,
        column: int = 0,
        end: tuple[int, int] = (0, 0),
        hint: Text | None = None,
    ) -> None:
        super().__init__(code, message, hint=hint)
        self.line = line
        self.column = column
        self.end = end

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (
            Problem(self.code, self.text, line=self.line, column=self.column, hint=self.hint),
        )
