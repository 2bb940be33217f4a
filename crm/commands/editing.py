"""What every change to a household's people begins with: the household as the form saw it, whose field, and why."""

from __future__ import annotations

from datetime import date

from crm import clock
from crm.actor import Actor
from crm.errors import NotFound, Refused
from crm.people import history, households
from crm.people.history import Because, Nature
from crm.people.tables import Carer, Household


def taken(household_id: int, version: int, by: Actor) -> Household:
    """A household of the actor's; Stale if its people were changed since the form was opened (T49)."""
    household = households.load(household_id, by.agency_ids)
    history.require_version(household, version)
    return household


def carer_of(household_id: int, position: int) -> Carer:
    """The first or second carer of a household; NotFound if there is none."""
    for carer in households.carers_of(household_id):
        if carer.position == position:
            return carer
    raise NotFound("There is no such carer in this household")


def because(nature: Nature, since: date | None, by: Actor) -> Because:
    """Whether a field was wrong or became different, and from which day; without one, today."""
    if since is not None and since > clock.today():
        raise Refused("The day from which it holds is in the future", field="since")
    return Because(nature, since or clock.today(), clock.now(), by.user_id)
