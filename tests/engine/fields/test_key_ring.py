"""Secrets are sealed with the newest key and open with any key of the ring."""

from __future__ import annotations

import pytest

from engine.errors import EngineError
from engine.fields.key_ring import (
    KEYS,
    KEYS_FILE,
    add_key,
    ensure_key_file,
    keep_keys_in,
    key_ring,
    new_key,
)
from engine.fields.secret import MASK, reveal
from engine.kernel.field_type import InvalidValue
from tests.contracts.fields import ENGLISH, sample_field

SECRET = sample_field("secret")


def seal(plain):
    return SECRET.type.clean(plain, SECRET, ENGLISH)


def test_a_secret_is_sealed_at_once_and_shows_nowhere(monkeypatch):
    monkeypatch.setenv(KEYS, new_key())
    sealed = seal("pa55word")
    assert "pa55word" not in sealed
    assert reveal(str(sealed)) == "pa55word"
    shown = (
        repr(sealed),
        SECRET.type.display(sealed, SECRET, ENGLISH),
        SECRET.type.to_json(sealed, SECRET),
    )
    assert all(MASK in each for each in shown)
    assert SECRET.type.to_cell(sealed, SECRET, ENGLISH) == ""
    assert seal(str(sealed)) == sealed
    with pytest.raises(InvalidValue) as refused:
        seal(MASK)
    assert refused.value.code == "secret.mask"


def test_a_new_key_goes_in_front_and_the_old_one_still_opens(monkeypatch):
    old, new = new_key(), new_key()
    monkeypatch.setenv(KEYS, old)
    sealed = str(seal("x"))
    monkeypatch.setenv(KEYS, f"{new},{old}")
    rotated = key_ring().rotate(sealed)
    monkeypatch.setenv(KEYS, new)
    assert reveal(rotated) == "x"
    with pytest.raises(EngineError) as refused:
        reveal(sealed)
    assert refused.value.code == "secret.key"


def test_the_key_file_is_private(monkeypatch, tmp_path):
    monkeypatch.delenv(KEYS, raising=False)
    monkeypatch.setenv(KEYS_FILE, str(tmp_path / "keys"))
    with pytest.raises(InvalidValue) as refused:
        seal("x")
    assert refused.value.code == "secret.no_key"
    ring = ensure_key_file(tmp_path / "keys")
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o600
    sealed = ring.seal("x")
    assert len(add_key(tmp_path / "keys").keys) == 2
    assert reveal(sealed) == "x"
    (tmp_path / "keys").chmod(0o644)
    with pytest.raises(EngineError) as refused:
        key_ring()
    assert refused.value.code == "secret.open_file"


def test_an_embedded_installation_keeps_its_keys_beside_its_data(monkeypatch, tmp_path):
    monkeypatch.setenv(KEYS, "")
    monkeypatch.setenv(KEYS_FILE, "")
    keep_keys_in(tmp_path)
    assert reveal(str(seal("x"))) == "x"
    assert (tmp_path / "keys").is_file()
