"""Starts `keel serve` as a person does and stops it by Ctrl-C; serves an app of a test alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from werkzeug.serving import make_server

ROOT = Path(__file__).parent.parent
STARTING = 180
"""Seconds; a busy machine may take long to fill the demonstration company."""


def answer(address: str) -> tuple[int, str]:
    with urllib.request.urlopen(address, timeout=10) as response:
        return response.status, response.read().decode()


def serve(folder: Path, port: int, *words: str) -> subprocess.Popen[str]:
    """Start a server and wait until it answers."""
    command = [sys.executable, "-m", "engine.cli", "--data", str(folder), "serve", "--embedded"]
    started = subprocess.Popen(
        [*command, "--port", str(port), *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    deadline = time.monotonic() + STARTING
    while time.monotonic() < deadline and started.poll() is None:
        try:
            answer(f"http://127.0.0.1:{port}/healthz")
            return started
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    # Its workers hold the pipe too: with the master alone, reading it would never end.
    os.killpg(started.pid, signal.SIGKILL)
    raise AssertionError(started.communicate()[0])


def stop(server: subprocess.Popen[str]) -> str:
    """Press Ctrl-C: a terminal sends it to the workers too."""
    os.killpg(server.pid, signal.SIGINT)
    said, _ = server.communicate(timeout=30)
    assert server.returncode == 0, said
    assert "SIGKILL" not in said
    return said


def workers(server: subprocess.Popen[str]) -> set[int]:
    """Give the processes that answer for a server."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    return {int(each) for each in children.read_text().split()}


@contextmanager
def serving_app(app: Flask) -> Iterator[str]:
    """Serve an app on the loopback address and give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
