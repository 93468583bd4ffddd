"""Shows what an import will do with each column of a file, and reads what a person chose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from engine import FORMATS, ImportPlan, ImportRun, Imports, Sheet, part_label
from ui.i18n import gettext as _
from ui.pages.work import Work

ENCODINGS = ("utf-8", "gb18030", "utf-16", "big5", "shift_jis", "cp1252")
SAMPLES = 3
SHORT = 60
_FORMAT_NAMES = {"csv": "CSV", "xlsx": "XLSX", "json": "JSON", "salesforce": "Salesforce"}


@dataclass(frozen=True, slots=True)
class Offered:
    """One path that a column may fill."""

    path: str
    label: str
    required: bool = False
    target: str = ""
    """The object that a reference points to; empty for others."""
    whole: bool = False
    """Its parts may be filled by columns of their own instead."""


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column of the file: its first values, where it goes and how sure that is."""

    index: int
    header: str
    samples: tuple[str, ...]
    path: str
    resolve: str
    ways: tuple[tuple[str, str], ...]
    """For a reference: how its record may be found, (``object.field``, words)."""
    word: str
    tone: str


@dataclass(frozen=True, slots=True)
class Choices:
    """How the file is read and what the import does, with all that may be chosen."""

    tables: tuple[str, ...]
    table: str
    formats: tuple[tuple[str, str], ...]
    format: str
    encodings: tuple[str, ...]
    encoding: str
    detected: str
    mode: str
    keys: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    key: str


def offered(at: Work, object_name: str) -> tuple[Offered, ...]:
    """Give the paths that a column may fill, as this person calls them."""
    found = []
    fields = Imports(at.context).fields(object_name)
    wholes = {path.partition(".")[0] for path, _field in fields if "." in path}
    for path, field in fields:
        part = path.partition(".")[2]
        label = at.say(field.label)
        if part:
            label = _("{field}: {part}", field=label, part=at.say(part_label(part)))
        required = field.required and not field.default and not part
        found.append(Offered(path, label, required, _one_record(field), path in wholes))
    return _told_apart(found)


def _one_record(field: Any) -> str:
    return str(field.target) if field.type.family.value == "reference" else ""


def _told_apart(found: Sequence[Offered]) -> tuple[Offered, ...]:
    """Add the path to labels that occur twice: a template names each column once."""
    labels = [one.label for one in found]
    return tuple(
        replace(one, label=f"{one.label} ({one.path})") if labels.count(one.label) > 1 else one
        for one in found
    )


def groups(offers: Sequence[Offered]) -> list[tuple[str, list[Offered]]]:
    """Group the paths for a select: what must be filled, what points to records, the rest."""
    made = {_("Required"): [], _("Fields"): [], _("Points to other records"): []}  # type: dict[str, list[Offered]]
    for one in offers:
        name = _("Required") if one.required else _("Fields")
        made[_("Points to other records") if one.target and not one.required else name] += [one]
    return [(name, ones) for name, ones in made.items() if ones]


def rows_of(
    at: Work, run: ImportRun, sheet: Sheet, offers: Sequence[Offered]
) -> list[ColumnRow]:
    """Give the columns of the file with what becomes of them."""
    known = {one.path: one for one in offers}
    proposed = {match.header: match for match in sheet.matches}
    made = []
    for index, header in enumerate(sheet.headers):
        target = run.plan.columns.get(header)
        path = target.path if target is not None else ""
        word, tone = _confidence(path, proposed[header].path, proposed[header].confidence)
        offer = known.get(path)
        made.append(
            ColumnRow(
                index=index,
                header=header,
                samples=_samples(sheet, header),
                path=path,
                resolve=target.resolve if target is not None else "",
                ways=_ways(at, offer.target) if offer is not None and offer.target else (),
                word=word,
                tone=tone,
            )
        )
    return made


def _confidence(path: str, proposed: str, confidence: int) -> tuple[str, str]:
    if not path:
        return _("Left out"), ""
    if path != proposed:
        return _("Chosen"), "info"
    if confidence >= 90:
        return _("Sure"), "ok"
    return _("{n}%, check", n=confidence), "cop"


def _samples(sheet: Sheet, header: str) -> tuple[str, ...]:
    cells = (
        str(row[header]) for _number, row in sheet.rows if row.get(header) not in (None, "")
    )
    return tuple(dict.fromkeys(cell[:SHORT] for cell in cells))[:SAMPLES]


