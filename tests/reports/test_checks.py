"""`crm check` finds what is wrong with reports, and nothing where all is well."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Flask
from sqlalchemy import insert, select

from crm.extensions import db
from crm.ledger.tables import BedEntry, StageEntry
from crm.reports import identities
from tests import given
from tests.reports.histories import approved, enquired, load, the_councils_half_year


def test_reports_that_hold_every_identity_have_no_failure(app: Flask, clock_at: Callable[[date], None]) -> None:
    clock_at(date(2021, 12, 9))
    the_councils_half_year(given.agency("derby", hub="d2n2"))
    load(given.agency("nottingham", hub="d2n2"), approved(date(2021, 5, 1), 2))
    assert list(identities.failures()) == []


def test_an_entry_that_no_event_explains_is_a_gap_in_its_quarter_and_year_and_in_the_hub(
    app: Flask, clock_at: Callable[[date], None]
) -> None:
    clock_at(date(2021, 12, 9))
    derby = given.agency("derby", hub="d2n2")
    load(derby, approved(date(2021, 5, 1), 2))
    columns = BedEntry.__table__.c
    row = db.session.execute(select(*columns).where(columns.book == "places")).mappings().one()
    stray = {"id": row["id"] + 100, "effective_on": date(2021, 8, 1), "quantity": 1}
    db.session.execute(insert(BedEntry).values(**{**row, **stray}))
    db.session.commit()
    found = list(identities.failures())
    gap = "mainstream places: opening 2 and movements +1 do not make closing 2"
    assert f"derby: July to September 2021, {gap}" in found
    assert f"d2n2: July to September 2021, {gap}" in found
    opens = "derby: October to December 2021, mainstream places: opens with 3, after closing at 2"
    assert opens in found
    assert not any("April to June 2021" in each for each in found)


def test_an_enquiry_that_is_counted_twice_is_one_that_is_followed_once(
    app: Flask, clock_at: Callable[[date], None]
) -> None:
    clock_at(date(2021, 12, 9))
    load(given.agency("derby"), enquired(date(2021, 5, 1)))
    assert list(identities.failures()) == []
    row = db.session.execute(select(*StageEntry.__table__.c)).mappings().one()
    db.session.execute(insert(StageEntry).values(**{**row, "id": row["id"] + 100}))
    db.session.commit()
    twice = "derby: April 2021 to March 2022, mainstream cohort: it follows 1, and the enquiries counted are 2"
    assert list(identities.failures()) == [twice]
