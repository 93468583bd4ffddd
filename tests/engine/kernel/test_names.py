import pytest

from engine.kernel.ids import derived_uid, new_id
from engine.kernel.names import name_problem, split_name


@pytest.mark.parametrize("name", ["Stage", "a__", "2nd", "a b", "阶段", "x__y__z", "a" * 41])
def test_a_malformed_name_is_refused(name):
    problem = name_problem(name, namespace="")
    assert problem is not None
    assert problem.code == "name.malformed"
    assert problem.text.to("zh")


def test_a_tenant_field_must_carry_the_tenant_prefix():
    problem = name_problem("visits", namespace="x", field=True)
    assert problem is not None
    assert "x__visits" in str(problem.hint)
    assert name_problem("x__visits", namespace="x", field=True) is None


def test_system_fields_are_reserved_for_fields_only():
    assert name_problem("owner", namespace="", field=True) is not None
    assert name_problem("owner", namespace="") is None
    assert split_name("eqp__grade") == ("eqp", "grade")


def test_record_ids_sort_in_the_order_they_were_made():
    made = [new_id() for _ in range(5000)]
    assert made == sorted(made)
    assert len(set(made)) == 5000
    assert {one.version for one in made} == {7}


def test_a_uid_depends_on_name_parent_and_generation_only():
    assert derived_uid("", "field", "p", "a") == derived_uid("", "field", "p", "a")
    assert derived_uid("", "field", "p", "a") != derived_uid("", "field", "p", "a", 1)
    assert derived_uid("x", "field", "p", "a") != derived_uid("", "field", "p", "a")
