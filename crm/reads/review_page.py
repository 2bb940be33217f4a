"""A household's next review as its page shows it: when it is due, what is gathered, and what is short today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from crm import clock, fields
from crm.actor import Actor
from crm.journey import reviews
from crm.journey.events import ReviewCompleted, TermsChanged
from crm.journey.household import Approval, Journey
from crm.journey.ranges import Terms
from crm.people import households, review_answers, review_lines
from crm.people.review_lines import CARER, CHILD, REPORT
from crm.people.review_tables import ReviewLine
from crm.reads import clocks, look, review_voices, shortage
from crm.reads.histories import History, load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.names import names_of
from crm.reads.shortage import Need

RULE = "RV-1"
COULD_BE = "could_be"


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody whose views the law asks for (RV-2), or has somebody asked for, and the two days."""

    kind: str
    who: str
    label: str
    asked_on: date | None = None
    received_on: date | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """What was on record of somebody's views before it was said again: the two days, when and by whom."""

    label: str
    asked_on: date | None
    received_on: date | None
    recorded_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Written:
    """What a carer has sent for the review; `more` is yes, perhaps or no, `kinds` what they could imagine."""

    who: str
    sent_at: datetime
    went: str | None
    helped: str | None
    change: str | None
    more: str | None
    kinds: tuple[str, ...]

    @property
    def could_offer(self) -> bool:
        return self.more in ("yes", "perhaps")


@dataclass(frozen=True, slots=True)
class Held:
    """A review that was decided, and its answer to whether the range can be wider."""

    on: date
    outcome: str
    wider: str | None


@dataclass(frozen=True, slots=True)
class ReviewSeen:
    """A household's head and its next review; without an approval that stands there is none.

    `version`: the last line of its views and its report. `could_widen`: the last review said that the range could
    be wider, and no terms have changed since.
    """

    household: HouseholdSeen
    journey: int | None = None
    terms: Terms | None = None
    due_on: date | None = None
    since: date | None = None
    first: bool = False
    state: str = ""
    to_panel: bool = False
    heard_on: date | None = None
    voices: tuple[Voice, ...] = ()
    report_on: date | None = None
    before: tuple[Before, ...] = ()
    written: tuple[Written, ...] = ()  # by the carers
    version: int = 0
    needs: tuple[Need, ...] = ()
    held: tuple[Held, ...] = ()  # newest first
    could_widen: bool = False


@look
def review(reference: str, by: Actor) -> ReviewSeen:
    """The review of the approval that stands; NotFound as `load_history`. The look goes on record."""
    history = load_history(reference, by)
    seen_on_record(history.identity, ["review"], by)
    approval = history.household.approval_on(clock.today())
    journey = history.household.journey(approval.journey_id) if approval else None
    if approval is None or journey is None:
        return ReviewSeen(seen(history))
    return _found(history, approval, journey, by)


def _found(history: History, approval: Approval, journey: Journey, by: Actor) -> ReviewSeen:
    today, agency_id = clock.today(), history.identity.agency_id
    running = clocks.of_journey(agency_id, journey, approval.ends_on)
    due = next((each for each in running if each.rule == RULE), None)
    approved = reviews.waiting(journey)
    heard = reviews.heard_since(journey, approved) if approved else None
    held = tuple(_held(journey))[::-1]
    since = due.began_on if due and due.began_on else approval.begins_on
    every = review_lines.every_since(history.identity.id, since)
    lines = [each for each in every if each.replaced_at is None]
    voices = tuple(_voices(history, lines, since, by))
    terms = approval.terms_on(today)
    return ReviewSeen(
        household=seen(history),
        journey=history.numbers[journey.id],
        terms=terms,
        due_on=due.due_on if due else None,
        since=since,
        first=approved is not None,
        state=reviews.near(due.due_on, today, silent=due.silent) if due else "",
        to_panel=approved is not None and bool(history.rulebook.rules.first_review_panel.on(today)),
        heard_on=heard.event.happened_on if heard else None,
        voices=voices,
        report_on=next((each.received_on for each in lines if each.kind == REPORT), None),
        before=tuple(_before(every, voices)),
        written=tuple(_written(history, since)) if fields.sees(by.role, "review views") else (),
        version=max((each.id for each in every), default=0),
        needs=shortage.needs(agency_id, terms, today),
        held=held,
        could_widen=bool(held) and held[0].wider == COULD_BE and not _changed_since(journey, held[0].on),
    )


def _held(journey: Journey) -> Iterator[Held]:
    for row in journey.all(ReviewCompleted):
        if isinstance(row.event, ReviewCompleted):
            yield Held(row.event.happened_on, row.event.outcome, row.event.wider)


def _changed_since(journey: Journey, day: date) -> bool:
    review = journey.all(ReviewCompleted)[-1]
    return any(row.order > review.order and row.event.happened_on >= day for row in journey.all(TermsChanged))


def _voices(history: History, lines: Sequence[ReviewLine], since: date, by: Actor) -> Iterator[Voice]:
    """Those whom the law has asked (RV-2), with what is on record; then whoever else was asked."""
    known = {(each.kind, each.who or ""): each for each in lines if each.kind != REPORT}
    for kind, who, label in _asked_by_law(history, since, by):
        line = known.pop((kind, who), None)
        yield Voice(kind, who, label, line.asked_on if line else None, line.received_on if line else None)
    for (kind, who), line in known.items():
        if kind != CHILD or fields.sees(by.role, "placed children"):
            label = {CARER: f"Carer {who}", CHILD: f"Child {who}"}.get(kind, who)
            yield Voice(kind, who, label, line.asked_on, line.received_on)


def _asked_by_law(history: History, since: date, by: Actor) -> Iterator[tuple[str, str, str]]:
    home, agency = history.identity.id, history.identity.agency
    names = {str(carer.position): carer.name for carer in households.carers_of(home)}
    there = review_voices.living([home], [history.identity.agency_id])[home]
    seen_here = fields.sees(by.role, "placed children")
    for kind, who in review_voices.by_law(there, since, clock.today(), agency, children=seen_here):
        label = {CARER: names.get(who) or f"Carer {who}", CHILD: f"Child {who}"}.get(kind, who)
        yield kind, who, label


def _written(history: History, since: date) -> Iterator[Written]:
    names = {each.id: each.name for each in households.carers_of(history.identity.id)}
    for row in review_answers.sent(history.identity.id, since):
        if row.sent_at is not None:
            said = (row.went, row.helped, row.change, row.more, tuple(row.kinds))
            yield Written(names.get(row.carer_id) or "A carer who has left", row.sent_at, *said)


def _before(lines: Sequence[ReviewLine], voices: Sequence[Voice]) -> Iterator[Before]:
    """What was said before, of those whom the asker sees, and of the report."""
    labels = {(each.kind, each.who): each.label for each in voices} | {(REPORT, ""): "Written report"}
    names = names_of(each.recorded_by for each in lines)
    for each in lines:
        label = labels.get((each.kind, each.who or ""))
        if each.replaced_at is not None and label is not None:
            yield Before(label, each.asked_on, each.received_on, each.recorded_at, names[each.recorded_by])
