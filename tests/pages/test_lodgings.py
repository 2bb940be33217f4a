"""Supported lodgings: who hosts young people, where there is room, and that fostering's totals do not know it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from crm.actor import Role
from crm.commands import exemptions, journeys, placements
from crm.commands.stays import Stay
from crm.errors import Refused
from crm.journey.care_events import CARE
from crm.journey.decision_events import AgreementSigned
from crm.journey.events import Event
from crm.journey.ranges import Route
from crm.journey.transfer_events import TransferDropped, TransferNoticed
from tests import given
from tests.pages.conftest import Desk

PAGE = "/supported-lodgings"
SINCE = date(2021, 10, 4)
LODGINGS = Route.SUPPORTED_LODGINGS


@pytest.fixture
def at(desk: Callable[..., Desk]) -> Desk:
    """A manager at Derby: two hosts with a place each, one of them filled, one on the way, and a foster home."""
    at = desk()
    by, derby = at.officer, at.officer.agency_ids[0]
    for name, places in (("Kit Example-Host", 1), ("Robin Sample-Host", 1)):
        given.approved(given.household(derby, name), SINCE, places, by=by, route=LODGINGS)
    given.journey(given.household(derby, "Wren Example-Soon"), date(2022, 1, 10), by=by, route=LODGINGS)
    given.approved(given.household(derby, "Rowan Example-Finch"), SINCE, 2, by=by)
    lodger = Stay(child="YP-1", offer=None, from_on=date(2021, 11, 1))
    placements.place(_home(at, "Kit"), lodger, by=by)
    return at


def _home(at: Desk, name: str) -> int:
    page = at.browser.get(f"{PAGE}?q={name}").text
    return at.household_id(page.split('<th scope="row"')[1].split('href="/households/')[1].split('"')[0])


def _figure(page: str, label: str) -> str:
    return page.split(f"<dt>{label}</dt>")[1].split("<dd>")[1].split("</dd>")[0]


def test_hosts_are_shown_with_their_room_and_no_foster_home_is(at: Desk) -> None:
    page = at.browser.get(PAGE).text
    assert "Kit Example-Host" in page and "Robin Sample-Host" in page
    assert "Rowan" not in page and "Wren" not in page
    assert [_figure(page, each) for each in ("Hosts", "Places", "Filled", "Free")] == ["2", "2", "1", "1"]
    assert ">1<" in _figure(page, "On the way to become hosts")
    free = at.browser.get(f"{PAGE}?free=yes").text
    assert "Robin Sample-Host" in free and "Kit Example-Host" not in free


def test_B_15_what_hosts_have_is_in_no_total_of_fostering(at: Desk) -> None:
    address = "/reports/quarterly?agency=derby&from=2021-10-01&to=2021-12-31&format=json"
    found = at.browser.get(address).get_json()["populations"]
    assert found["supported_lodgings"]["places"]["new_approvals"] == 2
    assert found["all"]["places"]["new_approvals"] == 2  # of the foster home alone
    assert found["mainstream"]["places"]["net"] == found["all"]["places"]["net"] == 2
    assert "Kit Example-Host" not in at.browser.get("/homes?every=yes").text


def test_the_hosts_of_an_earlier_day_are_those_of_that_day(at: Desk) -> None:
    assert "Nobody hosts young people on that day." in at.browser.get(f"{PAGE}?on=2021-10-03").text
    assert "Kit Example-Host" in at.browser.get(f"{PAGE}?on=2021-10-04").text
    assert at.browser.get(f"{PAGE}?on=soon").status_code == 422


def test_OA_2_an_approval_for_children_is_asked_about_twice(at: Desk) -> None:
    home = given.household(at.officer.agency_ids[0], "Ash Example-Host")
    begun = given.journey(home, date(2021, 5, 1), by=at.officer, route=LODGINGS)
    for number, step in enumerate(given.STEPS, start=2):
        if number in (2, 3, 4, 6, 7):  # no Stage 1, and no panel
            given.record(home, begun, step(happened_on=date(2021, 5, number)), by=at.officer)
    given.checked(home, begun, date(2021, 5, 2))
    form = f"/households/{at.reference(home)}/journeys/1/decide/household-approved"
    on = {"happened_on": date(2021, 6, 1), "places": 1}
    for ages, asked in (({"age_from": 12, "age_to": 21}, True), ({"age_from": 16, "age_to": 21}, False)):
        page = at.browser.fill_in(form, on | ages, form=form).text
        assert ("Supported lodgings are for young people of 16 to 21 (OA-2)" in page) is asked
    assert [kind for kind, _ in at.events(at.reference(home))][-1] == "household_approved"


def test_OA_2_the_page_of_a_host_s_range_says_nothing_of_the_usual_fostering_limit(at: Desk) -> None:
    host, carer = at.reference(_home(at, "Kit")), at.approved(4)
    for reference, says in ((host, False), (carer, True)):
        page = at.browser.get(f"/households/{reference}/range").text
        for words in ("Usual fostering limit", "exemptions/new", "UL-1"):
            assert (words in page) is says, (reference, words)


def test_OA_2_a_second_young_person_is_no_emergency_of_fostering_and_carers_acts_are_not_offered(at: Desk) -> None:
    kit = _home(at, "Kit")
    home = f"/households/{at.reference(kit)}"
    second = {"child": "YP-2", "from_on": date(2021, 11, 8)}
    asked = at.browser.fill_in(f"{home}/placements/new", second)
    assert asked.status_code == 422 and "1 filled: it is one child too many" in asked.text
    assert "Record it all the same" in asked.text and "KC-11" not in asked.text
    with pytest.raises(Refused, match="no emergency placement in supported lodgings"):
        told = Stay(child="YP-2", offer=None, from_on=date(2021, 11, 8), emergency=True)
        placements.place(kit, told, by=at.officer)
    menu = at.browser.get(home).text
    assert "/record/terms-changed" in menu or "/decide/terms-changed" in menu
    for step in ("agreement-signed", "unannounced-visit-made", "standards-evidenced", "guardianship-noticed"):
        assert step not in menu, step


def test_OA_2_what_is_of_fostering_is_refused_in_words_though_it_was_never_offered(at: Desk) -> None:
    kit = _home(at, "Kit")
    (journey,) = given.fold(kit).journeys
    day = date(2021, 12, 1)
    acts = (AgreementSigned(happened_on=day), *(kind(happened_on=day) for kind in CARE), *_transfers(day))
    before = at.events(at.reference(kit))
    for act in acts:
        with pytest.raises(Refused, match=r"is of fostering, and supported lodgings are none \(OA-2\)"):
            journeys.record(kit, journey.id, act, by=at.officer)
    told: dict[str, Any] = {"authority": "Derby", "children": ("YP-2",), "ends_on": None, "conditions": None}
    with pytest.raises(Refused, match=r"The usual limit is of fostering.*OA-2"):
        exemptions.grant(kit, granted_on=day, by=at.officer, **told)
    assert at.events(at.reference(kit)) == before


def _transfers(day: date) -> tuple[Event, ...]:
    return TransferNoticed(happened_on=day), TransferDropped(happened_on=day)


def test_the_list_is_a_file_too_and_the_taking_is_on_record(at: Desk) -> None:
    form = f"{PAGE}/export?q=Kit&on=2022-01-31"
    sent = at.browser.fill_in(f"{PAGE}?q=Kit", {"reason": "audit"}, form=form)
    _, row = csv.reader(io.StringIO(sent.get_data().decode("utf-8-sig")))
    assert row[1] == "Kit Example-Host" and row[-5:] == ["2021-10-04", "", "1", "0", "0"]
    assert [reason for reason, _ in at.audited("household.export")] == ["audit"]
    assert at.browser.fill_in(f"{PAGE}?q=Kit", {"reason": ""}, form=form).status_code == 422


def test_no_host_of_another_council_is_shown_and_nobody_found_is_said(at: Desk) -> None:
    elsewhere = given.officer(given.agency("nottingham"))
    home = given.household(elsewhere.agency_ids[0], "Sam Elsewhere")
    given.approved(home, SINCE, 1, by=elsewhere, route=LODGINGS)
    assert "Sam Elsewhere" not in at.browser.get(PAGE).text
    assert "No host of yours matches." in at.browser.get(f"{PAGE}?q=nobody-at-all").text


@pytest.mark.parametrize(("role", "opens"), [(Role.OFFICER, 200), (Role.ANALYST, 403), (Role.HUB, 403)])
def test_who_may_open_it(desk: Callable[..., Desk], role: Role, opens: int) -> None:
    assert desk(role).browser.get(PAGE).status_code == opens
