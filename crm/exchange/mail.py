"""Sending mail: by the council's own server, or shown on the console where none is named, or kept for a test."""

from __future__ import annotations

import smtplib
import ssl
import sys
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Protocol

from crm import clock
from crm.config import Mail, Settings

PATIENCE = 20  # seconds for the mail server to answer


@dataclass(frozen=True)
class Letter:
    """A mail in plain text: it holds nothing but what its addressee may know, and a link at most."""

    to: str
    subject: str
    text: str


class Sender(Protocol):
    """Whatever takes a letter; it raises where it cannot, and the job is tried again later."""

    def send(self, letter: Letter) -> None:
        """Send a letter."""


@dataclass
class Kept:
    """For tests: letters are kept and go nowhere."""

    letters: list[Letter] = field(default_factory=list)

    def send(self, letter: Letter) -> None:
        self.letters.append(letter)


class Console:
    """For trying Hearth out: letters are written where the server's own words are."""

    def send(self, letter: Letter) -> None:
        sys.stdout.write(f"\n--- Mail to {letter.to}: {letter.subject}\n{letter.text}\n---\n")
        sys.stdout.flush()


@dataclass(frozen=True)
class Smtp:
    """The council's own mail server, asked over TLS unless the settings say none."""

    settings: Mail

    def send(self, letter: Letter) -> None:
        message = _message(letter, self.settings.sender)
        context = ssl.create_default_context()
        wanted = self.settings
        if wanted.security == "tls":
            with smtplib.SMTP_SSL(wanted.host, wanted.port, timeout=PATIENCE, context=context) as server:
                self._hand_over(server, message)
            return
        with smtplib.SMTP(wanted.host, wanted.port, timeout=PATIENCE) as server:
            if wanted.security == "starttls":
                server.starttls(context=context)
            self._hand_over(server, message)

    def _hand_over(self, server: smtplib.SMTP, message: EmailMessage) -> None:
        if self.settings.user:
            server.login(self.settings.user, self.settings.password or "")
        server.send_message(message)


def _message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = clock.now()
    message["Message-ID"] = make_msgid(domain=sender.rsplit("@", 1)[1].rstrip(">"))
    message["Auto-Submitted"] = "auto-generated"  # so that nobody's holiday notice answers
    message.set_content(letter.text)
    return message


def sender(settings: Settings) -> Sender:
    """How this installation sends its mail."""
    if settings.mail is not None:
        return Smtp(settings.mail)
    return Kept() if settings.environment == "test" else Console()
