"""The quarterly report as people see it: its figures, the list behind each, and what was known on a day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import event, select

from crm.actor import Role
from crm.audit.tables import AuditEntry
from crm.commands import journeys
from crm.extensions import db
from crm.journey import events
from crm.ledger.tables import BedEntry
from crm.people.tables import Household
from tests import given, parsing
from tests.databases import Database
from tests.doors import CheckingClient
from tests.reports.histories import a_little_of_everything, approved, enquired, load

pytestmark = pytest.mark.slow  # together they take seconds

HALF = "from=2021-04-01&to=2021-09-30"
REPORT = f"/reports/quarterly?agency=derby&{HALF}"
SignIn = Callable[..., CheckingClient]


@pytest.fixture
def derby(app: Flask, database: Database, clock_at: Callable[[datetime | date], None]) -> int:
    """Derby with the council's half year (rules section 7), one more enquiry, and a little of everything else."""
    clock_at(date(2021, 12, 9))
    return database.filled("a half year of Derby's", a_little_of_everything)


def text_of(page: str) -> str:
    """What a page says, in one line."""
    body = parsing.read(page)[0]
    return " ".join(" ".join(body.itertext()).split())


def elements(page: str, tag: str) -> Iterator[Element]:
    return parsing.read(page)[0].iter(tag)


def test_the_headline_keeps_beds_and_households_apart(derby: int, sign_in: SignIn) -> None:
    said = text_of(sign_in(Role.MANAGER).get(REPORT).text)
    assert "Derby: April to September 2021 As known on 9 December 2021 Reconciles" in said
    assert "Net bed gain +8 mainstream beds , 17 gained, 9 lost (kinship +2 , all +10 )" in said
    assert "Net households +4 mainstream households, 10 gained, 6 lost (kinship +1 , all +5 )" in said
    assert "Same period last year April to September 2020" in said
    assert "Last full year April 2020 to March 2021" in said


@pytest.mark.slow  # hundreds of pages
def test_every_number_opens_a_list_that_comes_to_it(derby: int, sign_in: SignIn) -> None:
    client = sign_in(Role.MANAGER)
    page = client.get(REPORT).text
    numbers = {
        link.attrib["href"]: int((link.text or "").replace("−", "-").replace(",", ""))
        for link in elements(page, "a")
        if "figure=" in link.attrib["href"]
    }
    assert len(numbers) > 250
    for href, number in numbers.items():
        asked = {name: values[0] for name, values in parse_qs(urlsplit(href).query).items()}
        shown = client.get(href).text
        rows = [row for body in elements(shown, "tbody") for row in body]
        if "places" in asked["figure"] or asked["figure"].endswith("net"):
            last = [int("".join(row[-1].itertext()).replace("−", "-")) for row in rows]
            assert sum(last) == (number if asked["figure"].endswith("net") else abs(number)), href
        else:
            assert len(rows) == abs(number), href


def test_a_list_says_whose_what_when_and_since_when_it_is_known(derby: int, sign_in: SignIn) -> None:
    client = sign_in(Role.MANAGER)
    shown = client.get(f"/reports/quarterly/households?agency=derby&{HALF}&figure=activity.initial_visits")
    assert "Initial visits, all" in shown.text
    said = text_of(shown.text)
    assert "1 visit in Derby, April to September 2021, as known on 9 December 2021" in said
    assert "Initial visits that took place in the period." in said
    assert "Initial visit completed Mainstream 20 May 2021 20 May 2021" in said
    looked = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "figure.list")).one()
    assert looked.fields[0].startswith("DER-")
    assert looked.about == "activity.initial_visits: 1 households"


def test_a_list_can_be_searched_and_still_says_the_figure(derby: int, sign_in: SignIn) -> None:
    client = sign_in(Role.MANAGER)
    address = f"/reports/quarterly/households?agency=derby&{HALF}&figure=places.closing&population=all"
    reference = re.findall(r">(DER-\d+)<", client.get(address).text)[0]
    said = text_of(client.get(f"{address}&q={reference}").text)
    assert "1 line of 13 matches" in said
    assert "0 lines of 13 match" in text_of(client.get(f"{address}&q=nobody").text)
    assert "21 places in Derby" in said


