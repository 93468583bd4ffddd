"""System tables of the metadata itself: head, revisions, components, column map, packages."""

from __future__ import annotations

import sqlalchemy as sa

from engine.storage.system.base import index, key, optional, required, system_table
from engine.storage.types import BOOLEAN, ID, INTEGER, MOMENT, TEXT, CanonicalJson, JsonText

HEAD_ID = 1

meta_head = system_table(
    "meta_head",
    key("id", INTEGER),
    required("rev", INTEGER),
    required("digest", TEXT),
    required("perm_epoch", INTEGER, default="0"),
    required("identity_epoch", INTEGER, default="0"),
)
"""One row, read by every request: the only source of what is in force (decision 20)."""

meta_revision = system_table(
    "meta_revision",
    key("rev", INTEGER),
    required("parent", INTEGER),
    required("digest", TEXT),
    required("at", MOMENT),
    optional("by", ID),
    required("actor", TEXT),
    required("message", TEXT),
    required("plan_digest", TEXT),
    required("plan", JsonText()),
    optional("inverse", JsonText()),
    optional("exports", JsonText()),
)
"""``inverse`` names for each package that a revision changed the revision whose body it replaced
(null for none): putting those back undoes it. ``exports`` are the files of what it took away."""

meta_component = system_table(
    "meta_component",
    key("uid", ID),
    required("kind", TEXT),
    required("of", TEXT),
    required("name", TEXT),
    required("package", TEXT),
    required("body", CanonicalJson()),
    required("digest", TEXT),
    required("rev", INTEGER),
    required("dead", BOOLEAN),
)
"""The layered components; ``rev`` last changed the row; a deleted component stays as ``dead``."""
index(meta_component, "rev")

meta_change = system_table(
    "meta_change",
    key("rev", INTEGER),
    key("uid", ID),
    required("kind", TEXT),
    required("of", TEXT),
    required("name", TEXT),
    optional("before", CanonicalJson()),
    optional("after", CanonicalJson()),
    optional("was", TEXT),
)
"""What a revision did to a component; ``was`` is the name, with its parent's, that it took away."""
index(meta_change, "uid", "rev")

meta_column = system_table(
    "meta_column",
    key("object", ID),
    key("role", TEXT),
    key("physical", TEXT),
    required("owner", ID),
    required("part", TEXT),
    required("family", TEXT),
    required("rev", INTEGER),
    required("dead", BOOLEAN),
)
"""The column map (decision 12): ``owner`` is the uid of an object (role ``table``) or a field."""
index(meta_column, "rev")

meta_package = system_table(
    "meta_package",
    key("name", TEXT),
    required("namespace", TEXT),
    required("type", TEXT),
    required("version", TEXT),
    required("body", CanonicalJson()),
    required("digest", TEXT),
    required("rev", INTEGER),
    required("installed_at", MOMENT),
)
"""Each layer as it was installed: what an upgrade compares with."""

meta_package_body = system_table(
    "meta_package_body",
    key("name", TEXT),
    key("rev", INTEGER),
    required("namespace", TEXT),
    required("type", TEXT),
    required("version", TEXT),
    optional("body", CanonicalJson()),
    required("digest", TEXT),
    required("at", MOMENT),
)
"""Every body that a package ever had, by the revision that gave it; without one it was taken away."""

meta_copy = system_table(
    "meta_copy",
    key("field", ID),
    required("object", ID),
    required("rev", INTEGER),
    required("state", TEXT),
    optional("cursor", ID),
    required("done", INTEGER, default="0"),
    required("total", INTEGER, default="0"),
    required("lost", INTEGER, default="0"),
    required("may_lose", BOOLEAN, default="false"),
    optional("error", TEXT),
)
"""Fields whose values are being copied to the columns of another type (decision 12); ``cursor`` is
the last record that was copied. States: copying, failed."""

meta_uid = system_table(
    "meta_uid",
    key("uid", ID),
    required("package", TEXT),
    required("kind", TEXT),
    required("parent", TEXT),
    required("name", TEXT),
    required("generation", INTEGER),
    required("was", JsonText(), default="'[]'"),
    required("retired", BOOLEAN, default="false"),
)
"""The tenant's ledger of names that were ever used (decision 3); ``was`` are earlier ones."""
sa.Index(
    "keel_meta_uid_name",
    meta_uid.c.package,
    meta_uid.c.kind,
    meta_uid.c.parent,
    meta_uid.c.name,
)
