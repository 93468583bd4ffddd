"""Tenants on the command line: what is said of the host names that they answer to."""

from __future__ import annotations

from click.testing import CliRunner

from engine.cli import keel, load_commands

load_commands()


def test_whoever_makes_a_second_tenant_learns_that_hosts_must_tell_them_apart(tmp_path):
    def run(*words: str) -> str:
        return CliRunner().invoke(keel, ["--data", str(tmp_path), "tenant", *words]).output

    assert run("create", "main", "--package", "") == "created main\n"
    assert "no browser reaches: main, test" in run("create", "test", "--package", "")
    assert "no browser reaches: test" in run("hosts", "main", "localhost")
    assert run("hosts", "test", "127.0.0.1") == "test answers to 127.0.0.1\n"
    assert "test answers to no host of its own" in run("hosts", "test")
