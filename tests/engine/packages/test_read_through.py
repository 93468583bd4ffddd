"""What an object may be read through, as the checks of a package say it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.packages.folders import codes, package

USER = "label: {en: User}\nowner: none\nfields: {name: {type: text, required: true}}\n"
ACCOUNT = "label: {en: Account}\nfields: {name: {type: text, required: true}, note: {type: lookup, to: note}}\n"
NOTE = """
    label: {en: Note}
    read_through: [THROUGH]
    fields:
      name: {type: text, required: true}
      about: {type: poly_lookup, to: [account]}
      writer: {type: user}
"""


@pytest.mark.parametrize(
    ("through", "account", "code"),
    [
        ("about", "", ""),
        ("writer", "", "object.read_through"),
        ("name", "", "object.read_through"),
        ("about", "read_through: [note]\n", "object.read_through_circle"),
    ],
)
def test_only_look_ups_to_others_than_people_and_no_circles(
    tmp_path: Path, through: str, account: str, code: str
) -> None:
    files = {
        "objects/user.yaml": USER,
        "objects/account.yaml": account + ACCOUNT,
        "objects/note.yaml": NOTE.replace("THROUGH", through),
    }
    problems = set(codes(package(tmp_path, "base", files)))
    assert {each for each in problems if each.startswith("object.")} == (
        {code} if code else set()
    )
