"""The fold: a household's history in, where it stands out. Never raises; `problems` says what is impossible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta

from crm.journey.events import (
    EnquiryReceived,
    Event,
    HouseholdApproved,
    HouseholdDeregistered,
    JourneyClosed,
    JourneyReopened,
    NoticeReceived,
    RevisionProposed,
    TermsChanged,
)
from crm.journey.history import Row
from crm.journey.ranges import EMPTIED, Population, Route, Terms, population_of, with_parents
from crm.journey.rules import Rules


@dataclass(frozen=True, slots=True)
class Journey:
    """One pass from enquiry to approval or close: the rows that stand, in order.

    `elsewhere` are the decisions to approve of the household's other journeys, and the changes of their terms: the
    children whom these name need no temporary approval of this one any more.
    """

    id: int
    route: Route
    rows: tuple[Row, ...]
    elsewhere: tuple[Row, ...] = ()

    def first(self, kind: type[Event]) -> Row | None:
        """The first row of a kind, or None."""
        return next((row for row in self.rows if isinstance(row.event, kind)), None)

    def all(self, kind: type[Event]) -> tuple[Row, ...]:
        """Every row of a kind, in order."""
        return tuple(row for row in self.rows if isinstance(row.event, kind))

    @property
    def closed_by(self) -> Row | None:
        """The row that closed the journey, unless it was reopened or led to an approval after all."""
        closing = [row for row in self.rows if isinstance(row.event, (JourneyClosed, JourneyReopened))]
        if not closing or self.first(HouseholdApproved) or isinstance(closing[-1].event, JourneyReopened):
            return None
        return closing[-1]


@dataclass(frozen=True, slots=True)
class Approval:
    """The interval in which a household is approved on one journey; `ends_on` is outside it (B-4)."""

    journey_id: int
    route: Route
    approved: Row
    changes: tuple[Row, ...] = ()
    ended: Row | None = None  # de-registration, notice, or the approval that took its place
    ends_on: date | None = None
    reclassified_in: bool = False  # one in the other book became this one (B-7)
    transferred: bool = False  # it ended with the household going to another service (B-6)
    adjusted: bool = False  # it ended to put the books right, and nobody left (rules section 6.4)

    @property
    def population(self) -> Population:
        return population_of(self.route)

    @property
    def begins_on(self) -> date:
        return self.approved.event.happened_on

    @property
    def reclassified(self) -> bool:
        """Whether it ended by becoming another approval of the same household (B-7)."""
        return self.ended is not None and isinstance(self.ended.event, HouseholdApproved)

    def open_on(self, day: date) -> bool:
        """Whether the approval stands at the end of a day."""
        return self.begins_on <= day and (self.ends_on is None or day < self.ends_on)

    def terms_on(self, day: date) -> Terms:
        """The terms at the end of a day; before the approval, those that it began with."""
        found = self.versions()
        _, terms = next(found)
        for row, then in found:
            if row.event.happened_on > day:
                break
            terms = then
        return terms

    def places_on(self, day: date) -> int:
        """The places of those terms: reports ask for nothing else of thousands of approvals."""
        first = self.approved.event
        assert isinstance(first, HouseholdApproved)  # noqa: S101 - as in `versions`
        places = first.places
        for row in self.changes:
            if row.event.happened_on > day:
                break
            after = getattr(row.event, "places", None)
            places = places if after is None else after
        return places

    def versions(self) -> Iterator[tuple[Row, Terms]]:
        """The approval and each change of its terms, with the terms from then on."""
        first = self.approved.event
        assert isinstance(first, HouseholdApproved)  # noqa: S101 - what `approved` is, for the type checker
        terms = Terms(
            first.places,
            first.age_from,
            first.age_to,
            first.offers,
            first.named_children,
            first.siblings_extra or 0,
            first.parent_and_child or 0,
        )
        terms = with_parents(terms, offered=True, counted=bool(first.parent_and_child))
        yield self.approved, terms
        for row in self.changes:
            assert isinstance(row.event, TermsChanged)  # noqa: S101 - as above
            terms = changed(terms, row.event)
            yield row, terms


OF_APPROVAL = (HouseholdApproved, TermsChanged)  # what says whom an approval is for
OF_TERMS = tuple(each.name for each in fields(Terms))


def changed(terms: Terms, change: TermsChanged | RevisionProposed) -> Terms:
    """The terms after a change: what the change does not name stays as it was, unless it is named no longer."""
    said = {name: after for name in OF_TERMS if (after := getattr(change, name)) is not None}
    emptied = {name: value for each in change.no_longer for name, value in EMPTIED.get(each, {}).items()}
    after = replace(terms, **said | emptied)
    return with_parents(after, offered=change.offers is not None, counted=change.parent_and_child is not None)


@dataclass(frozen=True, slots=True)
class Household:
    """Everything that the rules say of one household, from the rows that stand."""

    journeys: tuple[Journey, ...] = ()
    approvals: tuple[Approval, ...] = ()
    counted: frozenset[int] = field(default_factory=frozenset)  # ids of the enquiries that count (ST-4)

    def journey(self, journey_id: int) -> Journey | None:
        """The journey with this id, or None."""
        return next((journey for journey in self.journeys if journey.id == journey_id), None)

    def approval_on(self, day: date) -> Approval | None:
        """The approval that stands at the end of a day, or None."""
        return next((each for each in reversed(self.approvals) if each.open_on(day)), None)

    def terms_on(self, day: date) -> Terms | None:
        """What the household is approved for at the end of a day; None where nobody approves it."""
        found = self.approval_on(day)
        return found.terms_on(day) if found else None


def fold(rows: Iterable[Row], rules: Rules) -> Household:
    """Where a household stands, from the rows of all its journeys that stand (see `history.standing`)."""
    by_journey: dict[int, list[Row]] = {}
    for row in rows:
        by_journey.setdefault(row.journey_id, []).append(row)
    several = len(by_journey) > 1
    terms = [
        row for found in by_journey.values() for row in found if several and isinstance(row.event, OF_APPROVAL)
    ]
    journeys = tuple(
        Journey(key, found[0].route, tuple(found), tuple(row for row in terms if row.journey_id != key))
        for key, found in by_journey.items()
    )
    return Household(journeys, _approvals(journeys, rules), _counted(journeys, rules))


def of_one(rows: Sequence[Row], rules: Rules) -> Household:
    """The same of one journey, from its rows that stand: which of its enquiries count is not asked."""
    journey = Journey(rows[0].journey_id, rows[0].route, tuple(rows))
    return Household((journey,), _approvals((journey,), rules))


def _counted(journeys: tuple[Journey, ...], rules: Rules) -> frozenset[int]:
    """The enquiries that count: each at least the window after the last one that counted (ST-4)."""
    enquiries = sorted(
        (row for journey in journeys for row in journey.rows if isinstance(row.event, EnquiryReceived)),
        key=lambda row: row.order,
    )
    counted: list[Row] = []
    for row in enquiries:
        day = row.event.happened_on
        window = timedelta(days=rules.enquiry_window_days.on(day))
        if not counted or counted[-1].event.happened_on + window <= day:
            counted.append(row)
    return frozenset(row.id for row in counted)


def _approvals(journeys: tuple[Journey, ...], rules: Rules) -> tuple[Approval, ...]:
    found = [each for journey in journeys if (each := _approval(journey, rules))]
    if len(found) < 2:
        return tuple(found)
    found.sort(key=lambda each: (each.begins_on, each.population != Population.KINSHIP, each.approved.id))
    for earlier, later in ((a, b) for b in range(len(found)) for a in range(b)):
        if _becomes(found[earlier], found[later]):
            found[earlier] = _give_way(found[earlier], found[later].approved)
            found[later] = replace(found[later], reclassified_in=True)
    return tuple(found)


def _becomes(earlier: Approval, later: Approval) -> bool:
    """Whether an approval is still open when one in the other book begins: a reclassification (B-7).

    A mainstream one takes the place of a kinship one by itself; a kinship one that of a mainstream one where the
    decision said so, as else it is a second approval at once (DM-1).
    """
    books = earlier.population, later.population
    back = books == (Population.MAINSTREAM, Population.KINSHIP) and takes_over(later.approved.event)
    return (
        (books == (Population.KINSHIP, Population.MAINSTREAM) or back)
        and not later.reclassified_in
        and (earlier.ends_on is None or later.begins_on < earlier.ends_on)
    )


def takes_over(event: Event) -> bool:
    """Whether a decision to approve says that it takes the place of the mainstream approval that stands (B-7)."""
    return isinstance(event, HouseholdApproved) and Population.MAINSTREAM in event.instead_of


def _give_way(approval: Approval, to: Row) -> Approval:
    """The approval, ended by another that takes its place; what was said of it later is moot."""
    day = to.event.happened_on
    changes = tuple(row for row in approval.changes if row.event.happened_on <= day)
    return replace(approval, changes=changes, ended=to, ends_on=day)


def _approval(journey: Journey, rules: Rules) -> Approval | None:
    approved = journey.first(HouseholdApproved)
    if approved is None:
        return None
    begins_on = approved.event.happened_on
    ended, ends_on = end_of(journey)
    if ends_on is not None and ends_on < begins_on:
        ended, ends_on = None, None  # impossible, and named by `problems`: it ends nothing
    changes = tuple(
        row
        for row in journey.all(TermsChanged)
        if begins_on <= row.event.happened_on and (ends_on is None or row.event.happened_on <= ends_on)
    )
    event = ended.event if ended else None
    leaving = event if isinstance(event, HouseholdDeregistered | NoticeReceived) else None
    return Approval(
        journey.id,
        journey.route,
        approved,
        changes,
        ended,
        ends_on,
        transferred=leaving is not None and leaving.destination not in (None, *rules.staying),
        adjusted=leaving is not None and leaving.reason in rules.adjusting,
    )


def end_of(journey: Journey) -> tuple[Row | None, date | None]:
    """The end of an approval: de-registration, or 28 days after notice, whichever comes first (RV-8)."""
    left = journey.first(HouseholdDeregistered)
    notice = journey.first(NoticeReceived)
    if notice is None or not isinstance(notice.event, NoticeReceived):
        return left, (left.event.happened_on if left else None)
    if left is None or notice.event.ends_on < left.event.happened_on:
        return notice, notice.event.ends_on
    return left, left.event.happened_on
