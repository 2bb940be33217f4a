"""Support that carers of a council asked for: some met, some not settled for weeks."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from crm.actor import Actor
from crm.commands import support
from crm.extensions import db
from crm.journey.ranges import Population
from crm.journey.routes import APPROVED
from crm.ledger.tables import HouseholdNow

SETTLED = timedelta(days=400)  # approved for so long at least
# What was asked for, how many days ago, and after how many days what came of it.
ASKED = (
    ("respite", 47, "A weekend in each month while the child settles.", None),
    ("school", 33, "Help to find a place at the nearer school.", None),
    ("equipment", 61, "A second cot and a car seat.", ("met", 9)),
    ("money", 38, "The mileage of the summer is not paid yet.", None),
    ("contact", 26, "Somebody to sit in at contact on Saturdays.", None),
    ("other_carers", 80, "To meet other carers of teenagers.", ("met", 20)),
    ("training", 12, "A course on trauma that is not in the daytime.", None),
    ("home", 140, "A ramp to the back door.", ("not_possible", 60)),
)


def ask(slug: str, agency_id: int, by: Actor, today: date) -> None:
    """Record what they asked for."""
    if slug != "derby":
        return
    now = HouseholdNow
    own = now.agency_id == agency_id, now.stage == APPROVED, now.population == Population.MAINSTREAM
    chosen = select(now.household_id).where(*own, now.approved_on < today - SETTLED).order_by(now.household_id)
    homes = list(db.session.scalars(chosen.limit(len(ASKED) * 5)))[3::5]
    for home, (kind, ago, what, came) in zip(homes, ASKED, strict=False):
        day = today - timedelta(days=ago)
        number = support.ask(home, kind=kind, what=what, on=day, by=by)
        if came:
            support.settle(home, number, how=came[0], on=day + timedelta(days=came[1]), by=by)
