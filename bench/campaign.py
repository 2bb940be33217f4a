"""A television campaign: twenty people a second send the public form for a minute, and who is thanked is stored.

Their answers are typed in beforehand, as drafts. What is measured is the last step: the form is posted, through the
proxy's header each from a network address of their own, one in ten twice at once, and the page of thanks is read.
The server is `crm serve` on this machine, and does its jobs besides: a mail for each, written to a file.
"""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode, urlsplit

from flask_wtf.csrf import generate_csrf
from sqlalchemy import func, select

from bench.databases import Database
from bench.outcome import Outcome
from crm import browser_session, clock
from crm.actor import system
from crm.commands import agencies, command
from crm.config import ROOT
from crm.extensions import db
from crm.ledger.tables import StageEntry
from crm.people import drafts as rows
from crm.people.front_tables import SentEnquiry
from crm.people.tables import Household

A_SECOND, SECONDS = 20, 60
TWICE = 10  # one in so many presses the button twice
WALKS = 8  # people at once who walk through all pages
WALKED = 20.0  # seconds
REFERENCE = re.compile(rb"<strong>([A-Z]+-[0-9]+)</strong>")
TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True)
class Person:
    """Who has typed everything, and holds the cookie and the form's token."""

    number: int
    cookie: str
    form: str


@dataclass
class Sent:
    """What became of one who sent: the codes, the reference that was read, and the seconds that it took."""

    codes: list[int]
    reference: bytes
    seconds: float


def measure(database: Database, folder: Path) -> Iterator[Outcome]:
    """How many were thanked and are not stored, or are stored twice, or were not thanked at all."""
    people = _typed(database, A_SECOND * SECONDS)
    with _server(database, folder) as address:
        begun = time.perf_counter()
        sent = _campaign(address, people)
        took = time.perf_counter() - begun
        walks = _walks(address)
    thanked = [each.reference.decode() for each in sent if each.reference]
    stored, twice = _stored(database, thanked)
    times = sorted(each.seconds for each in sent)
    what = f"{database.kind}: public enquiries, {A_SECOND} a second for {SECONDS} s"
    how = f"of {len(people)}, the last after {took:.0f} s"
    yield Outcome(f"{what}: not thanked", len(people) - len(thanked), 0, how=how)
    yield Outcome(f"{what}: thanked and not stored", len(thanked) - stored, 0, how=f"{stored} stored")
    yield Outcome(f"{what}: stored twice", twice, 0, how=f"{len(people) // TWICE} pressed twice at once")
    yield Outcome(
        f"{what}: to the page of thanks, 95 in 100 within",
        quantiles(times, n=20)[-1] * 1000,
        unit="ms",
        how=f"half within {times[len(times) // 2] * 1000:.0f} ms, all within {times[-1] * 1000:.0f} ms",
    )
    how = f"{WALKS} at once, no pause between their 20 pages"
    yield Outcome(f"{database.kind}: whole walks through the form a second", walks, unit="", how=how)


def _typed(database: Database, count: int) -> list[Person]:
    """People who have answered everything, a while ago."""
    app = database.app()
    with app.app_context():
        agencies.add("derby", "Derby", by=system())
        with clock.fixed(clock.now() - timedelta(minutes=1)):
            tokens = _drafts(count)
        db.session.remove()
    people = []
    for number, token in enumerate(tokens):
        with app.test_request_context():
            form = generate_csrf()
            kept = dict(browser_session.current()) | {"enquiry": token}
            signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined] # of ours
            people.append(Person(number, signer.dumps(kept), form))
    with app.app_context():
        db.engine.dispose()
    return people


@command
def _drafts(count: int) -> list[str]:
    return [rows.begin(_address(number), _answers(number), at=clock.now()) for number in range(count)]


def _answers(number: int) -> dict[str, object]:
    """What one of them has typed, invented."""
    return {
        "door": {"agency": "derby"},
        "room": {"room": "yes"},
        "age": {"age": "yes"},
        "postcode": {"postcode": "DE1 2FS"},
        "name": {"name": f"Rowan Example-{number}", "second_name": None},
        "contact": {"phone": f"07700 9{number:05}", "email": f"rowan{number}@home.example"},
        "heard": {"source": "press_radio"},
        "time": {"best_time": "evening"},
        "help": {"needs": [], "language": None},
    }


def _address(number: int) -> str:
    return f"10.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}"


