"""What ends the alarm of a child outside the terms, and what does not: the terms take the child, or not (KC-11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from crm import clock
from crm.actor import Role
from crm.commands import journeys, placements
from crm.commands.stays import Stay
from crm.journey.events import TermsChanged
from crm.reads.outside_terms import FEWER, NARROWED, OVER, SIBLINGS
from tests import given
from tests.pages.conftest import Desk
from tests.pages.test_outside_terms import FIRST, OUT, SECOND, changed, with_one
from tests.pages.test_temporary import text_of
from tests.pages.test_visited_and_merged import merged

pytestmark = pytest.mark.slow  # together they take seconds

LATER = timedelta(minutes=1)
ROOM = replace(FIRST, siblings="SG-1")  # for a third who is no sibling there is no place


def home_of(at: Desk, **terms: object) -> tuple[str, int]:
    """A household of two places and what else its terms said from 5 January."""
    home = at.approved(2, agreed=True)
    number = at.household_id(home)
    if terms:
        changed(at, number, 5, **terms)
    return home, number


@pytest.mark.parametrize(
    ("terms", "there", "came"),
    [
        ({}, (), replace(SECOND, offer="parent_and_child")),
        ({"siblings_extra": 1}, (ROOM, replace(ROOM, child="CH-3")), replace(SECOND, siblings="SG-2")),
        ({"places": 4}, [replace(FIRST, child=f"CH-{each}") for each in (3, 4, 5)], SECOND),
    ],
    ids=["no place for a parent", "a place for siblings", "the usual limit"],
)
def test_kc_11_a_change_that_does_not_take_the_child_ends_no_emergency(
    desk: Callable[..., Desk],
    clock_at: Callable[[datetime], None],
    terms: dict[str, object],
    there: list[Stay],
    came: Stay,
) -> None:
    at = desk(Role.OFFICER)
    home, number = home_of(at, **terms)
    for each in there:
        placements.place(number, each, by=at.officer)
    placements.place(number, replace(came, from_on=date(2022, 1, 10)), by=at.officer)
    assert OUT in text_of(at, f"/households/{home}")
    clock_at(clock.now() + LATER)
    changed(at, number, 27, age_from=0, age_to=17)
    assert OUT in text_of(at, f"/households/{home}")


@pytest.mark.parametrize("how", ["that day", "put right", "left"])
def test_kc_11_what_takes_the_child_ends_it_also_on_the_first_day_or_from_before(
    desk: Callable[..., Desk], clock_at: Callable[[datetime], None], how: str
) -> None:
    at = desk(Role.OFFICER)
    home, number = with_one(at)
    first = changed(at, number, 5, age_from=0, age_to=17)
    placements.place(number, replace(SECOND, from_on=date(2022, 1, 17)), by=at.officer)
    assert OUT in text_of(at, f"/households/{home}")
    clock_at(clock.now() + LATER)
    if how == "left":
        placements.end(number, 1, to_on=date(2022, 1, 28), how="went_home", by=at.officer)
    elif how == "that day":
        changed(at, number, 17, places=2)
    else:
        (journey,) = given.fold(number).journeys
        was = next(row.event for row in journey.rows if row.id == first)
        journeys.correct(number, first, replace(was, places=2), reason="mistyped", by=at.officer)  # type: ignore[call-arg]
    assert OVER not in text_of(at, f"/households/{home}")


def test_kc_11_a_merge_invents_no_change_of_terms(
    desk: Callable[..., Desk], clock_at: Callable[[datetime], None]
) -> None:
    at = desk(Role.OFFICER)
    other, number = with_one(at)
    for stay in (replace(FIRST, child="CH-2"), replace(FIRST, child="CH-3", offer="parent_and_child")):
        placements.place(number, stay, by=at.officer, anyway=True)
    kept = given.household(at.officer.agency_ids[0], "Wren Example-Teal")
    given.journey(kept, date(2022, 1, 20), by=at.officer)
    clock_at(clock.now() + LATER)
    merged(at, at.reference(kept), other)
    page = text_of(at, f"/households/{at.reference(kept)}")
    assert NARROWED not in page and FEWER not in page
    clock_at(clock.now() + LATER)
    (approval,) = given.fold(kept).approvals
    narrowed = TermsChanged(happened_on=date(2022, 1, 29), cause="adjustment", named_children=("CH-2",))
    journeys.record(kept, approval.journey_id, narrowed, by=at.officer)
    assert f"{NARROWED} (CH-1001)" in text_of(at, f"/households/{at.reference(kept)}")


def test_kc_11_the_last_place_that_became_one_for_siblings_is_red_until_they_are_said_to_be(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    home, number = home_of(at, places=3)
    stays = [placements.place(number, replace(FIRST, child=f"CH-{each}"), by=at.officer) for each in (1, 2, 3)]
    changed(at, number, 20, places=2, siblings_extra=1)
    page = text_of(at, f"/households/{home}")
    assert f"{SIBLINGS} (CH-1, CH-2, CH-3). Its last day was 19 January 2022: nothing covers the" in page
    for stay, child in zip(stays, (1, 2, 3), strict=True):
        told = replace(FIRST, child=f"CH-{child}", siblings="SG-1")
        placements.correct(number, stay, told, because="mistyped", by=at.officer)
    assert SIBLINGS not in text_of(at, f"/households/{home}")
