"""Proposals of carers as pages show them: each field as it is on record and as it would be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from crm.people import detail_proposals, households
from crm.people.detail_proposals import ADDRESS, SENT
from crm.people.detail_tables import DetailProposal
from crm.people.profile import Value
from crm.people.tables import Carer
from crm.reads.names import names_of

OVERTAKEN = "overtaken"  # it waits, and what is on record was changed since it was sent


@dataclass(frozen=True, slots=True)
class FieldProposed:
    """A field: what is on record, and what it would say."""

    name: str
    now: Value
    then: Value

    @property
    def differs(self) -> bool:
        """Whether it would change anything."""
        return self.now != self.then


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal. `fields` are empty where they are an address that nobody has asked for (T40).

    `gone`: whom it is about is not in the household any more.
    """

    number: int
    kind: str
    state: str
    version: int
    nature: str
    since: date | None
    sent_at: datetime
    sent_by: str
    sender: int | None
    about: str | None
    fields: tuple[FieldProposed, ...]
    gone: bool
    reason: str | None
    answer: str | None
    settled_at: datetime | None
    settled_by: str
    left_on: date | None  # the day on which whoever sent it left the household

    @property
    def waits(self) -> bool:
        """Whether it is neither answered nor taken back."""
        return self.state in (SENT, OVERTAKEN)


def proposals_of(
    rows: Sequence[DetailProposal], homes: Mapping[int, int], *, reveal: bool = False
) -> tuple[Proposal, ...]:
    """These, in their order; `homes`: the household that stands for the record of each."""
    names = names_of([*(row.sent_by for row in rows), *(row.settled_by for row in rows)])
    return tuple(_proposal(row, homes[row.household_id], names, reveal) for row in rows)


def state_of(row: DetailProposal, home_id: int) -> str:
    """Where it stands; what is over stays what it was."""
    return OVERTAKEN if row.state == SENT and detail_proposals.overtaken(home_id, row) else row.state


def _proposal(row: DetailProposal, home_id: int, names: Mapping[int | None, str], reveal: bool) -> Proposal:
    known = detail_proposals.known(home_id, row)
    return Proposal(
        number=row.id,
        kind=row.kind,
        state=state_of(row, home_id),
        version=row.version,
        nature=row.nature,
        since=row.since,
        sent_at=row.sent_at,
        sent_by=names[row.sent_by],
        sender=row.sent_by,
        about=_about(row, home_id),
        fields=_fields(row, known or {}) if reveal or row.kind != ADDRESS else (),
        gone=known is None,
        reason=row.reason,
        answer=row.answer,
        settled_at=row.settled_at,
        settled_by=names[row.settled_by],
        left_on=detail_proposals.left_on(row.sent_by),
    )


def _fields(row: DetailProposal, known: Mapping[str, Value]) -> tuple[FieldProposed, ...]:
    told = detail_proposals.meant(row)
    names = detail_proposals.FIELDS[row.kind]
    return tuple(FieldProposed(name, known.get(name), told.get(name)) for name in names)


def _about(row: DetailProposal, home_id: int) -> str | None:
    """The carer whose contacts they are; of members the name is among the fields."""
    carers: list[Carer] = households.carers_of(home_id) if row.carer_id is not None else []
    return next((each.name for each in carers if each.id == row.carer_id), None)
