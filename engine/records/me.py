"""Answers what ``me`` says in expressions: the actor, and the fields of their user record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.kernel.context import Context


class Me(Mapping[str, object]):
    """The names below ``me``; fields of the user's record are read when they are first asked for."""

    def __init__(self, context: Context) -> None:
        actor = context.actor
        self._context = context
        self._known: dict[str, object] = {
            "id": actor.user_id,
            "name": actor.name,
            "roles": actor.roles,
            "permission_sets": actor.permission_sets,
            "admin": actor.admin,
            "language": actor.language,
            "zone": actor.zone,
        }

    def __getitem__(self, path: str) -> object:
        if path not in self._known:
            self._known[path] = self._read(path)
        return self._known[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def _read(self, path: str) -> object:
        from engine.records.asking import read_many  # asking itself needs to know who me is

        context = self._context.as_system("the user behind an expression")
        user, me = context.model.get("user"), self._context.actor.user_id
        if user is None or me is None:
            return None
        if context.connection is not None:
            found = read_many(context, user, context.connection, [me], (path,))
        else:
            with context.database.reading() as connection:
                found = read_many(context, user, connection, [me], (path,))
        return found[0].values[path] if found else None
