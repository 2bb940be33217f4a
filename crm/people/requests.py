"""Carers' requests to change what they offer: of a household, whichever of its merged records holds them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from crm import clock
from crm.errors import NotFound
from crm.extensions import db
from crm.holding import held
from crm.journey import revisions
from crm.journey.asking import NUMBERS, Wish, as_read
from crm.journey.history import Row
from crm.journey.household import Household, Journey
from crm.journey.ranges import Terms
from crm.journey.revisions import AGREEMENT, DROPPED, NOTICE, WAITS
from crm.people import merging
from crm.people.request_tables import RangeDraft, RangeRequest, RangeRequestStep
from crm.people.tables import User

SENT, OFFERED, DECLINED, WITHDRAWN, AGREED = "sent", "offered", "declined", "withdrawn", "agreed"
LAPSED = "lapsed"  # the approval ended before anybody agreed, or before the day that was agreed to
SETTLED = "settled"  # it took effect after 28 days without an agreement (RV-6)
AHEAD = "ahead"  # agreed to, from the day that was asked for, which is still to come
Changes = tuple[int, int] | None  # of an earlier request, by number and version
CHANGED = "changed"  # a step, and no state: it is as sent again
OFFER_CHANGED = "offer_changed"  # likewise: the service has put right what it offers, and it waits for the carers
TERMS_CHANGED = "terms_changed"  # likewise: the terms that it was read beside were changed
AGREER_LEFT = "agreer_left"  # likewise: whoever had agreed ahead is of the household no more
PUT_RIGHT = "put_right"  # likewise: what had come of the offer was struck out, and it waits as before
ENDED = {AGREEMENT: AGREED, NOTICE: SETTLED, DROPPED: DROPPED}
OVER = (AGREED, SETTLED, DROPPED, LAPSED)  # steps after which nothing waits, unless it is put right
STATES = (SENT, OFFERED, DECLINED, WITHDRAWN, AHEAD, AGREED)
UNSENT = timedelta(days=30)  # for so long what was typed and not sent is kept


def of_household(household_id: int) -> list[RangeRequest]:
    """Every request of a household, the latest first."""
    own = RangeRequest.household_id.in_(merging.together(household_id))
    return list(db.session.scalars(select(RangeRequest).where(own).order_by(RangeRequest.id.desc())))


def load(household_id: int, number: int) -> RangeRequest:
    """One of its requests, locked; NotFound: there is none of this household."""
    found = held(RangeRequest, number)
    if found is None or found.household_id not in merging.together(household_id):
        raise NotFound("There is no such request")
    return found


def to_begin(day: date) -> list[RangeRequest]:
    """What carers have agreed to from a day ahead that has come, of every agency."""
    chosen = select(RangeRequest).where(RangeRequest.state == AHEAD, RangeRequest.wanted_on <= day)
    return list(db.session.scalars(chosen.order_by(RangeRequest.id)))


def that_may_lapse() -> list[RangeRequest]:
    """What was offered, of every agency, and nothing is on record of what came of it."""
    last = select(func.max(RangeRequestStep.id)).group_by(RangeRequestStep.request_id)
    steps = RangeRequestStep.id.in_(last), RangeRequestStep.step.not_in(OVER)
    chosen = select(RangeRequest).join(RangeRequestStep, RangeRequestStep.request_id == RangeRequest.id)
    chosen = chosen.where(RangeRequest.state.in_((OFFERED, AHEAD)), *steps)
    return list(db.session.scalars(chosen.order_by(RangeRequest.id)))


def offered_to(household_id: int) -> list[RangeRequest]:
    """What was offered to a household, settled since or not: held, and read anew."""
    states = RangeRequest.state.in_((OFFERED, AHEAD, AGREED))
    own = RangeRequest.household_id.in_(merging.together(household_id)), states
    chosen = select(RangeRequest).where(*own).order_by(RangeRequest.event_id.desc()).with_for_update()
    return list(db.session.scalars(chosen, execution_options={"populate_existing": True}))


def state_of(row: RangeRequest, household: Household) -> str:
    """Where a request stands: also what came of an offer on other pages than its own."""
    if row.state not in (OFFERED, AHEAD, AGREED) or row.event_id is None:
        return row.state
    for journey in household.journeys:
        found = revisions.came_of(journey, row.event_id)
        if found == WAITS:  # also where what was agreed to was struck out, or is read beside others by now
            ahead = row.state == AHEAD and _still_as_read(row, household, journey)
            return LAPSED if _over(row, household, journey.id, ahead=ahead) else AHEAD if ahead else OFFERED
        if found is not None:
            return ENDED[found]
    return DROPPED


def offered_by(row: RangeRequest, household: Household) -> int | None:
    """The event that says by now what is offered on a request, put right or not; None where nothing waits."""
    for journey in household.journeys:
        found = revisions.proposed(journey)
        if found is not None and row.event_id in (found.id, found.first_id):
            return found.id
    return None


def agreed_ahead(household_id: int, household: Household, proposal: Row) -> RangeRequest | None:
    """The request on which carers have agreed to a proposal from a day ahead; None where nobody has."""
    events = [each for each in (proposal.id, proposal.first_id) if each is not None]
    own = RangeRequest.household_id.in_(merging.together(household_id)), RangeRequest.state == AHEAD
    found = db.session.scalar(select(RangeRequest).where(*own, RangeRequest.event_id.in_(events)))
    return found if found is not None and state_of(found, household) == AHEAD else None


def agreed_no_more(row: RangeRequest) -> None:
    """Let what was agreed to from a day ahead wait for the carers again."""
    row.state, row.agreed_on, row.agreed_by = OFFERED, None, None
    row.agreed_event_id = row.agreed_beside = None


def beside(row: RangeRequest, household: Household) -> str:
    """The terms that an offer is read beside, as `asking.as_read`: of today, or of the day that was agreed to."""
    begins_on = row.wanted_on if row.state == AHEAD else None
    return as_read(household.terms_on(min(clock.today(), begins_on or date.max)))


def _still_as_read(row: RangeRequest, household: Household, journey: Journey) -> bool:
    """Whether what carers agreed to from a day ahead is offered still, beside the terms that they read (RV-7).

    Whoever changed either, on a page or by a load, or by taking one back: nobody has agreed to what it is now.
    """
    offered = revisions.proposed(journey)
    same = row.agreed_event_id is None or (offered is not None and offered.id == row.agreed_event_id)
    return same and row.agreed_beside in (None, beside(row, household))


def _over(row: RangeRequest, household: Household, journey_id: int, *, ahead: bool) -> bool:
    """Whether the approval ended before what was offered began; what was agreed for an earlier day still does."""
    approval = next((each for each in household.approvals if each.journey_id == journey_id), None)
    begins_on = row.wanted_on if ahead else None
    day = min(clock.today(), begins_on or date.max)
    return approval is not None and approval.ends_on is not None and approval.ends_on <= day


def home_of(number: int) -> int:
    """The household that stands for the record of a request; NotFound: there is no such request."""
    found = db.session.get(RangeRequest, number)
    if found is None:
        raise NotFound("There is no such request")
    return merging.kept([found.household_id])[found.household_id]


def steps_of(numbers: Collection[int]) -> list[RangeRequestStep]:
    """What became of these requests, the first step first."""
    chosen = select(RangeRequestStep).where(RangeRequestStep.request_id.in_(numbers))
    return list(db.session.scalars(chosen.order_by(RangeRequestStep.id)))


def note(row: RangeRequest, step: str, user_id: int | None, *, at: datetime, follows: bool = False) -> None:
    """Put a step on record; its state with it, where the step is one.

    `follows`: the step only tells what the ledger says by now, where `state_of` reads it.
    """
    if step in STATES and not follows:
        row.state = step
    db.session.add(
        RangeRequestStep(request_id=row.id, version=row.version, step=step, at=at, by_user=user_id),
    )
    db.session.flush()


def wish_of(row: RangeRequest) -> Wish:
    """What a request would change."""
    numbers = {name: getattr(row, name) for name in NUMBERS}
    return Wish(**numbers, more=tuple(row.more.split()), fewer=tuple(row.fewer.split()))


def fill(row: RangeRequest, wish: Wish) -> None:
    """Let a request say what it would change."""
    for name in NUMBERS:
        setattr(row, name, getattr(wish, name))
    row.more, row.fewer = " ".join(wish.more), " ".join(wish.fewer)


def keep_earlier(row: RangeRequest) -> None:
    """Keep what a request says beside what it is about to say: what one carer sends is not lost by another's."""
    told = {name: getattr(row, name) for name in (*NUMBERS, "more", "fewer", "support", "version")}
    wanted_on = row.wanted_on.isoformat() if row.wanted_on else None
    row.earlier = [*(row.earlier or ()), {**told, "wanted_on": wanted_on}]


