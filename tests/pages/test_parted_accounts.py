"""Whose an account of the portal is once two records that were one are two, and what it did there (T16, RV-7)."""

from __future__ import annotations

import importlib
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from crm import clock
from crm.commands import merging, people, profiles, ranges_ahead
from crm.extensions import db
from crm.people.tables import Carer
from crm.people.work_tables import Task
from tests import given
from tests.doors import CheckingClient
from tests.pages.carers_asking import ANSWERS, Case, said, second_carer
from tests.pages.conftest import TODAY
from tests.pages.test_merged_carers import NOTICE, SAM, Mails, _account, _invited, _merge, _of_sam, case
from tests.pages.test_parted import ClockAt, later
from tests.pages.test_parted_carers import version

pytestmark = pytest.mark.slow  # together they take seconds
__all__ = ["case"]  # a fixture
WANTED = TODAY + timedelta(days=14)
AHEAD = (*ANSWERS[:3], ("support", {"support": "A cot", "wanted_on": WANTED}))


def as_one_person(case: Case, clock_at: ClockAt) -> tuple[int, int]:
    """Sam's record is merged into Rowan's, as if the two were one person: Sam's, and the merge."""
    own = _of_sam(case)
    later(clock_at, 1)
    versions = version(case.home), version(own)
    done = merging.merge(
        case.home, own, people={1: 1}, versions=versions, because="same_people", by=case.at.officer
    )
    later(clock_at, 2)
    return own, done


def tasks_of(home: int) -> str:
    found = " ".join(db.session.scalars(select(Task.what).where(Task.household_id == home, Task.done_at.is_(None))))
    db.session.rollback()
    return found


def names(home: int) -> list[str | None]:
    own = select(Carer.name).where(Carer.household_id == home, Carer.removed_at.is_(None)).order_by(Carer.id)
    found = list(db.session.scalars(own))
    db.session.rollback()
    return found


def recorded(case: Case, email: str | None) -> None:
    """What is on record of Rowan's e-mail address."""
    name = "Rowan Example-Finch"
    told = {"phone": None, "nature": "changed", "version": version(case.home), "by": case.at.officer}
    people.change_carer(case.home, 1, name=name, email=email, **told)  # type: ignore[arg-type]


def test_t16_rv_7_whoever_opened_an_account_at_an_address_that_goes_home_sees_and_has_agreed_to_nothing(
    case: Case, app: Flask, mails: Mails, clock_at: ClockAt
) -> None:
    path = case.ask(AHEAD)
    case.offer(path)
    _, done = as_one_person(case, clock_at)
    sam = _invited(case, app, mails, 1)
    assert "You have agreed" in case.press(path, "agree", sam)
    merging.undo(done, because="two_households", by=case.at.officer)
    assert sam.get("/portal/").status_code == 302, "out at the next request"
    assert case.carer.get("/portal/").status_code == 200
    assert "You agreed" not in said(case.carer.get(path).text)
    assert "nothing tells whose it was" not in tasks_of(case.home)
    clock_at(clock.noon(WANTED))
    assert ranges_ahead.begin() == (0, 0)


def test_rv_8_notice_given_by_the_other_s_carer_is_asked_about(
    case: Case, app: Flask, mails: Mails, clock_at: ClockAt
) -> None:
    _, done = as_one_person(case, clock_at)
    sam = _invited(case, app, mails, 1)
    sam.fill_in(NOTICE, {"name": "Sam Example-Finch"}, form=NOTICE)
    assert case.at.events(case.reference)[-1][0] == "notice_received"
    merging.undo(done, because="two_households", by=case.at.officer)
    assert "Did its own carers give it (RV-8)?" in tasks_of(case.home)


@pytest.mark.parametrize("before", [None, SAM])
def test_t16_an_account_that_may_be_of_either_is_closed_and_the_worker_is_told(
    case: Case, app: Flask, mails: Mails, clock_at: ClockAt, before: str | None
) -> None:
    """Two share a mailbox; or the address was recorded while the two records were one."""
    recorded(case, before)
    _, done = as_one_person(case, clock_at)
    address = before or "new@home.example"
    recorded(case, address)
    who = _invited(case, app, mails, 1, address)
    merging.undo(done, because="two_households", by=case.at.officer)
    assert who.get("/portal/").status_code == 302
    assert "nothing tells whose it was" in tasks_of(case.home)


