"""The addresses of the generated pages: registered once, they dispatch on the model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask

from ui.pages import (
    board,
    bulk,
    exports,
    files,
    filter_forms,
    forms,
    home,
    imports,
    inplace,
    jobs,
    lists,
    lookup,
    notices,
    record,
    related,
    saved_views,
    setup,
    shell,
    todo,
    trash,
)

pages = Blueprint("pages", __name__)

Route = tuple[str, str, str, Callable[..., Any]]
ROUTES: tuple[Route, ...] = (
    ("GET", "/", "home", home.home),
    ("POST", "/todo/<object_name>/<record>", "tick", todo.tick),
    ("GET", "/search", "search", lookup.search),
    ("GET", "/trash", "trash", trash.trash),
    ("POST", "/trash/restore", "restore", trash.restore),
    ("POST", "/trash/purge", "purge", trash.purge),
    ("GET", "/jobs", "jobs", jobs.jobs),
    ("POST", "/notices/dismiss", "dismiss_notice", notices.dismiss),
    ("POST", "/jobs/<job>/cancel", "cancel_job", jobs.cancel),
    ("POST", "/jobs/<job>/retry", "retry_job", jobs.retry),
    ("GET", "/setup", "setup", setup.setup),
    ("GET", "/o/<object_name>/", "list_records", lists.list_records),
    ("GET", "/o/<object_name>/board", "board", board.show_board),
    ("GET", "/o/<object_name>/counts", "counts", bulk.counts),
    ("GET", "/o/<object_name>/filter", "add_filter", filter_forms.add_filter),
    ("GET", "/o/<object_name>/filter-row", "filter_row", filter_forms.filter_row),
    ("POST", "/o/<object_name>/views", "save_view", saved_views.save_view),
    ("POST", "/o/<object_name>/views/<view>/delete", "drop_view", saved_views.drop_view),
    ("POST", "/o/<object_name>/bulk", "bulk", bulk.bulk),
    ("GET", "/o/<object_name>/export", "export", exports.export),
    ("GET", "/jobs/<job>/file", "export_result", exports.export_result),
    ("GET", "/o/<object_name>/lookup", "lookup", lookup.lookup),
    ("GET", "/o/<object_name>/new", "new", forms.new),
    ("POST", "/o/<object_name>/new", "create", forms.create),
    ("GET", "/o/<object_name>/<record>", "record", record.show),
    ("GET", "/o/<object_name>/<record>/paper", "paper", record.paper),
    ("GET", "/o/<object_name>/<record>/related", "related", related.related),
    ("GET", "/o/<object_name>/<record>/file/<field>/<file>", "file", files.file),
    ("GET", "/o/<object_name>/<record>/edit", "edit", forms.edit),
    ("POST", "/o/<object_name>/<record>/edit", "update", forms.update),
    ("GET", "/o/<object_name>/<record>/field/<field>", "field_form", inplace.field_form),
    ("POST", "/o/<object_name>/<record>/field/<field>", "save_field", inplace.save_field),
    ("POST", "/o/<object_name>/<record>/move", "move", record.move),
    ("GET POST", "/o/<object_name>/<record>/delete", "delete", record.delete),
    ("GET POST", "/o/<object_name>/<record>/reassign", "reassign", bulk.reassign),
    ("POST", "/o/<object_name>/<record>/clone", "clone", record.clone),
    ("POST", "/o/<object_name>/<record>/favourite", "favourite", record.favourite),
)

for methods, rule, endpoint, handler in ROUTES:
    pages.add_url_rule(rule, endpoint, handler, methods=methods.split())


def register(app: Flask) -> None:
    """Add the pages to an app."""
    app.register_blueprint(pages)
    app.register_blueprint(imports.imports)
    app.context_processor(shell.shell)
