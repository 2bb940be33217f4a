"""A file of placements: judged whole, loaded all or nothing, and taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from crm import audit, clock
from crm.actor import Actor
from crm.bulk import reserve, store
from crm.commands import command, ended_with, following, stays
from crm.commands.imports.told import File, Outcome, Said
from crm.commands.placements import codes
from crm.commands.stays import FIELDS, Known, Stay
from crm.errors import NotFound, Refused
from crm.extensions import db
from crm.journey.household import Household as Folded
from crm.ledger import batches, cluster
from crm.ledger.keys import lock
from crm.people import exemptions, merging, placements, stays_told
from crm.people.placement_tables import Placement, Unavailability
from crm.people.range_tables import FosteringExemption
from crm.people.tables import Household
from crm.register import settings

PORTION = 500  # households at a time
LATER_FILE = "later_file"


@dataclass(frozen=True, slots=True)
class ToldStay:
    """A child's stay as a row of a file tells it; `household` is its reference, ours or the tracker's."""

    row: int
    household: str
    stay: Stay


@dataclass(slots=True)
class _Held:
    """A stay that stands on record, or will once the file is loaded: `told` is the row that says so."""

    id: int
    household_id: int
    stay: Stay
    record: Placement | None
    told: ToldStay | None = None
    kept: Collection[str] = ()

    @property
    def from_on(self) -> date:
        return self.stay.from_on

    @property
    def to_on(self) -> date | None:
        return self.stay.to_on

    @property
    def child(self) -> str:
        return self.stay.child

    @property
    def siblings(self) -> str | None:
        return self.stay.siblings

    @property
    def offer(self) -> str | None:
        return self.stay.offer


@dataclass
class _Turn:
    """One file's turn: what is on record, and what the file makes of it."""

    agency_id: int
    kept: dict[int, int]  # the household that stands for each record
    named: dict[str, int]  # households by the references that a file may use
    held: list[_Held] = field(default_factory=list)
    again: list[_Held] = field(default_factory=list)  # what the file tells as it is on record, by a file
    closed: dict[int, list[Unavailability]] = field(default_factory=lambda: defaultdict(list))
    exemptions: dict[int, list[FosteringExemption]] = field(default_factory=lambda: defaultdict(list))
    histories: dict[int, Folded] = field(default_factory=dict)


@command
def load(
    agency_id: int,
    told: Sequence[ToldStay],
    *,
    file: File,
    by: Actor,
    dry_run: bool = False,
    skip_bad_rows: bool = False,
) -> Outcome:
    """Load a file's placements into an agency: all of them, or none if one is refused.

    With `skip_bad_rows` the others are loaded and the outcome names those left out; with `dry_run` nothing is. What
    the approval does not cover is loaded, and noted: it happened. The agreement is not asked for (DM-6).
    """
    if agency_id not in by.agency_ids:
        raise NotFound("There is no such agency.")
    lock(agency_id)
    refused: list[Said] = []
    while True:
        outcome = Outcome()
        turn = _begun(agency_id)
        news = list(_judged(turn, told, outcome))
        if not (outcome.refused and skip_bad_rows):
            break
        bad = {each.row for each in outcome.refused}
        refused += outcome.refused
        told = [each for each in told if each.row not in bad]
    if not outcome.refused and not dry_run and (news or _tells_again(turn, file)):
        with following.heard() as outcome.followed:
            outcome.batch = _write(turn, news, file, len({each.row for each in refused}), by)
    outcome.refused = sorted([*refused, *outcome.refused], key=lambda each: each.row)
    return outcome


def _tells_again(turn: _Turn, file: File) -> bool:
    """Whether a file that brings nothing tells what another told, which may be taken back; not that file itself."""
    return bool(turn.again) and not batches.loaded(turn.agency_id, file.digest)


def _begun(agency_id: int) -> _Turn:
    """What is on record of an agency, and by which references its households are known."""
    rows = db.session.execute(
        select(Household.id, Household.reference, merging.stands_for()).where(Household.agency_id == agency_id)
    ).all()
    kept = {row[0]: row[2] for row in rows}
    named = {reference: kept[each.household_id] for reference, each in batches.on_record(agency_id).items()}
    turn = _Turn(agency_id, kept, named | {row[1]: row[2] for row in rows})
    for record in placements.of_agency(Placement, agency_id):
        stay = Stay(**{name: getattr(record, name) for name in FIELDS})
        turn.held.append(_Held(record.id, kept[record.household_id], stay, record))
    for closed in placements.of_agency(Unavailability, agency_id):
        turn.closed[kept[closed.household_id]].append(closed)
    for exemption in exemptions.of_agency(agency_id):
        turn.exemptions[kept[exemption.household_id]].append(exemption)
    return turn


