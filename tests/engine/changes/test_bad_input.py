"""What is wrong with a change is said with its place, its reason and what to do; nothing changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import Said, Workbench, apply_draft, open_session, set_grants
from engine.errors import ApplyError, MetadataError
from engine.packages.reader import try_package
from engine.registry import catalogue
from engine.tenancy.tenant import Tenant
from tests.engine.packages.folders import folder
from tests.tenants import ADMIN, sqlite_copy

AMOUNT = ("field", "deal", "amount")
FIRST = ("field", "deal", "x__first")
SECOND = ("field", "deal", "x__second")
LAYOUT = ("layout", "deal", "x__page")


@pytest.fixture
def tenant(small_on_sqlite: Path, tmp_path: Path) -> Iterator[Tenant]:
    """What is wrong is found before any database is asked."""
    with sqlite_copy(small_on_sqlite, tmp_path) as found:
        yield found


def bench_of(tenant, user=ADMIN):
    return Workbench(open_session(tenant, user).context)


def formula(source, returns="currency"):
    return {"type": "formula", "label": {"en": "Sum"}, "expr": source, "returns": returns}


def page(*items):
    return {"sections": [{"id": "x__main", "items": list(items)}]}


def refused(tenant, bodies=None, delete=()):
    """Put bodies into the draft, apply it, and give what is wrong; nothing may have changed."""
    before = open_session(tenant, ADMIN).context.revision
    bench = bench_of(tenant)
    bench.save(bodies or {})
    for key in delete:
        bench.delete(key)
    with pytest.raises(MetadataError) as error:
        apply_draft(tenant, open_session(tenant, ADMIN), Said("", "no"))
    assert open_session(tenant, ADMIN).context.revision == before
    assert bench_of(tenant).changes, "what was written is kept"
    return error.value.problems


def told(problems, code):
    """Give the problem of a code, which says where, why and what to do."""
    [found] = [problem for problem in problems if problem.code == code]
    assert found.file and found.text and found.hint, found
    for said in (found.text, found.hint):
        assert set(said.as_map()) == {"en", "zh"}
    return found


def read(bench, source):
    """Give what is wrong with the YAML of a field."""
    return bench.typed(AMOUNT, source)[1]


def test_malformed_yaml_is_refused_with_line_and_column(tenant):
    bench = bench_of(tenant)
    for source in ("label: {en: Sum\n", "label: [1\n", "a: 'b\n", "\tlabel: 1\n", "a: b: c\n"):
        problem = told(read(bench, source), "yaml.syntax")
        assert problem.line and problem.column
    assert bench.draft is None
    twice = read(bench, "type: currency\ntype: text\n")
    assert [(p.code, p.line) for p in twice] == [("yaml.duplicate_key", 2)]
    unknown = told(read(bench, "type: currency\nlable: {en: Sum}\n"), "shape.unknown_key")
    assert (unknown.line, unknown.column) == (2, 1) and "label" in str(unknown.hint)
    assert bench.draft is None


def test_formulas_that_compute_each_other_are_refused(tenant):
    circle = {FIRST: formula("x__second + 1"), SECOND: formula("x__first + 1")}
    problem = told(refused(tenant, circle), "formula.cycle")
    assert problem.file == "field/deal/x__first" and problem.pointer == "/expr"
    assert "x__second" in str(problem.text)


def test_a_formula_that_computes_itself_is_refused(tenant):
    problem = told(refused(tenant, {FIRST: formula("x__first + 1")}), "formula.cycle")
    assert problem.file == "field/deal/x__first"


def test_a_lookup_to_nowhere_is_refused(tenant):
    nowhere = {"type": "lookup", "label": {"en": "Site"}, "to": "nowhere"}
    problem = told(refused(tenant, {FIRST: nowhere}), "reference.unknown")
    assert (problem.file, problem.pointer) == ("field/deal/x__first", "/to")


def test_a_layout_that_names_a_deleted_field_is_refused(tenant):
    bench = bench_of(tenant)
    bench.save(
        {
            FIRST: {"type": "decimal", "label": {"en": "Size"}},
            LAYOUT: page("name", "x__first"),
        }
    )
    digest = bench.preview().plan.digest
    apply_draft(tenant, open_session(tenant, ADMIN), Said(digest, "as agreed"))
    problem = told(refused(tenant, delete=[FIRST]), "reference.unknown")
    assert (problem.file, problem.pointer) == ("layout/deal/x__page", "/sections/0/items/1")
    assert "x__first" in str(problem.text)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (formula("name", "date"), "/expr"),
        ({"type": "decimal", "label": {"en": "Size"}, "default": "'much'"}, "/default"),
        (
            {"type": "decimal", "label": {"en": "Size"}, "visible_when": "amount"},
            "/visible_when",
        ),
        (
            {"type": "decimal", "label": {"en": "Size"}, "read_only_when": "1"},
            "/read_only_when",
        ),
    ],
)
def test_an_expression_of_the_wrong_type_is_refused(tenant, body, pointer):
    problem = told(refused(tenant, {FIRST: body}), "expression.type")
    assert (problem.file, problem.pointer) == ("field/deal/x__first", pointer)
    assert "is needed here" in str(problem.text)


def test_a_rule_that_is_no_condition_is_refused(tenant):
    rule = {"when": "amount + 1", "message": {"en": "No"}}
    problem = told(
        refused(tenant, {("validation_rule", "deal", "x__r"): rule}), "expression.type"
    )
    assert problem.pointer == "/when"


def test_two_admins_who_apply_over_each_other_lose_nothing(tenant):
    with open_session(tenant, "system:tests").transaction() as inner:
        bea = inner.records("user").create({"name": "Bea Admin"}).id
        set_grants(inner.context, bea, ["admin"])
    for user, label in ((ADMIN, "Worth"), (bea, "Price")):
        bench = bench_of(tenant, user)
        bench.save({AMOUNT: {**bench.find(AMOUNT).body, "label": {"en": label}}})
    read = {user: bench_of(tenant, user).preview().plan.digest for user in (ADMIN, bea)}
    apply_draft(tenant, open_session(tenant, ADMIN), Said(read[ADMIN], "mine"))
    with pytest.raises(ApplyError) as error:
        apply_draft(tenant, open_session(tenant, bea), Said(read[bea], "over it"))
    problem = told(error.value.problems, "draft.clash")
    assert (problem.file, problem.pointer) == ("field/deal/amount", "/label/en")
    assert "Worth" in str(problem.text) and "Price" in str(problem.text)
    assert open_session(tenant, ADMIN).context.model.get("deal").fields["amount"].label.to(
        "en"
    ) == ("Worth")
    assert bench_of(tenant, bea).changes


def test_a_draft_that_moved_since_it_was_read_is_refused(tenant):
    bench = bench_of(tenant)
    bench.save({FIRST: {"type": "decimal", "label": {"en": "Size"}}})
    read = bench_of(tenant).preview().plan.digest
    bench_of(tenant).save({SECOND: {"type": "decimal", "label": {"en": "Weight"}}})
    with pytest.raises(ApplyError) as error:
        apply_draft(tenant, open_session(tenant, ADMIN), Said(read, "unseen"))
    [problem] = error.value.problems
    assert problem.code == "draft.moved" and problem.hint
    assert "x__first" not in open_session(tenant, ADMIN).context.model.get("deal").fields


@pytest.mark.parametrize(
    ("said", "pointer"), [("engine: '>=99'", "/engine"), ("format: 99", "/format")]
)
def test_a_package_that_needs_a_newer_engine_is_refused(tmp_path, said, pointer):
    head = (
        f"label: {{en: Later}}\ntype: addon\nnamespace: lt\nversion: '1.0.0'\n{said}\nhue: 1\n"
    )
    newer = folder(tmp_path, "later", {"package.yaml": head, "objects/x.yaml": "shape: 3\n"})
    package, problems = try_package(newer, catalogue())
    assert package is None
    [problem] = problems
    assert told(problems, f"package.{pointer[1:]}").pointer == pointer
    assert (problem.file, problem.line) == ("package.yaml", 5)
    assert "99" in str(problem.text)


def test_a_package_says_a_range_of_engines(tmp_path):
    head = (
        "label: {en: Now}\ntype: addon\nnamespace: nw\nversion: '1.0.0'\nengine: '>=0.1,<99'\n"
    )
    package, problems = try_package(
        folder(tmp_path, "now", {"package.yaml": head}), catalogue()
    )
    assert package is not None and problems == []
    wrong = head.replace("'>=0.1,<99'", "newest")
    _, problems = try_package(folder(tmp_path, "then", {"package.yaml": wrong}), catalogue())
    assert "no range" in str(told(problems, "package.engine").text)
