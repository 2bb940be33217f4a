"""`crm demo --reset` begins by emptying the database: nothing is left, and it can be made again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Flask
from sqlalchemy import inspect

from crm import emptying
from crm.actor import system
from crm.commands import agencies as adding
from crm.commands import journeys, people
from crm.extensions import db
from crm.journey.events import EnquiryReceived
from crm.journey.ranges import Route
from crm.register import agencies, settings
from tests.doors import Answer


def test_nothing_is_left_and_the_database_can_be_made_again(app: Flask, cli: Callable[..., Answer]) -> None:
    agency_id = adding.add("derby", "Derby", by=system(), hub="d2n2")
    by = system(agency_id)
    household_id = people.create_household(agency_id, carers=[people.NewCarer("Rowan Example-Finch")], by=by)
    journeys.begin(household_id, route=Route.MAINSTREAM, first=EnquiryReceived(happened_on=date(2021, 4, 6)), by=by)
    emptying.drop_everything()
    assert inspect(db.engine).get_table_names() == []
    assert cli("init").code == 0
    assert agencies.every() == []
    assert settings.national()
