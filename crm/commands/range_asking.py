"""A carer asks to change what they offer: kept while it is typed, sent, changed, withdrawn, and agreed to (RV-7).

Nothing moves in any ledger but by the carers' agreement to what the service has offered, and on the day of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, journeys, mail, ranges
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db
from crm.holding import overtaken
from crm.journey import asking, revisions
from crm.journey.events import RevisionDropped
from crm.journey.household import Approval
from crm.journey.ranges import Terms
from crm.ledger.cluster import load
from crm.ledger.now import application_on
from crm.people import folding, households, merging, requests
from crm.people.request_tables import RangeDraft, RangeRequest
from crm.people.requests import AGREED, AHEAD, CHANGED, OFFERED, SENT, WITHDRAWN
from crm.people.tables import Household
from crm.register import settings

LONGEST = 2000  # characters of what support they would need
SAME = "You have not changed anything yet. Change the number of children, the ages or the kinds of care."
MOVED = "This request has changed since you opened the page. Nothing was done: look at it as it is now."
UNSENT = (
    "You have typed answers that you have not sent. Send them or throw them away first: see ‘Change what I offer’."
)
MOVED_ON = (
    "The request has changed since you began to change it. Nothing was sent: see what it says now beside what you "
    "typed. Send yours if it should take its place."
)
ANSWERED = (
    "Your service has answered this request, or it was taken back, since you began to change it. Nothing was sent: "
    "you can send what you typed as a new request."
)
ELSEWHERE = (
    "You have answered this in another window since you opened it here. Nothing is kept of what you see "
    "below until you continue."
)
BY_OTHER = (
    "The other carer has changed this request since you opened this page. Nothing is kept of what you see below "
    "until you continue."
)
TYPED_SINCE = (
    "You have changed your answers in another window since you opened this page. Nothing was sent: these are your "
    "answers as they are now."
)
TERMS_MOVED = (
    "What you are approved for has changed since you opened this page, so what is offered would do something else. "
    "Nothing was done: look at it as it is now."
)
NOTHING_OFFERED = "There is nothing to agree to: it was settled or withdrawn, has lapsed, or is not offered yet."
NOT_APPROVED = "You are not approved to foster at present, so there is nothing to change. Your worker can help you."


@dataclass(frozen=True, slots=True)
class Asked:
    """What a carer would like: terms as they would be, from when, and what support they would need."""

    terms: Terms
    wanted_on: date | None = None
    support: str = ""


@command
def keep(answers: Mapping[str, Any], *, shown: str, by: Actor) -> None:
    """Keep what a carer answered to a question, beside their other answers, until it is sent.

    `shown` is the state of its answers when the question was opened: Stale, if they were given otherwise since, in
    another window (T49).
    """
    home = own(by)
    draft = requests.draft_of(_who(by), home.id, hold=True)
    row = requests.load(home.id, draft.changes_id) if draft and draft.changes_id else None
    typed = dict(draft.answers) if draft else {}
    if draft and row:
        typed = requests.typed_of(draft, row, approval_of(home).terms_on(clock.today()))
    names = set(answers) - {"done"}
    if requests.version_of_some(typed, names) not in (shown, requests.version_of_some(answers, names)):
        before = draft.answers if draft else {}
        by_other = requests.version_of_some(before, names) != requests.version_of_some(typed, names)
        raise Stale(BY_OTHER if by_other else ELSEWHERE)
    if "own" in typed:  # of a request that is changed: what they have changed in it themselves
        one, other_one = (requests.in_order({name: each.get(name) for name in names}) for each in (answers, typed))
        other = {name for name in names if one[name] != other_one[name]}
        typed["own"] = sorted({*typed["own"], *other})
    answers = {**typed, **answers, "done": sorted({*typed.get("done", ()), *answers.get("done", ())})}
    requests.keep(_who(by), home.id, answers, requests.changes_of(draft) if draft else None, at=clock.now())


@command
def forget(*, by: Actor) -> None:
    """Throw away what was typed."""
    requests.forget(_who(by))


@command
def begin_change(number: int, *, version: int, by: Actor) -> None:
    """Begin to change a request that waits, whichever carer of the household sent it: with what it says now.

    What was typed of this change before is gone on with. Stale: it is not as it was read (T49).
    """
    home = own(by)
    row = _of_version(home, number, version)
    if row.state != SENT:
        raise Refused("This request was answered already. Withdraw it, or ask for something beside it.")
    typed = requests.draft_of(_who(by), home.id, hold=True)
    if typed and typed.changes_id == row.id:  # sent by the other carer meanwhile, or not: the check shows both
        return
    if typed:
        raise Refused(UNSENT)
    answers = requests.answers_of(row, approval_of(home).terms_on(clock.today()))
    answers |= {"done": ["places", "ages", "kinds", "support"], "own": []}
    requests.keep(_who(by), home.id, answers, (row.id, row.version), at=clock.now())


@command
def send(asked: Asked, *, shown: str | None = None, by: Actor) -> int:
    """Send what was asked, as a request of its own or as what an earlier one now says; the request's number.

    `shown` is the state of what was typed when it was read: Stale, if it was typed otherwise since (T49). Refused
    where nothing would change, and, in plain words, where the law or the service's settings forbid it.
    Stale: the request that it would change was changed or answered since it was read. Whoever has read that sends
    theirs on top of it or, where it was answered, as a request of its own.
    """
    home = own(by)
    now = approval_of(home).terms_on(clock.today())
    limits = int(settings.value("most_places", home.agency_id, clock.today()))
    if no := asking.forbidden(now, asked.terms, limits) or asking.wrong_day(asked.wanted_on, clock.today()):
        raise Refused(no[0], field=no[1])
    wish = asking.wish(now, asked.terms)
    if not wish:
        raise Refused(SAME)
    draft = requests.draft_of(_who(by), home.id, hold=True)
    row = _to_change(home, draft, shown) if draft else None
    step = CHANGED if row else SENT
    if row:
        requests.keep_earlier(row)
        row.version += 1
    else:
        row = _new(home, by)
    requests.fill(row, wish)
    row.wanted_on = asked.wanted_on
    row.support = folding.tidied_text(asked.support, longest=LONGEST, field="support") or None
    db.session.add(row)
    db.session.flush()
    requests.forget(_who(by))
    _moved(row, home, step, by, fields=sorted(name for name, value in asdict(wish).items() if value))
    return row.id


@command
def withdraw(number: int, *, version: int, by: Actor) -> None:
    """Take a request back. What was offered on it is dropped with it; what was agreed stays."""
    home = own(by)
    row = _of_version(home, number, version)
    journey_id = waiting(home, row)
    if journey_id is None and row.state != SENT:
        raise Refused("It was settled already: there is nothing to withdraw.")
    _moved(row, home, WITHDRAWN, by)
    if journey_id is not None:
        dropped = RevisionDropped(happened_on=clock.today())
        journeys.record(home.id, journey_id, dropped, by=reaching(home, by))


@command
def agree(number: int, *, seen: int, beside: str, by: Actor) -> None:
    """Agree in writing, today and by name, to what the service has offered: the terms change at once (RV-7).

    Where it was asked for from a day ahead, they change on that day, and nothing does before. `seen` is the event
    that said what was offered when the page was opened, `beside` the terms that it was read beside (T49).
    """
    home, today = own(by), clock.today()
    row = requests.load(home.id, number)
    journey_id = waiting(home, row)
    if journey_id is None:
        raise Refused(NOTHING_OFFERED)
    now = approval_of(home).terms_on(today)
    read = asking.as_read(now)
    if beside != read:
        raise Stale(TERMS_MOVED + asking.others_named(beside, now))
    by_carer = reaching(home, by)
    if row.wanted_on is not None and row.wanted_on > today:
        offered = ranges.require_as_seen(home.id, journey_id, seen, by=by_carer)
        row.agreed_on, row.agreed_by = today, by.user_id
        row.agreed_event_id, row.agreed_beside = offered.id, read
        _moved(row, home, AHEAD, by)
        return
    _moved(row, home, AGREED, by)
    ranges.settle(home.id, journey_id, on=today, basis=revisions.AGREEMENT, by=by_carer, seen=seen)


def own(by: Actor) -> Household:
    """The household of a carer's account, and the record that stands for it; NotFound for whoever has none."""
    agency_id = households.agency_of(by.household_id) if by.household_id is not None else None
    if by.household_id is None or agency_id is None:
        raise NotFound("There is no household of yours")
    return households.load(merging.kept([by.household_id])[by.household_id], (agency_id,))


