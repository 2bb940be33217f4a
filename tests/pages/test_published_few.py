"""T43 beside what stands elsewhere: visits, which are counted, the audit, and the files that take two people."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask

from crm import clock
from crm.actor import Actor, Role
from crm.commands import settings
from crm.journey import events
from crm.reads import audited_lists
from crm.reads.audited_about import About, Look
from tests import given
from tests.databases import Database
from tests.doors import CheckingClient
from tests.pages.test_published import QUARTER, a_table_of_small_numbers
from tests.pages.test_reports import HALF, REPORT, text_of
from tests.reports.histories import enquired, load

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]


@pytest.fixture
def derby(app: Flask, database: Database, clock_at: Callable[[datetime | date], None]) -> int:
    clock_at(date(2021, 12, 9))
    return database.filled("a table of small numbers", a_table_of_small_numbers)


def test_t43_how_many_journeys_were_left_out_of_the_pace_is_never_told(derby: int, sign_in: SignIn) -> None:
    """Nine visits, of which a past day has eight: the ninth was recorded too late. About ten that count would be
    eight, and one left out. Where ten were, and one of them is left out, it may be two."""
    analyst = sign_in(Role.ANALYST)
    for last, told in ((18, "c"), (19, 10)):
        for day in range(10, 19) if last == 18 else [19]:
            said_on = date(2021, 12, 1) if day == 18 else date(2021, 5, day)
            visit = events.VisitCompleted(happened_on=date(2021, 5, day))
            load(derby, enquired(date(2021, 5, 9)), visit, recorded_at=clock.noon(said_on))
        days = "2021-11-05", "2021-12-09"
        found = [json.loads(analyst.get(f"{REPORT}&format=json&known_on={day}").data) for day in days]
        done = [each["populations"]["mainstream"]["activity"]["initial_visits"] for each in found]
        assert done == [last - 10, last - 9]
        visits = found[1]["pace"]["mainstream"]["visit"]
        assert (visits["counted"], visits["left_out"]) == (told, "z")


def test_t43_pace_of_overlapping_periods_tells_no_more_than_each_of_them(derby: int, sign_in: SignIn) -> None:
    """One visit in the first quarter and nine in the second, two of them recorded too late: a half of at least
    eight would be one and seven, as visits are printed as counted."""
    for number, day in enumerate((date(2021, 5, 20), *[date(2021, 9, 6)] * 9)):
        said_on = date(2021, 12, 1) if number > 7 else day
        load(derby, enquired(day), events.VisitCompleted(happened_on=day), recorded_at=clock.noon(said_on))
    analyst, printed = sign_in(Role.ANALYST), ("counted", "inside", "left_out", "median", "ninetieth")
    for period in (QUARTER, QUARTER.replace("04-01", "07-01").replace("06-30", "09-30"), REPORT):
        visit = json.loads(analyst.get(f"{period}&format=json").data)["pace"]["mainstream"]["visit"]
        assert [visit[each] for each in printed] == ["c", "c", "z", "c", "c"], period
    assert "left out, recorded too late" not in analyst.get(f"{REPORT}&format=text").text


def test_t43_the_audit_and_the_files_asked_for_tell_governance_no_number_of_few(
    derby: int, sign_in: SignIn
) -> None:
    """With the number behind each line, or with which households stood there at one moment, it would know why."""
    settings.change("exports_alone", 1, valid_from=date(2021, 1, 1), agency_id=derby, by=given.officer(derby))
    manager, governance = sign_in(Role.MANAGER), sign_in(Role.GOVERNANCE)
    asked = f"agency=derby&{HALF}&known_on=2021-12-09&population=kinship&figure=left.sgo~not_recorded.not_recorded"
    page = text_of(manager.get(f"/reports/quarterly/households?{asked}").text)
    for net in ("places.net", "households.net"):
        manager.get(f"/reports/quarterly/households?agency=derby&{HALF}&population=all&figure={net}")
    [reference, *_] = re.findall(r"DER-\d+", page)
    manager.fill_in(
        f"/reports/quarterly/households?{asked}",
        {"reason": "report"},
        form=f"/reports/quarterly/households/export?{asked}",
    )
    said = text_of(governance.get("/exports").text)
    assert "More than 1" in said and "Figure: Approvals that ended " in said and "order" not in said
    assert "Narrowed by what your role does not see" in said
    whole = text_of(manager.get("/exports").text)
    assert "Figure: Left: Special guardianship order" in whole and " 3 " in whole
    for client, seen in ((manager, "Approvals that ended: 3 households"), (governance, " Approvals that ended; ")):
        assert seen in text_of(client.get("/audit?what=lists").text)
    said = text_of(governance.get("/audit?what=lists").text)
    assert "ended: 3" not in said and re.search(r"Households: net change: \d+ households", said)
    assert "net change; Council: Derby" in said, "of places the report does not say in how many homes"
    listed = "Saw the list behind a figure"
    of_one = text_of(governance.get(f"/audit?what=lists&household={reference}").text)
    assert f"9 December 2021 Manager Manager {listed} {reference}" in of_one
    assert "households" not in of_one.partition(listed)[2].partition(listed)[0]


def test_who_must_agree_to_a_file_is_told_of_it_what_the_report_tells_them(derby: int, sign_in: SignIn) -> None:
    """Governance sees populations of what is printed as counted, whole quarters, and no routes: so of a file, too,
    and its number where the report has it."""
    settings.change("exports_alone", 1, valid_from=date(2021, 1, 1), agency_id=derby, by=given.officer(derby))
    manager, governance = sign_in(Role.MANAGER), sign_in(Role.GOVERNANCE)
    days = "From: 1 April 2021 To: 30 September 2021 As known on: 9 December 2021"
    figure, hidden = "Population: Mainstream Figure: De-registered", "Narrowed by what your role does not see "
    some_days = HALF.replace("04-01", "04-02")
    for period, more, seen in (
        (HALF, "", f"{days} {figure} 69 A report"),
        (HALF, "&route=mainstream", f"{days} {figure} {hidden}More than 1 A report"),
        (HALF, "&q=DER", f"{days} {figure} {hidden}More than 1 A report"),
        (some_days, "", f"{days.replace('1 April', '2 April')} {figure} More than 1 A report"),
    ):
        asked = f"{period}&known_on=2021-12-09&population=mainstream&figure=activity.deregistrations"
        narrowing, search = ("", more) if "q=" in more else (more, "")
        list_ = f"/reports/quarterly/households?agency=derby{narrowing}&{asked}{search}"
        manager.fill_in(list_, {"reason": "report"}, form=list_.replace("?", "/export?"))
        said = text_of(governance.get("/exports").text)
        assert f"Council: Derby {seen}" in said, (more, said[said.index("The list behind") :][:400])
    file = governance.fill_in("/exports", {"reason": "report"}, form="/exports/export?")
    _, some, narrower, *_ = csv.reader(io.StringIO(file.get_data().decode("utf-8-sig")))
    of_list = ["Derby", "2 April 2021", "30 September 2021", "9 December 2021", "Mainstream", "De-registered"]
    assert some[0].startswith("9 December 2021 at ") and some[8:15] == [*of_list, ""]
    assert narrower[14] == hidden.strip() and narrower[3] == "more than 1"


def test_t43_the_audit_says_what_a_list_was_narrowed_to_and_its_number_where_the_report_has_it(
    derby: int, sign_in: SignIn
) -> None:
    """Beside the whole, how many are of a route or an area would give small numbers away: as in `/exports`."""
    manager, governance = sign_in(Role.MANAGER), sign_in(Role.GOVERNANCE)
    days = "From: 1 April 2021; To: 30 September 2021; As known on: 9 December 2021"
    hidden, whole = "Narrowed by what your role does not see", "mainstream&figure=activity.deregistrations"
    asked = f"agency=derby&{HALF}&known_on=2021-12-09&population={whole}"
    odd = asked.replace("04-01", "04-02")
    for query, number, narrowed in (
        (asked, True, ""),
        (f"{asked}&route=mainstream", False, hidden),
        (f"{asked}&area=DE1", False, hidden),
        (f"{asked}&q=DER", False, hidden),
        (odd, False, ""),
    ):
        manager.get(f"/reports/quarterly/households?{query}")
        [row, *_] = re.findall(r"Saw the list behind a figure.*?(?=Saw|$)", _looked(governance))
        assert bool(re.search(r": \d+ households", row)) is number, (query, row)
        assert (hidden in row) is bool(narrowed), (query, row)
        assert days.replace("1 April", "2 April" if query == odd else "1 April") in row, (query, row)
        assert "route" not in row and "DE1" not in row and "Population: Mainstream" in row, (query, row)
    said = _looked(manager)
    assert f"Council: Derby (route: mainstream); {days}; Population: Mainstream" in said
    assert "Council: Derby (area: DE1)" in said and "Search: yes" in said and "=DER" not in said


def _looked(client: CheckingClient) -> str:
    return text_of(client.get("/audit?what=lists").text)


def test_t43_a_list_on_record_that_does_not_say_how_it_was_narrowed_is_told_without_number(derby: int) -> None:
    about = About("activity.deregistrations: 2 households")
    for role, said in ((Role.GOVERNANCE, "activity.deregistrations"), (Role.MANAGER, about.text)):
        by = Actor(user_id=1, role=role, agency_ids=(derby,), label="")
        [seen] = audited_lists.told([_row("figure.list", about)], None, by)
        assert seen.about is not None and seen.about.text == said, role


def _row(action: str, about: About) -> Look:
    return Look(clock.now(), "", Role.MANAGER, action, None, about, (), None, "done", None)


def test_t43_a_row_of_before_that_held_the_number_of_a_file_is_told_without_it(derby: int) -> None:
    row = _row("export.ask", About("2 households, request 9"))
    for role, said in ((Role.GOVERNANCE, "request 9"), (Role.MANAGER, "2 households, request 9")):
        [seen] = audited_lists.told([row], None, Actor(user_id=1, role=role, agency_ids=(derby,), label=""))
        assert seen.about == About(said), role
