"""The caseload of the report: counted by hand at a period's end, with names only for those who may see them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Role
from crm.commands import assignments
from crm.extensions import db
from crm.journey import events
from crm.journey.ranges import Route
from crm.people.tables import User
from crm.reports import behind, caseload, scope
from crm.reports.figures import MEMBERS, of_caseload
from tests import given
from tests.doors import CheckingClient
from tests.pages.test_reports import HALF, REPORT, text_of
from tests.reports.histories import HALF as PERIOD
from tests.reports.histories import approved, enquired, left, load, report

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
LIST = f"/reports/quarterly/households?agency=derby&{HALF}&population=all&figure=caseload."


@pytest.fixture
def workers(app: Flask, clock_at: Callable[[datetime | date], None]) -> list[int]:
    """Five approved at the end of the half year and one who left; two assessments go on, and one has ended."""
    clock_at(date(2021, 9, 15))
    agency = given.agency("derby")
    emails = [given.user(Role.OFFICER), given.user(Role.SOCIAL_WORKER)]
    one, other = (db.session.scalars(select(User.id).where(User.email == each)).one() for each in emails)
    begun, applied = approved(date(2021, 4, 1), 2), events.ApplicationReceived(happened_on=date(2021, 7, 1))
    homes = [load(agency, begun) for _ in range(4)]
    homes += [load(agency, begun, route=Route.KINSHIP), load(agency, begun, left(date(2021, 8, 1)))]
    homes += [load(agency, enquired(date(2021, 6, 1)), applied) for _ in range(2)]
    homes.append(load(agency, applied, events.JourneyClosed(happened_on=date(2021, 8, 1))))
    by = given.officer(agency)
    assignments.assign([homes[0], homes[1], homes[5]], one, by=by)
    assignments.assign([homes[2], homes[4], homes[6], homes[8]], other, by=by)
    clock_at(date(2021, 12, 9))
    assignments.assign([homes[0], homes[3]], other, by=by)  # after the end of the period
    return [one, other]


def test_what_each_had_at_the_periods_end_and_the_lists_behind_it(workers: list[int]) -> None:
    one, other = workers
    told = report()
    found = told.caseload
    assert found is not None and found.on == PERIOD.last
    mainstream = MEMBERS["mainstream"]
    of = {whose: found.value(mainstream, "approved", whose) for whose in ("held", "nobody", f"w{one}", f"w{other}")}
    assert list(of.values()) == [3, 1, 2, 1]
    assert [found.value(MEMBERS["all"], "assessing", whose) for whose in ("held", "nobody")] == [1, 1]
    assert found.average(MEMBERS["all"], "approved") == 2  # four with two workers, the kinship household among them
    assert found.workers(MEMBERS["all"], "assessing") == (other,)
    closing = told.this.value("all", "households.closing")
    assert found.value(MEMBERS["all"], "approved", "held") + 1 == closing == 5
    mine = scope.of_agency("derby", scope.everybody())
    for what, whose in (
        ("approved", "held"),
        ("approved", "nobody"),
        ("assessing", "held"),
        ("approved", f"w{one}"),
    ):
        for population, members in MEMBERS.items():
            lines = behind.lines(mine, of_caseload(what, whose), population, PERIOD, told.known_on.before)
            assert len(lines) == found.value(members, what, whose)
    assert caseload.read(mine, PERIOD, told.known_on) == found


def test_counts_are_for_everybody_and_names_for_those_who_may_see_them(workers: list[int], sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    said = text_of(manager.get(REPORT).text)
    assert "Caseload on 30 September 2021" in said
    assert "Approved households All 4 2 2.0 1" in said and "Open assessments All 1 1 1.0 1" in said
    name = db.session.get_one(User, workers[0]).name
    assert f"{name} 2 0" in said
    behind = text_of(manager.get(f"{LIST}approved.w{workers[0]}").text)
    assert f"Approved households with {name}, all 2 households in Derby" in behind
    for unknown in ("approved", "approved.w99999", "approved.wx", "nothing.held"):
        assert manager.get(LIST + unknown).status_code == 404, unknown
    decider = sign_in(Role.DECISION_MAKER)
    page = text_of(decider.get(REPORT).text)
    assert "Approved households All 4 2 2.0 1" in page and name not in page and "Worker by worker" not in page
    assert decider.get(f"{LIST}approved.w{workers[0]}").status_code == 404
    analyst = sign_in(Role.ANALYST)  # whose copy is the published one, without tables of workers
    assert "Caseload" not in text_of(analyst.get(REPORT).text)
    assert analyst.get(f"{LIST}approved.held").status_code == 404


def test_files_hold_it_without_telling_workers_apart(workers: list[int], sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    found = json.loads(manager.get(f"{REPORT}&format=json").data)["caseload"]
    assert (found["on"], found["approved"]["all"]) == ("2021-09-30", {"held": 4, "nobody": 1, "workers": 2})
    text = manager.get(f"{REPORT}&format=text").text
    assert "Approved households, all: 4 with 2 workers, 2.0 each on average; 1 with nobody." in text
    assert (
        "caseload.assessing,nobody,Open assessments that nobody works with,1,"
        in manager.get(f"{REPORT}&format=csv").text
    )
