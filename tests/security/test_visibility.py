"""What stays hidden where one does not ask for it by name: search, the trash, what would go along."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine import AccessDenied, Query, Sort
from engine.records.everywhere import deletions, search_everywhere


@pytest.fixture
def job(workshop):
    """A job that Fred sees, of a client that he does not."""
    client = workshop.records("admin", "client").create({"name": "Zebrafish Ltd"})
    return workshop.records("admin", "job").create({"name": "Pump", "client": client.id})


@pytest.mark.parametrize("words", ["zebrafish", "pump zebrafish"])
def test_a_record_is_not_found_by_the_name_of_a_hidden_one(workshop, job, words):
    hits = {who: workshop.records(who, "job").search(words).records for who in ("fred", "dora")}
    assert {who: len(found) for who, found in hits.items()} == {"fred": 0, "dora": 1}
    assert search_everywhere(workshop.session("fred").context, words, 10) == []


def test_a_record_is_still_found_by_its_own_words_and_by_what_is_seen(workshop, job):
    jobs = workshop.records("fred", "job")
    assert [each.id for each in jobs.search("pump").records] == [job.id]
    own = workshop.records("fred", "client").create({"name": "上海水泵"})
    made = jobs.create({"name": "Valve", "client": own.id})
    for words in ("shanghai", "上海"):
        assert [each.id for each in jobs.search(words).records] == [made.id]
    bare = jobs.create({"name": "北京阀门"})
    assert [each.id for each in jobs.search("beijing").records] == [bare.id]


def test_the_trash_names_nothing_to_who_may_not_read_the_name(workshop):
    clients = workshop.records("admin", "client")
    clients.delete(clients.create({"name": "Zebrafish Ltd", "city": "Oslo"}).id)
    titles = []
    for sets in (("people", "names_only"), ("people", "nameless")):
        context = workshop.session("emil").context
        actor = replace(context.actor, permission_sets=sets)
        titles += [each.title for each in deletions(replace(context, actor=actor))]
    assert titles == ["Zebrafish Ltd", ""]


def test_only_who_may_delete_a_record_learns_what_hangs_on_it(workshop, job):
    client = workshop.records("admin", "job").get(job.id)["client"]
    assert workshop.records("admin", "client").preview_delete(client).blocking
    with pytest.raises(AccessDenied):
        workshop.records("emil", "client").preview_delete(client)
    with pytest.raises(AccessDenied):
        workshop.records("dora", "client").preview_delete(client)


def test_what_a_look_up_offers_tells_nothing_of_a_hidden_record(workshop):
    everybody = workshop.records("admin", "client")
    hidden = everybody.create({"name": "Zebrafish Ltd", "city": "Oslo"})
    own = workshop.records("fred", "client").create({"name": "Own", "city": "Oslo"})
    for who, offered in (("fred", []), ("admin", ["Own", "Zebrafish Ltd"])):
        page = workshop.records(who, "report").candidates(
            "near", Query(("name",), sort=(Sort("name"),)), {"client": str(hidden.id)}
        )
        assert [each["name"] for each in page.records] == offered
    page = workshop.records("fred", "report").candidates("near", Query(), {"client": own.id})
    assert [each.id for each in page.records] == [own.id]
