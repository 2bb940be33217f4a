"""Tables of rates: gaps and overlaps are named; a council's allowance is tested against the higher minimum."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crm.journey.rates import Band, Rate, ages_problem, beside_minimum, problem_with

D = Decimal


def band(first: int, last: int, pounds: int = 100) -> Band:
    return Band(first, last, D(pounds))


def rate(level: str, first: int, last: int, which: str = "any") -> Rate:
    return Rate(level, "child", D(100), which, band(first, last))


@pytest.mark.parametrize(
    ("bands", "says"),
    [
        ([band(0, 17)], None),
        ([band(5, 17), band(0, 4)], None),
        ([band(0, 4), band(6, 17)], "nothing for age 5: that is a gap"),
        ([band(0, 4), band(4, 17)], "age 4 is in two bands: they overlap"),
        ([band(1, 17)], "nothing for age 0: that is a gap"),
        ([band(0, 15)], "nothing for ages 16 to 17: that is a gap"),
        ([], "nothing for ages 0 to 17: that is a gap"),
        ([band(4, 0)], "ages 4 to 0 run backwards"),
    ],
)
def test_ages_that_are_left_out_or_there_twice_are_named(bands: list[Band], says: str | None) -> None:
    assert ages_problem(bands) == says


@pytest.mark.parametrize(
    ("rates", "says"),
    [
        ([rate("B", 0, 17)], None),
        ([rate("B", 0, 7), rate("B", 8, 17, "first"), rate("B", 8, 17, "later")], None),
        ([Rate("B", "household", D(0))], None),
        ([rate("C", 0, 17)], "There is no level 'C' then: the levels are B"),
        ([], "Level B has no rate: that would be a gap. Give it 0 where it pays nothing"),
        ([rate("B", 0, 17, "first")], "Level B, a later child: nothing for ages 0 to 17: that is a gap"),
        (
            [rate("B", 0, 17), rate("B", 0, 17, "first")],
            "Level B, a first child: age 0 is in two bands: they overlap",
        ),
        (
            [Rate("B", "carer", D(1)), Rate("B", "carer", D(2))],
            "Level B has two rates for each carer: they overlap",
        ),
    ],
)
def test_a_rate_with_a_gap_or_an_overlap_is_named_with_its_level(rates: list[Rate], says: str | None) -> None:
    assert problem_with(rates, ["B"]) == says


def test_a_band_over_two_of_the_minimum_is_tested_against_the_higher() -> None:
    """NM-6, with the figures of 2025-26 for the rest of England: 3 to 4 is 176, 5 to 10 is 194."""
    minimum = [band(0, 2, 170), band(3, 4, 176), band(5, 10, 194), band(11, 15, 220), band(16, 17, 258)]
    own = [band(0, 4, 176), band(5, 10, 193), band(11, 17, 250)]
    assert [(each.band.ages, each.least, each.short) for each in beside_minimum(own, minimum)] == [
        ("0 to 4", D(176), D(0)),
        ("5 to 10", D(194), D(1)),
        ("11 to 17", D(258), D(8)),
    ]
    assert beside_minimum(own, []) == ()
