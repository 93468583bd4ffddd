"""What `make` does before Keel itself starts."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import assets, environment, services


def test_an_old_python_gives_one_clear_sentence(monkeypatch):
    monkeypatch.setattr(environment, "OLDEST", (99, 0))
    with pytest.raises(SystemExit) as stopped:
        environment.prepare("run")
    assert str(stopped.value).startswith("Keel needs Python 99.0 or newer, and this is 3.")
    assert "\n" not in str(stopped.value)


@pytest.mark.parametrize(
    ("version", "enough"),
    [
        ("v18.19.0", False),
        ("v20.18.1", False),
        ("v20.19.0", True),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.1.0", True),
        ("", False),
    ],
)
def test_assets_are_built_by_a_node_that_can(version, enough):
    assert assets.node_is_new_enough(version) is enough


def test_without_node_the_pages_are_plainer_and_nothing_stops(tmp_path, monkeypatch):
    sources = tmp_path / "ui" / "assets"
    sources.mkdir(parents=True)
    (sources / "package.json").write_text("{}")
    monkeypatch.setenv("PATH", str(tmp_path))
    reason = assets.build(tmp_path)
    assert reason is not None
    assert "Node 20.19" in reason


def test_a_missing_server_is_named_with_what_to_install():
    command = [sys.executable, "-m", "tests.house.services", "true"]
    environment = {"PATH": "/nonexistent", "KEEL_TEST_REDIS": "redis://127.0.0.1:1/0"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 2
    assert "KEEL_TEST_REDIS names redis://127.0.0.1:1/0, where no Redis answers" in done.stdout
    assert "apt-get install chromium" in done.stdout


def test_what_a_run_wrote_in_memory_goes_with_it():
    command = [sys.executable, "-m", "tests.house.services", services.IN_MEMORY]
    writing = ["sh", "-c", 'touch "$TMPDIR/written"; echo "in:$TMPDIR"']
    done = subprocess.run([*command, *writing], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    folder = Path(done.stdout.rpartition("in:")[2].strip())
    assert folder.name.startswith("keel-files-")
    assert not folder.exists()


def test_a_run_that_is_told_to_stop_leaves_nothing_in_memory():
    command = [sys.executable, "-m", "tests.house.services", services.IN_MEMORY]
    waiting = ["sh", "-c", 'echo "in:$TMPDIR"; exec sleep 60']
    with subprocess.Popen([*command, *waiting], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        folder = Path(next(each for each in run.stdout if each.startswith("in:"))[3:].strip())
        assert folder.is_dir()
        run.terminate()
        assert run.wait(timeout=30) == 128 + signal.SIGTERM
    assert not folder.exists()


def test_a_small_memory_is_left_to_others(monkeypatch):
    monkeypatch.setattr(services, "ROOM", 2**80)
    assert services.memory() is None
    monkeypatch.setattr(services, "MEMORY", Path("/nonexistent"))
    assert services.memory() is None
