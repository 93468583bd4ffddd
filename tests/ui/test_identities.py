"""Logins: who may sign in, and what happens to those who guess."""

from __future__ import annotations

import psycopg
import pytest
from flask import Flask

from engine import FlowError, InvalidRecord, open_registry
from tests.databases import Place
from ui import installation, security, tickets
from ui.identities import FabIdentities
from ui.settings import from_environment

PASSWORD = "steam meters for Oslo"


def control_at(place: Place) -> str:
    """Give the address of an empty control database in this place."""
    if place.schema is None:
        return place.dsn
    address = f"{place.dsn}?options=-csearch_path%3D{place.schema}"
    with psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {place.schema}")
    return address


@pytest.fixture
def identities(tmp_path, place):
    app = Flask("ui")
    given = {"KEEL_SIGN_IN_RATE": "1000 per minute", "KEEL_CONTROL": control_at(place)}
    settings = from_environment(tmp_path, given)
    with app.app_context():
        security.install(app, settings)
        embedded = settings.control.startswith("sqlite")
        registry = open_registry(settings.data if embedded else settings.control)
        kept = installation.Installation(settings, registry, FabIdentities())
        installation.install(app, kept)
        yield kept.identities


@pytest.fixture
def ann(identities):
    return identities.create(
        "ann", name="Ann Lee", email="Ann@Halden.example", password=PASSWORD
    )


def test_a_person_signs_in_by_login_or_address_in_any_case(identities, ann):
    assert identities.authenticate("ANN", PASSWORD) == identities.get(ann.id)
    assert identities.authenticate("ann@halden.EXAMPLE", PASSWORD) is not None
    assert identities.authenticate("ann", PASSWORD + "x") is None


def test_a_login_rests_after_five_wrong_passwords(identities, ann):
    for _ in range(5):
        assert identities.authenticate("ann", "a wrong password") is None
    assert identities.authenticate("ann", PASSWORD) is None
    identities.set_password(ann.id, PASSWORD)
    assert identities.authenticate("ann", PASSWORD) is not None


def test_a_disabled_login_stays_out(identities, ann):
    changed = identities.set_active(ann.id, active=False)
    assert not changed.active
    assert changed.stamp != ann.stamp
    assert identities.authenticate("ann", PASSWORD) is None


@pytest.mark.parametrize("weak", ["short", "password123", "ann-ann-ann", "aaaaaaaaaaaa"])
def test_a_password_that_is_guessed_at_once_is_refused(identities, weak):
    login = weak if weak.startswith("ann") else "ann"
    with pytest.raises(InvalidRecord) as refused:
        identities.create(login, name="Ann", email="a@b.example", password=weak)
    assert refused.value.problems[0].code == "identity.weak_password"


def test_two_people_cannot_have_the_same_login(identities, ann):
    with pytest.raises(InvalidRecord) as refused:
        identities.create("Ann", name="Other", email="other@halden.example")
    assert refused.value.problems[0].code == "identity.taken"


def test_an_invitation_works_once_and_only_in_its_tenant(identities, ann):
    secret = tickets.issue("invitation", "main", ann)
    with pytest.raises(FlowError):
        tickets.look("invitation", "other", secret)
    assert tickets.use("invitation", "main", secret).login == ann
    with pytest.raises(FlowError):
        tickets.use("invitation", "main", secret)


def test_a_link_for_a_new_password_ends_when_the_password_changes(identities, ann):
    secret = tickets.issue("password", "main", ann)
    identities.set_password(ann.id, "another long password")
    with pytest.raises(FlowError):
        tickets.look("password", "main", secret)


def test_a_newer_link_replaces_the_older(identities, ann):
    older = tickets.issue("password", "main", ann)
    newer = tickets.issue("password", "main", ann)
    with pytest.raises(FlowError):
        tickets.look("password", "main", older)
    assert tickets.look("password", "main", newer).login == ann


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first = from_environment(tmp_path, {})
    again = from_environment(tmp_path, {})
    assert first.secret == again.secret
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
