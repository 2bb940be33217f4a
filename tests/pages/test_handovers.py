"""A hub hands whoever asks it to one council, which accepts them or passes them back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from crm import clock
from crm.actor import Role, system
from crm.commands import agencies, command
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.people.enquiry_tables import Enquiry
from crm.people.handover_tables import Handover, HandoverStep
from crm.people.tables import Household
from crm.register import agencies as register
from crm.register import settings
from crm.reports import scope
from crm.reports.period import KnownOn, Period
from crm.reports.quarterly import quarterly
from tests import given
from tests.doors import CheckingClient
from tests.enquiring import Later, Said, answer, count
from tests.pages.test_api import ROWAN, Website, made, refused

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
LIST = "/handovers"
FIRST_QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31))
FIGURES = "/reports/quarterly?agency={}&from=2026-01-01&to=2026-03-31&format=json"
WHO = ("Rowan", "rowan@home.example", "01632 960 001")


@dataclass(frozen=True)
class Hub:
    """Derby, Nottingham and their hub, and a phone at its front door."""

    app: Flask
    derby: CheckingClient
    nottingham: CheckingClient
    desk: CheckingClient
    at: Later

    def asked(self, **instead: Said) -> str:
        """Somebody of Nottingham asks; the reference that they are given."""
        phone = CheckingClient(self.app)
        self.at(timedelta())
        nottingham: dict[str, Said] = {"postcode": {"postcode": "NG1 5DT"}}
        answer(phone, "/enquire?hub=d2n2", **(nottingham | instead))
        self.at(timedelta(seconds=10))
        page = phone.fill_in("/enquire/check", {})
        assert page.request.path == "/enquire/sent", page.text
        return re.search(r"HB-\d{6}", page.text)[0]  # type: ignore[index] # else the test fails here

    def next_day(self, days: int = 1) -> None:
        """Everybody comes back on a later day."""
        self.at(timedelta(days=days))
        people = {"manager@derby.example": self.derby, "manager@nottingham.example": self.nottingham}
        for email, browser in {**people, "hub@d2n2.example": self.desk}.items():
            browser.fill_in("/sign-in", {"email": email, "password": given.PASSWORD}, follow=False)

    def figures(self, slug: str) -> Any:
        found = {"derby": self.derby, "nottingham": self.nottingham}[slug].get(FIGURES.format(slug))
        assert found.status_code == 200
        return (found.get_json() or {})["populations"]


@command
def settled(slug: str, name: str, value: object) -> None:
    settings.put(name, value, valid_from=clock.today(), agency_id=register.called(slug).id, by=None)


@pytest.fixture
def hub(app: Flask, at: Later, sign_in: SignIn) -> Hub:
    for slug in ("derby", "nottingham"):
        given.agency(slug, hub="d2n2")
    return Hub(app, sign_in(Role.MANAGER), sign_in(Role.MANAGER, at="nottingham"), sign_in(Role.HUB, at="d2n2"), at)


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


def test_councils_take_turns_with_those_who_leave_the_choice_to_the_hub(hub: Hub) -> None:
    nowhere: dict[str, Said] = {"postcode": {}, "council": {"council": "by turns"}}
    for slug in ("derby", "nottingham"):
        settled(slug, "hub_takes_turns", True)
    found = [hub.asked(name={"name": f"Rowan Example-{each}"}, **nowhere) for each in ("Finch", "Wren", "Rook")]
    rows = {each.reference: each.agency_id for each in db.session.scalars(select(Handover))}
    first, second = (register.called(slug).id for slug in ("derby", "nottingham"))
    assert [rows[each] for each in found] == [first, second, first]


def test_t50_what_a_hub_s_website_repeats_is_one_handover(hub: Hub) -> None:
    website = Website(hub.app, made(hub.desk))
    for slug in ("derby", "nottingham"):
        settled(slug, "hub_takes_turns", True)
    body = {name: value for name, value in ROWAN.items() if name != "postcode"}
    first, second = website.send(body), website.send(body)
    assert first.status_code == 201 and first.get_json()["reference"] == second.get_json()["reference"]
    assert second.headers["Idempotency-Replayed"] == "true" and count(Handover) == 1
    refused(website.send(body | {"council": "derby"}), 422, "reused")
    refused(website.send(body | {"phone": "call me", "email": None}, once="another-key"), 422, "invalid")
    assert count(Handover) == 1 and count(Household) == 0


def test_a_council_that_is_not_to_be_asked_has_them_at_once(hub: Hub) -> None:
    settled("nottingham", "hub_asks_first", False)
    reference = hub.asked()
    home = db.session.scalars(select(Household)).one()
    assert home.reference in hub.nottingham.get(f"{LIST}/{reference}").text
    assert reference not in hub.nottingham.get("/").text


def test_one_household_at_the_hub_and_at_two_councils_is_three_and_one_and_nobody_can_tell(hub: Hub) -> None:
    reference = hub.asked()
    one = f"{LIST}/{reference}"
    hub.desk.fill_in(one, {"council": "derby"}, form=f"{one}/route")
    hub.derby.fill_in(one, {}, form=f"{one}/accept")
    for minutes, (slug, name) in enumerate({"derby": "Rowan Example", "nottingham": "R. Example-Finch"}.items(), 2):
        phone = CheckingClient(hub.app)
        hub.at(timedelta(minutes=minutes))
        answer(phone, f"/enquire?agency={slug}", name={"name": name})
        hub.at(timedelta(minutes=minutes, seconds=30))
        assert phone.fill_in("/enquire/check", {}).request.path == "/enquire/sent"
    homes = {each.reference: each.agency_id for each in db.session.scalars(select(Household))}
    assert sorted(homes.values()).count(min(homes.values())) == 2 and len(homes) == 3
    by = system(*homes.values())
    found = quarterly(scope.of_hub("d2n2", by), FIRST_QUARTER, KnownOn(clock.today()))
    asked = {name: found.this.value("all", f"activity.{name}") for name in ("enquiries", "enquiries_distinct")}
    each = [column.value("all", "activity.enquiries") for _, column in found.agencies]
    assert (asked, each) == ({"enquiries": 3, "enquiries_distinct": 1}, [2, 1])
    other = next(reference for reference, council in homes.items() if council == max(homes.values()))
    for path in ("/", "/enquiries", "/households", f"{LIST}?state=accepted"):
        assert other not in hub.derby.get(path).text and "R. Example" not in hub.derby.get(path).text
        assert "Rowan" not in hub.nottingham.get(path).text
