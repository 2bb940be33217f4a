"""One file's turn at the ledgers: households in portions, so that 50,000 rows fit a small memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from crm import clock
from crm.actor import Actor
from crm.commands import ended_with
from crm.commands.imports.told import Outcome, Said, Told
from crm.commands.placed import require_covered
from crm.errors import Refused
from crm.journey.events import Event, HouseholdApproved, employer_of
from crm.journey.history import Row
from crm.journey.household import Household
from crm.journey.retelling import Difference, LeftOut, difference
from crm.ledger import batches
from crm.ledger.batches import OnRecord
from crm.ledger.journal import Impossible, NewJourney, News, Writing
from crm.people import households, imported, keys, placements
from crm.people.households import NewHousehold
from crm.people.imported import Known
from crm.register import agencies, settings

PORTION = 1000  # households at a time


@dataclass(slots=True)
class Group:
    """The rows of one household, and the household if it is on record."""

    told: list[Told]
    household_id: int | None = None


@dataclass(slots=True)
class Step:
    """What one row brings to its journey, which it may have begun."""

    told: Told
    journey_id: int
    news: list[News]
    began: bool


@dataclass
class Load:
    """The loading of one file into one agency. Without a batch, a trial: all is judged, and nothing stored."""

    agency_id: int
    by: Actor
    moment: datetime
    batch: int | None
    known: dict[str, OnRecord]
    outcome: Outcome
    rows: list[dict[str, Any]] = field(default_factory=list)
    people: dict[int, Known] = field(default_factory=dict)
    first: dict[str, int] = field(default_factory=dict)
    employers: list[tuple[int, str]] = field(default_factory=list)
    placed_with: set[int] = field(init=False)  # the households with children on record

    def __post_init__(self) -> None:
        self.rulebook = settings.rulebook(self.agency_id)
        self.prefix = agencies.numbered(self.agency_id).prefix
        self.placed_with = placements.with_any(self.agency_id)

    def take(self, groups: Sequence[Group]) -> None:
        """Judge these households' rows, and store what they bring."""
        turn = Writing(self.agency_id, self.rulebook, by=self.by.user_id, moment=self.moment, block=8 * len(groups))
        old = [group.household_id for group in groups if group.household_id is not None]
        turn.load(old)
        self.people = imported.known(old)
        self._make([group for group in groups if group.household_id is None], turn)
        journeys = {told.reference for group in groups for told in group.told} & self.known.keys()
        from_files = batches.imported({self.known[reference].journey_id for reference in journeys})
        self._number_first_journeys(groups, turn)
        for group in groups:
            self._tell(turn, group, from_files)
        if self.batch is not None:
            turn.write()
            batches.keep_rows(self.rows)
            keys.add_words(keys.WORK, self.agency_id, self.employers)
            self.outcome.followed += ended_with.follow_all(self.agency_id, old, because="later_file", by=self.by)
        self.rows, self.employers = [], []

    def _number_first_journeys(self, groups: Sequence[Group], turn: Writing) -> None:
        """A household is called by its first reference: its journey stands first, whichever is told first."""
        self.first = {
            told.reference: turn.number_a_journey()
            for group in groups
            for told in group.told
            if len(group.told) > 1
            and told.reference not in self.known
            and told.household_reference in (None, told.reference)
        }

    def _make(self, groups: Sequence[Group], turn: Writing) -> None:
        new = [_household(group) for group in groups]
        if not new:
            return
        ids = households.create_many(self.agency_id, self.prefix, new, at=self.moment)
        for group, household_id, one in zip(groups, ids, new, strict=True):
            group.household_id = household_id
            self.people[household_id] = Known(one.name, one.postcode)
        turn.know_new(ids)

    def _tell(self, turn: Writing, group: Group, from_files: set[int]) -> None:
        """Bring a household's rows to its journeys, all at once: one may be possible only with another.

        A family that leaves later and comes back later, both in one file, is never approved twice at once.
        """
        assert group.household_id is not None  # noqa: S101 - `_make` has seen to it
        before = turn.household(group.household_id) if group.household_id in self.placed_with else None
        told = sorted(group.told, key=_when)
        steps = [step for each in told if (step := self._step(turn, group.household_id, each, from_files))]
        while no := _impossible(turn, group.household_id, steps):
            blamed = _blamed(no, steps)
            if blamed is None:
                steps = [step for step in steps if self._alone(turn, group.household_id, step)]
                break
            self._refuse(*blamed, no.message)
            steps.remove(blamed[0])
        self._keep_covered(turn, group.household_id, before, steps)
        for step in steps:
            self._count(step)
            events = (each.event for each in step.news)
            self.employers += [(group.household_id, each) for event in events if (each := employer_of(event))]

    def _step(self, turn: Writing, household_id: int, told: Told, from_files: set[int]) -> Step | None:
        """What a row has to say, its journey begun if it is new; None if it says nothing, or something else."""
        record = self.known.get(told.reference)
        if record is not None and record.route != told.route:
            message = f"on record as {record.route}; expected that: a journey keeps its route"
            self.outcome.refused.append(Said(told.row, message, field="route"))
            return None
        rows = _rows(turn, household_id, record)
        found = difference(told.events, rows, from_files)
        self._note(told, found.left_out)
        news = self._fill(household_id, told)
        if record is not None and not found.changes and not news:
            self.outcome.unchanged += 1
            return None
        return self._begun(turn, household_id, told, found)

    def _begun(self, turn: Writing, household_id: int, told: Told, found: Difference) -> Step:
        record = self.known.get(told.reference)
        since = self._since(told, record)
        if record is None:
            journey = NewJourney(household_id, told.route, told.reference, since)
            journey_id = turn.begin(journey, self.first.get(told.reference))
        else:
            journey_id = record.journey_id
        news = [
            News(
                journey_id,
                change.event,
                corrects_id=change.corrects.id if change.corrects else None,
                reason="later_file" if change.corrects else None,
                recorded_at=self._recorded_at(since, change.event, change.corrects),
                batch_id=self.batch,
            )
            for change in found.changes
        ]
        return Step(told, journey_id, news, began=record is None)

    def _keep_covered(self, turn: Writing, home: int, before: Household | None, steps: Sequence[Step]) -> None:
        """Refuse rows that take an approval from under a placement, as every other door does (B-4, KC-6)."""
        try:
            if before is not None and steps:
                require_covered(home, before, turn.household(home))
        except Refused as no:
            for step in steps:
                self._refuse(step, None, no.message)

    def _alone(self, turn: Writing, household_id: int, step: Step) -> bool:
        """Bring one row, after those before it; False where that is impossible, and the row refused."""
        no = _impossible(turn, household_id, [step])
        if no is not None:
            blamed = _blamed(no, [step])
            self._refuse(step, blamed[1] if blamed else None, no.message)
        return no is None

    def _refuse(self, step: Step, event: Event | None, message: str) -> None:
        self.outcome.refused.append(Said(step.told.row, message, event))

    def _since(self, told: Told, record: OnRecord | None) -> datetime:
        """When the council first had the row, as it says; what a later file brings is new unless it says more."""
        day = told.recorded_on
        if day is None or (record is not None and day <= record.recorded_on):
            return self.moment
        return min(self.moment, clock.noon(day))

    def _recorded_at(self, since: datetime, event: Event, corrects: Row | None) -> datetime:
        """The later of that and the event's own day, but never ahead, nor before what it corrects."""
        moment = max(since, clock.noon(event.happened_on)) if since < self.moment else since
        if corrects is not None:
            moment = max(moment, corrects.recorded_at)
        return min(self.moment, moment)

    def _count(self, step: Step) -> None:
        corrections = sum(each.corrects_id is not None for each in step.news)
        self.outcome.begun += step.began
        self.outcome.changed += not step.began
        self.outcome.corrections += corrections
        self.outcome.events += len(step.news) - corrections
        self.rows.append(
            {
                "batch_id": self.batch,
                "number": step.told.row,
                "journey_id": step.journey_id,
                "recorded_on": step.told.recorded_on or clock.today(),
                "began": step.began,
            }
        )

    def _fill(self, household_id: int, told: Told) -> bool:
        """Give a household on record the name or postcode that it lacks; whether there was anything to give."""
        known = self.people[household_id]
        missing: dict[str, str | None] = {"name": None, "postcode": None}
        for column, says, holds in (("name", told.name, known.name), ("postcode", told.postcode, known.postcode)):
            if says is not None and holds is None:
                missing[column] = says
            elif says is not None and says != holds:
                message = "not what is on record, which is kept; change it on the household's page if it is right"
                self.outcome.noted.append(Said(told.row, message, field=column))
        if not any(missing.values()):
            return False
        imported.fill(household_id, self.agency_id, name=missing["name"], postcode=missing["postcode"])
        self.people[household_id] = Known(known.name or told.name, known.postcode or told.postcode)
        return True

    def _note(self, told: Told, left_out: Sequence[LeftOut]) -> None:
        for each in left_out:
            what = each.event if each.field is None else getattr(each.event, each.field)
            self.outcome.noted.append(Said(told.row, _kept(what), each.event, each.field))


