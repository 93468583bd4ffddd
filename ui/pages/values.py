"""Turns record values into what pages show, and fields into what forms draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import url_for

from engine import describe_files
from ui.i18n import listed, punct
from ui.pages.currencies import currency_of
from ui.pages.fields import Choice, Entry, FieldView, Linked, Shown, Target
from ui.pages.formats import amount, short_day, short_moment, size_of
from ui.pages.sanitise import clean_html
from ui.pages.work import Work, record_url
from ui.templating import WIDGETS, colour


@dataclass(frozen=True, slots=True)
class _Seen:
    """One value about to be shown, and the name it goes by if it is a reference."""

    work: Work
    field: Any
    value: Any
    label: str
    currency: str
    record: object
    members: Mapping[Any, Any]


NUMBERS = frozenset({"number", "percent", "currency", "score"})


def widget_of(work: Work, field: Any) -> str:
    """Give the widget that shows a field; computed fields look like what they compute."""
    if field.type.computed:
        source = _computed_from(work, field)
        if source is not None:
            return widget_of(work, source)
        return _BY_RESULT.get(str(field.type.value_type_of(field)), "readonly")
    return field.type.widget if field.type.widget in WIDGETS else "text"


_BY_RESULT = {
    "currency": "currency", "percent": "percent", "integer": "number", "decimal": "number",
    "date": "date", "datetime": "datetime", "boolean": "boolean", "text": "text",
}  # fmt: skip


def _computed_from(work: Work, field: Any) -> Any:
    """Give the field that a mirror copies; None for what is computed otherwise."""
    via, name = field.options.get("via"), field.options.get("field")
    if field.type.name != "mirror" or not via or not name:
        return None
    obj = work.model.get(field.object)
    link = obj.fields.get(via) if obj else None
    target = work.model.get(link.target) if link is not None else None
    return target.fields.get(name) if target is not None else None


def field_at(work: Work, obj: Any, path: str) -> Any:
    """Find the field at the end of a path over lookups or to a part; None when there is none."""
    return resolve(work, obj, path)[0]


def resolve(work: Work, obj: Any, path: str) -> tuple[Any, str]:
    """Find the field that a path leads to, and the part of it, such as ``city`` of an address."""
    head, _, rest = path.partition(".")
    field = obj.fields.get(head)
    if field is None or not rest:
        return field, ""
    if not field.target:
        return field, rest
    target = work.model.get(field.target)
    return resolve(work, target, rest) if target is not None else (None, "")


def label_at(work: Work, obj: Any, path: str) -> str:
    """Give the label of a path: the field's, after the lookup's for paths over lookups."""
    head, _, rest = path.partition(".")
    field = obj.fields.get(head)
    if field is None:
        return path
    label = work.say(field.label)
    target = work.model.get(field.target) if field.target else None
    if not rest or target is None:
        return label
    if rest == target.name_field:
        return label
    return f"{label}{punct(': ')}{label_at(work, target, rest)}"


def view_of(work: Work, field: Any, *, prefix: str = "f", editing: bool = False) -> FieldView:
    """Describe a field to its widget; ``editing`` adds what only forms need."""
    options = field.options
    view = FieldView(
        name=field.name,
        label=work.say(field.label),
        widget=field.type.widget
        if editing and field.type.widget in WIDGETS
        else widget_of(work, field),
        help=work.say(field.help),
        required=field.required and not field.type.computed,
        read_only=field.type.computed,
        maximum=int(options.get("max", 5)) if field.type.widget == "rating" else 5,
        many=bool(options.get("many")),
        prefix=prefix,
    )
    if not editing:
        return view
    controlling = str(options.get("parent", "") or "")
    return replace(
        view,
        choices=tuple(
            Choice(o.id, work.say(o.label), o.active, tuple(o.extra.get("when", ()) or ()))
            for o in field.choices
        ),
        controlled_by=controlling,
        unit=_unit(work, field),
        pattern=field.type.entry,
        max_length=int(options.get("max_length", 0) or 0),
        minimum_value=_limit(field, "min"),
        maximum_value=_limit(field, "max"),
        lookup_url=_lookup_url(field),
        beside=work.records(field.object).filter_inputs(field.name),
        targets=_targets(work, field),
    )


def _limit(field: Any, key: str) -> str:
    return (
        str(field.options[key]) if field.type.widget in NUMBERS and key in field.options else ""
    )


def _unit(work: Work, field: Any) -> str:
    if field.type.widget == "currency":
        return str(work.locale.currency)
    return str(field.options.get("unit", "") or "")


def _lookup_url(field: Any) -> str:
    if field.type.widget in {"lookup", "multi_lookup", "user", "poly_lookup"}:
        return url_for("pages.lookup", object_name=field.object, field=field.name)
    return ""


def _targets(work: Work, field: Any) -> tuple[Target, ...]:
    if field.type.widget != "poly_lookup":
        return ()
    found = []
    for name in field.options.get("to", ()):
        target = work.model.get(name)
        if target is not None and work.sees(name):
            url = url_for("pages.lookup", object_name=field.object, field=field.name, to=name)
            found.append(Target(name, work.say(target.label), url))
    return tuple(found)


def shown(work: Work, obj: Any, path: str, record: Any) -> Shown:
    """Give a record's value at a path as a page shows it; unreadable paths are blank."""
    field, part = resolve(work, obj, path)
    value = record.values.get(path)
    if field is None or value is None or value == ():
        return Shown()
    if part:
        return Shown(str(value), value)
    widget = widget_of(work, field)
    make = _SHOW.get(widget)
    label = str(record.labels.get(path, ""))
    if make is not None:
        currency = currency_of(work, obj, path, record)
        return make(
            _Seen(work, field, value, label, currency, record.id, record.members.get(path, {}))
        )
    text = field.type.display(value, field, work.locale)
    if path == obj.name_field:
        return Shown(text, value, record_url(obj.name, record.id))
    return Shown(text, value)


