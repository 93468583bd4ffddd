"""Admins of the Studio, or who took their browser, send what no page sends: nothing hangs or breaks."""

from __future__ import annotations

import time

import pytest

from engine import apply_rollback, open_session
from engine.errors import AccessDenied
from engine.reviewed import Said
from engine.session import plan_rollback
from tests.tenants import ADMIN, SELLER
from tests.ui.pages.conftest import sign_in, system
from tests.ui.studio.conftest import make_app

__all__ = ["make_app", "sign_in", "system"]
ENDLESS = "9" * 30


@pytest.fixture
def ada(sign_in):
    return sign_in(ADMIN)


@pytest.mark.parametrize(
    "address",
    [
        f"history/{ENDLESS}",
        f"history?before={ENDLESS}",
        f"history/compare?old=-{ENDLESS}&new=1",
        f"history/{2**63 - 1}/undo",
        f"restore/object/deal/{ENDLESS}",
    ],
)
def test_a_number_without_end_is_no_bug(ada, address):
    assert ada.get(f"/setup/{address}").status_code in (200, 404, 422)


def test_the_character_0_is_no_bug(ada):
    for address, form in (
        ("/setup/packages/withdraw", {"name": "\0"}),
        ("/setup/packages/apply", {"name": "\0", "digest": "x"}),
        ("/setup/drafts/new", {"name": "\0"}),
        ("/setup/draft/drop", {"kind": "\0"}),
        ("/notices/dismiss", {"notice": "\0"}),
    ):
        assert ada.post(address, data=form).status_code in (302, 404, 422), address


def test_what_is_written_without_end_is_not_helped_with(ada):
    began = time.process_time()
    expression = "/setup/complete?kind=field&of=machine&at=expr&type=formula"
    yaml = "/setup/complete?kind=object&name=machine&at=yaml&as=yaml"
    for address, before in (
        (expression, "a" * 300_000 + "-"),
        (expression, "a" * 1_999 + "-"),
        (expression, "'\\" * 150_000),
        (yaml, "fields: [" + "a," * 200_000),
    ):
        assert ada.post(address, data={"before": before}).status_code == 200
    unknown = {"yaml": "".join(f"k{n}: 1\n" for n in range(20_000))}
    checked = ada.post("/setup/check?kind=object&at=yaml", data=unknown)
    assert checked.status_code == 200 and checked.text.count("is not known here") <= 100
    pasted = ada.post("/setup/objects/machine/paste", data={"fields": "a\n" * 20_000})
    assert pasted.status_code == 302
    assert time.process_time() - began < 12


def test_nobody_goes_back_who_may_not_change_settings(company):
    planned = plan_rollback(company, 1)
    with pytest.raises(AccessDenied) as found:
        said = Said(planned.digest, "back", planned.confirmation)
        apply_rollback(company, open_session(company, SELLER), 1, said)
    assert found.value.code == "access.customise"