def own_of_carers(by: Actor) -> Household:
    """The same of carers alone: NotFound for applicants too, who are not carers yet."""
    home = own(by)
    cluster = load(home.agency_id, [home.id])[home.id]
    if application_on(cluster.fold(home.id, settings.rulebook(home.agency_id)), clock.today()):
        raise NotFound("There is no household of carers of yours")
    return home


def _who(by: Actor) -> int:
    if by.user_id is None:
        raise NotFound("There is no account of yours")
    return by.user_id


def reaching(home: Household, by: Actor) -> Actor:
    """The carer, let reach the journey of their own household for what they themselves agree to or drop."""
    return replace(by, agency_ids=(home.agency_id,))


def approval_of(home: Household) -> Approval:
    """The approval that stands today; Refused where none does."""
    cluster = load(home.agency_id, [home.id])[home.id]
    found = cluster.fold(home.id, settings.rulebook(home.agency_id)).approval_on(clock.today())
    if found is None:
        raise Refused(NOT_APPROVED)
    return found


def waiting(home: Household, row: RangeRequest, state: str = OFFERED) -> int | None:
    """The journey on which what was offered waits for an answer, or for its day; None where it does not."""
    cluster = load(home.agency_id, [home.id])[home.id]
    household = cluster.fold(home.id, settings.rulebook(home.agency_id))
    for journey in household.journeys:
        standing = revisions.proposed(journey)
        if standing and row.event_id in (standing.id, standing.first_id):
            return journey.id if requests.state_of(row, household) == state else None
    return None


