"""Two households that were one part: each has the step of its own first visit, whatever was whose in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from crm import clock
from crm.actor import Role
from crm.commands import contacts, merging, tasks
from crm.extensions import db
from crm.journey.events import ApplicationReceived, VisitCompleted
from crm.journey.ranges import Route
from crm.people.work_tables import Task
from crm.reports import checks
from tests import given
from tests.doors import CheckingClient
from tests.filling import forms
from tests.pages.conftest import TODAY, Desk
from tests.pages.test_visited_and_merged import chased, merged
from tests.pages.test_visits import home, officer
from tests.pages.test_what_visits_mean import entered

pytestmark = pytest.mark.slow  # together they take seconds
__all__ = ["home", "officer"]  # fixtures
NOON = clock.noon(date(2022, 2, 7))


def steps(household_id: int, kind: str) -> list[int]:
    """The days of the month of a household's steps of a kind."""
    rows = [row.event for each in given.fold(household_id).journeys for row in each.rows]
    db.session.rollback()
    return [each.happened_on.day for each in rows if each.kind == kind]


@pytest.mark.parametrize(
    ("goes", "kept", "gone"),
    [("12", [9], [7]), ("1", [8], [7]), ("2", [7], [8]), ("", [7], []), ("123", [], [7])],
)
def test_each_of_two_that_part_has_the_step_of_its_own_first_visit(
    officer: Desk, home: str, clock_at: Callable[[datetime], None], goes: str, kept: list[int], gone: list[int]
) -> None:
    other = officer.home("Sam Example-Wren")
    homes = officer.household_id(home), officer.household_id(other)
    clock_at(clock.noon(TODAY) + timedelta(minutes=1))
    merged(officer, home, other)
    clock_at(NOON + timedelta(days=7))
    for day in range(3):
        entered(officer, home, NOON + timedelta(days=day), "invite" if day == 2 else "another_visit")
    assert steps(homes[0], "visit_completed") == [7]
    told = {f"visit-{number}": str(number) in goes for number in (1, 2, 3)}
    merging.undo(1, because="two_households", by=officer.officer, goes=told)
    assert [steps(each, "visit_completed") for each in homes] == [kept, gone]
    assert list(checks.everything()) == []


@pytest.mark.parametrize("first_goes", [True, False])
def test_each_of_two_that_part_was_first_contacted_in_its_own_call(
    officer: Desk, home: str, clock_at: Callable[[datetime], None], first_goes: bool
) -> None:
    other = officer.home("Sam Example-Wren")
    homes = officer.household_id(home), officer.household_id(other)
    clock_at(clock.noon(TODAY) + timedelta(minutes=1))
    merged(officer, home, other)
    clock_at(NOON + timedelta(days=2))
    call = {"kind": "call", "direction": "out", "outcome": "answered", "text": None}
    for day in (0, 1):
        contacts.log(homes[0], happened_at=NOON + timedelta(days=day), by=officer.officer, **call)  # type: ignore[arg-type]
    told = {"contact-1": first_goes, "contact-2": not first_goes}
    merging.undo(1, because="two_households", by=officer.officer, goes=told)
    days = [[8], [7]] if first_goes else [[7], [8]]
    assert [steps(each, "first_contact_made") for each in homes] == days


@pytest.mark.parametrize("goes", [True, False])
def test_a_chase_made_while_two_were_one_goes_with_the_visit_that_it_was_about(
    officer: Desk, home: str, clock_at: Callable[[datetime], None], goes: bool
) -> None:
    other = officer.home("Sam Example-Wren")
    homes = officer.household_id(home), officer.household_id(other)
    clock_at(clock.noon(TODAY) + timedelta(minutes=1))
    merged(officer, home, other)
    clock_at(NOON + timedelta(days=1))
    entered(officer, home, NOON, "invite")
    clock_at(NOON + timedelta(days=14))
    first, second = (each.id for each in given.fold(homes[0]).journeys)
    db.session.rollback()
    noted = first if goes else second  # on the other's journey, as a list of merged records may show it
    tasks.clock_done(homes[0], noted, "invitation_chased", by=officer.officer)
    merging.undo(1, because="two_households", by=officer.officer, goes={"visit-1": goes})
    its, not_its = (other, home) if goes else (home, other)
    assert [name for name, _day in chased(officer, its)] == ["invitation_chased_again"]
    assert chased(officer, not_its) == []
    (noted_of,) = db.session.scalars(select(Task.household_id).where(Task.kind == "clock")).all()
    db.session.rollback()
    assert noted_of == homes[goes], "and stands on its timeline"


