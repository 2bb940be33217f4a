"""Whose a row is that was recorded while two households were one: the one rule by which an undone merge parts them.

A row says it itself: by its journey, or that of its event; by the row that it hangs on; by the person whom it is
about; by the account that made it; by the approval that it needs. What says nothing is asked of whoever parts the
two, or stays with the household that was kept. `parted_rules` has the signs of every table, in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from crm import clock
from crm.extensions import Base, db
from crm.journey.household import Household as Folded
from crm.people import merging, one_person, parted_accounts
from crm.people.merge_tables import HouseholdMerge
from crm.people.one_person import Person
from crm.people.parted_accounts import Whose

Key = tuple[str, int]  # a table and the number of a row
Side = int | None  # the number of one of the two households; None: this does not tell


@dataclass
class Parted:
    """Two households that were one, and what is known of each, by which rows are told apart.

    `journeys` go back to the one that was merged, and `events` are of them. `approvals` are those of each, once
    they are two. `accounts` and `invitations` have None for what may be of either. `placed` grows while rows are
    sorted: whoever hangs on a row goes with it.
    """

    kept: int
    merged: int
    since: datetime
    journeys: Collection[int]
    events: Collection[int]
    approvals: Sequence[tuple[int, date, date | None]]
    people: Sequence[Person]
    accounts: Whose
    behind: Collection[int]  # whatever was merged into the one that goes, and itself
    after_visits: Collection[str] = ()  # the names of clocks that begin with a visit
    invitations: Whose = field(default_factory=dict)
    placed: dict[Key, int] = field(default_factory=dict)
    shared: set[int] = field(default_factory=set)  # letters to people of both, which are a line of each

    def of_home(self, household_id: int) -> int:
        """Which of the two a record is of."""
        return self.merged if household_id in self.behind else self.kept

    def of_journey(self, journey_id: int) -> int:
        """Whose a journey is."""
        return self.merged if journey_id in self.journeys else self.kept

    def of_event(self, event_id: int) -> int:
        """Whose the journey of an event is."""
        return self.merged if event_id in self.events else self.kept

    def of_carer(self, carer_id: int) -> Side:
        """Whose the person is who has this row; None: two were taken for one, or nobody knows them."""
        for each in self.people:
            if carer_id == each.home:
                return self.merged
            if carer_id in each.ids:
                return each.side(self.kept, self.merged) or self.placed.get(("carer", each.rows[0].id))
        return None

    def approved_on(self, day: date) -> Side:
        """The one of the two that was approved on a day; None: neither, or both."""
        found = {home for home, begins, ends in self.approvals if begins <= day and (ends is None or day < ends)}
        return found.pop() if len(found) == 1 else None

    @property
    def own_rows(self) -> dict[int, int]:
        """Of each row of a carer in the kept household, their own row in the one that was merged."""
        return {row: each.home for each in self.people if each.home is not None for row in each.ids}


Sign = Callable[[Any, Parted], Side]


@dataclass(frozen=True)
class Rule:
    """How a row of a table says whose it is: since when it counts, and its signs, in order.

    Without `when` every row is looked at. `asks`: what no sign tells is asked. `leans`: a sign that only chooses
    the answer beforehand.
    """

    table: type[Base]
    when: str | None
    signs: tuple[Sign, ...] = ()
    asks: bool = False
    leans: Sign | None = None
    key: str = "id"


@dataclass(frozen=True)
class Sorted:
    """A row with the household that it goes to. `asked`: no sign told, and somebody has to say."""

    rule: Rule
    row: Any
    side: int
    asked: bool

    @property
    def key(self) -> str:
        """By what a form calls it."""
        return f"{self.rule.table.__tablename__}-{getattr(self.row, self.rule.key)}"


def known(
    made: HouseholdMerge,
    journeys: Collection[int],
    events: Collection[int],
    after: Sequence[Folded],
    after_visits: Collection[str],
) -> Parted:
    """What is known of the two of a merge; `after` are the kept one and the other, as they are once parted."""
    people = one_person.of_merge(made)
    homes = (made.kept_id, made.merged_id)
    approvals = [
        (home, each.begins_on, each.ends_on)
        for home, folded in zip(homes, after, strict=True)
        for each in folded.approvals
    ]
    behind = merging.behind(made.merged_id) | {made.merged_id}
    return Parted(*homes, made.merged_at, journeys, events, approvals, people, {}, behind, after_visits)


def sort(both: Parted, rules: Sequence[Rule], goes: Mapping[str, bool]) -> Iterator[Sorted]:
    """Every row since the merge, with its household; `goes` says of what is asked whether it goes home."""
    for place, rule in enumerate(rules):
        if place == 1:  # carers have been placed
            both.accounts, both.invitations = parted_accounts.accounts(both), parted_accounts.invitations(both)
        name = rule.table.__tablename__
        for row in _since(both, rule):
            told = next((side for sign in rule.signs if (side := sign(row, both)) is not None), None)
            side = told or (rule.leans and rule.leans(row, both)) or both.kept
            asked = told is None and rule.asks and not _gone(row)
            number = getattr(row, rule.key)
            if asked and (said := goes.get(f"{name}-{number}")) is not None:
                side = both.merged if said else both.kept
            both.placed[name, number] = side
            yield Sorted(rule, row, side, asked)


def _gone(row: Any) -> bool:
    """Whether a row counts no more: nobody is asked whose it was. A person's row says who they were."""
    over = getattr(row, "struck_at", None) or getattr(row, "removed_at", None)
    return over is not None and row.__tablename__ != "carer"