def _reference(seen: _Seen) -> Shown:
    if not seen.label:
        return Shown()
    return Shown(seen.label, seen.value, record_url(seen.field.target or "user", seen.value))


def _poly(seen: _Seen) -> Shown:
    target = str(seen.value.get("object", ""))
    if not seen.label or seen.work.model.get(target) is None:
        return Shown()
    return Shown(seen.label, seen.value, record_url(target, seen.value.get("id")))


def _many(seen: _Seen) -> Shown:
    entries = tuple(
        Entry(name, url=record_url(seen.field.target, key))
        for key, name in seen.members.items()
    )
    return Shown(seen.label, seen.value if entries else None, entries=entries)


def ramp(field: Any) -> list[Any]:
    """Give the open options of a select that has an order of progress; empty for plain selects."""
    if not any("probability" in o.extra or "closed" in o.extra for o in field.choices):
        return []
    return [o for o in field.choices if o.active and not o.extra.get("closed")]


def _select(seen: _Seen) -> Shown:
    option = seen.field.choice(str(seen.value))
    if option is None:
        return Shown(str(seen.value), seen.value)
    text, tone = seen.work.say(option.label), colour(option.color)
    open_options = ramp(seen.field)
    if not open_options:
        return Shown(text, seen.value, tone=tone)
    if option.extra.get("closed"):
        won = bool(option.extra.get("won", True))
        count = len(open_options)
        return Shown(
            text, seen.value, tone="" if won else "lost", step=count if won else 0, steps=count
        )
    place = next((i for i, o in enumerate(open_options, 1) if o.id == option.id), 0)
    return Shown(text, seen.value, step=place, steps=len(open_options))


def _multi_select(seen: _Seen) -> Shown:
    entries = []
    for one in seen.value:
        option = seen.field.choice(str(one))
        name = seen.work.say(option.label) if option else str(one)
        entries.append(Entry(name, colour(option.color) if option else ""))
    return Shown(listed(e.text for e in entries), seen.value, entries=tuple(entries))


def _tags(seen: _Seen) -> Shown:
    return Shown(
        listed(seen.value), seen.value, entries=tuple(Entry(str(tag)) for tag in seen.value)
    )


def _rich(seen: _Seen) -> Shown:
    return Shown(str(seen.value), seen.value, html=clean_html(str(seen.value)))


