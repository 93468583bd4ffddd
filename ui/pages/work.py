"""What a page handler works with: the session of the request, its model, language and rights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from flask import abort, current_app, g, request, url_for

from engine import (
    Condition,
    Query,
    Session,
    Sort,
    Text,
    layout,
    list_views,
    rights,
)
from engine.errors import AccessDenied
from ui.i18n import current_language
from ui.pages.fields import Linked
from ui.pages.formats import short_amount

Device = Literal["desktop", "mobile"]
_NEEDS_A_FORM = frozenset({"file", "image", "secret", "json", "rich_text"})


@dataclass(frozen=True, slots=True)
class Work:
    """One request's view of the tenant; everything it reads passes the gate."""

    session: Session
    device: Device = "desktop"

    @property
    def context(self) -> Any:
        return self.session.context

    @property
    def model(self) -> Any:
        return self.session.context.model

    @property
    def actor(self) -> Any:
        return self.session.context.actor

    @property
    def language(self) -> str:
        return current_language()

    @property
    def locale(self) -> Any:
        return self.actor.locale

    def object(self, name: str) -> Any:
        """Find an object that this actor may see; anything else is 404, to reveal nothing."""
        found = self.model.get(name)
        if found is None or not self.sees(name):
            abort(404)
        return found

    def sees(self, name: str) -> bool:
        """Say whether this actor may read any record of an object."""
        return self.model.get(name) is not None and bool(self.rights(name).read)

    def rights(self, name: str) -> Any:
        """Give what this actor may do with an object."""
        return rights(self.context).of(name)

    @property
    def system_rights(self) -> frozenset[str]:
        """Give the rights that belong to no object, such as ``bulk_edit``."""
        return frozenset(rights(self.context).system)

    def readable(self, obj: Any, path: str) -> bool:
        """Say whether this actor may read every field of a path over lookups."""
        head, _, rest = path.partition(".")
        field = obj.fields.get(head)
        if field is None or head not in self.rights(obj.name).readable:
            return False
        if not rest or not field.target:
            return True
        target = self.model.get(field.target)
        return target is not None and self.sees(target.name) and self.readable(target, rest)

    def records(self, name: str) -> Any:
        """Give the gate of an object."""
        return self.session.records(name)

    def say(self, text: Any) -> str:
        """Give a text of the metadata or of an error in the person's language."""
        return str(text.to(self.language))

    def display(self, field: Any, value: Any) -> str:
        """Give a bare value as the field's type shows it to this person."""
        return str(field.type.display(value, field, self.locale))

    def total(self, field: Any, value: Any) -> str:
        """Give a sum the short way; sums of amounts are in the company's currency."""
        if field.type.name == "currency":
            return short_amount(Decimal(value), str(self.locale.currency), self.language)
        return self.display(field, value)

    def url_of(self, endpoint: str, **values: Any) -> str:
        """Give the address of a page that another part of the app may offer; else empty."""
        return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""

    def list_views(self, obj: Any) -> Sequence[Any]:
        """Give the list views of an object that this actor may use."""
        return list_views(self.context, obj)

    def view(self, obj: Any, name: str, views: Sequence[Any] | None = None) -> Any:
        """Give the view that an address names, or the first; an unknown one is 404."""
        known = self.list_views(obj) if views is None else views
        found = [view for view in known if not name or view.name == name]
        if not found:
            abort(404)
        return found[0]

    @property
    def can_share_views(self) -> bool:
        """Say whether this actor may offer a view to everyone."""
        return "customise" in self.system_rights

    def may(self, action: str, obj: Any, record: Any) -> bool:
        """Say whether this actor may ``update`` or ``delete`` a record that they see.

        Exact for all and own; for the scopes between, the gate has the last word.
        """
        scope = self.rights(obj.name).scope(action).name
        if scope == "OWN" and obj.has_owner and "owner" in record.values:
            return bool(record.values["owner"] == self.actor.user_id)
        return bool(scope != "NONE")

    def edits_in_place(self, field: Any) -> bool:
        """Say whether a field may be edited where it stands, as far as all records agree."""
        mine = self.rights(field.object)
        return (
            not field.type.computed
            and not field.system
            and field.type.widget not in _NEEDS_A_FORM
            and bool(mine.update)
            and field.name in mine.writable
        )

    def layout(self, obj: Any, record: Any, purpose: Any) -> Any:
        """Give the layout of a page or form, resolved for this actor."""
        return layout(self.context, obj, record, self.device, purpose)

    def words(self, label: Any) -> str:
        """Give a label of a spec, whether it is a text by locale or already in words."""
        return label if isinstance(label, str) else self.say(label)

    def require(self, allowed: Any, message: str) -> None:
        """Refuse with a message in words unless it is allowed."""
        if not allowed:
            raise AccessDenied("access.denied", Text.of({"en": message, "zh": message}))

    def by_name(self, field: Any, name: str) -> str | None:
        """Find the one record that a lookup typed as a name means; None when it is not clear."""
        target = self.model.get(field.target)
        if target is None or not self.sees(target.name):
            return None
        query = Query(
            fields=(target.name_field,),
            where=Condition(target.name_field, "eq", name),
            limit=2,
        )
        found = self.records(target.name).query(query).records
        return str(found[0].id) if len(found) == 1 else None

    def names_of(self, obj: Any, terms: Iterable[Any]) -> dict[str, str]:
        """Give the names of the records that a filter mentions, by id, as far as they are seen."""
        wanted: dict[str, set[str]] = {}
        for term in terms:
            field = self._target_field(obj, term.path)
            if field is not None and self.sees(field.target):
                ids = {one for one in term.values if is_id(one)}
                wanted.setdefault(field.target, set()).update(ids)
        return {key: name for of, ids in wanted.items() for key, name in self.labels(of, ids)}

    def _target_field(self, obj: Any, path: str) -> Any:
        head, _, rest = path.partition(".")
        field = obj.fields.get(head)
        if field is None or not field.target:
            return None
        target = self.model.get(field.target)
        return field if not rest else self._target_field(target, rest) if target else None

    def labels(self, name: str, ids: Iterable[str]) -> list[tuple[str, str]]:
        """Give id and name of the records of an object that this actor sees."""
        wanted = tuple(ids)
        obj = self.model.get(name)
        if not wanted or obj is None or not self.sees(name):
            return []
        query = Query(
            fields=(obj.name_field,), where=Condition("id", "in", wanted), limit=len(wanted)
        )
        return [
            (str(one.id), str(one.values.get(obj.name_field) or ""))
            for one in self.records(name).query(query).records
        ]

    def suggestions(self, field: Any, limit: int = 50) -> tuple[Linked, ...]:
        """Give the first records that a lookup may point to, for forms without scripts."""
        target = self.model.get(field.target)
        if target is None or not self.sees(target.name):
            return ()
        query = Query(fields=(target.name_field,), sort=(Sort(target.name_field),), limit=limit)
        return tuple(
            Linked(str(one.id), str(one.values.get(target.name_field) or one.id), target.name)
            for one in self.records(field.object).candidates(field.name, query, {}).records
        )