def _impossible(turn: Writing, household_id: int, steps: Sequence[Step]) -> Impossible | None:
    """Bring rows to their journeys together; why that cannot be, or None when it is done."""
    news = [each for step in steps for each in step.news]
    try:
        if news:
            turn.append(household_id, news)
    except Impossible as no:
        return no
    return None


def _blamed(no: Impossible, steps: Sequence[Step]) -> tuple[Step, Event] | None:
    """The row, and what it tells, that makes a history impossible; None if what is on record is at odds with it."""
    if no.news is None:
        return None
    return [(step, each.event) for step in steps for each in step.news][no.news]


def _kept(what: object) -> str:
    value = what.happened_on.isoformat() if isinstance(what, Event) else what
    shown = ";".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return f"empty now, and {shown} on record; nothing is changed by that"


def _rows(turn: Writing, household_id: int, record: OnRecord | None) -> list[Row]:
    if record is None:
        return []
    return [row for row in turn.clusters[household_id].rows if row.journey_id == record.journey_id]


def _when(told: Told) -> tuple[date, int]:
    """In the order in which a household was approved, so that of two approvals the later is the one refused."""
    approved = [event.happened_on for event in told.events if isinstance(event, HouseholdApproved)]
    return min(approved or [event.happened_on for event in told.events], default=date.max), told.row


def _household(group: Group) -> NewHousehold:
    """A household as the first of its rows that says so names it."""
    name = next((told.name for told in group.told if told.name), None)
    postcode = next((told.postcode for told in group.told if told.postcode), None)
    return NewHousehold(name=name, postcode=postcode)


def grouped(told: Sequence[Told], known: dict[str, OnRecord]) -> list[Group]:
    """The rows by household: on record, or tied together by its first reference."""
    groups: dict[object, Group] = {}
    for each in told:
        first = each.household_reference or each.reference
        record = known.get(each.reference) or known.get(first)
        key: object = record.household_id if record else first
        groups.setdefault(key, Group([], record.household_id if record else None)).told.append(each)
    return list(groups.values())


def portions(groups: Sequence[Group]) -> Iterator[Sequence[Group]]:
    """The households, a portion at a time."""
    for start in range(0, len(groups), PORTION):
        yield groups[start : start + PORTION]
