"""By which ways somebody comes to a hub, who counts them, and that nobody else can tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from crm import clock
from crm.actor import Role, system
from crm.commands import campaigns, employers, handovers
from crm.extensions import db
from crm.people.enquiry_tables import Enquiry
from crm.people.handover_tables import Handover
from crm.people.tables import Household
from crm.register import agencies as register
from crm.register.employer_tables import Employer
from crm.reports import scope
from crm.reports.period import KnownOn, Period
from crm.reports.quarterly import quarterly
from tests import given
from tests.doors import CheckingClient
from tests.enquiring import Said, answer, count
from tests.handing import LIST, Hub, settled
from tests.pages.test_api import ROWAN, Website, made, refused
from tests.pages.test_campaigns import key_of, terms
from tests.pages.test_reports import text_of

pytestmark = pytest.mark.slow  # together they take seconds

FIRST_QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31))


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
    assert first.status_code == 201 and first.get_json() == second.get_json(), "though it is another's turn now"
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


def test_whom_an_employer_sent_through_the_hub_counts_once_for_it_and_for_the_council_that_accepted(
    hub: Hub,
) -> None:
    council = register.called("nottingham").id
    said = employers.Said(name="Example Rail", sector="transport")
    number = employers.add(council, said, "accredited", clock.today(), by=given.officer(council))
    key = str(db.session.scalar(select(Employer.key)))
    db.session.rollback()
    assert f"/foster-friendly/kit?employer={key}&amp;hub=d2n2" in hub.nottingham.get(f"/employers/{number}").text
    link = f"/enquire?employer={key}&hub=d2n2"
    kit = CheckingClient(hub.app).get(f"/foster-friendly/kit?employer={key}&hub=d2n2").text
    assert link.replace("&", "&amp;") in kit
    assert "hub=" not in CheckingClient(hub.app).get(f"/foster-friendly/kit?employer={key}&hub=other").text
    reference = hub.asked(link)
    one = f"{LIST}/{reference}"
    assert "Example Rail" in hub.nottingham.get(one).text and "Example Rail" not in hub.desk.get(one).text
    hub.nottingham.fill_in(one, {}, form=f"{one}/accept")
    assert "Enquiries 1" in text_of(hub.nottingham.get(f"/employers/{number}").text)
    found = quarterly(scope.of_hub("d2n2", system(council, 1)), FIRST_QUARTER, KnownOn(clock.today()))
    assert found.this.value("all", "activity.enquiries_distinct") == 1
    assert {each.name: column.value("all", "activity.enquiries") for each, column in found.agencies} == {
        "Derby": 0,
        "Nottingham": 1,
    }


def test_the_kit_of_an_employer_for_a_campaign_counts_for_both(
    hub: Hub, sign_in: Callable[..., CheckingClient]
) -> None:
    derby, nottingham = (register.called(slug).id for slug in ("derby", "nottingham"))
    said = employers.Said(name="Example Rail", sector="transport")
    employers.add(nottingham, said, "accredited", clock.today(), by=given.officer(nottingham))
    key = str(db.session.scalar(select(Employer.key)))
    db.session.rollback()
    campaigns.add(derby, terms(derby, nottingham), by=given.hub(derby, nottingham))
    campaigns.add(derby, terms(derby, name="Derby alone"), by=given.officer(derby))
    for number, council in ((1, nottingham), (2, derby)):
        campaigns.add_link(number, "Employers", "event", by=given.officer(council))
    page = hub.nottingham.get("/employers/1").text
    assert "Spring radio" in page and "Derby alone" not in page
    kit = f"/foster-friendly/kit?employer={key}&campaign={key_of(1)}&hub=d2n2"
    assert kit.replace("&", "&amp;") in page
    assert "Spring radio" not in sign_in(Role.ANALYST, at="nottingham").get("/employers/1").text
    link = f"/enquire?employer={key}&campaign={key_of(1)}&hub=d2n2"
    assert link.replace("&", "&amp;") in CheckingClient(hub.app).get(kit).text
    other = CheckingClient(hub.app).get(kit.replace(key_of(1), key_of(2))).text
    assert "campaign=" not in other, "its council has no part in that one"
    start = text_of(CheckingClient(hub.app).get(link).text)
    assert "You came by the link of Example Rail" in start
    one = f"{LIST}/{hub.asked(link)}"
    hub.nottingham.fill_in(one, {}, form=f"{one}/accept")
    found = db.session.scalars(select(Enquiry)).one()
    assert (found.source, found.employer, found.campaign) == ("employer", "Example Rail", "Spring radio")


def test_a_joint_campaign_leads_through_the_hub_and_is_counted_where_it_is_accepted(hub: Hub) -> None:
    derby, nottingham = (register.called(slug).id for slug in ("derby", "nottingham"))
    campaigns.add(derby, terms(derby, nottingham), by=given.hub(derby, nottingham))
    campaigns.add_link(1, "Bus", "other", by=given.officer(derby))
    reference = hub.asked(f"/enquire?campaign={key_of(1)}")
    assert count(Household) == 0
    one = f"{LIST}/{reference}"
    assert "Spring radio" in hub.nottingham.get(one).text
    hub.nottingham.fill_in(one, {}, form=f"{one}/accept")
    assert db.session.scalars(select(Enquiry.campaign)).one() == "Spring radio"


def test_who_rings_the_hub_is_handed_over_as_who_writes_to_it(hub: Hub) -> None:
    said = {"agency": "nottingham", "name": "Rowan Example-Finch", "phone": "01632 960 001", "source": "phone"}
    page = hub.desk.fill_in("/enquiries/new", said | {"happened_on": date(2026, 3, 3)}, form="/enquiries/new")
    assert page.status_code == 422 and "in the future" in page.text
    page = hub.desk.fill_in("/enquiries/new", said, form="/enquiries/new")
    reference = page.request.path.rpartition("/")[2]
    assert reference.startswith("HB-") and "is handed over" in page.text and count(Household) == 0
    one = f"{LIST}/{reference}"
    assert hub.derby.get(one).status_code == 404
    hub.nottingham.fill_in(one, {}, form=f"{one}/accept")
    assert (count(Household), count(Enquiry)) == (1, 1)


def test_the_hub_closes_whom_no_council_is_to_have_and_forgets_them_thirty_days_later(hub: Hub) -> None:
    reference = hub.asked()
    one = f"{LIST}/{reference}"
    assert "hand them to nobody" not in hub.desk.get(one).text, "it is with a council"
    hub.nottingham.fill_in(one, {"reason": "by_mistake"}, form=f"{one}/pass-back")
    assert "Choose why nobody" in hub.desk.fill_in(one, {}, form=f"{one}/close").text
    hub.desk.fill_in(one, {"reason": "no_enquiry"}, form=f"{one}/close")
    assert reference not in hub.desk.get(LIST).text and reference in hub.desk.get(f"{LIST}?state=closed").text
    assert reference not in hub.nottingham.get(f"{LIST}?state=closed").text
    assert "with the hub again" in hub.desk.fill_in(one, {}, form=f"{one}/reopen").text
    page = hub.desk.fill_in(one, {"reason": "unreachable"}, form=f"{one}/close")
    assert "they could not be reached" in page.text and "Rowan" in page.text
    hub.next_day(29)
    assert handovers.sweep() == 0
    hub.next_day(31)
    assert handovers.sweep() == 1
    page = hub.desk.get(one)
    assert "Who they are was erased" in page.text and "Rowan" not in page.text and "/reopen" not in page.text
    assert count(Household) == 0
