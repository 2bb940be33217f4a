"""What people and files told of a child's stay: each over the one before, and none that was taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.extensions import db
from crm.people import placements
from crm.people.placement_tables import Placement

END = ("to_on", "ended_how")
KEEPS = ("offer", *END, "siblings", "born", "emergency")  # what a file, or a correction, may leave as it was


@dataclass(frozen=True, slots=True)
class Told:
    """A stay as it was told: `row` is the one that tells of it, `ending` the last that told of its end, if any."""

    row: Placement
    ending: Placement | None
    fields: dict[str, Any]

    @property
    def end(self) -> tuple[date | None, str | None]:
        """The end that was told."""
        return (self.ending.to_on, self.ending.ended_how) if self.ending else (None, None)


def told(row: Placement, undone: Collection[int]) -> Told | None:
    """What was told of the stay of a row, by all that is on record and by no file that was taken back.

    None: nothing is left. A cell that a file left empty says what was told before.
    """
    live = [each for each in _tellers(row) if each.batch_id is None or each.batch_id not in undone]
    if not live:
        return None
    own = next((each for each in live if each.id == (row.told_id or row.id)), live[0])
    tellers = {name: next((each for each in live if name not in _kept(each)), None) for name in KEEPS}
    fields = {name: getattr(teller, name) if teller else None for name, teller in tellers.items()}
    return Told(own, tellers["to_on"], fields | {"emergency": bool(fields["emergency"])})


def left_empty(stay: Mapping[str, Any]) -> list[str]:
    """What a row of a file says nothing of, where the stay is on record: its end is one thing, in two cells."""
    empty = {name for name in KEEPS if stay[name] is None} | {"emergency"}
    return [name for name in KEEPS if name in empty and (name not in END or empty.issuperset(END))]


def by_a_file(row: Placement | None) -> bool:
    """Whether a file told any of what a row says, so that it may be taken back."""
    return row is not None and (row.batch_id is not None or row.told_id is not None or row.kept is not None)


def not_changed(names: Collection[str]) -> list[str]:
    """What somebody who changed these says nothing of, and was told before."""
    return [name for name in KEEPS if name not in names and (name not in END or not {*END} & {*names})]


def with_its_end(said: str | None) -> str | None:
    """What a row leaves as it was, once somebody said in it how the stay ended."""
    return kept([name for name in (said or "").split(",") if name and name not in END])


def kept(names: Collection[str]) -> str | None:
    """How a row says what its file left empty, or whoever put it right left as it was."""
    return ",".join(names) or None


def standing(row: Placement, later: Mapping[int, Sequence[Placement]]) -> Placement | None:
    """The row that stands of a stay; `later` are the rows by what they took the place of."""
    if row.removed_because == placements.TOLD_AGAIN and row.follows_id is not None:
        row = db.session.get_one(Placement, row.follows_id)
    return _standing(row, later)


def _standing(row: Placement, later: Mapping[int, Sequence[Placement]]) -> Placement | None:
    if row.removed_at is None:
        return row
    return next((found for each in later.get(row.id, ()) if (found := _standing(each, later))), None)


def _kept(row: Placement) -> list[str]:
    return row.kept.split(",") if row.kept else []


def _tellers(row: Placement) -> Iterator[Placement]:
    """Who told of a stay, the last first: each before those who told the same again, without what only followed."""
    before = list(_before(row))
    again = defaultdict[int | None, list[Placement]](list)
    for each in placements.told_again(row.agency_id, {each.child for each in before}):
        again[each.follows_id].append(each)
    for here in before:
        if here.told_id is None:
            yield here
        yield from reversed(again[here.id])


def _before(row: Placement) -> Iterator[Placement]:
    """A row, and each that it took the place of."""
    here: Placement | None = row
    while here is not None:
        yield here
        here = db.session.get(Placement, here.follows_id) if here.follows_id is not None else None
