"""Children placed with a household, and places that cannot be used: what is recorded, refused and put right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Actor
from crm.audit.tables import AuditEntry
from crm.commands import availability, journeys, merging, placements
from crm.commands.availability import Closed
from crm.commands.placements import OutsideTerms
from crm.commands.stays import Stay
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db
from crm.journey.decision_events import AgreementSigned
from crm.journey.events import NoticeReceived, TermsChanged
from crm.journey.ranges import Route
from crm.people.placement_tables import Placement
from crm.people.tables import Household
from crm.reads.places_used import Used, of_households
from tests import given

TODAY = date(2026, 3, 4)
APPROVED = date(2021, 9, 1)
STAY = Stay(child="CH-1001", offer=None, from_on=date(2026, 1, 5))
BREAK = Closed(places=1, reason="break", from_on=date(2026, 2, 1))


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    """An officer of Derby, on 4 March 2026."""
    clock_at(TODAY)
    return given.officer(given.agency())


@pytest.fixture
def home(derby: Actor) -> int:
    """A household approved for 2 on 1 September 2021."""
    made = given.household(derby.agency_ids[0])
    given.approved(made, APPROVED, 2, by=derby, agreed=True)
    return made


def used_on(home: int, day: date = TODAY) -> Used | None:
    found = of_households([home], day).get(home)
    db.session.rollback()
    return found


def test_a_place_is_filled_from_the_first_day_until_the_day_on_which_the_child_leaves(
    home: int, derby: Actor
) -> None:
    number = placements.place(home, STAY, by=derby)
    assert used_on(home, date(2026, 1, 4)) == Used(2, 0, 0, 2, 0)
    assert used_on(home, date(2026, 1, 5)) == Used(2, 1, 0, 1, 0)
    placements.end(home, number, to_on=date(2026, 3, 1), how="went_home", by=derby)
    assert used_on(home, date(2026, 2, 28)) == Used(2, 1, 0, 1, 0)
    assert used_on(home, date(2026, 3, 1)) == Used(2, 0, 0, 2, 0)
    with pytest.raises(Stale, match="ended on 1 March 2026"):
        placements.end(home, number, to_on=date(2026, 3, 2), how="went_home", by=derby)


def test_of_a_council_that_records_no_placements_nobody_knows_what_is_free(home: int, derby: Actor) -> None:
    assert used_on(home) is None
    availability.close(home, BREAK, by=derby)
    assert used_on(home) is None


def test_st_11_a_place_that_cannot_be_used_is_not_free_and_still_counts_as_a_bed(home: int, derby: Actor) -> None:
    placements.place(home, STAY, by=derby)
    number = availability.close(home, BREAK, by=derby)
    assert used_on(home) == Used(2, 1, 1, 0, 0, (("break", 1),))
    availability.reopen(home, number, to_on=date(2026, 3, 1), by=derby)
    assert used_on(home) == Used(2, 1, 0, 1, 0)


def test_places_follow_the_bed_ledger_on_each_day_and_notice_leaves_none_free(home: int, derby: Actor) -> None:
    placements.place(home, STAY, by=derby)
    journeys.record(home, 1, TermsChanged(happened_on=date(2026, 2, 1), places=3), by=derby)
    assert used_on(home, date(2026, 1, 31)) == Used(2, 1, 0, 1, 0)
    assert used_on(home) == Used(3, 1, 0, 2, 0)
    notice = NoticeReceived(happened_on=date(2026, 3, 2), ends_on=date(2026, 3, 30))
    journeys.record(home, 1, notice, by=derby)
    assert used_on(home) == Used(3, 1, 2, 0, 0, (("notice_running", 2),))
    assert used_on(home, date(2026, 3, 30)) == Used(0, 1, 0, 0, 1)


@pytest.mark.parametrize("child", ["Bryn Example-Finch", "BRYN", "x", "1" * 41, "12=34", "", "ch-1٣"])
def test_a_child_is_recorded_by_a_reference_and_never_by_name(home: int, derby: Actor, child: str) -> None:
    with pytest.raises(Refused, match="never by name") as no:
        placements.place(home, replace(STAY, child=child), by=derby)
    assert no.value.field == "child"


@pytest.mark.parametrize(
    ("stay", "says"),
    [
        ({"from_on": date(2021, 8, 31)}, "not approved on 31 August 2021"),
        ({"from_on": date(1989, 12, 31)}, "at most a year ahead"),
        ({"from_on": date(2027, 3, 6)}, "at most a year ahead"),
        ({"to_on": date(2026, 1, 5), "ended_how": "went_home"}, "must be after the first, 5 January 2026"),
        ({"to_on": date(2026, 2, 5)}, "Say how it ended too"),
        ({"ended_how": "went_home"}, "Say the day on which it ended too"),
        ({"offer": "luxury"}, "Choose from the list"),
        ({"to_on": date(2026, 2, 5), "ended_how": "vanished"}, "Choose from the list"),
    ],
)
def test_a_stay_that_cannot_be_is_refused(home: int, derby: Actor, stay: dict[str, object], says: str) -> None:
    with pytest.raises(Refused, match=says):
        placements.place(home, replace(STAY, **stay), by=derby)  # type: ignore[arg-type] # of each field
    assert db.session.scalars(select(Placement)).all() == []


def test_a_child_is_with_one_household_at_a_time_within_a_council(home: int, derby: Actor) -> None:
    other = given.household(derby.agency_ids[0], "Sam Sample")
    given.approved(other, APPROVED, 1, by=derby, agreed=True)
    first = placements.place(home, STAY, by=derby)
    for where, said in ((other, "another household"), (home, "this household")):
        with pytest.raises(Refused, match=f"with {said} from 5 January 2026, and has not left"):
            placements.place(where, replace(STAY, child="ch-1001 ", from_on=date(2026, 2, 1)), by=derby)
    placements.end(home, first, to_on=date(2026, 2, 1), how="other_foster_home", by=derby)
    placements.place(other, replace(STAY, from_on=date(2026, 2, 1)), by=derby)
    notts = given.officer(given.agency("nottingham"))
    theirs = given.household(notts.agency_ids[0])
    given.approved(theirs, APPROVED, 1, by=notts, agreed=True)
    placements.place(theirs, STAY, by=notts)


@pytest.mark.parametrize(
    ("terms", "stay", "says"),
    [
        ({"places": 1}, {}, "1 place is approved then, and 1 filled: it is one child too many"),
        ({"places": 3, "offers": ("respite",)}, {"offer": "remand"}, "do not include this kind"),
        ({"places": 3, "named_children": ("CH-7",)}, {}, "is then for named children"),
    ],
)
def test_b_11_what_the_approval_does_not_cover_is_recorded_only_if_somebody_says_so(
    home: int, derby: Actor, terms: dict[str, object], stay: dict[str, object], says: str
) -> None:
    placements.place(home, STAY, by=derby)
    journeys.record(home, 1, TermsChanged(happened_on=date(2026, 1, 1), **terms), by=derby)  # type: ignore[arg-type] # of each field
    another = replace(STAY, child="CH-1002", **stay)  # type: ignore[arg-type] # of each field
    with pytest.raises(OutsideTerms, match=says):
        placements.place(home, another, by=derby)
    placements.place(home, another, by=derby, anyway=True)
    found = used_on(home)
    assert found and found.filled == 2


def test_dm_6_no_child_is_placed_before_the_foster_care_agreement_is_signed(derby: Actor) -> None:
    home = given.household(derby.agency_ids[0])
    journey, _ = given.approved(home, APPROVED, 2, by=derby)
    with pytest.raises(Refused, match=r"5 January 2026 is not on record.*Record the foster care agreement") as no:
        placements.place(home, STAY, anyway=True, by=derby)
    assert no.value.field == "from_on"
    journeys.record(home, journey, AgreementSigned(happened_on=date(2026, 1, 6)), by=derby)
    with pytest.raises(Refused, match="was signed on 6 January 2026: no child is placed before it"):
        placements.place(home, STAY, by=derby)
    number = placements.place(home, replace(STAY, from_on=date(2026, 1, 6)), by=derby)
    with pytest.raises(Refused, match="DM-6"):
        placements.correct(home, number, STAY, because="mistyped", by=derby)


def test_dm_6_who_hosts_in_supported_lodgings_signs_no_foster_care_agreement(derby: Actor) -> None:
    host = given.household(derby.agency_ids[0], "Kim Example-Host")
    given.approved(host, APPROVED, 1, by=derby, route=Route.SUPPORTED_LODGINGS)
    placements.place(host, STAY, by=derby)


def test_what_was_wrong_is_put_right_and_stays_on_record_and_nobody_overwrites_another(
    home: int, derby: Actor
) -> None:
    wrong = placements.place(home, STAY, by=derby)
    right = placements.correct(home, wrong, replace(STAY, child="CH-1010"), because="mistyped", by=derby)
    rows = {
        row.id: (row.child, row.removed_because, row.follows_id) for row in db.session.scalars(select(Placement))
    }
    db.session.rollback()
    assert rows == {wrong: ("CH-1001", "mistyped", None), right: ("CH-1010", None, wrong)}
    with pytest.raises(Stale, match="since you opened the page"):
        placements.correct(home, wrong, replace(STAY, child="CH-1011"), because="mistyped", by=derby)
    with pytest.raises(Refused, match="already"):
        placements.correct(home, right, replace(STAY, child="CH-1010"), because="mistyped", by=derby)
    placements.strike_out(home, right, because="wrong_household", by=derby)
    assert used_on(home) == Used(2, 0, 0, 2, 0)
    told = select(AuditEntry.action, AuditEntry.fields, AuditEntry.reason)
    acts = db.session.execute(told.where(AuditEntry.action.startswith("placement")).order_by(AuditEntry.id)).all()
    assert [tuple(act) for act in acts] == [
        ("placement.add", [], None),
        ("placement.correct", ["child"], "mistyped"),
        ("placement.strike_out", [], "wrong_household"),
    ]


def test_places_that_cannot_be_used_are_put_right_and_struck_out(home: int, derby: Actor) -> None:
    placements.place(home, STAY, by=derby)
    number = availability.close(home, BREAK, by=derby)
    number = availability.correct(home, number, replace(BREAK, reason="illness"), because="mistyped", by=derby)
    found = used_on(home)
    assert found and found.reasons == (("illness", 1),)
    availability.strike_out(home, number, because="did_not_happen", by=derby)
    assert used_on(home) == Used(2, 1, 0, 1, 0)
    with pytest.raises(Stale):
        availability.reopen(home, number, to_on=TODAY, by=derby)


@pytest.mark.parametrize(
    ("closed", "says"),
    [
        ({"places": 3}, "2 places are approved then"),
        ({"places": 0}, "between 1 and 2"),
        ({"reason": "notice_running"}, "follows from the approval"),
        ({"reason": "whim"}, "Choose from the list"),
        ({"from_on": date(2020, 1, 1)}, "not approved on 1 January 2020"),
        ({"to_on": date(2026, 2, 1)}, "must be after the first"),
        ({"to_on": date(2029, 1, 1)}, "two years ahead"),
    ],
)
def test_what_cannot_be_said_of_places_is_refused(
    home: int, derby: Actor, closed: dict[str, object], says: str
) -> None:
    with pytest.raises(Refused, match=says):
        availability.close(home, replace(BREAK, **closed), by=derby)  # type: ignore[arg-type] # of each field


def test_t12_a_foreign_council_reaches_neither_a_household_nor_its_placements(home: int, derby: Actor) -> None:
    number = placements.place(home, STAY, by=derby)
    closed = availability.close(home, BREAK, by=derby)
    notts = given.officer(given.agency("nottingham"))
    other = given.household(notts.agency_ids[0])
    given.approved(other, APPROVED, 1, by=notts)
    for tried in (
        lambda: placements.place(home, STAY, by=notts),
        lambda: placements.end(other, number, to_on=TODAY, how="went_home", by=notts),
        lambda: placements.strike_out(other, number, because="other", by=notts),
        lambda: availability.close(home, BREAK, by=notts),
        lambda: availability.reopen(other, closed, to_on=TODAY, by=notts),
    ):
        with pytest.raises(NotFound):
            tried()


def test_what_is_merged_is_counted_with_the_household_that_is_kept(home: int, derby: Actor) -> None:
    placements.place(home, STAY, by=derby)
    kept = given.household(derby.agency_ids[0], "Rowan Example-Finch")
    versions = tuple(db.session.get_one(Household, each).version for each in (kept, home))
    db.session.rollback()
    merging.merge(kept, home, people={1: 1}, versions=(versions[0], versions[1]), because="came_back", by=derby)
    assert used_on(kept) == Used(2, 1, 0, 1, 0)
    placements.end(kept, 1, to_on=date(2026, 2, 1), how="went_home", by=derby)
    assert used_on(kept) == Used(2, 0, 0, 2, 0)


FAMILY = replace(STAY, offer="parent_and_child")


def test_b_13_a_place_for_a_parent_with_a_child_is_not_counted_for_a_second_family(home: int, derby: Actor) -> None:
    """One place of two is for a parent with a child: a parent who is looked after comes too, another baby not."""
    journeys.record(home, 1, TermsChanged(happened_on=date(2025, 2, 1), parent_and_child=1), by=derby)
    first = placements.place(home, replace(FAMILY, siblings="F-1"), by=derby)
    second = replace(FAMILY, child="CH-1002")
    for other in (second, replace(second, siblings="F-2")):
        with pytest.raises(Refused, match=r"another family has it: none is counted twice \(B-13\)") as no:
            placements.place(home, other, anyway=True, by=derby)
        assert no.value.field == "siblings"
    assert used_on(home) == Used(2, 1, 0, 1, 0)
    placements.place(home, replace(second, siblings="F-1"), by=derby)
    placements.end(home, first, to_on=date(2026, 2, 1), how="went_home", by=derby)


def test_b_13_when_the_family_has_left_its_place_is_another_s(home: int, derby: Actor) -> None:
    journeys.record(home, 1, TermsChanged(happened_on=date(2025, 2, 1), parent_and_child=1), by=derby)
    number = placements.place(home, FAMILY, by=derby)
    placements.end(home, number, to_on=date(2026, 2, 1), how="went_home", by=derby)
    placements.place(home, replace(FAMILY, child="CH-1002", from_on=date(2026, 2, 1)), by=derby)


def test_oa_4_a_short_break_of_more_than_17_days_is_warned_of_and_can_be_recorded(home: int, derby: Actor) -> None:
    short = replace(STAY, offer="short_break", to_on=date(2026, 1, 23), ended_how="respite_over")
    with pytest.raises(OutsideTerms, match=r"at most 17 days \(OA-4\), and this one has 18"):
        placements.place(home, short, by=derby)
    number = placements.place(home, short, anyway=True, by=derby)
    right = replace(short, to_on=date(2026, 1, 22))
    placements.correct(home, number, right, because="mistyped", by=derby)
    assert used_on(home, date(2026, 1, 21)) == Used(2, 1, 0, 1, 0)


def test_kc_11_outside_the_terms_an_emergency_is_for_six_working_days(home: int, derby: Actor) -> None:
    """From Monday 5 January 2026 the sixth working day is Tuesday 13 January."""
    for child in ("CH-1001", "CH-1002"):
        placements.place(home, replace(STAY, child=child), by=derby)
    with pytest.raises(OutsideTerms, match=r"for 6 working days, until 13 January 2026 \(KC-11\)"):
        placements.place(home, replace(STAY, child="CH-1003"), by=derby)
