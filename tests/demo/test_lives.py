"""The lives that are drawn give the published figures on whatever day the demonstration is loaded."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from crm.demo import flows, stories, telling
from crm.demo.lives import Life, Lives
from crm.demo.people import FICTION, Contacts
from crm.journey.dates import parse
from crm.journey.ranges import Route

pytestmark = pytest.mark.slow  # together they take seconds

LOADED_ON = [date(2026, 11, 22), date(2027, 4, 1), date(2031, 12, 31)]
HALF = (date(2021, 4, 1), date(2021, 9, 30))
YEAR_BEFORE = (date(2020, 4, 1), date(2021, 3, 31))
MADE_UP = re.compile(r"[A-Z][a-z]+( and [A-Z][a-z]+)? (Example|Sample|Invented|Pretend)-[A-Z][a-z]+")


def drawn(slug: str, today: date) -> Lives:
    (council,) = (each for each in flows.councils(today) if each.slug == slug)
    return stories.told(council)[0]


def within(lives: Lives, name: str, period: tuple[date, date], *routes: Route) -> list[Life]:
    wanted = routes or (Route.MAINSTREAM, Route.TRANSFER_IN, Route.SHORT_BREAK)
    return [
        life
        for life in lives.all
        if life.route in wanted and (day := getattr(life, name)) and period[0] <= day <= period[1]
    ]


@pytest.mark.parametrize("today", LOADED_ON)
def test_derby_s_half_year_is_as_published(today: date) -> None:
    lives = drawn("derby", today)
    approved = [life.places for life in within(lives, "decision_on", HALF) if life.places]
    left = [life.places_now for life in within(lives, "deregistered_on", HALF)]
    assert sorted(approved) == sorted([2, 1, 2, 1, 2, 1, 2, 1, 2])
    assert sorted(left) == sorted([1, 2, 1, 2, 1, 2])
    assert len(within(lives, "visit_on", HALF)) == 18
    assert len(within(lives, "application_on", HALF)) == 13
    assert len([life for life in within(lives, "enquiry_on", HALF) if life.closed_reason != "duplicate"]) == 68
    kin = within(lives, "decision_on", HALF, Route.KINSHIP)
    assert sorted(life.places or 0 for life in kin) == [1, 1, 2]
    assert [life.places for life in within(lives, "deregistered_on", HALF, Route.KINSHIP)] == [1]
    assert not [change for life in lives.all for change in life.changes if HALF[0] <= change.on <= HALF[1]]


@pytest.mark.parametrize("today", LOADED_ON)
def test_derby_s_year_before_is_as_published(today: date) -> None:
    lives = drawn("derby", today)
    asked = [life for life in within(lives, "enquiry_on", YEAR_BEFORE) if life.closed_reason != "duplicate"]
    assert len(asked) == 120
    assert len(within(lives, "visit_on", YEAR_BEFORE)) == 31
    assert len(within(lives, "application_on", YEAR_BEFORE)) == 15


def test_the_same_lives_are_drawn_each_time() -> None:
    first, second = (
        [telling.events(life, date(2026, 11, 22)) for life in drawn("nottingham", date(2026, 11, 22)).all]
        for _ in range(2)
    )
    assert first == second


@pytest.mark.parametrize("today", LOADED_ON)
def test_lives_go_on_to_the_day_of_loading_and_no_further(today: date) -> None:
    lives = drawn("derbyshire", today)
    told = [event for life in lives.all for event in telling.events(life, today)]
    latest = max(event.happened_on for event in told)
    assert today - timedelta(days=14) < latest <= today


def test_every_person_is_plainly_invented() -> None:
    contacts = Contacts()
    for council in flows.councils(date(2026, 11, 22)):
        for life in stories.told(council)[0].all[:400]:
            assert MADE_UP.fullmatch(life.family.name)
            assert life.family.postcode[-2] == "Z"
            for carer in contacts.of(life.family):
                assert carer.phone is not None
                assert carer.phone.startswith(FICTION)
                assert carer.email is not None
                assert carer.email.endswith("@people.example")


def test_no_two_families_share_a_telephone_number() -> None:
    contacts, phones = Contacts(), []
    for life in drawn("derby", date(2026, 11, 22)).all:
        if life.begun_by is None:
            phones += [carer.phone for carer in contacts.of(life.family)]
    assert len(phones) == len(set(phones))


@pytest.mark.parametrize("slug", ["derby", "derbyshire", "nottingham", "nottinghamshire"])
def test_the_flows_are_for_half_years_that_follow_on_each_other(slug: str) -> None:
    (council,) = (each for each in flows.councils(date(2029, 1, 1)) if each.slug == slug)
    assert council.flows[0].starts == parse("2019-04-01")
    for one, other in zip(council.flows, council.flows[1:], strict=False):
        assert other.starts == one.ends + timedelta(days=1)
    assert council.flows[-1].starts <= date(2029, 1, 1) + timedelta(days=184)
    assert council.flows[-1].ends >= date(2029, 1, 1)