def _link(seen: _Seen) -> Shown:
    text = str(seen.value)
    safe = text if text.startswith(("https://", "http://")) else ""
    return Shown(
        text.removeprefix("https://").removeprefix("http://").rstrip("/"), seen.value, safe
    )


def _moment(seen: _Seen) -> Shown:
    text = seen.field.type.display(seen.value, seen.field, seen.work.locale)
    return Shown(text, seen.value, machine=seen.value.isoformat())


def _local(seen: _Seen) -> Shown:
    local = seen.value.astimezone(seen.work.locale.zone or UTC)
    today = seen.work.context.today(viewer=True)
    text = short_moment(local, today, seen.work.language)
    return Shown(text, seen.value, machine=seen.value.isoformat())


def _day(seen: _Seen) -> Shown:
    today = seen.work.context.today(viewer=True)
    text = short_day(seen.value, today, seen.work.language)
    return Shown(text, seen.value, machine=seen.value.isoformat())


def _amount(seen: _Seen) -> Shown:
    written = amount(Decimal(seen.value), seen.currency, seen.work.language)
    return Shown(written, seen.value)


def _geo(seen: _Seen) -> Shown:
    return Shown(seen.field.type.display(seen.value, seen.field, seen.work.locale), seen.value)


def _files(seen: _Seen) -> Shown:
    entries = tuple(
        Entry(
            file.name,
            note=size_of(file.size),
            url=url_for(
                "pages.file",
                object_name=seen.field.object,
                record=str(seen.record),
                field=seen.field.name,
                file=str(file.id),
            ),
        )
        for file in seen.members.values()
    )
    return Shown(
        listed(e.text for e in entries), seen.value if entries else None, entries=entries
    )


def _score(seen: _Seen) -> Shown:
    low, high = (
        Decimal(str(seen.field.options.get("min", 0))),
        Decimal(str(seen.field.options.get("max", 100))),
    )
    share = (Decimal(seen.value) - low) / (high - low) if high > low else Decimal(0)
    tone = "ok" if share >= Decimal("0.75") else "acc" if share >= Decimal("0.5") else "warn"
    return Shown(plain(Decimal(seen.value)), seen.value, tone=tone)


_SHOW: dict[str, Callable[[_Seen], Shown]] = {
    "lookup": _reference,
    "user": _reference,
    "poly_lookup": _poly,
    "multi_lookup": _many,
    "select": _select,
    "multi_select": _multi_select,
    "tags": _tags,
    "rich_text": _rich,
    "url": _link,
    "date": _day,
    "currency": _amount,
    "datetime": _local,
    "time": _moment,
    "geo": _geo,
    "file": _files,
    "image": _files,
    "score": _score,
}


def form_value(work: Work, field: Any, value: Any, label: str = "") -> Any:
    """Give a stored value as a form control carries it."""
    if value is None:
        return None
    if field.type.widget in {"duration", "json"}:
        return field.type.to_cell(value, field, work.locale)
    if isinstance(value, UUID):
        return Linked(str(value), label or str(value), field.target)
    if isinstance(value, Mapping):
        return _composite(work, field, value, label)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _several(work, field, value)
    return _scalar(work, value)


def _scalar(work: Work, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(work.locale.zone or UTC).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _composite(work: Work, field: Any, value: Mapping[str, Any], label: str) -> Any:
    if field.type.widget == "poly_lookup":
        return Linked(str(value.get("id", "")), label, str(value.get("object", "")))
    return {part: str(form_value(work, field, one) or "") for part, one in value.items()}


def _several(work: Work, field: Any, value: Sequence[Any]) -> Any:
    if field.type.widget == "multi_lookup":
        named = dict(work.labels(field.target, [str(one) for one in value]))
        return tuple(Linked(key, name, field.target) for key, name in named.items())
    if field.type.widget in {"file", "image"}:
        known = describe_files(work.context, value)
        return tuple({"id": str(one), "name": known[one].name} for one in value if one in known)
    return tuple(map(str, value))


def plain(value: Decimal) -> str:
    """Write a decimal without exponent and without idle zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
