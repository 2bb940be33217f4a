"""How often somebody rang and nobody answered, since they were last spoken with: for many households at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from sqlalchemy import select

from crm.extensions import db
from crm.people.contact_tables import Contact
from crm.people.merging import stands_for
from crm.people.tables import Household
from crm.reads.contacts import SPOKEN, UNHEARD


def unanswered(household_ids: Collection[int]) -> Counter[int]:
    """The calls without an answer of each household, in one query."""
    found: Counter[int] = Counter()
    if not household_ids:
        return found
    chosen = (
        select(stands_for(), Contact.outcome)
        .join(Household, Household.id == Contact.household_id)
        .where(stands_for().in_(household_ids), Contact.removed_at.is_(None))
        .where(Contact.outcome.in_((*SPOKEN, *UNHEARD)))
        .order_by(Contact.happened_at, Contact.id)
    )
    for household_id, outcome in db.session.execute(chosen):
        found[household_id] = found[household_id] + 1 if outcome in UNHEARD else 0
    return found
