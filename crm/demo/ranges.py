"""What is beside the terms of some approvals: changes proposed and agreed, an exemption, what carers wish for."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from crm.actor import Actor
from crm.commands import exemptions, profiles, ranges
from crm.demo.chance import drawing
from crm.extensions import db
from crm.journey.events import RevisionProposed
from crm.journey.ranges import Population
from crm.journey.revisions import AGREEMENT
from crm.ledger.tables import HeldTerms
from crm.people.profile import Value
from crm.people.tables import Household

YOUNGEST, OLDEST = timedelta(days=60), timedelta(days=300)  # of an approval that has had no review yet
OVER = 3  # places: more need an exemption
WISHED = 12  # households: enough to look at
WISHES = (
    "Brothers and sisters together, if it can be.",
    "Nobody at school in another town: the mornings are hers at the hospital.",
    "Weekends and holidays first, and longer once they know how it goes.",
    "A child who likes animals.",
)
KINDS = ("short_term siblings", "long_term", "respite short_break", "siblings", "emergency short_term")
SUPPORT = "A second cot and a car seat, which the service lends; otherwise none."


def describe(agency_id: int, worker: Actor, manager: Actor, today: date) -> None:
    """Record what the newest approvals ask to change, and what a few households would like."""
    held = HeldTerms.__table__.c
    standing = held.agency_id == agency_id, held.until.is_(None), held.population == Population.MAINSTREAM
    chosen = select(held.household_id, held.journey_id, held.places, held.since).where(*standing)
    rows = db.session.execute(chosen.order_by(held.since.desc(), held.household_id)).all()
    fresh = [row for row in rows if YOUNGEST <= today - row.since <= OLDEST]
    for number, row in enumerate(fresh[:2]):
        _propose(row.household_id, row.journey_id, today, worker, manager if number else None)
    large = [row for row in rows if row.places > OVER]
    for row in large[:1]:
        exemptions.grant(
            row.household_id,
            authority="Sample County Council",
            children=[f"CH-EX{number}" for number in range(1, row.places + 1)],
            granted_on=max(row.since, today - OLDEST),
            ends_on=None,
            conditions="The two eldest share no room with the youngest.",
            by=worker,
        )
    for row in rows[:WISHED]:
        _wish(row.household_id, worker)


def _propose(household_id: int, journey_id: int, today: date, worker: Actor, settled_by: Actor | None) -> None:
    """A change of what is no bed: agreed to at once, or waiting for the carer's answer."""
    day = today - timedelta(days=9 if settled_by is None else 40)
    change = RevisionProposed(happened_on=day, asked_by="carer", siblings_extra=1)
    ranges.propose(household_id, journey_id, change, support=SUPPORT, by=worker)
    if settled_by is not None:
        agreed = day + timedelta(days=3)
        ranges.settle(household_id, journey_id, on=agreed, basis=AGREEMENT, by=settled_by)


def _wish(household_id: int, by: Actor) -> None:
    rng = drawing(f"wishes {household_id}")
    low = rng.choice((0, 3, 5, 8))
    told: dict[str, Value] = {
        "wished_places": rng.randint(1, 2),
        "wished_from": low,
        "wished_to": low + rng.randint(3, 7),
        "wished_offers": rng.choice(KINDS),
        "wishes": rng.choice(WISHES),
    }
    version = db.session.get_one(Household, household_id).version
    profiles.change_home(household_id, told, nature="changed", version=version, by=by)
