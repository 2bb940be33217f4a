"""What a program asks of a feed, read strictly: who asks, about whom and when, which page, and in which form."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from flask import request

from crm import clock
from crm.actor import Actor, system
from crm.commands import api_keys
from crm.commands.api_keys import Holder, KeyScope
from crm.exchange.feeds.writing import MEDIA_TYPES
from crm.journey import dates
from crm.journey.saying import said
from crm.reads.copies_for import NOT_NARROWED
from crm.reports import asking
from crm.reports.asking import Question
from crm.reports.period import DAY, Period, fixed, quarter
from crm.reports.published import too_few_said

QUESTION = asking.FIELDS
PAGING = ("page", "page_size", "format")
DEFAULT, MOST = 1000, 5000  # rows a page
MOST_QUARTERS = 40
LARGEST_PAGE = 1_000_000
Wrong = list[tuple[str, str]]
_KEY = re.compile(r"Bearer ([\x21-\x7e]{20,200})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of how many rows, and whether as json or csv."""

    page: int
    size: int
    form: str


def holder() -> Holder | None:
    """Whose key the request carries; nobody's, where there is none that opens anything."""
    carried = _KEY.fullmatch(request.headers.get("Authorization", ""))
    return api_keys.holder(carried[1]) if carried else None


def actor(held: Holder) -> Actor:
    """Who reads: a program, in the councils of its key."""
    return system(*held.agency_ids)


def unknown(known: Collection[str]) -> Wrong:
    """The parameters that a feed does not have, or that are there twice."""
    found = [(name, "There is no such parameter") for name in request.args if name not in known]
    twice = [name for name in known if len(request.args.getlist(name)) > 1]
    return [(_pointer(name), why) for name, why in (*found, *((name, "Send it once") for name in twice))]


def question(held: Holder, wrong: Wrong) -> Question | None:
    """Of whom and when; without any, the quarter that ended last. NotFound: it is about a council of no concern."""
    by = actor(held)
    given = {name: request.args[name] for name in QUESTION if request.args.get(name, "").strip()}
    for names in (("agency", "hub"), ("from", "to")):
        if not any(name in given for name in names):
            given |= {name: text for name, text in asking.by_default(by).items() if name in names}
    asked = asking.read(given, by)
    wrong.extend((_pointer(name), problem) for name, problem in asked.problems)
    if asked.question and held.scope is KeyScope.PUBLISHED:
        wrong.extend(_not_published(asked.question))
    return asked.question


def about(asked: Question) -> dict[str, str]:
    """What is said with the rows of the question that they answer."""
    own = (asked.scope.parameter, *asked.scope.narrowing.parameters)
    days = {name: text for name, text in asked.parameters.items() if name not in own}
    return {**days, **({"narrowed_to": asked.scope.narrowing.said} if asked.scope.narrowing else {})}


def _not_published(asked: Question) -> Iterator[tuple[str, str]]:
    for name in asked.scope.narrowing.parameters:
        yield f"#/{name}", NOT_NARROWED
    if not fixed(asked.period):
        yield "#/from", "This key reads whole quarters, halves and financial years"
    if why := too_few_said(asked.scope):
        yield "#/hub", why


def periods(asked: Question | None, wrong: Wrong) -> list[Period]:
    """The whole period, or each quarter of it."""
    each = request.args.get("each", "period")
    if each not in ("period", "quarter"):
        wrong.append(("#/each", "It is 'period' or 'quarter'"))
    if asked is None or wrong:
        return []
    if each == "period":
        return [asked.period]
    found: list[Period] = []
    day = asked.period.first
    while day <= asked.period.last and len(found) <= MOST_QUARTERS:
        found.append(quarter(day))
        day = found[-1].last + DAY
    if found[0].first != asked.period.first or found[-1].last != asked.period.last:
        problem = f"By quarter it is of whole quarters, and of {MOST_QUARTERS} at most"
        wrong.append(("#/each", problem))
    return found


def day(wrong: Wrong) -> date:
    """The day of the register: today, or one gone by."""
    text = request.args.get("on", "").strip()
    if not text:
        return clock.today()
    try:
        found = dates.parse(text)
    except ValueError as why:
        wrong.append(("#/on", f"The day is wrong: {why}"))
        return clock.today()
    if found > clock.today():
        wrong.append(("#/on", f"{said(found)} lies ahead: the register is of today, or of a day gone by"))
    return found


def paging(wrong: Wrong) -> Paging:
    """Which page, of how many rows, in which form."""
    form = request.args.get("format", "json")
    if form not in MEDIA_TYPES:
        wrong.append(("#/format", f"It is one of {', '.join(MEDIA_TYPES)}"))
    return Paging(_whole("page", 1, LARGEST_PAGE, wrong), _whole("page_size", DEFAULT, MOST, wrong), form)


def _whole(name: str, otherwise: int, most: int, wrong: Wrong) -> int:
    text = request.args.get(name, "")
    if not text:
        return otherwise
    if text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= most:
        return int(text)
    wrong.append((_pointer(name), f"It is a whole number from 1 to {most}"))
    return otherwise


def _pointer(name: str) -> str:
    return "#/" + name.replace("~", "~0").replace("/", "~1")
