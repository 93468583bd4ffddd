"""Nobody becomes somebody else: not by managing users, from next door, or after being shut out."""

from __future__ import annotations

import re
import shutil

import pytest

from engine import (
    AccessDenied,
    Said,
    Workbench,
    apply_draft,
    install_package,
    make_token,
    open_session,
    read_package,
)
from tests.ui.conftest import PACKAGES, PASSWORD, token
from ui.people import Person, add_person

PEOPLE = "/account/people"
ROLES = {"ann": "admin", "cleo": "clerk", "sam": "scribe", "rob": "reader", "dan": "designer"}
SET = """label: {{en: {name}}}
objects:
  user: {{read: all, create: yes, update: all, delete: none, export: no,
    fields: {{read: all, write: all}}}}
system: [{system}]
"""


@pytest.fixture
def office(make_site, tmp_path):
    """A site where Cleo manages users and Dan metadata, but neither is an admin; Sam may write
    user records.
    """
    folder = shutil.copytree(PACKAGES / "people", tmp_path / "office")
    for name, system in (("clerk", "manage_users"), ("scribe", ""), ("designer", "customise")):
        made = SET.format(name=name, system=system)
        (folder / "permission_sets" / f"{name}.yaml").write_text(made)
        role = f"label: {{en: {name}}}\npermission_sets: [{name}]\n"
        (folder / "roles" / f"{name}.yaml").write_text(role)
    return make_site(str(folder))


@pytest.fixture
def people(office):
    """The user records of the office by login."""
    return {login: office.add(login, role) for login, role in ROLES.items()}


@pytest.mark.parametrize("act", ["link", "standing", "roles"])
def test_who_manages_users_cannot_take_over_an_admin(office, people, act):
    cleo = office.signed_in("cleo")
    form = token(cleo, PEOPLE)
    answers = [cleo.post(f"{PEOPLE}/{people[who]}/{act}", data=form) for who in ("ann", "rob")]
    assert [answer.status_code == 403 for answer in answers] == [True, False]


@pytest.mark.parametrize("who", ["sam", "cleo"])
def test_nobody_signs_in_as_an_admin_by_writing_a_login(office, people, who):
    users = open_session(office.tenant, people[who]).records("user")
    with pytest.raises(AccessDenied):
        users.update(people["ann"], {"identity": "somebody"})
    [row] = users.bulk_update([{"id": people["ann"], "identity": "somebody"}])
    assert not row.ok


def test_a_login_is_given_by_who_manages_users_alone(office, people):
    values = {"name": "New", "email": "new@halden.example", "identity": "newcomer"}
    with pytest.raises(AccessDenied):
        open_session(office.tenant, people["sam"]).records("user").create(values)
    assert open_session(office.tenant, people["cleo"]).records("user").create(values)


def applied(office, who, key, change):
    """Change a component in the Studio's draft of a person, and apply it."""
    here = open_session(office.tenant, who)
    bench = Workbench(here.context)
    bench.drop()
    bench.save({key: {**bench.find(key).body, **change}})
    digest = bench.preview().plan.digest
    return apply_draft(office.tenant, here, Said(digest, "more rights"))


@pytest.mark.parametrize(
    ("key", "change"),
    [
        (("permission_set", "", "designer"), {"system": ["customise", "manage_users"]}),
        (("permission_set", "", "scribe"), {"system": ["purge"]}),
        (("role", "", "designer"), {"permission_sets": ["designer", "clerk"]}),
    ],
)
def test_who_changes_metadata_gives_nobody_rights_they_lack(office, people, key, change):
    with pytest.raises(AccessDenied):
        applied(office, people["dan"], key, change)
    assert applied(office, people["dan"], key, {"label": {"en": "Other"}}).rev == 2


def test_an_api_token_ends_with_the_login_of_its_user(site):
    joe = site.add("joe", "reader")
    secret = make_token(open_session(site.tenant, joe).context, "robot", days=1)
    program, bearer = site.visitor(), {"Authorization": f"Bearer {secret}"}
    assert program.get("/api/v1/meta", headers=bearer).status_code == 200
    with site.app.test_request_context():
        identities = site.app.extensions["keel"].identities
        identities.set_active(identities.find("joe").id, active=False)
    assert program.get("/api/v1/meta", headers=bearer).status_code == 401
    with site.app.test_request_context():
        identities.set_active(identities.find("joe").id, active=True)
    assert program.get("/api/v1/meta", headers=bearer).status_code == 200


@pytest.fixture
def neighbour(site):
    """A second tenant of the installation, where Eva works and manages users."""
    tenants = site.app.extensions["keel"].tenants
    tenants.set_hosts("main", ("one.example",))
    other = tenants.create("other", hosts=("two.example",))
    system = open_session(other, "system:tests")
    install_package(other, read_package(PACKAGES / "people"), system.context.actor)
    with site.app.test_request_context():
        eva = Person("Eva", "eva@two.example", "eva", ("admin",), PASSWORD)
        add_person(open_session(other, "system:tests"), eva)
    return other


HERE = {"base_url": "http://one.example"}


@pytest.fixture
def ann(site, neighbour):
    """Ann, the admin of the first tenant, in her browser."""
    browser = site.visitor()
    page = browser.get("/sign-in", **HERE).text
    form = {"login": "ann", "password": PASSWORD, "csrf_token": csrf(page)}
    assert browser.post("/sign-in", data=form, **HERE).status_code == 302
    return browser


def csrf(page: str) -> str:
    return re.search(r'name="csrf-token" content="([^"]+)"', page)[1]


def test_an_admin_gets_no_link_to_the_password_of_a_neighbour(site, ann):
    form = {"name": "Eva", "email": "eva@two.example", "login": "eva"}
    form["csrf_token"] = csrf(ann.get(PEOPLE, **HERE).text)
    invited = ann.post(PEOPLE, data=form, **HERE)
    assert invited.status_code == 200
    assert "/account/invitation/" not in invited.text
    page = ann.get(PEOPLE, **HERE).text
    eva = re.search(r"eva@two.*?action=\"(/account/people/[^\"/]+)/", page, re.S)[1]
    for act in ("link", "standing"):
        assert ann.post(f"{eva}/{act}", data=form, **HERE).status_code == 403


def test_a_login_of_another_address_is_not_taken_for_the_invited(site, ann):
    form = {"name": "Eva", "email": "eva@one.example", "login": "eva"}
    form["csrf_token"] = csrf(ann.get(PEOPLE, **HERE).text)
    refused = ann.post(PEOPLE, data=form, **HERE)
    assert refused.status_code == 422
    assert "This login is taken" in refused.text


def mails(site) -> list[str]:
    return [file.read_text() for file in (site.folder / "mail").glob("*.eml")]


def ask_for_a_password(site, host: str) -> None:
    browser, there = site.visitor(), {"base_url": f"http://{host}"}
    form = {"login": "ann", "csrf_token": csrf(browser.get("/account/forgotten", **there).text)}
    assert browser.post("/account/forgotten", data=form, **there).status_code == 200


def test_a_link_to_a_new_password_never_leads_where_a_stranger_says(site):
    ask_for_a_password(site, "evil.example")
    assert mails(site) == []
    ask_for_a_password(site, "localhost")
    assert "http://localhost/account/reset/" in mails(site)[0]


def test_links_in_mails_lead_to_the_address_of_the_settings(make_site):
    site = make_site(KEEL_URL="https://crm.halden.example/")
    site.add("ann", "admin")
    ask_for_a_password(site, "evil.example")
    assert "https://crm.halden.example/account/reset/" in mails(site)[0]
