"""A hub hands whoever asks it to one council, which accepts them or passes them back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from crm.actor import system
from crm.commands import agencies
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.people.enquiry_tables import Enquiry
from crm.people.handover_tables import Handover, HandoverStep
from crm.people.tables import Household
from tests.enquiring import count
from tests.handing import LIST, Hub, settled

pytestmark = pytest.mark.slow  # together they take seconds

WHO = ("Rowan", "rowan@home.example", "01632 960 001")


def test_one_council_passes_back_and_another_accepts_and_counts_them_alone(hub: Hub) -> None:
    before = {slug: hub.figures(slug) for slug in ("derby", "nottingham")}
    reference = hub.asked(help={"needs": ["interpreter"]})
    assert count(Household) == 0, "no record and no figure before somebody accepts"
    one, passing = f"{LIST}/{reference}", f"{LIST}/{reference}/pass-back"
    page = hub.nottingham.get(one).text
    assert all(each in page for each in WHO) and "An interpreter" in page and "by the postcode" in page
    assert "Choose why" in hub.nottingham.fill_in(one, {}, form=passing).text
    hub.nottingham.fill_in(one, {"reason": "no_capacity"}, form=passing)
    assert hub.nottingham.get(one).status_code == 404, "they see them no more"
    assert hub.figures("nottingham") == before["nottingham"]

    page = hub.desk.get(one).text
    assert "we cannot take anybody on" in page and all(each in page for each in WHO)
    assert "interpreter" not in page and "NG1" in page and "5DT" not in page, "what only the council needs"
    hub.desk.fill_in(one, {"council": "derby"}, form=f"{one}/route")
    hers = hub.derby.get(one).text
    assert "Rowan" in hers and "Nottingham fostering" not in hers and "assed back by" not in hers
    hub.next_day()
    accepted = hub.derby.fill_in(one, {}, form=f"{one}/accept")
    said = db.session.scalars(select(Enquiry)).one()
    assert said.received_on == date(2026, 3, 2), "when they asked"
    assert reference in (said.service or "") and said.needs == ["interpreter"]
    assert hub.figures("derby") != before["derby"] and hub.figures("nottingham") == before["nottingham"]
    home = db.session.scalars(select(Household.reference)).one()
    assert home in accepted.text and home in hub.derby.get(one).text


def test_once_accepted_the_hub_has_the_reference_and_whose_it_is_and_no_more(
    hub: Hub, mails: Callable[[], list[Letter]]
) -> None:
    reference = hub.asked()
    [letter] = mails()
    assert letter.to == "rowan@home.example" and reference in letter.text
    one = f"{LIST}/{reference}"
    today = hub.nottingham.get("/").text
    assert reference in today and "Handed over by the hub" in today and "Rowan" not in today
    assert reference not in hub.derby.get("/").text and hub.derby.get(one).status_code == 404
    hub.nottingham.fill_in(one, {}, form=f"{one}/accept")
    row = db.session.scalars(select(Handover)).one()
    assert row.people is None and row.details is None
    home = db.session.scalars(select(Household.reference)).one()
    page = hub.desk.get(f"{LIST}?state=accepted").text
    assert reference in page and "Nottingham" in page and "Rowan" not in page
    assert home in hub.nottingham.get(f"/households?q={reference.lower()}").text, "as they quote it"
    for browser in (hub.derby, hub.desk):
        assert home not in browser.get(f"/households?q={reference}").text
    assert "Rowan" not in hub.desk.get(one).text and home not in hub.desk.get(one).text
    assert hub.derby.get(one).status_code == 404


def test_the_clock_runs_from_each_handing_over_and_both_see_who_is_late(hub: Hub) -> None:
    reference = hub.asked()
    hub.next_day()
    assert ">Late<" not in hub.nottingham.get(LIST).text
    hub.next_day(2)
    assert ">Late<" in hub.nottingham.get(LIST).text and ">Late<" in hub.desk.get(LIST).text
    one = f"{LIST}/{reference}"
    again = hub.desk.post(f"{one}/route", data={"council": "nottingham"})
    assert again.status_code != 200
    hub.desk.fill_in(one, {"council": "derby"}, form=f"{one}/route")
    assert ">Late<" not in hub.derby.get(LIST).text and hub.nottingham.get(one).status_code == 404
    kinds = [each.kind for each in db.session.scalars(select(HandoverStep).order_by(HandoverStep.id))]
    assert kinds == ["routed", "taken_back", "routed"]


def test_two_who_answer_at_once_have_one_effect(hub: Hub) -> None:
    reference = hub.asked()
    one = f"{LIST}/{reference}"
    page = hub.nottingham.get(one)
    token, version, key = (
        re.search(rf'name="{name}" value="([^"]+)"', page.text)[1]  # type: ignore[index] # else it fails here
        for name in ("csrf_token", "version", "idempotency_key")
    )
    sent = {"csrf_token": token, "version": version, "idempotency_key": key}
    first, again = (hub.nottingham.post(f"{one}/accept", data=sent) for _ in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    late = hub.nottingham.post(f"{one}/accept", data=sent | {"idempotency_key": "x" * 24}, follow_redirects=True)
    assert "done something with this enquirer meanwhile" in late.text
    back = hub.nottingham.post(
        f"{one}/pass-back", data=sent | {"idempotency_key": "y" * 24, "reason": "no_capacity"}
    )
    assert back.status_code in (303, 422) and count(Household) == 1


def test_t22_a_council_that_has_left_the_hub_is_refused_in_words(hub: Hub) -> None:
    reference = hub.asked()
    one = f"{LIST}/{reference}"
    token = hub.nottingham.get(one).text
    sent = {
        name: re.search(rf'name="{name}" value="([^"]+)"', token)[1]  # type: ignore[index] # else it fails here
        for name in ("csrf_token", "version", "idempotency_key")
    }
    agencies.change("nottingham", "Nottingham", hub=None, by=system())
    assert reference not in hub.nottingham.get("/").text and hub.nottingham.get(one).status_code == 404
    said = hub.nottingham.post(f"{one}/accept", data=sent, follow_redirects=True).text
    assert "Nottingham has left D2N2" in said and count(Household) == 0
    assert "which has left the hub" in hub.desk.get(LIST).text
    page = hub.desk.get(one).text
    routed = {
        name: re.search(rf'name="{name}" value="([^"]+)"', page)[1]  # type: ignore[index] # else it fails here
        for name in ("csrf_token", "version", "idempotency_key")
    }
    said = hub.desk.post(f"{one}/route", data=routed | {"council": "nottingham"}).text
    assert "Nottingham has left D2N2: choose another council" in said
    hub.desk.fill_in(one, {"council": "derby"}, form=f"{one}/route")
    assert hub.derby.get(one).status_code == 200


def test_t23_the_hub_reads_of_who_waits_what_the_council_shares_and_nothing_once_it_shares_nothing(
    hub: Hub,
) -> None:
    reference = hub.asked()
    one = f"{LIST}/{reference}"
    assert all(each in hub.desk.get(one).text for each in WHO)
    settled("nottingham", "shared_fields", ["name", "area"])
    page = hub.desk.get(one).text
    assert "Rowan" in page and WHO[1] not in page and WHO[2] not in page and "shares no more" in page
    settled("nottingham", "shared_fields", ["area"])
    assert "Rowan" not in hub.desk.get(one).text and "Rowan" not in hub.desk.get(LIST).text
    assert reference not in hub.desk.get(f"{LIST}?q=Rowan").text, "nor is it found by what is not shared"
    settled("nottingham", "shared_with_hub", [])
    page = hub.desk.get(one).text
    assert "NG1" not in page and "shares nothing" in page
    hub.nottingham.fill_in(one, {}, form=f"{one}/accept")
    assert reference not in hub.desk.get(f"{LIST}?state=accepted").text
    counted = hub.desk.get(LIST).text.partition("Council by council")[2]
    assert "Nottingham" in counted, "its counts stay"