def is_id(raw: str) -> bool:
    """Say whether a text is the id of a record."""
    try:
        UUID(raw)
    except ValueError:
        return False
    return True


def work() -> Work:
    """Give the work of this request; the app put the session there after sign-in."""
    return Work(g.keel_session, device())


def device() -> Device:
    """Tell a phone, for which an object may have a layout of its own, by what its browser says."""
    hint = request.headers.get("Sec-CH-UA-Mobile", "")
    phone = hint == "?1" if hint else "Mobi" in request.headers.get("User-Agent", "")
    return "mobile" if phone else "desktop"


def record_id(raw: str) -> UUID:
    """Read a record's id from an address; what is no id names no record."""
    if not is_id(raw):
        abort(404)
    return UUID(raw)


def record_url(object_name: str, record: object) -> str:
    """Give the address of a record's page."""
    return url_for("pages.record", object_name=object_name, record=str(record))


def came_from(url: str) -> tuple[str, str]:
    """Give the pair for the address of a form that leads back to a page of ours; see `way_back`."""
    return ("back", url)


def way_back() -> str:
    """Give the page that a form came from: My day or one of records; empty for any other."""
    back: str = request.values.get("back", "")
    ours = back == "/" or back.startswith("/o/")
    return back if ours and back.isprintable() else ""


def address(endpoint: str, pairs: Iterable[tuple[str, str]], **values: Any) -> str:
    """Give the address of a page with a query of several values for a name, in their order."""
    query = urlencode(list(pairs))
    return url_for(endpoint, **values) + (f"?{query}" if query else "")
