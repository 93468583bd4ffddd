"""What access adds to saves: the reporting line, the last admin, the permission epoch."""

from __future__ import annotations

from uuid import UUID

from engine.access.closure import add_users, move_user
from engine.access.grants import (
    admins,
    granted_admins,
    keep_an_admin,
    may_manage,
    raise_epoch,
)
from engine.access.predicate import USER_OBJECT
from engine.kernel.context import Context
from engine.kernel.extension import Change, SaveHook, Stage
from engine.kernel.model import ObjectDef

_SEEN_BY_ACTORS = frozenset({"manager", "team", "active", "language", "zone", "theme", "name"})


class ReportingLine:
    """Follows `manager` of users into the closure table; refuses circles."""

    name = "reporting_line"
    stage = Stage.AFTER
    order = 10

    def run(self, context: Context, obj: ObjectDef, changes: list[Change]) -> None:
        """Place new users, then move those whose manager changed."""
        if obj.name != USER_OBJECT or "manager" not in obj.fields:
            return
        add_users(context.connection, [each.id for each in changes if each.action == "create"])
        for each in changes:
            manager: UUID | None = each.values.get("manager")
            if each.action == "create" and manager is None:
                continue
            if each.action in ("create", "update") and "manager" in each.changed:
                move_user(context.connection, each.id, manager)


class LastAdmin:
    """Keeps at least one active admin when users are switched off or deleted."""

    name = "last_admin"
    stage = Stage.AFTER
    order = 20

    def run(self, context: Context, obj: ObjectDef, changes: list[Change]) -> None:
        """Check after the write, in the same transaction."""
        if obj.name != USER_OBJECT:
            return
        leaving = [
            each.id
            for each in changes
            if each.action == "delete"
            or (each.before.get("active") and not each.values.get("active"))
        ]
        if leaving and not admins(context):
            keep_an_admin(
                context, granted_admins(context.connection, context.model) & frozenset(leaving)
            )


class SignInAs:
    """Keeps people from signing in as somebody with more system rights than they have."""

    name = "sign_in_as"
    stage = Stage.VALIDATION
    order = 10

    def run(self, context: Context, obj: ObjectDef, changes: list[Change]) -> None:
        """Refuse a login written onto a user record by who may not manage that user."""
        if obj.name != USER_OBJECT:
            return
        for each in changes:
            if each.values.get("identity") != each.before.get("identity"):
                may_manage(context, each.id)


class PermissionEpoch:
    """Makes every process load its actors anew when users changed."""

    name = "permission_epoch"
    stage = Stage.OUTBOX
    order = 10

    def run(self, context: Context, obj: ObjectDef, changes: list[Change]) -> None:
        """Raise the epoch once per batch; a new user has no cached actor."""
        if obj.name == USER_OBJECT and any(
            each.action != "create"
            and (each.action != "update" or each.changed & _SEEN_BY_ACTORS)
            for each in changes
        ):
            raise_epoch(context.connection)


HOOKS: list[SaveHook] = [ReportingLine(), SignInAs(), LastAdmin(), PermissionEpoch()]
