"""What the log and the visits say of how households were approached: called in vain, met and not invited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import or_, select

from crm import clock
from crm.extensions import db
from crm.people.contact_tables import Contact, SentLetter
from crm.people.merging import stands_for
from crm.people.tables import Household
from crm.people.visit_tables import Visit

UNHEARD = ("no_answer", "message_left")
INITIAL, DONE, INVITED = "initial", "done", "invite"  # a visit's purpose, its state, what came of it
INVITES = "apply"  # the letter that does
GONE = ("sent", "printed")  # the states of a letter that went out


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
    """Those whose last initial visit ended without an invitation to apply, and whom no letter has invited since."""
    whose = _rows_of(household_ids)
    held = Visit.household_id.in_(list(whose)), Visit.purpose == INITIAL, Visit.state == DONE
    found = select(Visit.household_id, Visit.outcome, Visit.ended_at).where(*held)
    last = {whose[of]: (said, at) for of, said, at in db.session.execute(found.order_by(Visit.starts_at, Visit.id))}
    otherwise = {of: at for of, (outcome, at) in last.items() if outcome not in (None, INVITED)}
    wrote = SentLetter.household_id.in_(list(whose)), SentLetter.template == INVITES, SentLetter.state.in_(GONE)
    letters = db.session.execute(select(SentLetter.household_id, SentLetter.asked_at).where(*wrote)).all()
    since = {whose[of] for of, at in letters if (ended := otherwise.get(whose[of])) and at > ended}
    return frozenset(otherwise) - since


def _rows_of(household_ids: Sequence[int]) -> dict[int, int]:
    """These households and those that were merged into them, each with the one that stands for it."""
    meant = or_(Household.id.in_(household_ids), Household.merged_into_id.in_(household_ids))
    return {row[0]: row[1] for row in db.session.execute(select(Household.id, stands_for()).where(meant))}
