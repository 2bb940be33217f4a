"""Who our carers are: the same numbers on the page and in each file, by the rule in what is published (T43)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from crm.actor import Role
from crm.audit.tables import AuditEntry
from crm.commands import command
from crm.extensions import db
from crm.people import households
from crm.people.profile_tables import CarerBackground, CarerProfile
from crm.people.tables import Household
from tests import given
from tests.databases import Database
from tests.doors import CheckingClient
from tests.exchange.test_papers import said_by_docx, said_by_pdf
from tests.pages.test_reports import text_of
from tests.reports.histories import approved, enquired, load

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
PAGE = "/reports/our-carers"
YEAR = f"{PAGE}?agency=derby&from=2020-04-01&to=2021-03-31"
COPY = f"{YEAR}&copy=published"
# How many say so: in groups 14 white, 3 black and 4 of whom nobody has asked.
ETHNICITY = [*["WBRI"] * 12, *["WIRI"] * 2, *["BCRB"] * 3, *[None] * 4]
AREAS = [*["DE1"] * 9, *["DE22"] * 8, *["NG9"] * 3, None]


@command
def a_council() -> int:
    """Twenty-one households, each of one carer; two of them enquired, in different districts."""
    agency = given.agency("derby")
    for number, (ethnicity, area) in enumerate(zip(ETHNICITY, AREAS, strict=True)):
        asked = [enquired(date(2020, 5, 4))] if number in (0, 20) else []
        home = load(agency, *asked, approved(date(2020, 6, 1), 2))
        db.session.get_one(Household, home).area = area
        [carer] = households.carers_of(home)
        db.session.add(CarerBackground(carer_id=carer.id, ethnicity=ethnicity))
        born_on = date(1975 if number % 2 else 1985, 7, 1)
        db.session.add(CarerProfile(carer_id=carer.id, born_on=born_on, sex="female"))
    return agency


@pytest.fixture
def derby(app: Flask, database: Database, clock_at: Callable[[datetime | date], None]) -> int:
    clock_at(date(2021, 12, 9))
    return database.filled("a council whose carers are known", a_council)


Rows = dict[tuple[str, str], str]


def in_json(client: CheckingClient, address: str) -> Rows:
    found = json.loads(client.get(f"{address}&format=json").data)
    return {
        (table["title"], row["label"]): str(row["count"])
        for table in found["tables"]
        for row in [*(table["rows"] or ()), {"label": "Total", "count": table["total"]}]
    }


def of_sheet(rows: list[list[Any]]) -> Rows:
    cells = ((row[2], row[3], row[5]) for row in rows[1:] if row[0] == "derby" and row[5] != "")
    return {(title, row): str(int(count) if isinstance(count, float) else count) for title, row, count in cells}


def in_csv(client: CheckingClient, address: str) -> Rows:
    text = client.get(f"{address}&format=csv").text.lstrip("\ufeff")
    return of_sheet(list(csv.reader(text.splitlines())))


def in_xlsx(client: CheckingClient, address: str) -> Rows:
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{address}&format=xlsx").data))
    return of_sheet(book.get_sheet_by_name("Figures").to_python())


def on_page(text: str) -> Rows:
    """The small tables of carers, and the wide one of areas."""
    found: Rows = {}
    for caption, body in re.findall(r"<caption[^>]*>(.*?)</caption>(.*?)</table>", text, re.S):
        heads = [text_of(each) for each in re.findall(r'<th scope="col".*?</th>', body, re.S)]
        for row in re.findall(r"<tr.*?</tr>", body.split("<tbody")[1], re.S):
            if "colspan" in row:  # the table is not told
                continue
            label, *cells = [_cell(each) for each in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)]
            titles = heads[1:] if len(heads) > 2 else [text_of(caption)]
            found |= {(title, label): cell for title, cell in zip(titles, cells, strict=True)}
    return found


def _cell(cell: str) -> str:
    return text_of(re.sub(r'<span class="govuk-visually-hidden">.*?</span>', "", cell, flags=re.S))


@pytest.mark.parametrize("address", [YEAR, COPY])
def test_t43_the_page_and_each_file_say_the_same(derby: int, sign_in: SignIn, address: str) -> None:
    manager = sign_in(Role.MANAGER)
    page, found = on_page(manager.get(address).text), in_json(manager, address)
    assert found == in_csv(manager, address) == in_xlsx(manager, address)
    assert found.items() <= page.items()
    assert {cell for key, cell in page.items() if key not in found} <= {
        "0",
        "–",
    }  # an area without a row in one column
    for name, read in (("pdf", said_by_pdf), ("docx", said_by_docx)):
        said = " ".join(read(manager.get(f"{address}&format={name}").data).split())
        assert ("Not for publication" in said) is (address == YEAR), name
        for title, row in (("Ethnicity", "White"), ("Ethnicity", "Not known"), ("Age", "40 to 49")):
            assert f"{row} {found[title, row]}" in said, (name, row)


def test_as_counted_the_rows_make_the_total(derby: int, sign_in: SignIn) -> None:
    found = in_json(sign_in(Role.MANAGER), YEAR)
    asked = {row: found["Ethnicity", row] for row in ("White", "Not known", "Total")}
    assert asked == {"White": "14", "Not known": "4", "Total": "21"}
    assert [found["Approved at its end", row] for row in ("DE1", "DE22", "NG9", "Area not known", "Total")] == [
        *("9", "8", "3", "1", "21")
    ]
    for title in {title for title, _ in found}:
        parts = [int(count) for (own, row), count in found.items() if own == title and row != "Total"]
        assert sum(parts) == int(found[title, "Total"]), title


def test_t43_what_is_published_is_of_31_march_by_the_rule_for_everybody(derby: int, sign_in: SignIn) -> None:
    manager, analyst, officer = (sign_in(role) for role in (Role.MANAGER, Role.ANALYST, Role.OFFICER))
    found = in_json(analyst, YEAR)
    assert found == in_json(manager, COPY) == in_json(officer, YEAR)
    told = {row: count for (title, row), count in found.items() if title == "Ethnicity"}
    assert told["White"] == "15" and told["Total"] == "20"
    assert {count for row, count in told.items() if row not in ("White", "Total")} == {"c"}  # none tells too
    assert ("Sex", "Female") not in found or found["Sex", "Female"] == "20"
    assert ("Religion", "Not known") not in found  # nobody was asked: it would say so of each
    assert [found["Approved at its end", row] for row in ("DE1", "DE22", "NG9", "Area not known", "Total")] == [
        *("10", "10", "c", "c", "21")
    ]
    assert ("Enquiries", "DE1") not in found and found["Enquiries", "Total"] == "2"  # one and one: no other way
    page = analyst.get(PAGE)
    assert "/households?" not in page.text and "31 March" in text_of(page.text)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("from=2020-04-01&to=2020-06-30", "published as at 31 March"),
        ("from=2021-04-01&to=2022-03-31", "once the financial year has ended"),
        ("from=2020-04-01&to=2021-03-31&known_on=2021-11-01", "as it is known today"),
    ],
)
def test_t43_what_would_overlap_is_answered_in_words_in_every_format(
    derby: int, sign_in: SignIn, asked: str, says: str
) -> None:
    for client, copy in ((sign_in(Role.ANALYST), ""), (sign_in(Role.MANAGER), "&copy=published")):
        address = f"{PAGE}?agency=derby&{asked}{copy}"
        page = client.get(address)
        assert says in text_of(page.text) and "White" not in text_of(page.text) and "of=" not in page.text
        for name in ("json", "csv"):
            file = client.get(f"{address}&format={name}").text
            assert says in file and "White" not in file


def test_t43_a_hub_has_no_published_tables_and_its_councils_do(derby: int, sign_in: SignIn) -> None:
    for slug in ("leeds", "york", "hull"):
        given.agency(slug, hub="east")
    hub = sign_in(Role.HUB, at="east")
    said = text_of(hub.get(PAGE).text)
    assert "published by each council of the hub" in said and "Choose one of its councils" in said
    page = hub.get(f"{PAGE}?agency=york&from=2020-04-01&to=2021-03-31")
    assert "Ethnicity" in page.text and "/households?" not in page.text
    assert hub.get(YEAR).status_code == 404  # another hub's council


def rows_of(text: str) -> list[str]:
    return re.findall(r'<a class="govuk-link" href="/households/(DER-\d+)">', text)


def test_the_list_behind_a_number_has_as_many_rows_and_leaves_with_a_reason(derby: int, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    links = re.findall(r'href="(/reports/our-carers/households\?[^"]+)">(\d+)<', manager.get(YEAR).text)
    plain = [(href.replace("&amp;", "&"), int(said)) for href, said in links if "ethnicity" not in href]
    plain = [(href, said) for href, said in plain if "religion" not in href]
    assert len(plain) == 13
    for href, said in plain:
        assert len(rows_of(manager.get(href).text)) == said, href
    href, said = next((href, said) for href, said in plain if "table=approved&" in href and "row=DE22" in href)
    answer = manager.fill_in(href, {"reason": "audit"})
    assert len(answer.text.splitlines()) == 1 + said == 9
    assert len(rows_of(manager.get(f"{href}&q={rows_of(manager.get(href).text)[0]}").text)) == 1
    assert "of all journeys together" in text_of(manager.get(f"{YEAR}&route=kinship").text)
    for role in (Role.ANALYST, Role.OFFICER, Role.SOCIAL_WORKER):
        assert sign_in(role).get(href).status_code == 403
    assert manager.get(href.replace("DE22", "ZZ9")).status_code == 404


def test_whose_ethnicity_it_is_is_shown_for_a_reason_on_record_and_in_no_file(derby: int, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    [href] = re.findall(r'href="([^"]+table=ethnicity[^"]+row=black)"', manager.get(YEAR).text)
    href = href.replace("&amp;", "&")
    page = manager.get(href)
    assert not rows_of(page.text) and "Hidden until you ask" in text_of(page.text) and "/export" not in page.text
    assert manager.fill_in(href, {}).status_code == 422
    shown = manager.fill_in(href, {"reason": "review"}).text
    assert len(rows_of(shown)) == 3 and "/export" not in shown
    audited = select(AuditEntry.fields, AuditEntry.about, AuditEntry.reason)
    [(fields, about, reason)] = db.session.execute(audited.where(AuditEntry.action == "figure.special")).all()
    assert (sorted(fields)[:-1], reason) == (sorted(rows_of(shown)), "review")
    assert about == "our_carers: 3 households"
    token = {"reason": "audit", "csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', shown)[0]}
    assert manager.post(href.replace("households?", "households/export?"), data=token).status_code == 404
    decides = sign_in(Role.DECISION_MAKER)
    assert "table=ethnicity" not in decides.get(YEAR).text and decides.get(href).status_code == 404
