"""Who may not do what somebody did: two people, whatever their roles (trust.md 5.2, T19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.commands.approval_days import answer_by
from crm.errors import Refused
from crm.extensions import db
from crm.journey import proposals, revisions
from crm.journey.decision_events import RefusalProposed
from crm.journey.endings import proposal
from crm.journey.events import (
    ApprovalRefused,
    Event,
    HouseholdApproved,
    HouseholdDeregistered,
    NoticeReceived,
    PanelRecommended,
    ReportCompleted,
    TermsChanged,
)
from crm.journey.history import Row
from crm.journey.household import Journey
from crm.journey.revisions import NOTICE
from crm.journey.saying import said as in_words
from crm.ledger.tables import EventRecord
from crm.people import assessors, panels, users
from crm.people.panel_tables import PanelMember, PanelStanding
from crm.people.persons import one_of

DECISIONS = (HouseholdApproved, RefusalProposed, ApprovalRefused)
ASSESSED = (
    "You assessed this household, so somebody else has to record the decision: whoever assessed a household does "
    "not decide on it (DM-5)."
)
YOUR_NAME = (
    "{name} assessed this household, and that is your name: whoever assessed does not decide (DM-5). If it was "
    "another person, put the report right first, with what tells the two of you apart."
)
_SAID: Mapping[type[Event], str] = {
    PanelRecommended: (
        "You recorded what panel recommended, so somebody else has to record the decision on it: "
        "the decision maker, or another manager."
    ),
    ReportCompleted: (
        "You recorded the assessment report, so somebody else has to record the decision: whoever took part in an "
        "assessment does not decide on it (DM-5)."
    ),
}


def decides(event: Event) -> bool:
    """Whether an event is a decision on a household, or puts its terms right as correcting that would (B-19)."""
    return isinstance(event, DECISIONS) or (isinstance(event, TermsChanged) and event.basis is None)


def require_another_person(journey: Journey, event: Event, by: Actor) -> None:
    """Refused if the decision on a household would be recorded by whoever took part in what it is made on.

    That is who assessed them, or recorded the report, or what panel recommended, or sat on that panel (PN-10), also
    where it heard what a carer said against a proposal. Terms are a part of the decision: who puts them right is
    held to the same. What no person did, as an import, is not: it tells of what other people decided.
    """
    if by.user_id is None:
        return
    proposed = proposal(journey) if isinstance(event, HouseholdDeregistered) else None
    if proposed is not None and by.user_id in had_a_hand_in([proposed]):
        raise Refused(
            "You recorded the proposal to end this approval, so somebody else has to record its end: the decision "
            "maker, or another manager."
        )
    if isinstance(event, TermsChanged) and event.basis == NOTICE:
        proposed = revisions.proposed(journey)
        _require_not_late(proposed, event, by.user_id)
    if proposed is not None:
        _not_sat(journey, by.user_id, proposed.event.happened_on)
    _require_not_settled(journey, event, by.user_id)
    if not decides(event):
        return
    who = assessed(journey)
    if by.user_id in who.accounts:
        raise Refused(ASSESSED)
    if one_of(name := _name(by.user_id), who.names):
        raise Refused(YOUR_NAME.format(name=name))
    for kind, said in _SAID.items():
        if by.user_id in had_a_hand_in(journey.all(kind)):
            raise Refused(said)
    _not_sat(journey, by.user_id)


def _require_not_late(proposed: Row | None, change: Event, user_id: int) -> None:
    """Refuse whoever wrote a proposal down after its day, while 28 days from then have not passed (RV-6).

    That the carers had the notice by then, one person says alone; that its time is over takes another.
    """
    first = db.session.get(EventRecord, proposed.first_id or proposed.id) if proposed else None
    if proposed is None or first is None or user_id not in had_a_hand_in([proposed]):
        return
    recorded_on = clock.day_of(first.recorded_at)
    if proposed.event.happened_on < recorded_on and change.happened_on <= answer_by(recorded_on, "RV-6"):
        raise Refused(
            "You recorded this proposal after its day, so until 28 days from then are over somebody else has to "
            "record the change that follows from it (RV-6)."
        )


def _require_not_settled(journey: Journey, event: Event, user_id: int) -> None:
    """Refuse whoever had a hand in what carers agreed to, or had notice of, to put the books right (B-19)."""
    if not isinstance(event, TermsChanged) or event.basis is not None:
        return
    change = revisions.last_settled(journey)
    proposed = proposals.settled_by(journey, change) if change else None
    if change is None or proposed is None:
        return
    if user_id in had_a_hand_in([change]) | had_a_hand_in([proposed]):
        raise Refused(
            f"You had a hand in the change that the carers agreed to, or had notice of, on "
            f"{in_words(change.event.happened_on)} (RV-7, RV-6), so somebody else has to say that the books are "
            "wrong (B-19). What is to change now is proposed anew."
        )


def _not_sat(journey: Journey, user_id: int, since: date = date.min) -> None:
    """Refused if an account's owner sat on a panel that considered this, from a day on (PN-10)."""
    sat = sat_on(journey, user_id, _name(user_id), since)
    if sat is not None:
        raise Refused(
            f"You sat on the panel of {in_words(sat)} that considered this household, so somebody else has to "
            "decide (PN-10)."
        )