@contextmanager
def _server(database: Database, folder: Path) -> Iterator[str]:
    """`crm serve` behind one proxy, for as long as the block lasts."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
    environ |= database.environ | {"CRM_PROXIES": "1", "CRM_OUTBOX": str(folder / "outbox")}
    command = [sys.executable, "-c", "from crm.cli import main; main()", "serve", "--port", "0"]
    server = subprocess.Popen(command, env=environ, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ours
    try:
        assert server.stdout is not None  # noqa: S101 - as asked for above
        found = next((line for line in iter(server.stdout.readline, "") if line.startswith("Hearth is at")), None)
        if found is None:
            raise RuntimeError("the server ended before it listened")
        threading.Thread(target=server.stdout.read, daemon=True).start()
        yield found.split()[3]
    finally:
        server.terminate()
        server.wait()


def _campaign(address: str, people: list[Person]) -> list[Sent]:
    """Let each send at their moment, whoever else is still waiting."""
    start = time.perf_counter() + 0.5

    def one(person: Person) -> Sent:
        due = start + person.number / A_SECOND
        time.sleep(max(0.0, due - time.perf_counter()))
        return _send(address, person, due)

    with ThreadPoolExecutor(A_SECOND * 10) as pool:
        return list(pool.map(one, people))


def _send(address: str, person: Person, due: float) -> Sent:
    cookie = {"Cookie": f"hearth={person.cookie}", "X-Forwarded-For": _address(person.number)}
    body = urlencode({"csrf_token": person.form})
    typed = cookie | {"Content-Type": "application/x-www-form-urlencoded"}
    presses = 2 if person.number % TWICE == 0 else 1
    with ThreadPoolExecutor(presses) as pool:
        pressed = [pool.submit(_ask, address, "POST", "/enquire/check", typed, body) for _ in range(presses)]
        codes = [each.result()[0] for each in pressed]
    code, page = _ask(address, "GET", "/enquire/sent", cookie, None) if 303 in codes else (0, b"")  # noqa: PLR2004
    found = REFERENCE.search(page)
    return Sent([*codes, code], found[1] if found else b"", time.perf_counter() - due)


def _ask(address: str, method: str, path: str, headers: dict[str, str], body: str | None) -> tuple[int, bytes]:
    """An answer's code and body; 0 where there was none."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except OSError:
        return 0, b""
    finally:
        connection.close()


def _walks(address: str) -> float:
    """How many people a second get from the first page to the thanks, where each goes on at once."""
    until = time.perf_counter() + WALKED
    with ThreadPoolExecutor(WALKS) as pool:
        done = sum(pool.map(lambda number: _walk(address, 100_000 + number * 1000, until), range(WALKS)))
    return done / WALKED


def _walk(address: str, first: int, until: float) -> int:
    done = 0
    while time.perf_counter() < until:
        done += _through(address, first + done)
    return done


def _through(address: str, number: int) -> bool:
    """All pages but the sending, which takes nobody sooner than a person can type."""
    headers = {"X-Forwarded-For": _address(number)}
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)

    def ask(method: str, path: str, body: str | None = None) -> bytes:
        typed = headers | ({"Content-Type": "application/x-www-form-urlencoded"} if body else {})
        connection.request(method, path, body, typed)
        answer = connection.getresponse()
        page = answer.read()
        if cookie := answer.headers.get("Set-Cookie"):
            headers["Cookie"] = cookie.split(";")[0]
        return page

    try:
        ask("GET", "/enquire?agency=derby")
        ask("POST", "/enquire", "agency=derby")
        for step, given in _answers(number).items():
            if step != "door" and isinstance(given, dict):
                found = TOKEN.search(ask("GET", f"/enquire/{step}"))
                known = {name: value for name, value in given.items() if value} | {
                    "csrf_token": found[1] if found else b""
                }
                ask("POST", f"/enquire/{step}", urlencode(known))
        return b"Check your answers" in ask("GET", "/enquire/check")
    finally:
        connection.close()


def _stored(database: Database, thanked: list[str]) -> tuple[int, int]:
    """How many of those thanked are stored, counted in the ledger too; and how many are stored more than once."""
    with database.app().app_context():
        references = set(db.session.scalars(select(Household.reference)))
        enquiries = db.session.scalar(select(func.count()).select_from(SentEnquiry)) or 0
        counted = db.session.scalar(select(func.coalesce(func.sum(StageEntry.quantity), 0))) or 0
        db.session.remove()
        db.engine.dispose()
    if len(references) != counted:
        raise AssertionError(f"{len(references)} households, and {counted} entries of the ledger")
    return len(set(thanked) & references), max(len(references), enquiries) - len(set(thanked))