def earlier_wish(told: Mapping[str, Any]) -> Wish:
    """What a request would have changed at a version before."""
    numbers = {name: told[name] for name in NUMBERS}
    return Wish(**numbers, more=tuple(told["more"].split()), fewer=tuple(told["fewer"].split()))


def answers_of(row: RangeRequest, now: Terms) -> dict[str, Any]:
    """What a request says, as the answers to its questions."""
    then = wish_of(row).on(now)
    wanted_on = row.wanted_on.isoformat() if row.wanted_on else None
    said = {name: getattr(then, name) for name in (*NUMBERS, "offers")}
    return {**said, "wanted_on": wanted_on, "support": row.support}


def typed_of(draft: RangeDraft, row: RangeRequest | None, now: Terms) -> dict[str, Any]:
    """What a carer typed; of a request that the other has changed since, what they left alone is as it is now."""
    own = draft.answers.get("own")
    if row is None or own is None or not still_changes(row):
        return dict(draft.answers)
    there = {name: value for name, value in answers_of(row, now).items() if name not in own}
    return {**draft.answers, **there}


def draft_of(user_id: int, household_id: int, *, hold: bool = False) -> RangeDraft | None:
    """What a carer typed for this household and has not sent; held, where that is asked for."""
    found = held(RangeDraft, user_id) if hold else db.session.get(RangeDraft, user_id)
    return found if found and found.household_id in merging.together(household_id) else None


