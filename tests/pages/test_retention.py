"""Who may leave at the browser: each sign with its reason, a next step as a task, support asked for and settled."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from crm.actor import Role
from crm.commands import availability, concerns, placements, settings
from crm.commands.availability import Closed
from crm.commands.concerns import Raised
from crm.commands.stays import Stay
from tests import given
from tests.pages.conftest import Desk

pytestmark = pytest.mark.slow  # together they take seconds

LIST = "/carers/retention"
TODAY = date(2022, 1, 31)


@pytest.fixture
def at(desk: Callable[..., Desk]) -> Desk:
    """A manager, and a household approved on 1 September 2021 to which nothing of note has happened."""
    return desk()


def test_support_that_is_not_settled_is_a_sign_until_it_is(at: Desk) -> None:
    reference = at.approved()
    page, new = f"/households/{reference}/support", f"/households/{reference}/support/new"
    assert "No household shows a sign of leaving." in at.browser.get(LIST).text
    for wrong, says in (
        ({"on": date(2022, 2, 1)}, "is in the future"),
        ({"kind": ""}, "Choose what they asked for"),
    ):
        answer = at.browser.fill_in(new, {"kind": "respite", "on": date(2022, 1, 3)} | wrong)
        assert answer.status_code == 422 and says in answer.text
    at.browser.fill_in(new, {"kind": "respite", "what": "A weekend in March", "on": date(2022, 1, 4)})
    assert "A weekend in March" in at.browser.get(page).text
    assert reference not in at.browser.get(LIST).text  # 27 days
    settings.change("watch_support_days", 27, valid_from=TODAY, agency_id=at.officer.agency_ids[0], by=at.officer)
    shown = at.browser.get(LIST).text
    assert "Support asked for on 4 January 2022 is not settled" in shown and "1\N{NO-BREAK SPACE}household" in shown
    task = at.browser.get(f"/households/{reference}/tasks/new?sign=unmet_support").text
    assert 'value="Settle the support that they asked for"' in task
    settle = f"{page}/1/settle"
    wrong_day = at.browser.fill_in(settle, {"how": "met", "on": date(2022, 1, 3)})
    assert wrong_day.status_code == 422 and "Enter a day from 4 January 2022 to today" in wrong_day.text
    at.browser.fill_in(settle, {"how": "met", "on": TODAY})
    assert "Met, 31 Jan 2022" in at.browser.get(page).text
    assert "already as settled" in at.browser.fill_in(settle, {"how": "met", "on": TODAY}).text
    assert reference not in at.browser.get(LIST).text


def test_each_sign_says_what_was_found_and_most_signs_come_first(at: Desk) -> None:
    agency, by = at.officer.agency_ids[0], at.officer
    home = given.household(agency, "Ash Empty-Specimen")
    given.approved(home, date(2021, 1, 4), 1, by=by, agreed=True)  # its review was due on 4 January 2022
    stay = Stay(child="CH-1", offer=None, from_on=date(2021, 2, 1), to_on=date(2021, 7, 1), ended_how="went_home")
    placements.place(home, stay, by=by)
    availability.close(home, Closed(places=1, reason="break", from_on=date(2021, 12, 1)), by=by)
    other = at.approved()
    page = at.browser.get(LIST).text
    for found in (
        "The review was due on 4 January 2022",
        "No child has lived here since 1 July 2021",
        "On hold since 1 December 2021: carer taking a break, without an end on record",
        "Training standards were due on 4 January 2022",
    ):
        assert found in page, found
    assert other not in page  # approved five months ago
    assert "Ash Empty-Specimen" in at.browser.get(f"{LIST}?sign=on_hold").text
    assert "No household of yours matches." in at.browser.get(f"{LIST}?sign=unmet_support").text


def test_a_household_never_visited_is_on_the_list_where_others_visits_are_on_record(at: Desk) -> None:
    never, visited = at.approved(), at.approved()
    assert never not in at.browser.get(LIST).text
    at.browser.fill_in(f"/households/{visited}/visits/supervision", {"on": date(2022, 1, 20)})
    page = at.browser.get(f"{LIST}?sign=no_visit").text
    assert "No supervision visit is on record since the approval on 1 September 2021" in page
    assert never in page and visited not in page


def test_that_something_was_raised_is_a_sign_for_those_who_may_know(at: Desk, desk: Callable[..., Desk]) -> None:
    reference = at.approved()
    told = Raised(kind="complaint", received_on=date(2022, 1, 20), account="SECRET-7")
    concerns.raise_(at.household_id(reference), told, by=replace(at.officer, role=Role.MANAGER))
    assert at.audited("concern.list") == []
    assert "Open concerns: 1" in at.browser.get(LIST).text
    assert at.audited("concern.list") == [(None, [reference])]
    at.browser.fill_in(LIST, {"reason": "audit"}, form=f"{LIST}/export?")
    assert at.audited("concern.export") == [("audit", [reference])]
    for role, named in ((Role.OFFICER, False), (Role.SOCIAL_WORKER, True)):
        page = desk(role).browser.get(f"{LIST}?sign=raised").text
        assert reference not in page and "Open concerns" not in page, role
        assert ("Something was raised" in page) == named, role


def test_the_list_is_a_file_too_and_only_casework_opens_it(at: Desk, desk: Callable[..., Desk]) -> None:
    home = given.household(at.officer.agency_ids[0])
    given.approved(home, date(2021, 1, 4), 1, by=at.officer)
    sent = at.browser.fill_in(LIST, {"reason": "audit"}, form=f"{LIST}/export?")
    _, row = csv.reader(io.StringIO(sent.get_data().decode("utf-8-sig")))
    assert row[0] == at.reference(home) and "The review was due on 4 January 2022" in row[6]
    for role, opens in (
        (Role.SOCIAL_WORKER, 200),
        (Role.DECISION_MAKER, 403),
        (Role.ANALYST, 403),
        (Role.HUB, 403),
    ):
        assert desk(role).browser.get(LIST).status_code == opens
