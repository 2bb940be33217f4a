"""The quarter grid: last year first, quarters that add up to the year, each number with its households."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from crm.actor import Role, system
from crm.journey.ranges import Route
from crm.reports import quarters
from crm.reports import scope as scopes
from crm.reports.period import KnownOn, Period
from crm.reports.quarterly import columns
from crm.reports.quarters import Kind, Part
from tests import given, parsing
from tests.databases import Database
from tests.doors import CheckingClient
from tests.pages.test_reports import elements, text_of
from tests.reports.histories import a_little_of_everything, approved, enquired, left, load

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
Clock = Callable[[datetime | date], None]
GRID = "/reports/grid"


@pytest.fixture
def derby(app: Flask, database: Database, clock_at: Clock) -> int:
    clock_at(date(2021, 12, 9))
    return database.filled("a half year of Derby's", a_little_of_everything)


def _line(page: str, label: str, block: int) -> list[str]:
    """The numbers of a line of the grid, as they are printed."""
    body = list(elements(page, "tbody"))[block]
    for row in body.iter("tr"):
        cells = [" ".join("".join(cell.itertext()).split()) for cell in row]
        if cells and cells[0].startswith(label):
            return cells[1:]
    raise AssertionError(label)


def test_last_year_stands_first_then_each_quarter_and_the_year_they_make(derby: int, sign_in: SignIn) -> None:
    page = sign_in(Role.MANAGER).get(f"{GRID}?population=mainstream").text
    said = text_of(page)
    assert "Derby: April 2021 to March 2022, by quarter Mainstream, as known on 9 December 2021" in said
    assert "Last year April 2020 to March 2021 Quarter 1 April to June 2021" in said
    assert "Quarter 3 October to December 2021, up to 9 Dec 2021" in said
    # The fourth quarter has not begun: blank, and not 0.
    assert _line(page, "Enquiries", 0) == ["0", "1", "0", "0", "–no figure yet", "1"]
    assert _line(page, "Approved", 0)[-1] == "9" and _line(page, "Net bed gain", 2)[-1] == "+8"
    assert "The quarters add up to the year" in said and "Counts places." in said


def test_each_number_opens_as_many_households_as_it_says(derby: int, sign_in: SignIn) -> None:
    client = sign_in(Role.MANAGER)
    numbers = [link for link in elements(client.get(GRID).text, "a") if "figure=" in link.attrib["href"]]
    assert len(numbers) > 100
    told = [each for each in numbers if each.text not in ("0", None)]
    for link in told[:: max(1, len(told) // 12)]:
        asked = parse_qs(urlsplit(link.attrib["href"]).query)
        rows = [row for body in elements(client.get(link.attrib["href"]).text, "tbody") for row in body]
        if asked["figure"][0].startswith("activity"):
            assert len(rows) == int(link.text or ""), link.attrib["href"]
        assert rows, link.attrib["href"]


def test_one_route_has_its_own_books_and_each_number_its_list(derby: int, sign_in: SignIn) -> None:
    load(derby, approved(date(2021, 5, 1), 2), route=Route.SHORT_BREAK)
    client = sign_in(Role.MANAGER)
    whole = client.get(f"{GRID}?population=mainstream").text
    page = client.get(f"{GRID}?population=kinship&route=short_break").text
    said = text_of(page)
    # A route counts in one population, which is the one that is shown.
    assert "Derby (route: short break)" in said and "Mainstream, as known on 9 December 2021" in said
    assert (_line(whole, "Approved", 0)[-1], _line(page, "Approved", 0)[-1]) == ("10", "1")
    assert (_line(whole, "Net bed gain", 2)[-1], _line(page, "Net bed gain", 2)[-1]) == ("+10", "+2")
    assert "kind=financial&amp;year=2021&amp;population=mainstream&amp;route=short_break" in page
    [link] = [
        each
        for each in elements(page, "a")
        if "from=2021-04-01&to=2022-03-31" in each.attrib["href"] and "activity.approvals" in each.attrib["href"]
    ]
    behind = client.get(link.attrib["href"]).text
    assert len([row for body in elements(behind, "tbody") for row in body]) == 1
    assert "1 household in Derby (route: short break), April 2021 to March 2022, as known on" in text_of(behind)
    assert "/reports/quarterly?agency=derby&amp;route=short_break&amp;from=2021-04-01" in behind
    assert (
        "derby (route: short break),Mainstream,Short break,Activity,Approved,households,0,1,0,0,,1"
        in client.get(f"{GRID}?route=short_break&format=csv").text
    )
    unknown = "/reports/quarterly/households?agency=derby&from=2021-04-01&to=2021-09-30&population=mainstream"
    assert (
        "There is no route &#39;by_ferry&#39;"
        in client.get(f"{unknown}&figure=activity.approvals&route=by_ferry").text
    )


@pytest.mark.parametrize(
    ("kind", "period", "parts"),
    [
        (Kind.FINANCIAL, Period(date(2021, 4, 1), date(2022, 3, 31)), 4),
        (Kind.CALENDAR, Period(date(2021, 1, 1), date(2021, 12, 31)), 4),
        (Kind.ROLLING, quarters.whole(Kind.ROLLING, 2021, None, date(2021, 11, 30)), 4),
        (Kind.DAYS, Period(date(2020, 5, 15), date(2021, 11, 20)), 7),
        (Kind.DAYS, Period(date(2016, 5, 15), date(2021, 11, 20)), 6),
    ],
)
def test_the_parts_cover_the_whole_and_add_up_to_it(derby: int, kind: Kind, period: Period, parts: int) -> None:
    found = quarters.spans(kind, period)
    pieces = [each.period for each in found if each.part == Part.PART]
    assert len(pieces) == parts
    assert pieces[0].first == period.first and pieces[-1].last == period.last
    assert all((after.first - before.last).days == 1 for before, after in zip(pieces, pieces[1:], strict=False))
    scope = scopes.of_agency("derby", system(derby))
    read = columns(scope, [each.period for each in found], KnownOn(date(2021, 12, 9)))
    assert list(quarters.gaps(read)) == []
    assert list(quarters.gaps([read[0], read[-1]]))  # without the parts something is wanting


def test_twelve_months_end_where_one_says(derby: int, sign_in: SignIn) -> None:
    said = text_of(sign_in(Role.MANAGER).get(f"{GRID}?kind=rolling&to=2021-11-30").text)
    assert "Same days last year December 2019 to November 2020" in said
    assert "Quarter 1 December 2020 to February 2021" in said and "Quarter 4 September to November 2021" in said
    assert "Twelve months December 2020 to November 2021" in said
    since = text_of(sign_in(Role.OFFICER).get(f"{GRID}?kind=days&from=2021-05-15").text)
    assert "Part 1 15 May 2021 to 30 June 2021" in since and "All of it 15 May 2021 to 9 December 2021" in since


@pytest.mark.parametrize(
    ("asked", "status", "answer"),
    [
        ("year=2030", 200, "The period begins after 9 December 2021: there is no figure of it yet"),
        ("year=2002", 200, "Nothing happened in these periods that is on record of Derby"),
        (
            "known_on=2001-05-01&year=2000",
            200,
            "Nothing was on record of Derby by 1 May 2001: its first",
        ),
        ("known_on=2031-05-01", 400, "The known-on day, 1 May 2031, is in the future: today is 9 December 2021"),
        ("year=202l", 400, "The year, '202l', is wrong: enter one from 1990 to 2100"),
        ("kind=days", 400, "The first day is missing"),
        ("kind=days&from=2021-09-30&to=2021-04-01", 400, "The period ends before it starts"),
        ("kind=days&from=31/02/2021", 400, "The first day, '31/02/2021', is wrong"),
        ("kind=days&from=2000-04-01", 400, "The period has 22 financial years: choose one of at most 12"),
    ],
)
def test_a_period_that_cannot_be_answered_is_answered_in_words(
    derby: int, sign_in: SignIn, asked: str, status: int, answer: str
) -> None:
    page = sign_in(Role.MANAGER).get(f"{GRID}?{asked}")
    assert page.status_code == status and answer in text_of(page.text)
    assert 'aria-label="What the grid is about"' in page.text  # the question stays, to be put otherwise


def test_several_agencies_are_counted_together_and_households_once(derby: int, sign_in: SignIn) -> None:
    for slug in ("nottingham", "leicester"):
        load(given.agency(slug, hub="d2n2"), enquired(date(2021, 5, 2)), approved(date(2021, 8, 2), 2))
    given.agency("derby2", hub="d2n2")
    hub = sign_in(Role.HUB, at="d2n2")
    answer = hub.get(f"{GRID}?agencies=nottingham&agencies=leicester&year=2021", follow_redirects=True)
    assert parse_qs(urlsplit(answer.request.url).query)["hub"] == ["leicester,nottingham"]
    said = text_of(answer.text)
    assert "Leicester and Nottingham: April 2021 to March 2022" in said
    assert _line(answer.text, "Enquiries", 0)[-1] == "2"
    assert _line(answer.text, "Enquiries, each household once", 0)[-1] == "2"
    assert hub.get(f"{GRID}?hub=nottingham,derby").status_code == 404
    one = hub.get(f"{GRID}?agencies=leicester", follow_redirects=True)
    assert "Leicester: April 2021 to March 2022" in text_of(one.text)


def test_a_question_is_saved_for_the_team_and_stands_among_its_tabs(derby: int, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    asked = "agency=derby&kind=calendar&year=2021&population=mainstream"
    assert f"/views/new?{asked}" in manager.get(f"{GRID}?{asked}").text.replace("&amp;", "&")
    form = f"{GRID}/views/new?{asked}"
    saved = manager.fill_in(form, {"name": "Calendar 2021"}, form=form)
    assert saved.request.path == GRID and "Calendar 2021" in text_of(saved.text)
    officer = sign_in(Role.OFFICER)
    assert "Calendar 2021" in text_of(officer.get(GRID).text)
    assert "Calendar 2021" not in text_of(officer.get("/pipeline").text)
    other = "/pipeline/views/new?area=DE1"
    taken = officer.fill_in(other, {"name": "Calendar 2021"}, form=other)
    assert taken.status_code == 422 and "is a view of another page" in text_of(taken.text)
    renamed = officer.fill_in("/pipeline/views/1/rename", {"name": "2021"}, form="/pipeline/views/1/rename")
    assert renamed.request.path == GRID and "January to December 2021" in text_of(renamed.text)
    since = f"{GRID}/views/new?agency=derby&from=2021-05-04&to=2021-08-04&kind=days&population=mainstream"
    officer.fill_in(since, {"name": "May to August"}, form=since)
    assert "May to August" in text_of(officer.get(GRID).text)
    assert "May to August" not in text_of(sign_in(Role.ANALYST).get(GRID).text), (
        "their role sees whole quarters alone"
    )
    assert "/pipeline/views/1/remove" in officer.get(f"{GRID}?{asked}").text
    gone = officer.fill_in("/pipeline/views/1/remove", {})
    assert "The view '2021' is removed." in text_of(gone.text) and gone.request.path == f"{GRID}/views/new"


def test_it_leaves_as_a_sheet_and_who_counts_sees_no_household(derby: int, sign_in: SignIn) -> None:
    analyst = sign_in(Role.ANALYST)
    assert "Approved" in text_of(analyst.get(GRID).text)
    rows = analyst.get(f"{GRID}?format=csv&population=mainstream").get_data().decode("utf-8-sig").splitlines()
    assert rows[0].startswith(
        "Scope,Population,Route,Block,Figure,Unit,Last year: April 2020 to March 2021,Quarter 1:"
    )
    assert "derby,Mainstream,All routes,Activity,Enquiries,enquiries,0,1,0,0,,1" in rows
    book = analyst.get(f"{GRID}?format=xlsx")
    assert book.status_code == 200 and book.get_data()[:2] == b"PK"
    assert analyst.get(f"{GRID}?format=doc").status_code == 400
    narrowed = analyst.get(f"{GRID}?route=mainstream")  # fixed reports, and no filters of one's own (trust.md 5.4)
    assert narrowed.status_code == 400 and "A published copy is of all of a council" in narrowed.text
    links = (each.attrib["href"] for each in elements(analyst.get(GRID).text, "a"))
    hidden = analyst.get(next(each for each in links if "figure=" in each))
    assert "DER-" not in hidden.text and parsing.read(hidden.text)
    load(derby, approved(date(2021, 4, 2), 1), left(date(2021, 11, 2)))
    assert _line(sign_in(Role.MANAGER).get(GRID).text, "De-registered", 0)[3] == "1"
