"""Payment for skills as an agency has settled it: its tables over time, and what one of them asks of another."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from crm.errors import Refused
from crm.journey.levels import Course
from crm.journey.rates import Band, band_from, problem_with, rate_from
from crm.journey.skills import Tables
from crm.register import agencies, settings
from crm.register.settings import AgencySettings

_OWN = ("skill_levels", "skill_fees", "allowances", "fees_while_empty")


def check(name: str, value: Any, agency_id: int, valid_from: date) -> None:
    """Refuse fees that leave a level of the scheme of that day out, or speak of one that it has not (PF-1)."""
    if name != "skill_fees" or not value:
        return
    levels = [each["level"] for each in settings.value("skill_levels", agency_id, valid_from)]
    problem = problem_with([rate_from(each) for each in value], levels)
    if problem:
        raise Refused(problem, field="value")


@lru_cache(64)  # what was read once is handed out until a setting changes
def book(given: AgencySettings) -> tuple[Tables, ...]:
    """The tables of an agency, each from the day from which it holds."""
    days = sorted({day for name in _OWN for day, _ in given.timeline(name)})
    return tuple(_tables(given, day) for day in days)


def _tables(given: AgencySettings, day: date) -> Tables:
    return Tables(
        since=day,
        levels=tuple(each["level"] for each in given.value("skill_levels", day)),
        rates=tuple(rate_from(each) for each in given.value("skill_fees", day)),
        allowances=bands(given.value("allowances", day)),
        while_empty=bool(given.value("fees_while_empty", day)),
    )


def bands(rows: Any) -> tuple[Band, ...]:
    """The bands of a table of allowances, the youngest first."""
    return tuple(sorted((band_from(each) for each in rows), key=lambda each: each.age_from))


def levels_from(given: AgencySettings, day: date) -> tuple[str, ...]:
    """The levels of the scheme on a day, the lowest first, and after them those that come in later."""
    since = [day, *(each for each, _ in given.timeline("skill_levels") if each > day)]
    return tuple(dict.fromkeys(row["level"] for each in since for row in given.value("skill_levels", each)))


def needs(given: AgencySettings, level: str, day: date) -> tuple[str, ...]:
    """What a level needs on a day, as the scheme says it."""
    rows = given.value("skill_levels", day)
    return next((tuple(each.get("needs", ())) for each in rows if each["level"] == level), ())


def minimum(given: AgencySettings, day: date) -> tuple[Band, ...]:
    """The national minimum in the agency's area on a day; empty where nobody has filled it in (NM-1)."""
    area = given.value("minimum_area", day)
    return bands(each for each in given.value("minimum_allowances", day) if each["area"] == area)


def name_of(agency_id: int) -> str:
    """What a council is called."""
    return agencies.numbered(agency_id).name


FOR_GOOD = 600  # months: a course that holds as long holds for good


def courses(given: AgencySettings, day: date) -> tuple[Course, ...]:
    """The courses of an agency on a day, with those that are offered no longer: they may be on record."""
    return tuple(
        Course(
            each["code"],
            each["label"],
            each["amount"] if each.get("amount", FOR_GOOD) < FOR_GOOD else 0,
            bool(each.get("standards")),
            bool(each.get("prepares")),
        )
        for each in given.value("training_courses", day)
    )