def _since(both: Parted, rule: Rule) -> Sequence[Any]:
    home, key = getattr(rule.table, "household_id"), getattr(rule.table, rule.key)  # noqa: B009 - of any table
    chosen = select(rule.table).where(home == both.kept)
    if rule.when is not None:
        chosen = chosen.where(getattr(rule.table, rule.when) >= both.since)
    return db.session.scalars(chosen.order_by(key)).all()


def journey(name: str = "journey_id") -> Sign:
    """By the journey that it is of."""
    return lambda row, both: None if (each := getattr(row, name)) is None else both.of_journey(each)


def event(name: str = "event_id") -> Sign:
    """By the journey of its event."""
    return lambda row, both: None if (each := getattr(row, name)) is None else both.of_event(each)


def carer(name: str = "carer_id") -> Sign:
    """By the person whom it is about."""
    return lambda row, both: None if (each := getattr(row, name)) is None else both.of_carer(each)


def account(name: str) -> Sign:
    """By the account of a carer that made it; staff are of neither, and some accounts nobody can tell."""
    return lambda row, both: both.accounts.get(getattr(row, name) or 0)


def approval(name: str) -> Sign:
    """By the approval that it needs, on its day."""

    def tell(row: Any, both: Parted) -> Side:
        at = getattr(row, name)
        return both.approved_on(clock.day_of(at) if isinstance(at, datetime) else at)

    return tell


def parent(name: str, table: type[Base]) -> Sign:
    """By the row that it hangs on."""

    def tell(row: Any, both: Parted) -> Side:
        number = getattr(row, name)
        return None if number is None else of_row(both, table, number)

    return tell


def of_row(both: Parted, table: type[Base], number: int) -> int:
    """Whose another row is: as it was sorted, or where it was before the two were one."""
    placed = both.placed.get((table.__tablename__, number))
    if placed is not None:
        return placed
    row: Any = db.session.get_one(table, number)
    return both.of_home(row.household_id)


def named_by(table: type[Base], name: str, sign: Sign) -> Sign:
    """By the rows that name it, where all of them tell the same."""

    def tell(row: Any, both: Parted) -> Side:
        rows = db.session.scalars(select(table).where(getattr(table, name) == row.id)).all()
        sides = {sign(each, both) for each in rows}
        return sides.pop() if len(sides) == 1 else None

    return tell
