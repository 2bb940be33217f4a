"""All that is on hold at the browser: journeys and places, why, since when and by whom, and what few may know."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

from crm.actor import Role
from crm.commands import availability, journeys
from crm.commands.availability import Closed
from crm.journey.events import HoldStarted
from tests import given
from tests.pages.conftest import Desk

LIST = "/carers/holds"


def paused(at: Desk, review_on: date) -> str:
    """A household whose journey is on hold since 10 January 2022; its reference."""
    home = given.household(at.officer.agency_ids[0], "Ash Paused-Specimen")
    begun = given.journey(home, date(2021, 12, 1), by=at.officer)
    for number, step in enumerate(given.STEPS[:3], start=2):
        given.record(home, begun, step(happened_on=date(2021, 12, number)), by=at.officer)
    hold = HoldStarted(happened_on=date(2022, 1, 10), reason="move", review_on=review_on)
    journeys.record(home, begun, hold, by=at.officer)
    return at.reference(home)


def results(at: Desk, asked: str = "") -> str:
    return at.browser.get(f"{LIST}{asked}").text.split('id="results"')[1]


def test_journeys_and_places_on_hold_are_one_list_with_why_since_when_and_by_whom(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    assert "Nothing is on hold." in results(at)
    journey, home = paused(at, date(2022, 1, 31)), at.approved()
    shut = Closed(places=2, reason="break", from_on=date(2022, 1, 3), to_on=date(2022, 2, 14))
    availability.close(at.household_id(home), shut, by=at.officer)
    child = Closed(places=1, reason="needs_of_child", from_on=date(2022, 1, 3))
    availability.close(at.household_id(home), child, by=at.officer)
    page = results(at)
    for said in (
        *("2 holds".replace(" ", "\N{NO-BREAK SPACE}"), "Moving home, or building work", "10 Jan", "due today"),
        *("Carer taking a break", "3 Jan", "14 Feb", "can be used again", "Hearth"),
    ):
        assert said in page, said
    assert "Needs of the child placed" not in page  # which nobody has put on hold
    assert page.index(home) < page.index(journey)  # the longest first
    for state, shown in (("journey", journey), ("late", journey), ("places", home), ("ahead", ""), ("open", "")):
        found = results(at, f"?state={state}")
        assert [each for each in (journey, home) if each in found] == [each for each in (shown,) if each], state
    assert journey in results(at, "?q=paused") and "matches" in results(at, "?q=nobody-at-all")
    end = at.browser.fill_in(
        f"/households/{journey}/journeys/1/record/hold-ended", {"happened_on": date(2022, 1, 31)}
    )
    assert journey not in results(at), end.text
    later = Closed(places=1, reason="illness", from_on=date(2022, 3, 1))
    availability.close(at.household_id(home), later, by=at.officer)
    assert "Illness" in results(at, "?state=ahead") and "Illness" not in results(at)


def test_the_list_of_holds_is_a_file_too_and_casework_opens_it(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = paused(at, date(2022, 2, 28))
    sent = at.browser.fill_in(LIST, {"reason": "audit"}, form=f"{LIST}/export?")
    _, row = csv.reader(io.StringIO(sent.get_data().decode("utf-8-sig")))
    assert row[0] == reference and row[4:9] == [
        "A journey",
        "",
        "Moving home, or building work",
        "2022-01-10",
        "2022-02-28",
    ]
    for role, opens in ((Role.OFFICER, 200), (Role.DECISION_MAKER, 403), (Role.GOVERNANCE, 403)):
        assert desk(role).browser.get(LIST).status_code == opens, role


def test_what_holds_places_is_told_to_those_alone_who_may_know(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.approved()
    raised = {"kind": "allegation", "received_on": date(2022, 1, 20), "account": "SECRET-7", "places": 1}
    one = str(at.browser.fill_in(f"/households/{reference}/concerns/new", raised).request.path)
    assert one in results(at) and ": <a" in results(at) and ">an allegation<" in results(at)
    assert at.audited("concern.list")[-1] == (None, [reference])
    at.browser.fill_in(f"{one}/edit", {"received_on": date(2022, 1, 18), "because": "mistyped"})
    assert one in results(at) and "18 Jan" in results(at)  # the hold was put right with it
    told = len(at.audited("concern.list"))
    for role in (Role.OFFICER, Role.SOCIAL_WORKER):
        page = results(desk(role))
        assert reference in page and "On hold by the service" in page, role
        assert "llegation" not in page and "concerns" not in page and "End the hold" not in page, role
    assert len(at.audited("concern.list")) == told
    taken = at.browser.fill_in(LIST, {"reason": "audit"}, form=f"{LIST}/export?").get_data(as_text=True)
    assert reference in taken and "llegation" not in taken


def test_a_hold_is_due_on_the_day_that_was_said_also_in_lists(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = paused(at, date(2022, 2, 7))
    page = at.browser.get(f"/clocks?state=all&q={reference}").text
    assert "Hold to be reviewed" in page and "7 Feb" in page
