"""Of how many friends a household's carers have told the service, and when: never who, or what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from crm import audit
from crm.actor import Actor
from crm.extensions import db
from crm.people import merging
from crm.people.referral_tables import Referral
from crm.reads import look
from crm.reads.names import names_of
from crm.reads.own_home import own_of_carers


@dataclass(frozen=True, slots=True)
class Told:
    """That a friend was told of: when, and by which of the carers."""

    at: datetime
    by: str


@look
def own_referrals(by: Actor) -> tuple[Told, ...]:
    """Those of the asker's own household, the latest first. The look goes on record."""
    found = own_of_carers(by)
    home = found.household.id
    audit.record(by, "portal.view", agency_id=found.agency_id, household_id=home, fields=["referrals"])
    chosen = select(Referral).where(Referral.household_id.in_(merging.together(home)))
    rows = db.session.scalars(chosen.order_by(Referral.id.desc())).all()
    names = names_of(row.said_by for row in rows)
    return tuple(Told(row.said_at, names[row.said_by]) for row in rows)
