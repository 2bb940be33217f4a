"""Days are read strictly, so that none is read wrongly."""

from __future__ import annotations

from datetime import date

import pytest

from crm.journey import dates


@pytest.mark.parametrize("text", ["2021-03-31", "31/03/2021", " 31/03/2021 ", "31/3/2021"])
def test_iso_and_uk_dates_are_read(text: str) -> None:
    assert dates.parse(text) == date(2021, 3, 31)


def test_the_uk_order_is_day_first() -> None:
    assert dates.parse("02/03/2021") == date(2021, 3, 2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "31/02/2021",  # not in the calendar
        "2021-02-29",  # not a leap year
        "00/01/2021",
        "03/31/2021",  # the American order
        "31/03/21",  # which century?
        "2021-3-31",
        "2021-W13-3",
        "20210331",
        "2_021-03-31",
        "٢٠٢١-٠٣-٣١",  # digits of another script
        "31/03/２０２１",
        "31.03.2021",
        "2021-03-31T00:00:00",
        "44286",  # a spreadsheet's serial number
        "yesterday",
        "-2021-03-31",
    ],
)
def test_anything_else_is_refused_with_what_was_expected(text: str) -> None:
    with pytest.raises(ValueError, match="expected like 2021-03-31 or 31/03/2021"):
        dates.parse(text)


@pytest.mark.parametrize("text", ["31/12/1899", "1899-12-31", "01/01/2101", "0001-01-01", "9999-12-31"])
def test_a_year_outside_1900_to_2100_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match="year must be between 1900 and 2100"):
        dates.parse(text)


@pytest.mark.parametrize("text", ["1900-01-01", "2100-12-31"])
def test_the_first_and_last_years_are_inside(text: str) -> None:
    assert dates.parse(text).isoformat() == text


def test_three_boxes_make_a_day_whatever_spaces_surround_them() -> None:
    assert dates.from_parts(" 5 ", "3", "2021") == date(2021, 3, 5)


@pytest.mark.parametrize(
    "parts", [("1_0", "3", "2021"), ("٥", "3", "2021"), ("", "3", "2021"), ("+5", "3", "2021")]
)
def test_three_boxes_take_ascii_digits_only(parts: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match="not a date"):
        dates.from_parts(*parts)
