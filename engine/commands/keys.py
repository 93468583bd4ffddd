"""``keel keys``: the keys that encrypt stored secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from engine.commands import place
from engine.commands.outcome import answers
from engine.errors import EngineError
from engine.text import text

if TYPE_CHECKING:
    from engine.fields.key_ring import KeyRing


@click.group("keys")
def keys_group() -> None:
    """Manage the keys that encrypt stored secrets."""


@keys_group.command("rotate")
@click.option("--no-new-key", is_flag=True, help="Only encrypt with the newest key there is.")
@click.option("--drop-old", is_flag=True, help="Take older keys off the ring at the end.")
@answers
def rotate(no_new_key: bool, drop_old: bool) -> Any:
    """Add a newest key and encrypt every stored secret with it; can be repeated."""
    from dataclasses import asdict

    from engine.fields.key_ring import keep_newest, key_file, key_ring
    from engine.records.resealing import reseal
    from engine.session import open_session

    here = place.registry()
    ring = key_ring() if no_new_key else _ring_with_new_key()
    tenants = {
        tenant.name: asdict(
            reseal(open_session(tenant, "system:keel keys rotate").context, ring)
        )
        for tenant in here.all()
    }
    lost = sum(counts["lost"] for counts in tenants.values())
    if lost:
        message = text("no key opens {n} secrets", "有 {n} 个密文无法解密", n=lost)
        hint = text("put the older key back and repeat", "请恢复旧密钥后重试")
        raise EngineError("secret.lost", message, hint=hint)
    file = key_file()
    if drop_old and file is not None:
        ring = keep_newest(file)
    outcome = {"new_key": not no_new_key, "keys": len(ring.keys), "tenants": tenants}
    as_json = click.get_current_context().find_root().params["as_json"]
    return outcome if as_json else _lines(outcome)


def _ring_with_new_key() -> KeyRing:
    from engine.fields.key_ring import KEYS, add_key, key_file

    file = key_file()
    if file is None:
        raise EngineError(
            "secret.environment",
            text("the keys stand in {name}", "密钥位于 {name} 中", name=KEYS),
            hint=text(
                "put a new key in front of it, then use --no-new-key",
                "请在其最前面加入新密钥，然后使用 --no-new-key",
            ),
        )
    return add_key(file)


def _lines(outcome: dict[str, Any]) -> list[str]:
    said = ["a new key is the newest"] if outcome["new_key"] else []
    for name, counts in outcome["tenants"].items():
        said.append(
            f"{name}: {counts['renewed']} secrets encrypted anew, {counts['fresh']} had the newest key"
        )
    return [*said, f"{outcome['keys']} keys on the ring"]


COMMANDS = (keys_group,)
