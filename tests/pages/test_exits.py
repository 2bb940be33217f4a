"""Exits from care: the year by quarter and way against the council's target, the list behind it, and as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest

from crm.commands import placements, settings
from crm.commands.stays import Stay
from crm.journey.ranges import Route
from crm.people.placement_tables import Placement
from crm.people.placements import standing, there
from crm.reads.exits import forecast
from crm.reports.period import Period
from tests import given
from tests.filling import forms
from tests.pages.conftest import Desk

pytestmark = pytest.mark.slow  # together they take seconds
YEAR = Period(date(2021, 4, 1), date(2022, 3, 31))
PAGE = "/kinship/exits"
WAYS = "Special guardianship order", "Went home"


@pytest.fixture
def at(desk: Callable[..., Desk]) -> Desk:
    """A manager at Derby on 31 January 2022: what its paper says of the half year, and more."""
    at = desk()
    home = given.household(at.officer.agency_ids[0], "Rowan Example-Finch")
    given.approved(home, date(2020, 9, 1), 4, by=at.officer, agreed=True)
    left = [
        ("sgo", date(2021, 6, 30)),  # the first quarter: 1
        *(("sgo", date(2021, 7, 1) + timedelta(days=number)) for number in range(8)),
        *(("went_home", date(2021, 9, 28) + timedelta(days=number)) for number in range(3)),
        ("adopted", date(2021, 8, 2)),  # not what the target counts
        ("sgo", date(2021, 3, 31)),  # the day before the year
    ]
    for number, (how, on) in enumerate(left):
        since = date(2021, 1, 4) if number else date(2021, 5, 10)
        stay = Stay(child=f"CH-{number}", offer=None, from_on=since, to_on=on, ended_how=how)
        placements.place(home, stay, anyway=True, by=at.officer)
    went = date(2021, 5, 3)
    back = Stay(child="CH-0", offer=None, from_on=date(2021, 4, 1), to_on=went, ended_how="went_home")
    elsewhere = given.household(at.officer.agency_ids[0], "Wren Sample-Stay")
    given.approved(elsewhere, date(2020, 9, 1), 1, by=at.officer, agreed=True)
    placements.place(elsewhere, back, anyway=True, by=at.officer)  # the same child: its later exit counts
    return at


def rows(at: Desk, query: str = "") -> str:
    return " ".join(at.browser.get(f"{PAGE}{query}").text.partition('id="results"')[2].split())


def test_the_half_year_of_the_paper_is_counted_by_quarter_and_way_and_each_child_once(at: Desk) -> None:
    page = rows(at)
    guardians = page.partition(">Special guardianship order</th>")[2].partition("</tr>")[0]
    home = page.partition(">Went home</th>")[2].partition("</tr>")[0]
    numbers = [cell.partition(">")[2].partition("<")[0] for cell in guardians.split("<td")[1:]]
    assert numbers == ["1", "8", "0", "0", "9"]
    assert [cell.partition(">")[2].partition("<")[0] for cell in home.split("<td")[1:]] == ["0", "3", "0", "0", "3"]
    assert "<dd>12</dd>" in page and "Not set" in page and "12 exits" in page
    assert "1 exit" in rows(at, "?year=2020") and "CH-" not in page
    assert "3 exits" in rows(at, "?way=went_home") and "No exit matches" in rows(at, "?q=nobody-at-all")


def test_the_target_is_the_council_s_own_of_the_first_day_of_the_year(at: Desk) -> None:
    agency_id = at.officer.agency_ids[0]
    settings.change("exits_target", 28, valid_from=date(2021, 4, 1), agency_id=agency_id, by=at.officer)
    settings.change("exits_target", 30, valid_from=date(2021, 4, 2), agency_id=agency_id, by=at.officer)
    assert "<dd>28</dd>" in rows(at)


@pytest.mark.parametrize(
    ("today", "leads_to"),
    [(date(2021, 9, 30), 24), (date(2021, 3, 31), None), (date(2022, 3, 31), None)],  # 12 in 183 of 365 days
)
def test_the_forecast_goes_on_at_the_pace_of_the_days_that_are_gone(today: date, leads_to: int | None) -> None:
    assert forecast(12, YEAR, today) == leads_to


def test_it_is_a_file_too_names_no_child_and_the_taking_is_on_record(at: Desk) -> None:
    sent = at.browser.fill_in(PAGE, {"reason": "audit"}, form=f"{PAGE}/export?year=2021")
    text = sent.get_data().decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text)))) == 13 and "CH-" not in text
    assert [reason for reason, _ in at.audited("household.export")] == ["audit"]
    assert at.browser.fill_in(PAGE, {"reason": ""}, form=f"{PAGE}/export?year=2021").status_code == 422


def test_kc_12_an_order_ends_the_placement_in_the_same_act_and_what_is_left_is_listed(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    homes = [given.household(at.officer.agency_ids[0], name) for name in ("Ash Sample-Gran", "Elm Sample-Gran")]
    for number, home in enumerate(homes):
        given.approved(home, date(2021, 6, 1), 1, by=at.officer, route=Route.KINSHIP, agreed=True)
        stay = Stay(child=f"KIN-{number}", offer=None, from_on=date(2021, 6, 1))
        placements.place(home, stay, by=at.officer)
    one, other = (at.reference(home) for home in homes)
    path = "/households/{}/journeys/1/decide/household-deregistered"
    page = at.browser.get(path.format(one)).text
    assert "KIN-0, since 1 June 2021" in page
    answers = {"happened_on": date(2021, 12, 1), "reason": "sgo", "initiator": "carer"}
    done = at.browser.fill_in(path.format(one), answers, form=path.format(one))
    assert "is on record." in done.text and "Special guardianship" in rows(at)  # one submit: nothing is asked again
    assert "1 exit<" in rows(at) and "not counted yet" not in rows(at)
    died = {"happened_on": date(2021, 12, 2), "reason": "deceased"}
    asked = at.browser.fill_in(path.format(other), died, form=path.format(other)).text
    assert "1 child lives there on 2 December 2021" in asked  # the reason says nothing of the placement
    order = {"happened_on": date(2021, 12, 2), "reason": "adoption", "ended": []}
    asked = at.browser.fill_in(path.format(other), order, form=path.format(other)).text
    (form,) = (each for each in forms(asked) if each.action == path.format(other))
    at.browser.post(path.format(other), data=form.filled({}) | {"confirmed": "yes"})
    page = rows(at)
    assert "1 exit<" in page and "not counted yet" in page and f"/households/{other}/placements" in page
    end = f"/households/{other}/placements/2/end"
    drafted = next(each for each in forms(at.browser.get(end).text) if each.action == end)
    assert drafted.values["to_on-day"] == ["2"] and drafted.values["ended_how"] == ["adopted"]
    at.browser.post(end, data=drafted.filled({}))
    assert "not counted yet" not in rows(at)


def ways_out(at: Desk, home: int) -> tuple[int, ...]:
    """How many left by special guardianship, and home; and how many of the household's are there today."""
    page = rows(at)
    orders, back = (page.partition(f">{way}</th>")[2].partition("</tr>")[0] for way in WAYS)
    counted = [int(each.rpartition("<td")[2].partition(">")[2].partition("<")[0]) for each in (orders, back)]
    return (*counted, len(there(home, date(2022, 1, 31))))


