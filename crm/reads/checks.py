"""The checks of a household as its page shows them, and what an approval waits for."""

from __future__ import annotations

from datetime import date

from crm.extensions import db
from crm.journey import checklist as rules
from crm.journey.checks import Missing, Standing
from crm.journey.deadlines import add_months
from crm.journey.events import ApplicationReceived
from crm.journey.household import Journey
from crm.ledger.cluster import load
from crm.people import checks as kept
from crm.people.tables import Household
from crm.register import settings


def missing(household_id: int, journey_id: int, on: date) -> tuple[Missing, ...]:
    """The lines that an approval of this journey waits for on a day; nothing where the route has no checks.

    The caller knows that the household is the asker's to reach, and has put the look on record.
    """
    agency_id = db.session.get_one(Household, household_id).agency_id
    household = load(agency_id, [household_id])[household_id].fold(household_id, settings.rulebook(agency_id))
    journey = household.journey(journey_id)
    return rules.missing(standings(agency_id, household_id, journey, on), on) if journey else ()


def standings(agency_id: int, household_id: int, journey: Journey, on: date) -> tuple[Standing, ...]:
    """Every line of a journey as it stands, with those of whoever turns 18 in the months after a day (S2-11)."""
    happened = rules.happened_of(journey)
    given = settings.of(agency_id)
    asked = given.value("checks", happened.get(ApplicationReceived.kind, on))
    return rules.checklist(
        [rules.line_from(each) for each in asked if not each.get("retired")],
        kept.people_of(household_id, given.value("member_relations", on), on),
        kept.standing(kept.entries_of(journey.id)),
        happened,
        route=journey.route,
        until=add_months(on, int(given.value("adult_checks_ahead", on))),
    )
