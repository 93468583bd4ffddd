"""The examples of the API page, sent as they stand."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from engine import install_package, make_token, open_session, set_grants, shipped_package
from ui.app import create_app
from ui.settings import from_environment

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
BLOCK = re.compile(r"^```http\n(.*?)^```", re.M | re.S)
EXAMPLE = re.compile(
    r"(GET|POST|PUT|PATCH|DELETE) (\S+?)(?:\?(.*?))?\n(\{.*?\n)?=> (\d+)", re.S
)
EXAMPLES = [
    found
    for block in BLOCK.findall(PAGE.read_text("utf-8"))
    for found in EXAMPLE.findall(block)
]


@pytest.fixture(scope="module")
def send(tmp_path_factory: pytest.TempPathFactory):
    """Send one example as a sales rep of a new tenant."""
    app = create_app(from_environment(tmp_path_factory.mktemp("api"), {}))
    tenant = app.extensions["keel"].tenants.create("main")
    system = open_session(tenant, "system:tests")
    install_package(tenant, shipped_package("core"), system.context.actor)
    system = open_session(tenant, "system:tests")
    user = system.records("user").create({"name": "Rob", "email": "rob@example.com"}).id
    with system.transaction() as inside:
        set_grants(inside.context, user, ["sales_rep"])
    secret = make_token(open_session(tenant, user).context, "docs", days=1)

    def call(method: str, path: str, query: str, body: str):
        return app.test_client().open(
            path,
            method=method,
            query_string=dict(parse_qsl(query)),
            json=json.loads(body) if body else None,
            headers={"Authorization": f"Bearer {secret}"},
        )

    return call


def test_every_block_of_the_page_is_an_example() -> None:
    blocks = BLOCK.findall(PAGE.read_text("utf-8"))
    assert len(EXAMPLES) == sum(block.count("=> ") for block in blocks) > 10


@pytest.mark.parametrize(("method", "path", "query", "body", "status"), EXAMPLES)
def test_an_example_answers_what_the_page_says(send, method, path, query, body, status) -> None:
    answer = send(method, path, query, body)
    assert answer.status_code == int(status), answer.text
