"""Jobs are rows written with their cause, done once, tried again after a fault, and given up in the end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Actor, Role, system
from crm.commands import command, jobs, users
from crm.commands.jobs import Claimed, Result
from crm.errors import NotFound, Refused
from crm.extensions import db
from crm.jobs import run_due
from crm.jobs.handlers import HANDLERS
from crm.jobs.runner import Clockwork
from crm.outbox import claims, queue
from crm.outbox.tables import Job
from crm.people import users as accounts
from tests import given
from tests.jobs.effects import KIND, leave_a_mark, marks, state

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
SetClock = Callable[[datetime], None]


@pytest.fixture
def officer(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Actor:
    """Somebody who asks for jobs, of a kind that leaves a mark."""
    monkeypatch.setitem(HANDLERS, KIND, leave_a_mark)
    user = accounts.by_email(given.user(Role.OFFICER))
    assert user is not None
    found = users.actor_of(user.id)
    assert found is not None
    db.session.rollback()
    return found


def test_a_job_is_done_on_behalf_of_whoever_asked_and_keeps_its_result(officer: Actor) -> None:
    job_id = jobs.ask(KIND, {"mark": "x"}, by=officer)
    assert state(job_id, officer) == "waiting"
    assert run_due() == 1
    found = jobs.state(job_id, by=officer)
    assert (found.state, found.result, found.error) == ("done", {"mark": "x"}, None)
    assert (found.done, found.total) == (1, 1)
    assert marks() == 1
    assert run_due() == 0


def test_a_job_goes_with_its_cause_when_that_is_rolled_back(officer: Actor) -> None:
    @command
    def ask_and_fail() -> None:
        jobs.ask(KIND, {}, by=officer)
        raise Refused("No")

    with pytest.raises(Refused):
        ask_and_fail()
    assert run_due() == 0
    assert marks() == 0


def test_the_same_key_asks_for_one_job(officer: Actor) -> None:
    first = jobs.ask(KIND, {}, by=officer, key="batch 1")
    assert jobs.ask(KIND, {}, by=officer, key="batch 1") == first
    assert run_due() == 1
    assert jobs.ask(KIND, {}, by=officer, key="batch 1") == first
    assert run_due() == 0


def test_a_job_is_not_done_before_its_time(officer: Actor, clock_at: SetClock) -> None:
    clock_at(NOON)

    @command
    def later() -> None:
        queue.add(KIND, {}, run_at=NOON + timedelta(hours=1), asked_by=officer.user_id)

    later()
    assert run_due() == 0
    clock_at(NOON + timedelta(hours=1))
    assert run_due() == 1


def test_what_a_failed_try_did_is_undone_and_it_is_tried_again_later(
    officer: Actor, clock_at: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock_at(NOON)
    failing = [True]

    def mark_then_fail(job: Claimed) -> Result:
        leave_a_mark(job)
        if failing:
            raise RuntimeError("Rowan Example-Finch, 1 Example Road")
        return None

    monkeypatch.setitem(HANDLERS, KIND, mark_then_fail)
    job_id = jobs.ask(KIND, {}, by=officer)
    assert run_due() == 1
    assert marks() == 0
    found = jobs.state(job_id, by=officer)
    assert (found.state, found.error) == ("waiting", "RuntimeError")  # not what it said of a person
    assert run_due() == 0
    failing.clear()
    clock_at(NOON + timedelta(minutes=1))
    assert run_due() == 1
    assert (state(job_id, officer), marks()) == ("done", 1)


def test_a_job_is_parked_after_five_tries(
    officer: Actor, clock_at: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_job: Claimed) -> Result:
        raise RuntimeError

    monkeypatch.setitem(HANDLERS, KIND, fail)
    clock_at(NOON)
    job_id = jobs.ask(KIND, {}, by=officer)
    tries = 0
    for hours in range(0, 48, 2):
        clock_at(NOON + timedelta(hours=hours))
        tries += run_due()
    assert tries == 5
    assert state(job_id, officer) == "failed"
    queue_state = jobs.queue_state()
    assert queue_state is not None and queue_state.parked == 1


def test_a_refusal_is_final_and_kept_in_words(officer: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_job: Claimed) -> Result:
        raise Refused("The file is empty.")

    monkeypatch.setitem(HANDLERS, KIND, refuse)
    job_id = jobs.ask(KIND, {}, by=officer)
    assert run_due() == 1
    found = jobs.state(job_id, by=officer)
    assert (found.state, found.error) == ("refused", "The file is empty.")
    assert run_due() == 0


def test_a_job_whose_process_died_is_done_by_another_after_ten_minutes(officer: Actor, clock_at: SetClock) -> None:
    clock_at(NOON)
    job_id = jobs.ask(KIND, {}, by=officer)
    dead = jobs.claim()
    assert dead is not None
    clock_at(NOON + timedelta(minutes=9))
    assert run_due() == 0
    clock_at(NOON + timedelta(minutes=10, seconds=1))
    assert run_due() == 1
    jobs.carry_out(dead, leave_a_mark)  # it was not dead after all
    assert (state(job_id, officer), marks()) == ("done", 1)


def test_a_job_that_ends_its_process_each_time_is_parked(officer: Actor, clock_at: SetClock) -> None:
    job_id = jobs.ask(KIND, {}, by=officer)
    for number in range(claims.TRIES + 1):
        clock_at(NOON + timedelta(days=365, hours=number))
        claimed = jobs.claim()
        assert (claimed is not None) == (number < claims.TRIES)
    assert state(job_id, officer) == "failed"


def test_a_job_of_a_closed_account_is_not_done(officer: Actor) -> None:
    jobs.ask(KIND, {}, by=officer)
    users.close("officer@derby.example", by=system())
    assert run_due() == 0
    assert marks() == 0


def test_a_job_of_an_unknown_kind_fails_and_the_others_are_done(officer: Actor) -> None:
    jobs.ask("no such kind", {}, by=officer)
    jobs.ask(KIND, {}, by=officer)
    assert run_due() == 2
    assert marks() == 1


def test_nobody_sees_the_job_of_another(officer: Actor) -> None:
    job_id = jobs.ask(KIND, {}, by=officer)
    other = Actor(user_id=(officer.user_id or 0) + 1, label="", role=Role.MANAGER, agency_ids=officer.agency_ids)
    for by, number in ((other, job_id), (system(*officer.agency_ids), job_id), (officer, job_id + 1)):
        with pytest.raises(NotFound):
            jobs.state(number, by=by)


def test_of_several_runners_at_once_one_does_each_job(app: Flask, officer: Actor) -> None:
    for number in range(12):
        jobs.ask(KIND, {"mark": number}, by=officer)
    together = threading.Barrier(4)
    tried: list[int] = []

    def run() -> None:
        together.wait()
        with app.app_context():
            tried.append(run_due())

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(tried) == 12
    assert marks() == 12
    assert db.session.scalars(select(Job.attempts)).all() == [1] * 12


def test_progress_is_seen_while_the_job_is_at_work(
    app: Flask, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, int | None, int | None]] = []
    job_id = jobs.ask(KIND, {}, by=officer)

    def look() -> None:
        with app.app_context():
            found = jobs.state(job_id, by=officer)
            seen.append((found.state, found.done, found.total))

    def work(job: Claimed) -> Result:
        leave_a_mark(job)
        for done in (500, 1000):
            job.tell(done, 2000)
            onlooker = threading.Thread(target=look)
            onlooker.start()
            onlooker.join()
        return None

    monkeypatch.setitem(HANDLERS, KIND, work)
    assert run_due() == 1
    assert seen == [("working", 500, 2000), ("working", 1000, 2000)]


def test_the_thread_of_the_server_does_a_job_when_nudged_and_survives_a_fault(app: Flask, officer: Actor) -> None:
    turns: list[int] = []
    done = threading.Event()

    def work() -> None:
        turns.append(1)
        if len(turns) == 1:
            raise RuntimeError("the database is away")
        run_due()
        done.set()

    jobs.ask(KIND, {}, by=officer)
    clockwork = Clockwork(app, work)
    clockwork.start()
    for _ in range(2):
        clockwork.nudge()
        done.wait(0.2)
    assert done.wait(10)
    clockwork.stop()
    assert marks() == 1


def test_asking_nudges_the_thread_after_the_commit_and_not_before(
    app: Flask, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[list[int]] = []
    monkeypatch.setattr(app.extensions["hearth-jobs"], "asked", told.append)

    @command
    def ask_twice() -> list[int]:
        asked = [jobs.ask(KIND, {}, by=officer) for _ in range(2)]
        assert told == []
        return asked

    assert [ask_twice()] == told
