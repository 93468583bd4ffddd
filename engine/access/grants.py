"""Gives roles and permission sets to users and takes them back; one admin always remains."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.access.actors import ADMIN_RIGHTS, held, system_rights
from engine.access.predicate import USER_OBJECT
from engine.access.rights import rights
from engine.errors import AccessDenied, InvalidRecord, Problem
from engine.kernel.component import Component
from engine.kernel.context import Context
from engine.kernel.model import Model
from engine.storage.system import access_grant, meta_head
from engine.text import text


def set_grants(
    context: Context, user_id: UUID, roles: Iterable[str], permission_sets: Iterable[str] = ()
) -> None:
    """Give a user exactly these roles and permission sets of their own.

    Needs ``manage_users`` and an open transaction in the context. Nobody hands out a system right
    that they do not hold, and the last admin stays one.
    """
    connection = context.connection
    assert connection is not None, "grants are written inside a transaction"
    found = [
        *_components(context.model, "role", roles),
        *_components(context.model, "permission_set", permission_sets),
    ]
    _may_grant(context, found)
    may_manage(context, user_id)
    admins_before = admins(context)
    connection.execute(access_grant.delete().where(access_grant.c.user_id == user_id))
    if found:
        connection.execute(
            access_grant.insert(),
            [{"user_id": user_id, "kind": each.kind, "uid": each.uid} for each in found],
        )
    keep_an_admin(context, admins_before)
    raise_epoch(connection)


def grants_of(connection: sa.Connection, model: Model, user_id: UUID) -> dict[str, list[str]]:
    """Name the roles and the permission sets that a user was given directly."""
    found: dict[str, list[str]] = {"role": [], "permission_set": []}
    for kind, uid in _granted(connection, user_id):
        component = model.by_uid(uid)
        if component is not None and kind in found:
            found[kind].append(component.name)
    return {kind: sorted(names) for kind, names in found.items()}


def may_manage(context: Context, user_id: UUID) -> None:
    """Refuse to decide over the login or the rights of a user with more system rights than one's own.

    Needs ``manage_users`` and a connection in the context.
    """
    granted = _granted(context.connection, user_id)
    theirs = system_rights(context.model, held(context.model, granted)[1])
    mine = rights(context).system
    if "manage_users" not in mine or not theirs <= mine:
        raise AccessDenied(
            "access.may_not_manage",
            text("You may not manage this user.", "您无权管理该用户。"),
        )


def admins(context: Context) -> frozenset[UUID]:
    """Give the active users who may change metadata and users."""
    found = active_users(context.connection, context.model, context.columns)
    return granted_admins(context.connection, context.model) & found


def active_users(connection: sa.Connection, model: Model, columns: Any) -> frozenset[UUID]:
    """Give the active users who were granted anything."""
    user = model.get(USER_OBJECT)
    if user is None:
        return frozenset()
    table: Any = columns.table(user)
    live = [table.column("deleted_at").is_(None)]
    if "active" in user.fields:
        live.append(table.column("active").is_(True))
    active = connection.execute(
        sa.select(table.column("id")).where(
            table.column("id").in_(sa.select(access_grant.c.user_id)), *live
        )
    )
    return frozenset(active.scalars())


def granted_admins(connection: sa.Connection, model: Model) -> frozenset[UUID]:
    """Give the users, active or not, who were granted what is an admin's rights in a model."""
    rows = connection.execute(
        sa.select(access_grant.c.user_id, access_grant.c.kind, access_grant.c.uid)
    )
    by_user: dict[UUID, list[tuple[str, UUID]]] = {}
    for user_id, kind, uid in rows:
        by_user.setdefault(user_id, []).append((kind, uid))
    return frozenset(
        user_id
        for user_id, grants in by_user.items()
        if system_rights(model, held(model, grants)[1]) >= ADMIN_RIGHTS
    )


def keep_an_admin(context: Context, before: frozenset[UUID]) -> None:
    """Refuse a change after which nobody could manage users; a tenant without any is new."""
    if before and not admins(context):
        raise AccessDenied(
            "access.last_admin",
            text(
                "This is the last active admin: someone must stay able to manage users.",
                "这是最后一位在职管理员：必须保留能够管理用户的人。",
            ),
            hint=text("make someone else an admin first", "请先将其他人设为管理员"),
        )


def raise_epoch(connection: sa.Connection) -> None:
    """Make every process load its actors anew (decision 20)."""
    connection.execute(meta_head.update().values(perm_epoch=meta_head.c.perm_epoch + 1))


def _granted(connection: sa.Connection, user_id: UUID) -> list[tuple[str, UUID]]:
    rows = connection.execute(
        sa.select(access_grant.c.kind, access_grant.c.uid).where(
            access_grant.c.user_id == user_id
        )
    )
    return [(row.kind, row.uid) for row in rows]


def _may_grant(context: Context, found: list[Component]) -> None:
    held_now = rights(context).system
    given = system_rights(
        context.model,
        [
            name
            for each in found
            for name in (
                each.body.get("permission_sets", ()) if each.kind == "role" else (each.name,)
            )
        ],
    )
    if "manage_users" not in held_now or not given <= held_now:
        raise AccessDenied(
            "access.may_not_grant",
            text(
                "You may not give these rights to a user.",
                "您无权授予用户这些权限。",
            ),
        )


def _components(model: Model, kind: str, names: Iterable[str]) -> Iterable[Component]:
    for name in dict.fromkeys(names):
        found = model.find(kind, name)
        if found is None:
            raise InvalidRecord(
                [
                    Problem(
                        "access.unknown_grant",
                        text("There is no “{name}”.", "没有“{name}”。", name=name),
                        field=kind,
                    )
                ]
            )
        yield found
