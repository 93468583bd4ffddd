"""Says who loses rights by a change: users by the roles and permission sets that they were given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.access.actors import held
from engine.access.grants import active_users, granted_admins
from engine.access.rights import Rights
from engine.changes.naming import field_label, listed, object_label
from engine.changes.steps import Action, ComponentChange, Step, StepClass
from engine.kernel.model import Model, ObjectDef
from engine.storage.columns import ColumnMap
from engine.storage.system import access_grant
from engine.text import Text, text

_Less = tuple[tuple[str, ...], tuple[str, ...]]
_ACTIONS: Mapping[str, Text] = {
    "read": text("reading", "查看"),
    "create": text("creating", "新建"),
    "update": text("editing", "编辑"),
    "delete": text("deleting", "删除"),
    "export": text("exporting", "导出"),
}
_FEW = 3


def rights_lost(conn: Connection, before: Model, after: Model) -> Iterator[Step]:
    """Give a step for each object on which users lose a right; ``rows`` counts the users.

    What goes with a deleted object or field is not said again.
    """
    losers: dict[tuple[str, _Less], set[UUID]] = {}
    for sets, users in sets_of_users(conn, before, after).items():
        one, other = Rights(before, sets[0]), Rights(after, sets[1])
        for name, less in _lost(before, after, one, other):
            losers.setdefault((name, less), set()).update(users)
    for (name, less), who in sorted(losers.items()):
        said = text(
            "{count} users lose on “{object}”: {what}",
            "{count} 位用户将失去“{object}”的权限：{what}",
            count=len(who),
            object=object_label(after.objects[name]),
            what=_words(after.objects[name], less),
        )
        yield Step(StepClass.META, Action.META, said, "access", name, rows=len(who))


def admins_lost(
    conn: Connection, before: Model, after: Model, columns: ColumnMap
) -> Iterator[Step]:
    """Give the step that blocks a change after which no active user is an admin (decision 16)."""
    active = active_users(conn, before, columns)
    if not granted_admins(conn, before) & active or granted_admins(conn, after) & active:
        return
    said = text(
        "after this nobody could change settings and manage users any more",
        "更改后将没有人能够修改设置和管理用户",
    )
    yield Step(StepClass.BLOCKED, Action.META, said, "access")


def gives_rights(change: ComponentChange) -> bool:
    """Say whether a component decides who may do what, and what it says of that changed."""
    both = [each.component for each in (change.before, change.after) if each is not None]
    if both[0].kind == "object":
        return len({each.body.get("default_access") for each in both}) > 1
    return both[0].kind in ("role", "permission_set")


def sets_of_users(
    conn: Connection, before: Model, after: Model
) -> Mapping[tuple[tuple[str, ...], tuple[str, ...]], set[UUID]]:
    """Give each combination of permission sets that users have, before and after, with the users."""
    grants: dict[UUID, list[tuple[str, UUID]]] = {}
    query = sa.select(access_grant.c.user_id, access_grant.c.kind, access_grant.c.uid)
    for user, kind, uid in conn.execute(query):
        grants.setdefault(user, []).append((kind, uid))
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], set[UUID]] = {}
    for user, mine in grants.items():
        sets = (held(before, mine)[1], held(after, mine)[1])
        found.setdefault(sets, set()).add(user)
    return found


def _lost(
    before: Model, after: Model, one: Rights, other: Rights
) -> Iterator[tuple[str, _Less]]:
    """Give what is lost on each object: actions, and fields that cannot be read any more."""
    coming = {obj.uid: obj for obj in after.objects.values()}
    for obj in before.objects.values():
        now = coming.get(obj.uid)
        if now is None:
            continue
        had, has = one.of(obj.name), other.of(now.name)
        less = tuple(word for word in _ACTIONS if has.scope(word) < had.scope(word))
        names = {field.uid: field.name for field in now.fields.values()}
        kept = {field.name: names.get(field.uid) for field in obj.fields.values()}
        fields = (kept.get(name) for name in sorted(had.readable))
        hidden = tuple(name for name in fields if name and name not in has.readable)
        if "read" in less:
            hidden = ()
        if less or hidden:
            yield now.name, (less, hidden)


def _words(obj: ObjectDef, less: _Less) -> Text:
    actions, fields = less
    words = [_ACTIONS[word] for word in actions]
    words += [field_label(obj, name) for name in fields[:_FEW]]
    if len(fields) > _FEW:
        words.append(Text.of(f"+{len(fields) - _FEW}"))
    return listed(words)
