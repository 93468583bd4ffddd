"""Finds, starts or installs the servers that tests need, then runs a command with them.

`python -m tests.house.services COMMAND...` hands their addresses down in the environment
and stops, when the command ends, whatever it started itself. With `--in-memory` before the
command it starts a PostgreSQL of its own where it can, and keeps in memory, where there is
room, what that and the command write (decision 0100).
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

import psycopg
import redis

from tests.databases import DEFAULT_POSTGRESQL, DEFAULT_REDIS

CHROMIUM_NAMES = (
    "chromium-headless-shell",  # the same without windows: costs half
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
IN_MEMORY = "--in-memory"
MEMORY = Path("/dev/shm")
ROOM = 2 * 1024**3
"""Bytes; a whole run of the tests fills a third of it."""
CARELESS = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off"
"""A crash may cost a throw-away server everything, and nothing in it grows old."""


class Missing(Exception):
    """A server that tests need is neither here nor to be had; the message says what to do."""


def may_install() -> bool:
    """Tell whether this process may install packages of the system."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(what: str, package: str) -> None:
    """Install a Debian package, or say how; raises Missing."""
    advice = f"{what} is missing. Install it with: apt-get install {package}"
    if not may_install():
        raise Missing(advice)
    say(f"{what}: installing the package {package}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], stdout=subprocess.DEVNULL, check=False)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
    done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise Missing(f"{advice} (it was tried here and failed)")


def memory() -> Path | None:
    """Return a folder that is kept in memory, or None where there is too little room."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if roomy else None


def throw_away_folder(stack: ExitStack, purpose: str, parent: Path | None = None) -> Path:
    """Make a folder that goes when the stack is closed."""
    made = tempfile.TemporaryDirectory(
        prefix=f"keel-{purpose}-", dir=parent, ignore_cleanup_errors=True
    )
    return Path(stack.enter_context(made))


def free_port() -> int:
    """Return a port on the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def ask_postgresql(address: str) -> str | None:
    """Return the version of the server at this address if tests may create databases there."""
    may_create = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    try:
        with psycopg.connect(address, connect_timeout=3) as connection:
            row = connection.execute(may_create).fetchone()
            version = connection.info.parameter_status("server_version")
            return version if row and row[0] else None
    except psycopg.Error:
        return None


def newest_postgresql_programs() -> Path | None:
    """Return the folder with `initdb` and `pg_ctl`, which Debian keeps off the PATH."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3])
    )
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


def run_as_postgres(command: Sequence[str | Path]) -> None:
    """Run a program of PostgreSQL, which refuses to be root; raises Missing."""
    as_root = os.geteuid() == 0
    who = "postgres" if as_root else None
    done = subprocess.run(
        command, user=who, group=who, extra_groups=[] if as_root else None,
        capture_output=True, text=True, check=False, cwd="/",
    )  # fmt: skip
    if done.returncode:
        raise Missing(f"PostgreSQL does not start: {done.stdout[-500:]}{done.stderr[-500:]}")


def start_postgresql(programs: Path, stack: ExitStack, parent: Path | None = None) -> str:
    """Start a throw-away server of our own; it needs no password and survives no power cut."""
    folder = throw_away_folder(stack, "postgresql", parent)
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data, port = folder / "data", free_port()
    run_as_postgres([
        programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust",
        "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
    ])  # fmt: skip
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} {CARELESS}"
    log = folder / "server.log"
    control = [programs / "pg_ctl", "-D", data]
    run_as_postgres([*control, "-l", log, "-o", options, "-w", "start"])
    stack.callback(run_as_postgres, [*control, "-m", "immediate", "-w", "stop"])
    return f"postgresql://postgres@127.0.0.1:{port}/postgres"


def find_postgresql(stack: ExitStack) -> tuple[str, str]:
    """Return the address of a PostgreSQL and a line about it."""
    named = os.environ.get("KEEL_TEST_POSTGRESQL")
    for address in [named] if named else [DEFAULT_POSTGRESQL, "postgresql:///postgres"]:
        version = ask_postgresql(address)
        if version:
            return address, f"{version}, running at {address}"
    if named:
        raise Missing(f"KEEL_TEST_POSTGRESQL names {named}, which lets nobody create databases")
    if newest_postgresql_programs() is None:
        install("PostgreSQL", "postgresql")
    programs = newest_postgresql_programs()
    if programs is None:
        raise Missing("PostgreSQL was installed, and its initdb is not to be found")
    address = start_postgresql(programs, stack)
    return address, f"{ask_postgresql(address)}, started at {address} for these tests"


def light_postgresql(stack: ExitStack) -> tuple[str, str]:
    """Return the address of a PostgreSQL that forgets, if possible, and a line about it.

    One that keeps what it has, on a disk, takes ten times as long to make and drop a database.
    """
    programs = newest_postgresql_programs()
    if programs is None or "KEEL_TEST_POSTGRESQL" in os.environ:
        return find_postgresql(stack)
    address = start_postgresql(programs, stack, memory())
    return address, f"{ask_postgresql(address)}, started at {address} for these tests"


def ask_redis(address: str) -> str | None:
    """Return the version of the server at this address."""
    try:
        with redis.Redis.from_url(address, socket_connect_timeout=3) as client:
            return str(client.info("server")["redis_version"])
    except redis.RedisError:
        return None


def start_redis(program: str, stack: ExitStack) -> str:
    """Start a throw-away server of our own that keeps nothing on disk."""
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd="/tmp")
    stack.callback(server.wait)
    stack.callback(server.terminate)
    address = f"redis://127.0.0.1:{port}/0"
    deadline = time.monotonic() + 10
    while ask_redis(address) is None:
        if time.monotonic() > deadline or server.poll() is not None:
            raise Missing("redis-server is installed and does not start")
        time.sleep(0.05)
    return address


def find_redis(stack: ExitStack) -> tuple[str, str]:
    """Return the address of a Redis and a line about it."""
    named = os.environ.get("KEEL_TEST_REDIS")
    version = ask_redis(named or DEFAULT_REDIS)
    if version:
        return named or DEFAULT_REDIS, f"{version}, running at {named or DEFAULT_REDIS}"
    if named:
        raise Missing(f"KEEL_TEST_REDIS names {named}, where no Redis answers")
    if shutil.which("redis-server") is None:
        install("Redis", "redis-server")
    program = shutil.which("redis-server") or "redis-server"
    address = start_redis(program, stack)
    return address, f"{ask_redis(address)}, started at {address} for these tests"


def install_chromium() -> None:
    """Install the Chromium without windows, or the usual one where there is no such package."""
    try:
        install("Chromium", CHROMIUM_NAMES[0])
    except Missing:
        if not may_install():
            raise
        install("Chromium", "chromium")


def find_chromium(stack: ExitStack) -> tuple[str, str]:
    """Return the path of a Chromium and a line about it."""
    named = os.environ.get("KEEL_TEST_CHROMIUM")
    if named is None and not any(map(shutil.which, CHROMIUM_NAMES)):
        install_chromium()
    candidates = [named] if named else [shutil.which(name) for name in CHROMIUM_NAMES]
    for program in filter(None, candidates):
        asked = subprocess.run(
            [program, "--version"], capture_output=True, text=True, check=False
        )
        if asked.returncode == 0:
            version = re.search(r"[\d.]+", asked.stdout)
            return program, f"{version[0] if version else 'of unknown version'}, {program}"
    raise Missing("Chromium is installed and does not start: run it by hand to see why")


Finder = Callable[[ExitStack], tuple[str, str]]
FINDERS: dict[str, tuple[str, Finder]] = {
    "PostgreSQL": ("KEEL_TEST_POSTGRESQL", find_postgresql),
    "Redis": ("KEEL_TEST_REDIS", find_redis),
    "Chromium": ("KEEL_TEST_CHROMIUM", find_chromium),
}


def about_directories() -> str:
    """Say on which LDAP directories sign-in is tested; python-ldap has no binary packages."""
    from tests.ui.directory_peer import BOTH_HERE

    if BOTH_HERE:
        return "LDAP: an imitation and slapd"
    return (
        "LDAP: an imitation only. For slapd too: apt-get install slapd gcc python3-dev "
        "libldap2-dev libsasl2-dev, then .venv/bin/pip install python-ldap"
    )


def say(line: str) -> None:
    """Print one line at once, before a child process prints its own."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(command: Sequence[str]) -> int:
    """Run the command with the servers; return its exit code, or 2 if a server is missing."""
    finders, environment, missing = dict(FINDERS), dict(os.environ), []
    with ExitStack() as stack:
        if command[0] == IN_MEMORY:
            command = command[1:]
            finders["PostgreSQL"] = ("KEEL_TEST_POSTGRESQL", light_postgresql)
            environment["TMPDIR"] = str(throw_away_folder(stack, "files", memory()))
        for name, (variable, find) in finders.items():
            try:
                environment[variable], about = find(stack)
                say(f"{name}: {about}")
            except Missing as problem:
                missing.append(str(problem))
        say(about_directories())
        if missing:
            say("The tests cannot run:\n  " + "\n  ".join(missing))
            return 2
        return subprocess.run(command, env=environment, check=False).returncode


def stop(_number: int, _frame: object) -> NoReturn:
    """Leave when asked to, so that what was started stops as well."""
    sys.exit(128 + signal.SIGTERM)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    sys.exit(main(sys.argv[1:]))
