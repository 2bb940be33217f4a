"""What was typed in enquiries, linked to the register; and two employers that are one, merged and parted again.

Nothing in the ledger changes: the typed word stays, and the register says whose it is.
"""

from __future__ import annotations

from sqlalchemy import select

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.commands.employers import CHANGED, MERGED, current, noted
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db
from crm.holding import overtaken
from crm.ledger.keys import lock
from crm.people import folding
from crm.register import employer_names, employers
from crm.register.employer_tables import EmployerSpelling

SETTLED = "Somebody has said meanwhile what this name stands for."


@command
def link(agency_id: int, written: str, number: int | None, *, by: Actor) -> int:
    """Say for which employer a typed name stands, or, without one, that it names none; the number of what was said.

    NotFound: no such council or employer. Refused: somebody has said so already, or the employer was merged.
    """
    if agency_id not in by.agency_ids:
        raise NotFound("There is no such council")
    lock(agency_id)
    if number is not None:
        row = employers.load(number, (agency_id,))
        if row.merged_into_id is not None:
            raise Refused(MERGED)
    written = folding.tidied(written, longest=100, field="employer")
    typed = employer_names.typed(written)
    if not typed:
        raise NotFound("Nobody has typed such a name")
    there = EmployerSpelling.agency_id == agency_id, EmployerSpelling.typed == typed
    if db.session.scalar(select(EmployerSpelling.id).where(*there)) is not None:
        raise Refused(SETTLED)
    spelt = EmployerSpelling(
        agency_id=agency_id, typed=typed, written=written, employer_id=number, given=False,
        linked_at=clock.now(), linked_by=by.user_id,
    )  # fmt: skip
    db.session.add(spelt)
    db.session.flush()
    _noted(spelt, "link" if number else "set_aside", by)
    return spelt.id


@command
def unlink(number: int, *, by: Actor) -> None:
    """Take back what was said of a typed name: it waits again. Refused: it is an employer's own name."""
    spelt = db.session.get(EmployerSpelling, number)
    if spelt is None or spelt.agency_id not in by.agency_ids:
        raise NotFound("There is no such name")
    lock(spelt.agency_id)
    if spelt.given:
        raise Refused("This is a name of the employer itself. Change the name of the employer instead.")
    _noted(spelt, "unlink", by)
    db.session.delete(spelt)
    db.session.flush()


@command
def merge(number: int, into: int, *, version: int, by: Actor) -> None:
    """Let an employer stand for another: its enquiries and its link count there. Both keep all that was said.

    NotFound: no such employer of the same council. Stale: it is not `version`. Refused: the same, or one that was
    merged already.
    """
    row = current(number, version, by)
    other = employers.load(into, (row.agency_id,))
    if other.id == row.id:
        raise Refused("Choose another employer than this one", field="into")
    if other.merged_into_id is not None:
        raise Refused("That employer was merged itself. Choose the one into which it was merged", field="into")
    row.merged_into_id = other.id
    row.version += 1
    noted(row, "merge", by)


@command
def part(number: int, *, version: int, by: Actor) -> None:
    """Undo a merge: the employer stands for itself again, with its enquiries and its link. Stale: as above."""
    row = employers.load(number, by.agency_ids)
    lock(row.agency_id)
    if overtaken(row, version) or row.merged_into_id is None:
        raise Stale(CHANGED)
    row.merged_into_id = None
    row.version += 1
    noted(row, "part", by)


def _noted(spelt: EmployerSpelling, act: str, by: Actor) -> None:
    about = f"employer {spelt.employer_id}" if spelt.employer_id else "no employer"
    audit.record(by, f"employer.{act}", agency_id=spelt.agency_id, about=about)
