"""The choices by which a report is narrowed to some journeys; a published copy never is (decision 048)."""

from __future__ import annotations

from collections.abc import Mapping

from crm import access, words
from crm.journey.ranges import Population, Route
from crm.pages import report_copies
from crm.reports import asking
from crm.reports.scope import OF_POPULATION

ALL_ROUTES = "All routes"
Choice = tuple[
    str, str, list[tuple[str, str]], str
]  # the field, its label, what to choose from (none: typed), what is chosen


def choices(given: Mapping[str, str], *, books: bool = False) -> list[Choice]:
    """What whoever asks may narrow figures by; `books`: those of activity, households and beds only.

    The books show each population apart, without a filter of it.
    """
    allowed = set(report_copies.narrows(books=books)) - ({OF_POPULATION} if books else set())
    offered: tuple[tuple[str, str, list[tuple[str, str]]], ...] = (
        (OF_POPULATION, "Population", populations()),
        ("route", "Route", routes()),
        ("offer", "Offer in the terms", offers()),
        ("area", "Area, like DE22", []),
    )
    return [
        (name, label, every, given.get(name, ""))
        for name, label, every in offered
        if name in allowed or given.get(name)  # what is refused is shown, to be taken off
    ]


def offers() -> list[tuple[str, str]]:
    """Every offer that a council of whoever asks lists, or has listed, and first all of them."""
    found = {code: label for each in access.current_actor().agency_ids for code, label in asking.offers(each)}
    return [("", "All offers"), *found.items()]


def populations() -> list[tuple[str, str]]:
    """Every population (ST-2), and first all of them."""
    return [("", "All populations"), *((each.value, words.POPULATIONS[each]) for each in Population)]


def routes() -> list[tuple[str, str]]:
    """Every route, and first all of them."""
    return [("", ALL_ROUTES), *((each.value, words.ROUTES[each]) for each in Route)]
