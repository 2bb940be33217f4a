"""The pages that the law asks for: anybody may read them, and they say what a council has yet to fill in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from markupsafe import escape

from crm.actor import Role, system
from crm.commands import settings
from crm.register import catalogue
from tests import given
from tests.doors import CheckingClient

PATHS = ("/accessibility", "/privacy", "/cookies")


@pytest.mark.parametrize("path", PATHS)
def test_anybody_may_read_it_and_every_page_leads_to_it(client: CheckingClient, path: str) -> None:
    given.agency()
    assert f'href="{path}"' in client.get("/sign-in").text
    assert client.get(path).status_code == 200


def test_a_council_that_has_filled_in_nothing_is_told_what_is_missing(client: CheckingClient) -> None:
    given.agency()
    page = client.get("/privacy").text
    assert "This page is not complete. Derby has not filled in yet:" in page
    assert "the council&#39;s data protection officer" in page
    assert "<strong>not filled in yet</strong>" in page


TOLD = {
    "email": "fostering@council.example",
    "phone": "01632 960 100, <weekdays>",
}  # what is held to be of its kind


def test_what_the_council_has_settled_is_said_and_nothing_is_missing_any_more(client: CheckingClient) -> None:
    derby = given.agency()
    wanted = [item for item in catalogue.items().values() if item.section == "What everybody may read"]
    told = [TOLD.get(item.kind, f"Detail <{number}>") for number, item in enumerate(wanted)]
    for item, said in zip(wanted, told, strict=True):
        settings.change(item.name, said, valid_from=date(2021, 1, 1), agency_id=derby, by=system(derby))
    pages = client.get("/privacy").text + client.get("/accessibility").text
    assert "not complete" not in pages and "not filled in yet" not in pages
    for item, said in zip(wanted, told, strict=True):
        assert escape(said) in pages, item.name


def test_where_there_are_several_councils_one_chooses_and_whoever_is_signed_in_has_chosen(
    app: Flask, client: CheckingClient, sign_in: Callable[..., CheckingClient]
) -> None:
    given.agency()
    given.agency("nottingham")
    asked = client.get("/privacy").text
    assert 'href="/privacy?agency=derby"' in asked and 'href="/privacy?agency=nottingham"' in asked
    assert "Who we are" not in asked
    assert "Nottingham decides how" in client.get("/privacy?agency=nottingham").text
    assert client.get("/privacy?agency=nowhere").status_code == 404
    assert "Derby decides how" in sign_in(Role.ANALYST).get("/privacy").text


def test_before_there_is_a_council_the_pages_say_so(client: CheckingClient) -> None:
    assert "No council uses this installation yet." in client.get("/accessibility").text


def test_the_statement_has_the_parts_that_the_model_has(client: CheckingClient) -> None:
    given.agency()
    page = client.get("/accessibility").text
    for part in (
        "This accessibility statement applies to",
        "How accessible this website is",
        "Feedback and contact information",
        "Enforcement procedure",
        "Equality Advisory and Support Service",
        "Technical information about this website’s accessibility",
        "Compliance status",
        "Non-accessible content",
        "Preparation of this accessibility statement",
    ):
        assert part in page, part


def test_the_page_about_cookies_names_every_one_that_is_sent(client: CheckingClient) -> None:
    page = client.get("/cookies").text
    sent = client.get("/sign-in").headers.getlist("Set-Cookie")
    assert [cookie.partition("=")[0] for cookie in sent] == ["hearth"]
    assert '<td class="govuk-table__cell" data-label="Name">hearth</td>' in page
