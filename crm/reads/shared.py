"""What is shared of a household's documents, as staff see it: with whom, who has opened it, and who signed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from crm.actor import Actor, Role
from crm.audit.tables import AuditEntry
from crm.errors import NotFound
from crm.extensions import db
from crm.people import households, merging, requests, shares
from crm.people.tables import Document
from crm.reads import look
from crm.reads.histories import load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.names import names_of

OPENED = "document.view"


@dataclass(frozen=True, slots=True)
class Done:
    """Who opened it, or signed it, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ShareSeen:
    """That a document is shared, or was: since when and by whom, who has opened it and who has signed."""

    document_id: int
    shared_at: datetime
    by: str
    to_sign: bool
    opened: tuple[Done, ...]
    signed: tuple[Done, ...]
    taken_back_at: datetime | None
    taken_back_by: str


@dataclass(frozen=True, slots=True)
class Sharing:
    """A household's head and one of its documents, to be shared: with whom, or why it cannot be."""

    household: HouseholdSeen
    document_id: int
    name: str
    readers: tuple[str, ...]  # carers who have an account
    without: tuple[str, ...]  # carers who have none
    never: str | None
    now: ShareSeen | None
    before: tuple[ShareSeen, ...]


@look
def sharing(reference: str, document_id: int, by: Actor) -> Sharing:
    """One document of a household, and who would see it; the look goes on record. NotFound: none, or removed."""
    history = load_history(reference, by)
    identity = history.identity
    seen_on_record(identity, ["documents"], by)
    there = Document.household_id.in_(merging.together(identity.id)), Document.removed_at.is_(None)
    name = db.session.scalar(select(Document.name).where(Document.id == document_id, *there))
    if name is None:
        raise NotFound("There is no such document")
    every = [each for each in of_household(identity.id) if each.document_id == document_id]
    accounts = names_of(requests.carers_of(identity.id))
    carers = [each.name for each in households.carers_of(identity.id) if each.name]
    readers = tuple(dict.fromkeys(accounts.values()))
    return Sharing(
        household=seen(history),
        document_id=document_id,
        name=name,
        readers=readers,
        without=tuple(each for each in carers if each not in readers),
        never=shares.never([document_id]).get(document_id),
        now=next((each for each in every if each.taken_back_at is None), None),
        before=tuple(each for each in every if each.taken_back_at is not None),
    )


def of_household(household_id: int) -> list[ShareSeen]:
    """Every time that a document was shared, the latest first. The caller puts the look on record."""
    rows = shares.of_household(household_id)
    opened = opened_by_carers(household_id, {row.document_id for row in rows})
    signed = shares.signatures([row.id for row in rows])
    names = names_of(
        [
            *(each for row in rows for each in (row.shared_by, row.taken_back_by)),
            *(who for looks in opened.values() for who, _ in looks),
        ]
    )
    return [
        ShareSeen(
            row.document_id,
            row.shared_at,
            names[row.shared_by],
            row.to_sign,
            tuple(Done(names[who], at) for who, at in opened[row.document_id] if at >= row.shared_at),
            tuple(Done(each.name or "", each.signed_at) for each in signed[row.id]),
            row.taken_back_at,
            names[row.taken_back_by],
        )
        for row in rows
    ]


def opened_by_carers(
    household_id: int, document_ids: Collection[int]
) -> defaultdict[int, list[tuple[int | None, datetime]]]:
    """Which carers have opened each of these documents, each of them the first time, as their looks say."""
    found: defaultdict[int, list[tuple[int | None, datetime]]] = defaultdict(list)
    if not document_ids:
        return found
    about = {f"document {number}": number for number in document_ids}
    looks = select(AuditEntry.about, AuditEntry.user_id, AuditEntry.at).where(
        AuditEntry.household_id.in_(merging.together(household_id)),
        AuditEntry.action == OPENED,
        AuditEntry.role == Role.CARER.value,
        AuditEntry.about.in_(about),
    )
    for row in db.session.execute(looks.order_by(AuditEntry.id)):
        number = about[row.about]
        if row.user_id not in [who for who, _ in found[number]]:
            found[number].append((row.user_id, row.at))
    return found
