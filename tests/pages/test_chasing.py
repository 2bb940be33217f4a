"""Checks to chase: those of every application in one list, chased from it; searched, filtered, as a file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from crm.actor import Actor, Role
from crm.commands import assignments, checks, journeys, profiles
from crm.commands.checks import Step
from crm.commands.settings import change
from crm.extensions import db
from crm.journey import events
from crm.journey.checks import Act
from crm.people.tables import Carer, User
from crm.reads import chasing
from crm.reads.filters import Filters
from tests import given
from tests.checking import version
from tests.doors import CheckingClient
from tests.filling import forms
from tests.pages.conftest import TODAY, Desk
from tests.reads.test_today import counted

pytestmark = pytest.mark.slow  # together they take seconds

DAY = timedelta(days=1)
Home = tuple[int, int, str]


def applied(at: Desk, name: str = "Rowan Example-Finch", *, days_ago: int = 40) -> Home:
    """A household that applied so many days ago: its number, its journey, its reference."""
    home = given.household(at.officer.agency_ids[0], name)
    on = TODAY - days_ago * DAY
    journey_id = given.journey(home, on, by=at.officer)
    for step in (events.VisitCompleted, events.ApplicationReceived):
        journeys.record(home, journey_id, step(happened_on=on), by=at.officer)
    return home, journey_id, at.reference(home)


def note(
    at: Desk, where: Home, slot: tuple[str, str], act: Act, days_ago: int, *, until: date | None = None
) -> None:
    outcome = "in_order" if act == "received" else None
    step = Step(act, TODAY - days_ago * DAY, outcome=outcome, expires_on=until)
    checks.record(where[0], where[1], [slot], step, by=manager(at))


def manager(at: Desk) -> Actor:
    return replace(at.officer, role=Role.MANAGER)


def carer(where: Home) -> str:
    found = db.session.execute(select(Carer.id).where(Carer.household_id == where[0])).scalar_one()
    db.session.rollback()
    return f"carer-{found}"


def results(browser: CheckingClient, path: str = "/checks") -> str:
    page = " ".join(browser.get(path).text.split())
    return page.partition('id="results"')[2].partition("</table>")[0]


def test_what_is_waited_for_stands_there_the_longest_overdue_first_until_it_came(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    first, second = applied(at), applied(at, "Wren Example-Teal")
    note(at, first, ("service_records", "household"), "requested", 30)  # S1-14: 15 working days
    note(at, second, ("dbs", carer(second)), "requested", 20)
    note(at, second, ("school", "household"), "requested", 3)
    note(at, second, ("home_safety", "household"), "received", 3)
    page = results(at.browser)
    assert page.index("Records of another fostering service") < page.index("Enhanced disclosure (DBS)")
    assert page.index("Enhanced disclosure (DBS)") < page.index("School, nursery or health visitor")
    assert "6 days late" in page and "11 days left" in page and "Wren Example-Teal" in page
    assert "Home safety" not in page and "Full name" not in page
    note(at, second, ("dbs", carer(second)), "received", 1)
    assert "Enhanced disclosure" not in results(at.browser)


def test_it_is_filtered_by_what_is_wanted_stage_name_and_worker_and_says_when_nothing_matches(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    assert "Nobody is waited for." in " ".join(at.browser.get("/checks").text.split())
    late, soon = applied(at), applied(at, "Wren Example-Teal")
    note(at, late, ("dbs", carer(late)), "requested", 20)
    note(at, soon, ("dbs", carer(soon)), "received", 30, until=TODAY + 20 * DAY)
    note(at, soon, ("personality", carer(soon)), "requested", 1)
    me = db.session.execute(select(User.id)).scalar_one()
    db.session.rollback()
    assignments.assign([soon[0]], me, by=manager(at))
    for asked, there, gone in (
        ("show=overdue", late, soon),
        ("show=expiring", soon, late),
        ("stage=Stage+2", soon, late),
        ("worker=me", soon, late),
        ("q=finch", late, soon),
    ):
        page = results(at.browser, f"/checks?{asked}")
        assert there[2] in page and gone[2] not in page, asked
    assert "Not asked for yet" in results(at.browser, "/checks?show=to_do&q=finch")
    assert "Full name" in results(at.browser, "/checks?show=to_do&q=finch")
    assert "No check matches." in " ".join(at.browser.get("/checks?q=nobody-here").text.split())
    change("check_chase_days", 60, valid_from=TODAY, agency_id=at.officer.agency_ids[0], by=manager(at))
    assert late[2] not in results(at.browser, "/checks?show=overdue")


def test_a_check_is_chased_from_the_list_and_one_comes_back_to_it_as_it_was(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    where = applied(at)
    note(at, where, ("dbs", carer(where)), "requested", 20)
    (form,) = (
        each for each in forms(at.browser.get("/checks?show=overdue&q=finch").text) if "chase" in each.action
    )
    answer = at.browser.post(form.action, data=form.filled({}))
    assert answer.status_code == 303 and answer.location.startswith("/checks?q=finch&show=overdue")
    assert "Enhanced disclosure (DBS) was chased today." in " ".join(at.browser.get(answer.location).text.split())
    assert "chased 31 Jan 2022" in results(at.browser) and "14 days left" in results(at.browser)
    again = at.browser.post(form.action, data=form.filled({"idempotency_key": "another-key-0123456789"}))
    assert again.status_code == 303
    assert "Somebody has noted something" in at.browser.get(again.location).text


def test_a_manager_takes_the_list_as_a_file_and_says_what_for(desk: Callable[..., Desk]) -> None:
    at = desk(Role.MANAGER)
    where = applied(at)
    note(at, where, ("dbs", carer(where)), "requested", 20)
    (form,) = (each for each in forms(at.browser.get("/checks").text) if "export" in each.action)
    assert at.browser.post(form.action, data=form.filled({})).status_code == 422
    answer = at.browser.post(form.action, data=form.filled({"reason": "audit"}))
    head, *rows = csv.reader(io.StringIO(answer.text.lstrip("\ufeff")))
    (row,) = (dict(zip(head, each, strict=True)) for each in rows)
    assert (row["Reference"], row["Rule"], row["Days late"], row["Status"]) == (where[2], "S1-9", "6", "Asked for")
    assert at.audited("household.export") == [("audit", [where[2]])]


def approved(at: Desk, name: str = "Rowan Example-Finch") -> Home:
    """A household approved two years ago, after an application."""
    home = given.household(at.officer.agency_ids[0], name)
    journey_id, _ = given.approved(home, TODAY - 730 * DAY, 2, by=at.officer)
    return home, journey_id, at.reference(home)


def test_s2_11_what_runs_out_of_an_approved_household_is_listed_until_it_came_again(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    where, other = approved(at), approved(at, "Wren Example-Teal")
    assert where[2] not in results(at.browser) and other[2] not in results(at.browser, "/checks?show=all")
    note(at, where, ("dbs", carer(where)), "received", 800, until=TODAY - DAY)
    page = results(at.browser, "/checks?show=overdue")
    assert "Enhanced disclosure (DBS)" in page and "held until then" in page and "Full name" not in page
    note(at, where, ("dbs", carer(where)), "requested", 0)
    assert "14 days left" in results(at.browser)
    note(at, where, ("dbs", carer(where)), "received", 0, until=TODAY + 1000 * DAY)
    assert where[2] not in results(at.browser, "/checks?show=all")
    note(at, other, ("home_safety", "household"), "requested", 3)
    assert other[2] in results(at.browser, "/checks?show=waiting&q=teal")


def test_s2_11_whoever_turned_18_since_the_approval_has_checks_to_do(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    where = approved(at)
    for day in (TODAY - 366 * 18 * DAY, TODAY - (365 * 17 + 100) * DAY):
        child: dict[str, str | int | date | bool | None] = {"relation": "child", "born_on": day, "lives_here": True}
        profiles.add_member(where[0], child, version=version(where[0]), by=manager(at))
    page = results(at.browser, "/checks?show=to_do")
    assert "Enhanced disclosure (DBS)" in page and "(18)" in page and "(17)" not in page
    assert "Rowan Example-Finch" not in page.replace(f"{where[2]}</a> <bdi>Rowan Example-Finch", "")
    (member,) = {each.split("/")[-1] for each in re.findall(r"/dbs/member-\d+", page)}
    note(at, where, ("dbs", member), "requested", 2)
    assert "Enhanced disclosure (DBS)" in results(at.browser, "/checks?show=waiting")


def test_s1_9_an_adult_who_moved_in_since_the_approval_has_checks_to_do_and_to_chase(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    where, before = approved(at), approved(at, "Wren Example-Teal")
    form = {"name": "Ash Example", "relation": "lodger", "lives_here": "yes"}
    for home, since in ((where, TODAY - 9 * DAY), (before, TODAY - 900 * DAY)):
        path = f"/households/{home[2]}/profile/members/new"
        assert at.browser.fill_in(path, form | {"since": since}, form=path).status_code == 200
    page = results(at.browser, "/checks?show=to_do")
    assert "Enhanced disclosure (DBS)" in page and "the lodger" in page and before[2] not in page
    assert "Ask for the checks of an adult who has moved in" in at.browser.get(f"/households/{where[2]}").text
    (member,) = {each.split("/")[-1] for each in re.findall(r"/dbs/member-\d+", page)}
    note(at, where, ("dbs", member), "requested", 20)
    assert "Enhanced disclosure (DBS)" in results(at.browser, "/checks?show=overdue")


def test_it_takes_no_more_queries_for_many_households_than_for_one(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)

    def asked(more: int) -> tuple[int, int]:
        for _ in range(more):
            where = applied(at)
            note(at, where, ("dbs", carer(where)), "requested", 20)
            known = approved(at)
            note(at, known, ("dbs", carer(known)), "received", 20, until=TODAY + 5 * DAY)
        with counted() as statements:
            found = chasing.listing(Filters(sort="due", descending=False), "", at.officer)
        return len(statements), found.total

    few, many = asked(1), asked(4)
    assert few[0] == many[0] and (few[1], many[1]) == (2, 10)
