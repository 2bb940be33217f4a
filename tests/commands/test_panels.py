"""Who stands down from a household does so wherever it is heard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from flask import Flask

from crm.commands import panel_items
from crm.extensions import db
from crm.people import panels
from tests import given, panelling

TODAY, REPORTED, PANEL = date(2022, 1, 31), date(2022, 1, 20), date(2022, 3, 8)


def stood_down(item: int) -> set[int]:
    found = panels.stood_down([item]).get(item, set())
    db.session.rollback()
    return found


def test_whoever_stands_down_from_a_household_does_so_at_its_next_panel_until_it_is_said_otherwise(
    app: Flask, clock_at: Callable[[date], None]
) -> None:
    clock_at(TODAY)
    derby = given.agency()
    by = given.officer(derby)
    planned = panelling.planned(derby, PANEL, by)
    item = panelling.listed(planned.panel, derby, REPORTED, by)
    known, journey = planned.members[-1], panelling.journey_of(item)
    panel_items.stand_down(item, [known], version=panelling.item_version(item), by=by)
    panel_items.take_off(item, version=panelling.item_version(item), by=by)
    other = panelling.another(derby, PANEL + timedelta(days=28), by, planned)
    again = panel_items.put_on(other, journey, by=by)
    assert stood_down(again) == {known}
    panel_items.stand_down(again, [], version=panelling.item_version(again), by=by)
    panel_items.take_off(again, version=panelling.item_version(again), by=by)
    assert stood_down(panel_items.put_on(planned.panel, journey, by=by)) == set()
