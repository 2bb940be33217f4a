"""What people and files told of a child's stay: each over the one before, and none that was taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.extensions import db
from crm.people.placement_tables import Placement

END = ("to_on", "ended_how")
KEEPS = ("offer", *END, "siblings", "born", "emergency")  # what a file, or a correction, may leave as it was


@dataclass(frozen=True, slots=True)
class Told:
    """A stay as it was told: `row` is the last that told of it, `ending` the last that told of its end, if any."""

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
    live = [each for each in _told_before(row) if each.batch_id is None or each.batch_id not in undone]
    if not live:
        return None
    tellers = {name: next((each for each in live if name not in _kept(each)), None) for name in KEEPS}
    fields = {name: getattr(teller, name) if teller else None for name, teller in tellers.items()}
    return Told(live[0], tellers["to_on"], fields | {"emergency": bool(fields["emergency"])})


def left_empty(stay: Mapping[str, Any]) -> list[str]:
    """What a row of a file says nothing of, where the stay is on record: its end is one thing, in two cells."""
    empty = {name for name in KEEPS if stay[name] is None} | {"emergency"}
    return [name for name in KEEPS if name in empty and (name not in END or empty.issuperset(END))]


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
    if row.removed_at is None:
        return row
    return next((found for each in later.get(row.id, ()) if (found := standing(each, later))), None)


def _kept(row: Placement) -> list[str]:
    return row.kept.split(",") if row.kept else []


def _told_before(row: Placement) -> Iterator[Placement]:
    """Who told of a stay, the last first: what only followed is not among them."""
    here: Placement | None = row
    while here is not None:
        teller = here if here.told_id is None else db.session.get_one(Placement, here.told_id)
        yield teller
        here = db.session.get(Placement, teller.follows_id) if teller.follows_id is not None else None
