"""What every field type promises once it is stored: the same on both databases, through the gate."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from engine import runtime
from engine.fields import field_types
from engine.fields.file import File
from engine.fields.key_ring import KEYS, new_key
from engine.kernel.query import AllOf, Condition, Query, Sort
from engine.kernel.values import Family
from engine.session import open_session
from engine.storage.database import close_database
from engine.storage.system import file_blob
from engine.tenancy.tenant import Tenant
from tests import databases
from tests.contracts.field_samples import DERIVED, ELSEWHERE, two_values, write_package
from tests.contracts.fields import ENGLISH
from tests.tenants import ADMIN, build

STORED = [name for name in sorted(field_types()) if name not in DERIVED | ELSEWHERE]
BLANKS = {"is_blank": (None, {"blank"}), "not_blank": (None, {"first", "second"})}
READ = [name for name in STORED if not field_types()[name].secret]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request, tmp_path_factory) -> Iterator[SimpleNamespace]:
    """A tenant whose object `sample` has every type: per type a record with one value, one with
    another, and one that is blank.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(KEYS, new_key())
        folder = tmp_path_factory.mktemp("types")
        if request.param == "sqlite":
            place = databases.sqlite_place(folder)
            yield from _world(Tenant("types", place.dsn), folder)
        else:
            found = request.getfixturevalue("postgresql_database")
            with databases.postgresql_place(found) as place:
                yield from _world(Tenant("types", place.dsn, place.schema), folder)


def _world(tenant: Tenant, folder) -> Iterator[SimpleNamespace]:
    build(tenant, write_package(folder))
    session = open_session(tenant, ADMIN)
    things = session.records("thing")
    pair = tuple(things.create({"name": name}).id for name in ("One", "Two"))
    gate = session.records("sample")
    fields = session.object("sample").fields
    made = SimpleNamespace(session=session, gate=gate, fields=fields, things=pair, rows={})
    for name in STORED:
        field = fields[f"f_{name}"]
        first, second = two_values(field, pair)
        if isinstance(field.type, File):
            _upload(session.context, field, (*first, *second))
        values = {"first": first, "second": second, "blank": None}
        made.rows[name] = {
            key: (gate.create({"name": f"{name} {key}", field.name: value}).id, value)
            for key, value in values.items()
        }
    yield made
    runtime.forget(tenant)
    close_database(tenant.database)


def _upload(context, field, ids) -> None:
    """Keep files under these ids: a field takes none but its own."""
    common = {
        "sha256": "", "size": 0, "name": "a", "type": "text/plain", "parent_field": field.uid,
        "created_at": context.now, "created_by": context.actor.user_id,
    }  # fmt: skip
    with context.database.writing() as connection:
        connection.execute(file_blob.insert(), [{"id": each, **common} for each in ids])


def found(world, name, condition) -> set[str]:
    """Name which of the type's three records a condition finds."""
    mine = {record_id: key for key, (record_id, _) in world.rows[name].items()}
    ids = Condition("id", "in", tuple(mine))
    page = world.gate.query(Query(fields=("name",), where=AllOf((ids, condition)), limit=10))
    return {mine[record.id] for record in page.records}


@pytest.mark.parametrize("name", READ)
def test_a_record_gives_back_what_was_saved(world, name):
    field = world.fields[f"f_{name}"]
    for record_id, value in world.rows[name].values():
        assert world.gate.get(record_id, (field.name,)).values[field.name] == value


@pytest.mark.parametrize("name", READ)
def test_a_value_can_be_changed_and_emptied(world, name):
    field = world.fields[f"f_{name}"]
    _, first = world.rows[name]["first"]
    _, second = world.rows[name]["second"]
    record = world.gate.create({"name": "change", field.name: first})
    cell = field.type.to_cell(second, field, ENGLISH)
    changed = world.gate.update(record.id, {field.name: cell})
    assert changed.values[field.name] == second
    emptied = world.gate.update(record.id, {field.name: ""})
    assert emptied.values[field.name] is None