def test_a_list_is_exported_with_a_reason_and_no_cell_of_it_runs(derby: int, sign_in: SignIn) -> None:
    home = load(derby, enquired(date(2021, 7, 1)))
    db.session.get_one(Household, home).name = "=HYPERLINK(1)"
    db.session.commit()
    client = sign_in(Role.MANAGER)
    address = f"/reports/quarterly/households?agency=derby&{HALF}&figure=activity.enquiries&population=mainstream"
    refused = client.fill_in(address, {})
    assert refused.status_code == 422
    assert "Choose what the file is for" in refused.text
    answer = client.fill_in(address, {"reason": "report"})
    lines = answer.get_data().decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 2
    assert "'=HYPERLINK(1)" in lines[1]
    exported = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "figure.export")).one()
    assert (exported.reason, len(exported.fields)) == ("report", 2 + 1)


def test_what_was_known_on_a_past_day_is_shown_beside_what_is_known_now_and_why(
    derby: int, sign_in: SignIn, clock_at: Callable[[datetime | date], None]
) -> None:
    officer = given.officer(derby)
    home = given.household(derby, "Wren Example-Heron")
    journey, approval = given.approved(home, date(2021, 9, 1), 2, by=officer)
    clock_at(date(2022, 2, 3))
    corrected = events.HouseholdApproved(happened_on=date(2021, 9, 1), places=3)
    journeys.correct(home, approval, corrected, reason="mistyped", by=officer)
    client = sign_in(Role.MANAGER)
    then = text_of(client.get(f"{REPORT}&known_on=2021-12-09").text)
    assert "Net bed gain +10 mainstream beds" in then
    assert "When reported; now +11 mainstream beds, 20 gained, 9 lost" in then
    assert "+19 when reported; +20 now" not in then
    assert "+16 when reported; +17 now" in then
    assert "What differs from what was known on 9 December 2021" in then
    assert re.search(
        r"DER-\d+ Wren Example-Heron New approval, mainstream 1 Sep 2021 \+1 place 3 Feb 2022 by", then
    )
    assert "Correction: It was typed wrongly" in then
    assert "when reported" not in text_of(client.get(REPORT).text)
    before = text_of(client.get(f"{REPORT}&known_on=2022-02-03").text)
    assert "What differs" not in before


def test_nothing_that_differs_is_said_in_a_sentence(
    derby: int, sign_in: SignIn, clock_at: Callable[[datetime | date], None]
) -> None:
    clock_at(date(2021, 12, 20))
    said = text_of(sign_in(Role.MANAGER).get(f"{REPORT}&known_on=2021-12-09").text)
    assert "Every figure is today what it was on 9 December 2021." in said


def test_whoever_counts_only_is_told_that_the_households_are_hidden(derby: int, sign_in: SignIn) -> None:
    client = sign_in(Role.ANALYST)
    assert "Net bed gain +8 mainstream beds" in text_of(client.get(REPORT).text)
    behind = f"/reports/quarterly/households?agency=derby&{HALF}&figure=activity.approvals&population=all"
    shown = client.get(behind)
    assert "12 households in Derby" in text_of(shown.text)
    assert "The households behind this figure are hidden" in shown.text
    assert "DER-" not in shown.text
    assert client.post(behind.replace("?", "/export?")).status_code == 403


def test_a_foreign_agency_is_answered_like_an_unknown_one(derby: int, sign_in: SignIn) -> None:
    given.agency("nottingham", hub="d2n2")
    client = sign_in(Role.MANAGER)
    for scope in ("agency=nottingham", "agency=atlantis", "hub=d2n2", "hub=atlantis"):
        for path in ("", "/households"):
            answer = client.get(f"/reports/quarterly{path}?{scope}&{HALF}&figure=places.net")
            assert answer.status_code == 404, scope
            assert "Page not found" in answer.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("agency=derby&from=31/02/2021&to=2021-09-30", "The first day, '31/02/2021', is wrong: not a date"),
        ("agency=derby&from=2021-09-30&to=2021-04-01", "before it starts"),
        (f"agency=derby&{HALF}&known_on=2021-12-10", "10 December 2021, is in the future"),
        ("agency=derby&from=2021-04-01", "The last day is missing"),
        (HALF, "Name an agency or a hub"),
    ],
)
def test_a_bad_question_is_said_in_words_with_what_was_typed_still_there(
    derby: int, sign_in: SignIn, query: str, said: str
) -> None:
    answer = sign_in(Role.MANAGER).get(f"/reports/quarterly?{query}")
    assert answer.status_code == 400
    assert "There is a problem" in answer.text
    assert said in text_of(answer.text)
    typed = {box.attrib.get("name"): box.attrib.get("value") for box in elements(answer.text, "input")}
    for name, values in parse_qs(query).items():
        if name != "agency":
            assert typed[name] == values[0]


