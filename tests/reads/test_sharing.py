"""T23: a hub sees what its agencies share, from the enquiry until they take it over, and nothing after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from crm.actor import Actor, Role
from crm.commands import command, journeys
from crm.errors import NotFound
from crm.journey.events import ApplicationReceived, FirstContactMade, VisitCompleted
from crm.people import households as people
from crm.reads import histories, households
from crm.reads.filters import Filters
from crm.register import settings
from tests import given
from tests.doors import CheckingClient

MARCH = date(2026, 3, 4)


@pytest.fixture
def agencies(app: Flask, clock_at: Callable[[date], None]) -> tuple[int, ...]:
    """Derby and Nottingham in d2n2, and Durham outside it."""
    clock_at(MARCH)
    return (given.agency("derby", hub="d2n2"), given.agency("nottingham", hub="d2n2"), given.agency("durham"))


def _hub(agencies: tuple[int, ...]) -> Actor:
    return Actor(user_id=None, label="Hub", role=Role.HUB, agency_ids=agencies[:2])


def _enquired(agency_id: int, name: str) -> tuple[int, int]:
    home = given.household(agency_id, name)
    return home, given.journey(home, date(2026, 1, 5), by=given.officer(agency_id))


def _seen(by: Actor, q: str = "") -> list[str]:
    return sorted(str(row.name) for row in households.listing(Filters(q=q), by).rows)


def test_t23_a_hub_sees_the_enquirers_of_its_agencies_until_they_apply(agencies: tuple[int, ...]) -> None:
    derby, nottingham, durham = agencies
    by = given.officer(derby)
    home, journey = _enquired(derby, "Rowan Example")
    _enquired(nottingham, "Sam Example")
    _enquired(durham, "Wren Example")
    reference = people.load(home, [derby]).reference
    for step in (FirstContactMade, VisitCompleted):
        journeys.record(home, journey, step(happened_on=date(2026, 1, 12)), by=by)
        assert _seen(_hub(agencies)) == ["Rowan Example", "Sam Example"]
        assert histories.identify(reference, _hub(agencies)).name == "Rowan Example"
    journeys.record(home, journey, ApplicationReceived(happened_on=date(2026, 1, 19)), by=by)
    assert _seen(_hub(agencies)) == ["Sam Example"]
    assert _seen(_hub(agencies), q="Rowan") == []
    with pytest.raises(NotFound):
        histories.identify(reference, _hub(agencies))
    assert _seen(by) == ["Rowan Example"]


def test_t23_an_agency_can_stop_sharing_and_it_works_at_once(agencies: tuple[int, ...]) -> None:
    derby, nottingham, _ = agencies
    _enquired(derby, "Rowan Example")
    _enquired(nottingham, "Sam Example")

    @command
    def share_nothing() -> None:
        settings.put("shared_with_hub", [], valid_from=MARCH, agency_id=derby, by=None)

    share_nothing()
    assert _seen(_hub(agencies)) == ["Sam Example"]


def test_t23_a_family_that_comes_back_is_not_shared_for_its_past(agencies: tuple[int, ...]) -> None:
    derby = agencies[0]
    home = given.household(derby, "Rowan Example")
    given.approved(home, date(2020, 1, 12), 2, by=given.officer(derby))
    assert _seen(_hub(agencies)) == []
    home, journey = _enquired(derby, "Sam Example")
    given.journey(home, MARCH, by=given.officer(derby))
    assert journey and _seen(_hub(agencies)) == []


def test_t23_a_hub_user_is_shown_no_address_and_no_households_behind_figures(
    app: Flask, agencies: tuple[int, ...], sign_in: Callable[..., CheckingClient]
) -> None:
    home, _ = _enquired(agencies[0], "Rowan Example")
    reference = people.load(home, agencies).reference
    client = sign_in(Role.HUB, at="d2n2")
    assert client.get(f"/households/{reference}").status_code == 200
    assert client.get(f"/households/{reference}/people/address").status_code == 403


def test_t23_of_what_a_council_shares_in_part_the_hub_has_a_line_with_those_fields_and_no_record(
    app: Flask, agencies: tuple[int, ...], sign_in: Callable[..., CheckingClient]
) -> None:
    derby, nottingham, _ = agencies
    for agency_id, name, mail in ((derby, "Rowan Example", "rowan"), (nottingham, "Sam Example", "sam")):
        home = given.household(agency_id, name, email=f"{mail}@home.example")
        given.journey(home, date(2026, 1, 5), by=given.officer(agency_id))
    hub, path = sign_in(Role.HUB, at="d2n2"), "/handovers/shared"
    assert "Rowan" in hub.get("/households").text and "Rowan" not in hub.get(path).text

    @command
    def share(*fields: str) -> None:
        settings.put("shared_fields", list(fields), valid_from=MARCH, agency_id=derby, by=None)

    share("contact", "area")
    page = hub.get(path).text
    assert "rowan@home.example" in page and "Rowan Example" not in page and "Sam" not in page
    assert "No household matches" in hub.get(f"{path}?q=Rowan").text, "nor is it found by what is not shared"
    reference = "DER-"
    assert reference in hub.get(f"{path}?q=der-").text
    for shown in ("/households", "/enquiries", "/pipeline", "/households?q=rowan@home.example"):
        assert "Rowan Example" not in hub.get(shown).text and "DER-" not in hub.get(shown).text, shown
    share("name")
    page = hub.get(f"{path}?q=Rowan").text
    assert "Rowan Example" in page and "rowan@home.example" not in page
    share()
    assert "DER-" not in hub.get(path).text and "Rowan" not in hub.get("/households").text
    share("name", "area", "contact", "preferences")
    assert "Rowan" in hub.get("/households").text