def require_another_for_notice(row: Row, event: Event, by: Actor) -> None:
    """Refused if one person alone would move the day on which a notice of resignation ends (RV-8).

    Whoever recorded it may still put its reason right.
    """
    was = row.event
    if by.user_id is None or not isinstance(was, NoticeReceived):
        return
    if not isinstance(event, NoticeReceived):
        return  # which takes two (commands/alone.py)
    moved = (event.happened_on, event.ends_on) != (was.happened_on, was.ends_on)
    if moved and _who(row.first_id or row.id) == by.user_id:  # who put its reason right did not record it
        raise Refused(
            "You recorded this notice, so somebody else has to move its day: the approval would end on another day "
            "(RV-8).",
            field="happened_on",
        )


@dataclass(frozen=True, slots=True)
class People:
    """Some people, by their accounts, or by name where no account of theirs is known.

    Where no account of somebody is known, their name is compared with those of the accounts: two accounts are two
    people.
    """

    accounts: frozenset[int]
    names: tuple[str, ...]

    def have(self, account: int | None, name: str | None) -> bool:
        """Whether somebody is one of them, as far as an account or the name tells."""
        known = [_name(each) for each in self.accounts] if account is None else []
        return account in self.accounts or one_of(name, [*self.names, *known])


def assessed(journey: Journey) -> People:
    """Those who are said to have assessed a household, in any report of a journey."""
    reports = {row.first_id or row.id for row in journey.all(ReportCompleted)}
    return People(frozenset(assessors.accounts_of(reports)), tuple(assessors.named(reports)))


def sat_on(
    journey: Journey, user_id: int | None, name: str | None, since: date = date.min, *, voting: bool = False
) -> date | None:
    """The day of the latest panel, from a day on, at which somebody considered a journey; as `panels.sat_on`.

    They are known by their account, or by name where the member of panel has none.
    """

    return panels.sat_on(journey.id, lambda member: _is(member, user_id, name), since, voting=voting)


def is_own(member: PanelMember | PanelStanding, by: Actor) -> bool:
    """Whether an entry of panel's central list is the actor's own, by account, or by name where it has none."""
    return by.user_id is not None and _is(member, by.user_id, _name(by.user_id))


def _is(member: PanelMember | PanelStanding, user_id: int | None, name: str | None) -> bool:
    if member.user_id is not None and user_id is not None:
        return member.user_id == user_id
    return one_of(name, [member.name])


def _name(user_id: int | None) -> str | None:
    """The name of an account."""
    user = users.find(user_id) if user_id is not None else None
    return user.name if user else None


def had_a_hand_in(rows: Sequence[Row]) -> set[int | None]:
    """Whoever recorded one of these rows, or put it right: a correction by another takes no hand out of it."""
    if not rows:
        return set()
    columns = select(EventRecord.id, EventRecord.corrects_id, EventRecord.recorded_by)
    said = {
        event_id: (corrects_id, who)
        for event_id, corrects_id, who in db.session.execute(
            columns.where(EventRecord.journey_id == rows[0].journey_id, EventRecord.kind == rows[0].event.kind)
        )
    }
    found: set[int | None] = set()
    for row in rows:
        event_id: int | None = row.id
        while event_id in said:
            event_id, who = said[event_id]
            found.add(who)
    return found


def _who(event_id: int) -> int | None:
    return db.session.scalar(select(EventRecord.recorded_by).where(EventRecord.id == event_id))
