"""Who the carers are and where households live: parts make totals, lists come to figures, past days stay known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from random import Random

import pytest
from flask import Flask

from crm.actor import system
from crm.commands import command, people, profiles
from crm.extensions import db
from crm.journey.ranges import Route
from crm.people import households, merging
from crm.people.history import Nature
from crm.people.profile_tables import CarerBackground, CarerProfile
from crm.people.tables import Household
from crm.reports import quarterly, scope
from crm.reports.asking import Question
from crm.reports.period import KnownOn, Period, financial_year, quarter
from crm.reports.who import BY_AREA, NOT_KNOWN, POPULATIONS, TRAITS, Who, behind_area, behind_carers, who
from tests import given
from tests.reports.histories import approved, enquired, left, load

NOW = date(2022, 5, 2)
YEAR = financial_year(date(2021, 4, 1))
ETHNICITIES = (None, "WBRI", "WIRI", "MWAS", "AIND", "BCRB", "OOTH", "REFU")
RELIGIONS = (None, "none", "christian", "sikh", "refused")
AREAS = (None, "DE1 2FS", "DE3 9ZZ", "DE22 1AA", "NG9 1AA")


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[datetime | date], None]) -> int:
    clock_at(date(2015, 1, 5))
    return given.agency("derby")


def question(derby: int, period: Period = YEAR, known_on: date = NOW) -> Question:
    return Question(scope.of_agency("derby", system(derby)), period, KnownOn(known_on))


def told(asked: Question, population: str = "all") -> Who:
    found = who(asked, population)
    assert found is not None
    return found


def rows(found: Who, name: str) -> dict[str, int]:
    table = (found.carers if name in TRAITS else found.areas)[name]
    return {key: count for key, count in table.counts.items() if count}


@command
def a_random_council(derby: int, seed: int) -> None:
    """Households that enquired, were approved or left, with one or two carers who say this or that, or nothing."""
    random = Random(seed)  # noqa: S311 - the same each time
    for _ in range(random.randint(0, 40)):
        begun, ended = date(2021, random.randint(1, 6), 9), date(2021, random.randint(7, 12), 9)
        life = [enquired(date(2021, 1, 1)), approved(begun, 2), left(ended)]
        home = load(derby, *life[: random.choice((1, 2, 2, 2, 3))], route=random.choice(tuple(Route)[:2]))
        db.session.get_one(Household, home).area = (
            postcode.split()[0] if (postcode := random.choice(AREAS)) else None
        )
        if random.random() < 0.5:
            people.add_carer(home, name="A Example", email=None, phone=None, version=1, by=given.officer(derby))
        for carer in households.carers_of(home):
            born = random.choice((None, date(1950 + random.randint(0, 52), 2, 28)))
            sex = random.choice((None, "female", "male"))
            db.session.add(CarerProfile(carer_id=carer.id, born_on=born, sex=sex))
            says = {"ethnicity": random.choice(ETHNICITIES), "religion": random.choice(RELIGIONS)}
            db.session.add(CarerBackground(carer_id=carer.id, **says))


@pytest.mark.parametrize("seed", range(4))
def test_parts_make_the_total_and_the_list_behind_each_row_comes_to_it(
    derby: int, seed: int, clock_at: Callable[..., None]
) -> None:
    a_random_council(derby, seed)
    clock_at(NOW)
    for period in (YEAR, quarter(date(2021, 7, 1))):
        asked = question(derby, period)
        [column] = quarterly.columns(asked.scope, [period], asked.known_on)
        for population in POPULATIONS:
            found = told(asked, population)
            for name, figure in BY_AREA.items():
                assert found.areas[name].total == column.value(population, figure), name
                for area, count in found.areas[name].counts.items():
                    assert sum(each.quantity for each in behind_area(asked, population, name, area)) == count
            assert len({each.total for each in found.carers.values()}) == 1
            for name, table in found.carers.items():
                for row, count in table.counts.items():
                    behind = behind_carers(asked, population, name, row)
                    assert len(behind) == len({each.carer_id for each in behind}) == count, (name, row)


class Home:
    """A household of Derby's, of which this and that is put on record."""

    def __init__(self, derby: int, begun: date) -> None:
        self.id, self.by = load(derby, approved(begun, 2)), given.officer(derby)

    @property
    def now(self) -> int:
        version = merging.numbered(self.id).version
        db.session.rollback()
        return version

    def says(self, nature: Nature = "changed", since: date | None = None, position: int = 1, **values: str) -> None:
        profiles.change_background(
            self.id,
            position,
            values,
            nature=nature,
            version=self.now,
            by=self.by,
            since=since,
        )


def test_what_carers_say_is_told_as_it_was_known_and_held_on_the_day(
    derby: int, clock_at: Callable[..., None]
) -> None:
    clock_at(date(2021, 5, 1))
    home = Home(derby, date(2021, 4, 9))
    unknown = {NOT_KNOWN: 1}
    clock_at(date(2021, 8, 2))
    home.says(ethnicity="WBRI", religion="sikh")
    clock_at(date(2022, 2, 1))
    home.says("corrected", ethnicity="AIND")
    home.says(religion="none", since=date(2022, 1, 5))
    clock_at(NOW)
    july = quarter(date(2021, 7, 1))
    assert rows(told(question(derby, july, date(2021, 8, 1))), "ethnicity") == unknown
    assert rows(told(question(derby, july, date(2021, 8, 2))), "ethnicity") == {"white": 1}
    assert rows(told(question(derby, july)), "ethnicity") == {"asian": 1}  # it was never so
    assert rows(told(question(derby, july)), "religion") == {"sikh": 1}  # it was, until January
    assert rows(told(question(derby)), "religion") == {"none": 1}


def test_carers_are_those_who_were_there_on_the_day_as_known(derby: int, clock_at: Callable[..., None]) -> None:
    clock_at(date(2021, 5, 1))
    home = Home(derby, date(2021, 4, 9))
    clock_at(date(2021, 9, 1))
    people.add_carer(
        home.id, name="B Example", email=None, phone=None, version=home.now, by=home.by, joined_on=date(2021, 8, 1)
    )
    clock_at(date(2022, 2, 1))
    home.says(position=2, ethnicity="BAFR")
    profiles.remove_carer(home.id, 2, because="mistyped", version=home.now, by=home.by)
    clock_at(NOW)

    def counted(period: Period, known_on: date = NOW) -> int:
        return told(question(derby, period, known_on)).carers["ethnicity"].total

    spring, autumn = quarter(date(2021, 4, 1)), quarter(date(2021, 10, 1))
    assert [counted(spring, day) for day in (date(2021, 9, 1), NOW)] == [1, 1]
    assert [counted(autumn, day) for day in (date(2022, 1, 31), NOW)] == [2, 1]  # they were never there


def test_who_has_nobody_on_record_is_said_and_in_no_table_of_carers(
    derby: int, clock_at: Callable[..., None]
) -> None:
    by_name = given.known_by_name(derby, "Example")
    load(derby, approved(date(2021, 4, 9), 2), household=by_name)
    clock_at(NOW)
    found = told(question(derby))
    assert (found.nobody, found.carers["sex"].total, found.areas["approved"].total) == (1, 0, 1)
