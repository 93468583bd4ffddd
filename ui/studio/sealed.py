"""Seals what pages of the Studio carry out and bring back: nothing else is taken for it (0090)."""

from __future__ import annotations

import hmac
import json
from typing import Any

from flask import abort, current_app, g

from ui.studio.desk import Desk


def sealed(at: Desk, purpose: str, said: Any) -> str:
    """Write a value as JSON behind a seal, which holds for one purpose and person."""
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return f"{_seal(at, purpose, text)} {text}"


def unsealed(at: Desk, purpose: str, brought: str) -> Any:
    """Read a value that a page carried; 400 for one that was made or changed elsewhere."""
    seal, _space, text = brought.partition(" ")
    if not hmac.compare_digest(seal.encode(), _seal(at, purpose, text).encode()):
        abort(400)
    return json.loads(text)


def _seal(at: Desk, purpose: str, text: str) -> str:
    secret = current_app.secret_key
    assert secret, "no page is served without a secret"
    key = secret.encode() if isinstance(secret, str) else secret
    whose = f"{purpose} {g.tenant.name} {at.at.actor.user_id} "
    return hmac.new(key, (whose + text).encode(), "sha256").hexdigest()
