"""A notice that a carer signed stays with the person, whatever is put right of who is on record (RV-8, T19)."""

from __future__ import annotations

from crm import clock
from crm.errors import Refused
from crm.journey.saying import said
from crm.ledger.now import approved_journey
from crm.people import carer_notices, folding
from crm.people.notice_tables import CarerNotice
from crm.people.tables import Carer

REMOVED = (
    "{name} has given notice (RV-8), which stands from {day}. If they leave the household, record that they leave. "
    "If nobody gave that notice, say so on the page 'Ending', where a second person agrees."
)
RENAMED = "They have signed a notice by this name on {day} (RV-8), so it stays until that is settled: see 'Ending'."
LEFT_FOR_GOOD = ("resigned", "died")  # whose notice came to its end with them


def require_unsigned(carer: Carer) -> None:
    """Refused where a carer who would be removed as if never there has signed a notice that stands."""
    row = _standing(carer)
    if row is not None:
        raise Refused(REMOVED.format(name=carer.name or "This carer", day=said(row.signed_on)))


def require_own_name(carer: Carer, name: str | None) -> None:
    """Refused where somebody who has signed a notice would have another name: it would be another's signature."""
    row = _standing(carer) if folding.folded(name or "") != folding.folded(carer.name or "") else None
    if row is not None:
        raise Refused(RENAMED.format(day=said(row.signed_on)), field="name")


def stays_with(carer: Carer) -> None:
    """Let whoever is added anew have what they signed before: known by their name, or their e-mail."""
    for gone in carer_notices.gone_with_notice(carer.household_id):
        same_name = gone.name and folding.folded(gone.name) == folding.folded(carer.name or "")
        same_mail = gone.email and folding.folded(gone.email) == folding.folded(carer.email or "")
        if gone.removed_because not in LEFT_FOR_GOOD and (same_name or same_mail):
            carer_notices.hand_on(gone.id, carer.id)


def _standing(carer: Carer) -> CarerNotice | None:
    if approved_journey(carer.household_id, clock.today()) is None:
        return None
    return carer_notices.latest(carer.id)
