"""Keeps the keys that encrypt secrets: newest first, from the environment or a private file.

``KEEL_KEYS`` holds keys separated by commas; else ``KEEL_KEYS_FILE`` names a file of mode 600 with one
key a line. A new key is put in front; the older ones stay until every value is rotated (decision 35).
"""

from __future__ import annotations

import base64
import os
import secrets
import stat
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import EngineError
from engine.paths import write_private
from engine.text import text

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

KEYS, KEYS_FILE = "KEEL_KEYS", "KEEL_KEYS_FILE"
_MARK = "k1:"


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Encrypts with the newest key and decrypts with any."""

    keys: tuple[str, ...]

    def seal(self, plain: str) -> str:
        """Encrypt a text; the result is marked as sealed."""
        return _MARK + self._fernet().encrypt(plain.encode()).decode()

    def open(self, sealed: str) -> str:
        """Decrypt a sealed text; raises `EngineError` when no key fits."""
        from cryptography.fernet import InvalidToken

        try:
            return self._fernet().decrypt(sealed.removeprefix(_MARK).encode()).decode()
        except (InvalidToken, ValueError):
            raise EngineError(
                "secret.key",
                text("no key opens this secret", "没有可解密该内容的密钥"),
                hint=text("put the older key back on the ring", "请恢复旧密钥"),
            ) from None

    def rotate(self, sealed: str) -> str:
        """Encrypt a sealed text anew with the newest key."""
        return self.seal(self.open(sealed))

    def is_newest(self, sealed: str) -> bool:
        """Say whether a sealed text was encrypted with the newest key."""
        try:
            KeyRing(self.keys[:1]).open(sealed)
        except EngineError:
            return False
        return True

    def _fernet(self) -> MultiFernet:
        return _fernet(self.keys)

    def __repr__(self) -> str:
        return f"KeyRing({len(self.keys)} keys)"


def is_sealed(value: str) -> bool:
    """Say whether a text looks sealed."""
    return value.startswith(_MARK + "gAAAA")


def key_ring() -> KeyRing:
    """Give the ring of this process; `EngineError` when there is none or others may read it."""
    given = os.environ.get(KEYS, "")
    if given.strip():
        return _ring(tuple(filter(None, (key.strip() for key in given.split(",")))))
    place = key_file()
    if place is None or not place.is_file():
        raise EngineError(
            "secret.no_key",
            text("there is no key for secrets", "没有用于加密的密钥"),
            hint=text(
                "set {keys} or {file}", "请设置 {keys} 或 {file}", keys=KEYS, file=KEYS_FILE
            ),
        )
    return read_key_file(place)


def key_file() -> Path | None:
    """Give the file that keys are read from; None when they stand in the environment."""
    named = os.environ.get(KEYS_FILE, "")
    return Path(named) if named and not os.environ.get(KEYS, "").strip() else None


def keep_keys_in(folder: Path) -> None:
    """Keep the keys of an embedded installation beside its data, unless others were given."""
    if not os.environ.get(KEYS) and not os.environ.get(KEYS_FILE):
        place = folder / "keys"
        ensure_key_file(place)
        os.environ[KEYS_FILE] = str(place)


def read_key_file(path: Path) -> KeyRing:
    """Read a file of keys; raises `EngineError` when others may read it."""
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise EngineError(
            "secret.open_file",
            text("others can read the key file {path}", "他人可读取密钥文件 {path}", path=path),
            hint=text("chmod 600 {path}", "chmod 600 {path}", path=path),
        )
    return _ring(tuple(filter(None, (line.strip() for line in path.read_text().splitlines()))))


def ensure_key_file(path: Path) -> KeyRing:
    """Read a file of keys, made with a first key if it does not exist."""
    if not path.exists():
        write_private(path, new_key() + "\n", replace=False)
    return read_key_file(path)


def add_key(path: Path) -> KeyRing:
    """Put a new key in front of a file's keys."""
    keys = (new_key(), *read_key_file(path).keys)
    write_private(path, "".join(key + "\n" for key in keys))
    return read_key_file(path)


def keep_newest(path: Path) -> KeyRing:
    """Drop all keys of a file but the newest."""
    write_private(path, read_key_file(path).keys[0] + "\n")
    return read_key_file(path)


def new_key() -> str:
    """Make a key."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _ring(keys: tuple[str, ...]) -> KeyRing:
    if not keys:
        raise EngineError(
            "secret.no_key", text("there is no key for secrets", "没有用于加密的密钥")
        )
    _fernet(keys)
    return KeyRing(keys)


@lru_cache(maxsize=8)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    from cryptography.fernet import Fernet, MultiFernet

    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise EngineError(
            "secret.bad_key",
            text("a key of the ring is malformed", "密钥格式不正确"),
            hint=text(
                "a key is 32 bytes in URL-safe base64", "密钥为 32 字节的 URL 安全 base64"
            ),
        ) from None