def _judged(turn: _Turn, told: Sequence[ToldStay], outcome: Outcome) -> Iterator[_Held]:
    """What the file brings: each row is judged among all others, so that their order does not matter."""
    news = list(_matched(turn, told, outcome))
    _fold(turn, {each.household_id for each in (*news, *turn.again)})
    of_child, there = defaultdict[str, list[_Held]](list), defaultdict[int, list[_Held]](list)
    for each in turn.held:
        of_child[each.stay.child].append(each)
        there[each.household_id].append(each)
    offers, endings = codes("offers", turn.agency_id), codes("placement_endings", turn.agency_id)
    limit = int(settings.value("usual_fostering_limit", turn.agency_id, clock.today()))
    for each in news:
        assert each.told is not None  # noqa: S101 - what `_matched` makes
        home = each.household_id
        closed, child = turn.closed.get(home, []), of_child[each.stay.child]
        known = Known(
            records=(home,),
            history=turn.histories[home],
            there=there[home],
            closed=closed,
            of_child=child,
            offers=offers,
            endings=endings,
            loaded=True,
            limit=limit,
            exempted=exemptions.naming(turn.exemptions.get(home, ()), each.stay.from_on),
        )
        try:
            each.stay, outside, unsaid = stays.judged(each.stay, known, each.id)
        except Refused as no:
            outcome.refused.append(Said(each.told.row, no.message, field=no.field))
            continue
        outcome.begun += each.record is None
        outcome.changed += each.record is not None
        outcome.noted += [Said(each.told.row, says) for says in (*outside, *unsaid)]
        yield each


def _matched(turn: _Turn, told: Sequence[ToldStay], outcome: Outcome) -> Iterator[_Held]:
    """Each row that says something new of a stay: one is known by household, child and first day."""
    known = {(each.household_id, each.stay.child, each.from_on): each for each in turn.held}
    for number, each in enumerate(told, 1):
        home = turn.named.get(each.household) or turn.named.get(each.household.upper())
        if home is None:
            no = "no household of yours has this reference; expected one like DER-123456, or one of your tracker's"
            outcome.refused.append(Said(each.row, no, field="household"))
            continue
        child = "".join(each.stay.child.split()).upper()
        held = known.get((home, child, each.stay.from_on))
        if held is not None and held.told is not None:
            no = f"says the same stay as row {held.told.row}; expected each stay once"
            outcome.refused.append(Said(each.row, no, field="child"))
            continue
        kept = stays_told.left_empty(asdict(each.stay)) if held else ()
        stay = _filled(replace(each.stay, child=child), held, each.row, outcome)
        if held is None:
            held = _Held(-number, home, stay, None, each)
            known[home, child, stay.from_on] = held
            turn.held.append(held)
        else:
            held.told, held.kept = each, kept
            if held.stay == stay and not _ended_by_order(held):
                outcome.unchanged += 1
                turn.again += [held] if stays_told.by_a_file(held.record) else []
                continue
            held.stay = stay
        yield held


def _ended_by_order(held: _Held) -> bool:
    """Whether a row says how a stay ended of which so far only the end of the approval says so."""
    row = None if "to_on" in held.kept else held.record
    return row is not None and row.ended_with is not None and not row.own_end


def _filled(stay: Stay, held: _Held | None, row: int, outcome: Outcome) -> Stay:
    """The stay with what is on record where the file's cells are empty."""
    if held is None:
        return stay
    empty = [name for name in stays_told.KEEPS if getattr(stay, name) is None]
    values: dict[str, Any] = {name: value for name in empty if (value := getattr(held.stay, name)) is not None}
    outcome.noted += [Said(row, "empty, and what is on record is kept", field=name) for name in values]
    return replace(stay, **values, emergency=held.stay.emergency)


def _fold(turn: _Turn, household_ids: Collection[int]) -> None:
    """The histories of these households, in portions."""
    wanted, rulebook = sorted(household_ids), settings.rulebook(turn.agency_id)
    for start in range(0, len(wanted), PORTION):
        ids = wanted[start : start + PORTION]
        for household_id, found in cluster.load(turn.agency_id, ids).items():
            turn.histories[household_id] = found.fold(household_id, rulebook)


def _write(turn: _Turn, news: Sequence[_Held], file: File, refused: int, by: Actor) -> int:
    """Store what a file brings; the number of the batch."""
    at = clock.now()
    batch = batches.begin(
        turn.agency_id,
        file_name=file.name,
        digest=file.digest,
        told=file.told,
        refused=file.refused + refused,
        at=at,
        by=by.user_id,
    )
    for each in news:
        if each.record is not None:
            placements.remove(each.record, LATER_FILE, at=at, by=by.user_id)
    gone = {"removed_at": at, "removed_by": by.user_id, "removed_because": placements.TOLD_AGAIN}
    told = [*((each, dict.fromkeys(gone)) for each in news), *((each, gone) for each in turn.again)]
    ids, ways = reserve("placement", len(told)), ended_with.ways_of_ending(turn.agency_id)
    rows = [
        {
            "id": number,
            "agency_id": turn.agency_id,
            "household_id": each.household_id,
            **asdict(each.stay),
            **_end_of(each, turn, ways),
            "kept": stays_told.kept(each.kept),
            "told_id": None,
            "follows_id": each.record.id if each.record else None,
            "batch_id": batch,
            "added_at": at,
            "added_by": by.user_id,
            **removed,
        }
        for number, (each, removed) in zip(ids, told, strict=True)
    ]
    store(Placement, rows)
    ended_with.follow_child(turn.agency_id, {each.stay.child for each in news}, because=LATER_FILE, by=by)
    audit.record(by, "import.load", agency_id=turn.agency_id, about=f"batch {batch}", fields=["placements"])
    return batch


def _end_of(held: _Held, turn: _Turn, ways: Mapping[str, str | None]) -> dict[str, Any]:
    """With which end of an approval a stay ended: a file that says so says it itself too."""
    if held.record is not None and "to_on" in held.kept:
        return {"ended_with": held.record.ended_with, "own_end": held.record.own_end}
    history = turn.histories[held.household_id]
    found = ended_with.with_the_approval(history, ways, held.stay.to_on, held.stay.ended_how)
    return {"ended_with": found, "own_end": found is not None}
