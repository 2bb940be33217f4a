"""Two records of one household are merged, and parted again: the figures, the people, and who may not be merged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from crm.actor import Actor, system
from crm.commands import journeys, merging, people, profiles
from crm.commands.people import NewCarer
from crm.errors import Merged, NotFound, Refused, Stale
from crm.extensions import db
from crm.journey.events import EnquiryReceived, FirstContactMade
from crm.people import households
from crm.people import merging as stored
from crm.people.tables import Household
from crm.reads import profile as life
from crm.reports import checks
from tests import given

pytestmark = pytest.mark.slow  # together they take seconds

ClockAt = Callable[[date], None]


@dataclass
class Two:
    """Rowan, who asked on 1 May 2021, and Sam, who asked on 20 May from the same home."""

    agency: int
    by: Actor
    rowan: int
    sam: int
    journey: int  # Sam's


@pytest.fixture
def two(app: Flask, clock_at: ClockAt) -> Two:
    clock_at(date(2021, 6, 1))
    agency = given.agency()
    by = given.officer(agency)
    rowan = given.household(agency, email="rowan@home.example", phone="01632 960 001")
    sam = given.household(agency, "Sam Example-Finch", phone="01632 960 001")
    given.journey(rowan, date(2021, 5, 1), by=by)
    journey = given.journey(sam, date(2021, 5, 20), by=by)
    return Two(agency, by, rowan, sam, journey)


def merged(two: Two, people: dict[int, int] | None = None) -> int:
    """Merge Sam's record into Rowan's: another person, unless it is said otherwise."""
    return merging.merge(
        two.rowan,
        two.sam,
        people=people or {1: 0},
        versions=(version(two.rowan), version(two.sam)),
        because="same_people",
        by=two.by,
    )


def version(household_id: int) -> int:
    found = db.session.get_one(Household, household_id).version
    db.session.rollback()
    return found


def counted(known_on: str = "9999-01-01") -> int:
    sums = "SELECT coalesce(sum(quantity), 0) FROM stage_entry"
    query = f"{sums} WHERE kind = 'enquiry_received' AND recorded_at < :known"
    return int(db.session.execute(text(query), {"known": f"{known_on} 00:00:00"}).scalar_one())


def carers(household_id: int) -> list[tuple[str | None, str | None, str | None]]:
    found = [(each.name, each.email, each.phone) for each in households.carers_of(household_id)]
    db.session.rollback()
    return found


def test_two_enquiries_count_once_from_the_merge_on_and_twice_again_from_the_undo_on(
    two: Two, clock_at: ClockAt
) -> None:
    assert counted() == 2
    clock_at(date(2021, 6, 10))
    merge = merged(two)
    assert counted() == 1
    clock_at(date(2021, 6, 20))
    merging.undo(merge, because="two_households", by=two.by)
    assert counted() == 2
    assert [counted(day) for day in ("2021-06-09", "2021-06-15")] == [2, 1], "past figures stay as they were known"
    assert list(checks.everything()) == []


def test_the_people_of_both_are_together_and_each_has_their_own_again_after_the_undo(two: Two) -> None:
    before = carers(two.rowan), carers(two.sam)
    merge = merged(two)
    assert [name for name, _, _ in carers(two.rowan)] == ["Rowan Example-Finch", "Sam Example-Finch"]
    assert db.session.get_one(Household, two.rowan).name == "Rowan and Sam Example-Finch"
    assert stored.together(two.rowan) == (two.rowan, two.sam)
    merging.undo(merge, because="two_households", by=two.by)
    assert (carers(two.rowan), carers(two.sam)) == before
    assert db.session.get_one(Household, two.rowan).name == "Rowan Example-Finch"
    assert stored.together(two.rowan) == (two.rowan,)


def test_what_is_said_of_a_person_while_merged_stays_with_the_person(two: Two) -> None:
    merge = merged(two)
    people.change_carer(
        two.rowan,
        2,
        name="Sam Example-Finch",
        email="sam@home.example",
        phone=None,
        nature="changed",
        version=version(two.rowan),
        by=two.by,
    )
    merging.undo(merge, because="two_households", by=two.by)
    assert carers(two.sam) == [("Sam Example-Finch", "sam@home.example", None)]
    assert len(carers(two.rowan)) == 1


def test_of_one_and_the_same_person_what_was_missing_is_filled_in_and_given_back(two: Two) -> None:
    again = given.household(two.agency, "Rowan Finch", email="other@home.example")
    people.change_address(
        again, address="7 Example Road", postcode="ZE9 9ZZ", nature="changed", version=1, by=two.by
    )
    bare = given.household(two.agency, "Rowan Example", phone="01632 960 002")
    merge = merging.merge(
        bare, again, people={1: 1}, versions=(1, version(again)), because="same_people", by=two.by
    )
    assert carers(bare) == [("Rowan Example", "other@home.example", "01632 960 002")]
    assert db.session.get_one(Household, bare).area == "ZE9"
    merging.undo(merge, because="two_households", by=two.by)
    assert carers(bare) == [("Rowan Example", None, "01632 960 002")]
    assert db.session.get_one(Household, bare).area is None
    assert db.session.get_one(Household, again).area == "ZE9"


def test_what_is_recorded_on_a_journey_while_merged_stays_with_the_journey(two: Two) -> None:
    merge = merged(two)
    journeys.record(two.rowan, two.journey, FirstContactMade(happened_on=date(2021, 5, 21)), by=two.by)
    third = given.journey(two.rowan, EnquiryReceived(happened_on=date(2021, 5, 30)), by=two.by)
    merging.undo(merge, because="two_households", by=two.by)
    with pytest.raises(NotFound, match="no such journey"):
        journeys.record(two.rowan, two.journey, FirstContactMade(happened_on=date(2021, 5, 22)), by=two.by)
    with pytest.raises(Refused, match="already the first contact on 21 May 2021"):
        journeys.record(two.sam, two.journey, FirstContactMade(happened_on=date(2021, 5, 22)), by=two.by)
    journeys.record(two.rowan, third, FirstContactMade(happened_on=date(2021, 5, 31)), by=two.by)
    assert list(checks.everything()) == []


def test_a_merged_household_takes_nothing_and_says_where_to_go(two: Two) -> None:
    merged(two)
    reference = db.session.get_one(Household, two.rowan).reference
    for act in (
        lambda: given.journey(two.sam, date(2021, 5, 30), by=two.by),
        lambda: people.add_carer(two.sam, name="A", email=None, phone=None, version=version(two.sam), by=two.by),
        lambda: merged(two),
    ):
        with pytest.raises(Merged, match=f"merged into {reference}"):
            act()


def test_a_form_that_was_open_on_either_before_the_merge_is_stale_after_it(two: Two) -> None:
    before = version(two.rowan), version(two.sam)
    merge = merged(two)
    assert version(two.rowan) not in before
    merging.undo(merge, because="two_households", by=two.by)
    assert version(two.sam) not in before
    with pytest.raises(Stale):
        merging.merge(two.rowan, two.sam, people={1: 0}, versions=before, because="same_people", by=two.by)


def test_a_household_is_not_merged_with_itself_nor_with_another_councils(two: Two) -> None:
    with pytest.raises(Refused, match="cannot be merged with itself"):
        merging.merge(two.rowan, two.rowan, people={1: 1}, versions=(1, 1), because="same_people", by=two.by)
    other = given.household(given.agency("nottingham"))
    with pytest.raises(NotFound):
        merging.merge(two.rowan, other, people={1: 1}, versions=(1, 1), because="same_people", by=two.by)
    both = system(two.agency, two.agency + 1)
    with pytest.raises(Refused, match="different councils"):
        merging.merge(two.rowan, other, people={1: 1}, versions=(1, 1), because="same_people", by=both)


def test_two_that_were_approved_at_once_are_not_one_household(two: Two) -> None:
    homes = [given.household(two.agency, name) for name in ("Ash Example", "Birch Example")]
    for home in homes:
        given.approved(home, date(2021, 5, 1), 2, by=two.by)
    with pytest.raises(Refused, match="cannot be one household.*approved since 1 May 2021"):
        merging.merge(*homes, people={1: 0}, versions=(1, 1), because="same_people", by=two.by)
    assert stored.together(homes[0]) == (homes[0],)
    assert [len(carers(home)) for home in homes] == [1, 1]


def test_more_than_two_carers_are_not_one_household_unless_some_are_one_person(two: Two) -> None:
    new = [NewCarer("Sam Example-Finch"), NewCarer("Robin Example-Finch")]
    pair = people.create_household(two.agency, carers=new, by=two.by)
    for answer in ({1: 0, 2: 0}, {1: 1}, {1: 1, 2: 1}, {1: 2, 2: 1}):
        with pytest.raises(Refused, match="carer"):
            merging.merge(two.rowan, pair, people=answer, versions=(1, 1), because="same_people", by=two.by)
    merging.merge(two.rowan, pair, people={1: 1, 2: 0}, versions=(1, 1), because="same_people", by=two.by)
    assert [name for name, _, _ in carers(two.rowan)] == ["Rowan Example-Finch", "Robin Example-Finch"]


def test_a_merge_is_undone_once_and_a_chain_of_them_from_its_end(two: Two) -> None:
    first = merged(two)
    last = given.household(two.agency, "Ash Example")
    versions = (version(last), version(two.rowan))
    second = merging.merge(
        last, two.rowan, people={1: 0, 2: 1}, versions=versions, because="same_people", by=two.by
    )
    assert set(stored.together(last)) == {last, two.rowan, two.sam}
    assert stored.kept([two.sam, last]) == {two.sam: last, last: last}
    with pytest.raises(Refused, match="was itself merged into"):
        merging.undo(first, because="two_households", by=two.by)
    merging.undo(second, because="two_households", by=two.by)
    assert stored.kept([two.sam, two.rowan, last]) == {two.sam: two.rowan, two.rowan: two.rowan, last: last}
    merging.undo(first, because="two_households", by=two.by)
    with pytest.raises(Refused, match="undone already"):
        merging.undo(first, because="two_households", by=two.by)
    assert list(checks.everything()) == []


@pytest.mark.parametrize(
    ("rowan", "sam", "strict"),
    [(True, False, False), (True, None, None), (True, True, True), (False, True, False), (None, None, None)],
)
def test_the_stricter_consent_holds_and_each_has_their_own_answer_again(
    two: Two, rowan: bool | None, sam: bool | None, strict: bool | None
) -> None:
    for home, answer in ((two.rowan, rowan), (two.sam, sam)):
        if answer is not None:
            people.answer_consent(home, agreed=answer, version=version(home), by=two.by)
    merge = merged(two)
    assert consents(two)[0][0] is strict
    merging.undo(merge, because="two_households", by=two.by)
    assert [keep for keep, _ in consents(two)] == [rowan, sam]


def test_who_opts_out_of_letters_of_either_is_left_alone_by_both(two: Two) -> None:
    people.opt_out(two.sam, by=two.by)
    merge = merged(two)
    assert [out for _, out in consents(two)] == [True, True]
    merging.undo(merge, because="two_households", by=two.by)
    assert [out for _, out in consents(two)] == [False, True]
    merge = merged(two)
    people.opt_out(two.rowan, by=two.by)
    merging.undo(merge, because="two_households", by=two.by)
    assert [out for _, out in consents(two)] == [False, True], "nothing new: it was opted out of already"


def test_an_opting_out_while_merged_holds_for_both_after_the_undo(two: Two, clock_at: ClockAt) -> None:
    merge = merged(two)
    clock_at(date(2021, 6, 2))
    people.opt_out(two.rowan, by=two.by)
    merging.undo(merge, because="two_households", by=two.by)
    assert [out for _, out in consents(two)] == [True, True]


def consents(two: Two) -> list[tuple[bool | None, bool]]:
    found = [db.session.get_one(Household, each) for each in (two.rowan, two.sam)]
    said = [(each.keep_in_touch, each.opted_out_at is not None) for each in found]
    db.session.rollback()
    return said


def test_how_both_lived_is_read_together_and_parted_again(two: Two) -> None:
    def told(home: int) -> dict[str, Any]:
        return {"version": version(home), "nature": "changed", "by": two.by}

    profiles.change_home(two.sam, {"bedrooms": 4, "pets": "A dog"}, **told(two.sam))
    profiles.change_home(two.rowan, {"pets": "Two cats"}, **told(two.rowan))
    profiles.change_carer(two.sam, 1, {"occupation": "Baker"}, **told(two.sam))
    profiles.change_background(two.sam, 1, {"faith": "Quaker"}, **told(two.sam))
    child: dict[str, Any] = {"name": "Bryn Example-Finch", "relation": "child", "lives_here": True}
    profiles.add_member(two.sam, child, version=version(two.sam), by=two.by)
    merge = merged(two)
    found = life.life_with_special(reference(two.rowan), "assessment", two.by)
    assert (found.home["bedrooms"], found.home["pets"]) == (4, "Two cats"), "what was missing, and nothing else"
    assert found.carers[1].values["occupation"] == "Baker"
    assert found.carers[1].background == {"heritage": None, "faith": "Quaker", "ethnicity": None, "religion": None}
    assert [each.name for each in found.members] == ["Bryn Example-Finch"]
    profiles.change_carer(two.rowan, 2, {"occupation": "Miller"}, **told(two.rowan))
    merging.undo(merge, because="two_households", by=two.by)
    rowan, sam = (life.life(reference(home), two.by) for home in (two.rowan, two.sam))
    assert (rowan.home["bedrooms"], rowan.members, len(rowan.carers)) == (None, (), 1)
    assert sam.home["bedrooms"] == 4 and sam.carers[0].values["occupation"] == "Miller"
    assert [each.relation for each in sam.members] == ["child"]


def reference(household_id: int) -> str:
    found = db.session.get_one(Household, household_id).reference
    db.session.rollback()
    return found
