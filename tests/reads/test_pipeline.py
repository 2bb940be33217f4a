"""The pipeline: the board and the list say the same under every filter, and what they say is what was recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st
from sqlalchemy import select

from crm.actor import Actor, Role
from crm.audit.tables import AuditEntry
from crm.commands import assignments, journeys, people, users
from crm.commands.enquiries import Details, NewHousehold, log_enquiry
from crm.extensions import db
from crm.journey import events
from crm.journey.ranges import Route
from crm.people.households import NewCarer
from crm.people.tables import Household, User
from crm.reads import pipeline, under_way
from crm.reads.filters import CLOCKS, ME, NOBODY, Filters
from tests import given
from tests.reads.test_households import counted

pytestmark = pytest.mark.slow  # together they take seconds

TODAY = date(2022, 2, 14)
AGE = Filters(sort="age")
STEPS = (events.FirstContactMade, events.VisitCompleted, events.ApplicationReceived)
STAGES = ("enquiry", "contact", "visit", "application")
REASONS = ("AW0", "no_spare_room", None)


@dataclass(frozen=True)
class Made:
    """A journey that the test has made: what every filter must find it by."""

    name: str
    route: str
    source: str | None
    area: str
    stage: str
    since: date
    reason: str | None = None


@pytest.fixture
def officer(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    clock_at(TODAY)
    return given.officer(given.agency())


def journey(by: Actor, made: Made, steps: int) -> None:
    """A household with a journey of so many steps, and an end if `made` says so."""
    home = people.create_household(
        by.agency_ids[0], carers=[NewCarer(made.name)], postcode=f"{made.area} 2FS", by=by
    )
    asked = made.since - timedelta(days=steps + (made.stage == "closed"))
    first = events.EnquiryReceived(happened_on=asked, source=made.source)
    begun = journeys.begin(home, route=Route(made.route), first=first, by=by)
    for number, step in enumerate(STEPS[:steps], 1):
        given.record(home, begun, step(happened_on=asked + timedelta(days=number)), by=by)
    if made.stage == "closed":
        ended = events.JourneyClosed(happened_on=made.since, reason=made.reason)
        journeys.record(home, begun, ended, by=by)


def many(by: Actor) -> list[Made]:
    """Journeys of every kind that the filters tell apart, some of them closed, one before this quarter."""
    found = []
    for number in range(30):
        steps = number % 4
        over = number % 7 == 0
        made = Made(
            name=f"Number {number:02} Example",
            route=("mainstream", "short_break", "transfer_in")[number % 3],
            source=("website", "event", None)[number // 4 % 3],
            area=("DE1", "DE22")[number // 3 % 2],
            stage="closed" if over else STAGES[steps],
            since=TODAY - timedelta(days=number),
            reason=REASONS[number // 7 % 3] if over else None,
        )
        journey(by, made, steps)
        found.append(made)
    journey(by, replace(found[0], name="Long Gone", since=date(2021, 12, 31)), 0)
    given.approved(given.household(by.agency_ids[0], "Approved Now"), date(2022, 1, 5), 2, by=by)
    given.approved(given.household(by.agency_ids[0], "Approved Before"), date(2021, 11, 5), 2, by=by)
    return found


def left(made: list[Made], filters: Filters) -> list[Made]:
    """What the filters leave, as the test itself reckons."""
    names = ("route", "source", "area")
    return [each for each in made if all(getattr(filters, n) in ("", getattr(each, n)) for n in names)]


FILTERS = st.builds(
    Filters,
    route=st.sampled_from(["", "mainstream", "short_break", "kinship"]),
    source=st.sampled_from(["", "website", "event", "no such"]),
    area=st.sampled_from(["", "DE1", "DE22", "DE99"]),
    q=st.sampled_from(["", "Number 1", "example"]),
    sort=st.sampled_from(sorted(under_way.SORTS)),
    descending=st.booleans(),
)


@pytest.mark.parametrize("examples", [3, pytest.param(12, marks=pytest.mark.slow)])
def test_the_board_and_the_list_say_the_same_under_every_filter(officer: Actor, examples: int) -> None:
    made = many(officer)

    @settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow])
    @for_all(FILTERS)
    def the_same(filters: Filters) -> None:
        board = pipeline.board(filters, officer)
        for column in board.columns:
            listed = pipeline.listing(replace(filters, stage=column.stage), officer)
            assert (column.count, column.count) == (listed.total, len(listed.rows))
            assert {card.reference for card in column.cards} == {card.reference for card in listed.rows}
        whole = pipeline.listing(filters, officer)
        assert (board.total, board.total) == (whole.total, len(whole.rows))
        for out in board.out:
            listed = pipeline.listing(replace(filters, stage=out.stage, reason=out.reason), officer)
            assert out.count == listed.total
        if not filters.q:
            expected = Counter(each.stage for each in left(made, filters) if each.stage != "closed")
            assert {column.stage: column.count for column in board.columns if column.count} == expected
            closed = Counter(each.reason or "none" for each in left(made, filters) if each.stage == "closed")
            assert {out.reason: out.count for out in board.out if out.stage == "closed"} == closed

    the_same()


def test_a_column_begins_with_whoever_has_been_there_longest_and_says_the_middle_of_their_days(
    officer: Actor,
) -> None:
    for days in (3, 30, 9):
        journey(officer, Made(f"{days} days", "mainstream", None, "DE1", "visit", TODAY - timedelta(days=days)), 2)
    (column,) = [each for each in pipeline.board(AGE, officer).columns if each.count]
    assert [(card.name, card.days) for card in column.cards] == [("30 days", 30), ("9 days", 9), ("3 days", 3)]
    assert (column.stage, column.count, column.median) == ("visit", 3, 9)


def test_a_full_column_shows_25_and_the_list_shows_the_rest(officer: Actor) -> None:
    for number in range(27):
        given.journey(given.household(officer.agency_ids[0], f"Number {number}"), TODAY, by=officer)
    column = pipeline.board(AGE, officer).columns[0]
    assert (column.count, len(column.cards)) == (27, 25)
    pages = [pipeline.listing(replace(AGE, stage="enquiry", page=page), officer) for page in (1, 2, 99)]
    assert [(found.first, found.last, found.pages) for found in pages] == [(1, 25, 2), (26, 27, 2), (26, 27, 2)]
    assert len({card.reference for found in pages[:2] for card in found.rows}) == 27


def test_another_journey_of_an_approved_household_is_under_way_too_and_leads_to_its_own_form(
    officer: Actor,
) -> None:
    home = given.household(officer.agency_ids[0])
    given.approved(home, date(2021, 9, 1), 1, by=officer, route=Route.KINSHIP)
    given.journey(home, date(2022, 2, 1), by=officer)
    (card,) = pipeline.listing(AGE, officer).rows
    assert (card.stage, card.route, card.number, card.move) == ("enquiry", "mainstream", 2, "first_contact_made")


@pytest.mark.parametrize(
    ("recorded", "moves"),
    [
        (STEPS[:0], "first_contact_made"),
        (STEPS[:1], "visit_completed"),
        (STEPS, "stage_one_completed"),
        ((*STEPS, events.AssessmentStarted), "stage_one_completed"),
        ((*STEPS, events.StageOneCompleted), "assessment_started"),
        ((*STEPS, events.StageOneCompleted, events.AssessmentStarted), "report_completed"),
    ],
    ids=lambda value: value if isinstance(value, str) else str(len(value)),
)
def test_the_button_of_a_card_is_the_step_that_takes_it_on(
    officer: Actor, recorded: tuple[type[events.Event], ...], moves: str
) -> None:
    home = given.household(officer.agency_ids[0])
    begun = given.journey(home, date(2022, 1, 1), by=officer)
    for number, step in enumerate(recorded, 2):
        given.record(home, begun, step(happened_on=date(2022, 1, number)), by=officer)
    (card,) = pipeline.listing(AGE, officer).rows
    assert card.move == moves


def test_an_agency_sees_its_own_only_and_a_hub_what_is_shared(officer: Actor) -> None:
    nottingham = given.officer(given.agency("nottingham"))
    for by, name in ((officer, "Rowan Example-Finch"), (nottingham, "Robin Elsewhere")):
        given.journey(given.household(by.agency_ids[0], name), TODAY, by=by)
        applied = given.household(by.agency_ids[0], f"{name} who applied")
        begun = given.journey(applied, date(2022, 1, 1), by=by)
        for number, step in enumerate(STEPS, 2):
            journeys.record(applied, begun, step(happened_on=date(2022, 1, number)), by=by)
    assert {card.name for card in pipeline.listing(AGE, officer).rows} == {
        "Rowan Example-Finch",
        "Rowan Example-Finch who applied",
    }
    assert pipeline.listing(replace(AGE, agency="nottingham"), officer).total == 0
    hub = replace(officer, role=Role.HUB, agency_ids=(*officer.agency_ids, *nottingham.agency_ids))
    assert {card.name for card in pipeline.listing(AGE, hub).rows} == {"Rowan Example-Finch", "Robin Elsewhere"}
    assert pipeline.board(AGE, hub).total == 2
    assert pipeline.board(replace(AGE, agency="nottingham"), hub).total == 1


def test_which_households_a_board_showed_goes_on_record_in_one_row(officer: Actor) -> None:
    for name in ("Ash", "Birch"):
        given.journey(given.household(officer.agency_ids[0], name), TODAY, by=officer)
    board = pipeline.board(AGE, officer)
    shown = sorted(card.reference for column in board.columns for card in column.cards)
    looks = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "household.list")).all()
    assert [(row.fields, row.about) for row in looks] == [(shown, "2 households")]


@pytest.mark.parametrize("filters", [AGE, replace(AGE, area="DE1"), replace(AGE, q="number")])
def test_the_number_of_queries_is_constant_in_the_number_of_journeys(officer: Actor, filters: Filters) -> None:
    def add(count: int) -> None:
        for number in range(count):
            made = Made(f"Number {number}", "mainstream", "website", "DE1", "closed", TODAY, REASONS[number % 3])
            journey(officer, replace(made, stage=("contact", "visit")[number % 2]), 1 + number % 2)
            journey(officer, made, 0)

    def asked(look: Callable[[Filters, Actor], object]) -> int:
        with counted() as seen:
            look(filters, officer)
        return len(seen)

    add(2)
    few = [asked(pipeline.board), asked(pipeline.listing)]
    add(6)
    assert [asked(pipeline.board), asked(pipeline.listing)] == few
    # Six are what a search means, twice on the board, two the clocks that no event starts, one visits and letters,
    # one the duplicates that were closed.
    assert few[0] <= 30 and few[1] <= 24, few


def test_the_filters_by_worker_by_interest_and_by_the_next_thing_are_what_the_cards_say(officer: Actor) -> None:
    made = many(officer)
    ids = [row for (row,) in db.session.execute(select(Household.id).order_by(Household.id))]
    db.session.rollback()
    users.add_staff("wren@derby.example", role=Role.OFFICER, agency="derby", by=officer)
    worker = db.session.scalars(select(User.id)).one()
    db.session.rollback()
    assignments.assign(ids[1:9], worker, by=officer)
    every = pipeline.meant(AGE, officer, 1000)
    assert len(every) == sum(each.stage != "closed" for each in made)
    states = Counter(card.next.state for card in every)
    assert set(states) >= {"late", "week", "later"}, states
    for state in CLOCKS:
        board = pipeline.board(replace(AGE, clock=state), officer)
        listed = pipeline.listing(replace(AGE, clock=state), officer)
        assert (board.total, listed.total, len(listed.rows)) == (states[state],) * 3, state
        assert {card.next.state for card in listed.rows} <= {state}
    whose = Counter(card.next.worker for card in every)
    assert pipeline.listing(replace(AGE, worker=str(worker)), officer).total == whose["Wren"] > 0
    assert pipeline.listing(replace(AGE, worker=NOBODY), officer).total == whose[None] > 0
    assert pipeline.listing(replace(AGE, worker=ME), replace(officer, user_id=worker)).total == whose["Wren"]


def test_who_is_interested_in_something_is_found_by_it_while_under_way_and_after(officer: Actor) -> None:
    for interests in (("respite", "short_break"), ("siblings",), ()):
        people_of = NewHousehold(carers=(NewCarer("Rowan Example"),))
        details = Details(route=Route.MAINSTREAM, interests=interests)
        log_enquiry(officer.agency_ids[0], people=people_of, details=details, received_on=TODAY, by=officer)
    for offer, found in (("respite", 1), ("siblings", 1), ("break", 0), ("%", 0), ("", 3)):
        assert pipeline.listing(replace(AGE, offer=offer), officer).total == found
