"""What goes into a pack of panel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Flask

from crm.actor import Role
from crm.commands import documents, panel_items
from tests import given, panelling
from tests.doors import CheckingClient
from tests.sample_documents import PDF

TODAY, PANEL = date(2022, 1, 31), date(2022, 3, 8)


def test_t40_a_document_that_cannot_be_marked_is_no_part_of_a_pack(
    app: Flask, clock_at: Callable[[date], None], sign_in: Callable[..., CheckingClient]
) -> None:
    clock_at(TODAY)
    derby = given.agency()
    by = given.officer(derby)
    planned = panelling.planned(derby, PANEL, by)
    item = panelling.listed(planned.panel, derby, TODAY, by)
    locked = documents.add(panelling.household_of(item), name="A locked letter", kind="pdf", content=PDF, by=by)
    officer, here = sign_in(Role.OFFICER), f"/panel/{planned.panel}/items/{item}"
    page = officer.fill_in(here, {"documents": [str(locked)], "looked": ["yes"]}, form=f"{here}/papers")
    assert page.status_code == 422 and "A locked letter: this document cannot be marked" in page.text
    # One that was chosen before that was asked is told of, and not handed over as it is.
    panel_items.prepare(item, summary="", documents=[locked], version=panelling.item_version(item), by=by)
    page = officer.get(f"/panel/{planned.panel}/pack/papers/{locked}")
    assert page.status_code == 422 and "cannot be marked" in page.text
