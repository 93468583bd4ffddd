"""What an admin does with packages: reads, uploads, decides, upgrades, and takes away."""

from __future__ import annotations

import io
import re

import pytest

from engine import changes, open_session
from engine.packages.package import Patch
from engine.registry import catalogue
from tests.engine.changes.working import ACTOR
from tests.packages.zipped import next_version, zipped
from tests.tenants import ADMIN, SELLER, SMALL
from tests.ui.studio.pages import text_of

ADDON = {
    "solar/package.yaml": "label: {en: Solar, zh: 光伏}\nnamespace: sol\ntype: addon\n"
    "version: '1.2.0'\nformat: 1\nrequires: {small: '>=1'}\n",
    "solar/objects/sol__panel.yaml": "label: {en: Panel, zh: 组件}\nplural: {en: Panels, zh: 组件}\n"
    "name_field: sol__name\nfields:\n"
    "  sol__name: {type: text, label: {en: Name, zh: 名称}, required: true}\n",
    "solar/permission_sets/sol__all.yaml": "label: {en: Solar, zh: 光伏}\nobjects:\n"
    "  sol__panel: {read: all, create: yes, update: all, delete: all,\n"
    "    fields: {read: all, write: all}}\n",
    "solar/roles/admin.yaml": "extends: true\npermission_sets: [everything, sol__all]\n",
}
OTHER_WORDS = {
    "objects/deal.yaml": ("{en: Reason, zh: 原因}", "{en: Why lost, zh: 输单原因}"),
    "layouts/deal/vw__default.yaml": ("{en: Loss, zh: 输单}", "{en: Why, zh: 原因}"),
    "permission_sets/vw__pages.yaml": ("deal: {read: own", "deal: {read: team"),
}


@pytest.fixture
def customised(company):
    """Things that the company changed of what the views brought."""
    edits = [
        Patch(target, pointer, "set", value, "own", "x")
        for target, pointer, value in (
            (("field", "deal", "vw__reason"), "/label/en", "Cause"),
            (("layout", "deal", "vw__default"), "/sections/vw__loss/label/en", "Lost"),
            (("permission_set", "", "vw__pages"), "/objects/deal/read", "subordinates"),
            (("field", "deal", "vw__code"), "/label/en", "Number"),
        )
    ]
    planned = changes.plan_patches(company.database, catalogue(), edits)
    changes.apply(company.database, planned, actor=ACTOR, message="our words")
    return company


def sent(client, raw, name="views.zip"):
    form = {"file": (io.BytesIO(raw), name)}
    return client.post("/setup/packages/upload", data=form, content_type="multipart/form-data")


def digest_in(page):
    found = re.search(r'name="digest" value="([^"]+)"', page)
    assert found, text_of_page(page)
    return found[1]


