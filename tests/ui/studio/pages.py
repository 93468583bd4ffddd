"""What tests of the Studio read off its pages and press on them."""

from __future__ import annotations

import re


def text_of(answer):
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def applied(client, message="as agreed", **form):
    """The answer to pressing Apply under the plan of one's draft."""
    page = client.get("/setup/draft").text
    digest = re.search(r'name="digest" value="([^"]+)"', page)
    assert digest, page
    return client.post(
        "/setup/draft/apply", data={"digest": digest[1], "message": message, **form}
    )


def apply(client):
    """Apply one's draft."""
    done = applied(client)
    assert done.status_code == 302, done.text
