"""A child placed outside the terms in an emergency: six working days, counted where people look (reg 23, KC-11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from crm import clock
from crm.actor import Role, system
from crm.commands import journeys, placement_files, placements
from crm.commands.imports import File
from crm.commands.placement_files import ToldStay
from crm.commands.stays import Stay
from crm.errors import Refused
from crm.journey.events import TermsChanged
from crm.reads import outside_terms, ways
from tests import given
from tests.pages.conftest import TODAY, Desk
from tests.pages.test_placements import again
from tests.pages.test_temporary import text_of
from tests.reads.test_households import counted

pytestmark = pytest.mark.slow  # together they take seconds

RUNS = "Emergency placement outside the terms: its last day"
OUT = "An emergency placement outside the terms has run out: end the placement, or change the terms (CH-1002)"
FIRST = Stay(child="CH-1001", offer=None, from_on=date(2022, 1, 10))
SECOND = replace(FIRST, child="CH-1002", from_on=date(2022, 1, 24), emergency=True)


def pages(home: str) -> tuple[str, ...]:
    return (f"/households/{home}", "/?whose=all&part=overdue", "/clocks?rule=KC-11")


def with_one(at: Desk, places: int = 1) -> tuple[str, int]:
    """A household of one place with a child in it."""
    home = at.approved(places, agreed=True)
    number = at.household_id(home)
    placements.place(number, FIRST, by=at.officer)
    return home, number


@pytest.mark.parametrize(
    ("since", "last"),
    [
        (date(2022, 1, 21), date(2022, 1, 31)),  # no holiday between
        (date(2022, 4, 13), date(2022, 4, 25)),  # over Good Friday and Easter Monday
        (date(2022, 12, 22), date(2023, 1, 4)),  # over Christmas, Boxing Day in lieu, and New Year in lieu
    ],
)
def test_kc_11_the_last_day_is_the_sixth_working_day_after_the_first(since: date, last: date) -> None:
    assert outside_terms.last_day(since) == last


@pytest.mark.parametrize(("since", "out"), [(date(2022, 1, 21), False), (date(2022, 1, 20), True)])
def test_kc_11_on_the_sixth_working_day_it_may_still_be_and_on_the_next_it_is_red(
    desk: Callable[..., Desk], since: date, out: bool
) -> None:
    at = desk(Role.OFFICER)
    home, number = with_one(at)
    stay = placements.place(number, replace(SECOND, from_on=since), by=at.officer)
    for path in pages(home):
        assert (OUT in text_of(at, path)) is out, path
    assert (f"{RUNS} (CH-1002)" in text_of(at, "/clocks")) is not out
    placements.end(number, stay, to_on=TODAY, how="went_home", by=at.officer)
    for path in pages(home):
        page = text_of(at, path)
        assert OUT not in page and RUNS not in page, path


def test_kc_11_it_is_ticked_on_the_form_and_the_list_says_until_when(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    home, _ = with_one(at)
    form = f"/households/{home}/placements/new"
    page = at.browser.fill_in(form, {"child": "CH-1002", "from_on": date(2022, 1, 28)})
    assert page.status_code == 422 and "until 7 February 2022 (KC-11)" in page.text
    page = at.browser.post(form, data=again(page, anyway=["emergency"]), follow_redirects=True)
    listed = " ".join(page.text.split())
    assert "outside the terms, in an emergency (KC-11)" in listed and "7 Feb 2022" in listed
    assert f"{RUNS} (CH-1002) (KC-11)" in listed
    edit = at.browser.get(f"/households/{home}/placements/2/edit")
    sent = again(edit, because="mistyped", anyway=["yes"])
    assert 'value="emergency" checked' in " ".join(edit.text.split())
    page = at.browser.post(f"/households/{home}/placements/2/edit", data=sent, follow_redirects=True)
    assert RUNS not in page.text and "beyond the approval" in page.text


def test_kc_11_terms_that_were_changed_and_cover_the_child_end_it(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    home, number = with_one(at)
    placements.place(number, replace(SECOND, from_on=date(2022, 1, 10)), by=at.officer)
    assert OUT in text_of(at, f"/households/{home}")
    (journey,) = given.fold(number).journeys
    given.record(number, journey.id, TermsChanged(happened_on=date(2022, 1, 20), places=2), by=at.officer)
    for path in pages(home):
        assert OUT not in text_of(at, path), path


def test_kc_11_no_emergency_where_the_approval_covers_it_and_a_later_file_keeps_the_mark(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    home, number = with_one(at, places=2)
    with pytest.raises(Refused, match=r"The approval covers this placement.*\(KC-11\)"):
        placements.place(number, SECOND, by=at.officer)
    placements.place(number, replace(SECOND, child="CH-1003", emergency=False), by=at.officer)
    placements.place(number, SECOND, by=at.officer)
    later = ToldStay(2, home, replace(SECOND, emergency=False, siblings="SG-7"))
    agency_id = at.officer.agency_ids[0]
    placement_files.load(agency_id, [later], file=File("p.csv", "8" * 64, 1, 0), by=system(agency_id))
    assert f"{RUNS} (CH-1002)" in text_of(at, "/clocks")


def test_kc_11_terms_that_are_narrowed_under_a_child_are_red_until_they_take_the_child_again(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    home = at.approved(1, agreed=True)
    number = at.household_id(home)
    placements.place(number, replace(FIRST, born=date(2014, 6, 1)), by=at.officer)
    (journey,) = given.fold(number).journeys
    says = "Since the terms were changed they do not cover a child who lives there"
    for day, terms in enumerate(
        (
            {"named_children": ("CH-9",)},
            {"named_children": ("CH-9", "ch-1001")},
            {"no_longer": ("named_children",), "age_from": 0, "age_to": 5},
            {"age_from": 0, "age_to": 8},
        ),
        20,
    ):
        change = TermsChanged(happened_on=date(2022, 1, day), cause="adjustment", **terms)  # type: ignore[arg-type]
        given.record(number, journey.id, change, by=at.officer)
        shown = {says in text_of(at, path) for path in pages(home)}
        assert shown == {day % 2 == 0}, terms


NARROWED, FEWER, FAMILIES = outside_terms.NARROWED, outside_terms.FEWER, outside_terms.FAMILIES


def changed(at: Desk, number: int, day: int, **terms: object) -> int:
    """The terms change on a day of January; the number of that event."""
    (journey,) = given.fold(number).journeys
    change = TermsChanged(happened_on=date(2022, 1, day), cause="adjustment", **terms)  # type: ignore[arg-type]
    return journeys.record(number, journey.id, change, by=at.officer)


def test_kc_11_an_emergency_does_not_hide_that_the_terms_name_a_child_no_more(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    home = at.approved(1, agreed=True)
    number = at.household_id(home)
    placements.place(number, replace(FIRST, child="CH_1"), by=at.officer)
    changed(at, number, 20, named_children=("CHX1",))  # of which CH_1 as a pattern would be one
    placements.place(number, replace(SECOND, from_on=date(2022, 1, 28)), by=at.officer)
    for path in pages(home):
        assert f"{NARROWED} (CH_1)" in text_of(at, path), path
    assert f"{RUNS} (CH-1002)" in text_of(at, f"/households/{home}")


def test_kc_11_no_place_is_left_for_a_parent_who_is_there(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    home = at.approved(2, agreed=True)
    number = at.household_id(home)
    changed(at, number, 5, parent_and_child=1)
    placements.place(number, replace(FIRST, offer="parent_and_child"), by=at.officer)
    for day, places in ((20, 0), (21, 1)):
        changed(at, number, day, parent_and_child=places)
        assert (NARROWED in text_of(at, f"/households/{home}")) is (places == 0), places


def test_kc_11_fewer_places_for_a_parent_with_a_child_than_families_are_red(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    home = at.approved(4, agreed=True)
    number = at.household_id(home)
    changed(at, number, 5, parent_and_child=2)
    for child, family in (("CH-1", "F-1"), ("CH-2", "F-1"), ("CH-3", "F-2")):
        stay = replace(FIRST, child=child, offer="parent_and_child", siblings=family)
        placements.place(number, stay, by=at.officer)
    for path in pages(home):
        assert FAMILIES not in text_of(at, path), path
    for day, places in ((20, 1), (21, 2)):
        changed(at, number, day, parent_and_child=places)
        for path in pages(home):
            assert (f"{FAMILIES} (CH-1, CH-2, CH-3)" in text_of(at, path)) is (places == 1), (places, path)


def test_kc_11_fewer_places_than_children_are_red_and_places_for_siblings_count(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    home = at.approved(2, agreed=True)
    number = at.household_id(home)
    changed(at, number, 5, siblings_extra=1)
    for child in ("CH-1", "CH-2", "CH-3"):
        placements.place(number, replace(FIRST, child=child, siblings="SG-1"), by=at.officer)
    for day, terms, red in (
        (20, {"siblings_extra": 0}, True),
        (21, {"places": 3}, False),
        (22, {"places": 2}, True),
    ):
        changed(at, number, day, **terms)
        for path in pages(home):
            assert (f"{FEWER} (CH-1, CH-2, CH-3)" in text_of(at, path)) is red, (terms, path)


@pytest.mark.parametrize("day", [5, 10])
def test_kc_11_putting_the_terms_right_or_changing_them_on_the_first_day_narrows_them_too(
    desk: Callable[..., Desk], clock_at: Callable[[datetime], None], day: int
) -> None:
    at = desk(Role.OFFICER)
    home = at.approved(2, agreed=True)
    number = at.household_id(home)
    wrong = changed(at, number, 5, age_from=0, age_to=12)
    within = replace(FIRST, born=date(2014, 6, 1))
    knowingly = replace(FIRST, child="CH-1002", born=date(2004, 6, 1))  # beyond the ages from the first
    placements.place(number, within, by=at.officer)
    placements.place(number, knowingly, by=at.officer, anyway=True)
    assert NARROWED not in text_of(at, f"/households/{home}")
    clock_at(clock.now() + timedelta(minutes=1))
    if day == FIRST.from_on.day:
        changed(at, number, day, age_from=0, age_to=5)
    else:
        right = TermsChanged(happened_on=date(2022, 1, day), cause="adjustment", age_from=0, age_to=5)
        journeys.correct(number, wrong, right, reason="mistyped", by=at.officer)
    for path in pages(home):
        assert f"{NARROWED} (CH-1001)" in text_of(at, path), path


def test_kc_11_no_history_is_read_where_the_terms_cover_all_and_all_are_read_in_one_go(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    asked: list[int] = []

    def ask() -> None:
        with counted() as statements:
            found = outside_terms.outside_terms(ways.NOW.approved_on.is_not(None), at.officer.agency_ids, TODAY)
            asked.append(len(list(found)))
        asked.append(len(statements))

    for which in range(3):
        number = at.household_id(at.approved(1, agreed=True))
        placements.place(number, replace(FIRST, child=f"CH-{which}"), by=at.officer)
        ask()
        changed(at, number, 20, named_children=("CH-9",))
        ask()
    lines, statements = asked[::2], asked[1::2]
    assert lines == [0, 1, 1, 2, 2, 3] and statements[0] <= 2  # of which one begins a transaction
    assert len(set(statements[1:])) == 1
