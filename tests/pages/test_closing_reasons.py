"""The form that closes a journey offers what fits: the stages where it can end, and reasons by whose they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from crm.commands import journeys
from crm.journey import events
from crm.journey.ranges import Route
from tests import given
from tests.pages.conftest import Desk
from tests.pages.test_records import path_of

DAY = date(2022, 1, 10)
SERVICES = {"out_of_area": "enquiry", "unsuitable_dbs": "stage1", "competence": "stage2", "pets": "visit"}


def offered(page: str) -> dict[str, set[str]]:
    """The reasons of a page by the headings under which they stand; no other stands outside."""
    groups = re.findall(r'<optgroup label="([^"]*)">(.*?)</optgroup>', page, re.DOTALL)
    return {heading: set(re.findall(r'<option value="([^"]+)"', options)) for heading, options in groups}


@pytest.mark.parametrize(
    ("steps", "stages", "fit"),
    [
        ((), {"enquiry", "contact"}, {"out_of_area"}),
        ((events.VisitCompleted, events.ApplicationReceived), {"application", "stage1"}, {"unsuitable_dbs"}),
        (
            (events.VisitCompleted, events.ApplicationReceived, events.AssessmentStarted),
            {"application", "stage1", "stage2", "panel"},
            {"unsuitable_dbs"},
        ),
    ],
)
def test_S2_8_and_DM7_only_reasons_that_are_not_refused_at_the_stage_are_offered(
    desk: Callable[..., Desk], steps: tuple[type[events.Event], ...], stages: set[str], fit: set[str]
) -> None:
    at = desk()
    home = given.household(at.officer.agency_ids[0])
    journey = given.journey(home, DAY, by=at.officer)
    for step in steps:
        journeys.record(home, journey, step(happened_on=DAY), by=at.officer)
    page = at.browser.get(path_of(at.reference(home), "record/journey-closed")).text
    groups = offered(page)
    assert list(groups) == ["The applicant: reasons", "The service: reasons"]
    assert {"AW1", "AW3"} <= groups["The applicant: reasons"]
    assert set(SERVICES) & groups["The service: reasons"] == fit
    (listed,) = re.findall(r'id="stage".*?</select>', page, re.DOTALL)
    assert set(re.findall(r'<option value="([^"]+)"', listed)) == stages


def test_many_are_closed_for_a_reason_that_fits_one_of_them_and_none_is_refused_at_stage_1_so(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    asks = given.journey(given.household(at.officer.agency_ids[0]), DAY, by=at.officer)
    home = given.household(at.officer.agency_ids[0], "Sam Sample")
    applied = given.journey(home, DAY, by=at.officer)
    for step in (events.VisitCompleted, events.ApplicationReceived):
        journeys.record(home, applied, step(happened_on=DAY), by=at.officer)
    groups = offered(at.browser.get(f"/pipeline/together/close?journey={applied}").text)
    assert list(groups) == ["The applicant: reasons"]
    both = offered(at.browser.get(f"/pipeline/together/close?journey={asks}&journey={applied}").text)
    assert set(SERVICES) & both["The service: reasons"] == {"out_of_area"}
    relatives = given.household(at.officer.agency_ids[0], "Kim Pretend")
    given.journey(relatives, DAY, by=at.officer, route=Route.KINSHIP)
    kin = at.browser.get(path_of(at.reference(relatives), "record/journey-closed")).text
    assert "viability_negative" in offered(kin)["The service: reasons"]


def test_a_reason_on_record_that_is_not_offered_any_more_stays_when_the_closing_is_put_right(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    reference = at.home()
    closed = events.JourneyClosed(happened_on=DAY, stage="enquiry", initiator="applicant", reason="of_old")
    given.record(at.household_id(reference), 1, closed, by=at.officer)
    there = path_of(reference, "events/2/correct")
    page = at.browser.get(there).text
    assert offered(page)["On record"] == {"of_old"} and '<option value="of_old" selected>' in page
    done = at.browser.fill_in(there, {"happened_on": date(2022, 1, 11), "why": "mistyped"}, form=there)
    assert "11 January 2022" in done.text and "of old" in done.text
