"""Carers give notice in their portal, or ask for a talk before they do (RV-8).

Each carer signs for themselves: a notice is received when it is sent, ends the approval of whoever gave it 28
days later, and no one can withdraw it. Once every carer of the household has signed, it is the same event that
staff record when a letter comes, of the day on which the last one signed. Until then the household goes on with the
other (B-18).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crm import audit, clock
from crm.actor import Actor, Role
from crm.commands import approval_days, command, journeys, mail, tasks
from crm.commands.range_asking import approval_of, own, reaching
from crm.errors import Refused, Stale
from crm.journey.events import NoticeReceived
from crm.journey.household import Approval
from crm.journey.saying import said
from crm.ledger import keys
from crm.people import carer_notices, folding, households, requests, users
from crm.people import tasks as work
from crm.people.notice_tables import CarerNotice
from crm.people.tables import Carer, Household
from crm.people.tasks import STEP
from crm.register import settings

REASONS = "carer_leaving_reasons"
TALK = "The carers are thinking about stopping, and ask for a talk first: call them"
ONE_OF_TWO = (
    "One of two carers gave notice for themselves in the portal: call them, and plan with the children (B-18)"
)
ASKED_OTHER = (
    "One of two carers gave notice and says that both stop: talk with both, the other has to sign for themselves"
)
STAYS = "One of two carers gave notice, and the other goes on: talk with both, and plan the review (RV-11)"
LAST_DAY = "The notice of one of two carers ends today: see the page Ending, and record who has left (B-18)"
GIVEN = (
    "The carers gave notice in their portal: call them, plan with the children who live there, offer a last talk"
)
OWN_RUNNING = "Your own notice is on record already: your part ends on {day}. It cannot be withdrawn."
WHO = "We do not know which of the carers you are, so you cannot sign here. Call your fostering service."
NOT_ASKED = "There is nothing to answer: look at the page as it is now."
RUNNING = "Your notice is on record already: your approval ends on {day}. It cannot be withdrawn."
OTHER_DAY = (
    "The day has changed since you opened this page. Your approval would end on {day}: send it again if you agree."
)
SIGNED_SINCE = (
    "The other carer has signed since you opened this page: with your name your household’s approval ends on "
    "{day}. Nothing was sent. Send it again if you agree."
)
SIGNED_NO_MORE = (
    "What the other carer had signed was set aside since you opened this page. Nothing was sent: read again what "
    "your notice does now."
)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as it is typed. `ends_on` is the last day as the page said it, in ISO form (T49).

    `alone`: of two carers only the one who signs stops; else the other is asked to sign too. `signed`: the page
    said that the other has signed and that both stop, so that this notice is the household's (T49).
    """

    name: str
    ends_on: str
    reason: str | None = None
    destination: str | None = None
    alone: bool = False
    signed: bool = False


@command
def ask_for_talk(*, by: Actor) -> None:
    """Ask for a talk before anything is decided: a thing to do today for the worker, who is written to."""
    _tell(own(by), TALK, by)


@command
def resign(notice: Notice, *, by: Actor) -> bool:
    """Give notice, today and by name; whether the household's approval ends by it, with every carer's notice given.

    Refused: the name is not the asker’s, theirs runs already, or nothing is approved. Stale: the page said another
    day, or else of what the other carer has signed.
    """
    home = own(by)
    keys.lock(home.agency_id)  # of two at once the second is told that it is on record
    approval = approval_of(home)
    if approval.ends_on is not None:
        raise Refused(RUNNING.format(day=said(approval.ends_on)))
    carers = households.carers_of(home.id)
    carer = carer_notices.whose(by.user_id, carers)
    if folding.folded(notice.name) not in _names(carer, by):
        raise Refused("Enter your own name, as your account has it", field="name")
    given = carer_notices.standing(home.id, carers, approval.journey_id)
    carer = _require_new(given, carer)
    _require_listed(home, notice)
    today = clock.today()
    ends_on = approval_days.notice_ends_on(home.agency_id, today)
    if notice.ends_on != ends_on.isoformat():
        raise Stale(OTHER_DAY.format(day=said(ends_on)))
    if any(each.both for each in given) != notice.signed:
        raise Stale(SIGNED_NO_MORE if notice.signed else SIGNED_SINCE.format(day=said(ends_on)))
    if len(carers) > 1:
        given.append(_sign(home, carer, approval, notice, ends_on, by))
    if len(given) < len(carers) and len(carers) > 1:
        _wait_for_other(home, given[-1], by)
        return False
    _end(home, approval, notice, ends_on, given, by)
    return True


