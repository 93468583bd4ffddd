"""A database that another process keeps is told as busy, soon, and serves again afterwards."""

from __future__ import annotations

import time

import pytest

from engine.errors import EngineError
from engine.session import open_session
from engine.storage import busy
from tests.holding import held


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(busy, "WAIT_MILLISECONDS", 300)


def test_a_writer_is_told_that_another_process_keeps_the_database(impatient, tenant, rep):
    deals = open_session(tenant, rep).records("deal")
    began = time.monotonic()
    with held(tenant), pytest.raises(EngineError) as refused:
        deals.create({"name": "Kept waiting"})
    assert refused.value.code == "database.busy"
    assert refused.value.passing
    assert time.monotonic() - began < 8
    assert deals.create({"name": "Served"})["name"] == "Served"


def test_readers_never_wait_for_a_writer_of_another_process(impatient, tenant, rep):
    made = open_session(tenant, rep).records("deal").create({"name": "Seen"})
    with held(tenant):
        assert open_session(tenant, rep).records("deal").get(made.id)["name"] == "Seen"


def test_a_wrong_question_is_not_called_busy(tenant):
    import sqlalchemy as sa

    with pytest.raises(sa.exc.DBAPIError), tenant.database.reading() as conn:
        conn.execute(sa.select(sa.literal_column("nothing_of_this_name")))