def _of_version(home: Household, number: int, version: int) -> RangeRequest:
    row = requests.load(home.id, number)
    if overtaken(row, version):
        raise Stale(MOVED)
    return row


def _to_change(home: Household, draft: RangeDraft, shown: str | None) -> RangeRequest | None:
    """The request that what was typed changes, held; None for a request of its own. Stale: as `send`."""
    row = requests.load(home.id, draft.changes_id) if draft.changes_id else None
    changes = requests.still_changes(row)
    if shown is None or shown != requests.version_of(draft.answers, changes):
        if changes != requests.changes_of(draft):
            raise Stale(MOVED_ON if changes else ANSWERED)
        if shown is not None:
            raise Stale(TYPED_SINCE)
    return row if changes else None


def _new(home: Household, by: Actor) -> RangeRequest:
    at = clock.now()
    known = {"agency_id": home.agency_id, "household_id": home.id, "asked_at": at, "asked_by": by.user_id}
    return RangeRequest(**known, state=SENT, version=1)


def _moved(row: RangeRequest, home: Household, step: str, by: Actor, fields: list[str] | None = None) -> None:
    """Put a step on record, and write to the household's worker and its other carers that there is news."""
    requests.note(row, step, by.user_id, at=clock.now())
    audit.record(
        by,
        f"range_request.{step}",
        agency_id=home.agency_id,
        household_id=home.id,
        fields=fields or [],
        about=f"request {row.id}",
    )
    if home.worker_id is not None:
        mail.tell(home.worker_id, "range_request_staff", number=str(row.id))
    for each in requests.carers_of(home.id):
        if each != by.user_id:
            mail.tell(each, "range_request_moved", number=str(row.id))