@command
def stay(*, by: Actor) -> None:
    """Say that one goes on, where the other carer gave notice and said that both stop. Refused: nobody asks."""
    home = own(by)
    keys.lock(home.agency_id)
    carers = households.carers_of(home.id)
    carer = carer_notices.whose(by.user_id, carers)
    approval = approval_of(home)
    given = carer_notices.standing(home.id, carers, approval.journey_id)
    asked = [each for each in given if each.both and each.stays_at is None]
    mine = [each for each in given if carer is not None and each.carer_id == carer.id]
    if carer is None or approval.ends_on is not None or not asked or mine:
        raise Refused(NOT_ASKED)
    for each in asked:
        each.stays_at, each.stays_by = clock.now(), by.user_id
    _tell(home, STAYS, by, managers=True)
    audit.record(by, "notice.stay", agency_id=home.agency_id, household_id=home.id)


def _sign(
    home: Household, carer: Carer, approval: Approval, notice: Notice, ends_on: date, by: Actor
) -> CarerNotice:
    audit.record(by, "notice.sign", agency_id=home.agency_id, household_id=home.id, about=f"carer {carer.id}")
    return carer_notices.add(
        CarerNotice(
            agency_id=home.agency_id,
            household_id=home.id,
            carer_id=carer.id,
            journey_id=approval.journey_id,
            both=not notice.alone,
            ends_on=ends_on,
            reason=notice.reason or None,
            destination=notice.destination or None,
            signed_on=clock.today(),
            signed_at=clock.now(),
            signed_by=by.user_id,
        )
    )


def _wait_for_other(home: Household, row: CarerNotice, by: Actor) -> None:
    """Tell staff what waits, today and on the last day; the other carer only where they were said to stop too: of
    whoever stops alone the worker speaks, who knows how the two stand (T16)."""
    _tell(home, ASKED_OTHER if row.both else ONE_OF_TWO, by, managers=True)
    who = reaching(home, by)
    row.task_id = tasks.add(home.id, kind=STEP, what=LAST_DAY, due_on=row.ends_on, by=who, anyway=True)
    for each in requests.carers_of(home.id):
        if each == by.user_id or row.both:
            mail.tell(each, "notice_given" if each == by.user_id else "notice_given_by_other")


def _end(
    home: Household, approval: Approval, notice: Notice, ends_on: date, given: Sequence[CarerNotice], by: Actor
) -> None:
    """Put the household's notice on record: the last of its carers has signed today. What they left out is as the
    carer who signed before has said it."""
    reasons = [notice.reason, *(each.reason for each in reversed(given))]
    destinations = [notice.destination, *(each.destination for each in reversed(given))]
    event = NoticeReceived(
        happened_on=clock.today(),
        ends_on=ends_on,
        reason=next(filter(None, reasons), None),
        destination=next(filter(None, destinations), None),
        initiator="carer",
    )
    number = journeys.record(home.id, approval.journey_id, event, by=reaching(home, by))
    for each in given:
        each.event_id = number
        if each.task_id is not None:
            work.end(work.load(each.task_id, [home.agency_id]), "dropped", at=clock.now(), by=by.user_id)
    _tell(home, GIVEN, by, managers=True)
    for reader in requests.carers_of(home.id):
        mail.tell(reader, "notice_given" if reader == by.user_id else "notice_given_by_other")
    audit.record(by, "notice.give", agency_id=home.agency_id, household_id=home.id)


def _require_new(given: Sequence[CarerNotice], carer: Carer | None) -> Carer:
    if carer is None:
        raise Refused(WHO)
    for each in given:
        if each.carer_id == carer.id:
            raise Refused(OWN_RUNNING.format(day=said(each.ends_on)))
    return carer


def _require_listed(home: Household, notice: Notice) -> None:
    for code, listed in ((notice.reason, REASONS), (notice.destination, "destinations")):
        known = {each["code"] for each in settings.value(listed, home.agency_id, clock.today())}
        if code and code not in known:
            raise Refused("Choose from the list", field="reason" if listed == REASONS else "destination")


def _names(carer: Carer | None, by: Actor) -> set[str]:
    """The asker's own name, as the account and the record have it."""
    user = users.find(by.user_id) if by.user_id is not None else None
    return {folding.folded(each) for each in (user and user.name, carer and carer.name) if each}


def _tell(home: Household, what: str, by: Actor, *, managers: bool = False) -> None:
    """Put it among the things to do today, and write to the worker, and to the managers where that is said."""
    tasks.add(home.id, kind=STEP, what=what, due_on=clock.today(), by=reaching(home, by), anyway=True)
    told = [home.worker_id] if home.worker_id is not None else []
    told += users.holding(Role.MANAGER, home.agency_id) if managers or not told else []
    for each in dict.fromkeys(told):
        mail.tell(each, "carers_are_leaving", reference=home.reference)