def put_the_latest_right(at: Desk, reference: str, act: str = "correct", **answers: object) -> str:
    """Correct the latest event of a household, or strike it out; the page that one comes to."""
    event = f"/households/{reference}/journeys/1/events/{len(at.events(reference))}/{act}"
    return at.browser.fill_in(event, {"why": "mistyped"} | answers, form=event).text


def test_kc_12_what_ended_with_an_order_follows_whatever_becomes_of_the_order(desk: Callable[..., Desk]) -> None:
    at = desk()
    home = given.household(at.officer.agency_ids[0], "Ash Sample-Gran")
    given.approved(home, date(2021, 6, 1), 3, by=at.officer, route=Route.KINSHIP, agreed=True)
    stays = [Stay(child=f"KIN-{number}", offer=None, from_on=date(2021, 6, 1)) for number in range(3)]
    alone, *_ = [placements.place(home, each, by=at.officer) for each in stays]
    placements.end(home, alone, to_on=date(2021, 12, 1), how="sgo", by=at.officer)  # an order of its own
    reference = at.reference(home)
    end = f"/households/{reference}/journeys/1/decide/household-deregistered"

    def exits() -> tuple[int, ...]:
        return ways_out(at, home)

    put_right = partial(put_the_latest_right, at, reference)
    order = {"happened_on": date(2021, 12, 1), "reason": "sgo", "initiator": "carer"}
    at.browser.fill_in(end, order, form=end)
    assert exits() == (3, 0, 0)
    told = put_right(reason="returned_to_parents", happened_on=date(2021, 11, 26))
    follow = f"2 placements with {reference} follow: they"
    assert f"{follow} ended on 1 December 2021 before, and end on 26 November 2021 now." in told
    assert exits() == (1, 2, 0)
    assert sorted(str(each.to_on) for each in standing(Placement, home)) == ["2021-11-26"] * 2 + ["2021-12-01"]
    told = put_right(reason="turned_18")  # which does not say how a placement ended
    assert f"{follow} ended on 26 November 2021 before, and go on now." in told and exits() == (1, 0, 2)
    put_right(reason="sgo", happened_on=date(2021, 12, 1))
    assert exits() == (3, 0, 0)
    out = f"/households/{reference}/journeys/1/events/{len(at.events(reference))}/strike-out"
    shown = at.browser.get(out).text
    assert "2 placements ended with it" in shown and "KIN-1" in shown and "KIN-0" not in shown
    assert "Struck out, 2 go on" in shown and "cannot go on" not in shown
    assert "and go on now" in put_right("strike-out", why="did_not_happen")
    assert exits() == (1, 0, 2) and "KIN-2, since 1 June 2021" in at.browser.get(end).text
    first = next(each.id for each in standing(Placement, home) if each.to_on is None)
    anew = order | {"reason": "child_arrangements", "ended": [str(first)], "happened_on": date(2021, 12, 3)}
    asked = at.browser.fill_in(end, anew, form=end).text  # the other lives there still
    (form,) = (each for each in forms(asked) if each.action == end)
    told = at.browser.post(end, data=form.filled({}) | {"confirmed": "yes"}, follow_redirects=True).text
    assert f"A placement with {reference} follows: it went on before, and ends on 3 December 2021 now." in told
    assert exits() == (1, 0, 1) and "2 exits" in rows(at)