@pytest.mark.parametrize(
    ("name", "op"), [(name, op) for name in STORED for op in field_types()[name].operators]
)
def test_every_declared_operator_finds_what_it_says(world, name, op):
    field = world.fields[f"f_{name}"]
    _, first = world.rows[name]["first"]
    _, second = world.rows[name]["second"]
    value, expected = _question(op, field, first, second)
    assert found(world, name, Condition(field.name, op, value)) == expected


def _question(op, field, first, second):
    """Give a raw value for an operator and the records that it has to find."""
    raw, text = field.type.to_json(first, field), str(first)
    piece = text[8:12] or text[1:4]
    if isinstance(first, bool):  # a blank reads as no, and the first value is yes
        return {"eq": (raw, {"first"}), "ne": (raw, {"second", "blank"})}.get(op) or BLANKS[op]
    if op in ("lt", "le", "gt", "ge"):
        smaller = {"second"} if second < first else set()
        greater = {"second"} - smaller
        itself = {"first"} if op in ("le", "ge") else set()
        return raw, itself | (smaller if op in ("lt", "le") else greater)
    if op == "between":
        return sorted([first, second]), {"first", "second"}
    others = {"second", "blank"}
    questions = {
        **BLANKS,
        "eq": (raw, {"first"}),
        "ne": (raw, others),
        "in": ([raw], {"first"}),
        "not_in": ([raw], others),
        "contains": (piece.upper(), {"first"}),
        "not_contains": (piece, others),
        "starts_with": (text[:9], {"first"}),
        "ends_with": (text[-4:], {"first"}),
        "has_any": (raw, {"first"}),
        "has_all": (raw, {"first"}),
        "has_none": (raw, others),
        "within": ("last_9_years", {"first"}),
    }
    return questions[op]


@pytest.mark.parametrize("name", [n for n in READ if field_types()[n].sortable])
@pytest.mark.parametrize("descending", [False, True])
def test_a_list_is_sorted_with_blanks_last(world, name, descending):
    field = world.fields[f"f_{name}"]
    rows = world.rows[name]
    ids = {record_id: key for key, (record_id, _) in rows.items()}
    page = world.gate.query(
        Query(
            fields=("name",),
            where=Condition("id", "in", tuple(ids)),
            sort=(Sort(field.name, descending),),
        )
    )
    order = [ids[record.id] for record in page.records]
    assert order[-1] == "blank"
    one, other = rows["first"][1], rows["second"][1]
    if field.type.family in (
        Family.INTEGER,
        Family.DECIMAL,
        Family.DATE,
        Family.MOMENT,
        Family.TIME,
    ):
        assert order[0] == ("first" if (one < other) != descending else "second")


@pytest.mark.parametrize("name", [n for n in READ if field_types()[n].searchable])
def test_a_record_is_found_by_its_text(world, name):
    field = world.fields[f"f_{name}"]
    record_id, value = world.rows[name]["first"]
    words = field.type.search_text(value, field)
    page = world.gate.query(Query(fields=("name",), search=words.split()[0], limit=200))
    assert record_id in {record.id for record in page.records}


def test_a_secret_never_comes_back(world):
    record_id, _ = world.rows["secret"]["first"]
    shown = world.gate.get(record_id, ("f_secret",)).values.get("f_secret")
    field = world.fields["f_secret"]
    assert "s3cr3t" not in repr(shown)
    assert field.type.display(shown, field, ENGLISH) in ("", "••••••••")


def test_computed_fields_follow_their_sources(world):
    gate, parts = world.gate, world.session.records("part")
    made = gate.create({"name": "computed", "f_integer": 21, "f_lookup": world.things[0]})
    parts.create({"name": "p", "f_master_detail": made.id})
    parts.create({"name": "q", "f_master_detail": made.id})
    fields = ("f_formula", "f_mirror", "f_rollup", "f_auto_number", "owner")
    values = gate.get(made.id, fields).values
    assert values["f_formula"] == 42
    assert values["f_mirror"] == "One"
    assert values["f_rollup"] == 2
    assert values["f_auto_number"].startswith("T-20")
    assert values["owner"] == ADMIN
    found = gate.query(Query(fields=("name",), where=Condition("f_rollup", "eq", 2)))
    assert [record["name"] for record in found.records] == ["computed"]
