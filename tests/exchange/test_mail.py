"""Mail goes to the council's own server, as plain text, and says nothing that the settings do not."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from notifications_python_client.errors import HTTPError

from crm.config import Mail
from crm.errors import Unusable
from crm.exchange import mail
from crm.exchange.mail import Kept, Letter, Smtp, Written
from crm.exchange.notify import Notify
from tests.databases import PRODUCTION, settings
from tests.exchange import notify
from tests.exchange.notify import NOTIFY

LETTER = Letter("wren@derby.example", "You are invited", "Hello Zo\u00eb,\n\nhttps://hearth.example/x?key=abc\n")


class Server(threading.Thread):
    """A mail server that takes one letter, on this machine."""

    def __init__(self, *, refuses: bool = False) -> None:
        super().__init__()
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.heard: list[str] = []
        self.refuses = refuses

    def run(self) -> None:
        connection, _ = self.listening.accept()
        with connection, connection.makefile("rwb") as both:
            lines = cast(BinaryIO, both)
            self._say(lines, "220 mail.example")
            body = False
            for raw in lines:
                line = raw.decode().rstrip("\r\n")
                self.heard.append(line)
                if body:
                    body = line != "."
                    if not body:
                        self._say(lines, "250 kept")
                elif line == "QUIT":
                    self._say(lines, "221 bye")
                    return
                else:
                    body = line.upper() == "DATA"
                    refused = self.refuses and line.upper().startswith("RCPT")
                    self._say(lines, "550 no such box" if refused else "354 go on" if body else "250 well")

    @staticmethod
    def _say(lines: BinaryIO, text: str) -> None:
        lines.write(f"{text}\r\n".encode())
        lines.flush()


@contextmanager
def running(**how: bool) -> Iterator[Server]:
    server = Server(**how)
    server.start()
    try:
        yield server
    finally:
        server.join(timeout=10)
        server.listening.close()


def _smtp(server: Server) -> Smtp:
    return Smtp(Mail("127.0.0.1", server.port, "none", "Hearth <hearth@council.example>"))


def test_a_letter_is_handed_to_the_server_as_plain_text() -> None:
    with running() as server:
        _smtp(server).send(LETTER)
    said = "\n".join(server.heard)
    assert "mail FROM:<hearth@council.example>" in said and "rcpt TO:<wren@derby.example>" in said
    for line in (
        "From: Hearth <hearth@council.example>",
        "To: wren@derby.example",
        "Subject: You are invited",
        "Auto-Submitted: auto-generated",
        "https://hearth.example/x?key=abc",
    ):
        assert line in said
    assert "text/plain" in said and "text/html" not in said


def test_a_letter_that_the_server_refuses_raises_so_that_the_job_is_tried_again() -> None:
    with running(refuses=True) as server, pytest.raises(OSError, match="no such box"):
        _smtp(server).send(LETTER)


def test_a_subject_cannot_bring_headers_of_its_own() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        mail.message_of(Letter("wren@derby.example", "Hello\nBcc: eve@evil.example", "x"), "hearth@council.example")


def test_a_letter_that_is_sent_again_has_the_same_number_as_before() -> None:
    letter = replace(LETTER, reference="hearth-7-abc", again=True)
    assert mail.message_of(letter, "hearth@council.example")["Message-ID"] == "<hearth-7-abc@council.example>"


def test_how_mail_goes_depends_on_the_settings(tmp_path: Path) -> None:
    strict = mail.sender(settings("sqlite://", CRM_ENV="production"))
    assert isinstance(strict, Smtp)
    of = strict.settings
    assert (of.host, of.port, of.security) == (PRODUCTION["CRM_MAIL_HOST"], 587, "starttls")
    assert isinstance(mail.sender(settings("sqlite://", CRM_ENV="production", **NOTIFY)), Notify)
    assert isinstance(mail.sender(settings("sqlite://")), Kept)
    assert isinstance(mail.sender(settings("sqlite://", CRM_ENV="development")), Written)
    assert isinstance(mail.sender(settings("sqlite://", CRM_OUTBOX=tmp_path)), Written)


def test_without_a_server_a_letter_is_one_file_however_often_it_is_sent(tmp_path: Path) -> None:
    how = mail.sender(settings("sqlite://", CRM_OUTBOX=tmp_path / "outbox"))
    for again in (False, True):
        how.send(replace(LETTER, reference="hearth-7-abc", again=again))
    [made] = (tmp_path / "outbox").iterdir()
    assert made.name == "hearth-7-abc.eml" and made.stat().st_mode & 0o777 == 0o600
    message = message_from_bytes(made.read_bytes(), policy=default)
    assert (message["To"], message["Subject"]) == (LETTER.to, LETTER.subject)
    assert message.get_content() == LETTER.text


def test_notify_is_given_a_letter_once_although_the_first_attempt_was_cut_off() -> None:
    with notify.standing() as standing:
        how = mail.sender(settings("sqlite://", **NOTIFY | {"CRM_NOTIFY_URL": standing.url}))
        letter = replace(LETTER, reference="hearth-7-abc")
        how.send(letter)
        how.send(replace(letter, again=True))
        how.send(replace(letter, reference="hearth-8-abc", again=True))
    first, second = standing.taken
    assert first["email_address"] == LETTER.to and first["template_id"] == NOTIFY["CRM_NOTIFY_TEMPLATE"]
    assert first["personalisation"] == {"subject": LETTER.subject, "body": LETTER.text}
    assert (first["reference"], second["reference"]) == ("hearth-7-abc", "hearth-8-abc")


def test_what_notify_refuses_raises_so_that_the_job_is_tried_again_and_names_nobody_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with notify.standing(refuses=True) as standing, pytest.raises(HTTPError):
        mail.sender(settings("sqlite://", **NOTIFY | {"CRM_NOTIFY_URL": standing.url})).send(LETTER)
    assert "wren" not in caplog.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"CRM_NOTIFY_KEY": "short"}, "CRM_NOTIFY_KEY is not a key"),
        ({"CRM_NOTIFY_TEMPLATE": "mine"}, "CRM_NOTIFY_TEMPLATE is 'mine'"),
        ({"CRM_NOTIFY_URL": "http://notify.example"}, "expected an https address"),
    ],
)
def test_a_setting_of_notify_that_cannot_be_is_named_at_the_start(changes: dict[str, str], said: str) -> None:
    with pytest.raises(Unusable, match=said):
        settings("sqlite://", CRM_ENV="production", **NOTIFY | changes)


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "PUBLISH"])
def test_an_invitation_says_its_method_beside_its_type_so_that_mail_programs_offer_to_answer(method: str) -> None:
    held = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:{method}\r\nEND:VCALENDAR\r\n".encode()
    message = mail.message_of(replace(LETTER, calendar=held), "hearth@derby.example")
    (part,) = message.iter_attachments()
    assert part.get_content_type() == "text/calendar"
    assert (part["Content-Type"].params["method"], part["Content-Type"].params["charset"]) == (method, "utf-8")
    assert part.get_payload(decode=True) == held
