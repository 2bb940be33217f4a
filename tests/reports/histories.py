"""Small histories, loaded as a council's tracker is: the events and nothing else, recorded on a day of the past."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from crm import clock
from crm.commands import command
from crm.journey import events
from crm.journey.events import Event
from crm.journey.ranges import Route
from crm.ledger.journal import NewJourney, News, Writing
from crm.register import settings
from crm.reports import scope
from crm.reports.period import KnownOn, Period
from crm.reports.quarterly import Quarterly, quarterly
from tests import given

DAY = timedelta(days=1)
HALF = Period(date(2021, 4, 1), date(2021, 9, 30))


@command
def load(
    agency_id: int,
    *happened: Event,
    route: Route = Route.MAINSTREAM,
    household: int | None = None,
    recorded_at: datetime | None = None,
) -> int:
    """A journey with these events, known from the day of the last of them unless said otherwise; its household."""
    home = household or given.household(agency_id)
    last = max(event.happened_on for event in happened)
    at = recorded_at or clock.noon(min(last, clock.today()))
    turn = Writing(agency_id, settings.rulebook(agency_id), by=None)
    turn.load([home])
    journey_id = turn.begin(NewJourney(home, route, recorded_at=at))
    turn.append(home, [News(journey_id, event, recorded_at=at) for event in happened])
    turn.write()
    return home


@command
def merge(agency_id: int, household_id: int, into: int) -> None:
    """Two households turn out to be one: every journey of the first becomes the other's."""
    turn = Writing(agency_id, settings.rulebook(agency_id), by=None)
    turn.load([household_id, into])
    for journey in turn.household(household_id).journeys:
        turn.tie([journey.id], into, "merge")
    turn.write()


def approved(on: date, places: int, *, transferred_from: str | None = None) -> events.HouseholdApproved:
    return events.HouseholdApproved(happened_on=on, places=places, transferred_from=transferred_from)


def left(on: date, destination: str | None = None, reason: str | None = None) -> events.HouseholdDeregistered:
    return events.HouseholdDeregistered(happened_on=on, destination=destination, reason=reason)


def enquired(on: date) -> events.EnquiryReceived:
    return events.EnquiryReceived(happened_on=on)


def the_councils_half_year(agency_id: int) -> None:
    """Rules section 7: approvals and endings of April to September 2021 that make +5 beds, and +5 households."""
    gained = zip(_days(), [2, 1, 2, 1, 2, 1, 2, 1, 2], strict=False)
    kept = [load(agency_id, approved(day, places)) for day, places in gained]
    assert len(kept) == 9
    for day, places in zip(_days(), [1, 2, 1, 2, 1, 2], strict=False):
        load(agency_id, approved(date(2015, 6, 1), places), left(day))
    for day, places in zip(_days(), [1, 2, 1], strict=False):
        load(agency_id, approved(day, places), route=Route.KINSHIP)
    load(agency_id, approved(date(2016, 6, 1), 1), left(date(2021, 9, 30)), route=Route.KINSHIP)


def a_little_of_everything() -> int:
    """Derby with the council's half year, one more enquiry, and a little of everything else; its id."""
    agency = given.agency("derby")
    the_councils_half_year(agency)
    load(agency, enquired(date(2021, 5, 1)), events.VisitCompleted(happened_on=date(2021, 5, 20)))
    load(agency, enquired(date(2021, 5, 1)), route=Route.SUPPORTED_LODGINGS)
    home = load(agency, approved(date(2020, 5, 1), 1), route=Route.KINSHIP)
    load(agency, approved(date(2021, 6, 1), 3), household=home)
    change = events.TermsChanged(happened_on=date(2020, 9, 30), places=3)
    load(agency, approved(date(2019, 5, 1), 2), change, left(date(2021, 3, 31), "ifa"))
    return agency


def _days() -> Iterable[date]:
    """Days of the half year, its first and its last among them."""
    return [HALF.first, *(HALF.first + DAY * (20 * step) for step in range(1, 8)), HALF.last]


def report(agency: str = "derby", period: Period = HALF, known_on: date | None = None) -> Quarterly:
    """The report of an agency, as known on a day, or now."""
    known = KnownOn(known_on or clock.today())
    return quarterly(scope.of_agency(agency, scope.everybody()), period, known)


def line(found: Quarterly, name: str) -> dict[str, int | None]:
    """One figure of the period, by population."""
    return {each: found.this.value(each, name) for each in ("mainstream", "kinship", "supported_lodgings", "all")}
