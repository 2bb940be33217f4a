"""What was recorded while two households were one, and does not tell whose it is: for whoever parts them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from crm import clock
from crm.extensions import db
from crm.journey.household import Household as Folded
from crm.ledger.tables import EventRecord
from crm.ledger.ties import events_of
from crm.people import households, parted
from crm.people.contact_tables import Contact
from crm.people.merge_tables import HouseholdMerge
from crm.people.parted import Sorted
from crm.people.parted_rules import RULES
from crm.people.visit_tables import Visit
from crm.reads.names import names_of
from crm.register import clocks

LONGEST = 80  # characters of a text, by which to know it again
BY = ("recorded_by", "added_by", "made_by", "booked_by", "changed_by")
HAPPENED = ("happened_at", "starts_at")


@dataclass(frozen=True, slots=True)
class Unclear:
    """A row that somebody has to say of whose it is: `kind` and `words` name it, `goes` is the likelier answer."""

    key: str
    kind: str
    words: str  # the table of words in which the kind is
    on: date
    by: str
    text: str
    goes: bool


@dataclass(frozen=True, slots=True)
class Divided:
    """How many rows tell that they go with the household that was merged, and those that tell nothing.

    `stays` and `goes` are whose the two are, by the names of their people.
    """

    going: int
    unclear: tuple[Unclear, ...]
    stays: str
    goes: str


def divided(
    made: HouseholdMerge, journeys: Collection[int], after: Sequence[Folded], begun: Collection[int]
) -> Divided:
    """The same, if the merge were undone now; `after` are the kept household and the other, once they are two.

    `begun` are journeys that began since, and stay unless somebody says that they go.
    """
    names = clocks.after_visits(made.agency_id, clock.today())
    both = parted.known(made, journeys, events_of(journeys), after, names)
    rows = list(parted.sort(both, RULES, {}))
    asked = [each for each in rows if each.asked]
    who = names_of(_first(each.row, BY) for each in asked)
    return Divided(
        going=sum(not each.asked and each.side == both.merged for each in rows),
        unclear=tuple(_journeys(after[0], begun))
        + tuple(_unclear(each, who[_first(each.row, BY)], each.side == both.merged) for each in asked),
        stays=households.name_of([row.name for each in both.people if each.own and (row := each.there)]) or "",
        goes=households.name_of([row.name for row in households.carers_of(both.merged)]) or "",
    )


def _journeys(kept: Folded, begun: Collection[int]) -> Iterator[Unclear]:
    first = {each.id: each.rows[0] for each in kept.journeys if each.id in begun}
    recorded = select(EventRecord.id, EventRecord.recorded_by).where(
        EventRecord.id.in_([row.id for row in first.values()])
    )
    by = {each.id: each.recorded_by for each in db.session.execute(recorded)}
    names = names_of(by.values())
    for number, row in first.items():
        yield Unclear(f"journey-{number}", "journey", "ROWS", row.event.happened_on, names[by[row.id]], "", False)


def _unclear(each: Sorted, by: str, goes: bool) -> Unclear:
    kind, words = _kind(each.row)
    text = " ".join(str(_first(each.row, ("text", "what", "name")) or "").split())
    short = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    at = _first(each.row, HAPPENED) or getattr(each.row, each.rule.when or "")
    return Unclear(each.key, kind, words, clock.day_of(at), by, short, goes)


def _kind(row: Any) -> tuple[str, str]:
    if isinstance(row, Contact):
        return "-".join(part for part in (row.kind, row.direction, row.outcome) if part), "CONTACTS"
    if isinstance(row, Visit):
        return row.purpose, "PURPOSES"
    return str(row.__tablename__), "ROWS"


def _first(row: Any, names: Sequence[str]) -> Any:
    return next((found for name in names if (found := getattr(row, name, None)) is not None), None)
