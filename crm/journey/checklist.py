"""Every check of an application as it stands, what an approval waits for, and when Stage 1 was complete."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from crm.journey.checks import (
    ADULT,
    HOUSEHOLD,
    NO_FOSTERING,
    REFEREE,
    STAGE_1,
    Entry,
    Line,
    Missing,
    People,
    Person,
    Standing,
)
from crm.journey.events import ReportCompleted
from crm.journey.household import Journey
from crm.journey.ranges import Route


def line_from(entry: Mapping[str, Any]) -> Line:
    """A line from an entry of the setting."""
    names = Line.__dataclass_fields__
    known: dict[str, Any] = {name: value for name, value in entry.items() if name in names}
    return Line(**known | {"always_on": tuple(entry.get("always_on", ()))})


def happened_of(journey: Journey) -> dict[str, date]:
    """The kinds of events that stand on a journey, with the first day of each. A brief report is none (S2-8)."""
    found: dict[str, date] = {}
    for row in journey.rows:
        if not (isinstance(row.event, ReportCompleted) and row.event.report == "brief"):
            found.setdefault(row.event.kind, row.event.happened_on)
    return found


def checklist(
    lines: Iterable[Line],
    people: People,
    entries: Sequence[Entry],
    happened: Mapping[str, date],
    *,
    route: Route,
    until: date,
) -> tuple[Standing, ...]:
    """Every line of every person, in the order of the setting. `happened`: kinds on the journey, with their days.

    Whoever turns 18 until a day has the lines of an adult already (S2-11).
    """
    if route in NO_FOSTERING:
        return ()
    found = [
        _standing(line, person, needed_from, entries, happened)
        for line in lines
        for person, needed_from in _persons(line, people, until)
    ]
    return tuple(_instead(found))


def missing(standings: Iterable[Standing], on: date) -> tuple[Missing, ...]:
    """What stands in the way of an approval on a day."""
    return tuple(
        _missing(each) for each in standings if each.line.mandatory and each.needed(on) and not each.met(on)
    )


def not_obtained(standings: Iterable[Standing], on: date) -> tuple[Missing, ...]:
    """What Stage 1 still waits for on a day (S1-D2)."""
    return tuple(_missing(each) for each in _stage_one(standings, on) if not _is_obtained(each, on))


def stage_one_obtained_on(
    standings: Iterable[Standing], applied_on: date, on: date, *, by_law: bool = False
) -> date | None:
    """The day on which the last of the Stage 1 information was obtained, not before the application; None: not yet.

    Whatever came, in order or not: the ten working days for a refusal run from then (S1-D2). `by_law`: of what
    the regulations ask for, without what the council adds (S1-16).
    """
    of_stage_one = [each for each in _stage_one(standings, on) if each.line.law or not by_law]
    if not of_stage_one or not all(_is_obtained(each, on) for each in of_stage_one):
        return None
    return max([applied_on, *(each.obtained_on for each in of_stage_one if each.obtained_on)])


def _stage_one(standings: Iterable[Standing], on: date) -> Iterator[Standing]:
    for each in standings:
        if each.line.group == STAGE_1 and each.line.mandatory and each.needed(on):
            yield each


def _is_obtained(standing: Standing, on: date) -> bool:
    return standing.obtained_on is not None and standing.obtained_on <= on


def _missing(standing: Standing) -> Missing:
    return Missing(
        standing.line.code, standing.line.rule, standing.line.label, standing.person.label, standing.person.key
    )


def _persons(line: Line, people: People, until: date) -> Iterator[tuple[Person, date | None]]:
    if line.of == HOUSEHOLD:
        yield Person("household", "the household"), None
    elif line.of == REFEREE:
        yield Person("referee-1", "the first referee"), None
        yield Person("referee-2", "the second referee"), None
    else:
        yield from ((each, None) for each in people.applicants)
    if line.of == ADULT:
        for each in people.others:
            if each.adult_from is not None and each.adult_from <= until:
                yield each, each.adult_from


def _standing(
    line: Line,
    person: Person,
    needed_from: date | None,
    entries: Sequence[Entry],
    happened: Mapping[str, date],
) -> Standing:
    known: dict[str, Any] = {}
    for entry in entries:
        if (entry.code, entry.who) == (line.code, person.key):
            known = _after(known, entry) | {"last": entry.id}
    covered = happened.get(line.event) if line.event else None
    return Standing(line, person, needed_from, covered_on=covered, **known)


def _after(known: dict[str, Any], entry: Entry) -> dict[str, Any]:
    """What is known of a line once another entry is; what is asked for again is no longer waived."""
    going_on = {**known, "ended": None, "ended_on": None}
    match entry.act:
        case "requested":
            return {**going_on, "requested_on": entry.on, "chased_on": None, "chases": 0}
        case "chased":
            return {**going_on, "chased_on": entry.on, "chases": known.get("chases", 0) + 1}
        case "received":
            came = {"received_on": entry.on, "settled": entry.settled, "expires_on": entry.expires_on}
            return {**going_on, **came}
        case "judged":
            expires_on = entry.expires_on or known.get("expires_on")
            return {**known, "settled": entry.settled, "expires_on": expires_on}
        case "waived" | "not_needed":
            return {**known, "ended": entry.act, "ended_on": entry.on}
    raise ValueError(f"nothing is known of '{entry.act}'")


def _instead(standings: Sequence[Standing]) -> Iterator[Standing]:
    """Lines whose place another took: a reference of the other service, for the interviews of referees (S1-12)."""
    came = {each.line.code: each.received_on for each in standings if each.received_on and not each.ended}
    for each in standings:
        day = came.get(each.line.instead) if each.line.instead else None
        yield each if day is None else replace(each, covered_on=day)
