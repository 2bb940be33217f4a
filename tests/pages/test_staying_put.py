"""Staying put: who stays after 18 and until when, which place is kept, and the same as a file (OA-1, B-12)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest

from crm.actor import Role
from crm.commands import availability, placements, settings
from crm.commands.stays import Stay
from tests import given
from tests.pages.conftest import TODAY, Desk

PAGE = "/staying-put"
LEFT = date(2022, 1, 10)  # three weeks ago


def stays(at: Desk, name: str, child: str, to_on: date = LEFT, how: str = "staying_put") -> int:
    """A household approved for 2, with somebody whose placement ended so; its number."""
    home = given.household(at.officer.agency_ids[0], name)
    given.approved(home, date(2018, 9, 3), 2, by=at.officer, agreed=True)
    ended = Stay(child=child, offer=None, from_on=date(2018, 9, 3), to_on=to_on, ended_how=how)
    placements.place(home, ended, by=at.officer)
    return home


@pytest.fixture
def at(desk: Callable[..., Desk]) -> Desk:
    """A manager at Derby on 31 January 2022: one stays since 10 January, one went home, one was 21 in 2021."""
    at = desk()
    stays(at, "Rowan Example-Finch", "YP-1")
    stays(at, "Wren Sample-Stay", "YP-2", how="went_home")
    stays(at, "Ash Example-Past", "YP-3", date(2018, 12, 3))
    return at


def test_OA_1_whoever_stays_is_shown_until_21_and_then_no_more(at: Desk) -> None:
    page = at.browser.get(PAGE).text
    assert "<bdi>YP-1</bdi>" in page and "10 Jan 2025" in page and "at the latest, by age" in page
    assert "YP-2" not in page and "YP-3" not in page
    over = at.browser.get(f"{PAGE}?state=over").text
    assert "<bdi>YP-3</bdi>" in over and "3 Dec 2021" in over and "YP-1" not in over
    settings.change("staying_put_until", 25, valid_from=TODAY, agency_id=at.officer.agency_ids[0], by=at.officer)
    assert "<bdi>YP-3</bdi>" in at.browser.get(PAGE).text


def test_B_12_the_place_is_kept_from_the_form_that_the_list_leads_to_and_is_not_free(at: Desk) -> None:
    page = at.browser.get(PAGE).text
    form = page.split('data-label="Place"><a class="govuk-link" href="')[1].split('"')[0]
    home = form.removesuffix("/availability/staying-put")
    assert "2 free" in at.browser.get(f"{home}/placements").text
    at.browser.fill_in(form, {})  # as it opens: one place, from the day on which the placement ended, until 21
    assert "1 free</strong>, 0 filled, 1 not available" in at.browser.get(f"{home}/placements").text
    page = at.browser.get(PAGE).text
    assert ">Kept<" in page and "Say that it is kept" not in page
    assert "10 Jan 2025" in page


def test_when_the_place_can_be_used_again_the_arrangement_is_over(at: Desk) -> None:
    home = at.household_id(at.browser.get(PAGE).text.split("/households/")[1].split("/")[0])
    kept = availability.Closed(places=1, reason="staying_put", from_on=LEFT)
    number = availability.close(home, kept, by=at.officer)
    availability.reopen(home, number, to_on=TODAY, by=at.officer)
    assert "Nobody is on record as staying put." in at.browser.get(PAGE).text
    over = at.browser.get(f"{PAGE}?state=over").text
    assert "<bdi>YP-1</bdi>" in over and "31 Jan 2022" in over


def test_OA_1_who_turns_18_and_is_on_record_as_placed_is_named_with_what_to_do(at: Desk) -> None:
    home = given.household(at.officer.agency_ids[0], "Lark Example-Grown")
    given.approved(home, date(2018, 9, 3), 3, by=at.officer, agreed=True)
    for child, born in (("YP-18", date(2003, 12, 1)), ("YP-19", date(2004, 6, 1)), ("YP-17", date(2004, 8, 1))):
        stay = Stay(child=child, offer=None, from_on=date(2018, 9, 3), born=born)
        placements.place(home, stay, anyway=True, by=at.officer)
    assert "YP-18" not in at.browser.get(PAGE).text
    page = at.browser.get(f"{PAGE}?state=placed").text
    assert "1 Jan 2022" in page and "1 Jul 2022" in page  # the first days after the months in which they turn 18
    assert "YP-17" not in page and "<bdi>YP-1<" not in page
    pay = at.browser.get(f"/households/{at.reference(home)}/skills").text
    assert "is 18, and on record as placed" in pay
    ends = page.split("Record how it ended")[0].rsplit('href="', 1)[1].split('"')[0]
    at.browser.fill_in(ends, {"to_on": date(2022, 1, 5), "ended_how": "staying_put"})
    assert "YP-18" not in at.browser.get(f"{PAGE}?state=placed").text
    assert "<bdi>YP-18</bdi>" in at.browser.get(PAGE).text
    sent = at.browser.fill_in(f"{PAGE}?state=placed", {"reason": "audit"}, form=f"{PAGE}/export?state=placed")
    _, row = csv.reader(io.StringIO(sent.get_data().decode("utf-8-sig")))
    assert (row[3], row[-1]) == ("YP-19", "2022-07-01")


def test_the_list_is_a_file_too_and_the_taking_is_on_record(at: Desk) -> None:
    form = f"{PAGE}/export?state=now"
    sent = at.browser.fill_in(PAGE, {"reason": "audit"}, form=form)
    _, row = csv.reader(io.StringIO(sent.get_data().decode("utf-8-sig")))
    assert row[3:] == ["YP-1", "2022-01-10", "2025-01-10", "2025-01-10", "no", "yes", ""]
    assert [reason for reason, _ in at.audited("household.export")] == ["audit"]
    assert at.browser.fill_in(PAGE, {"reason": ""}, form=form).status_code == 422


def test_nobody_of_another_council_is_shown_and_nobody_found_is_said(at: Desk) -> None:
    elsewhere = Desk(at.browser, given.officer(given.agency("nottingham")))
    stays(elsewhere, "Robin Elsewhere", "YP-9")
    assert "YP-9" not in at.browser.get(f"{PAGE}?state=all").text
    assert "Nobody matches." in at.browser.get(f"{PAGE}?q=nobody-at-all").text


@pytest.mark.parametrize(("role", "opens"), [(Role.DECISION_MAKER, 200), (Role.ANALYST, 403), (Role.HUB, 403)])
def test_who_may_open_it(desk: Callable[..., Desk], role: Role, opens: int) -> None:
    assert desk(role).browser.get(PAGE).status_code == opens
