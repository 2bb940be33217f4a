"""Carers give notice in their portal, or ask for a talk before they do (RV-8).

A notice is the same event that staff record when a letter comes: it is received when it is sent, ends the approval
28 days later, and no one can withdraw it. Recorded in error it is put right by two of the staff, as any other.
"""

from __future__ import annotations

from dataclasses import dataclass

from crm import audit, clock
from crm.actor import Actor, Role
from crm.commands import command, journeys, mail, tasks
from crm.commands.range_asking import approval_of, own, reaching
from crm.errors import Refused, Stale
from crm.journey.events import NoticeReceived
from crm.journey.saying import said
from crm.ledger import keys
from crm.people import carer_accounts, folding, households, requests, users
from crm.people.tables import Household, User
from crm.people.tasks import STEP
from crm.register import settings

REASONS = "carer_leaving_reasons"
TALK = "The carers are thinking about stopping, and ask for a talk first: call them"
ALONE = "One of the two carers wants to stop, and has not given notice for both: talk with them (B-18)"
GIVEN = (
    "The carers gave notice in their portal: call them, plan with the children who live there, offer a last talk"
)
RUNNING = "Your notice is on record already: your approval ends on {day}. It cannot be withdrawn."
OTHER_DAY = (
    "The day has changed since you opened this page. Your approval would end on {day}: send it again if you agree."
)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as it is typed. `ends_on` is the last day as the page said it, in ISO form (T49).

    `alone`: one of two carers wants to stop, which is no notice of the household.
    """

    name: str
    ends_on: str
    reason: str | None = None
    destination: str | None = None
    alone: bool = False


@command
def ask_for_talk(*, by: Actor) -> None:
    """Ask for a talk before anything is decided: a thing to do today for the worker, who is written to."""
    _tell(own(by), TALK, by)


@command
def resign(notice: Notice, *, by: Actor) -> bool:
    """Give notice, today and by name; whether one was given: of one carer alone only the worker is told.

    Refused: the name is not the asker’s, one runs already, or nothing is approved. Stale: the page said other days.
    """
    home = own(by)
    keys.lock(home.agency_id)  # of two at once the second is told that it is on record
    approval = approval_of(home)
    if approval.ends_on is not None:
        raise Refused(RUNNING.format(day=said(approval.ends_on)))
    if folding.folded(notice.name) not in _names(home, by):
        raise Refused("Enter your own name, as your account has it", field="name")
    if notice.alone:
        _tell(home, ALONE, by)
        return False
    for code, listed in ((notice.reason, REASONS), (notice.destination, "destinations")):
        known = {each["code"] for each in settings.value(listed, home.agency_id, clock.today())}
        if code and code not in known:
            raise Refused("Choose from the list", field="reason" if listed == REASONS else "destination")
    today = clock.today()
    ends_on = journeys.notice_ends_on(home.agency_id, today)
    if notice.ends_on != ends_on.isoformat():
        raise Stale(OTHER_DAY.format(day=said(ends_on)))
    event = NoticeReceived(
        happened_on=today,
        ends_on=ends_on,
        reason=notice.reason or None,
        destination=notice.destination or None,
        initiator="carer",
    )
    journeys.record(home.id, approval.journey_id, event, by=reaching(home, by))
    _tell(home, GIVEN, by, managers=True)
    for each in requests.carers_of(home.id):
        mail.tell(each, "notice_given" if each == by.user_id else "notice_given_by_other")
    audit.record(by, "notice.give", agency_id=home.agency_id, household_id=home.id)
    return True


def _user(by: Actor) -> User | None:
    return users.find(by.user_id) if by.user_id is not None else None


def _names(home: Household, by: Actor) -> set[str]:
    """The asker's own name, as the account and the record have it."""
    user = _user(by)
    carer = carer_accounts.owner(user, households.carers_of(home.id)) if user else None
    return {folding.folded(each) for each in (user and user.name, carer and carer.name) if each}


def _tell(home: Household, what: str, by: Actor, *, managers: bool = False) -> None:
    """Put it among the things to do today, and write to the worker, and to the managers where that is said."""
    tasks.add(home.id, kind=STEP, what=what, due_on=clock.today(), by=reaching(home, by), anyway=True)
    told = [home.worker_id] if home.worker_id is not None else []
    told += users.holding(Role.MANAGER, home.agency_id) if managers or not told else []
    for each in dict.fromkeys(told):
        mail.tell(each, "carers_are_leaving", reference=home.reference)
