"""What those who may be asked again said of news: some agreed, some opted out later, some were never asked."""

from __future__ import annotations

from crm import clock
from crm.actor import Actor
from crm.commands import people
from crm.extensions import db
from crm.people.tables import Household

AGREED, NO_EMAIL, OPTED_OUT, SAID_NO = "agreed", "no e-mail", "opted out", "said no"
SAID = (AGREED, AGREED, None, NO_EMAIL, AGREED, OPTED_OUT, AGREED, SAID_NO)  # each household in its turn


def tell(household_id: int, number: int, by: Actor) -> None:
    """Note how to reach a household that left, and whether it wants news, as it said when it left."""
    said = SAID[number % len(SAID)]
    if said is None:
        return
    for name in _names(_home(household_id).name or ""):
        email = None if said == NO_EMAIL else f"{name.replace(' ', '.')}.{household_id}@people.example".lower()
        version = _home(household_id).version
        people.add_carer(household_id, name=name, email=email, phone=None, version=version, by=by)
    agreed, version = said != SAID_NO, _home(household_id).version
    people.answer_consent(household_id, agreed=agreed, on=clock.today(), version=version, by=by)
    if said == OPTED_OUT:
        people.opt_out(household_id, by=by)


def _home(household_id: int) -> Household:
    return db.session.get_one(Household, household_id)


def _names(home: str) -> list[str]:
    """The carers of a household that is known by its name: 'Kofi and Ngozi Sample-Puffin' are two."""
    first, _, rest = home.partition(" and ")
    return [f"{first} {rest.split(' ', 1)[-1]}", rest] if rest else [home]
