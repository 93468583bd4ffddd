"""The one allow-list through which rich text reaches a page."""

from __future__ import annotations

import nh3
from markupsafe import Markup

_TAGS = {
    "a", "b", "blockquote", "br", "code", "div", "em", "h2", "h3", "i", "li", "ol", "p", "pre",
    "s", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip


def clean_html(source: str) -> Markup:
    """Keep plain formatting and web or mail links; everything else is dropped."""
    cleaned = nh3.clean(
        source,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(cleaned)  # noqa: S704  # the sanitiser's own output
