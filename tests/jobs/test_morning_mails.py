"""The morning mail: once a person and working day, at the council's hour, with what their page of today counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Actor, Role, system
from crm.audit.tables import AuditEntry
from crm.commands import assignments, calls, morning_mails, settings, tasks, users, visits
from crm.commands.visits import Appointment
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.jobs import daily
from crm.people import users as accounts
from crm.people.tables import Household
from tests import given
from tests.doors import CheckingClient

SignIn = Callable[..., CheckingClient]
Mails = Callable[[], list[Letter]]
SetClock = Callable[[datetime], None]

WEDNESDAY = date(2026, 3, 4)
OFFICER, MANAGER = "officer@derby.example", "manager@derby.example"
PARTS = ("overdue", "today", "new", "soon", "nothing")


def hour(day: date, at: int, minute: int = 0) -> datetime:
    """A moment of a day in winter, when London's clocks show UTC."""
    return datetime(day.year, day.month, day.day, at, minute, tzinfo=UTC)


def signed_in(browser: CheckingClient, email: str) -> None:
    """Have a browser signed in, whose session may have ended overnight."""
    if browser.get("/account").status_code != 200:
        browser.fill_in("/sign-in", {"email": email, "password": given.PASSWORD})


class Council:
    """Derby on Tuesday 3 March 2026, with an officer and a manager who have signed in."""

    def __init__(self, sign_in: SignIn, clock_at: SetClock, mails: Mails) -> None:
        clock_at(hour(WEDNESDAY - timedelta(days=1), 12))
        self.clock_at, self.mails = clock_at, mails
        self.agency = given.agency()
        self.officer, self.manager = sign_in(Role.OFFICER), sign_in(Role.MANAGER)
        user = accounts.by_email(OFFICER)
        assert user is not None
        self.worker, self.by = user.id, Actor(user.id, user.name, Role.OFFICER, (self.agency,))
        db.session.rollback()

    def home(self, *, mine: bool = True) -> int:
        """A household that was spoken with today, the officer's or nobody's."""
        made = given.household(self.agency)
        given.journey(made, WEDNESDAY - timedelta(days=1), by=self.by)
        calls.spoke(made, by=self.by)
        if mine:
            assignments.assign([made], self.worker, by=self.by)
        return made

    def step(self, due_on: date) -> int:
        """Such a household with a step that is due on a day."""
        home = self.home()
        tasks.add(home, kind="step", due_on=due_on, what="Send the brochure", by=self.by)
        return home

    def visit(self) -> None:
        """Such a household with a visit at ten on Wednesday."""
        at = hour(WEDNESDAY, 10)
        wanted = Appointment(starts_at=at, minutes=60, worker_id=self.worker, purpose="other", place="home")
        visits.book(self.home(), wanted, by=self.by)

    def settle(self, name: str, value: Any) -> None:
        manager = Actor(None, "Manager", Role.MANAGER, (self.agency,))
        settings.change(name, value, valid_from=date(2021, 1, 1), agency_id=self.agency, by=manager)

    def morning(self, day: date = WEDNESDAY, at: int = 7) -> list[Letter]:
        """What the clockwork sends on a day by an hour; two processes ask for it."""
        self.clock_at(hour(day, 0, 1))
        daily.ask()
        daily.ask()
        found = self.mails()
        self.clock_at(hour(day, at))
        return found + self.mails()

    def choose(self, when: str) -> None:
        """Say it as the officer, on the page of their account."""
        signed_in(self.officer, OFFICER)
        page = self.officer.fill_in("/account/morning-mail", {"morning_mail": when})
        assert page.request.path == "/account", page.text


@pytest.fixture
def council(app: Flask, sign_in: SignIn, clock_at: SetClock, mails: Mails) -> Council:
    return Council(sign_in, clock_at, mails)


def told(letter: Letter) -> dict[str, int]:
    """The counts of a mail, by the part of the page of which each is."""
    said = {
        "overdue": r"(\d+) things? (?:is|are) overdue",
        "today": r"(\d+) things? (?:is|are) due today",
        "new": r"(\d+) households? ha\w+ just asked",
        "soon": r"(\d+) things? (?:is|are) coming up",
        "nothing": r"(\d+) households? (?:is|are) without a next step",
        "nobody": r"(\d+) households? (?:is|are) with nobody",
    }
    found = {name: re.search(pattern, letter.text) for name, pattern in said.items()}
    return {name: int(each[1]) for name, each in found.items() if each}


