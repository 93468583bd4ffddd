"""What one person can do from a session."""

from __future__ import annotations

import threading

import pytest

from engine.errors import AccessDenied, InvalidRecord, RecordNotFound
from engine.kernel.ids import new_id
from engine.kernel.query import Query
from engine.session import open_session
from engine.storage.metadata import count_up
from tests.statements import sent_to


def deals(tenant, who):
    return open_session(tenant, who).records("deal")


def test_people_open_sessions_and_strangers_do_not(tenant, rep):
    session = open_session(tenant, rep)
    assert session.context.actor.name == "Sam Seller"
    assert session.context.actor.roles == ("seller",)
    with pytest.raises(AccessDenied):
        open_session(tenant, new_id())


def test_a_list_page_takes_three_statements(tenant, rep):
    deals(tenant, rep).create({"name": "Pump", "amount": "10"})
    query = Query(fields=("name", "firm.name", "amount"), count="capped", limit=50)
    deals(tenant, rep).query(query)
    with sent_to(tenant.database) as sent:
        page = deals(tenant, rep).query(query)
    assert [record["name"] for record in page.records] == ["Pump"]
    assert len(sent) == 3, sent


def test_search_finds_what_one_may_see_and_nothing_else(tenant, rep, rival, manager):
    session = open_session(tenant, rep)
    firm = session.records("firm").create({"name": "上海电气", "phone": "+86 21 3326 1888"})
    session.records("deal").create({"name": "上海 pumps", "firm": firm.id})

    def found(who, words):
        return [(h.object, h.title) for h in open_session(tenant, who).search(words)]

    assert found(rep, "shanghai") == [("deal", "上海 pumps"), ("firm", "上海电气")]
    assert found(manager, "上海") == [("deal", "上海 pumps"), ("firm", "上海电气")]
    assert found(rival, "sh") == [("firm", "上海电气")]
    assert found(rep, "1888") == [("firm", "上海电气")]


def test_the_description_leaves_out_what_one_may_not_read(tenant, rep, manager):
    def names(who):
        described = open_session(tenant, who).describe()
        return [field["name"] for field in described["objects"]["deal"]["fields"]]

    assert "margin" not in names(rep)
    assert "margin" in names(manager)


def test_a_deal_goes_to_the_recycle_bin_and_comes_back(tenant, rep, rival):
    session = open_session(tenant, rep)
    made = session.records("deal").create({"name": "Pump"})
    session.records("deal").delete(made.id)
    (deleted,) = open_session(tenant, rep).trash()
    assert (deleted.object, deleted.title, deleted.count) == ("deal", "Pump", 1)
    assert open_session(tenant, rival).trash() == []
    assert deals(tenant, rep).restore(deleted.id) == 1
    assert open_session(tenant, rep).trash() == []
    with pytest.raises(RecordNotFound):
        deals(tenant, rep).restore(deleted.id)


def test_several_changes_are_made_together_or_not_at_all(tenant, rep):
    session = open_session(tenant, rep)
    with pytest.raises(InvalidRecord), session.transaction() as inside:
        inside.records("deal").create({"name": "Pump"})
        inside.records("deal").create({"name": ""})
    assert deals(tenant, rep).count().value == 0


def test_ten_requests_with_one_key_make_one_record(tenant, rep):
    answers: list[bytes] = []

    def request() -> None:
        def make(inner) -> bytes:
            return str(inner.records("deal").create({"name": "Pump"}).id).encode()

        answers.append(open_session(tenant, rep).once("key", "digest", make)[0])

    threads = [threading.Thread(target=request) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(answers) == 10
    assert len(set(answers)) == 1
    assert deals(tenant, rep).count().value == 1


def test_a_new_grant_holds_from_the_next_request_on(tenant, rep):
    from engine.access.grants import set_grants

    assert open_session(tenant, rep).context.actor.roles == ("seller",)
    with open_session(tenant, "system:test").transaction() as inside:
        set_grants(inside.context, rep, ["leader"])
    assert open_session(tenant, rep).context.actor.roles == ("leader",)


def test_identities_are_looked_at_again_when_they_changed(tenant, rep):
    before = open_session(tenant, rep).identity_epoch
    with tenant.database.writing() as conn:
        count_up(conn, "identity_epoch")
    assert open_session(tenant, rep).identity_epoch == before + 1
