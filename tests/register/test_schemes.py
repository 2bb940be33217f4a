"""Payment for skills as a council settles it: levels, fees and allowances that hold from a day on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from crm.commands import settings as commands
from crm.errors import Refused
from crm.journey import rate_lines
from crm.register import agencies, schemes, settings
from tests import given

SPRING, AUTUMN = date(2026, 4, 1), date(2026, 10, 1)
LEVELS = "A\nB: Training standards; First aid\nC: Level 3 diploma"
FEES = (
    "A; child; 0\nB; child; 0 to 7; 140\nB; child; 8+; first; 150\nB; child; 8 to 17; later; 109.50\nC; carer; 75"
)


@pytest.fixture
def derby(app: Flask) -> int:
    return agencies.add("derby", "Derby").id


def put(agency_id: int, name: str, kind: str, text: str, day: date = SPRING) -> None:
    rows: Any = rate_lines.read(kind, text)
    commands.change(name, rows, valid_from=day, agency_id=agency_id, by=given.officer(agency_id))


def test_what_was_typed_is_read_and_can_be_typed_again(derby: int) -> None:
    put(derby, "skill_levels", "levels", LEVELS)
    put(derby, "skill_fees", "fees", FEES)
    again = rate_lines.typed("fees", settings.value("skill_fees", derby, SPRING))
    assert again.splitlines()[2:4] == ["B; child; 8 to 17; first; 150.00", "B; child; 8 to 17; later; 109.50"]
    assert rate_lines.read("fees", again) == settings.value("skill_fees", derby, SPRING)
    assert schemes.needs(settings.of(derby), "B", SPRING) == ("Training standards", "First aid")


@pytest.mark.parametrize(
    ("fees", "says"),
    [
        ("A; child; 0\nB; child; 1", "Level C has no rate: that would be a gap. Give it 0 where it pays nothing"),
        (FEES.replace("0 to 7", "0 to 6"), "Level B, a first child: nothing for age 7: that is a gap"),
        (FEES.replace("0 to 7", "0 to 8"), "Level B, a first child: age 8 is in two bands: they overlap"),
        (FEES + "\nD; carer; 1", "There is no level 'D' then: the levels are A, B, C"),
    ],
)
def test_fees_with_a_gap_or_an_overlap_are_refused_and_nothing_changes(derby: int, fees: str, says: str) -> None:
    put(derby, "skill_levels", "levels", LEVELS)
    with pytest.raises(Refused) as no:
        put(derby, "skill_fees", "fees", fees)
    assert no.value.message == says
    assert settings.value("skill_fees", derby, SPRING) == []


def test_each_table_holds_from_its_day_until_the_next(derby: int) -> None:
    put(derby, "skill_levels", "levels", LEVELS)
    put(derby, "skill_fees", "fees", FEES)
    put(derby, "skill_fees", "fees", FEES.replace("75", "80"), AUTUMN)
    book = schemes.book(settings.of(derby))
    assert [(each.since, each.rates[-1].weekly) for each in book if each.rates] == [
        (SPRING, Decimal("75.00")),
        (AUTUMN, Decimal("80.00")),
    ]


def test_nm_1_the_minimum_of_a_year_that_nobody_filled_in_is_not_worked_out_from_the_last(derby: int) -> None:
    given_settings = settings.of(derby)
    assert [each.weekly for each in schemes.minimum(given_settings, date(2026, 3, 31))] == [
        Decimal(pounds) for pounds in (170, 176, 194, 220, 258)
    ]
    assert schemes.minimum(given_settings, date(2026, 4, 1)) == ()
