"""What the log and the visits say of how households were approached: called in vain, met and not invited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import or_, select

from crm import clock
from crm.extensions import db
from crm.people.contact_tables import Contact
from crm.people.merging import stands_for
from crm.people.tables import Household
from crm.people.visit_tables import Visit

UNHEARD = ("no_answer", "message_left")
INITIAL, DONE, INVITED = "initial", "done", "invite"  # a visit's purpose, its state, what came of it


def called_in_vain(since: Mapping[int, date | None]) -> frozenset[int]:
    """Those of these households whom a call did not reach, on the day given beside each or later."""
    whose = _rows_of(list(since))
    calls = Contact.household_id.in_(list(whose)), Contact.kind == "call", Contact.direction == "out"
    found = select(Contact.household_id, Contact.happened_at).where(
        *calls, Contact.outcome.in_(UNHEARD), Contact.removed_at.is_(None)
    )
    rows = [(whose[of], clock.day_of(at)) for of, at in db.session.execute(found)]
    return frozenset(of for of, day in rows if day >= (since[of] or date.min))


def not_invited(household_ids: Sequence[int]) -> frozenset[int]:
    """Those whose last initial visit ended with something other than an invitation to apply."""
    whose = _rows_of(household_ids)
    held = Visit.household_id.in_(list(whose)), Visit.purpose == INITIAL, Visit.state == DONE
    found = select(Visit.household_id, Visit.outcome).where(*held).order_by(Visit.starts_at, Visit.id)
    last = {whose[of]: outcome for of, outcome in db.session.execute(found)}
    return frozenset(of for of, outcome in last.items() if outcome not in (None, INVITED))


def _rows_of(household_ids: Sequence[int]) -> dict[int, int]:
    """These households and those that were merged into them, each with the one that stands for it."""
    meant = or_(Household.id.in_(household_ids), Household.merged_into_id.in_(household_ids))
    return {row[0]: row[1] for row in db.session.execute(select(Household.id, stands_for()).where(meant))}
