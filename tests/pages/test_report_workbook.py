"""The report as a workbook with its lists: the rows of the pages, for those who may take them, and on record."""

from __future__ import annotations

import io
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
from crm.exchange.quarterly.flat import BLOCKS, block_of, flat
from crm.extensions import db
from crm.reports import scope
from crm.reports.figures import MEMBERS, Source, named
from crm.reports.period import KnownOn, Period
from crm.reports.quarterly import quarterly
from tests.databases import Database
from tests.doors import CheckingClient
from tests.pages.test_reports import HALF, REPORT, text_of
from tests.reports.histories import a_little_of_everything

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
EXPORT = f"/reports/quarterly/workbook/export?agency=derby&{HALF}&known_on=2021-12-09"


@pytest.fixture
def derby(app: Flask, database: Database, clock_at: Callable[[datetime | date], None]) -> int:
    clock_at(date(2021, 12, 9))
    return database.filled("a half year of Derby's", a_little_of_everything)


def _sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def _taken(client: CheckingClient) -> dict[str, list[list[Any]]]:
    answer = client.fill_in(f"{REPORT}&known_on=2021-12-09", {"reason": "report"}, form=EXPORT)
    assert answer.status_code == 200, text_of(answer.text)
    assert "quarterly-with-lists-derby-2021-04-01" in answer.headers["Content-Disposition"]
    return _sheets(answer.get_data())


def test_each_figure_s_rows_in_the_workbook_come_to_it(derby: int, sign_in: SignIn) -> None:
    found = _taken(sign_in(Role.MANAGER))
    [derby_scope] = [each for each in scope.choices(scope.everybody()) if each.slug == "derby"]
    report = quarterly(derby_scope, Period(date(2021, 4, 1), date(2021, 9, 30)), KnownOn(date(2021, 12, 9)))
    tried = 0
    for each in flat(report):
        column, population, name = each.key
        figure = named(name)
        if column != "this" or figure is None or figure.source == Source.NET or each.value is None:
            continue
        members = {"mainstream": "Mainstream", "kinship": "Kinship", "supported_lodgings": "Supported lodgings"}
        own = [members[one] for one in MEMBERS[population]]
        sheet = found.get(_title(name), [])
        mine = [row[-1] for row in sheet[1:] if row[0] == each.label and row[1] in own]
        assert sum(mine) == each.value, each
        tried += bool(each.value)
    assert tried > 40
    audited = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "figure.export")).one()
    assert audited.reason == "report" and str(audited.about).startswith("every list: ")


def _title(name: str) -> str:
    return BLOCKS.get(block_of(name), "Approved and still active")[:31]


def test_its_rows_are_those_of_the_list_on_the_page(derby: int, sign_in: SignIn) -> None:
    client = sign_in(Role.MANAGER)
    sheet = _taken(client)["Beds (approved places)"]
    wanted = [row for row in sheet[1:] if (row[0], row[1]) == ("New approvals", "Mainstream")]
    page = client.get(
        f"/reports/quarterly/households?agency=derby&{HALF}&known_on=2021-12-09&population=mainstream"
        "&figure=places.new_approvals"
    )
    listed = re.findall(r'href="/households/(DER-\d+)"', page.text)
    assert [row[2] for row in wanted] == listed and len(listed) > 5
    assert "Excel with the households behind the figures" in text_of(client.get(REPORT).text)


def test_a_file_without_a_reason_or_a_right_to_it_is_not_given(derby: int, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    asked = manager.fill_in(f"{REPORT}&known_on=2021-12-09", {"reason": ""}, form=EXPORT)
    assert asked.status_code == 422 and "Choose what the file is for" in text_of(asked.text)
    analyst = sign_in(Role.ANALYST)
    assert "Excel with the households" not in text_of(analyst.get(REPORT).text)
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.action == "figure.export")).all() == []
