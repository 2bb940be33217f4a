"""A temporary approval is put right: no extension of it covers more days than the law gives it (KC-2, KC-3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from crm.actor import Actor
from crm.commands import approval_days, journeys, placements
from crm.commands.stays import Stay
from crm.errors import Refused
from crm.journey.ranges import Route
from crm.journey.temporary import latest
from crm.journey.temporary_events import TemporarilyApproved, TemporaryApprovalExtended
from tests import given

SINCE, EARLIER = date(2026, 1, 12), date(2026, 1, 5)
ONE = TemporarilyApproved(happened_on=SINCE, named_children=("C-1",), ends_on=date(2026, 5, 4))
LONGER = TemporaryApprovalExtended(
    happened_on=date(2026, 4, 24),
    ends_on=date(2026, 6, 29),
    panel_asked_on=date(2026, 4, 20),
    iro_told_on=date(2026, 4, 21),
)


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    """An officer of Derby, on the day of the extension."""
    clock_at(LONGER.happened_on)
    return given.officer(given.agency())


def extended(derby: Actor) -> tuple[int, int, int, int]:
    """Relatives whose temporary approval was extended: household, journey, and the two events."""
    home = given.household(derby.agency_ids[0], "Kit Example-Kin")
    journey = given.journey(home, EARLIER - timedelta(days=7), by=derby, route=Route.KINSHIP)
    approved = journeys.record(home, journey, ONE, by=derby)
    return home, journey, approved, journeys.record(home, journey, LONGER, by=derby)


def days_of(home: int) -> int | None:
    found = latest(given.fold(home))
    return found.length if found else None


def test_kc_3_its_beginning_is_not_moved_back_under_an_extension_that_would_be_too_long(derby: Actor) -> None:
    home, journey, approved, longer = extended(derby)
    moved = replace(ONE, happened_on=EARLIER, ends_on=date(2026, 4, 27))
    says = (
        r"rests on this.*175 days.*the last day that it can cover is 21 June 2026 \(KC-3\). Strike that out first"
    )
    with pytest.raises(Refused, match=says):
        journeys.correct(home, approved, moved, reason="mistyped", by=derby)
    assert days_of(home) == 168
    journeys.strike_out(home, longer, reason="mistyped", by=derby)  # what the refusal says to do
    journeys.correct(home, approved, moved, reason="mistyped", by=derby)
    journeys.record(home, journey, replace(LONGER, ends_on=date(2026, 6, 22)), by=derby)
    assert days_of(home) == 168


def test_kc_3_a_beginning_that_was_later_leaves_the_extension_as_it_was_granted(derby: Actor) -> None:
    home, _, approved, _ = extended(derby)
    later = replace(ONE, happened_on=date(2026, 1, 19), ends_on=date(2026, 5, 11))
    journeys.correct(home, approved, later, reason="mistyped", by=derby)
    assert days_of(home) == 161


def test_kc_2_none_is_given_or_put_right_for_more_days_than_the_law_has(derby: Actor) -> None:
    home, journey, approved, longer = extended(derby)
    with pytest.raises(Refused, match=r"113 days.*the last day that it can cover is 3 May 2026.*\(KC-2\)"):
        journeys.correct(home, approved, replace(ONE, ends_on=date(2026, 5, 5)), reason="mistyped", by=derby)
    with pytest.raises(Refused, match=r"169 days.*\(KC-3\)"):
        journeys.correct(home, longer, replace(LONGER, ends_on=date(2026, 6, 30)), reason="mistyped", by=derby)
    other = given.household(derby.agency_ids[0], "Sam Example-Kin")
    journey = given.journey(other, EARLIER, by=derby, route=Route.KINSHIP)
    with pytest.raises(Refused, match=r"113 days.*\(KC-2\)"):
        journeys.record(other, journey, replace(ONE, ends_on=date(2026, 5, 5)), by=derby)


CAME = Stay(child="C-1", offer=None, from_on=date(2026, 1, 14))


def test_kc_2_its_weeks_do_not_begin_anew_while_a_child_lives_there(derby: Actor) -> None:
    home, journey, approved, longer = extended(derby)
    placed = placements.place(home, CAME, by=derby)
    since = date(2026, 1, 15)
    moved = replace(ONE, happened_on=since, ends_on=approval_days.temporary_ends_on(since))
    says = r"A child was placed with them on 14 January 2026, .*temporary approval .*\(KC-2\).*strike it out first"
    for wrong in (moved, replace(ONE, named_children=("C-8",))):
        with pytest.raises(Refused, match=says):
            journeys.correct(home, approved, wrong, reason="mistyped", by=derby)
    journeys.strike_out(home, longer, reason="mistyped", by=derby)
    with pytest.raises(Refused, match=says):
        journeys.strike_out(home, approved, reason="mistyped", by=derby)
    journeys.correct(home, approved, replace(ONE, named_children=("C-1", "C-8")), reason="mistyped", by=derby)
    placements.strike_out(home, placed, because="mistyped", by=derby)
    standing = given.fold(home).journeys[0].rows[-1].id
    journeys.correct(home, standing, moved, reason="mistyped", by=derby)


def test_kc_3_an_extension_is_not_struck_out_under_a_child_who_came_in_its_weeks(
    derby: Actor, clock_at: Callable[[date], None]
) -> None:
    home, _, _, longer = extended(derby)
    clock_at(date(2026, 5, 11))
    placements.place(home, replace(CAME, from_on=date(2026, 5, 6)), by=derby)
    with pytest.raises(Refused, match=r"A child was placed with them on 6 May 2026, .*temporary approval"):
        journeys.strike_out(home, longer, reason="mistyped", by=derby)
