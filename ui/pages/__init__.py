"""The generated pages: lists, boards, records, forms, from metadata alone."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add the pages to an app."""
    from ui.pages import routes

    routes.register(app)
