"""What a kind asks of an expression in its components: its type, and what it may read."""

from __future__ import annotations

from dataclasses import dataclass

from engine.kernel.values import ValueType


@dataclass(frozen=True, slots=True)
class Asked:
    """What the expression at ``pointer`` must be, and what it may read.

    ``of`` is the object whose fields it reads, the component's parent if left out; ``expect`` its
    type, None for any; ``prior`` admits values before the save; ``target`` names the object that
    ``target.`` stands for. ``alone`` says that it is kept with a record, so that it reads that record
    only and no clock: ``condition`` or ``formula``, by which problems are told.
    """

    pointer: str = ""
    of: str = ""
    expect: ValueType | None = ValueType.BOOLEAN
    needs_sql: bool = False
    prior: bool = False
    target: str = ""
    alone: str = ""
