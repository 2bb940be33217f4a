"""The story of the desk on PostgreSQL, with Redis and a worker of its own that is killed once, at the worst moment:
when Notify has taken a mail and the worker has not yet written down that it went (T66).

Notify is asked by the mail's reference, so that each goes once. A council's own mail server cannot be asked: there
the mail of that one moment can come twice, with one Message-ID (tests/exchange/test_mail.py).
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from crm import clock, create_app
from crm.actor import Actor, Role, system
from crm.commands import calls, letters, sent_enquiries, settings, visit_letters, visits
from crm.extensions import db
from crm.outbox.tables import Job
from crm.people.tables import Household, User
from tests import databases, given
from tests.databases import Database
from tests.doors import CheckingClient
from tests.enquiring import Said, answer
from tests.exchange import notify
from tests.exchange.notify import NOTIFY, Standing
from tests.figures import figures

pytestmark = pytest.mark.slow  # it waits for processes to start

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = "k3y-0f-tests-only-Qw7zR2mX9pLd5VbN8hTc"
LEASE = timedelta(minutes=11)  # after which the work of a dead process is another's
PEOPLE = 3
# How each mail begins. The worker comes when the visits are over: nobody is invited to them any more.
OVER = "Our visit on "
SUBJECTS = (OVER, "We have your ", "We tried to c", "Your applicat")


@pytest.fixture
def standing() -> Iterator[Standing]:
    """A Notify that takes the first mail and does not say so."""
    with notify.standing(hold=True) as made:
        yield made


@pytest.fixture
def environ(database: Database, redis_url: str, standing: Standing) -> dict[str, str]:
    """The settings of the pages and of the workers."""
    of_notify = NOTIFY | {"CRM_NOTIFY_URL": standing.url}
    return {"CRM_DATABASE_URL": database.url, "CRM_REDIS_URL": redis_url, "CRM_SECRET_KEY": KEY} | of_notify


@pytest.fixture
def served(database: Database, environ: Mapping[str, str]) -> Iterator[Flask]:
    """The application, with its jobs behind Valkey."""
    app = create_app(databases.settings(url=database.url, **environ))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@contextmanager
def worker(environ: Mapping[str, str], *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """`crm worker`, ended with the block if it still runs."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
    program = [sys.executable, "-c", "from crm.cli import main; main()", "worker", *arguments]
    with subprocess.Popen(program, env={**ours, **environ, "CRM_ENV": "test"}, cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.kill()


def waiting() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Job).where(Job.done_at.is_(None))) or 0


def test_t66_each_mail_goes_once_although_the_worker_is_killed_between_sending_and_noting(
    served: Flask, environ: Mapping[str, str], standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sent_enquiries, "QUICKEST", timedelta())
    derby = given.agency()
    for name, value in (("public_phone", "01632 960 100"), ("public_email", "fostering@council.example")):
        settings.change(name, value, valid_from=date(2021, 1, 1), agency_id=derby, by=system(derby))
    _the_story(served, derby)
    assert figures()["mainstream", "enquiry_received"] == PEOPLE
    assert figures()["mainstream", "visit_completed"] == PEOPLE
    assert waiting() == len(SUBJECTS) * PEOPLE
    db.session.rollback()  # what is read here would keep SQLite's worker from writing

    with worker(environ) as first:
        assert standing.holding.wait(30), "the worker sent nothing"
        first.kill()
        first.wait()
    assert (len(standing.taken), waiting()) == (1, len(SUBJECTS) * PEOPLE)

    later = {"claimed_at": clock.now() - LEASE, "sent_at": clock.now() - LEASE}
    db.session.execute(update(Job).where(Job.claimed_at.is_not(None), Job.done_at.is_(None)).values(later))
    db.session.commit()
    served.extensions["hearth-jobs"].redis.resend()
    db.session.rollback()
    with worker(environ, "--burst") as second:
        assert second.wait(60) == 0

    assert waiting() == 0
    went = sorted((each["email_address"], each["personalisation"]["subject"][:13]) for each in standing.taken)
    wanted = [each for each in SUBJECTS if each != OVER]
    assert went == [(f"rowan{number}@home.example", said) for number in range(PEOPLE) for said in wanted]
    assert len({each["reference"] for each in standing.taken}) == len(wanted) * PEOPLE


def _the_story(served: Flask, derby: int) -> None:
    """Yesterday: each enquires, nobody answers, a visit is booked and held, and they are invited to apply."""
    yesterday = clock.now() - timedelta(days=1)
    with clock.fixed(yesterday):
        for number in range(PEOPLE):
            browser = CheckingClient(served)
            who: Said = {"phone": "", "email": f"rowan{number}@home.example"}
            answer(browser, name={"name": f"Rowan Example-{number}"}, contact=who)
            assert browser.fill_in("/enquire/check", {}).request.path == "/enquire/sent"
        homes = list(db.session.scalars(select(Household.id).order_by(Household.id)))
        worker_id = _account(given.user(Role.OFFICER))
        by = replace(given.officer(derby), label="Wren Example")
        for home in homes:
            calls.no_answer(home, by=by)
        assert len(letters.send(homes, "no_answer", by=by).writing) == PEOPLE
        booked = [
            _booked(home, yesterday + timedelta(hours=1 + place), worker_id, by) for place, home in enumerate(homes)
        ]
    with clock.fixed(yesterday + timedelta(hours=PEOPLE + 1)):
        for home, visit in zip(homes, booked, strict=True):
            visits.held(home, visit, outcome="invite", report="", by=by)
        assert len(letters.send(homes, "apply", by=by).writing) == PEOPLE


def _booked(home: int, at: datetime, worker_id: int, by: Actor) -> int:
    """An initial visit, of which the household is told; its number."""
    wanted = visits.Appointment(starts_at=at, minutes=30, worker_id=worker_id, purpose="initial", place="home")
    visit = visits.book(home, wanted, by=by)
    assert visit_letters.tell(home, visit, visit_letters.BOOKED, by=by) is None
    return visit


def _account(email: str) -> int:
    return db.session.execute(select(User.id).where(User.email == email)).scalar_one()
