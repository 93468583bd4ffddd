"""Keeps a database's write lock in another process, as a backup or a long import would."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from engine.tenancy.tenant import Tenant

_HOLD = """
import sys
import sqlalchemy as sa
options = {} if sys.argv[1].startswith("postgresql") else {"isolation_level": "AUTOCOMMIT"}
engine = sa.create_engine(sys.argv[1], **options)
with engine.connect() as conn:
    conn.exec_driver_sql(sys.argv[2])
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def held(tenant: Tenant) -> Iterator[None]:
    """Let another process hold what every writer of the tenant needs."""
    if tenant.schema:
        lock = f'SELECT rev FROM "{tenant.schema}".keel_meta_head FOR UPDATE'
    else:
        lock = "BEGIN IMMEDIATE"
    with holding(tenant.dsn, lock):
        yield


@contextmanager
def holding(dsn: str, lock: str) -> Iterator[None]:
    """Let another process run a statement and keep its transaction open."""
    command = [sys.executable, "-c", _HOLD, dsn, lock]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield
        finally:
            process.stdin.close()