def text_of_page(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def label_of(company, kind, of, name):
    return open_session(company, ADMIN).context.model.find(kind, name, of).body["label"]["en"]


def test_packages_are_listed_with_what_they_need_and_what_was_made_of_them(ada, customised):
    page = text_of(ada.get("/setup/packages"))
    assert "Small small 1.0.0 core" in page
    assert "Pages of the small company small_views 1.0.0 add-on" in page
    assert "small &gt;=1, 1.0.0 is there" in page and "Needed by small_views" in page
    assert "Made of it here: 4 changed, 0 added" in page
    assert "your own" in page
    assert 'href="/setup/packages"' in ada.get("/setup").text


def test_packages_do_not_exist_for_who_may_not_customise(sign_in):
    sam = sign_in(SELLER)
    assert sam.get("/setup/packages").status_code == 404
    assert sent(sam, zipped(ADDON)).status_code == 404
    assert sam.get("/setup/packages/plan?name=small_views").status_code == 404


def test_an_uploaded_package_is_installed_after_its_plan_was_read_and_taken_away(ada, company):
    answer = sent(ada, zipped(ADDON), "solar.zip")
    assert answer.status_code == 302 and "name=solar" in answer.location, text_of(answer)
    model = open_session(company, ADMIN).context.model
    assert model.get("sol__panel") is None, "an upload installs nothing"
    assert "uploaded by Ada Admin" in text_of(ada.get("/setup/packages"))
    review = ada.get(answer.location)
    assert "Install Solar" in text_of(review) and "object “Panel”" in text_of(review)
    assert review.status_code == 200, text_of(review)
    form = {"name": "solar", "digest": digest_in(review.text)}
    done = ada.post("/setup/packages/apply", data=form)
    assert done.status_code == 302, text_of(done)
    assert "solar new 1.2.0" in text_of(ada.get(done.location))
    assert open_session(company, ADMIN).context.model.get("sol__panel") is not None
    made = ada.post("/o/sol__panel/new", data={"sol__name": "North"})
    assert made.status_code == 302, text_of(made)
    removal = ada.get("/setup/packages/solar/uninstall")
    words = re.search(r"type: ([\w ]+)<", removal.text)[1].strip()
    form = {"digest": digest_in(removal.text), "confirm": "no"}
    assert ada.post("/setup/packages/solar/uninstall", data=form).status_code == 422
    gone = ada.post("/setup/packages/solar/uninstall", data={**form, "confirm": words})
    assert gone.status_code == 302, text_of(gone)
    assert open_session(company, ADMIN).context.model.get("sol__panel") is None


def test_a_package_that_others_need_and_the_core_are_not_taken_away(ada):
    assert ada.get("/setup/packages/small/uninstall").status_code == 404
    assert ada.get("/setup/packages/own/uninstall").status_code == 404
    assert ada.get("/setup/packages/plan?name=nowhere").status_code == 404
    assert ada.get("/setup/packages/plan?name=../../etc").status_code == 404


def test_a_bad_archive_is_refused_with_all_that_is_wrong(ada):
    answer = sent(ada, zipped({**ADDON, "solar/objects/sol__panel.yaml": "colour: red\n"}))
    assert answer.status_code == 422
    assert "colour" in answer.text and "objects/sol__panel.yaml" in answer.text
    assert sent(ada, b"nothing").status_code == 422
    assert "solar" not in text_of(ada.get("/setup/packages"))


def test_conflicts_are_decided_one_by_one_and_the_choice_is_kept(ada, customised):
    review = ada.get(sent(ada, next_version(changed=OTHER_WORDS)).location)
    page = text_of(review)
    assert "Upgrade Pages of the small company" in page and "1.0.0 → 2.0.0" in page
    assert "3 things that you and the package both changed" in page and "1 to decide" in page
    assert "Label › English" in page and "Sections › Lost › Label › English" in page
    for words in ("Reason", "Cause", "Why lost"):
        assert words in page
    assert 'name="digest"' not in review.text, "rights are to be decided first"
    loss = "layout/deal/vw__default#/sections/vw__loss/label/en"
    rights = "permission_set/vw__pages#/objects/deal/read"
    form = {"name": "small_views", f"side/{loss}": "theirs", f"side/{rights}": "ours"}
    kept = ada.post("/setup/packages/choose", data=form)
    assert kept.status_code == 302
    again = ada.get(kept.location)
    assert "all decided" in text_of(again)
    done = ada.post(
        "/setup/packages/apply",
        data={"name": "small_views", "digest": digest_in(again.text), "message": "new views"},
    )
    assert done.status_code == 302, text_of(done)
    layout = open_session(customised, ADMIN).context.model.find("layout", "vw__default", "deal")
    assert layout.body["sections"][1]["label"] == {"en": "Why", "zh": "原因"}
    assert label_of(customised, "field", "deal", "vw__reason") == "Cause"
    told = text_of(ada.get(done.location))
    assert "small_views 1.0.0 → 2.0.0" in told
    assert "2 stayed yours" in told and "1 became the vendor" in told
    assert "Cause" in told.partition("stayed yours")[2]


def test_what_is_uploaded_while_an_upgrade_is_applied_is_kept(ada, company):
    sent(ada, next_version(changed=OTHER_WORDS))
    applying = changes.Storeroom(open_session(company, ADMIN).context)
    sent(ada, next_version(changed={}, version="3.0.0"))
    applying.clear(["small_views"], ())
    assert changes.Storeroom(open_session(company, ADMIN).context).offers()[
        "small_views"
    ].version == "3.0.0"  # fmt: skip


def test_all_can_be_taken_of_one_side(ada, customised):
    ada.get(sent(ada, next_version(changed=OTHER_WORDS)).location)
    form = {"name": "small_views", "every": "theirs"}
    again = ada.get(ada.post("/setup/packages/choose", data=form).location)
    form = {"name": "small_views", "digest": digest_in(again.text)}
    assert ada.post("/setup/packages/apply", data=form).status_code == 302
    assert label_of(customised, "field", "deal", "vw__reason") == "Why lost"
    assert label_of(customised, "field", "deal", "vw__code") == "Number", "no conflict"
    assert "Made of it here: 1 changed, 0 added" in text_of(ada.get("/setup/packages"))


def test_a_choice_does_not_hold_for_values_that_nobody_read(ada, customised):
    ada.get(sent(ada, next_version(changed=OTHER_WORDS)).location)
    ada.post("/setup/packages/choose", data={"name": "small_views", "every": "theirs"})
    other = {
        **OTHER_WORDS,
        "permission_sets/vw__pages.yaml": ("deal: {read: own", "deal: {read: all"),
    }
    page = text_of(ada.get(sent(ada, next_version(changed=other, version="2.1.0")).location))
    assert "1 to decide" in page


def test_a_plan_that_is_not_what_was_read_is_refused(ada, customised):
    ada.get(sent(ada, next_version()).location)
    answer = ada.post("/setup/packages/apply", data={"name": "small_views", "digest": "old"})
    assert answer.status_code == 422 and "not the one that you have read" in text_of(answer)


def test_what_the_vendor_left_out_is_told_as_deprecated(ada, company):
    raw = next_version(without=("list_views/deal/vw__mine.yaml",))
    review = ada.get(sent(ada, raw).location)
    form = {"name": "small_views", "digest": digest_in(review.text)}
    done = ada.post("/setup/packages/apply", data=form)
    assert done.status_code == 302, text_of(done)
    assert "not in the package any more" in text_of(ada.get(done.location))
    model = open_session(company, ADMIN).context.model
    assert model.find("list_view", "vw__mine", "deal").body["deprecated"] is True


def test_packages_that_need_each_other_are_upgraded_together(ada, company):
    sent(ada, next_version(SMALL), "small.zip")
    needs = {"package.yaml": ('version: "1.0.0"\nformat: 1\nrequires: {small: ">=1"}',
                              'version: "2.0.0"\nformat: 1\nrequires: {small: ">=2"}')}  # fmt: skip
    alone = ada.get(sent(ada, next_version(changed=needs)).location)
    told = text_of(alone)
    assert "this needs small &gt;=2, but 1.0.0 is there" in told and "Bring along" in told
    assert 'name="digest"' not in alone.text
    every = re.search(
        r'href="(/setup/packages/plan\?[^"]+)">.*?Upgrade all', ada.get("/setup/packages").text
    )
    both = ada.get(every[1].replace("&amp;", "&"))
    assert "Upgrade 2 packages" in text_of(both)
    form = {"name": ["small", "small_views"], "digest": digest_in(both.text)}
    done = ada.post("/setup/packages/apply", data=form)
    assert done.status_code == 302, text_of(done)
    told = text_of(ada.get(done.location))
    assert "small 1.0.0 → 2.0.0" in told and "small_views 1.0.0 → 2.0.0" in told
    assert "Upgrade to" not in text_of(ada.get("/setup/packages"))


def test_an_upload_takes_no_place_that_is_not_its_own(ada, customised):
    head = ADDON["solar/package.yaml"]
    for name, said in (
        ("own", head),
        ("sun", head.replace("namespace: sol", "namespace: x")),
        ("small_views", head),
        ("small", head.replace("type: addon", "type: core").replace("requires", "notes")),
    ):
        answer = sent(ada, zipped({f"{name}/package.yaml": said}), "a.zip")
        assert answer.status_code == 422, name
    assert label_of(customised, "field", "deal", "vw__reason") == "Cause"
