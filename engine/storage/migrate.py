"""Brings the system tables of a tenant to this release, and refuses those of a newer one."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.errors import EngineError
from engine.storage import ddl
from engine.storage.database import Database
from engine.storage.system import HEAD_ID, meta_head
from engine.text import text

VERSION_TABLE = "keel_system_version"
LATEST = "0005"
"""The newest script in ``migrations/versions``; a test holds it so."""

_version = sa.Table(VERSION_TABLE, sa.MetaData(), sa.Column("version_num", sa.String(32)))


def create_tenant_tables(database: Database) -> None:
    """Create the system tables of a new tenant, at revision 0 and this release's version."""
    with database.writing(exclusive=True) as conn:
        if database.schema:
            ddl.create_schema(conn, database.schema)
        if VERSION_TABLE in ddl.table_names(conn):
            raise EngineError(
                "tenant.exists",
                text("there is a tenant in this place already", "此处已有一个租户"),
            )
        ddl.create_system_tables(conn)
        conn.execute(meta_head.insert().values(id=HEAD_ID, rev=0, digest=""))
        _stamp(conn)


def bring_up_to_date(database: Database) -> None:
    """Migrate the system tables under the tenant's lock, if they are older.

    EngineError ``data.newer`` for tables that a newer release wrote.
    """
    with database.reading() as conn:
        found = _found_version(conn)
    if found == LATEST:
        return
    with database.writing(exclusive=True) as conn:
        if database.dialect == "postgresql":
            conn.execute(sa.select(meta_head.c.rev).with_for_update())
        _run_scripts(conn, _found_version(conn))


def _found_version(conn: Connection) -> str:
    if VERSION_TABLE not in ddl.table_names(conn):
        raise EngineError(
            "tenant.empty",
            text("there is no tenant in this place", "此处没有租户"),
            hint=text("create it with: keel tenant create", "请用 keel tenant create 创建"),
        )
    return str(conn.execute(sa.select(_version.c.version_num)).scalar_one())


def _stamp(conn: Connection) -> None:
    _version.create(conn)
    conn.execute(_version.insert().values(version_num=LATEST))


def _run_scripts(conn: Connection, found: str) -> None:
    # Only an upgrade pays for loading Alembic.
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(Path(__file__).parent / "migrations"))
    if found not in {script.revision for script in scripts.walk_revisions()}:
        raise EngineError(
            "data.newer",
            text(
                "this data was written by a newer release of Keel (system tables {found}); "
                "this one knows them up to {latest}",
                "这些数据由更新版本的 Keel 写入（系统表 {found}）；本版本只支持到 {latest}",
                found=found,
                latest=LATEST,
            ),
            hint=text("start the newer release", "请启动较新的版本"),
        )
    from alembic.config import Config

    with EnvironmentContext(
        Config(), scripts, fn=lambda rev, _: scripts._upgrade_revs("head", rev)
    ) as environment:
        environment.configure(
            connection=conn,
            version_table=VERSION_TABLE,
            version_table_schema=ddl.schema_of(conn),
        )
        environment.run_migrations()
