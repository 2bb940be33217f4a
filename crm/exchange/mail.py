"""Sending mail: by GOV.UK Notify, by the council's own server, or into files where neither is named."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Protocol

from crm import clock
from crm.config import Mail, Settings
from crm.exchange.outbox import Files

PATIENCE = 20  # seconds for the mail server to answer


@dataclass(frozen=True)
class Letter:
    """A mail in plain text: it holds nothing but what its addressee may know, and a link at most.

    `reference` is the same at each attempt to send this mail, and no other mail's. `again`: an earlier attempt was
    cut off, so that the mail may have gone already.
    """

    to: str
    subject: str
    text: str
    reference: str = ""
    again: bool = False
    calendar: bytes | None = None  # an invitation, where the way it goes can carry one


class Sender(Protocol):
    """Whatever takes a letter; it raises where it cannot, and the job is tried again later."""

    def send(self, letter: Letter) -> None:
        """Send a letter, unless it is known to have gone."""


@dataclass
class Kept:
    """For tests: letters are kept and go nowhere."""

    letters: list[Letter] = field(default_factory=list)

    def send(self, letter: Letter) -> None:
        self.letters.append(letter)


@dataclass(frozen=True)
class Smtp:
    """The council's own mail server, asked over TLS unless the settings say none.

    It cannot be asked whether a letter has gone: after an attempt that was cut off while the server answered, a
    letter may come twice, with one Message-ID, by which many servers drop the second.
    """

    settings: Mail

    def send(self, letter: Letter) -> None:
        message = message_of(letter, self.settings.sender)
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


def message_of(letter: Letter, sender: str) -> EmailMessage:
    """A letter as mail servers take it."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = clock.now()
    domain = sender.rsplit("@", 1)[1].rstrip(">")
    message["Message-ID"] = f"<{letter.reference}@{domain}>" if letter.reference else make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"  # so that nobody's holiday notice answers
    message.set_content(letter.text)
    if letter.calendar is not None:
        _add_calendar(message, letter.calendar)
    return message


def _add_calendar(message: EmailMessage, held: bytes) -> None:
    """Attach an invitation. Mail programs look for its method beside its type, and not within it (RFC 6047)."""
    method = next((line[7:] for line in held.decode().splitlines() if line.startswith("METHOD:")), "PUBLISH")
    params = {"method": method, "charset": "utf-8"}
    message.add_attachment(held, maintype="text", subtype="calendar", filename="visit.ics", params=params)


@dataclass(frozen=True)
class Written:
    """For trying Hearth out: letters are files, which any mail program opens."""

    files: Files

    def send(self, letter: Letter) -> None:
        self.files.write(letter.reference, bytes(message_of(letter, "Hearth <hearth@localhost>")))


def sender(settings: Settings) -> Sender:
    """How this installation sends its mail: by Notify, else by its own server, else into files."""
    if settings.notify is not None:
        from crm.exchange.notify import Notify  # loads a web client, which most processes can do without

        return Notify(settings.notify)
    if settings.mail is not None:
        return Smtp(settings.mail)
    if settings.environment == "test" and settings.outbox is None:
        return Kept()
    return Written(Files(settings.outbox_folder))
