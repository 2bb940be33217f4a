"""The head that every page of a household has: its journey in a line, and the menu of what may be recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from crm import access, words
from crm.journey.events import HouseholdApproved, TermsChanged
from crm.journey.next_steps import FOLLOWING, Step
from crm.pages.event_forms import may_record, where
from crm.reads.household import HouseholdSeen, JourneySeen

# What is never offered as something still to come: it follows from what happens, or is not hoped for.
NOT_AHEAD = frozenset({each.kind for each in FOLLOWING} | {"approval_refused"})


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that may be recorded: its words, where its form is, and the last day that it can bear."""

    label: str
    href: str
    by_day: date | None


@dataclass(frozen=True, slots=True)
class Group:
    """What may be recorded on one journey: next, or late; and why the rest may not be yet."""

    journey: JourneySeen
    following: tuple[Entry, ...]
    late: tuple[Entry, ...]
    blocked: tuple[tuple[str, str], ...]


def head_of(seen: HouseholdSeen, part: str) -> dict[str, Any]:
    """What the templates of a household's pages need beside what they show."""
    return {
        "seen": seen,
        "part": part,
        "line": [(words.stage(each.stage).text, each.happened_on, each.state) for each in _strip(seen)],
        "menu": tuple(_groups(seen)),
        "new_journey": _link(seen, "enquiries.journey_form") if access.may("households.record") else None,
    }


def _strip(seen: HouseholdSeen) -> tuple[Any, ...]:
    return seen.current.strip if seen.current else ()


def _groups(seen: HouseholdSeen) -> Iterator[Group]:
    """The journeys on which the person may record something, the one that speaks for the household first."""
    for journey in sorted(seen.journeys, key=lambda each: each is not seen.current):
        offered = [step for step in journey.steps if step.refused is None and may_record(step.kind)]
        decided = any(step.kind == HouseholdApproved.kind and step.recorded for step in journey.steps)
        # What was never recorded comes first; then what can happen again, such as a second report for panel.
        following = [step for step in offered if not step.passed and not step.recorded]
        again = [step for step in offered if step.recorded and not (step.passed and decided)]
        group = Group(
            journey=journey,
            following=tuple(_entry(seen, journey, step) for step in (*following, *again)),
            late=tuple(_entry(seen, journey, step) for step in offered if step.passed and not step.recorded),
            blocked=tuple(_blocked(journey)),
        )
        if offered:
            yield group


def _entry(seen: HouseholdSeen, journey: JourneySeen, step: Step) -> Entry:
    label = record_label(step.kind, journey)
    return Entry(label, where(step.kind, seen.identity.reference, journey.number), step.by)


def record_label(kind: str, journey: JourneySeen) -> str:
    """What one would record, in words: without a proposal terms are only put right (B-19)."""
    corrects = kind == TermsChanged.kind and journey.proposal is None
    return words.CORRECT_TERMS if corrects else words.RECORD[kind]


def _blocked(journey: JourneySeen) -> Iterator[tuple[str, str]]:
    """What is still ahead on the route, and what it lacks."""
    for step in journey.steps:
        if step.refused and not step.recorded and not step.passed and step.kind not in NOT_AHEAD:
            yield words.RECORD[step.kind], step.refused


def _link(seen: HouseholdSeen, endpoint: str, **values: Any) -> str:
    return url_for(endpoint, reference=seen.identity.reference, **values)
