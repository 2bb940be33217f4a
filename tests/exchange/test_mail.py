"""Mail goes to the council's own server, as plain text, and says nothing that the settings do not."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

import pytest

from crm.config import Mail
from crm.exchange import mail
from crm.exchange.mail import Console, Letter, Smtp
from tests.databases import PRODUCTION, settings

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
        mail._message(Letter("wren@derby.example", "Hello\nBcc: eve@evil.example", "x"), "hearth@council.example")


def test_how_mail_goes_depends_on_the_settings(capsys: pytest.CaptureFixture[str]) -> None:
    assert isinstance(mail.sender(settings("sqlite://", CRM_ENV="production")), Smtp)
    strict = settings("sqlite://", CRM_ENV="production").mail
    assert strict is not None and (strict.host, strict.port, strict.security) == ("mail.example", 587, "starttls")
    assert strict.host == PRODUCTION["CRM_MAIL_HOST"]
    console = mail.sender(settings("sqlite://", CRM_ENV="development"))
    assert isinstance(console, Console)
    console.send(LETTER)
    assert "--- Mail to wren@derby.example: You are invited" in capsys.readouterr().out
