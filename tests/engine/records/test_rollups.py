"""Roll-ups stay right whatever happens to the records below."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

from engine.kernel.query import Query, Where
from engine.records.settled import settled_paths
from tests.engine.records.funds import differing, fund_of, rollup


def of(workshop, client):
    found = workshop.records("anna", "client").get(client.id)
    return tuple(found[name] for name in ("jobs", "open_value", "last_due", "average", "heat"))


def test_a_new_client_has_counts_and_sums_of_nothing(workshop):
    client = workshop.records("anna", "client").create({"name": "A"})
    assert of(workshop, client) == (0, Decimal(0), None, None, Decimal(0))


def test_roll_ups_follow_create_change_move_trash_and_restore(workshop):
    clients, jobs = workshop.records("anna", "client"), workshop.records("anna", "job")
    one, two = clients.create({"name": "One"}), clients.create({"name": "Two"})
    a = jobs.create({"name": "a", "client": one.id, "amount": 10, "due": "2026-02-01"})
    b = jobs.create({"name": "b", "client": one.id, "amount": 5, "due": "2026-01-01"})
    assert of(workshop, one) == (
        2,
        Decimal(15),
        date(2026, 2, 1),
        Decimal("7.5"),
        Decimal("2.15"),
    )
    jobs.update(a.id, {"stage": "done"})
    assert of(workshop, one)[1] == Decimal(5)
    jobs.update(b.id, {"client": two.id})
    assert of(workshop, one)[0] == 1
    assert of(workshop, two)[:2] == (1, Decimal(5))
    deletion = jobs.delete(a.id)
    assert of(workshop, one) == (0, Decimal(0), None, None, Decimal(0))
    jobs.restore(deletion)
    assert of(workshop, one)[0] == 1
    jobs.update(b.id, {"client": None})
    assert of(workshop, two)[0] == 0


def test_roll_ups_reach_through_two_levels_and_leave_the_version(workshop):
    client = workshop.records("anna", "client").create({"name": "A"})
    job = workshop.records("anna", "job").create(
        {"name": "J", "client": client.id, "amount": 9}
    )
    items = workshop.records("anna", "item")
    items.bulk_create([{"title": str(n), "job": job.id, "price": 3} for n in range(3)])
    found = workshop.records("anna", "job").get(job.id)
    assert (found["items_total"], found["covered"], found.row_version) == (Decimal(9), True, 1)
    assert workshop.records("anna", "client").get(client.id).row_version == 1


def test_a_thousand_rows_at_once_add_up(workshop):
    clients = workshop.records("anna", "client")
    ids = [clients.create({"name": name}).id for name in "xyz"]
    rows = [{"name": str(n), "client": ids[n % 3], "amount": "0.01"} for n in range(1000)]
    assert all(each.ok for each in workshop.records("anna", "job").bulk_create(rows))
    total = sum(clients.get(each)["open_value"] for each in ids)
    assert total == Decimal("10.00")


def test_a_formula_over_a_roll_up_reads_the_rest_of_its_record(workshop):
    job = workshop.records("anna", "job").create({"name": "J", "amount": 9, "cost": 4})
    items = workshop.records("anna", "item")
    seen = []
    for price in (5, 4):
        items.create({"title": "I", "job": job.id, "price": price})
        found = workshop.records("anna", "job").get(job.id)
        seen.append((found["items_total"], found["covered"], found["margin"]))
    assert seen == [(Decimal(5), False, Decimal(5)), (Decimal(9), True, Decimal(5))]


def test_what_is_read_of_a_record_to_settle_it(workshop):
    """Formulas, the day and state that decide its rates, and what it counts into: no more."""
    model = workshop.records("anna", "job").context.model
    assert set(settled_paths(model, model.objects["job"])) == {
        *("amount", "amount.base", "client", "cost", "cost.base", "covered", "currency", "due"),
        *("items_total", "margin", "margin.base", "stage"),
    }


def test_sums_are_exact_beyond_what_the_database_adds_up(workshop):
    client = workshop.records("anna", "client").create({"name": "Large"})
    jobs = workshop.records("boss", "job")
    rows = [
        {"name": str(n), "client": client.id, "amount": amount, "first_dollars": 1}
        for n, amount in enumerate(("9e12", "9e12", "-9e12", "0.01"))
    ]
    assert [each.problems for each in jobs.bulk_create(rows)] == [()] * 4
    found = workshop.records("anna", "client").get(client.id)
    assert found["open_value"] == Decimal("9000000000000.01")


def test_items_added_by_many_at_once_are_all_counted(workshop):
    client = workshop.records("anna", "client").create({"name": "Busy"})

    def add(number: int) -> None:
        gate = workshop.records("anna", "job")
        for turn in range(5):
            gate.create({"name": f"{number}.{turn}", "client": client.id, "amount": 1})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(8)))
    assert of(workshop, client)[:2] == (40, Decimal(40))


def test_a_roll_up_of_money_follows_the_day_that_decides_the_rate(workshop):
    rates = workshop.records("system", "rate")
    rates.create({"code": "USD", "day": "2026-01-01", "rate": "0.5"})
    rates.create({"code": "USD", "day": "2026-02-01", "rate": "0.8"})
    clients, jobs = workshop.records("admin", "client"), workshop.records("admin", "job")
    client = clients.create({"name": "Hoover Dam"}).id
    values = {"name": "Turbine", "client": client, "amount": "100", "currency": "USD"}
    job = jobs.create({**values, "due": "2026-01-10"})
    assert clients.get(client)["open_value"] == 50
    jobs.update(job.id, {"due": "2026-02-10"})
    assert clients.get(client)["open_value"] == 80


def test_stars_are_added_and_averaged_as_the_numbers_that_they_are(workshop):
    kinds = {"x__stars": {"type": "rating", "max": 10}, "x__pieces": {"type": "integer"}}
    rollups = {
        "x__all": rollup("sum", "x__stars"),
        "x__most": rollup("max", "x__stars"),
        "x__usual": rollup("avg", "x__stars"),
        "x__each": rollup("avg", "x__pieces"),
    }
    fund, gifts = fund_of(workshop, rollups, kinds)
    for number in (9, 2, 8):
        gifts.create({"x__name": "G", "x__fund": fund, "x__stars": number, "x__pieces": number})
    found = workshop.records("system", "x__fund").get(fund)
    assert (found["x__all"], found["x__most"]) == (19, 9)
    assert (found["x__usual"], found["x__each"]) == (Decimal("6.333333"), Decimal("6.333333"))


def test_a_condition_asks_whether_a_value_of_several_parts_is_blank(workshop):
    kinds = {
        "x__place": {"type": "address"},
        "x__giver": {"type": "person_name"},
        "x__away": {"type": "formula", "returns": "boolean", "expr": "is_blank(x__place)"},
    }
    rollups = {
        "x__placed": rollup("count", where="not is_blank(x__place) or not is_blank(x__giver)"),
        "x__unknown": rollup("count", where="x__away and is_blank(x__giver)"),
    }
    fund, gifts = fund_of(workshop, rollups, kinds)
    gate = workshop.records("system", "x__fund")
    made = gifts.create({"x__name": "G", "x__fund": fund, "x__place": {"city": "Oslo"}})
    gifts.create({"x__name": "G", "x__fund": fund, "x__giver": {"family": "Lee"}})
    gifts.create({"x__name": "G", "x__fund": fund})
    found = gate.get(fund)
    assert (found["x__placed"], found["x__unknown"], differing(workshop)) == (2, 1, {})
    named = gifts.query(Query(where=Where("not is_blank(x__place)"))).records
    assert [each.id for each in named] == [made.id]
