"""What visits mean for journeys: the agency's own clocks that one ends, and when one may be entered afterwards."""

from __future__ import annotations

from datetime import date

from crm import clock
from crm.actor import Actor
from crm.commands import tasks
from crm.errors import Refused
from crm.journey.events import ApplicationReceived
from crm.journey.household import Household as Folded
from crm.journey.saying import said
from crm.journey.under_way import under_way
from crm.ledger import cluster
from crm.people.tables import Household
from crm.register import clocks, settings


def served(household: Household) -> list[int]:
    """The journeys that a visit or an invitation to apply is about: those under way on which nobody has applied.

    Records that were merged have one each, and one visit serves both. Where there is none, the latest under way.
    """
    going_on = under_way(_folded(household))
    found = [each.id for each in going_on if each.first(ApplicationReceived) is None]
    return found or [each.id for each in going_on[-1:]]


def require_past(household: Household, purpose: str, on: date) -> None:
    """Refuse a visit that is entered after its day where it has a page of its own, or comes before the enquiry."""
    if purpose not in ("initial", "other"):
        raise Refused(
            "This is past. A supervision visit is recorded under ‘Record a supervision visit’; a session of an "
            "assessment is booked before it takes place.",
            field="on",
        )
    asked = [each.rows[0].event.happened_on for each in under_way(_folded(household))]
    if purpose == "initial" and asked and on < min(asked):
        raise Refused(f"They enquired on {said(min(asked))}: enter that day or a later one.", field="on")


def end(household: Household, name: str, by: Actor, visit_id: int, outcome: str = "done") -> None:
    """By a visit end one of the agency's clocks, where it is one that somebody ends by hand."""
    known = [each for each in clocks.in_use(household.agency_id, clock.today()) if each["name"] == name]
    if any(clocks.by_hand(each) for each in known):
        for journey_id in served(household):
            tasks.clock_done(household.id, journey_id, name, by=by, outcome=outcome, made_in=visit_id)


def end_chases(household: Household, by: Actor, visit_id: int) -> None:
    """By a visit end the chasing of those who were not invited to apply (rules 6.2)."""
    for name in clocks.chasing(household.agency_id, clock.today()):
        end(household, name, by, visit_id, "dropped")


def _folded(household: Household) -> Folded:
    rulebook = settings.rulebook(household.agency_id)
    return cluster.load(household.agency_id, [household.id])[household.id].fold(household.id, rulebook)
