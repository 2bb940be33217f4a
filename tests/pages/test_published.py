"""T43 on the pages: the published copy in every format, who has no other, and what other pages must not tell."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from crm import access
from crm.actor import Role
from crm.audit.tables import AuditEntry
from crm.exchange.quarterly import as_json
from crm.exchange.quarterly.flat import BLOCKS as FLAT_BLOCKS
from crm.extensions import db
from crm.journey import events
from crm.journey.ranges import Route
from crm.reports.copies import BLOCKS, Handling, handling
from crm.reports.figures import FIGURES
from crm.reports.published import published
from crm.reports.quarterly import Quarterly
from tests import given
from tests.databases import Database
from tests.doors import CheckingClient
from tests.exchange.test_papers import said_by_docx, said_by_pdf
from tests.pages.test_reports import HALF, REPORT, text_of
from tests.reports.histories import approved, enquired, left, load, report

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
SEEDED = {
    "retired": 1,
    "ill_health": 4,
    "work": 5,
    "family_change": 7,
    "moved_away": 8,
    "finances": 9,
    "lack_of_support": 10,
    "inactive_two_years": 12,
    "other": 13,
}
PRINTED = ["c", "c", "c", "c", 10, 10, 10, 10, 15]
SAID = [str(each) for each in PRINTED]
COPY = f"{REPORT}&copy=published"
QUARTER = "/reports/quarterly?agency=derby&from=2021-04-01&to=2021-06-30"


def a_table_of_small_numbers() -> int:
    """As many leavers of each reason as T43 asks for, three kin who left for one reason, and three who went on."""
    agency = given.agency("derby")
    for reason, count in SEEDED.items():
        for _ in range(count):
            load(agency, approved(date(2019, 5, 1), 1), left(date(2021, 5, 3), None, reason))
    for _ in range(3):
        load(agency, approved(date(2019, 5, 1), 1), left(date(2021, 5, 4), None, "sgo"), route=Route.KINSHIP)
    for reason in ("AW3", "AW3", "AW1"):
        gone = events.JourneyClosed(happened_on=date(2021, 5, 30), reason=reason, initiator="applicant")
        load(agency, enquired(date(2021, 5, 1)), gone)
    return agency


@pytest.fixture
def derby(app: Flask, database: Database, clock_at: Callable[[datetime | date], None]) -> int:
    clock_at(date(2021, 12, 9))
    return database.filled("a table of small numbers", a_table_of_small_numbers)


def test_t43_each_seeded_cell_is_by_the_rule_on_the_page_and_in_each_format(derby: int, sign_in: SignIn) -> None:
    analyst, manager = sign_in(Role.ANALYST), sign_in(Role.MANAGER)
    for client, address in ((analyst, REPORT), (manager, COPY)):
        page = client.get(address)
        assert _on_the_page(page.text) == _in_json(client, address) == _in_csv(client, address) == sorted(SAID)
        assert _in_xlsx(client, address) == _in_text(client, address) == sorted(SAID)
        said = text_of(page.text)
        assert (
            "Published copy" in said and "c is a number from 1 to 7" in said and "Not for publication" not in said
        )
        assert "every population c" in said and "every population 70" in said
        assert "figure=left" not in page.text and "figure=ended" not in page.text and "figure=pace" not in page.text


def test_t43_the_papers_say_it_by_the_rule_and_which_copy_they_are(derby: int, sign_in: SignIn) -> None:
    analyst, manager = sign_in(Role.ANALYST), sign_in(Role.MANAGER)
    for name, read in (("pdf", said_by_pdf), ("docx", said_by_docx)):
        said = " ".join(read(analyst.get(f"{REPORT}&format={name}").data).split())
        ended = said.partition("Started by")[2].partition("All together")[0]
        assert sorted(re.findall(r"Mainstream (\S+)", ended)) == sorted(SAID), name
        assert "Published copy" in said and "Not for publication" not in said
        assert "Not for publication" in read(manager.get(f"{REPORT}&format={name}").data)


def test_t43_a_table_whose_total_would_tell_says_so_in_words(derby: int, sign_in: SignIn) -> None:
    analyst = sign_in(Role.ANALYST)
    said = text_of(analyst.get(REPORT).text)
    assert "Not told by reason To no other service Not told Kinship c" in said
    assert "Special guardianship" not in said
    found = json.loads(analyst.get(f"{REPORT}&format=json").data)
    assert [each["count"] for each in found["ended"]] == ["c", "c"]  # two and one, which of them is not told
    assert found["permanence"] is None and found["copy"]["is"] == "published"


def test_the_copy_as_counted_says_that_it_is_not_for_publication(derby: int, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    page = manager.get(REPORT)
    assert "Not for publication" in text_of(page.text) and 'copy=published">Published copy' in page.text
    for name in ("text", "csv"):
        assert "Not for publication" in manager.get(f"{REPORT}&format={name}").text
    named = manager.get(f"{REPORT}&format=json").headers["Content-Disposition"]
    assert named.endswith('known-on-2021-12-09-not-for-publication.json"')
    named = manager.get(f"{COPY}&format=csv").headers["Content-Disposition"]
    assert named.endswith('known-on-2021-12-09-published.csv"')


def test_t43_what_would_overlap_is_answered_in_words_and_the_page_stays_useful(derby: int, sign_in: SignIn) -> None:
    manager, analyst = sign_in(Role.MANAGER), sign_in(Role.ANALYST)
    free = text_of(manager.get("/reports/quarterly?agency=derby&from=2021-04-02&to=2021-09-30&copy=published").text)
    assert "whole quarters, halves and financial years only" in free and "Net bed gain" in free
    assert "Ended without an approval" not in free and "Retired" not in free
    now = "/reports/quarterly?agency=derby&from=2021-10-01&to=2021-12-31"
    assert "published once the period has ended" in text_of(analyst.get(now).text)
    for client in (analyst, sign_in(Role.SOCIAL_WORKER), sign_in(Role.OFFICER)):
        past = text_of(client.get(f"{REPORT}&known_on=2021-11-01").text)
        assert "as they are known today" in past and "Retired" not in past and "Net bed gain" in past
    refused = analyst.get("/reports/quarterly?agency=derby&from=2021-04-02&to=2021-09-30")
    assert refused.status_code == 400 and "whole quarters, halves and financial years" in text_of(refused.text)
    grid = "/reports/grid?agency=derby&kind="
    assert analyst.get(f"{grid}financial&year=2021").status_code == 200
    assert analyst.get(f"{grid}days&from=2021-04-02&to=2021-04-09").status_code == 400
    assert _in_json(analyst, QUARTER) == sorted(SAID)  # the half has nothing more than its first quarter


def test_nothing_leads_behind_a_suppressed_figure(derby: int, sign_in: SignIn) -> None:
    behind = f"/reports/quarterly/households?agency=derby&{HALF}&population=mainstream&figure="
    analyst, officer, manager = (sign_in(role) for role in (Role.ANALYST, Role.OFFICER, Role.MANAGER))
    for client, opens in ((analyst, 404), (sign_in(Role.SOCIAL_WORKER), 404), (officer, 404), (manager, 200)):
        assert client.get(f"{behind}left.retired~not_recorded.not_recorded").status_code == opens
    assert officer.get(f"{behind}ended.enquiry~AW1.applicant").status_code == 200
    assert analyst.get(f"{behind}ended.enquiry~AW1.applicant").status_code == 404
    free = behind.replace("2021-04-01", "2021-04-02")
    assert analyst.get(f"{free}activity.deregistrations").status_code == 400


def test_t44_the_audit_does_not_say_why_whoever_is_behind_a_figure_left(derby: int, sign_in: SignIn) -> None:
    behind = f"/reports/quarterly/households?agency=derby&{HALF}&population=mainstream&figure="
    manager = sign_in(Role.MANAGER)
    for figure in ("left.retired~not_recorded.not_recorded", "activity.deregistrations"):
        assert manager.get(f"{behind}{figure}").status_code == 200
    looked = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "figure.list")).all()
    assert [row.about for row in looked] == ["left: 1 households", "activity.deregistrations: 50 households"]


def test_an_officer_sees_how_the_own_journeys_ended_and_publishes_none_of_it(derby: int, sign_in: SignIn) -> None:
    officer = sign_in(Role.OFFICER)
    own = text_of(officer.get(REPORT).text)
    assert "(AW3) The applicant Mainstream 2" in own and "Retired Not recorded Not recorded Mainstream c" in own
    assert "Not for publication" in own
    assert "(AW3) The applicant Mainstream c" in text_of(officer.get(COPY).text)


def test_t43_a_hub_of_two_has_no_published_copy_and_one_of_three_no_reasons(derby: int, sign_in: SignIn) -> None:
    for name in ("leicester", "rutland"):
        given.agency(name, hub="east")
    hub = sign_in(Role.HUB, at="east")
    asked = f"/reports/quarterly?hub=east&{HALF}"
    assert "Net bed gain" in text_of(hub.get(asked).text)
    # The hub itself sees its own: the page and its paper say that it is no published copy, and none is offered.
    page, paper = hub.get(asked), said_by_docx(hub.get(f"{asked}&format=docx").data)
    assert "no published copy" in text_of(page.text) and "copy=published" not in page.text
    assert "Not for publication: of so few councils" in paper and "Published copy" not in paper
    assert all(hub.get(f"{asked}&copy=published&format={name}").status_code == 400 for name in ("pdf", "docx"))
    refused = hub.get(f"{asked}&copy=published")
    assert refused.status_code == 400 and "East has 2 councils" in text_of(refused.text)
    given.agency("nottingham", hub="east")
    said = text_of(hub.get(f"{asked}&copy=published").text)
    assert "published by each council of the hub" in said


def test_a_frozen_pack_tells_a_reader_no_more_than_the_published_copy(derby: int, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    pack = manager.fill_in(f"/reports/packs/freeze?agency=derby&{HALF}", {}).request.path
    load(derby, approved(date(2019, 5, 1), 1), left(date(2021, 5, 3), None, "retired"))
    assert "Retired" in text_of(manager.get(pack).text) and manager.get(f"{pack}/file").status_code == 200
    for role in (Role.ANALYST, Role.GOVERNANCE, Role.OFFICER):
        reader = sign_in(role)
        said = text_of(reader.get(pack).text)
        assert "lines that every copy prints as counted" in said and "Retired" not in said, role
        assert reader.get(f"{pack}/file").status_code == 403
        found: Any = reader.get(f"{pack}/changes?format=json").json
        assert {each["figure"].split(".")[0] for each in found["differences"]} <= {
            "activity",
            "households",
            "places",
        }


def test_each_block_declares_whether_it_is_counted_and_what_does_not_is_left_out(app: Flask, derby: int) -> None:
    told = as_json.as_value(report())
    about = {
        "report",
        "scope",
        "from",
        "to",
        "known_on",
        "reconciles",
        "gaps",
        "comparators",
        "populations",
        "copy",
    }
    assert set(told) - about | {figure.block for figure in FIGURES.values()} | set(FLAT_BLOCKS) <= set(BLOCKS)
    assert handling("sources_of_tomorrow") is Handling.LEFT_OUT
    known = {"scope", "known_on", "this", "same_period_last_year", "last_full_year", "suppressed"}
    known |= {
        "stages",
        "pace",
        "left",
        "reviews",
        "permanence",
        "memo",
        "agencies",
        "cohort",
        "sources",
        "caseload",
    }
    assert set(Quarterly.__dataclass_fields__) == known  # whoever adds a block says in copies.py what becomes of it
    copy = published(report())
    assert (copy.left, copy.reviews, copy.permanence, copy.memo) == ({}, None, {}, None)
    assert copy.stages.ended == {} and set(copy.this.values) == set(report().this.values)


def test_only_those_who_are_named_see_reports_as_counted() -> None:
    assert access.MAY["reports.unsuppressed"] == {Role.MANAGER, Role.DECISION_MAKER}
    assert access.MAY["reports.funnel"] - access.MAY["reports.unsuppressed"] == {Role.OFFICER}


def _on_the_page(page: str) -> list[str]:
    said = text_of(page).partition("Approvals that ended, period view")[2].partition("All together")[0]
    return sorted(re.findall(r"Mainstream (\S+)", said))


def _in_json(client: CheckingClient, address: str) -> list[str]:
    found = json.loads(client.get(f"{address}&format=json").data)["left"]
    return sorted(str(each["count"]) for each in found if each["population"] == "mainstream")


def _in_text(client: CheckingClient, address: str) -> list[str]:
    said = client.get(f"{address}&format=text").text.partition("Approvals that ended")[2].partition("\n\n")[0]
    return sorted(re.findall(r", mainstream: .*: (\S+)\.$", said, re.MULTILINE))


def _in_csv(client: CheckingClient, address: str) -> list[str]:
    lines = client.get(f"{address}&format=csv").text.splitlines()
    return sorted(line.split(",")[-3] for line in lines if ",Mainstream,left." in line)


def _in_xlsx(client: CheckingClient, address: str) -> list[str]:
    return sorted(_cells(client.get(f"{address}&format=xlsx").data))


def _cells(content: bytes) -> Iterator[str]:
    for row in CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Figures").to_python():
        if row[1] == "Mainstream" and str(row[2]).startswith("left."):
            yield row[5] if isinstance(row[5], str) else f"{row[5]:g}"
