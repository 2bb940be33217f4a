"""Targets as pages show them: the list, one with its history, each with what is counted beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crm.actor import Actor
from crm.errors import NotFound
from crm.people.folding import folded
from crm.reads.names import names_of
from crm.reads.paging import PAGE, Paged, page_of
from crm.register import targets as kept
from crm.register.targets import Entry, Target
from crm.reports import scope as scopes
from crm.reports.period import KnownOn
from crm.reports.scope import Council
from crm.reports.targets import Progress, progress

Naming = Callable[[str, str], str]  # what a target is called, by its figure and population
RUNNING, AHEAD, OVER, WITHDRAWN = "running", "ahead", "over", "withdrawn"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed by; blank narrows nothing. A target matches a search by its name, note or setter."""

    q: str = ""
    when: str = ""
    agency: str = ""
    population: str = ""


@dataclass(frozen=True, slots=True)
class TargetSeen:
    """A target beside what is counted, and who recorded each of its entries."""

    progress: Progress
    history: tuple[tuple[Entry, str], ...]

    @property
    def id(self) -> int:
        return self.progress.target.id

    @property
    def set_by(self) -> str:
        """Whoever set it first."""
        return self.history[0][1]


@dataclass(frozen=True, slots=True)
class Listing(Paged):
    """A page of the list; how many match, of how many that were on record by the day, and how many are so today."""

    rows: tuple[TargetSeen, ...]
    total: int
    every: int
    ever: int
    page: int
    pages: int


def listing(wanted: Wanted, named: Naming, known_on: KnownOn, page: int, by: Actor) -> Listing:
    """A page of the targets as they stood on a day."""
    councils = _councils(by)
    ever = kept.of_agencies(list(councils))
    every = [then for each in ever if (then := each.known(known_on.before))]
    found = _matching(every, wanted, named, known_on, councils)
    page, pages = page_of(page, len(found))
    rows = _seen(found[(page - 1) * PAGE : page * PAGE], councils, known_on)
    return Listing(rows, len(found), len(every), len(ever), page, pages)


def every(wanted: Wanted, named: Naming, known_on: KnownOn, by: Actor) -> tuple[TargetSeen, ...]:
    """All of them that match."""
    councils = _councils(by)
    then = [found for each in kept.of_agencies(list(councils)) if (found := each.known(known_on.before))]
    return _seen(_matching(then, wanted, named, known_on, councils), councils, known_on)


def one(number: int, known_on: KnownOn, by: Actor) -> TargetSeen:
    """One of them. NotFound: there is none, or it is another council's. Before it was set, as it was set."""
    councils, found = _councils(by), kept.one(number)
    if found is None or found.agency_id not in councils:
        raise NotFound("There is no such target")
    [seen] = _seen([found], councils, known_on)
    return seen


def when_of(entry: Entry, known_on: KnownOn) -> str:
    """Where its period lies from a day, or that it is withdrawn."""
    if entry.withdrawn:
        return WITHDRAWN
    if entry.first > known_on.day:
        return AHEAD
    return RUNNING if entry.last >= known_on.day else OVER


def _councils(by: Actor) -> dict[int, Council]:
    return {each.councils[0].id: each.councils[0] for each in scopes.choices(by) if not each.is_hub}


def _matching(
    every: Sequence[Target], wanted: Wanted, named: Naming, known_on: KnownOn, councils: dict[int, Council]
) -> list[Target]:
    names = names_of(each.entries[0].recorded_by for each in every)
    asked = folded(wanted.q)

    def about(each: Target) -> str:
        notes = " ".join(entry.note for entry in each.entries)
        return folded(f"{named(each.figure, each.population)} {notes} {names[each.entries[0].recorded_by]}")

    return [
        each
        for each in every
        if asked in about(each)
        and wanted.when in ("", when_of(each.now, known_on))
        and wanted.agency in ("", councils[each.agency_id].slug)
        and wanted.population in ("", each.population)
    ]


def _seen(found: Sequence[Target], councils: dict[int, Council], known_on: KnownOn) -> tuple[TargetSeen, ...]:
    names = names_of(entry.recorded_by for each in found for entry in each.entries)
    return tuple(
        TargetSeen(each, tuple((entry, names[entry.recorded_by]) for entry in each.target.entries))
        for each in progress(found, councils.values(), known_on)
    )
