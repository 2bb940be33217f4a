"""Settings hold from their day on; an agency's own go before the nation's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from crm import clock
from crm.extensions import db
from crm.journey.ranges import Route
from crm.register import agencies, defaults, settings
from tests.doors import Answer

OLD, NEW = date(2020, 1, 1), date(2024, 7, 1)


@pytest.fixture
def derby(app: Flask) -> int:
    return agencies.add("derby", "Derby").id


def put(name: str, value: object, valid_from: date, agency_id: int | None = None) -> None:
    settings.put(name, value, valid_from=valid_from, agency_id=agency_id, by=None)


def test_a_setting_holds_from_its_day_until_the_next(derby: int) -> None:
    put("enquiry_window_days", 60, NEW, derby)
    days = (date(2024, 6, 30), NEW, date(2030, 1, 1))
    assert [settings.value("enquiry_window_days", derby, on) for on in days] == [90, 60, 60]


def test_days_before_the_first_value_are_judged_by_it(derby: int) -> None:
    assert settings.value("notice_days", derby, date(1990, 1, 1)) == 28


def test_what_an_agency_decided_outlives_a_later_national_default(derby: int) -> None:
    put("enquiry_window_days", 60, OLD, derby)
    put("enquiry_window_days", 120, NEW)
    other = agencies.add("derbyshire", "Derbyshire").id
    assert settings.value("enquiry_window_days", derby, NEW) == 60
    assert settings.value("enquiry_window_days", other, NEW) == 120


def test_a_value_recorded_again_for_the_same_day_replaces_the_wrong_one(derby: int) -> None:
    put("enquiry_window_days", 6, NEW, derby)
    put("enquiry_window_days", 60, NEW, derby)
    assert settings.value("enquiry_window_days", derby, NEW) == 60


def test_a_destination_of_the_agency_s_own_is_a_transfer_unless_it_says_otherwise(derby: int) -> None:
    own = [{"code": "abroad", "label": "Left the country", "stays": True}, {"code": "ifa", "label": "An agency"}]
    put("destinations", own, NEW, derby)
    assert settings.rulebook(derby).rules.staying == {"none", "abroad"}


def test_one_agency_s_settings_are_not_another_s(derby: int) -> None:
    other = agencies.add("nottingham", "Nottingham").id
    put("most_places", 4, OLD, derby)
    assert settings.value("most_places", other, NEW) == 12


def test_what_was_rolled_back_is_forgotten(derby: int) -> None:
    db.session.commit()
    put("most_places", 4, OLD, derby)
    assert settings.value("most_places", derby, NEW) == 4
    db.session.rollback()
    assert settings.value("most_places", derby, NEW) == 12


def test_a_setting_that_nobody_made_is_named(derby: int) -> None:
    with pytest.raises(LookupError, match="'colour'"):
        settings.value("colour", derby, NEW)


def test_init_brings_the_national_defaults_once(cli: Callable[..., Answer], app: Flask) -> None:
    before = settings.national()
    db.session.rollback()
    assert cli("init").code == 0
    assert settings.national() == before
    assert {name for name, _day in before} == {name for name, _day, _value in defaults.shipped()}
    assert defaults.install(clock.now()) == []


def test_a_default_that_a_release_changed_is_recorded_anew(app: Flask) -> None:
    name, day, value = defaults.shipped()[0]
    put(name, "an older release's", day)
    assert defaults.install(clock.now()) == [name]
    assert settings.national()[name, day] == value


def test_the_rulebook_has_a_plan_for_every_route(derby: int) -> None:
    rulebook = settings.rulebook(derby)
    assert rulebook.rules.notice_days.on(NEW) == 28
    for route in Route:
        plan = rulebook.plan(route, NEW)
        assert plan.stages[0].name == "enquiry"
        assert plan.has("household_approved")


def test_panel_can_be_switched_off_from_a_day_and_old_days_keep_it(derby: int) -> None:
    put("panel_required", False, NEW)
    before, after = (settings.rulebook(derby).plan(Route.MAINSTREAM, on) for on in (date(2024, 6, 30), NEW))
    assert before.has("panel_recommended")
    assert before.needs("household_approved") == ("panel_recommended",)
    assert not after.has("panel_recommended")
    assert after.needs("household_approved") == ("report_completed",)


def test_an_agency_may_order_its_stages_otherwise_from_a_day_on(derby: int) -> None:
    value = settings.value("route.mainstream", derby, NEW)
    put("route.mainstream", [value[0], *value[2:]], NEW, derby)
    names = [
        [stage.name for stage in settings.rulebook(derby).plan(Route.MAINSTREAM, on).stages] for on in (OLD, NEW)
    ]
    assert names[0][:3] == ["enquiry", "contact", "visit"]
    assert names[1][:2] == ["enquiry", "visit"]
