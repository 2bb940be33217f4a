"""Campaigns of one council or several: what each said, what it cost to the penny, and where its links lead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Actor, Role
from crm.commands import campaign_spend as spending
from crm.commands import campaigns, evenings
from crm.commands.campaigns import Terms
from crm.commands.evenings import Offered
from crm.errors import NotFound, Refused
from crm.extensions import db
from crm.people.enquiry_tables import Enquiry
from crm.register import campaign_spend
from crm.register import campaigns as kept
from tests import given
from tests.doors import CheckingClient, words_of
from tests.enquiring import MONDAY, Later, Said, answer
from tests.filling import forms

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
TODAY = MONDAY.date()


def terms(*agency_ids: int, **own: object) -> Terms:
    """A campaign of these councils, which share alike, that began a month ago."""
    each, rest = divmod(100, len(agency_ids))
    shares = {number: each + (place < rest) for place, number in enumerate(agency_ids)}
    said: dict[str, object] = {"name": "Spring radio", "channel": "radio", "ends_on": None, "shares": shares}
    return Terms(**{"starts_on": TODAY - timedelta(days=30), **said, **own})  # type: ignore[arg-type] # texts and days


@pytest.fixture
def derby(app: Flask, at: Later) -> int:
    return given.agency("derby", hub="d2n2")


def test_a_campaign_is_added_found_and_changed_with_what_it_said_before(derby: int, sign_in: SignIn) -> None:
    officer, other = sign_in(Role.OFFICER), sign_in(Role.MANAGER)
    assert "No campaign is on record." in officer.get("/campaigns").text
    said = {"name": "Spring radio", "spellings": "Radio in spring", "channel": "radio", "starts_on": TODAY}
    officer.fill_in("/campaigns/new", said)
    twice = officer.fill_in("/campaigns/new", said | {"name": "RADIO  in spring", "spellings": ""})
    assert twice.status_code == 422 and "has or had this name" in twice.text
    [form] = [each for each in forms(other.get("/campaigns/1/edit").text) if each.action == "/campaigns/1/edit"]
    officer.fill_in("/campaigns/1/edit", {"name": "Spring on the radio"})
    stale = other.post("/campaigns/1/edit", data=form.filled({"name": "Radio"}))
    assert stale.status_code == 409 and "Spring on the radio" in stale.text and 'value="Radio"' in stale.text
    page = words_of(officer.get("/campaigns/1"))
    assert "Name: <bdi>Spring radio</bdi> became <bdi>Spring on the radio</bdi>" in page
    assert "Spring on the radio" in officer.get("/campaigns?q=RADIO+IN&state=running").text
    assert "No campaign of yours matches" in officer.get("/campaigns?state=ended").text
    file = officer.fill_in("/campaigns", {"reason": "report"}, form="/campaigns/export?")
    assert "Spring on the radio,Radio or television,2026-03-02,,Running,Derby,Derby 100%,0.00,0.00" in file.text


def test_what_is_spent_is_shared_to_the_penny_and_taken_back_as_in_bookkeeping(
    derby: int, sign_in: SignIn, at: Later
) -> None:
    others = [given.agency(slug, hub="d2n2") for slug in ("nottingham", "elsewhere")]
    campaigns.add(derby, terms(derby, *others), by=given.hub(derby, *others))  # 34, 33 and 33 percent
    browser = sign_in(Role.HUB, at="d2n2")
    path = "/campaigns/1/spending/new"
    said: dict[str, object] = {"what": "Radio spots", "amount": "100.01", "of": "agreed"}
    refused = browser.fill_in(path, said)
    assert refused.status_code == 422 and "without one no period can count it" in refused.text
    for wrong in ({"spent_on": TODAY + timedelta(days=1)}, {"spent_on": TODAY, "amount": "a lot"}):
        assert browser.fill_in(path, said | wrong).status_code == 422
    browser.fill_in(path, said | {"spent_on": TODAY})
    assert kept_pence() == {derby: 3401, others[0]: 3300, others[1]: 3300}  # 3,400.34 and twice 3,300.33
    browser.fill_in(path, said | {"spent_on": TODAY, "amount": "£1,000", "of": str(derby)})
    assert kept_pence()[derby] == 103_401
    before = MONDAY + timedelta(minutes=1)
    at(timedelta(minutes=2))
    browser.fill_in("/campaigns/1/spending/2/take-back", {})
    assert kept_pence()[derby] == 3401 and kept_pence(before=before)[derby] == 103_401
    assert "Taken back" in browser.get("/campaigns/1").text
    browser.fill_in("/campaigns/1", {}, form="/campaigns/1/spending/2/put-back")
    assert kept_pence()[derby] == 103_401
    assert sum(campaign_spend.shared(100, {1: 33, 2: 33, 3: 34}).values()) == 100
    officer = sign_in(Role.OFFICER)  # who books to no other council, and takes nothing of theirs back
    officer.fill_in(path, {"what": "Tea", "amount": "5", "spent_on": TODAY})
    assert kept_pence() == {derby: 103_901, others[0]: 3300, others[1]: 3300}
    assert officer.get("/campaigns/1/spending/1/take-back").status_code == 404
    own = given.officer(derby)
    for of in (None, others[0]):
        with pytest.raises(Refused, match="records what it pays itself"):
            spending.spend(1, 500, on=TODAY, what="Tea", of=of, by=own)
    with pytest.raises(Refused, match="records what it pays itself"):
        spending.take_back(1, 1, by=own)


def kept_pence(**asked: object) -> dict[int, int]:
    found = campaign_spend.totals([1], **asked)  # type: ignore[arg-type] # a moment
    db.session.rollback()
    return {agency: pence for (_, agency), pence in found.items()}


def test_shares_make_the_whole_and_councils_are_of_one_hub(derby: int) -> None:
    by, outside = given.officer(derby), given.agency("outside")
    for shares, says in (
        ({derby: 99}, "come to 99%"),
        ({derby: 50, outside: 50}, "of one hub"),
        ({derby: 50, given.agency("nottingham", hub="d2n2"): 50}, "The hub begins a joint campaign"),
        ({}, "own council"),
    ):
        with pytest.raises(Refused, match=says):
            campaigns.add(derby, terms(derby, shares=shares), by=by)
    with pytest.raises(Refused, match="cannot end before"):
        campaigns.add(derby, terms(derby, ends_on=date(2026, 1, 1)), by=by)


def test_a_link_says_the_source_and_the_campaign_and_goes_on_when_the_campaign_has_ended(
    derby: int, client: CheckingClient, at: Later, sign_in: SignIn
) -> None:
    by = given.officer(derby)
    campaigns.add(derby, terms(derby, ends_on=TODAY - timedelta(days=1)), by=by)
    officer = sign_in(Role.OFFICER)
    page = officer.fill_in("/campaigns/1/links/new", {"label": "Poster in libraries", "source": "press_radio"})
    key = key_of(1)
    assert f"/enquire?campaign={key}" in page.text and "<svg role=" in page.text
    start = client.get(f"/enquire?campaign={key}")
    assert "‘Spring radio’ ended on 1 March 2026." in start.text and "Set-Cookie" not in start.headers
    checked = words_of(answer(client, f"/enquire?campaign={key}"))
    assert "Newspaper, radio or television" in checked and "Spring radio" in checked
    at(timedelta(seconds=10))
    client.fill_in("/enquire/check", {})
    said = db.session.scalars(select(Enquiry)).one()
    assert (said.source, said.campaign, said.channel) == ("press_radio", "Spring radio", "website")
    lost = client.get("/enquire?campaign=nonsense")
    assert lost.status_code == 200 and "We do not know the address by which you came" in lost.text


def key_of(campaign_id: int) -> str:
    [link] = kept.links([campaign_id])
    db.session.rollback()
    return link.key


def test_a_joint_link_asks_which_of_its_councils_and_no_other_council_sees_the_campaign(
    derby: int, client: CheckingClient, sign_in: SignIn
) -> None:
    given.agency("nottingham", hub="d2n2")
    third = given.agency("third", hub="d2n2")
    campaigns.add(derby, terms(1, 2), by=given.hub(1, 2, third))
    campaigns.add_link(1, "Bus", "other", by=given.officer(derby))
    here: dict[str, Said] = {"postcode": {"postcode": ""}, "council": {"council": "nottingham"}}
    assert "Nottingham" in answer(client, f"/enquire?campaign={key_of(1)}", **here).text
    page = client.get("/enquire/council").text
    assert "Derby" in page and "Third" not in page
    stranger = sign_in(Role.OFFICER, at="third")
    assert stranger.get("/campaigns/1").status_code == 404 and "Spring radio" not in stranger.get("/campaigns").text
    with pytest.raises(Exception, match="no such campaign"):
        campaigns.change(1, terms(1, 2), version=1, by=Actor(None, "", Role.OFFICER, (third,)))
    with pytest.raises(Refused, match="the hub changes what it says"):  # for Nottingham, too
        campaigns.change(1, terms(1, 2, name="Derby's"), version=1, by=given.officer(derby))
    assert "the hub changes" in sign_in(Role.MANAGER).get("/campaigns/1").text


def test_a_hub_sees_and_changes_what_its_councils_do_together_and_nothing_that_one_does_alone(
    derby: int, sign_in: SignIn
) -> None:
    given.agency("nottingham", hub="d2n2")
    third = given.agency("third", hub="d2n2")
    by, hub = given.officer(derby), given.hub(1, 2, third)
    campaigns.add(derby, terms(1, name="Derby alone"), by=by)
    campaigns.add(derby, terms(1, 2, third), by=hub)
    said = Offered(
        title="Tea", on_day=TODAY, begins_at=time(18, 30), minutes=60, online=False, place="Hall", places=9
    )
    own, joint = (evenings.offer(number, said, by=by) for number in (1, 2))
    browser = sign_in(Role.HUB, at="d2n2")
    assert "Derby alone" not in browser.get("/campaigns").text
    for path in ("", "/edit", "/brought", "/links/new", "/spending/new", "/evenings/new", f"/evenings/{own}"):
        assert browser.get(f"/campaigns/1{path}").status_code == 404
        assert browser.get(f"/campaigns/2{path.replace(str(own), str(joint))}").status_code == 200
    for act in (evenings.call_off, evenings.put_back, partial(evenings.record, came=())):
        with pytest.raises(NotFound):
            act(own, by=hub)
    with pytest.raises(Refused, match="an evening of this campaign"):  # its guests are to be found
        campaigns.change(2, terms(2, third), version=2, by=hub)
    with pytest.raises(Refused, match="of several councils"):
        campaigns.add(derby, terms(1, name="Alone"), by=hub)
    browser.fill_in("/campaigns/2/edit", {"name": "Spring on the radio"})
    assert "Spring on the radio" in sign_in(Role.OFFICER, at="third").get("/campaigns").text