def _ways(at: Work, target: str) -> tuple[tuple[str, str], ...]:
    """Give how a referred record may be found: by its name, or by what is unique."""
    obj = at.model.get(target)
    if obj is None or not at.sees(target):
        return ()
    names = [obj.name_field]
    names += [
        name
        for name, field in obj.fields.items()
        if (field.unique or name == "import_ref" or field.type.widget == "email")
        and name != obj.name_field
        and at.readable(obj, name)
    ]
    return tuple((f"{target}.{name}", at.say(obj.fields[name].label)) for name in names)


def choices_of(
    at: Work, run: ImportRun, sheet: Sheet | None, offers: Sequence[Offered]
) -> Choices:
    """Give how the file is read; without a sheet it could not be read yet."""
    plan = run.plan
    formats = tuple((name, _FORMAT_NAMES.get(name, name)) for name in FORMATS)
    read_as = sheet.format if sheet is not None else plan.format
    return Choices(
        tables=sheet.tables if sheet is not None else (),
        table=sheet.table if sheet is not None else plan.table,
        formats=formats,
        format=read_as,
        encodings=ENCODINGS if read_as != "xlsx" else (),
        encoding=plan.encoding,
        detected=sheet.encoding if sheet is not None else "",
        mode=plan.mode,
        keys=_keys(at, plan, offers),
        key=",".join(plan.key),
    )


def _keys(
    at: Work, plan: ImportPlan, offers: Sequence[Offered]
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Give the fields by which records may be known again: unique ones first."""
    obj = at.model.get(plan.object)
    labels = {one.path: one.label for one in offers}
    single = [one.path for one in offers if "." not in one.path and not one.whole]
    unique = [path for path in single if obj.fields[path].unique or path == "import_ref"]
    other = [path for path in single if path not in unique]
    made = [
        (_("Never twice"), tuple((path, labels[path]) for path in unique)),
        (_("Other fields"), tuple((path, labels[path]) for path in other)),
    ]
    if len(plan.key) > 1:
        words = " + ".join(labels.get(path, path) for path in plan.key)
        made.insert(0, (_("Of the import map"), ((",".join(plan.key), words),)))
    return tuple((name, ones) for name, ones in made if ones)


def read_plan(
    run: ImportRun, sheet: Sheet | None, form: MultiDict[str, str]
) -> tuple[ImportPlan, bool]:
    """Read the form; gives the plan and whether its columns must be proposed anew."""
    plan = replace(
        run.plan,
        format=_one_of(form.get("format", ""), FORMATS),
        encoding=_one_of(form.get("encoding", ""), ENCODINGS),
        table=form.get("table", run.plan.table),
        mode=form.get("mode", run.plan.mode),
        key=tuple(filter(None, form.get("key", "").split(","))),
    )
    if plan.mode == "create":
        plan = replace(plan, key=())
    now = (run.plan.format or (sheet.format if sheet is not None else ""), run.plan.encoding)
    if sheet is None or (plan.format, plan.encoding) != now or plan.table != sheet.table:
        return plan, True
    if sheet.format == plan.format and not run.plan.format:
        plan = replace(plan, format="")
    columns = {
        header: {"field": path, "resolve": _way(form.get(f"way{index}", ""), path, run, header)}
        for index, header in enumerate(sheet.headers)
        if (path := form.get(f"to{index}", ""))
    }
    return ImportPlan.from_json({**plan.as_json(), "columns": columns}), False


def _one_of(raw: str, known: Any) -> str:
    return raw if raw in known else ""


def _way(way: str, path: str, run: ImportRun, header: str) -> str:
    """Keep how a reference is found while its column still goes to the same field."""
    before = run.plan.columns.get(header)
    return way if before is not None and before.path == path else ""


def preview_of(sheet: Sheet) -> list[dict[str, Any]]:
    """Give the first rows as they stand in the file."""
    return [
        {"row": number, "cells": [_cell(row, header) for header in sheet.headers]}
        for number, row in sheet.rows
    ]


def _cell(row: Mapping[str, Any], header: str) -> str:
    value = row.get(header)
    return "" if value is None else str(value)[: 2 * SHORT]
