"""Where a household lived on a day, as known on a day: a move holds from its day on, a correction for every day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask

from crm.clock import end_of_day
from crm.commands import people
from crm.people import merging
from crm.people.history import Nature
from crm.reports.areas import areas
from tests import given

MAY, JUNE, JULY, AUGUST = (date(2021, month, 1) for month in (5, 6, 7, 8))


@pytest.fixture
def moves(app: Flask, clock_at: Callable[[datetime | date], None]) -> Callable[..., None]:
    """`moves('DE1 2FS', MAY)`: recorded on that day; `since`, where it is of another."""
    clock_at(date(2021, 4, 1))
    derby = given.agency("derby")
    by, home = given.officer(derby), given.household(derby)

    def move(postcode: str | None, on: date, nature: Nature = "changed", since: date | None = None) -> None:
        clock_at(on)
        version = merging.numbered(home).version
        people.change_address(
            home, address=None, postcode=postcode, nature=nature, version=version, by=by, since=since
        )

    return move


def area(day: date, known_on: date = date(2021, 12, 1)) -> str | None:
    return areas([1], end_of_day(known_on)).on(1, day)


def test_what_was_first_learnt_holds_for_the_days_before_too(moves: Callable[..., None]) -> None:
    moves("DE1 2FS", JUNE)
    assert (area(MAY), area(JULY)) == ("DE1", "DE1")
    assert area(JULY, known_on=MAY) is None


def test_a_move_holds_from_its_day_and_a_correction_for_every_day(moves: Callable[..., None]) -> None:
    moves("DE1 2FS", MAY)
    moves("DE22 1AA", JULY, since=JUNE)
    assert [area(day) for day in (MAY, JUNE, JULY)] == ["DE1", "DE22", "DE22"]
    assert area(JUNE, known_on=JUNE) == "DE1"  # nobody had told us yet
    moves("DE3 9ZZ", AUGUST, "corrected")
    assert [area(day) for day in (MAY, JUNE, AUGUST)] == ["DE1", "DE3", "DE3"]
    assert area(JUNE, known_on=JULY) == "DE22"


def test_what_was_taken_off_the_record_is_told_of_no_day(moves: Callable[..., None]) -> None:
    moves("DE1 2FS", MAY)
    moves(None, JULY)
    assert (area(JUNE), area(JUNE, known_on=JUNE)) == (None, "DE1")
