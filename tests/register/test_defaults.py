"""The data files that ship with the program say only what the program understands."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from crm.journey.deadlines import Unit
from crm.journey.events import KINDS
from crm.journey.ranges import Route
from crm.register import defaults, holidays
from crm.register.deadlines import rules

SHIPPED: dict[str, Any] = {name: value for name, _day, value in defaults.shipped()}
STAGES = {stage["name"] for route in Route for stage in SHIPPED[f"route.{route}"]}
OFSTED = {"AW0", "AW1", "AW2", "AW3", "AW4", "AW5"}


@pytest.mark.parametrize("route", list(Route))
def test_the_stages_of_a_route_are_entered_by_events_and_need_earlier_ones(route: Route) -> None:
    seen: set[str] = set()
    for stage in SHIPPED[f"route.{route}"]:
        assert stage["entered_by"] in KINDS
        assert set(stage.get("needs", ())) <= seen, stage["name"]
        seen.add(stage["entered_by"])


@pytest.mark.parametrize(
    "name",
    [
        "sources",
        "offers",
        "terms_causes",
        "destinations",
        "closed_reasons",
        "deregistered_reasons",
        "correction_reasons",
        "address_reasons",
        "export_reasons",
        "check_outcomes",
        "checks",
        "hold_reasons",
        "exit_interview_themes",
        "merge_reasons",
        "member_relations",
        "special_reasons",
        *("ethnicities", "ethnic_groups", "religions", "carer_age_bands"),
        "unmerge_reasons",
    ],
)
def test_each_code_of_a_list_is_there_once_and_has_a_label(name: str) -> None:
    codes = [each["code"] for each in SHIPPED[name]]
    assert len(set(codes)) == len(codes)
    assert all(each["label"].strip() for each in SHIPPED[name])
    assert max(map(len, codes)) <= 40


def test_a_reason_for_closing_names_stages_and_routes_that_there_are() -> None:
    for reason in SHIPPED["closed_reasons"]:
        assert set(reason["stages"]) <= STAGES, reason["code"]
        assert set(reason.get("routes", Route)) <= set(Route)
        assert reason["by"] in ("applicant", "service")
        assert reason.get("ofsted", "AW0") in OFSTED
    assert {reason["code"] for reason in SHIPPED["closed_reasons"]} >= OFSTED


def test_every_stage_before_an_approval_has_reasons_for_closing_on_both_sides() -> None:
    for by in ("applicant", "service"):
        covered = {
            stage for reason in SHIPPED["closed_reasons"] if reason["by"] == by for stage in reason["stages"]
        }
        assert STAGES - {"approved"} <= covered


def test_the_local_clocks_run_between_events_in_units_that_can_be_counted() -> None:
    for each in SHIPPED["local_clocks"]:
        assert each.get("starts", "enquiry_received") in KINDS
        assert each.get("stops", "enquiry_received") in KINDS
        assert Unit(each["unit"])
        assert each["amount"] > 0


@pytest.mark.parametrize("rule_id", list(rules()))
def test_the_versions_of_a_deadline_are_in_order_and_each_gives_a_day(rule_id: str) -> None:
    versions = rules()[rule_id].versions
    assert [each.valid_from for each in versions] == sorted({each.valid_from for each in versions})
    for version in versions:
        assert any(part.population is None for part in version.parts)
        for part in version.parts:
            assert part.span.after(date(2026, 11, 20), holidays.statutory_calendar())
