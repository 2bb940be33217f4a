"""Targets: set for a figure and a period, changed, withdrawn and set again. All that each said stays on record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db
from crm.journey.saying import said
from crm.ledger.keys import lock
from crm.people import folding
from crm.register import targets
from crm.register.target_tables import TargetEntry, TargetRecord
from crm.register.targets import MEASURES, NOTE, Entry, Target

CHANGED = "Somebody has changed this target since you opened it. Look at what it says now."
POPULATIONS = ("mainstream", "kinship", "supported_lodgings", "all")
YEARS = 10  # a longer period, or one further ahead, is a slip of the keyboard
ENDED = "Its period ended on {}: it stays as it was, reached or not. Set another one for a period to come."


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What a target says: so many in a period, both of its ends inside it. `note`: where or why it was agreed."""

    number: int
    first: date
    last: date
    note: str = ""


@command
def set_one(agency_id: int, figure: str, population: str, terms: Terms, *, by: Actor) -> int:
    """Set a target of an agency; its number.

    Refused: no such figure or population, a period that runs backwards, has ended or is too long, or another target
    of the same whose period it shares in part.
    """
    if agency_id not in by.agency_ids:
        raise NotFound("There is no such council")
    if figure not in MEASURES:
        raise Refused(
            "There is no such figure that a target can be set for. Choose one of the list", field="figure"
        )
    if population not in POPULATIONS:
        raise Refused("Choose whom it is about", field="population")
    lock(agency_id)
    _check(terms)
    _require_apart(agency_id, figure, population, terms)
    row = TargetRecord(agency_id=agency_id, figure=figure, population=population)
    db.session.add(row)
    db.session.flush()
    _add(row.id, agency_id, terms, "target.set", by)
    return row.id


@command
def change(number: int, terms: Terms, *, version: int, by: Actor) -> None:
    """Change the number or the period of a target. Stale: `version` is not its last entry.

    Refused: it is withdrawn, its period has ended, nothing is different, nobody says why, and as `set_one`.
    """
    found = _load(number, version, by)
    if found.now.withdrawn:
        raise Refused("This target is withdrawn. Set it again first.")
    _require_open(found.now)
    now = found.now
    if (terms.number, terms.first, terms.last) == (now.number, now.first, now.last):
        raise Refused("The target says this already: change the number or the period", field="number")
    if not terms.note.strip():
        raise Refused("Say why it is changed: a committee will ask", field="note")
    _check(terms)
    _require_apart(found.agency_id, found.figure, found.population, terms, besides=number)
    _add(number, found.agency_id, terms, "target.change", by)


@command
def withdraw(number: int, note: str, *, version: int, by: Actor) -> None:
    """Take a target back: it is compared with nothing from now on, and can be set again. Refused: it has ended."""
    found = _load(number, version, by)
    if found.now.withdrawn:
        raise Stale(CHANGED)
    _require_open(found.now)
    _add(number, found.agency_id, _as_is(found.now, note), "target.withdraw", by, withdrawn=True)


@command
def set_again(number: int, *, version: int, by: Actor) -> None:
    """Let a target that was withdrawn stand as it did. Refused: another one has taken its place."""
    found = _load(number, version, by)
    if not found.now.withdrawn:
        raise Stale(CHANGED)
    terms = _as_is(found.now, found.entries[-2].note)
    _require_apart(found.agency_id, found.figure, found.population, terms, besides=number)
    _add(number, found.agency_id, terms, "target.set_again", by)


def _load(number: int, version: int, by: Actor) -> Target:
    found = targets.one(number)
    if found is None or found.agency_id not in by.agency_ids:
        raise NotFound("There is no such target")
    lock(found.agency_id)
    found = targets.one(number)
    if found is None or found.now.id != version:
        raise Stale(CHANGED)
    return found


def _check(terms: Terms) -> None:
    today = clock.today()
    if terms.number < 1:
        raise Refused("A target is 1 or more", field="number")
    if terms.last < terms.first:
        problem = f"The period ends on {said(terms.last)}, before it starts on {said(terms.first)}"
        raise Refused(problem, field="last")
    if terms.last < today:
        raise Refused(
            f"The period ended on {said(terms.last)}: a target is set before its period ends. The quarterly report "
            "says what was reached in it",
            field="last",
        )
    if terms.last.year - terms.first.year > YEARS or terms.last.year - today.year > YEARS:
        raise Refused(f"A period is at most {YEARS} years long, and ends within {YEARS} years", field="last")


def _require_open(entry: Entry) -> None:
    if entry.last < clock.today():
        raise Refused(ENDED.format(said(entry.last)))


def _require_apart(
    agency_id: int, figure: str, population: str, terms: Terms, *, besides: int | None = None
) -> None:
    """Refused where another target of the same figure shares some of its days: two numbers for one thing.

    One that lies within the other and is not the same is a part of it: a quarter's share of the year's.
    """
    for entry in _of_same(agency_id, figure, population, besides):
        shares = entry.first <= terms.last and terms.first <= entry.last
        same = (entry.first, entry.last) == (terms.first, terms.last)
        within = (entry.first <= terms.first and terms.last <= entry.last) or (
            terms.first <= entry.first and entry.last <= terms.last
        )
        if shares and (same or not within):
            raise Refused(
                f"There is a target of {entry.number:,} for this figure from {said(entry.first)} to "
                f"{said(entry.last)}. Change that one, or choose days wholly within it, around it or apart",
                field="first",
            )


def _of_same(agency_id: int, figure: str, population: str, besides: int | None) -> Iterator[Entry]:
    for each in targets.of_agencies([agency_id]):
        same = (each.figure, each.population) == (figure, population)
        if same and each.id != besides and not each.now.withdrawn:
            yield each.now


def _as_is(entry: Entry, note: str) -> Terms:
    return Terms(number=entry.number, first=entry.first, last=entry.last, note=note)


def _add(number: int, agency_id: int, terms: Terms, action: str, by: Actor, *, withdrawn: bool = False) -> None:
    row = TargetEntry(
        target_id=number,
        number=terms.number,
        first=terms.first,
        last=terms.last,
        note=folding.tidied(terms.note, longest=NOTE, field="note") or None,
        withdrawn=withdrawn,
        recorded_at=clock.now(),
        recorded_by=by.user_id,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(by, action, agency_id=agency_id, about=f"target {number}")
