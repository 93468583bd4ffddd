"""A vendor's package in two versions, and a generator of what tenants make of the first."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from engine.packages import Package
from engine.packages.writer import write_yaml
from engine.registry import catalogue
from tests.engine.packages.folders import folder, read_package

LABELS = {"en": "Order", "zh": "订单"}
STATES = ("open", "sent", "done", "void")


def first_version() -> dict[str, Any]:
    """What the vendor shipped first, by path."""
    return {
        "objects/order.yaml": {
            "label": {"en": "Order", "zh": "订单"},
            "plural": {"en": "Orders", "zh": "订单"},
            "help": {"en": "A sale", "zh": "销售"},
            "name_field": "name",
            "fields": {
                "name": {"type": "text", "label": {"en": "Name"}, "max_length": 80},
                "state": {
                    "type": "select",
                    "label": {"en": "State"},
                    "options": [{"id": each, "label": {"en": each.title()}} for each in STATES],
                },
                "total": {"type": "currency", "label": {"en": "Total"}, "min": 0},
                "note": {"type": "long_text", "label": {"en": "Note"}},
                "old": {"type": "text", "label": {"en": "Old"}},
            },
        },
        "layouts/order/default.yaml": {
            "label": {"en": "Standard"},
            "sections": [
                {
                    "id": "main",
                    "label": {"en": "Main"},
                    "columns": 2,
                    "items": ["name", "state"],
                },
                {"id": "money", "label": {"en": "Money"}, "items": ["total"]},
                {"id": "rest", "label": {"en": "Rest"}, "items": ["note", "old"]},
            ],
        },
        "validation_rules/order/has_name.yaml": {
            "when": "is_blank(name)",
            "message": {"en": "Give a name"},
        },
    }


def second_version() -> dict[str, Any]:
    """What the vendor ships next: it adds, changes, renames and removes."""
    files = first_version()
    order = files["objects/order.yaml"]
    order["label"] = {"en": "Sales order", "zh": "订单"}
    order["help"] = {"en": "A sale, new words", "zh": "销售"}
    fields = order["fields"]
    fields["name"].update(label={"en": "Title"}, max_length=60)
    fields["state"]["options"] = [
        {"id": "open", "label": {"en": "Opened"}},
        {"id": "sent", "label": {"en": "Sent"}, "color": "blue"},
        {"id": "done", "label": {"en": "Done"}},
        {"id": "paid", "label": {"en": "Paid"}},
    ]
    fields["total"]["label"] = {"en": "Sum"}
    fields["remark"] = {**fields.pop("note"), "renamed_from": ["note"]}
    del fields["old"]
    fields["weight"] = {"type": "decimal", "label": {"en": "Weight"}}
    sections = files["layouts/order/default.yaml"]["sections"]
    sections[1] = {"id": "money", "label": {"en": "Amounts"}, "items": ["total", "weight"]}
    del sections[2]
    files["validation_rules/order/has_name.yaml"]["message"] = {"en": "Give a title"}
    return files


def vendor(root: Path, version: str, files: dict[str, Any]) -> Package:
    """Read a version of the vendor's package."""
    head = f"label: {{en: Base}}\ntype: core\nversion: '{version}'\n"
    return _read(root, "base", head, files)


def tenant_package(root: Path, files: dict[str, Any]) -> Package:
    """Read what a tenant made."""
    head = (
        "label: {en: Ours}\ntype: tenant\nnamespace: x\nversion: '1.0.0'\n"
        "requires: {base: '>=1,<3'}\n"
    )
    return _read(root, "ours", head, files)


def _read(root: Path, name: str, head: str, files: dict[str, Any]) -> Package:
    written = {path: write_yaml(body) for path, body in files.items()}
    return read_package(folder(root, name, {"package.yaml": head, **written}), catalogue())


def customisation(dice: random.Random) -> dict[str, Any]:
    """Make what one tenant changed: a random choice of edits, each of one property."""
    order: dict[str, Any] = {}
    layout: dict[str, Any] = {}
    rule: dict[str, Any] = {}
    chosen = [edit for edit in EDITS if dice.random() < 0.4]
    for edit in chosen or [dice.choice(EDITS)]:
        edit(dice, order, layout, rule)
    files = {}
    for path, body in (
        ("objects/order.yaml", order),
        ("layouts/order/default.yaml", layout),
        ("validation_rules/order/has_name.yaml", rule),
    ):
        if body:
            files[path] = {"extends": True, **body}
    return files


def _word(dice: random.Random) -> str:
    return dice.choice(("Job", "Deal", "Sales order", "Title", "Sum", "Opened", "Give a title"))


def _field(order: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = order.setdefault("fields", {}).setdefault(name, {})
    return found


def _list(of: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = of.setdefault(key, [])
    return found


def _object_label(dice, order, layout, rule):
    order["label"] = {"en": _word(dice)}


def _object_help(dice, order, layout, rule):
    order["help"] = {"en": _word(dice)}


def _field_label(dice, order, layout, rule):
    _field(order, dice.choice(("name", "total", "note", "old")))["label"] = {"en": _word(dice)}


def _stricter(dice, order, layout, rule):
    _field(order, "name")["max_length"] = dice.choice((40, 60, 70))


def _required(dice, order, layout, rule):
    _field(order, dice.choice(("note", "total")))["required"] = True


def _option_label(dice, order, layout, rule):
    option = {"id": dice.choice(STATES), "label": {"en": _word(dice)}}
    options = _list(_field(order, "state"), "options")
    if all(each["id"] != option["id"] for each in options):
        options.append(option)


def _own_option(dice, order, layout, rule):
    _list(_field(order, "state"), "options").append(
        {"id": "x__extra", "label": {"en": "Extra"}}
    )


def _own_field(dice, order, layout, rule):
    _field(order, "x__own").update({"type": "text", "label": {"en": "Own"}})


def _section_label(dice, order, layout, rule):
    section = {"id": dice.choice(("main", "money", "rest")), "label": {"en": _word(dice)}}
    if all(each["id"] != section["id"] for each in _list(layout, "sections")):
        _list(layout, "sections").append(section)


def _own_section(dice, order, layout, rule):
    own = {"id": "x__ours", "label": {"en": "Ours"}, "items": ["name"], "after": "main"}
    _list(layout, "sections").append(own)


def _without_section(dice, order, layout, rule):
    if all(each["id"] != "money" for each in _list(layout, "sections")):
        _list(layout, "sections").append({"id": "money", "$delete": True})


def _message(dice, order, layout, rule):
    rule["message"] = {"en": _word(dice)}


Edit = Callable[..., None]
EDITS: tuple[Edit, ...] = (
    _object_label, _object_help, _field_label, _stricter, _required, _option_label, _own_option,
    _own_field, _section_label, _own_section, _without_section, _message,
)  # fmt: skip


def customisations(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Give what so many tenants made."""
    dice = random.Random(seed)
    return (customisation(dice) for _ in range(count))
