"""A kinship approval that ends with an order or a return home: a permanence outcome of the report, no loss."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from crm import clock
from crm.exchange.quarterly import sentences
from crm.journey.endings import Ending, kind_of
from crm.journey.ranges import Route
from crm.register import settings
from crm.reports import scope
from crm.reports.period import KnownOn
from crm.reports.permanence import outcomes
from tests import given
from tests.reports.histories import HALF, approved, left, load, report

ON = date(2021, 6, 1)


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[date], None]) -> int:
    """Derby on 9 December 2021."""
    clock_at(date(2021, 12, 9))
    return given.agency()


def kin(derby: int, on: date, reason: str | None, route: Route = Route.KINSHIP) -> int:
    """A household approved in 2020 for one child, that left on a day."""
    return load(derby, approved(date(2020, 5, 1), 1), left(on, "none", reason), route=route)


def test_only_kinship_ends_for_the_child_s_good_count_and_each_by_its_reason(derby: int) -> None:
    for on, reason in (
        (HALF.first, "sgo"),
        (HALF.last, "sgo"),
        (ON, "returned_to_parents"),
        (ON, "adoption"),
        (ON, "child_arrangements"),
        (ON, "ill_health"),
        (ON, None),
        (date(2021, 3, 31), "sgo"),  # the day before, and the day after
        (date(2021, 10, 1), "sgo"),
    ):
        kin(derby, on, reason)
    kin(derby, ON, "adoption", Route.MAINSTREAM)
    derbys, now = scope.of_agency("derby", scope.everybody()), KnownOn(clock.today())
    found = outcomes(derbys, HALF, now)
    assert found == {"adoption": 1, "child_arrangements": 1, "returned_to_parents": 1, "sgo": 2}
    assert sentences.permanence(report().this, found) == (
        "Of 7 kinship households de-registered, 5 are permanence outcomes and no carer lost: the child has a home "
        "for good (adoption 1, child arrangements order 1, return to parents 1, special guardianship order 2)."
    )
    assert report().this.value("mainstream", "households.deregistrations") == 1


def test_the_kind_of_such_an_ending_is_permanence_and_of_a_resignation_it_is_not(derby: int) -> None:
    rules = settings.rulebook(derby).rules
    for reason, kind in (
        ("sgo", Ending.PERMANENCE),
        ("returned_to_parents", Ending.PERMANENCE),
        ("ill_health", Ending.KINSHIP),
    ):
        (approval,) = given.fold(kin(derby, ON, reason)).approvals
        assert kind_of(approval, rules) == kind