def test_a_visit_whose_step_stayed_with_the_other_is_one_step_once_they_are_one_again(
    officer: Desk, home: str, clock_at: Callable[[datetime], None]
) -> None:
    other = officer.home("Sam Example-Wren")
    homes = officer.household_id(home), officer.household_id(other)
    clock_at(clock.noon(TODAY) + timedelta(minutes=1))
    merged(officer, home, other)
    clock_at(NOON + timedelta(days=3))
    entered(officer, home, NOON, "invite")
    (journey,) = (each for each in given.fold(homes[0]).journeys if each.first(VisitCompleted))
    db.session.rollback()
    applied = ApplicationReceived(happened_on=clock.today())
    given.record(homes[0], journey.id, applied, by=officer.officer)
    merging.undo(1, because="two_households", by=officer.officer, goes={"visit-1": journey.id == 1})
    assert [steps(each, "visit_completed") for each in homes] == [[7], [7]], "an application rests on the one"
    clock_at(NOON + timedelta(days=4))
    merged(officer, home, other)
    assert steps(homes[0], "visit_completed") == [7]
    assert list(checks.everything()) == []


def test_figures_are_shown_by_the_answers_and_a_journey_begun_since_is_asked_about(
    officer: Desk, home: str, clock_at: Callable[[datetime], None], sign_in: Callable[..., CheckingClient]
) -> None:
    other = officer.home("Sam Example-Wren")
    homes = officer.household_id(home), officer.household_id(other)
    clock_at(clock.noon(TODAY) + timedelta(minutes=1))
    merged(officer, home, other)
    clock_at(NOON + timedelta(days=3))
    entered(officer, home, NOON, "invite")
    kin = given.journey(homes[0], date(2022, 2, 8), by=officer.officer, route=Route.KINSHIP)
    told = {"direction": None, "outcome": None, "happened_at": NOON, "by": officer.officer}
    for text in ("Likes dogs", "Taken out"):
        note = contacts.log(homes[0], kind="note", text=text, **told)  # type: ignore[arg-type]
    contacts.remove(homes[0], note, by=officer.officer)
    manager, path = sign_in(Role.MANAGER), f"/households/{home}/merges/1/undo"
    page = manager.get(path).text
    assert "Journey begun, 8 February 2022" in page and "Taken out" not in page
    default, *_ = (each for each in forms(page) if each.action == path)
    (stays,) = default.values["row_visit_no_1"]
    answers = {
        "row_visit_no_1": "goes" if stays == "stays" else "stays",
        f"row_journey_no_{kin}": "goes",
        "because": "two_households",
    }
    shown = manager.post(path, data=default.filled(answers))
    assert shown.status_code == 422 and "By your answers other figures change" in shown.text
    assert "Enquiries" in shown.text.split("What each of them has then")[0]
    assert [len(given.fold(each).journeys) for each in homes] == [3, 0], "nothing is done yet"
    db.session.rollback()
    (again,) = (each for each in forms(shown.text) if each.action == path)
    assert manager.post(path, data=again.filled({})).status_code == 303
    assert [len(given.fold(each).journeys) for each in homes] == [1, 2]
    db.session.rollback()
    assert kin in [each.id for each in given.fold(homes[1]).journeys]
    db.session.rollback()
    assert list(checks.everything()) == []