def version_of(answers: Mapping[str, Any], changes: Changes) -> str:
    """What tells one state of all that was typed from another, holding none of it (T49)."""
    said = json.dumps([sorted(in_order(answers).items()), changes])
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def in_order(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers with each list in one order: the same kinds are the same, however they were ticked or kept."""
    return {name: sorted(each) if isinstance(each, list | tuple) else each for name, each in answers.items()}


def version_of_some(answers: Mapping[str, Any], names: Iterable[str]) -> str:
    """The same of the answers of these names."""
    return version_of({name: answers.get(name) for name in names}, None)


def changes_of(draft: RangeDraft) -> Changes:
    """The request that would be changed, with its version; None for a request of its own."""
    return (draft.changes_id, draft.changes_version or 0) if draft.changes_id else None


def still_changes(row: RangeRequest | None) -> Changes:
    """The same as that request is now; None where it waits no longer, and can be changed by nobody."""
    return (row.id, row.version) if row and row.state == SENT else None


def keep(
    user_id: int,
    household_id: int,
    answers: dict[str, Any],
    changes: Changes,
    *,
    at: datetime,
) -> None:
    """Keep what a carer typed, in the place of what they typed before; what nobody sent for long goes."""
    db.session.execute(delete(RangeDraft).where(RangeDraft.kept_at < at - UNSENT))
    number, version = changes or (None, None)
    db.session.merge(
        RangeDraft(
            user_id=user_id,
            household_id=household_id,
            answers=answers,
            changes_id=number,
            changes_version=version,
            kept_at=at,
        )
    )
    db.session.flush()


def forget(user_id: int) -> None:
    """Erase what a carer typed: it was sent, or thrown away."""
    db.session.execute(delete(RangeDraft).where(RangeDraft.user_id == user_id))


def carers_of(household_id: int) -> list[int]:
    """The accounts of a household for the portal, to be told when a request moves."""
    own = User.household_id.in_(merging.together(household_id)), User.active, User.role == "carer"
    return list(db.session.scalars(select(User.id).where(*own).order_by(User.id)))
