"""A report of some journeys only: every block, list and file is of them, and no published copy ever is."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from crm.actor import Role
from crm.commands import people
from crm.journey import events
from crm.journey.ranges import Route
from crm.people import merging
from tests import given
from tests.databases import Database
from tests.doors import CheckingClient
from tests.pages.test_reports import REPORT, elements, text_of
from tests.reports.histories import a_little_of_everything, approved, enquired, left, load

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
Clock = Callable[[datetime | date], None]


@pytest.fixture
def derby(app: Flask, database: Database, clock_at: Callable[[datetime | date], None]) -> int:
    clock_at(date(2021, 12, 9))
    agency = database.filled("a half year of Derby's", a_little_of_everything)
    load(agency, approved(date(2021, 5, 1), 2), route=Route.SHORT_BREAK)
    return agency


def offering(on: date, places: int, *offers: str) -> events.HouseholdApproved:
    return events.HouseholdApproved(happened_on=on, places=places, offers=offers)


def _rows(page: str) -> int:
    return len([row for body in elements(page, "tbody") for row in body])


def test_the_report_of_a_route_says_so_and_each_number_has_its_list(derby: int, sign_in: SignIn) -> None:
    client = sign_in(Role.MANAGER)
    page = client.get(f"{REPORT}&route=short_break").text
    said = text_of(page)
    assert "Derby (route: short break): April to September 2021" in said
    assert "Only of some journeys (route: short break), and as they are counted" in said
    assert "Net bed gain +2 mainstream beds , 2 gained, 0 lost (kinship 0 , all +2 )" in said
    assert "Compared with the target" not in said and "copy=published" not in page
    links = [
        each for each in elements(page, "a") if "figure=" in each.attrib["href"] and each.text not in ("0", None)
    ]
    assert links and all("route=short_break" in each.attrib["href"] for each in links)
    for link in links:
        if parse_qs(urlsplit(link.attrib["href"]).query)["figure"][0].startswith("activity"):
            assert _rows(client.get(link.attrib["href"]).text) == int(link.text or ""), link.attrib["href"]
    # A quarter at hand, and the form, keep what it is narrowed to; a pack is of all journeys.
    assert all(f"&amp;route=short_break&amp;period={which}-quarter" in page for which in ("this", "last"))
    assert '<option value="short_break" selected>' in page
    [freeze] = [each.attrib["href"] for each in elements(page, "a") if "packs/freeze" in each.attrib["href"]]
    assert "route" not in freeze


def test_the_report_of_a_population_is_of_its_routes_in_the_blocks_that_have_no_columns_for_it(
    derby: int, sign_in: SignIn
) -> None:
    client = sign_in(Role.MANAGER)
    load(derby, enquired(date(2021, 5, 2)), route=Route.KINSHIP)
    page = client.get(f"{REPORT}&of_population=kinship").text
    assert "Derby (population: kinship): April to September 2021" in text_of(page)
    assert '<option value="kinship" selected>' in page
    links = [each for each in elements(page, "a") if "figure=activity.enquiries" in each.attrib["href"]]
    linked = [each for each in links if "&population=kinship" in each.attrib["href"]][:1]
    assert linked and "of_population=kinship" in linked[0].attrib["href"]
    assert _rows(client.get(linked[0].attrib["href"]).text) == int(linked[0].text or "")
    whole, mainstream, kinship = (
        json.loads(client.get(f"{REPORT}{more}&format=json").text)["populations"]
        for more in ("", "&of_population=mainstream", "&of_population=kinship")
    )
    enquiries = [each["all"]["activity"]["enquiries"] for each in (whole, mainstream, kinship)]
    assert enquiries[0] == enquiries[1] + enquiries[2] and enquiries[2] == whole["kinship"]["activity"]["enquiries"]
    assert kinship["mainstream"]["places"]["closing"] == 0 != mainstream["mainstream"]["places"]["closing"]
    for asked, said in (
        ("of_population=elves", "There is no population &#39;elves&#39;: choose one of mainstream, kinship"),
        ("of_population=mainstream&route=kinship", "The route kinship counts as kinship: choose that population"),
    ):
        wrong = client.get(f"{REPORT}&{asked}")
        assert wrong.status_code == 400 and said in wrong.text and 'href="#of-population"' in wrong.text
    analyst = sign_in(Role.ANALYST).get(f"{REPORT}&of_population=kinship")
    assert analyst.status_code == 400 and "A published copy is of all of a council" in analyst.text


def test_every_file_of_it_says_what_it_is_of(derby: int, sign_in: SignIn) -> None:
    client = sign_in(Role.MANAGER)
    told = json.loads(client.get(f"{REPORT}&route=short_break&format=json").text)
    assert told["narrowed_to"] == {"route": "short_break"} and "some journeys" in told["copy"]["says"]
    assert told["populations"]["all"]["places"]["new_approvals"] == 2
    assert told["populations"]["kinship"]["places"]["closing"] == 0
    assert client.get(f"{REPORT}&format=json").text.count("narrowed_to") == 0
    sheet = client.get(f"{REPORT}&route=short_break&format=csv")
    assert "derby (route: short break),Mainstream,places,new_approvals,New approvals,2" in sheet.text
    assert "quarterly-derby-short_break-2021-04-01" in sheet.headers["Content-Disposition"]
    assert "Derby (route: short break): April to" in client.get(f"{REPORT}&route=short_break&format=text").text
    paper = client.get(f"{REPORT}&route=short_break&format=docx")
    assert paper.status_code == 200 and "short_break" in paper.headers["Content-Disposition"]


def test_what_cannot_be_narrowed_is_refused_in_words(derby: int, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    wrong = manager.get(f"{REPORT}&route=by_ferry")
    assert (
        wrong.status_code == 400 and "There is no route &#39;by_ferry&#39;: choose one of mainstream" in wrong.text
    )
    for asked in (f"{REPORT}&route=kinship&copy=published", f"{REPORT}&route=kinship&copy=published&format=json"):
        refused = manager.get(asked)
        assert refused.status_code == 400 and "A published copy is of all of a council" in refused.text
    for whole in ("/reports/bed-book", "/reports/packs/freeze"):
        refused = manager.get(REPORT.replace("/reports/quarterly", whole) + "&route=kinship")
        assert refused.status_code == 400 and "This is of all journeys together" in refused.text
    for role in (Role.ANALYST, Role.OFFICER, Role.GOVERNANCE):
        refused = sign_in(role).get(f"{REPORT}&route=kinship")
        assert refused.status_code == 400 and "A published copy is of all of a council" in refused.text, role


def test_the_books_of_an_offer_tell_what_terms_brought_and_took(
    app: Flask, sign_in: SignIn, clock_at: Clock
) -> None:
    """Two places of respite before the period; three come by a change of terms that adds one more, and four go."""
    clock_at(date(2021, 12, 9))
    derby = given.agency("derby")
    respite, both = ("respite",), ("short_term", "respite")
    load(derby, offering(date(2020, 1, 1), 2, *respite))
    wider = events.TermsChanged(happened_on=date(2021, 5, 3), places=4, offers=both)
    load(derby, enquired(date(2019, 6, 1)), offering(date(2020, 1, 1), 3, "short_term"), wider)
    narrower = events.TermsChanged(happened_on=date(2021, 6, 1), offers=("short_term",))
    load(derby, offering(date(2021, 4, 5), 4, *both), narrower)
    load(derby, offering(date(2021, 7, 1), 1, *both), left(date(2021, 8, 1)))
    client = sign_in(Role.MANAGER)
    told = json.loads(client.get(f"{REPORT}&offer=respite&format=json").text)
    places, homes = (told["populations"]["all"][book] for book in ("places", "households"))
    assert {name: count for name, count in places.items() if count} == {
        "opening": 2,
        "new_approvals": 5,
        "terms_increases": 1,
        "offer_gained": 3,
        "offer_lost": 4,
        "deregistrations": 1,
        "closing": 6,
        "net": 4,
    }
    assert (homes["opening"], homes["offer_gained"], homes["offer_lost"], homes["closing"]) == (1, 1, 1, 2)
    assert told["reconciles"] is True and told["populations"]["all"]["activity"]["approvals"] == 2
    page = client.get(f"{REPORT}&offer=respite").text
    said = text_of(page)
    assert "Derby (offer: respite): April" in said and "Before an approval nobody offers anything" in said
    assert '<option value="respite" selected>Respite</option>' in page
    [gained] = [each for each in elements(page, "a") if _is(each, "places.offer_gained", "all", "2021-04-01")]
    behind = client.get(gained.attrib["href"]).text
    assert gained.text == "+3" and _rows(behind) == 1 and "Terms came to name the offer" in text_of(behind)
    assert "Terms came to name it" not in text_of(client.get(REPORT).text)
    assert "offer_gained" not in client.get(f"{REPORT}&format=json").text
    assert client.get(f"{REPORT}&offer=juggling").status_code == 400


def test_an_area_has_the_households_that_lived_there_on_the_known_on_day(
    app: Flask, sign_in: SignIn, clock_at: Clock
) -> None:
    clock_at(date(2021, 4, 1))
    derby = given.agency("derby")
    by = given.officer(derby)
    homes = [load(derby, approved(date(2021, 4, 1), places)) for places in (1, 2, 4)]
    for day, home, postcode in ((2, homes[0], "DE22 1AA"), (3, homes[1], "DE22 1AB"), (9, homes[0], "NG1 5DT")):
        clock_at(date(2021, 4 if day < 9 else 10, day))
        version = merging.numbered(home).version
        people.change_address(home, address=None, postcode=postcode, nature="changed", version=version, by=by)
    clock_at(date(2021, 12, 9))
    client = sign_in(Role.MANAGER)

    def closing(area: str, known_on: str) -> int:
        told = json.loads(client.get(f"{REPORT}&area={area}&known_on={known_on}&format=json").text)
        assert told["reconciles"] is True
        return int(told["populations"]["all"]["places"]["closing"])

    # Who moved counts where they lived on the day that is asked about, so that each area's books add up.
    assert [closing("de22", each) for each in ("2021-04-02", "2021-10-01", "2021-12-09")] == [1, 3, 2]
    assert (closing("NG1", "2021-12-09"), closing("none", "2021-12-09")) == (1, 4)
    assert "wherever it lived before" in text_of(client.get(f"{REPORT}&area=NG1").text)
    wrong = client.get(f"{REPORT}&area=Derby")
    assert wrong.status_code == 400 and "is not the first half of a postcode, like DE22" in wrong.text


def test_several_agencies_are_ticked_in_the_form_of_the_report(app: Flask, sign_in: SignIn) -> None:
    for slug in ("derby", "nottingham", "leicester"):
        given.agency(slug, hub="d2n2")
    hub = sign_in(Role.HUB, at="d2n2")
    days = "from=2021-04-01&to=2021-09-30"
    page = hub.get(f"/reports/quarterly?hub=d2n2&{days}").text
    assert 'name="agencies" value="leicester"' in page
    both = hub.get(
        f"/reports/quarterly?of=hub:d2n2&{days}&agencies=derby&agencies=leicester", follow_redirects=True
    )
    assert both.request.args["hub"] == "derby,leicester" and "Derby and Leicester: April" in text_of(both.text)
    one = hub.get(f"/reports/quarterly?of=hub:d2n2&{days}&agencies=derby")
    assert "agency=derby" in one.headers["Location"]


def _is(link: Element, figure: str, population: str, first: str) -> bool:
    asked = parse_qs(urlsplit(link.attrib["href"]).query)
    return [asked.get(each) for each in ("figure", "population", "from")] == [[figure], [population], [first]]
