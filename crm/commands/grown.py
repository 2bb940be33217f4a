"""Whoever is an adult in the household of approved carers needs checks: asking for them is a thing to do (S1-9)."""

from __future__ import annotations

from crm import clock
from crm.actor import Actor
from crm.commands import tasks
from crm.journey.deadlines import add_months
from crm.ledger.now import approved_journey
from crm.people import checks
from crm.people.profile_tables import HouseholdMember
from crm.people.tables import Household
from crm.people.tasks import STEP
from crm.register import settings

ASK_FOR_CHECKS = "Ask for the checks of an adult who has moved in since the approval (S1-9)"
GROWN = "Ask for the checks of an adult: what is on record of who lives there was put right (S1-9)"


def ask_if_adult(household: Household, row: HouseholdMember, what: str, by: Actor) -> None:
    """Let asking for the checks of an adult in the household of approved carers be a thing to do today (S1-9)."""
    if approved_journey(household.id, clock.today()) is not None and adult_there(household, row):
        tasks.add(household.id, kind=STEP, what=what, due_on=clock.today(), by=by)


def adult_there(household: Household, row: HouseholdMember) -> bool:
    """Whether somebody who lives there is an adult, or will be soon."""
    today = clock.today()
    known = {each["code"]: each for each in settings.value("member_relations", household.agency_id, today)}
    grown = checks.person_of(row, known.get(row.relation, {}), today).adult_from
    ahead = int(settings.value("adult_checks_ahead", household.agency_id, today))
    return row.lives_here and grown is not None and grown <= add_months(today, ahead)