def shown(page: str) -> dict[str, int]:
    """The counts of a page of today, of the parts that have any."""
    pattern = r'id="(\w+)-title">[^<]*<span class="hearth-work__count">(\d+)</span>'
    return {name: int(number) for name, number in re.findall(pattern, page) if name in PARTS}


def test_each_is_told_once_what_their_page_of_today_counts_and_nobody_s_name(council: Council) -> None:
    homes = [council.step(WEDNESDAY - timedelta(days=1)), council.step(WEDNESDAY)]
    council.visit()
    alone = council.home(mine=False)
    assert council.morning(at=6) == []
    letters = {letter.to: letter for letter in council.morning()}
    assert set(letters) == {OFFICER, MANAGER}
    own, whole = letters[OFFICER], letters[MANAGER]
    for letter, browser, email in ((own, council.officer, OFFICER), (whole, council.manager, MANAGER)):
        signed_in(browser, email)
        counts = told(letter)
        assert counts.pop("nobody", 0) == (1 if email == MANAGER else 0)
        assert counts == shown(browser.get("/").text), email
    assert (told(own)["overdue"], told(own)["today"]) == (1, 2)
    assert own.subject == "Your day, Wednesday 4 March: 1 overdue, 2 due today"
    assert "2 things are due today, among them 1\N{NO-BREAK SPACE}booked visit" in own.text
    assert "/account/morning-mail" in own.text
    known = db.session.execute(select(Household.reference, Household.name).where(Household.id.in_([*homes, alone])))
    for value in (each for row in known for each in row):
        assert value and value not in own.text + own.subject + whole.text + whole.subject
    db.session.rollback()
    morning_mails.share(council.agency, WEDNESDAY)  # a worker that was taken for dead does it again
    assert council.morning(at=9) == []


def test_no_mail_on_a_day_on_which_the_office_is_closed_nor_when_it_is_over(council: Council) -> None:
    council.step(WEDNESDAY - timedelta(days=1))
    council.settle("closures", ["2026-03-05"])
    closure, friday, saturday, monday = (WEDNESDAY + timedelta(days=days) for days in (1, 2, 3, 5))
    for day in (closure, saturday, date(2026, 4, 3)):  # the last is Good Friday
        assert council.morning(day) == [], day
    council.clock_at(hour(friday, 0, 1))
    daily.ask()
    council.mails()  # asked for, and then the server was off
    council.clock_at(hour(saturday, 8))
    assert council.mails() == []
    council.settle("morning_mail_hour", 9)
    assert council.morning(monday, at=8) == []
    council.clock_at(hour(monday, 9))
    assert [letter.to for letter in council.mails()] == [OFFICER, MANAGER]


def test_it_comes_when_one_wants_it_and_else_as_the_council_has_settled(council: Council) -> None:
    council.step(WEDNESDAY)
    council.choose("when_overdue")
    assert [letter.to for letter in council.morning()] == [MANAGER]
    thursday, friday = WEDNESDAY + timedelta(days=1), WEDNESDAY + timedelta(days=2)
    council.settle("morning_mail", "never")
    assert [letter.to for letter in council.morning(thursday)] == [OFFICER]  # by now it is overdue
    council.choose("settled")
    assert council.morning(friday) == []
    changes = select(AuditEntry.user_id, AuditEntry.fields).where(AuditEntry.action == "user.morning_mail")
    assert [tuple(row) for row in db.session.execute(changes)] == [(council.worker, ["morning_mail"])] * 2
    db.session.rollback()
    council.choose("settled")  # which changes nothing
    page = council.officer.get("/account/morning-mail").text
    assert "As the service has settled: never" in page and "at 7am" in page


def test_a_choice_on_a_page_that_was_overtaken_is_refused_and_said(council: Council) -> None:
    form = {"morning_mail": "every_day", "version": "1"}
    morning_mails.choose("never", version=1, by=council.by)
    page = council.officer.fill_in("/account/morning-mail", form)
    assert page.status_code == 422 and "The morning mail: never." in page.text


def test_nobody_is_told_whose_account_is_closed_or_was_never_used_nor_where_nothing_is_to_be_done(
    council: Council,
) -> None:
    users.add_staff("new@derby.example", role=Role.MANAGER, agency="derby", by=system())  # who never signed in
    assert council.morning() == []  # nothing is to be done
    thursday = WEDNESDAY + timedelta(days=1)
    council.clock_at(hour(thursday, 7))
    council.step(thursday)
    morning_mails.share(council.agency, thursday)
    users.close(OFFICER, by=system())  # between the asking and the sending
    assert [letter.to for letter in council.mails()] == [MANAGER]
