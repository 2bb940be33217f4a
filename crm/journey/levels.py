"""A carer's way through the levels: what stands on record, what the next one needs, why one cannot be decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from crm.journey.deadlines import add_months
from crm.journey.saying import said

ASKED, DECIDED, TURNED_DOWN = "asked", "decided", "turned_down"
MET, TRAINED, STRUCK_OUT = "met", "trained", "struck_out"
WRONG = "called_wrong"  # of a decision, by one person: another strikes it out
ANSWERS = (DECIDED, TURNED_DOWN)
WITHDRAWN = "withdrawn"  # a request, by the carer who made it
OFFERED, TAKEN_BACK = (
    "offered",
    "taken_back",
)  # by a carer: what shows a need or a course, for the service to look at
NOT_ENOUGH = "not_enough"  # what the service found of it; else the need is met, or the course attended
LOOKED_AT = (MET, TRAINED, NOT_ENOUGH, TAKEN_BACK)


class Entry(Protocol):
    """A step as it was recorded: see people/skill_tables.py."""

    @property
    def id(self) -> int: ...
    @property
    def act(self) -> str: ...
    @property
    def what(self) -> str: ...
    @property
    def on_day(self) -> date: ...
    @property
    def about_id(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of one carer's steps. `asked` is the step that waits for a decision, if one does; `wrong` are the
    decisions that somebody says are wrong, each with the step that says so; `offered` are the steps by which the
    carer sent something that nobody has looked at yet."""

    decided: tuple[tuple[date, str], ...]
    asked: int | None
    wrong: Mapping[int, int]
    met: Mapping[str, date]  # by what it says, in small letters
    trained: Mapping[str, date]  # by the code of the course: the latest day
    offered: tuple[int, ...] = ()

    def level(self, day: date) -> str | None:
        """The level on a day; None before the first."""
        return next((level for since, level in reversed(self.decided) if since <= day), None)

    @property
    def waits(self) -> bool:
        """Whether the service is to decide something of it, or to look at it."""
        return self.asked is not None or bool(self.wrong or self.offered)

    @property
    def last(self) -> tuple[date, str] | None:
        """The latest that was decided, which may hold from a day to come."""
        return self.decided[-1] if self.decided else None


def standing(entries: Iterable[Entry]) -> Standing:
    """What stands of one carer's steps, in the order of recording: without those that were struck out."""
    every = list(entries)
    gone = {each.about_id for each in every if each.act == STRUCK_OUT}
    kept = [each for each in every if each.id not in gone and each.act != STRUCK_OUT]
    answered = {each.about_id for each in kept if each.act in (*ANSWERS, WITHDRAWN)}
    seen = {each.about_id for each in kept if each.act in LOOKED_AT}
    waiting = [each.id for each in kept if each.act == ASKED and each.id not in answered]
    return Standing(
        decided=tuple(sorted((each.on_day, each.what) for each in kept if each.act == DECIDED)),
        asked=waiting[-1] if waiting else None,
        wrong={
            each.about_id: each.id
            for each in kept
            if each.act == WRONG and each.about_id and each.about_id not in gone
        },
        met=_latest((each.what.casefold(), each.on_day) for each in kept if each.act == MET),
        trained=_latest((each.what, each.on_day) for each in kept if each.act == TRAINED),
        offered=tuple(each.id for each in kept if each.act == OFFERED and each.id not in seen),
    )


def _latest(found: Iterable[tuple[str, date]]) -> dict[str, date]:
    kept: dict[str, date] = {}
    for what, day in found:
        kept[what] = max(day, kept.get(what, day))
    return kept


@dataclass(frozen=True, slots=True)
class Course:
    """A course of the council's list. `months`: how long it holds, 0 for ever. `standards`: the TSD standards.
    `prepares`: an applicant who attends it is prepared (S2-9)."""

    code: str
    label: str
    months: int = 0
    standards: bool = False
    prepares: bool = False

    def lapses(self, attended: date) -> date | None:
        """The day from which it holds no longer; None where it holds for ever."""
        return add_months(attended, self.months) if self.months else None


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a level needs, and since when it is there; `lapsed` where a course held no longer."""

    what: str
    since: date | None
    lapsed: date | None = None
    course: str | None = None

    @property
    def met(self) -> bool:
        """Whether it is there."""
        return self.since is not None and self.lapsed is None


def needs_of(found: Standing, what: Sequence[str], courses: Sequence[Course], day: date) -> tuple[Need, ...]:
    """What a level needs, and what of it a carer has on a day. A need that is called as a course is the course."""
    by_label = {each.label.casefold(): each for each in courses}
    return tuple(_need(found, each, by_label.get(each.casefold()), day) for each in what)


def _need(found: Standing, what: str, course: Course | None, day: date) -> Need:
    if course is None:
        return Need(what, _by(found.met.get(what.casefold()), day))
    attended = _by(found.trained.get(course.code), day)
    ends = course.lapses(attended) if attended else None
    return Need(what, attended, ends if ends and ends <= day else None, course.code)


def _by(day: date | None, latest: date) -> date | None:
    return day if day is not None and day <= latest else None


def following(levels: Sequence[str], level: str | None) -> str | None:
    """The next level of the scheme: the first, of a carer on none; None after the highest."""
    if level is None or level not in levels:
        return levels[0] if levels else None
    place = levels.index(level) + 1
    return levels[place] if place < len(levels) else None


def is_lower(levels: Sequence[str], level: str, than: str | None) -> bool:
    """Whether a level of the scheme is below another; not, where one of them is not in it."""
    return than in levels and level in levels and levels.index(level) < levels.index(than or "")


def refusal(
    found: Standing, level: str, on: date, *, levels: Collection[str], approved: bool, evidence: bool, lower: bool
) -> tuple[str, str] | None:
    """Why a level cannot be decided from a day, and which answer says so; None if it can (PF-3).

    `approved`: whether the household is approved on that day; `evidence`: whether anything shows the level;
    `lower`: whether it is below the one before, without a reason.
    """
    if level not in levels:
        return f"There is no level '{level}' on {said(on)}: choose one of the scheme.", "level"
    if not approved:
        return f"The household is not approved on {said(on)}: a level begins with an approval.", "on"
    if found.last is not None and on <= found.last[0]:
        since, last = found.last
        return (
            f"Level {last} is on record from {said(since)}: a level from {said(on)} would overlap with it. "
            "Choose a later day, or strike that one out first.",
            "on",
        )
    if found.last is not None and found.last[1] == level:
        return f"This carer is on level {level} since {said(found.last[0])}.", "level"
    if not evidence:
        return (
            "A level needs evidence: a document of the household, or a kind of paper and its day (PF-3).",
            "evidence",
        )
    if lower:
        return "A lower level needs a reason (PF-3).", "because"
    return None
