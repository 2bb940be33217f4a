"""A journey that somebody is about to record something on, and what to ask them twice about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from crm import clock, fields
from crm.actor import Actor
from crm.journey import asking, closing, reasons, reviews, revisions
from crm.journey.closing import Endings
from crm.journey.decision_events import RefusalProposed
from crm.journey.decisions import APPROVE, DEFER, NOT_APPROVE, without_minutes
from crm.journey.events import (
    ApprovalRefused,
    Event,
    HouseholdApproved,
    HouseholdDeregistered,
    NoticeReceived,
    PanelRecommended,
    ReviewCompleted,
    RevisionProposed,
    TermsChanged,
)
from crm.journey.household import Journey
from crm.journey.next_steps import unusual, why_not
from crm.journey.parent_and_child import OFFER
from crm.journey.ranges import Route, Terms
from crm.journey.saying import said
from crm.people import placements, requests
from crm.reads import assessed, look, review_voices
from crm.reads.assessed import Assessed
from crm.reads.histories import History, load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record

# The decisions that wait for panel's minutes, each as on a day.
DECISIONS: Mapping[str, Callable[[date], Event]] = {
    HouseholdApproved.kind: lambda on: HouseholdApproved(happened_on=on, places=1),
    RefusalProposed.kind: lambda on: RefusalProposed(happened_on=on, answer_by=on),
    ApprovalRefused.kind: lambda on: ApprovalRefused(happened_on=on),
}
LODGERS = ("lodgings_youngest", "lodgings_oldest")  # the ages that supported lodgings are for


class Ending(NamedTuple):
    """A placement that is on record: its number, the child's reference and the first day."""

    id: int
    child: str
    from_on: date


@dataclass(frozen=True, slots=True)
class JourneyHeld:
    """A journey to record on, and the head of its household's page."""

    household: HouseholdSeen
    household_id: int
    journey: Journey
    number: int
    history: History
    assessed: Assessed | None  # by whom, where that is on record
    sees_children: bool = False  # whether the asker may know who is placed

    @property
    def endings(self) -> Endings:
        """How it can be closed."""
        return closing.endings(self.journey, self.history.rulebook.plan(self.journey.route, clock.today()))

    def may_have_reasons(self, kind: str) -> bool:
        """Whether a kind of event on it may come with reasons in words."""
        return reasons.may_be_given(self.journey, kind)

    def possible(self, event: Event) -> bool:
        """Whether the rules would take an event; if not, the command says why."""
        return why_not(self.history.household, self.journey, event, self.history.rulebook) is None

    def concerns(self, event: Event, ended: Collection[int] = ()) -> tuple[str, ...]:
        """What is possible and yet rarely right about an event: to be confirmed before it is recorded (T54).

        `ended`: the placements that end with it.
        """
        plan = self.history.rulebook.plan(self.journey.route, event.happened_on)
        gap = int(self.history.choices.settings.value("unusual_gap_months", clock.today()))
        found = (*unusual(self.journey, event, plan, gap), *_kinship(self.journey.route, event))
        ages = tuple(int(self.history.choices.settings.value(name, clock.today())) for name in LODGERS)
        lodgings = _lodgings(self.journey.route, event, ages)
        left = _left_behind(self.household_id, event, ended)
        return (
            *found,
            *_against(self.journey, event),
            *_outside(self.journey, event),
            *lodgings,
            *_between(event),
            *_parents(event),
            *left,
            *_crowded(self.household_id, event),
            *self._ungathered(event),
        )

    def _ungathered(self, event: Event) -> Iterator[str]:
        """What the law has gathered before a review is decided, and is not on record (RV-2, RV-3)."""
        approved = self.journey.first(HouseholdApproved)
        if not isinstance(event, ReviewCompleted) or event.outcome == DEFER or approved is None:
            return
        day, home = event.happened_on, self.history.identity
        before = [row.event.happened_on for row in reviews.decided(self.journey) if row.event.happened_on < day]
        since = max(before, default=approved.event.happened_on)
        who = home.id, home.agency_id, home.agency
        found = review_voices.gathered(*who, since, day, children=self.sees_children)
        if found.views < found.asked == 1:
            yield "The one view that is asked for a review is not on record by then (RV-2)."
        elif found.views < found.asked:
            are = "1 is" if found.views == 1 else f"{found.views} are"
            yield f"Of the {found.asked} views that are asked for a review, {are} on record by then (RV-2)."
        if not found.report:
            yield "The written report is not on record by then (RV-3)."

    def waits_for_minutes(self, kind: str) -> str | None:
        """Why a decision cannot be recorded yet: panel's final minutes are not on record (DM-3); None if it can."""
        if kind not in DECISIONS:
            return None
        decision = DECISIONS[kind](clock.today())
        plan = self.history.rulebook.plan(self.journey.route, decision.happened_on)
        return without_minutes(self.journey, decision) if plan.has(PanelRecommended.kind) else None

    @property
    def ending(self) -> tuple[Ending, ...]:
        """The placements that would end with a kinship approval, where the asker may know who is placed."""
        if self.journey.route is not Route.KINSHIP or not self.sees_children:
            return ()
        there = placements.there(self.household_id, clock.today())
        return tuple(Ending(each.id, each.child, each.from_on) for each in reversed(there))

    def waits_for_its_day(self, kind: str) -> str | None:
        """Why what is proposed is not settled today: carers agreed to it from a day ahead (B-5); None if it can."""
        row = revisions.proposed(self.journey) if kind == TermsChanged.kind else None
        agreed = requests.agreed_ahead(self.household_id, self.history.household, row) if row else None
        if agreed is None or agreed.wanted_on is None or agreed.wanted_on <= clock.today():
            return None
        return asking.agreed_from(agreed.agreed_on, agreed.wanted_on)

    @property
    def terms(self) -> Terms | None:
        """What the household is approved for today."""
        return self.history.household.terms_on(clock.today())

    @property
    def read(self) -> str:
        """What tells the proposal that waits, and the terms beside which it is read, from any others (T49)."""
        row = revisions.proposed(self.journey)
        return f"{row.id if row else 0} {asking.as_read(self.terms)}"

    def read_before(self, read: str) -> Terms | None:
        """The terms that a page had told when it was opened, if these hold no longer."""
        beside = read.partition(" ")[2]
        return asking.terms_read(beside) if beside != asking.as_read(self.terms) else None

    @property
    def placed(self) -> int:
        """How many children live with them today: where an approval is to end, they have to move first."""
        return len(placements.there(self.household_id, clock.today()))


