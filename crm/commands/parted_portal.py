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
from crm.journey.events import NoticeReceived
from crm.ledger.cluster import load
from crm.ledger.latest import latest
from crm.ledger.now import approved_journey
from crm.ledger.tables import EventRecord
from crm.people import carer_accounts, detail_proposals, households, profile, requests
from crm.people.detail_proposals import MEMBER, SENT
from crm.people.detail_tables import DetailProposal
from crm.people.parted import Parted
from crm.people.request_tables import RangeDraft, RangeRequest, RangeRequestStep
from crm.people.tables import Household
from crm.people.tasks import STEP
from crm.register import settings

NOT_THEIRS = (
    "A change of what they offer took effect by somebody of {other}, while two records were one. Do its own carers "
    "agree (RV-7)?"
)
NOTICE = (
    "Notice to stop fostering was given by somebody of {other}, while two records were one. Did its own carers "
    "give it (RV-8)?"
)
UNCLEAR = (
    "Access to the portal was closed: two records were one, and nothing tells whose it was. Look at the e-mail "
    "addresses, and invite the carers again."
)


def let_go(kept: Household, merged: Household, both: Parted, by: Actor) -> None:
    """Part what belongs to the portal, within the open command that has parted the two households."""
    gone = _close(kept, merged, both, by)
    for user_id in gone:
        requests.forget(user_id)
    _proposals(both, gone, by)
    for household, other in ((kept, merged), (merged, kept)):
        for row, state in _requests(household):
            _hold_still(row, state, household, both, by)
            _ask_again(row, state, household, other, both, by)
        _ask_of_notice(household, other, both, by)
        if approved_journey(household.id, clock.today()) is not None:
            of_who_is_left(household.id, by)
    _drafts(both)


def _close(kept: Household, merged: Household, both: Parted, by: Actor) -> set[int]:
    """Close what those who came with the merge have with the kept household; the accounts that are closed.

    What may be theirs is closed too: whoever works with the household is told, and invites its own carers again.
    """
    theirs = {carer_accounts.email_of(each) for each in households.carers_of(merged.id)}
    theirs -= {carer_accounts.email_of(each) for each in households.carers_of(kept.id)}
    unclear = False
    for given in carer_accounts.waiting(kept.id):
        side = both.invitations.get(given.id)
        if side != both.kept or given.email in theirs:
            revoke(given, kept, by)
            unclear = unclear or side is None
    gone = [each for each in carer_accounts.of_household(kept.id) if not _own(each.id, kept, both)]
    for user in gone:
        if user.active:
            shut(user, kept, "left", by)
            unclear = unclear or both.accounts.get(user.id) is None
    if unclear:
        tasks.add(kept.id, kind=STEP, what=UNCLEAR, due_on=clock.today(), by=by)
    return {each.id for each in gone}


def _proposals(both: Parted, gone: set[int], by: Actor) -> None:
    """What waits of nobody there, or about the other's people, is over."""
    numbers = [number for name, number in both.placed if name == DetailProposal.__tablename__]
    waits = DetailProposal.id.in_(numbers), DetailProposal.state == SENT
    for row in db.session.scalars(select(DetailProposal).where(*waits)).all():
        members = {each.id for each in profile.members(row.household_id)}
        if row.sent_by in gone or (row.kind == MEMBER and row.member_id not in members):
            detail_proposals.settle(row, detail_proposals.LEFT, by.user_id, at=clock.now())


def _requests(household: Household) -> list[tuple[RangeRequest, str]]:
    """The requests of a household, each with where it stands: also where staff have recorded what came of it."""
    rows = requests.of_household(household.id)
    if not rows:
        return []
    folded = load(household.agency_id, [household.id])[household.id]
    its = folded.fold(household.id, settings.rulebook(household.agency_id))
    return [(row, requests.state_of(row, its)) for row in rows]


def _hold_still(row: RangeRequest, state: str, household: Household, both: Parted, by: Actor) -> None:
    """What was asked goes on where there are terms to change; what was agreed to, where its own carers agreed."""
    since = (RangeRequest.__tablename__, row.id) in both.placed
    step = None
    if since and state == requests.SENT and approved_journey(household.id, clock.today()) is None:
        step = requests.WITHDRAWN
    elif state == requests.AHEAD and not _own(row.agreed_by, household, both):
        requests.agreed_no_more(row)
        step = requests.AGREER_LEFT
    if step is None:
        return
    requests.note(row, step, by.user_id, at=clock.now())
    about = f"request {row.id}"
    audit.record(by, f"range_request.{step}", agency_id=row.agency_id, household_id=household.id, about=about)
    for each in requests.carers_of(household.id):
        mail.tell(each, "range_request_moved", number=str(row.id))


def _ask_again(
    row: RangeRequest, state: str, household: Household, other: Household, both: Parted, by: Actor
) -> None:
    """What took effect by the word of the other's carer is not undone by this: somebody asks its own."""
    who = _agreed(row, both) if state == requests.AGREED else None
    if who is not None and not _own(who, household, both):
        what = NOT_THEIRS.format(other=other.reference)
        tasks.add(household.id, kind=STEP, what=what, due_on=clock.today(), by=by)


def _agreed(row: RangeRequest, both: Parted) -> int | None:
    """Who agreed to what took effect since the merge: on that day, or ahead, and then it is done without them."""
    steps = RangeRequestStep.request_id == row.id, RangeRequestStep.step == requests.AGREED
    chosen = select(RangeRequestStep.by_user).where(*steps, RangeRequestStep.at >= both.since)
    last = db.session.scalar(chosen.order_by(RangeRequestStep.id.desc()).limit(1))
    return next((each for each in (last, row.agreed_by) if each in both.accounts), None)


def _ask_of_notice(household: Household, other: Household, both: Parted, by: Actor) -> None:
    """What the other's carer recorded is not undone by this either: two people put it right, if nobody gave it."""
    there = EventRecord.household_id.in_((both.kept, *both.behind)), EventRecord.kind == NoticeReceived.kind
    for row in db.session.scalars(select(EventRecord).where(*there, EventRecord.recorded_at >= both.since)).all():
        its = both.of_event(row.id) == household.id and latest(row.id) is not None
        if its and row.recorded_by in both.accounts and not _own(row.recorded_by, household, both):
            what = NOTICE.format(other=other.reference)
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
