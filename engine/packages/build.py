"""Builds the immutable Model from layered components; fast, since it trusts their shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import is_
from typing import Any
from uuid import UUID

from engine.errors import MetadataError, Problem
from engine.kernel.catalogue import Catalogue
from engine.kernel.component import Component
from engine.kernel.field_type import FieldType
from engine.kernel.model import FieldDef, Model, ObjectDef, Option
from engine.packages.canonical import digest
from engine.packages.derived import with_returns
from engine.packages.digests import object_digests
from engine.packages.lists import arrange, wish_of
from engine.packages.problems import component_problem
from engine.packages.system_fields import currency_options, system_fields
from engine.packages.traits import known_traits, traits_of
from engine.text import Text, text

Key = tuple[str, str, str]

BECOMING = "becoming"
"""In the stored body of a field: the body that it will have once its values are copied; no file says
this."""


def build_model(
    components: Iterable[Component], catalogue: Catalogue, like: Model | None = None
) -> Model:
    """Build a Model from stored, already layered components.

    What is made of the very components of ``like``, an earlier model, is taken over. Raises
    `MetadataError` only for what makes building impossible: an unknown field type.
    """
    model, problems = try_build(components, catalogue, like)
    if problems:
        raise MetadataError(problems)
    return model


def try_build(
    components: Iterable[Component], catalogue: Catalogue, like: Model | None = None
) -> tuple[Model, list[Problem]]:
    """Build as much of the Model as can be, leaving out fields of unknown types."""
    ordered = sorted(components, key=lambda component: component.key)
    by_key = {component.key: component for component in ordered}
    settings = merged_settings(ordered)
    traits = traits_of(by_key, like)
    problems: list[Problem] = []
    builder = _Builder(by_key, settings, catalogue, problems)
    drawn = builder.objects(ordered, _drawn_alike(like, by_key, settings))
    objects = with_returns({name: each.object for name, each in drawn.items()})
    marks = object_digests(by_key, objects, traits)
    for name, mark in marks.items():
        objects[name] = _with_digest(objects[name], mark)
    whole = digest([traits[key].digest for key in by_key])
    model = Model(by_key, objects, settings, whole)
    model.keep(known_traits, traits)
    model.keep(_known_drawn, drawn)
    return model, problems


@dataclass(frozen=True, slots=True)
class _Drawn:
    """An object as its components say it, before anything of other objects goes into it."""

    made_of: tuple[Component, ...]
    object: ObjectDef
    named: Mapping[str, UUID | None]
    """The uids that values are stored by, of the objects that its fields name."""

    def fits(
        self, components: Sequence[Component], all_of_them: Mapping[Key, Component]
    ) -> bool:
        """Say whether an object of these components, among all, is this one."""
        same = len(components) == len(self.made_of) and all(map(is_, components, self.made_of))
        return same and all(
            _uid_of(all_of_them, name) == uid for name, uid in self.named.items()
        )


def _uid_of(components: Mapping[Key, Component], name: str) -> UUID | None:
    found = components.get(("object", "", name))
    return None if found is None else found.uid


def _known_drawn(_model: Model) -> dict[str, _Drawn]:
    return {}


def _drawn_alike(
    like: Model | None, components: Mapping[Key, Component], settings: Mapping[str, Any]
) -> Mapping[str, _Drawn]:
    """Give the objects of an earlier model; none when what all objects read is another."""
    if like is None or like.settings != settings:
        return {}
    was, now = _option_sets(like.components), _option_sets(components)
    return like.part(_known_drawn) if len(was) == len(now) and all(map(is_, was, now)) else {}


def _option_sets(components: Mapping[Key, Component]) -> list[Component]:
    return [component for component in components.values() if component.kind == "option_set"]


def merged_settings(components: Iterable[Component]) -> dict[str, Any]:
    """Merge the bodies of all settings components, in the order of their names."""
    merged: dict[str, Any] = {}
    for component in components:
        if component.kind == "settings":
            merged.update(component.body)
    return merged


def human(name: str) -> str:
    """Make a label of a name that has none: ``close_date`` reads Close date."""
    words = name.rpartition("__")[2].replace("_", " ")
    return words[:1].upper() + words[1:]


def label_of(component: Component, key: str = "label") -> Text:
    """Give the label of a component, or one made of its name."""
    return Text.of(component.body.get(key)) or Text.of({"en": human(component.name)})


class _Builder:
    """Holds what building one Model needs; dropped afterwards."""

    def __init__(
        self,
        components: Mapping[Key, Component],
        settings: Mapping[str, Any],
        catalogue: Catalogue,
        problems: list[Problem],
    ) -> None:
        self._components = components
        self._types = catalogue.field_types
        self._problems = problems
        self._currencies = currency_options(settings)
        self._named: dict[str, UUID | None] = {}

    def objects(
        self, ordered: Iterable[Component], known: Mapping[str, _Drawn]
    ) -> dict[str, _Drawn]:
        """Build every object, in the order of names; those that are ``known`` are taken over."""
        fields: dict[str, list[Component]] = {}
        record_types: dict[str, list[Component]] = {}
        heads = []
        for component in ordered:
            if component.kind == "field":
                fields.setdefault(component.of, []).append(component)
            elif component.kind == "record_type":
                record_types.setdefault(component.of, []).append(component)
            elif component.kind == "object":
                heads.append(component)
        found: dict[str, _Drawn] = {}
        for head in heads:
            its_fields = fields.get(head.name, [])
            its_types = record_types.get(head.name, [])
            made_of = (head, *its_fields, *its_types)
            before = known.get(head.name)
            if before is not None and before.fits(made_of, self._components):
                found[head.name] = before
            else:
                self._named = {}
                made = self._object(head, its_fields, its_types)
                found[head.name] = _Drawn(made_of, made, self._named)
        return found

    def _object(
        self, head: Component, fields: Iterable[Component], record_types: Iterable[Component]
    ) -> ObjectDef:
        declared: dict[str, FieldDef] = {}
        for component in in_order(head, fields):
            field = self._field(component)
            if field is not None:
                declared[component.name] = field
        master = next((n for n, f in declared.items() if f.type.name == "master_detail"), "")
        system = system_fields(
            head,
            declared,
            self._types,
            self._currencies,
            record_types=tuple(record_type_option(each) for each in record_types),
        )
        return ObjectDef(
            uid=head.uid,
            name=head.name,
            label=label_of(head),
            plural=Text.of(head.body.get("plural")) or label_of(head),
            help=Text.of(head.body.get("help")),
            name_field=head.body.get("name_field") or _name_field(declared),
            fields={**declared, **system},
            master=master,
            digest="",
            body=head.body,
        )

    def _field(self, component: Component) -> FieldDef | None:
        coming = component.body.get(BECOMING)
        if coming is None:
            return self._declared(component)
        body = {key: said for key, said in component.body.items() if key != BECOMING}
        found = self._declared(replace(component, body=body))
        becoming = self._declared(replace(component, body=coming))
        return found and replace(found, becoming=becoming)

    def _declared(self, component: Component) -> FieldDef | None:
        body = component.body
        field_type = self._types.get(body.get("type", ""))
        if field_type is None:
            message = text(
                "there is no field type “{type}”", "没有字段类型“{type}”", type=body.get("type")
            )
            self._problems.append(component_problem(component, "/type", "field.type", message))
            return None
        return FieldDef(
            uid=component.uid,
            object=component.of,
            name=component.name,
            type=field_type,
            label=label_of(component),
            help=Text.of(body.get("help")),
            required=body.get("required", False),
            unique=body.get("unique", False),
            audit=body.get("audit", False),
            system=False,
            default=body.get("default", ""),
            target=_target(field_type, body),
            choices=self._choices(body),
            options=body,
            stored_as=self._objects_in(body.get("to")),
        )

    def _objects_in(self, to: object) -> Mapping[str, str]:
        """Give the uids of the objects that a reference to one of several may name."""
        found = {n: _uid_of(self._components, n) for n in to} if isinstance(to, list) else {}
        self._named |= found
        return {name: str(uid) for name, uid in found.items() if uid is not None}

    def _choices(self, body: Mapping[str, Any]) -> tuple[Option, ...]:
        options = body.get("options")
        if options is None and "option_set" in body:
            shared = self._components.get(("option_set", "", body["option_set"]))
            options = shared.body.get("options") if shared else None
        if not isinstance(options, list):
            return ()
        return tuple(option_of(option) for option in options)


def in_order(head: Component, fields: Iterable[Component]) -> list[Component]:
    """Order fields as the object's file does; a layer's own stand where they wish, or last."""
    place = {name: i for i, name in enumerate(head.body.get("field_order", ()))}
    listed = sorted(fields, key=lambda field: place.get(field.name, len(place)))
    if not any("after" in field.body or "before" in field.body for field in listed):
        return listed
    ordered, _ = arrange(listed, lambda field: field.name, lambda field: wish_of(field.body))
    return ordered


def option_of(option: Mapping[str, Any]) -> Option:
    """Make a choice; rows store ``key`` when a rename of the id kept one (decision 5)."""
    name = option["id"]
    extra = {k: v for k, v in option.items() if k not in ("id", "label", "color", "active")}
    stored = extra.pop("key", name)
    if stored != name:
        extra["name"] = name
    return Option(
        id=stored,
        label=Text.of(option.get("label")) or Text.of({"en": human(name)}),
        color=option.get("color", ""),
        active=option.get("active", True),
        extra=extra,
    )


def record_type_option(component: Component) -> Option:
    """Make a choice of a record type; rows store its uid, everybody else says its name."""
    return Option(
        id=component.name,
        label=label_of(component),
        active=component.body.get("active", True),
        extra={"uid": str(component.uid)},
    )


def _name_field(declared: Mapping[str, FieldDef]) -> str:
    if "name" in declared:
        return "name"
    texts = (n for n, f in declared.items() if f.type.family.value == "text" and f.required)
    return next(texts, "id")


def _target(field_type: FieldType, body: Mapping[str, Any]) -> str:
    to = body.get("to", "")
    if isinstance(to, str) and to:
        return to
    return "user" if field_type.name in ("user", "owner") else ""


def _with_digest(obj: ObjectDef, mark: str) -> ObjectDef:
    return replace(obj, digest=mark)
