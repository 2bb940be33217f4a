"""What carers asked, proposed and signed while two records were one, and whose it is once they are two again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from crm.extensions import db
from crm.people import detail_proposals, profile, requests
from crm.people.detail_proposals import CONTACTS, MEMBER, SENT
from crm.people.detail_tables import DetailProposal
from crm.people.notice_tables import CarerNotice
from crm.people.request_tables import RangeDraft, RangeRequest
from crm.people.work_tables import Task


@dataclass(frozen=True, slots=True)
class Parted:
    """Two households that were one. `theirs` are the accounts of the one that was merged; `gone` those that were
    closed with the undoing; `own` says of a carer's row in the kept household which is theirs in their own."""

    kept: int
    merged: int
    since: datetime
    own: Mapping[int, int]
    theirs: Collection[int]
    gone: Collection[int]


def proposals(both: Parted, *, by: int | None, at: datetime) -> None:
    """Let what waits go home with who sent it; what is of nobody there, or about the other's people, is over."""
    chosen = select(DetailProposal).where(DetailProposal.household_id == both.kept, DetailProposal.state == SENT)
    for row in db.session.scalars(chosen.where(DetailProposal.sent_at >= both.since)).all():
        if row.sent_by in both.theirs:
            row.household_id = both.merged
            if row.kind == CONTACTS and row.carer_id is not None:
                row.carer_id = both.own.get(row.carer_id, row.carer_id)
        members = {each.id for each in profile.members(row.household_id)}
        if row.sent_by in both.gone or (row.kind == MEMBER and row.member_id not in members):
            detail_proposals.settle(row, detail_proposals.LEFT, by, at=at)


def asked(both: Parted, tied: Collection[int]) -> list[RangeRequest]:
    """Let what was asked follow the journey that it was offered on, or else who asked; what was asked since then.

    `tied` are the events of the journeys that go back to the household that was merged.
    """
    chosen = select(RangeRequest).where(RangeRequest.household_id == both.kept, RangeRequest.asked_at >= both.since)
    rows = list(db.session.scalars(chosen.order_by(RangeRequest.id).with_for_update()))
    for row in rows:
        follows = row.event_id in tied if row.event_id is not None else row.asked_by in {*both.theirs, *both.gone}
        if follows:
            row.household_id = both.merged
    typed = update(RangeDraft).where(RangeDraft.household_id == both.kept, RangeDraft.user_id.in_(both.theirs))
    db.session.execute(typed.values(household_id=both.merged))
    for user_id in both.gone:
        requests.forget(user_id)
    db.session.flush()
    return rows


def signed(both: Parted, came: Collection[int]) -> Sequence[CarerNotice]:
    """Let a notice go home with whoever signed it, with what is to be done on its last day; those that did.

    `came` are the rows of carers who came with the merge: all that these have is theirs.
    """
    chosen = select(CarerNotice).where(CarerNotice.household_id == both.kept, CarerNotice.signed_at >= both.since)
    theirs = [
        row
        for row in db.session.scalars(chosen.order_by(CarerNotice.id))
        if row.carer_id in came or row.signed_by in both.theirs or row.signed_by in both.gone
    ]
    for row in theirs:
        row.carer_id = both.own.get(row.carer_id, row.carer_id)
        row.household_id = both.merged
        if row.task_id is not None:
            db.session.get_one(Task, row.task_id).household_id = both.merged
    db.session.flush()
    return theirs
