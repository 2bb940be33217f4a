"""Carers' requests as pages show them, to the carers and to the staff: what is asked, and where each stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from crm import clock
from crm.extensions import db
from crm.journey import revisions
from crm.journey.asking import Wish
from crm.journey.events import RevisionProposed
from crm.journey.household import Household, changed
from crm.journey.ranges import Terms
from crm.ledger.tables import EventRecord
from crm.people import requests
from crm.people.range_tables import TermsSupport
from crm.people.request_tables import RangeRequest, RangeRequestStep
from crm.people.requests import AGREED, AHEAD, CHANGED, OFFERED, SENT, SETTLED
from crm.reads.answering import Answering, answering_of
from crm.reads.names import names_of

OPEN = (SENT, OFFERED, AHEAD)


@dataclass(frozen=True, slots=True)
class StepSeen:
    """What became of a request, when, and by whom; neither is made up where it was not kept."""

    step: str
    at: datetime | None
    by: str | None


@dataclass(frozen=True, slots=True)
class Offer:
    """What the service has offered and the carers have not answered; `event` is what says it now (T49)."""

    event: int
    then: Terms
    answering: Answering
    lapses_on: date | None  # the end of the approval, where it is settled
    differs: bool  # from what was asked


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a request said before it was changed, and by whom."""

    by: str | None
    at: datetime | None
    wish: Wish
    wanted_on: date | None
    support: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. `then` is what the terms of today would be with it; None where nobody is approved today."""

    number: int
    state: str
    version: int
    asked_at: datetime
    asked_by: str
    wish: Wish
    now: Terms | None
    then: Terms | None
    wanted_on: date | None
    agreed_on: date | None  # where that day is still to come
    support: str | None
    answer: str | None
    stated: str | None  # the support that the service stated with its offer (RV-7)
    steps: tuple[StepSeen, ...]
    offer: Offer | None
    earlier: tuple[Earlier, ...]  # the latest first

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to answer it."""
        return self.state in OPEN


def of_home(home_id: int, household: Household) -> tuple[Asked, ...]:
    """Every request of a household that the caller has found within the asker's reach, the latest first."""
    return _asked(requests.of_household(home_id), household)


def _asked(rows: Sequence[RangeRequest], household: Household) -> tuple[Asked, ...]:
    steps = requests.steps_of([row.id for row in rows])
    stated = _stated([row.event_id for row in rows if row.event_id])
    names = names_of([*(row.asked_by for row in rows), *(step.by_user for step in steps)])
    taken: defaultdict[int, list[StepSeen]] = defaultdict(list)
    for step in steps:
        taken[step.request_id].append(StepSeen(step.step, step.at, names[step.by_user]))
    today = clock.today()
    approval = household.approval_on(today)
    now = approval.terms_on(today) if approval else None
    found = []
    for row in rows:
        wish, state = requests.wish_of(row), requests.state_of(row, household)
        found.append(
            Asked(
                number=row.id,
                state=state,
                version=row.version,
                asked_at=row.asked_at,
                asked_by=names[row.asked_by],
                wish=wish,
                now=now,
                then=wish.on(now) if now else None,
                wanted_on=row.wanted_on,
                agreed_on=row.agreed_on if state == AHEAD else None,
                support=row.support,
                answer=row.answer,
                stated=stated.get(row.event_id),
                steps=(*taken[row.id], *_untold(row, state, taken[row.id], household)),
                offer=_offer(row, household, now) if state in (OFFERED, AHEAD) and now else None,
                earlier=_earlier(row, steps, names),
            )
        )
    return tuple(found)


def _earlier(
    row: RangeRequest, steps: Sequence[RangeRequestStep], names: Mapping[int | None, str]
) -> tuple[Earlier, ...]:
    """What it said at each version before, with the step by which it came to say so."""
    found = []
    for told in reversed(row.earlier or []):
        own = (each for each in steps if each.request_id == row.id and each.version == told["version"])
        step = next((each for each in own if each.step in (SENT, CHANGED)), None)
        found.append(
            Earlier(
                by=names[step.by_user] if step else None,
                at=step.at if step else None,
                wish=requests.earlier_wish(told),
                wanted_on=date.fromisoformat(told["wanted_on"]) if told["wanted_on"] else None,
                support=told["support"],
            )
        )
    return tuple(found)


def _untold(row: RangeRequest, state: str, told: Sequence[StepSeen], household: Household) -> Iterator[StepSeen]:
    """How an offer ended where no step says so, as before there were such steps: as its ledger has it."""
    if (
        row.event_id is None
        or state not in (AGREED, SETTLED, revisions.DROPPED)
        or (told and told[-1].step == state)
    ):
        return
    ends = (revisions.ended_by(journey, row.event_id) for journey in household.journeys)
    end = next((each for each in ends if each), None)
    written = db.session.get(EventRecord, end.first_id or end.id) if end else None
    if written is None:
        yield StepSeen(state, None, None)
    else:
        by = written.recorded_by
        yield StepSeen(state, written.recorded_at, names_of([by])[by])


def _offer(row: RangeRequest, household: Household, now: Terms) -> Offer | None:
    """What was offered on a request, as it now stands."""
    for journey in household.journeys:
        found = revisions.proposed(journey)
        if found is None or row.event_id not in (found.id, found.first_id):
            continue
        if isinstance(found.event, RevisionProposed):
            approval = next((each for each in household.approvals if each.journey_id == journey.id), None)
            ends_on = approval.ends_on if approval else None
            then = changed(now, found.event)
            differs = _plain(then) != _plain(requests.wish_of(row).on(now))
            return Offer(found.id, then, answering_of(journey, found), ends_on, differs)
    return None


def _plain(terms: Terms) -> Terms:
    """The same terms with what they are for in one order."""
    return replace(terms, offers=tuple(sorted(terms.offers)))


def _stated(events: Sequence[int]) -> dict[int | None, str | None]:
    """The support that was stated with each of these proposals."""
    if not events:
        return {}
    rows = db.session.scalars(select(TermsSupport).where(TermsSupport.event_id.in_(events)))
    return {row.event_id: row.support for row in rows}
