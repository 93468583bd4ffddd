"""Layers packages, resolves every name and gives the Model, or every problem at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from engine.errors import MetadataError, Problem
from engine.kernel.catalogue import Catalogue
from engine.kernel.component import Component
from engine.kernel.kind import Kind, Reference
from engine.kernel.model import Model
from engine.kernel.names import name_problem
from engine.packages.build import try_build
from engine.packages.expression_checks import expression_problems
from engine.packages.layers import layer
from engine.packages.package import Package
from engine.packages.paths import Lost, follow
from engine.packages.problems import component_problem, did_you_mean, in_order
from engine.packages.shapes_of import Shapes
from engine.text import Text, text


def resolve(packages: Sequence[Package], catalogue: Catalogue) -> Model:
    """Layer packages and build their Model; raises `MetadataError` with all problems."""
    model, problems = _resolved(packages, catalogue)
    if problems or model is None:
        raise MetadataError(problems)
    return model


def check(packages: Sequence[Package], catalogue: Catalogue) -> list[Problem]:
    """Give everything that is wrong with packages when they are put on top of each other."""
    return _resolved(packages, catalogue)[1]


def check_component(
    component: Component, namespace: str, catalogue: Catalogue
) -> list[Problem]:
    """Give what is wrong with the name and shape of one component that was not read from a file.

    ``namespace`` is that of the package to which it shall belong.
    """
    problems = list(Shapes(catalogue).check(component))
    wrong = name_problem(component.name, namespace=namespace, field=component.kind == "field")
    if wrong is not None:
        problems.append(component_problem(component, "", wrong.code, wrong.text, wrong.hint))
    return problems


def check_components(components: Iterable[Component], catalogue: Catalogue) -> list[Problem]:
    """Give everything that is wrong with components that are layered already."""
    model, problems = try_build(components, catalogue)
    return in_order([*problems, *_check_model(model, catalogue)])


def _resolved(
    packages: Sequence[Package], catalogue: Catalogue
) -> tuple[Model | None, list[Problem]]:
    """Build and check; what is wrong with the layers themselves is said first."""
    components, problems = layer(packages, catalogue)
    if problems:
        return None, in_order(problems)
    model, problems = try_build(components, catalogue)
    if not problems:
        problems.extend(_check_model(model, catalogue))
    return model, in_order(problems)


def _check_model(model: Model, catalogue: Catalogue) -> Iterator[Problem]:
    for component in model.components.values():
        yield from check_in_model(component, model, catalogue)


def check_in_model(
    component: Component, model: Model, catalogue: Catalogue
) -> Iterator[Problem]:
    """Give what is wrong with a component of right shape inside a model."""
    kind = catalogue.kinds.get(component.kind)
    if kind is None:
        return
    yield from _check_parent(component, kind, model)
    for reference in kind.references(component):
        problem = reference_problem(component, reference, model, catalogue)
        if problem is not None:
            yield problem
    for asked in kind.expressions(component, model):
        yield from expression_problems(component, model, asked)
    yield from kind.check(component, model)


def _check_parent(component: Component, kind: Kind, model: Model) -> Iterator[Problem]:
    if kind.parent == "object" and component.of not in model.objects:
        message = text("there is no object “{name}”", "没有对象“{name}”", name=component.of)
        hint = did_you_mean(component.of, model.objects)
        yield component_problem(component, "", "reference.unknown", message, hint)


def reference_problem(
    component: Component, reference: Reference, model: Model, catalogue: Catalogue
) -> Problem | None:
    """Say that a reference leads nowhere, if it does."""
    if reference.kind == "field":
        return _field_problem(component, reference, model)
    if reference.kind == "option":
        return _option_problem(component, reference, model)
    if model.find(reference.kind, reference.name, reference.of) is not None:
        return None
    kind = catalogue.kinds.get(reference.kind)
    message = text(
        "there is no {kind} “{name}”",
        "没有{kind}“{name}”",
        kind=kind.label if kind else Text.of(reference.kind),
        name=reference.name,
    )
    known = [found.name for found in model.of_kind(reference.kind, reference.of)]
    hint = did_you_mean(reference.name, known)
    return component_problem(component, reference.pointer, "reference.unknown", message, hint)


def _field_problem(component: Component, reference: Reference, model: Model) -> Problem | None:
    if reference.of not in model.objects:
        return None  # the reference to the object itself is the problem that is reported
    found = follow(model, reference.of, reference.name)
    if not isinstance(found, Lost):
        return None
    message = text(
        "“{object}” has no field “{name}”",
        "“{object}”没有字段“{name}”",
        object=found.object,
        name=found.step,
    )
    hint = did_you_mean(found.step, found.known)
    return component_problem(component, reference.pointer, "reference.unknown", message, hint)


def _option_problem(component: Component, reference: Reference, model: Model) -> Problem | None:
    of, _, name = reference.of.rpartition(".")
    obj = model.objects.get(of)
    field = obj.fields.get(name) if obj else None
    if field is None:
        return None  # the reference to the field itself is the problem that is reported
    known = [option.id for option in field.choices]
    if reference.name in known:
        return None
    message = text(
        "“{field}” has no option “{option}”",
        "“{field}”没有选项“{option}”",
        field=name,
        option=reference.name,
    )
    hint = did_you_mean(reference.name, known)
    return component_problem(component, reference.pointer, "option.unknown", message, hint)