def test_a_period_that_lies_ahead_is_blank_and_not_0(derby: int, sign_in: SignIn) -> None:
    said = sign_in(Role.MANAGER).get("/reports/quarterly?agency=derby&from=2022-01-01&to=2022-03-31").text
    assert "The period begins on 1 January 2022, after 9 December 2021" in said
    assert "no figure yet" in said
    assert "Net bed gain" not in said
    assert "Reconciles" not in said


def test_where_nothing_is_on_record_it_says_so(derby: int, sign_in: SignIn) -> None:
    given.agency("rutland")
    said = text_of(sign_in(Role.MANAGER, at="rutland").get(f"/reports/quarterly?agency=rutland&{HALF}").text)
    assert "Nothing is on record of Rutland in April to September 2021" in said
    assert "Net bed gain 0 mainstream beds" in said
    assert "Opening" not in said


def test_a_gap_is_named_on_the_page(derby: int, sign_in: SignIn) -> None:
    columns = BedEntry.__table__.c
    one = select(*columns).where(columns.book == "places", columns.population == "mainstream").limit(1)
    row = db.session.execute(one.where(columns.cause == "new_approval")).mappings().one()
    db.session.add(BedEntry(**{**row, "id": 10_000, "quantity": 2, "effective_on": date(2021, 5, 1)}))
    db.session.commit()
    said = text_of(sign_in(Role.MANAGER).get(REPORT).text)
    assert "Does not reconcile" in said
    assert "Mainstream beds have a gap of −2: opening 9 and movements +10 make 19, and closing is 17." in said


def test_without_a_question_it_shows_the_last_quarter(derby: int, sign_in: SignIn) -> None:
    client = sign_in(Role.MANAGER)
    page = client.get("/reports", follow_redirects=True)
    assert page.request.path == "/reports/quarterly"
    assert "Derby: July to September 2021" in page.text
    assert "agency=derby&amp;period=this-quarter" in page.text  # this quarter is at hand


def test_the_page_gives_the_same_as_the_command_in_each_format(derby: int, sign_in: SignIn) -> None:
    client = sign_in(Role.MANAGER)
    found = client.get(f"{REPORT}&format=json")
    assert found.json is not None
    assert found.json["populations"]["mainstream"]["places"]["net"] == 8
    assert (
        "quarterly-derby-2021-04-01-to-2021-09-30-known-on-2021-12-09-not-for-publication.json"
        in found.headers["Content-Disposition"]
    )
    for name in ("csv", "text", "xlsx", "pdf", "docx"):
        assert client.get(f"{REPORT}&format={name}").status_code == 200
    refused = client.get(f"{REPORT}&format=odt")
    assert refused.status_code == 400
    assert "choose text, json, csv, xlsx, pdf or docx" in refused.text


def test_a_hub_sees_its_agencies_side_by_side_and_chooses_among_them(derby: int, sign_in: SignIn) -> None:
    given.agency("leicester", hub="east")
    load(given.agency("rutland", hub="east"), enquired(date(2021, 5, 1)), approved(date(2021, 6, 1), 2))
    client = sign_in(Role.HUB, at="east")
    page = client.get(f"/reports/quarterly?hub=east&{HALF}")
    said = text_of(page.text)
    assert "By agency, April to September 2021" in said
    assert "Rutland 1 1 0 0 0 +2 +2 2 Yes" in said
    assert "All added up 1 1 0 0 0 +2 +2 2 Yes Each household once 1 Of enquiries alone" in said
    assert "Enquiries, each household once" in said
    chosen = client.get(f"/reports/quarterly?of=agency:rutland&{HALF}", follow_redirects=True)
    assert "agency=rutland" in chosen.request.query_string.decode()
    assert "Rutland: April to September 2021" in chosen.text


def test_the_number_of_queries_does_not_grow_with_the_households(derby: int, sign_in: SignIn) -> None:
    client = sign_in(Role.MANAGER)
    addresses = (
        f"{REPORT}&known_on=2021-12-08",
        f"/reports/quarterly/households?agency=derby&{HALF}&figure=places.net",
    )
    for address in ("/", addresses[0]):  # the first pages of a session ask a little more
        _queries(client, address)
    before = [_queries(client, address) for address in addresses]
    for _ in range(12):
        load(derby, enquired(date(2021, 7, 1)), approved(date(2021, 8, 1), 2))
    assert [_queries(client, address) for address in addresses] == before
    assert max(before) <= 52  # of a past day it is read twice: as known then, and as known now


def _queries(client: CheckingClient, address: str) -> int:
    asked = []

    def note(*args: object) -> None:
        asked.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(address).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(asked)
