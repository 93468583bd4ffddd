"""Calls things in plans by what people call them: labels in every language, else the name."""

from __future__ import annotations

from collections.abc import Iterable

from engine.kernel.catalogue import Catalogue
from engine.kernel.component import Component
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.text import Text, text

Parents = tuple[Model, ...]


def full_name(component: Component) -> str:
    """Give a component's technical name with that of its parent, if it has one."""
    return f"{component.of}.{component.name}" if component.of else component.name


def own_label(component: Component) -> Text:
    """Give what a component is called."""
    label = component.body.get("label")
    return Text.of(label) if label else Text.of(component.name)


def object_label(obj: ObjectDef) -> Text:
    """Give what an object is called."""
    return obj.label or Text.of(obj.name)


def field_label(obj: ObjectDef, name: str) -> Text:
    """Give what a field, or a column that every table has, is called."""
    found = obj.fields.get(name)
    return _WORDS.get(name, Text.of(name)) if found is None else found.label or Text.of(name)


def field_of(obj: ObjectDef, field: FieldDef | str) -> Text:
    """Give what a field is called, with its object: “Amount” of “Deal”."""
    name = field if isinstance(field, str) else field.name
    return _of(field_label(obj, name), object_label(obj))


def called(component: Component, catalogue: Catalogue, models: Parents) -> Text:
    """Give the kind and label of a component, with its parent's: field “Amount” of “Deal”."""
    kind = catalogue.kinds.get(component.kind)
    word = kind.label if kind else Text.of(component.kind)
    parent = next((found for model in models if (found := model.get(component.of))), None)
    label = own_label(component)
    if not component.of:
        return text("{kind} “{label}”", "{kind}“{label}”", kind=word, label=label)
    return text(
        "{kind} “{label}” of “{of}”",
        "“{of}”的{kind}“{label}”",
        kind=word,
        label=label,
        of=object_label(parent) if parent else component.of,
    )


def listed(several: Iterable[Text]) -> Text:
    """Give several texts as one list."""
    known = tuple(several)
    en = ", ".join(each.to("en") for each in known)
    return Text((("en", en), ("zh", "、".join(each.to("zh") for each in known))))


def sentences(several: Iterable[Text]) -> Text:
    """Give several sentences as one."""
    known = tuple(several)
    en = "; ".join(each.to("en") for each in known)
    return Text((("en", en), ("zh", "；".join(each.to("zh") for each in known))))


def value_words(value: object) -> Text:
    """Write a value of a property in a sentence; None stands for not there."""
    return text("nothing", "无") if value is None else Text.of(str(value)[:80])


def _of(label: Text, obj: Text) -> Text:
    return text("“{label}” of “{of}”", "“{of}”的“{label}”", label=label, of=obj)


_WORDS = {
    "deletion": text("deletion", "删除批次"),
    "import_ref": text("import reference", "导入标识"),
}