def _kinship(route: Route, event: Event) -> Iterator[str]:
    """A kinship approval has a place for each named child (B-9)."""
    if route == Route.KINSHIP and isinstance(event, HouseholdApproved | TermsChanged):
        named = len(event.named_children or ())
        if event.places is not None and event.places != named:
            yield (
                f"Kinship places are usually as many as the named children (B-9). Here: {event.places} and {named}."
            )


def _lodgings(route: Route, event: Event, ages: tuple[int, ...]) -> Iterator[str]:
    """Supported lodgings are for young people who are nearly grown up (OA-2)."""
    if route is not Route.SUPPORTED_LODGINGS or not isinstance(event, HouseholdApproved | TermsChanged):
        return
    youngest, oldest = ages
    if (event.age_from or youngest) < youngest or (event.age_to or oldest) > oldest:
        yield (
            f"Supported lodgings are for young people of {youngest} to {oldest} (OA-2). Here: "
            f"{event.age_from or youngest} to {event.age_to or oldest}."
        )


def _parents(event: Event) -> Iterator[str]:
    """Places for a parent with a child are of a kind of fostering, which then is one of theirs (B-13)."""
    if not isinstance(event, HouseholdApproved | TermsChanged | RevisionProposed):
        return
    if event.parent_and_child and event.offers and OFFER not in event.offers:
        places = "1 place is" if event.parent_and_child == 1 else f"{event.parent_and_child} places are"
        yield (
            f"{places} for a parent with a child, and that kind of fostering is not ticked. It will be one of "
            "theirs (B-13): go back and leave the places empty if it is not meant."
        )


def _between(event: Event) -> Iterator[str]:
    """The protocol has the approval here begin on the day on which the other ends (OA-5)."""
    left = event.left_there_on if isinstance(event, HouseholdApproved) else None
    if left is not None and left < event.happened_on:
        days = (event.happened_on - left).days
        ago = "1 day" if days == 1 else f"{days} days"
        yield f"Their approval by the other service ended {ago} before: until then nobody approves them (OA-5)."


def _against(journey: Journey, event: Event) -> Iterator[str]:
    """The decision maker takes panel's recommendation into account, and is not bound by it (DM-2)."""
    heard = [row.event for row in journey.all(PanelRecommended) if row.event.happened_on <= event.happened_on]
    said = heard[-1].recommendation if heard and isinstance(heard[-1], PanelRecommended) else None
    otherwise = {HouseholdApproved: (NOT_APPROVE, "not to approve"), RefusalProposed: (APPROVE, "approval")}
    against, words = otherwise.get(type(event), (None, ""))
    if said is not None and said == against:
        yield f"Panel recommended {words}. The decision may be another, and says why (DM-2)."


def _outside(journey: Journey, event: Event) -> Iterator[str]:
    """What puts the books right is no part of what carers agreed to, or had notice of (B-19, RV-7)."""
    if not isinstance(event, TermsChanged) or event.basis is not None:
        return
    change = revisions.last_settled(journey)
    if change is not None:
        what = (
            "agreed to in writing"
            if getattr(change.event, "basis", None) == revisions.AGREEMENT
            else "had notice of"
        )
        yield (
            f"The terms changed on {said(change.event.happened_on)} as the carers {what} (RV-7, RV-6). This is "
            "outside of that: it may only put right what the books had wrong (B-19), and the carers should be told."
        )


def _left_behind(household_id: int, event: Event, ended: Collection[int]) -> Iterator[str]:
    """Children who by what is on record still live there when the approval ends (B-4)."""
    if not isinstance(event, NoticeReceived | HouseholdDeregistered):
        return
    ends_on = event.ends_on if isinstance(event, NoticeReceived) else event.happened_on
    if count := sum(each.id not in ended for each in placements.there(household_id, ends_on)):
        children, it = ("1 child lives", "it") if count == 1 else (f"{count} children live", "them")
        yield f"{children} there on {said(ends_on)}, and from that day no approval covers {it}."


def _crowded(household_id: int, event: Event) -> Iterator[str]:
    """More children who live there already than an approval would have places for, siblings' too (B-10, B-11)."""
    if not isinstance(event, HouseholdApproved):
        return
    most = event.places + (event.siblings_extra or 0)
    count = len(placements.there(household_id, event.happened_on))
    if count > most:
        children = "1 child lives" if count == 1 else f"{count} children live"
        places = "1 place" if most == 1 else f"{most} places"
        yield f"{children} there on {said(event.happened_on)}, and {places} would be approved (B-11)."


@look
def journey(reference: str, number: int, by: Actor) -> JourneyHeld:
    """A journey to record on; NotFound as `load_history`. The look goes on record."""
    history = load_history(reference, by)
    seen_on_record(history.identity, ["record"], by)
    found = history.journey(number)
    who = assessed.of_journey(found, by)
    children = fields.sees(by.role, "placed children")
    return JourneyHeld(seen(history), history.identity.id, found, number, history, who, children)