def test_an_account_at_the_address_that_one_who_stays_had_before_is_left_open(
    case: Case, app: Flask, mails: Mails, clock_at: ClockAt
) -> None:
    recorded(case, "rowan@home.example")
    _, done = as_one_person(case, clock_at)
    rowan = _invited(case, app, mails, 1, "rowan@home.example")
    merging.undo(done, because="two_households", by=case.at.officer)
    assert rowan.get("/portal/").status_code == 200
    assert tasks_of(case.home) == ""


@pytest.mark.parametrize("how", ["its day came", "staff settled it"])
def test_rv_7_terms_in_force_by_the_word_of_the_other_s_carer_are_asked_about(
    case: Case, app: Flask, clock_at: ClockAt, how: str
) -> None:
    own = _of_sam(case)
    sam = _account(own, app, case)
    path = case.ask(AHEAD)
    case.offer(path)
    later(clock_at, 1)
    done = _merge(case, case.home, own)
    later(clock_at, 2)
    case.press(path, "agree", sam)
    clock_at(clock.noon(WANTED))
    if how == "its day came":
        assert ranges_ahead.begin() == (1, 0)
    else:
        case.at.browser.fill_in("/sign-in", {"email": "manager@derby.example", "password": given.PASSWORD})
        settle = f"/households/{case.reference}/journeys/1/decide/terms-changed"
        case.at.browser.fill_in(settle, {"basis": "agreement", "happened_on": WANTED}, form=settle)
    merging.undo(done, because="two_households", by=case.at.officer)
    terms = case.terms(WANTED)
    assert terms is not None and terms.places == 3
    assert "Do its own carers agree (RV-7)?" in tasks_of(case.home)
    staff = said(case.at.browser.get(f"/carers/requests/{path.rpartition('/')[2]}").text)
    assert "waits again" not in staff


def test_another_who_came_since_at_the_same_address_stays(case: Case, clock_at: ClockAt) -> None:
    own, home, by = _of_sam(case), case.home, case.at.officer
    later(clock_at, 1)
    done = _merge(case, home, own)
    later(clock_at, 2)
    profiles.remove_carer(home, 2, because="mistyped", version=version(home), by=by)
    later(clock_at, 3)
    people.add_carer(home, name="Alex Sample", email=SAM, phone=None, version=version(home), by=by)
    merging.undo(done, because="two_households", by=by)
    assert (names(home), names(own)) == (["Rowan Example-Finch", "Alex Sample"], ["Sam Example-Finch"])


def test_an_older_notice_is_of_the_approval_of_whichever_record_has_it(
    case: Case, app: Flask, clock_at: ClockAt
) -> None:
    """The approved record was merged into another before the notice was signed: what migration 103 finds."""
    by, home = case.at.officer, case.home
    recorded(case, "carer@derby.example")
    people.add_carer(
        home, name="Robin Example-Finch", email="robin@home.example", phone=None, version=version(home), by=by
    )
    other = second_carer(case, CheckingClient(app))
    kept = given.household(1, "Rowan Example-Finch", email="carer@derby.example")
    given.journey(kept, date(2021, 5, 20), by=by)
    versions = version(kept), version(home)
    merging.merge(kept, home, people={1: 1, 2: 0}, versions=versions, because="same_people", by=by)
    other.fill_in(NOTICE, {"name": "Robin Example-Finch", "reason": "burnout", "who": "both"}, form=NOTICE)
    migration = importlib.import_module("migrations.versions.103_notices_of_an_approval")
    found = db.session.execute(text(f"SELECT ({migration.APPROVED}), journey_id FROM carer_notice")).all()  # noqa: S608
    db.session.rollback()
    assert len(found) == 1 and found[0][0] == found[0][1] is not None
