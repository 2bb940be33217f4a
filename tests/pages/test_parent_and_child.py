"""Parent and child: who can take both, for how many weeks they did, what it saved, and the same as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from crm.actor import Actor, Role
from crm.commands import journeys, placements, settings
from crm.commands.stays import Stay
from crm.errors import Refused
from crm.journey.events import TermsChanged
from tests import given
from tests.pages.conftest import Desk

PAGE = "/parent-and-child"
MAY = f"{PAGE}?from=2026-05-01&to=2026-05-31"
FIRST = date(2026, 5, 4)


def placed(home: int, child: str, offer: str, from_on: date, to_on: date | None = None, *, by: Actor) -> None:
    """A child placed, until they went home if a day is said."""
    how = "went_home" if to_on else None
    placements.place(home, Stay(child=child, offer=offer, from_on=from_on, to_on=to_on, ended_how=how), by=by)


@pytest.fixture
def at(desk: Callable[..., Desk], clock_at: Callable[[date], None]) -> Desk:
    """A manager at Derby on 3 June 2026: one home with a place for a parent with a child, one without."""
    clock_at(date(2026, 6, 3))
    at = desk()
    by, agency_id = at.officer, at.officer.agency_ids[0]
    settings.change("parent_and_child_saving", 700, valid_from=date(2026, 1, 1), agency_id=agency_id, by=by)
    home = given.household(agency_id, "Rowan Example-Finch")
    journey_id, _ = given.approved(home, date(2021, 9, 1), 2, by=by, agreed=True)
    changed = TermsChanged(happened_on=date(2022, 1, 4), parent_and_child=1, cause="adjustment")
    journeys.record(home, journey_id, changed, by=by)
    placed(home, "CH-1", "parent_and_child", FIRST, date(2026, 5, 18), by=by)
    placed(home, "CH-2", "short_term", FIRST, by=by)
    given.approved(given.household(agency_id, "Wren Sample-Stay"), date(2021, 1, 4), 1, by=by)
    return at


def test_a_home_with_such_a_place_is_shown_with_its_weeks_and_what_they_saved(at: Desk) -> None:
    page = at.browser.get(MAY).text
    assert "Rowan Example-Finch" in page and "Wren" not in page
    assert "<dd>2.0</dd>" in page and "<dd>£1,400</dd>" in page
    assert "A week saves £700 on 31 May 2026" in page


def test_what_was_placed_on_another_offer_saves_nothing(at: Desk) -> None:
    assert "<dd>0.0</dd>" in at.browser.get(f"{PAGE}?from=2026-05-18&to=2026-05-31").text


def test_days_to_come_are_not_counted_before_they_are_there(at: Desk) -> None:
    home = at.household_id(at.browser.get(MAY).text.split("/households/")[1].split("/")[0])
    placed(home, "CH-3", "parent_and_child", date(2026, 6, 1), by=at.officer)
    page = at.browser.get(f"{PAGE}?from=2026-05-18&to=2026-07-31").text
    assert "<dd>0.4</dd>" in page and "<dd>£300</dd>" in page  # three days until today, 3 June


def test_b_13_a_mother_and_her_baby_use_one_of_two_places(at: Desk) -> None:
    home = given.household(at.officer.agency_ids[0], "Wren Example-Two")
    journey_id, _ = given.approved(home, date(2021, 9, 1), 3, by=at.officer, agreed=True)
    changed = TermsChanged(happened_on=date(2022, 1, 4), parent_and_child=2, cause="adjustment")
    journeys.record(home, journey_id, changed, by=at.officer)
    for child in ("PCM-1", "PCB-1"):
        stay = Stay(child=child, offer="parent_and_child", siblings="FAM-1", from_on=date(2026, 5, 11))
        placements.place(home, stay, by=at.officer)
    page = at.browser.get(f"{MAY}&q=Wren").text  # 21 days
    assert "<dd>3.0</dd>" in page and "<dd>£2,100</dd>" in page


def test_b_13_who_joins_somebody_there_is_asked_of_which_family_they_are(at: Desk) -> None:
    home = given.household(at.officer.agency_ids[0], "Wren Example-Two")
    journey_id, _ = given.approved(home, date(2021, 9, 1), 3, by=at.officer, agreed=True)
    changed = TermsChanged(happened_on=date(2022, 1, 4), parent_and_child=2, cause="adjustment")
    journeys.record(home, journey_id, changed, by=at.officer)
    mother = Stay(child="PCM-1", offer="parent_and_child", from_on=date(2026, 5, 11))
    alone = placements.place(home, mother, by=at.officer)
    new = f"/households/{at.reference(home)}/placements/new"
    told = {"child": "PCB-1", "offer": "parent_and_child", "from_on": date(2026, 5, 11)}
    for named in ({}, {"siblings": "FAM-1"}):  # the mother is of no family that anybody named
        asked = at.browser.fill_in(new, told | named, form=new)
        assert asked.status_code == 422 and "count as two families (B-13)" in asked.text
    placements.correct(home, alone, replace(mother, siblings="FAM-1"), because="mistyped", by=at.officer)
    at.browser.fill_in(new, told | {"siblings": "FAM-1"}, form=new)
    page = at.browser.get(f"{MAY}&q=Wren").text  # 21 days of one family
    assert "<dd>3.0</dd>" in page and "<dd>£2,100</dd>" in page
    other = replace(mother, child="PCX-1", siblings="FAM-2", from_on=date(2026, 5, 25))
    placements.place(home, other, by=at.officer)  # another family, by its own reference
    assert "<dd>4.0</dd>" in at.browser.get(f"{MAY}&q=Wren").text


@pytest.mark.parametrize(
    ("since", "until", "says"),
    [(date(2026, 3, 11), "3 Jun 2026", "due today"), (date(2026, 3, 10), "2 Jun 2026", "1 day late")],
)
def test_OA_3_who_is_there_for_longer_than_the_usual_twelve_weeks_is_named(
    at: Desk, since: date, until: str, says: str
) -> None:
    home = given.household(at.officer.agency_ids[0], "Lark Example-Long")
    journey_id, _ = given.approved(home, date(2021, 9, 1), 1, by=at.officer, agreed=True)
    changed = TermsChanged(happened_on=date(2022, 1, 4), parent_and_child=1, cause="adjustment")
    journeys.record(home, journey_id, changed, by=at.officer)
    placed(home, "CH-3", "parent_and_child", since, by=at.officer)
    page = at.browser.get(f"{PAGE}?from=2026-05-01&to=2026-12-31").text  # what is ahead is counted until today
    assert until in page and says in page
    assert ("For longer than usual</dt>\n    <dd>1<" in page) == (says == "1 day late")


def test_without_a_figure_of_the_council_weeks_are_shown_and_no_pounds(at: Desk) -> None:
    settings.change(
        "parent_and_child_saving", 0, valid_from=date(2026, 1, 1), agency_id=at.officer.agency_ids[0], by=at.officer
    )
    page = at.browser.get(MAY).text
    assert "What a week saves is not set" in page and "Not worked out" in page and "£" not in page
    assert 'href="/settings/parent_and_child_saving"' in page


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("from=yesterday", "Enter a day like 30/9/2026"),
        ("from=2026-05-02&to=2026-05-01", "The last day must not be before the first"),
    ],
)
def test_a_day_that_is_none_is_refused_in_words(at: Desk, asked: str, says: str) -> None:
    answer = at.browser.get(f"{PAGE}?{asked}")
    assert answer.status_code == 422 and says in answer.text


def test_a_search_that_finds_nobody_says_so(at: Desk) -> None:
    assert "No household of yours matches." in at.browser.get(f"{MAY}&q=nobody-at-all").text


def test_the_register_is_a_file_too_and_the_taking_is_on_record(at: Desk) -> None:
    form = f"{PAGE}/export?from=2026-05-01&to=2026-05-31"
    sent = at.browser.fill_in(MAY, {"reason": "audit"}, form=form)
    _, row = csv.reader(io.StringIO(sent.get_data().decode("utf-8-sig")))
    assert row[1] == "Rowan Example-Finch" and row[-6:] == ["1", "", "", "14", "2.0", "1400.00"]
    assert [reason for reason, _ in at.audited("household.export")] == ["audit"]
    assert at.browser.fill_in(MAY, {"reason": ""}, form=form).status_code == 422


def test_another_council_s_homes_are_not_in_it(at: Desk) -> None:
    elsewhere = given.officer(given.agency("nottingham"))
    home = given.household(elsewhere.agency_ids[0], "Robin Elsewhere")
    journey_id, _ = given.approved(home, date(2021, 9, 1), 2, by=elsewhere)
    changed = TermsChanged(happened_on=date(2022, 1, 4), parent_and_child=1, cause="adjustment")
    journeys.record(home, journey_id, changed, by=elsewhere)
    assert "Robin" not in at.browser.get(MAY).text


@pytest.mark.parametrize(
    ("role", "opens"), [(Role.SOCIAL_WORKER, 200), (Role.DECISION_MAKER, 200), (Role.ANALYST, 403), (Role.HUB, 403)]
)
def test_who_may_open_it(desk: Callable[..., Desk], role: Role, opens: int) -> None:
    assert desk(role).browser.get(PAGE).status_code == opens


def test_B_13_the_offer_and_the_places_say_the_same_of_whom_a_parent_with_a_child_can_go_to(at: Desk) -> None:
    """Who offers it has one place for it, which one family fills; who has no such place any more offers none."""
    offering, other = given.household(at.officer.agency_ids[0], "Lark Offer"), "Wren Sample-Stay"
    journey_id, _ = given.approved(offering, date(2021, 9, 1), 2, by=at.officer, agreed=True)
    kinds = "parent_and_child", "short_term"
    offers = TermsChanged(happened_on=date(2022, 1, 4), offers=kinds, cause="adjustment")
    journeys.record(offering, journey_id, offers, by=at.officer)
    find, every = "/homes?offer=parent_and_child", "/homes?offer=parent_and_child&every=yes"
    shown, able = at.browser.get(MAY).text, at.browser.get(find).text
    for name in ("Lark Offer", "Rowan Example-Finch"):  # Rowan's terms name no kind of fostering, and have a place
        assert name in shown and name in able
    assert other not in shown and other not in able
    placed(offering, "CH-7", "parent_and_child", date(2026, 6, 1), by=at.officer)
    assert "Lark Offer" not in at.browser.get(find).text and "Lark Offer" in at.browser.get(every).text
    with pytest.raises(Refused, match=r"none is counted twice \(B-13\)"):
        placed(offering, "CH-8", "parent_and_child", date(2026, 6, 1), by=at.officer)
    terms = f"/households/{at.reference(offering)}/journeys/1/decide/terms-changed"
    unticked = {
        "happened_on": date(2026, 6, 2),
        "parent_and_child": 1,
        "offers": ["short_term"],
        "wrong": "mistyped",
    }
    asked = at.browser.fill_in(terms, unticked | {"wrong": "mistyped"}, form=terms).text
    assert "1 place is for a parent with a child, and that kind of fostering is not ticked" in asked
    none = TermsChanged(happened_on=date(2026, 6, 2), parent_and_child=0, cause="adjustment")
    journeys.record(offering, journey_id, none, by=at.officer)
    assert "Lark Offer" not in at.browser.get(every).text
    with pytest.raises(Refused, match=r"no place for a parent with a child \(B-13\)"):
        placed(offering, "CH-9", "parent_and_child", date(2026, 6, 3), by=at.officer)
