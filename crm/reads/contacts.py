"""The contact log of a household as its timeline shows it, and how often nobody answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import select

from crm import clock, fields
from crm.actor import Actor
from crm.extensions import db
from crm.people import merging
from crm.people.contact_tables import Contact, SentLetter
from crm.reads import enquiries, look
from crm.reads.histories import load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.names import names_of
from crm.reads.people import CarerSeen, carers_seen

SPOKEN = ("answered", "met")
UNHEARD = ("no_answer", "message_left")


@dataclass(frozen=True, slots=True)
class LetterTo:
    """A letter of a contact: its number, what it is about, whether it went, and why not."""

    id: int
    subject: str | None
    state: str
    why: str | None


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A contact or a note. `text` is None where there is none, or where it is not this role's to see (`read`)."""

    template: ClassVar[str] = "_contact_line.html"
    shown: ClassVar[str] = "contacts"

    id: int
    kind: str
    direction: str | None
    outcome: str | None
    happened_at: datetime
    text: str | None
    read: bool
    stopped_clock: bool
    recorded_at: datetime
    by: str
    removed_at: datetime | None
    removed_by: str
    letters: tuple[LetterTo, ...] = ()

    @property
    def happened_on(self) -> date:
        return clock.day_of(self.happened_at)

    @property
    def put_right(self) -> bool:
        return self.removed_at is not None

    @property
    def said(self) -> str:
        """What it was, as words name it: 'call-out-answered', 'email-in-received', 'note'."""
        return "-".join(each for each in (self.kind, self.direction, self.outcome) if each)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Calls since somebody last spoke with them that nobody answered, and the moment of the last of them."""

    calls: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reaching:
    """A household's head, how to reach its carers, and when and how to talk with them, each with its label."""

    household: HouseholdSeen
    carers: tuple[CarerSeen, ...]
    when: tuple[tuple[str, str], ...]


@look
def reaching(reference: str, by: Actor) -> Reaching:
    """What somebody needs who is about to call a household; the look goes on record."""
    history = load_history(reference, by)
    seen_on_record(history.identity, ["people", "record"], by)
    home = history.identity.id
    return Reaching(seen(history), carers_seen(home, by), enquiries.when_called(home, history.choices, by))


def lines_of(household_id: int, by: Actor) -> list[ContactLine]:
    """Every contact of a household, removed ones too, newest first. The caller puts the look on record."""
    rows = db.session.scalars(
        select(Contact)
        .where(Contact.household_id.in_(merging.together(household_id)))
        .order_by(Contact.happened_at.desc(), Contact.id.desc())
    ).all()
    read = fields.sees(by.role, "note")
    names = names_of(each for row in rows for each in (row.recorded_by, row.removed_by))
    letters = _letters([row.id for row in rows if row.kind in ("email", "letter")], read)
    return [
        ContactLine(
            id=row.id,
            kind=row.kind,
            direction=row.direction,
            outcome=row.outcome,
            happened_at=row.happened_at,
            text=row.text if read and row.removed_at is None else None,
            read=read,
            stopped_clock=row.event_id is not None,
            recorded_at=row.recorded_at,
            by=names[row.recorded_by],
            removed_at=row.removed_at,
            removed_by=names[row.removed_by],
            letters=tuple(letters[row.id]),
        )
        for row in rows
    ]


def _letters(contact_ids: Sequence[int], read: bool) -> defaultdict[int, list[LetterTo]]:
    found: defaultdict[int, list[LetterTo]] = defaultdict(list)
    if contact_ids:
        columns = (SentLetter.contact_id, SentLetter.id, SentLetter.subject, SentLetter.state, SentLetter.why)
        rows = db.session.execute(
            select(*columns).where(SentLetter.contact_id.in_(contact_ids)).order_by(SentLetter.id)
        )
        for contact_id, letter_id, subject, state, why in rows:
            found[contact_id].append(LetterTo(letter_id, subject if read else None, state, why))
    return found


def unanswered(lines: Sequence[ContactLine]) -> Unanswered:
    """How often they were called in vain since somebody last spoke with them; lines come newest first."""
    calls: list[datetime] = []
    for line in lines:
        if line.removed_at is not None:
            continue
        if line.outcome in SPOKEN:
            break
        if line.outcome in UNHEARD:
            calls.append(line.happened_at)
    return Unanswered(len(calls), calls[0] if calls else None)
