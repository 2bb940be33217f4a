"""The portal once two merged records are two again: nobody who came with the merge sees the other household (T16).

What they did there goes home with them as every row does; here what may go on is told from what may not.
"""

from __future__ import annotations

from sqlalchemy import select

from crm import audit, clock
from crm.actor import Actor
from crm.commands import mail, tasks
from crm.commands.carer_accounts import revoke, shut
from crm.commands.parting import of_who_is_left
from crm.extensions import db
from crm.ledger.now import approved_journey
from crm.people import carer_accounts, detail_proposals, households, profile, requests
from crm.people.detail_proposals import MEMBER, SENT
from crm.people.detail_tables import DetailProposal
from crm.people.parted import Parted
from crm.people.request_tables import RangeDraft, RangeRequest, RangeRequestStep
from crm.people.tables import Household
from crm.people.tasks import STEP

NOT_THEIRS = (
    "A change of what they offer took effect by somebody of {other}, while two records were one. Do its own carers "
    "agree (RV-7)?"
)


def let_go(kept: Household, merged: Household, both: Parted, by: Actor) -> None:
    """Part what belongs to the portal, within the open command that has parted the two households."""
    gone = _close(kept, merged, both, by)
    for user_id in gone:
        requests.forget(user_id)
    _proposals(both, gone, by)
    for household, other in ((kept, merged), (merged, kept)):
        for row in requests.of_household(household.id):
            _hold_still(row, household, both, by)
            _ask_again(row, household, other, both, by)
        if approved_journey(household.id, clock.today()) is not None:
            of_who_is_left(household.id, by)
    _drafts(both)


def _close(kept: Household, merged: Household, both: Parted, by: Actor) -> set[int]:
    """Close what those who came with the merge have with the kept household; the accounts that are closed."""
    theirs = {carer_accounts.email_of(each) for each in households.carers_of(merged.id)}
    theirs -= {carer_accounts.email_of(each) for each in households.carers_of(kept.id)}
    for given in carer_accounts.waiting(kept.id):
        came = given.carer_id is not None and both.of_carer(given.carer_id) == both.merged
        if came or given.email in theirs:
            revoke(given, kept, by)
    gone = [each for each in carer_accounts.of_household(kept.id) if both.accounts.get(each.id) == both.merged]
    for user in gone:
        if user.active:
            shut(user, kept, "left", by)
    return {each.id for each in gone}


def _proposals(both: Parted, gone: set[int], by: Actor) -> None:
    """What waits of nobody there, or about the other's people, is over."""
    numbers = [number for name, number in both.placed if name == DetailProposal.__tablename__]
    waits = DetailProposal.id.in_(numbers), DetailProposal.state == SENT
    for row in db.session.scalars(select(DetailProposal).where(*waits)).all():
        members = {each.id for each in profile.members(row.household_id)}
        if row.sent_by in gone or (row.kind == MEMBER and row.member_id not in members):
            detail_proposals.settle(row, detail_proposals.LEFT, by.user_id, at=clock.now())


def _hold_still(row: RangeRequest, household: Household, both: Parted, by: Actor) -> None:
    """What was asked goes on where there are terms to change; what was agreed to, where its own carers agreed."""
    since = (RangeRequest.__tablename__, row.id) in both.placed
    step = None
    if since and row.state == requests.SENT and approved_journey(household.id, clock.today()) is None:
        step = requests.WITHDRAWN
    elif row.state == requests.AHEAD and not _own(row.agreed_by, household, both):
        requests.agreed_no_more(row)
        step = requests.AGREER_LEFT
    if step is None:
        return
    requests.note(row, step, by.user_id, at=clock.now())
    about = f"request {row.id}"
    audit.record(by, f"range_request.{step}", agency_id=row.agency_id, household_id=household.id, about=about)
    for each in requests.carers_of(household.id):
        mail.tell(each, "range_request_moved", number=str(row.id))


def _ask_again(row: RangeRequest, household: Household, other: Household, both: Parted, by: Actor) -> None:
    """What took effect by the word of the other's carer is not undone by this: somebody asks its own."""
    agreed = RangeRequestStep.request_id == row.id, RangeRequestStep.step == requests.AGREED
    chosen = select(RangeRequestStep.by_user).where(*agreed, RangeRequestStep.at >= both.since)
    who = db.session.scalar(chosen.order_by(RangeRequestStep.id.desc()).limit(1))
    if row.state == requests.AGREED and who in both.accounts and not _own(who, household, both):
        what = NOT_THEIRS.format(other=other.reference)
        tasks.add(household.id, kind=STEP, what=what, due_on=clock.today(), by=by)


def _own(user_id: int | None, household: Household, both: Parted) -> bool:
    return both.accounts.get(user_id or 0) == household.id


def _drafts(both: Parted) -> None:
    """What was typed to change a request that is the other's now is a request of its own."""
    there = RangeDraft.household_id.in_((both.kept, *both.behind)), RangeDraft.changes_id.is_not(None)
    for draft in db.session.scalars(select(RangeDraft).where(*there)).all():
        row = db.session.get_one(RangeRequest, draft.changes_id)
        if both.of_home(row.household_id) != both.of_home(draft.household_id):
            draft.changes_id, draft.changes_version = None, None
    db.session.flush()
