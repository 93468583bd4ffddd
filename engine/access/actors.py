"""Loads the actor behind a user: record, roles and permission sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa

from engine.access.predicate import USER_OBJECT
from engine.errors import AccessDenied
from engine.kernel.actor import Actor, viewer_locale
from engine.kernel.model import Model
from engine.storage.system import access_grant
from engine.text import text

_PREFERENCES = ("language", "zone", "theme")
ADMIN_RIGHTS = frozenset({"customise", "manage_users"})


def load_actor(connection: sa.Connection, model: Model, columns: Any, user_id: UUID) -> Actor:
    """Read a user and make the actor; `AccessDenied` when there is none or it is not active.

    ``columns`` is the tenant's column map at the model's revision.
    """
    user = _user_row(connection, model, columns, user_id)
    if user is None or not user.get("active", True):
        raise AccessDenied(
            "access.no_user",
            text("This user may not sign in here.", "该用户不能在此登录。"),
        )
    roles, sets = held(model, _grants(connection, user_id))
    settings = model.settings
    language = str(user.get("language") or settings.get("language") or "en")
    zone = _known_zone(str(user.get("zone") or settings.get("zone") or "UTC"))
    corporate = settings.get("currencies", {}).get("corporate", "")
    return Actor(
        user_id=user_id,
        name=str(user["label"]),
        roles=roles,
        permission_sets=sets,
        admin=bool(ADMIN_RIGHTS & system_rights(model, sets)),
        language=language,
        zone=zone,
        theme=str(user.get("theme") or ""),
        locale=viewer_locale(language, zone, str(settings.get("region") or ""), corporate),
    )


def held(
    model: Model, grants: Iterable[tuple[str, UUID]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the roles and all the permission sets that grants give; what is gone gives nothing."""
    roles: list[str] = []
    sets: dict[str, None] = {}
    for kind, uid in grants:
        component = model.by_uid(uid)
        if component is None or component.kind != kind:
            continue
        if kind == "role":
            roles.append(component.name)
            sets.update(dict.fromkeys(component.body.get("permission_sets", ())))
        else:
            sets[component.name] = None
    return tuple(sorted(roles)), tuple(sorted(sets))


def system_rights(model: Model, sets: Iterable[str]) -> frozenset[str]:
    """Join the system rights of permission sets."""
    found = (model.find("permission_set", name) for name in sets)
    return frozenset(
        word for component in found if component for word in component.body.get("system", ())
    )


def _grants(connection: sa.Connection, user_id: UUID) -> list[tuple[str, UUID]]:
    rows = connection.execute(
        sa.select(access_grant.c.kind, access_grant.c.uid).where(
            access_grant.c.user_id == user_id
        )
    )
    return [(row.kind, row.uid) for row in rows]


def _user_row(
    connection: sa.Connection, model: Model, columns: Any, user_id: UUID
) -> Mapping[str, Any] | None:
    obj = model.get(USER_OBJECT)
    if obj is None:
        return None
    table = columns.table(obj)
    wanted = [name for name in (*_PREFERENCES, "active") if name in obj.fields]
    name_field = obj.fields[obj.name_field]
    parts = table.parts(obj.name_field)
    row = connection.execute(
        sa.select(
            *(table.column(name).label(name) for name in wanted),
            *(column.label(f"name_{part.name}") for part, column in parts),
        ).where(table.column("id") == user_id, table.column("deleted_at").is_(None))
    ).first()
    if row is None:
        return None
    found = dict(row._mapping)
    stored = {part.name: found.pop(f"name_{part.name}") for part, _ in parts}
    value = stored.get("", stored)
    found["label"] = name_field.type.display(value, name_field, viewer_locale("en", "UTC"))
    return found


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"
    return name
