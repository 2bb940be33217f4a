"""What visits and letters mean for journeys is the same whatever of them was entered first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import permutations

import pytest
from sqlalchemy import select

from crm.commands import calls, closings, error_claims, journeys, merging, visits, visits_put_right
from crm.commands.visits import Appointment
from crm.commands.visits_put_right import Right
from crm.errors import Refused
from crm.extensions import db
from crm.journey.events import ApplicationReceived, JourneyClosed, JourneyReopened, StruckOut, VisitCompleted
from crm.people.tables import Household, User
from crm.people.visit_tables import Visit
from crm.reads import work
from tests import given
from tests.pages.conftest import TODAY, Desk
from tests.pages.test_after_the_visit import invite, next_of
from tests.pages.test_visits import MONDAY, book, home, officer, sign_in_again

pytestmark = pytest.mark.slow  # together they take seconds
__all__ = ["home", "officer"]  # fixtures

THURSDAY = date(2022, 2, 10)
FIRST, SECOND = datetime(2022, 2, 7, 10, tzinfo=UTC), datetime(2022, 2, 8, 10, tzinfo=UTC)
NEXT = datetime(2022, 2, 14, 10, tzinfo=UTC)
ClockAt = Callable[..., None]


def worker() -> int:
    found = db.session.scalars(select(User.id).where(User.email == "officer@derby.example")).one()
    db.session.rollback()
    return found


def booked(at: Desk, reference: str, when: datetime) -> int:
    visit = Appointment(starts_at=when, minutes=60, worker_id=worker(), purpose="initial", place="home")
    return visits.book(at.household_id(reference), visit, by=at.officer, anyway=True)


def entered(at: Desk, reference: str, when: datetime, outcome: str) -> None:
    """A visit that nobody had booked, with what came of it."""
    home_id, made = at.household_id(reference), booked(at, reference, when)
    visits.held(home_id, made, outcome=outcome, report="", by=at.officer)


def corrected(at: Desk, reference: str, when: datetime, right: Right) -> None:
    home_id = at.household_id(reference)
    asked = select(Visit.id).where(Visit.starts_at == when, Visit.household_id == home_id)
    number = db.session.scalars(asked).one()
    db.session.rollback()
    visits_put_right.correct(home_id, number, right, because="mistyped", version=0, by=at.officer)


def called_off(at: Desk, reference: str) -> None:
    home_id = at.household_id(reference)
    visits.call_off(home_id, booked(at, reference, NEXT), "they_cancelled", by=at.officer)


def state(at: Desk, reference: str) -> tuple[list[str], list[str]]:
    """What comes next, and what stands on the journeys."""
    found = work.of_household(reference, at.officer).items
    db.session.rollback()
    asked = [f"{each.clock.name}, {each.clock.began_by}, {each.due_on}" for each in found if each.clock]
    rows = [row for journey in given.fold(at.household_id(reference)).journeys for row in journey.rows]
    db.session.rollback()
    return sorted(asked), [f"{row.event.kind} {row.event.happened_on}" for row in rows]


def ways_of(at: Desk, reference: str) -> list[int]:
    found = [each.id for each in given.fold(at.household_id(reference)).journeys]
    db.session.rollback()
    return found


def each_order(at: Desk, acts: dict[str, Callable[[str], None]], after: tuple[str, str]) -> set[str]:
    """What comes of doing these in each order in which the second of two comes after the first."""
    found = set()
    for order in permutations(acts):
        if order.index(after[0]) < order.index(after[1]):
            reference = at.home()
            for each in order:
                acts[each](reference)
            found.add(repr(state(at, reference)))
    return found


@pytest.mark.parametrize(
    ("right", "visited"),
    [(Right(how="no_show", on=MONDAY), "08"), (Right(how="held", on=date(2022, 2, 9), outcome="invite"), "08")],
)
def test_two_visits_and_a_correction_mean_the_same_in_every_order(
    officer: Desk, clock_at: ClockAt, right: Right, visited: str
) -> None:
    clock_at(THURSDAY)
    found = each_order(
        officer,
        {
            "first": lambda reference: entered(officer, reference, FIRST, "another_visit"),
            "second": lambda reference: entered(officer, reference, SECOND, "invite"),
            "corrected": lambda reference: corrected(officer, reference, FIRST, right),
            "called off": lambda reference: called_off(officer, reference),
        },
        ("first", "corrected"),
    )
    assert len(found) == 1, "\n".join(found)
    (only,) = found
    assert f"visit_completed 2022-02-{visited}" in only and "invitation_chased, visit_completed" in only


def test_a_visit_a_letter_and_a_journey_taken_up_again_mean_the_same_in_every_order(
    officer: Desk, clock_at: ClockAt
) -> None:
    clock_at(THURSDAY)
    sign_in_again(officer)

    def closed(reference: str) -> None:
        home_id, (journey_id, *_) = officer.household_id(reference), ways_of(officer, reference)
        event = JourneyClosed(happened_on=THURSDAY, stage="contact", initiator="applicant", reason="not_now")
        closings.close(home_id, journey_id, event, by=officer.officer)
        journeys.record(home_id, journey_id, JourneyReopened(happened_on=THURSDAY), by=officer.officer)

    found = each_order(
        officer,
        {
            "first": lambda reference: entered(officer, reference, FIRST, "invite"),
            "second": lambda reference: entered(officer, reference, SECOND, "another_visit"),
            "letter": lambda reference: invite(officer, reference, channel="paper"),
            "closed": closed,
        },
        ("first", "second"),
    )
    assert len(found) == 1, "\n".join(found)
    (only,) = found
    assert "invitation_chased, invitation_sent, 2022-02-24" in only


def merged(at: Desk, kept: str, other: str) -> None:
    ids = at.household_id(kept), at.household_id(other)
    kept_at, other_at = (db.session.get_one(Household, each).version for each in ids)
    db.session.rollback()
    merging.merge(*ids, people={1: 0}, versions=(kept_at, other_at), because="same_people", by=at.officer)


def repeated(at: Desk, name: str, on: date) -> str:
    """A second record of the same people, who asked again within 90 days."""
    reference = at.home(name, enquired=False)
    given.journey(at.household_id(reference), on, by=at.officer)
    return reference


def test_after_a_merge_one_visit_counts_once_and_either_journey_goes_on_from_it(
    officer: Desk, home: str, clock_at: ClockAt
) -> None:
    merged(officer, home, repeated(officer, "Sam Example-Wren", date(2021, 6, 1)))
    clock_at(THURSDAY)
    entered(officer, home, FIRST, "invite")
    counts, repeats = ways_of(officer, home)
    folded = given.fold(officer.household_id(home))
    kinds = [[row.event.kind for row in each.rows] for each in folded.journeys]
    assert kinds == [["enquiry_received", "visit_completed"], ["enquiry_received"]], "where the enquiry counts"
    sign_in_again(officer)
    assert next_of(officer, home).count("Invitation to apply: first chase<") == 1
    applied = ApplicationReceived(happened_on=THURSDAY)
    journeys.record(officer.household_id(home), repeats, applied, by=officer.officer)
    assert "chase" not in next_of(officer, home), "they have applied"
    right = Right(how="no_show", on=MONDAY)
    with pytest.raises(Refused, match="needs the visit by then"):
        corrected(officer, home, FIRST, right)
    db.session.rollback()
    given.record(officer.household_id(home), counts, applied, by=officer.officer)


def test_an_application_ends_the_chase_of_a_record_that_was_merged(
    officer: Desk, home: str, clock_at: ClockAt
) -> None:
    other = officer.home("Sam Example-Wren")
    clock_at(THURSDAY)
    entered(officer, home, FIRST, "invite")
    entered(officer, other, SECOND, "invite")
    (journey_id,) = ways_of(officer, home)
    applied = ApplicationReceived(happened_on=THURSDAY)
    journeys.record(officer.household_id(home), journey_id, applied, by=officer.officer)
    sign_in_again(officer)
    assert "first chase" in next_of(officer, other)
    merged(officer, home, other)
    assert "chase" not in next_of(officer, home)


def test_who_was_invited_by_letter_is_chased_from_the_day_they_are_taken_up_again(
    officer: Desk, home: str, clock_at: ClockAt
) -> None:
    invite(officer, home, channel="paper")
    home_id, (journey_id,) = officer.household_id(home), ways_of(officer, home)
    closed = JourneyClosed(happened_on=TODAY, stage="contact", initiator="applicant", reason="not_now")
    closings.close(home_id, journey_id, closed, by=officer.officer)
    clock_at(THURSDAY)
    journeys.record(home_id, journey_id, JourneyReopened(happened_on=THURSDAY), by=officer.officer)
    sign_in_again(officer)
    assert "taken up again Thu 10 Feb, due Thu 24 Feb" in next_of(officer, home)


def test_a_visit_of_the_past_is_entered_once_and_called_off_offers_none(officer: Desk, clock_at: ClockAt) -> None:
    home = officer.home()
    clock_at(THURSDAY)
    sign_in_again(officer)
    calls.spoke(officer.household_id(home), by=officer.officer)
    assert "Visit to be offered" in next_of(officer, home)
    page = book(officer, home, day=MONDAY).request.path
    assert "Visit to be offered" not in next_of(officer, home)
    again = book(officer, home, day=MONDAY)
    assert again.status_code == 422 and "A visit of that day and time is on record already" in again.text
    officer.browser.fill_in(page, {"how": "we_cancelled"}, form=f"{page}/call-off")
    assert "Visit to be offered" in next_of(officer, home)


def test_the_step_of_a_visit_is_put_right_at_the_visit_and_invites_nobody_by_its_day(
    officer: Desk, home: str, clock_at: ClockAt
) -> None:
    clock_at(THURSDAY)
    sign_in_again(officer)
    entered(officer, home, FIRST, "withdrew")
    home_id, step = officer.household_id(home), 2
    for page in ("correct", "strike-out"):
        asked = officer.browser.get(f"/households/{home}/journeys/1/events/2/{page}")
        assert asked.location == f"/households/{home}/visits/1/correct"
    moved = VisitCompleted(happened_on=SECOND.date())
    for event in (moved, StruckOut(happened_on=THURSDAY)):
        with pytest.raises(Refused, match="Put the visit right"):
            error_claims.put_right(home_id, step, event, reason="mistyped", by=officer.officer)
        db.session.rollback()
    journeys.correct(home_id, step, moved, reason="mistyped", by=officer.officer)
    assert not [each for each in state(officer, home)[0] if "invitation_chased" in each], "as it was done once"


@pytest.mark.parametrize("how", ["no_show", "they_cancelled"])
def test_a_visit_that_fell_through_is_to_be_offered_again(
    officer: Desk, home: str, clock_at: ClockAt, how: str
) -> None:
    home_id = officer.household_id(home)
    calls.spoke(home_id, by=officer.officer)
    missed = booked(officer, home, FIRST)
    offered = [each for each in state(officer, home)[0] if "visit_offered" in each]
    assert offered == []
    clock_at(THURSDAY if how == "no_show" else MONDAY)
    visits.call_off(home_id, missed, how, by=officer.officer)
    due = "2022-02-17" if how == "no_show" else "2022-02-14"
    assert f"visit_offered, visit_fell_through, {due}" in state(officer, home)[0]
    sign_in_again(officer)
    assert "not visited" in next_of(officer, home)
    booked(officer, home, NEXT)
    assert "visit_offered" not in repr(state(officer, home)[0])
