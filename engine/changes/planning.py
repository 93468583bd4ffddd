"""Plans a change: what packages want against what is stored (decision 8)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy.engine import Connection

from engine.changes.components import component_changes, deletion_guard
from engine.changes.conflicts import Conflict
from engine.changes.costs import with_cost
from engine.changes.crowding import crowded
from engine.changes.layers import Key, put_in_place, same
from engine.changes.physical import PhysicalDiff
from engine.changes.probing import Probing
from engine.changes.renames import find_renames, follow
from engine.changes.retyping import after_switch, hold_back
from engine.changes.steps import Action, Plan, Step, StepClass
from engine.changes.stored_packages import load_packages
from engine.changes.upgrading import Choices, Merged, merge
from engine.changes.vacant import vacancies
from engine.kernel.catalogue import Catalogue
from engine.kernel.model import Model
from engine.packages import build_model, record_bases, resolve
from engine.packages.canonical import digest
from engine.packages.package import Package
from engine.packages.shapes_of import Shapes
from engine.storage import ddl
from engine.storage.columns import load_columns
from engine.storage.database import Database
from engine.storage.metadata import living, load_components, read_head


def plan(  # noqa: PLR0913  each is a decision of the caller
    database: Database,
    catalogue: Catalogue,
    packages: Sequence[Package],
    *,
    delete: Collection[Key] = (),
    choices: Choices | None = None,
    known: Model | None = None,
) -> Plan:
    """Plan to put packages in place of their installed versions, or to add them.

    ``delete`` names components (kind, parent, name) to delete; nothing is ever deleted because it is
    absent. ``choices`` says by the ids of conflicts whose value holds. ``known`` is a model that the
    caller holds: if it is the one in force, it is not built anew. MetadataError with all problems when
    the outcome would not be right.
    """
    with database.snapshot() as conn:
        installed = load_packages(conn)
        given = Given(packages, delete, choices or {})
        merged = bring(conn, catalogue, installed, given, known)
        recorded = record_bases(tuple(merged.packages.values()), catalogue, installed)
        planned = plan_outcome(conn, catalogue, recorded, installed, known=known)
    return with_conflicts(planned, merged.conflicts)


@dataclass(frozen=True, slots=True)
class Given:
    """Packages that come to a tenant, what goes with them, and what is chosen of their conflicts."""

    packages: Sequence[Package] = ()
    delete: Collection[Key] = ()
    choices: Choices = field(default_factory=dict)


def bring(
    conn: Connection,
    catalogue: Catalogue,
    installed: Mapping[str, Package],
    given: Given,
    known: Model | None = None,
) -> Merged:
    """Give all packages after some came: what others made of their earlier versions is carried over."""
    renames = find_renames(installed, given.packages)
    base = installed
    if renames.names:
        model, shapes = present_model(conn, catalogue, known), Shapes(catalogue)
        base = {n: follow(p, renames, model, shapes) for n, p in installed.items()}
    coming = put_in_place(base, given.packages, given.delete)
    return merge(base, coming, given.packages, catalogue, given.choices)


def with_conflicts(planned: Plan, conflicts: Sequence[Conflict]) -> Plan:
    """Say in a plan what an upgrade and other layers disagree about."""
    if not conflicts:
        return planned
    steps = (*map(_disagreement, conflicts), *planned.steps)
    bound = digest([planned.digest, [(each.id, each.winner) for each in conflicts]])
    return replace(planned, steps=steps, digest=bound, conflicts=tuple(conflicts))


def _disagreement(conflict: Conflict) -> Step:
    kind, of, name = conflict.target
    return Step(
        StepClass.BLOCKED if conflict.undecided else StepClass.META,
        Action.META,
        conflict.text,
        kind=kind,
        object=of or name,
        field=name if kind == "field" else "",
        conflict=conflict,
    )


def present_model(conn: Connection, catalogue: Catalogue, known: Model | None = None) -> Model:
    """Build the model in force, unless it is ``known``."""
    if known is not None and known.digest == read_head(conn).digest:
        return known
    return build_model(living(load_components(conn)), catalogue)


def plan_outcome(  # noqa: PLR0913  what is read before is handed on
    conn: Connection,
    catalogue: Catalogue,
    outcome: Sequence[Package],
    installed: Mapping[str, Package],
    *,
    said: bool = False,
    ready: Collection[UUID] = (),
    known: Model | None = None,
) -> Plan:
    """Plan to have exactly these packages, whatever is ``installed`` now; see `plan`.

    ``said`` is for a way that says itself how much it deletes. ``ready`` names fields whose values were
    copied to the columns of their new type.
    """
    head = read_head(conn)
    present = load_components(conn)
    columns = load_columns(conn)
    is_known = known is not None and known.digest == head.digest
    stored_model = (known if is_known else None) or build_model(living(present), catalogue)
    wanted = resolve(outcome, catalogue)
    held = hold_back(conn, columns, (stored_model, wanted), catalogue, ready)
    model = held.model
    changes = component_changes(present, model)
    diff = PhysicalDiff(conn, columns, ddl.table_names(conn), stored_model, model)
    physical, map_rows, new_columns = diff.run()
    crowds = crowded(conn, physical, model, new_columns)
    guard: list[Step] = [] if said else list(deletion_guard(changes, present))
    probing = Probing(conn, catalogue, columns, (stored_model, model))
    steps = tuple(
        map(
            with_cost,
            (
                *guard,
                *crowds,
                *probing.component_steps(changes),
                *physical,
                *held.steps,
                *after_switch(model, ready),
            ),
        )
    )
    return Plan(
        base=head.rev,
        steps=steps,
        digest=digest([head.rev, model.digest, [step.identity() for step in steps]]),
        model=model,
        columns=new_columns,
        map_rows=map_rows,
        changes=changes,
        packages=tuple(p for p in outcome if not same(p, installed.get(p.name))),
        gone=tuple(sorted(installed.keys() - {package.name for package in outcome})),
        before=diff.touched,
        old=stored_model,
        old_columns=columns,
        vacant=vacancies(conn, columns, (stored_model, model), map_rows, diff.bare),
    )


def reasons(planned: Plan) -> Sequence[Step]:
    """Give the steps that block a plan."""
    return [step for step in planned.steps if step.cls is StepClass.BLOCKED]
