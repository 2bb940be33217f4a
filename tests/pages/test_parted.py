"""Two households that were one are two again: every row since the merge is with the one that it is of."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crm import clock
from crm.commands import (
    contacts,
    journeys,
    merging,
    placements,
    tasks,
    visits,
)
from crm.commands.stays import Stay
from crm.commands.visits import Appointment
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.journey.events import HouseholdDeregistered
from crm.journey.ranges import Route
from crm.people.contact_tables import Contact
from crm.people.placement_tables import Placement
from crm.people.tables import Household, User
from crm.people.visit_tables import Visit
from crm.people.work_tables import Task
from crm.reports import checks
from tests import given
from tests.filling import forms
from tests.pages.carers_asking import said
from tests.pages.conftest import TODAY, Desk
from tests.pages.test_after_the_visit import invite
from tests.pages.test_visited_and_merged import asked, merged

pytestmark = pytest.mark.slow  # together they take seconds

Mails = Callable[[], list[Letter]]
ClockAt = Callable[[datetime], None]
NOON = clock.noon(TODAY)


def later(clock_at: ClockAt, minutes: int) -> None:
    clock_at(NOON + timedelta(minutes=minutes))


def home_of(table: type[Any], number: int) -> int:
    found: int = db.session.get_one(table, number).household_id
    db.session.rollback()
    return found


def version(home: int) -> int:
    found = db.session.get_one(Household, home).version
    db.session.rollback()
    return found


def parted(at: Desk, **goes: bool) -> None:
    """Undo the first merge; `goes`: contact_2=True for what goes home."""
    told = {key.replace("_", "-"): home for key, home in goes.items()}
    merging.undo(1, because="two_households", by=at.officer, goes=told)


# Letters, visits and calls


def test_a_letter_to_one_of_two_invites_that_one_alone_once_they_part(
    desk: Callable[..., Desk], mails: Mails, clock_at: ClockAt
) -> None:
    at = desk()
    sam, rowan = at.home("Sam Example-Wren"), at.reference(given.household(1, email="rowan@home.example"))
    given.journey(at.household_id(rowan), date(2021, 5, 1), by=at.officer)
    later(clock_at, 1)
    merged(at, sam, rowan)
    later(clock_at, 2)
    invite(at, sam, channel="email")
    assert len(mails()) == 1
    assert asked(at, sam).count("invitation_chased") == 1
    parted(at)
    assert "invitation_chased" in asked(at, rowan)
    assert "invitation_chased" not in asked(at, sam)
    assert "E-mail to them" in at.browser.get(f"/households/{rowan}?show=contacts").text
    assert "E-mail to them" not in at.browser.get(f"/households/{sam}?show=contacts").text


def test_a_letter_to_both_is_a_line_of_each_once_they_part(
    desk: Callable[..., Desk], mails: Mails, clock_at: ClockAt
) -> None:
    at = desk()
    sam, rowan = (given.household(1, name, email=f"{name[:3]}@home.example") for name in ("Sam Wren", "Rowan Wren"))
    for home in (sam, rowan):
        given.journey(home, date(2021, 5, 1), by=at.officer)
    later(clock_at, 1)
    merged(at, at.reference(sam), at.reference(rowan))
    later(clock_at, 2)
    invite(at, at.reference(sam), channel="email")
    assert len(mails()) == 2
    parted(at)
    for home in (sam, rowan):
        reference = at.reference(home)
        assert "invitation_chased" in asked(at, reference)
        assert "E-mail to them" in at.browser.get(f"/households/{reference}?show=contacts").text


@pytest.mark.parametrize("goes", [True, False])
def test_a_visit_takes_its_step_and_its_clocks_to_the_household_that_it_was_of(
    desk: Callable[..., Desk], clock_at: ClockAt, goes: bool
) -> None:
    at = desk()
    homes = at.home("Sam Example-Wren"), at.home()
    kept, gone = (at.household_id(each) for each in homes)
    for home in (kept, gone):
        contacts.log(
            home, kind="call", direction="out", outcome="answered", happened_at=NOON, text=None, by=at.officer
        )
    later(clock_at, 1)
    merged(at, *homes)
    later(clock_at, 2)
    wanted = Appointment(
        starts_at=NOON + timedelta(minutes=1), minutes=60, worker_id=_worker(), purpose="initial", place="home"
    )
    visit = visits.book(kept, wanted, by=at.officer)
    visits.held(kept, visit, outcome="withdrew", report="", by=at.officer)
    call = tasks.add(kept, kind="call_back", due_on=TODAY + timedelta(days=9), by=at.officer, made_in=visit)
    page = at.browser.get(f"/households/{homes[0]}/merges/1/undo").text
    assert "Initial visit, 31 January 2022" in page
    parted(at, **{f"visit_{visit}": goes})
    its, other = (1, 0) if goes else (0, 1)
    kinds = [[each.event.kind for each in given.fold(home).journeys[0].rows] for home in (kept, gone)]
    assert ["visit_completed" in each for each in kinds] == [not goes, goes]
    assert home_of(Visit, visit) == home_of(Task, call) == (kept, gone)[its]
    assert "visit_offered" not in asked(at, homes[its]) and "visit_offered" in asked(at, homes[other])
    assert list(checks.everything()) == []


def _worker() -> int:
    found = db.session.scalars(select(User.id).where(User.role == "manager")).one()
    db.session.rollback()
    return found


def test_a_call_promised_to_one_is_to_be_made_though_the_other_was_spoken_with(
    desk: Callable[..., Desk], clock_at: ClockAt
) -> None:
    at = desk()
    sam, rowan = at.home("Sam Example-Wren"), at.home()
    kept, gone = at.household_id(sam), at.household_id(rowan)
    tasks.add(gone, kind="call_back", due_on=TODAY, by=at.officer)
    later(clock_at, 1)
    merged(at, sam, rowan)
    later(clock_at, 2)
    told: dict[str, Any] = {"outcome": "answered", "happened_at": clock.now(), "text": None, "by": at.officer}
    call = contacts.log(kept, kind="call", direction="out", **told)
    assert _calls() == []
    parted(at, **{f"contact_{call}": False})
    assert _calls() == [gone]


def _calls() -> list[int]:
    """Whose calls are still to be made."""
    open_ones = select(Task.household_id).where(Task.kind == "call_back", Task.done_at.is_(None))
    found = list(db.session.scalars(open_ones))
    db.session.rollback()
    return found


def test_what_tells_nobody_is_asked_on_the_page_and_the_answers_are_kept(
    desk: Callable[..., Desk], clock_at: ClockAt
) -> None:
    at = desk()
    sam, rowan = at.home("Sam Example-Wren"), at.home()
    kept, gone = at.household_id(sam), at.household_id(rowan)
    told: dict[str, Any] = {"direction": None, "outcome": None, "happened_at": NOON, "by": at.officer}
    before = contacts.log(kept, kind="note", text="Before the merge", **told)
    later(clock_at, 1)
    merged(at, sam, rowan)
    later(clock_at, 2)
    first, second = (contacts.log(kept, kind="note", text=text, **told) for text in ("Likes dogs", "Has a loft"))
    step = tasks.add(kept, kind="step", what="Send the booklet", due_on=TODAY, by=at.officer)
    path = f"/households/{sam}/merges/1/undo"
    shown = said(at.browser.get(path).text)
    assert "Likes dogs" in shown and "Send the booklet" in shown and "Before the merge" not in shown
    names = {"first": f"row_contact_no_{first}", "second": f"row_contact_no_{second}"}
    page = at.browser.fill_in(path, {names["first"]: "goes"}, form=path)
    assert page.status_code == 422 and "Choose why they are two households" in page.text
    (again,) = (each for each in forms(page.text) if each.action == path)
    assert again.values[names["first"]] == ["goes"] and again.values[names["second"]] == ["stays"]
    late = contacts.log(kept, kind="note", text="Since the page", **told)
    page = at.browser.post(path, data=again.filled({"because": "two_households"}))
    assert page.status_code == 422 and "it was recorded since you opened the page" in page.text
    (again,) = (each for each in forms(page.text) if each.action == path)
    assert again.values[names["first"]] == ["goes"]
    at.browser.post(path, data=again.filled({f"row_contact_no_{late}": "stays"}))
    assert [home_of(Contact, each) for each in (before, first, second, late)] == [kept, gone, kept, kept]
    assert home_of(Task, step) == kept


# Children and places


def test_kc_12_a_placement_that_followed_an_order_while_merged_goes_home_with_it(
    desk: Callable[..., Desk], clock_at: ClockAt
) -> None:
    at = desk()
    kept = given.household(1, "Sam Example-Wren")
    given.journey(kept, date(2021, 5, 1), by=at.officer)
    gran = given.household(1, "Ash Sample-Gran")
    journey, _ = given.approved(gran, date(2021, 6, 1), 1, by=at.officer, route=Route.KINSHIP, agreed=True)
    stay = placements.place(gran, Stay(child="CH-7", offer=None, from_on=date(2021, 6, 1)), by=at.officer)
    order = HouseholdDeregistered(happened_on=date(2021, 12, 1), reason="sgo", initiator="carer")
    ended = journeys.record(gran, journey, order, by=at.officer)
    placements.end(gran, stay, to_on=date(2021, 12, 1), how="sgo", by=at.officer)
    later(clock_at, 1)
    merged(at, at.reference(kept), at.reference(gran))
    later(clock_at, 2)
    moved = HouseholdDeregistered(happened_on=date(2021, 12, 2), reason="sgo", initiator="carer")
    journeys.correct(kept, ended, moved, reason="mistyped", by=at.officer)
    parted(at)
    standing = select(Placement.household_id, Placement.to_on).where(Placement.removed_at.is_(None))
    assert [tuple(row) for row in db.session.execute(standing)] == [(gran, date(2021, 12, 2))]
    db.session.rollback()


# The rule itself


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_recorded_while_merged_each_row_is_with_whom_it_says(
    desk: Callable[..., Desk], clock_at: ClockAt, seed: int
) -> None:
    at, chance = desk(), random.Random(seed)  # noqa: S311 - the same rows on each run
    homes = [at.household_id(at.home(name)) for name in ("Sam Example-Wren", "Rowan Example-Finch")]
    kept, gone = homes
    own = {home: given.fold(home).journeys[0].id for home in homes}
    later(clock_at, 1)
    merged(at, at.reference(kept), at.reference(gone))
    expected: list[tuple[type[Any], int, int]] = []
    goes: dict[str, bool] = {}
    for minute in range(2, 14):
        later(clock_at, minute)
        side = chance.choice(homes)
        what = chance.choice(("note", "task", "clock"))
        if what == "note":
            told: dict[str, Any] = {"direction": None, "outcome": None, "happened_at": NOON, "text": "Said"}
            number = contacts.log(kept, kind="note", by=at.officer, **told)
            expected.append((Contact, number, side))
            goes[f"contact-{number}"] = side == gone
        elif what == "task":
            number = tasks.add(kept, kind="step", what="Look", due_on=TODAY, by=at.officer)
            expected.append((Task, number, side))
            goes[f"task-{number}"] = side == gone
        else:
            tasks.clock_done(kept, own[side], "visit_offered", by=at.officer)
            number = max(db.session.scalars(select(Task.id)))
            db.session.rollback()
            expected.append((Task, number, side))
    merging.undo(1, because="two_households", by=at.officer, goes=goes)
    assert [home_of(table, number) for table, number, _ in expected] == [side for _, _, side in expected]
    assert list(checks.everything()) == []
