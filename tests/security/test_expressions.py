"""What an expression of an address may look at: nothing that its sender may not read."""

from __future__ import annotations

import pytest

from engine import open_session


def asked(client, where: str):
    return client.call("GET", "/records/lead", query_string={"where": where})


@pytest.mark.parametrize(
    "path", ["me.identity", "me.manager.identity", "me.team.manager.identity"]
)
def test_me_shows_no_hidden_field_of_a_colleague(cloud, path):
    answer = asked(cloud.rob, f"{path} == 'ines'")
    assert answer.status_code == 422
    assert answer.json["code"] == "expression.unknown_name"


@pytest.mark.parametrize("path", ["me.manager.name", "me.title", "me.email", "me.id"])
def test_me_still_knows_what_everybody_may_read(cloud, path):
    assert asked(cloud.rob, f"is_blank({path})").status_code == 200


def test_a_flood_of_expressions_is_forgotten_again(cloud):
    model = open_session(cloud.tenant, "system:tests").context.model
    from engine.records import compiled

    for number in range(compiled._MOST_ASKED + 5):
        compiled.asked(model, model.objects["lead"], f"employees == {number}", _rights(cloud))
    assert len(model.part(compiled._asked)) <= compiled._MOST_ASKED


def _rights(cloud):
    from engine import rights

    return rights(cloud.rob.session().context)
