"""What campaigns brought: first touch and all touches by hand, what one has cost, and what each council is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask

from crm.actor import Role
from crm.commands import campaign_spend, campaigns, enquiries, journeys
from crm.commands.campaigns import Terms
from crm.commands.enquiries import Details, NewCarer, NewHousehold
from crm.errors import Refused
from crm.journey import events
from crm.reports import brought, scope
from crm.reports.brought import EVERY, FIRST, LINES
from crm.reports.period import KnownOn, Period
from tests import given
from tests.doors import CheckingClient
from tests.reports.histories import HALF, approved, load, report

pytestmark = pytest.mark.slow  # together they take seconds

SetClock = Callable[[datetime | date], None]
SignIn = Callable[..., CheckingClient]


YEAR = "from=2021-04-01&to=2022-03-31"


def asked(on: date, campaign: str | None) -> events.Event:
    return events.EnquiryReceived(happened_on=on, source="website", campaign=campaign)


def told(number: int, view: str, agency: int = 1, *, known_on: date, period: Period = HALF) -> tuple[int, ...]:
    found = brought.brought(scope.of_hub("d2n2", scope.everybody()), period, KnownOn(known_on))
    return tuple(found.value(number, view, line, (agency,)) for line in LINES)


def terms(name: str, *agency_ids: int) -> Terms:
    """A campaign of these councils, of which the first pays all."""
    shares = dict.fromkeys(agency_ids, 0) | {agency_ids[0]: 100}
    spelt = (f"{name} on air",)
    return Terms(
        name=name, channel="radio", starts_on=date(2021, 4, 1), ends_on=None, shares=shares, spellings=spelt
    )


@pytest.fixture
def derby(app: Flask, clock_at: SetClock) -> int:
    """Radio brought two who were approved, and one to another council."""
    clock_at(date(2021, 4, 1))
    agency, other = given.agency("derby", hub="d2n2"), given.agency("nottingham", hub="d2n2")
    by = given.officer(agency)
    campaigns.add(agency, terms("Radio", agency, other), by=given.hub(agency, other))
    campaigns.add(agency, terms("Bus", agency), by=by)
    clock_at(date(2022, 6, 30))
    load(agency, asked(date(2021, 4, 5), "Radio"), approved(date(2021, 5, 1), 2))
    load(agency, asked(date(2021, 4, 6), " radio  ON AIR"), approved(date(2021, 9, 1), 1))
    load(other, asked(date(2021, 4, 7), "Radio"))
    load(agency, asked(date(2021, 4, 8), "Something else"))
    return agency


def again(home: int, campaign: str, *, on: date) -> None:
    enquiries.log_enquiry(
        1,
        people=NewHousehold(carers=(NewCarer("Rowan Example-Finch"),)),
        details=Details(campaign=campaign),
        received_on=on,
        by=given.officer(1),
        household_id=home,
    )


def test_first_touch_counts_for_one_campaign_and_all_touches_for_each_by_its_day(
    derby: int, clock_at: SetClock
) -> None:
    clock_at(date(2021, 7, 10))
    by = given.officer(derby)
    for number, (first, later) in enumerate((("Radio", "Bus"), (None, "Bus"))):
        home = given.household(derby, f"Sam Example-{number}", phone=f"0770090012{number}")
        journey = given.journey(home, asked(date(2021, 6, 1), first), by=by)
        given.record(home, journey, events.FirstContactMade(happened_on=date(2021, 6, 2)), by=by)
        again(home, later, on=date(2021, 6, 20))
        given.record(home, journey, events.VisitCompleted(happened_on=date(2021, 7, 1)), by=by)
    day = date(2022, 6, 30)
    clock_at(day)
    #  enquiries, visits, applications, approvals, places, kept
    assert told(1, FIRST, known_on=day) == (3, 1, 0, 2, 3, 2)  # the place of September is not a year old
    assert told(1, EVERY, known_on=day) == (3, 1, 0, 2, 3, 2)
    assert told(2, FIRST, known_on=day) == (0, 0, 0, 0, 0, 0)  # it reached nobody first
    assert told(2, EVERY, known_on=day) == (0, 2, 0, 0, 0, 0)  # and nobody before they enquired
    assert told(1, FIRST, 2, known_on=day) == (1, 0, 0, 0, 0, 0)
    mine, whole = scope.of_hub("d2n2", scope.everybody()), KnownOn(day)
    for (number, view, _, line), count in brought.brought(mine, HALF, whole).counts.items():
        if line in LINES:
            behind = brought.lines(mine, HALF, whole, number, view, line)
            both = sum(brought.brought(mine, HALF, whole).value(number, view, line, (each,)) for each in (1, 2))
            assert sum(each.quantity for each in behind) == both >= count
            alone = brought.brought(mine, HALF, whole, (number,))  # fewer rows are read, and it says the same
            assert sum(alone.value(number, view, line, (each,)) for each in (1, 2)) == both


def test_it_is_what_the_report_tells_of_the_same_names(derby: int) -> None:
    day = date(2022, 6, 30)
    sources = report(known_on=day).sources
    assert sources is not None
    names = ("campaign", "radio"), ("campaign", "radio on air")
    lines = [sum(sources.value(("mainstream",), name, line) for name in names) for line in LINES]
    assert tuple(lines) == told(1, FIRST, known_on=day)


def test_a_name_that_is_put_right_counts_from_then_on_and_leaves_what_was_known(
    derby: int, clock_at: SetClock
) -> None:
    clock_at(date(2021, 8, 1))
    home, by = given.household(derby), given.officer(derby)
    given.journey(home, asked(date(2021, 7, 20), "Bus"), by=by)
    mine = scope.of_agency("derby", scope.everybody())
    [line] = brought.lines(mine, HALF, KnownOn(date(2021, 8, 1)), 2, FIRST, "enquiries")
    clock_at(date(2021, 8, 5))
    journeys.correct(home, line.event_id, asked(date(2021, 7, 20), "Radio"), reason="wrong", by=by)
    assert [told(each, FIRST, known_on=date(2021, 8, 5))[0] for each in (1, 2)] == [2, 0]
    assert [told(each, FIRST, known_on=date(2021, 8, 4))[0] for each in (1, 2)] == [1, 1]


def test_what_one_has_cost_is_said_or_that_it_is_not_enough_to_say(derby: int, sign_in: SignIn) -> None:
    by = given.officer(derby)
    campaign_spend.spend(1, 90_000, on=date(2021, 5, 1), what="Spots", of=None, by=by)
    days = "from=2021-04-01&to=2021-09-30"
    officer, analyst = sign_in(Role.OFFICER), sign_in(Role.ANALYST)
    page = officer.get(f"/campaigns/1/brought?{days}").text
    assert "£450 each" in page  # 900 pounds for two enquiries of Derby, and for two approvals
    assert "£300 each" in page and "not enough to say" in page  # 3 beds; no visit
    assert "Nottingham" not in page and "All councils" not in page  # what came of it there is theirs to know
    listed = officer.get(f"/campaigns/1/households?{days}&view=first&line=approvals").text
    assert listed.count('href="/households/DER-') == 2 and "NOT-" not in listed
    published = analyst.get(f"/campaigns/brought?{YEAR}").text
    assert "/campaigns/1/households" not in published and "too few to say" in published
    for path in ("/campaigns/brought", "/campaigns/1/brought"):
        assert analyst.get(path).status_code == 200  # of the last year that has ended
        for wrong in (days, "from=2021-07-01&to=2021-07-01", "from=2022-04-01&to=2023-03-31"):
            assert "financial year that has ended" in analyst.get(f"{path}?{wrong}").text
    assert analyst.get(f"/campaigns/1/households?{days}").status_code == 403


def test_a_hub_is_told_of_joint_campaigns_together_by_years_and_of_two_councils_nothing(
    derby: int, sign_in: SignIn
) -> None:
    third = given.agency("third", hub="d2n2")
    for _ in range(8):
        load(third, asked(date(2021, 5, 1), "Wide"))
    every = (1, 2, third)
    campaigns.add(derby, terms("Wide", *every), by=given.hub(*every))
    hub = sign_in(Role.HUB, at="d2n2")
    page = hub.get(f"/campaigns/3/brought?{YEAR}").text
    assert '<td class="govuk-table__cell govuk-table__cell--numeric" data-label="First touch">10</td>' in page
    assert ">0</td>" not in page and "each counted once" in page  # none is as little told as few
    listed = hub.get(f"/campaigns/brought?{YEAR}").text
    assert "Radio" in listed and "Bus" not in listed  # which is Derby's own
    two = hub.get(f"/campaigns/1/brought?{YEAR}").text
    assert "<strong>c</strong>" in two and ">10</td>" not in two
    for days in ("from=2021-05-01&to=2021-05-01", "from=2021-04-01&to=2021-06-30"):
        assert hub.get(f"/campaigns/3/brought?{days}").status_code == 422


def test_a_joint_name_takes_nothing_from_a_campaign_that_a_council_has_alone(derby: int) -> None:
    hub, day = given.hub(1, 2), date(2022, 6, 30)
    with pytest.raises(Refused, match="'Radio' has or had this name"):
        campaigns.add(derby, terms("radio", 1, 2), by=hub)
    campaigns.add(derby, terms("bus", 1, 2), by=hub)  # of Derby's own it is told nothing
    load(derby, asked(date(2021, 5, 1), "Bus"))
    load(2, asked(date(2021, 5, 1), "Bus"))
    assert [told(each, FIRST, known_on=day)[0] for each in (2, 3)] == [1, 0]
    assert told(3, FIRST, 2, known_on=day)[0] == 1
