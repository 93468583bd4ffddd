"""Delivers account mails: by a mail server, or as files where none is named."""

from __future__ import annotations

import secrets
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from urllib.parse import unquote, urlsplit

import structlog

from ui.settings import Settings

FOLDER = "mail"
PATIENCE = 15

log = structlog.get_logger("keel.mail")


def deliver(settings: Settings, *, to: str, subject: str, body: str) -> None:
    """Send a plain mail; a server that refuses is logged, since the page must not tell."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = settings.mail_from, to, subject
    mail["Date"], mail["Message-ID"] = formatdate(), make_msgid(domain="keel")
    mail.set_content(body)
    if not settings.mail:
        keep(settings.data / FOLDER, mail)
        return
    try:
        send(settings.mail, mail)
    except (OSError, smtplib.SMTPException) as error:
        log.error("mail not sent", to=to, error=str(error))


def keep(folder: Path, mail: EmailMessage) -> None:
    """Write the mail where the person who runs this machine finds it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"{secrets.token_hex(8)}.eml"
    file.touch(mode=0o600)
    file.write_bytes(bytes(mail))
    log.warning("no mail server is set (KEEL_SMTP): the mail was kept", file=str(file))


def send(address: str, mail: EmailMessage) -> None:
    """Hand the mail to `smtp://user:password@host:port`; `smtps` encrypts from the start."""
    server = urlsplit(address)
    host, port = server.hostname or "localhost", server.port
    tls = ssl.create_default_context()
    if server.scheme == "smtps":
        client: smtplib.SMTP = smtplib.SMTP_SSL(
            host, port or 465, timeout=PATIENCE, context=tls
        )
    else:
        client = smtplib.SMTP(host, port or 587, timeout=PATIENCE)
    with client:
        if server.username:
            if server.scheme != "smtps":
                client.starttls(context=tls)
            client.login(unquote(server.username), unquote(server.password or ""))
        client.send_message(mail)
