"""A line of work as pages draw it: what, for whom, why now, and the two things that one would do about it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from crm import access, clock, contact_words, formatters, words, work_words
from crm.journey.events import EnquiryReceived, FirstContactMade, VisitCompleted
from crm.pages.event_forms import may_record, where
from crm.reads.clocks import Running
from crm.reads.items import Home, Item, Way
from crm.reads.today import Line


@dataclass(frozen=True, slots=True)
class Act:
    """Something that one would do: a button that does it (`do`), or a link to where it is done."""

    label: str
    do: str = ""
    href: str = ""


EMERGENCY = "KC-11"  # the clock of a placement outside the terms, which its end stops
NO_ANSWER = Act("No answer", do="no_answer")
REACHED = (Act("Spoke to them", do="spoke"), NO_ANSWER)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line in words."""

    home: Home
    item: Item | None
    what: str
    why: str
    acts: tuple[Act, ...]
    reach: str  # where their numbers are, for what is done by reaching them: a list shows none (T40)
    reassign: str
    worker: str
    key: str  # of the form with its buttons (T50)
    could_be: str = ""  # another record of the same people, perhaps


def drawn(lines: Iterable[Line], today: date, *, full: bool = False) -> list[Drawn]:
    """Lines in words, with the two things that the person would do about each; with `full`, all that they may."""
    return [
        Drawn(
            home=line.home,
            item=line.item,
            what=what_of(line.item),
            why=why_of(line, today),
            acts=tuple(acts_of(line) if full else acts_of(line)[:2]),
            reach=_link(line, "contacts.form") if _is_call(line) else "",
            reassign=_link(line, "assignments.form") if access.may("households.record") else "",
            worker=worker_of(line.home),
            key=secrets.token_urlsafe(18),
            could_be=line.could_be if access.may("households.duplicates") else "",
        )
        for line in lines
    ]


def _is_call(line: Line) -> bool:
    return line.item is not None and line.item.is_call and access.may("households.contact")


def worker_of(home: Home) -> str:
    """Who works with a household, in words."""
    if home.worker:
        return home.worker
    return f"Nobody: {home.former}'s account is closed" if home.former else "Nobody"


def what_of(item: Item | None) -> str:
    """What is to be done."""
    if item is None:
        return "Say what comes next"
    if item.kind == "visit":
        return words.said(contact_words.PURPOSES, item.what)
    what = item.what or work_words.TASKS[item.kind]
    if item.clock and item.clock.children and access.may("households.placements"):
        what += f" ({', '.join(item.clock.children)})"
    return what[:1].upper() + what[1:]


def why_of(line: Line, today: date) -> str:
    """Why it is to be done now."""
    item = line.item
    if item is None:
        return (
            f"{words.stage(line.way.stage).text} since {formatters.short_date(line.way.since)}" if line.way else ""
        )
    if item.kind in ("clock", "law") and item.clock:
        return ", ".join([_started(item.clock, item.way, today), *_tried(line), *_promised(item, today)])
    if item.kind == "visit" and item.starts_at:
        left = f" by {item.left}, whose account is closed: move it to somebody else" if item.left else ""
        return f"booked for {_day(item.due_on, today)} at {formatters.time_of_day(item.starts_at)}{left}"
    parts = [work_words.TASKS[item.kind]] if item.what else []
    if item.made_at:
        parts.append(f"noted {_day(clock.day_of(item.made_at), today)} by {line.made_by}")
    if item.clock:
        due = "was due" if item.clock.due_on < today else "is due"
        parts.append(f"{formatters.lower_first(item.clock.label)} {due} {_day(item.clock.due_on, today)}")
    return ", ".join([*parts, *_tried(line)])


def _promised(item: Item, today: date) -> list[str]:
    """The day on which they are to be called back, where that puts nothing off."""
    if item.call is None:
        return []
    what = f": {formatters.lower_first(item.call.what)}" if item.call.what else ""
    return [f"call back {_day(item.call.due_on, today)}{what}"]


def _tried(line: Line) -> list[str]:
    if not line.tries:
        return []
    return [f"{line.tries} {'call' if line.tries == 1 else 'calls'} without an answer"]


def _started(ticking: Running, way: Way | None, today: date) -> str:
    began = work_words.STARTED.get(ticking.began_by, "since")
    source = way.source if way and ticking.began_by == EnquiryReceived.kind else None
    heard = f" ({words.said(words.SOURCES, source).lower()})" if source else ""
    due = "was due" if ticking.due_on < today else "due"
    return f"{began} {_day(ticking.began_on, today)}{heard}, {due} {_day(ticking.due_on, today)}"


def _day(day: date | None, today: date) -> str:
    """'Wed 4 Mar' for a day of the last or next half year, else with its year."""
    if day is None:
        return ""
    return formatters.week_date(day) if abs((day - today).days) < 180 else formatters.short_date(day)


def acts_of(line: Line) -> list[Act]:
    """What one would do about it, as far as the person may, the two likeliest things first."""
    if not access.may("households.record"):
        return []
    item = line.item
    if line.unassigned:
        return [Act("Take it", do="take")]
    if item is None:
        return [_next_step(line), _close(line)]
    another_day = (
        Act("Another day", href=_link(line, "tasks.move_form", task=item.task_id)) if item.task_id else None
    )
    if item.kind in ("clock", "law") and item.clock:
        return [*_for_clock(line, item.clock), *([another_day] if another_day else [])]
    if item.kind == "visit":
        visit = {"visit": item.visit_id}
        how = Act("Say how it went", href=_link(line, "visits.record", **visit))
        return [how, Act("Move it", href=_link(line, "visits.move_form", **visit))]
    other = [another_day] if another_day else []
    if item.kind == "call_back":
        return [*REACHED, *other]
    if item.kind == "message":
        answer = Act("Answer", href=_link(line, "messages.record"))
        return [answer, *other, Act("No answer needed", do="done")]
    if item.kind == "keep_warm":
        back = Act("They are coming back", href=_link(line, "enquiries.journey_form"))
        return [back, *other, Act("Do not ask again", do="drop")]
    return [Act("Done", do="done"), *other, Act("Not wanted any more", do="drop")]


def _for_clock(line: Line, ticking: Running) -> list[Act]:
    if ticking.stops == FirstContactMade.kind:
        return [*REACHED]
    if (ticking.hard or ticking.rule == EMERGENCY) and not ticking.stops:
        return [Act("End the placement", href=_link(line, "placements.record")), _next_step(line)]
    if ticking.rule and ticking.by_hand:
        return [Act("Looked at", do="done"), _next_step(line)]
    if ticking.by_hand:
        found = [Act(work_words.DONE.get(ticking.name or "", "Done"), do="done")]
        if ticking.stops == VisitCompleted.kind:
            found.insert(0, Act("Book a visit", href=_link(line, "visits.form")))
        return [*found, *([NO_ANSWER] if ticking.by_call else []), _close(line)]
    first = _record(line, ticking.stops) if ticking.stops else None
    return [*([first] if first else []), _next_step(line)]


def _record(line: Line, kind: str) -> Act | None:
    """To the form that puts on record what the clock waits for, where the person may."""
    if not may_record(kind):
        return None
    return Act(words.RECORD[kind], href=where(kind, line.home.reference, line.number))


def _close(line: Line) -> Act:
    return Act("Close", href=_link(line, "records.form", number=line.number, step="journey-closed"))


def _next_step(line: Line) -> Act:
    return Act("Add a next step", href=_link(line, "tasks.form"))


def _link(line: Line, endpoint: str, **values: Any) -> str:
    return url_for(endpoint, reference=line.home.reference, **values)
