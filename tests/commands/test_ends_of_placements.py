"""How a placement ended is what stands on record, whatever was told and taken back, in any order (KC-12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count, permutations, product

import pytest
from flask import Flask

from crm.actor import Actor
from crm.commands import imports, journeys, placement_files, placements
from crm.commands.imports import File
from crm.commands.placement_files import ToldStay
from crm.commands.stays import FIELDS, Stay
from crm.errors import Refused
from crm.extensions import db
from crm.journey.events import HouseholdDeregistered, TermsChanged
from crm.journey.ranges import Route
from crm.people import households
from crm.people.placement_tables import Placement
from crm.people.placements import standing
from tests import given

BEGAN, ORDER = date(2021, 2, 10), date(2021, 6, 30)
SGO, HOME = "sgo", "went_home"
ENDS = {"same": (ORDER, SGO), "other": (date(2021, 6, 29), HOME), "born": (None, None)}  # what each file says
NUMBERS, DAY = count(1), timedelta(days=1)


@pytest.fixture
def by(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    clock_at(date(2022, 3, 4))
    return given.officer(given.agency())


class Story:
    """Relatives with a child, and what is told of how it ended, word by word."""

    def __init__(self, by: Actor) -> None:
        self.by, self.child, self.batches = by, f"KIN-{next(NUMBERS)}", dict[str, int]()
        self.home = given.household(by.agency_ids[0], "Ash Sample-Gran")
        self.journey, _ = given.approved(self.home, BEGAN, 1, by=by, route=Route.KINSHIP, agreed=True)
        self.placed = placements.place(self.home, self.stay(), by=by)
        self.reference = households.reference_of(self.home)
        db.session.rollback()

    def stay(self, to_on: date | None = None, how: str | None = None, born: date | None = None) -> Stay:
        return Stay(child=self.child, offer=None, from_on=BEGAN, to_on=to_on, ended_how=how, born=born)

    def now(self) -> list[tuple[object, ...]]:
        rows = [tuple(getattr(row, name) for name in FIELDS[1:]) for row in standing(Placement, self.home)]
        db.session.rollback()
        return rows

    def end(self) -> tuple[object, object]:
        ((_, _, to_on, how, *_),) = self.now()
        return to_on, how

    def tell(self, *words: str) -> Story:
        for word in words:
            if word in ENDS:
                born = date(2015, 3, 1) if word == "born" else None
                file = File(f"{word}.csv", f"{word}{self.child}", 1, 0)
                told = [ToldStay(1, self.reference, self.stay(*ENDS[word], born))]
                done = placement_files.load(self.by.agency_ids[0], told, file=file, by=self.by)
                self.batches[word] = done.batch or 0  # none where it says nothing new
            elif word in ("order", "order again"):
                self._ended(ORDER if word == "order" else ORDER + DAY)
            elif word == "corrected":
                (row,) = standing(Placement, self.home)
                was = replace(self.stay(row.to_on, row.ended_how, row.born), siblings="SG-7", offer=row.offer)
                placements.correct(self.home, row.id, was, because="mistyped", by=self.by)
            elif word == "person":
                placements.end(self.home, standing(Placement, self.home)[0].id, to_on=ORDER, how=SGO, by=self.by)
            else:
                self._put_right(word)
        return self

    def _ended(self, on: date) -> None:
        journeys.record(self.home, self.journey, self._event(on), by=self.by)

    def _event(self, on: date) -> HouseholdDeregistered:
        return HouseholdDeregistered(happened_on=on, reason=SGO, initiator="carer")

    def _put_right(self, word: str) -> None:
        (row,) = given.fold(self.home).journeys[0].all(HouseholdDeregistered)
        if word == "moved":
            journeys.correct(self.home, row.id, self._event(date(2021, 6, 28)), reason="mistyped", by=self.by)
        else:
            journeys.strike_out(self.home, row.id, reason="mistyped", by=self.by)

    def take_back(self, *files: str) -> Story:
        for each in files:
            if self.batches[each]:
                imports.undo(self.batches[each], by=self.by)
        return self


def test_kc_12_what_was_taken_back_leaves_no_trace_in_whatever_order_it_was(by: Actor) -> None:
    """A story with files that were taken back ends as the same story without them."""
    began, after = (("order", "person"), ("person", "order"), ("order",)), ("moved", "struck out")
    for number, (files, place) in enumerate(product(permutations(ENDS, 2), range(3))):
        before, gone = began[number % 3], (files, files[::-1], files[:1], files[1:])[number % 4]
        words = [*before, *after[:place], *files, *after[place:]]
        plain = Story(by).tell(*(word for word in words if word not in gone))
        told = Story(by).tell(*words).take_back(*gone)
        assert told.now() == plain.now(), (words, gone)


def test_kc_12_an_end_by_an_order_that_was_struck_out_comes_back_with_no_file(by: Actor) -> None:
    story = Story(by).tell("order", "person", "other")
    assert story.end() == ENDS["other"]
    assert story.tell("struck out").end() == ENDS["other"]
    assert story.take_back("other").end() == (None, None)


def test_kc_12_what_a_file_says_holds_without_the_order_and_follows_it_while_it_stands(by: Actor) -> None:
    story = Story(by).tell("order", "same")
    assert story.tell("moved").end() == (date(2021, 6, 28), SGO)
    assert story.tell("struck out").end() == ENDS["same"]
    assert story.take_back("same").end() == (None, None)


def test_kc_12_what_ended_with_an_approval_follows_it_though_another_has_begun_since(by: Actor) -> None:
    story = Story(by).tell("order")
    given.approved(story.home, date(2021, 9, 1), 1, by=by, route=Route.KINSHIP)
    assert story.tell("person", "moved").end() == (date(2021, 6, 28), SGO)


def test_kc_12_of_a_correction_only_what_was_changed_is_told_by_it(by: Actor) -> None:
    story = Story(by).tell("order", "same", "moved", "corrected")
    assert story.end() == (date(2021, 6, 28), SGO)
    assert story.tell("struck out").end() == ENDS["same"], "the end was the order's and the file's"
    assert story.take_back("same").end() == (None, None)
    ((_, _, _, _, siblings, *_),) = story.now()
    assert siblings == "SG-7"


def test_kc_12_what_a_file_filled_in_goes_with_it_though_somebody_ended_the_stay(by: Actor) -> None:
    story = Story(by).tell("born", "person").take_back("born")
    ((*_, born, _),) = story.now()
    assert (story.end(), born) == (ENDS["same"], None)


def test_kc_12_two_files_are_taken_back_the_first_one_first(by: Actor) -> None:
    story = Story(by).tell("same", "other", "born")
    assert story.take_back("other").end() == ENDS["same"]
    assert story.take_back("same").end() == (None, None)


def test_what_files_tell_alike_stays_until_the_last_of_them_is_taken_back(by: Actor) -> None:
    for gone in permutations(range(3)):
        story, batches = Story(by), []
        before = story.now()
        for number in range(3):  # each tells the same, and the second of another child too
            same = ToldStay(1, story.reference, story.stay(*ENDS["other"], date(2015, 3, 1)))
            day = date(2021, 7, 1 + number)
            own = Stay(child=f"{story.child}-{number}", offer=None, from_on=day, to_on=day + DAY, ended_how=HOME)
            file = File("placements.csv", f"{number}{story.child}", 2, 0)
            told = [same, ToldStay(2, story.reference, own)][: 1 + number % 2]
            done = placement_files.load(by.agency_ids[0], told, file=file, by=by)
            assert (done.changed, done.unchanged) == ((1, 0), (0, 1), (0, 1))[number]
            batches.append(done.batch or 0)
        for number, each in enumerate(gone, 1):
            imports.undo(batches[each], by=by)
            ends = [row for row in story.now() if row[1] == BEGAN]
            assert (ends == before) is (number == 3) and len(ends) == 1, (gone, number)


def test_kc_12_a_stay_goes_on_once_its_child_was_never_placed_elsewhere(by: Actor) -> None:
    story, other = Story(by).tell("order", "person"), given.household(by.agency_ids[0], "Elm Sample")
    given.approved(other, date(2021, 1, 4), 1, by=by, agreed=True)
    later = placements.place(other, Stay(child=story.child, offer=None, from_on=date(2021, 7, 10)), by=by)
    assert story.tell("struck out").end() == ENDS["same"], "the child is in one home at a time"
    placements.strike_out(other, later, because="mistyped", by=by)
    assert story.end() == (None, None)


def test_kc_12_what_ended_with_an_approval_ends_with_it_again_once_its_end_is_recorded_anew(by: Actor) -> None:
    story = Story(by).tell("order", "person", "struck out")
    assert story.end() == (None, None)
    assert story.tell("order again").end() == (ORDER + DAY, SGO)
    gone = HouseholdDeregistered(happened_on=date(2021, 6, 20), reason="deceased")
    (row,) = given.fold(story.home).journeys[0].all(HouseholdDeregistered)
    journeys.correct(story.home, row.id, gone, reason="mistyped", by=by)
    assert story.end() == (None, None), "a death says nothing of where the child is"


def test_a_file_is_not_taken_back_where_its_end_alone_keeps_the_child_in_one_home(by: Actor) -> None:
    story, other = Story(by).tell("other", "corrected"), given.household(by.agency_ids[0], "Elm Sample")
    given.approved(other, date(2021, 1, 4), 1, by=by, agreed=True)
    later = placements.place(other, Stay(child=story.child, offer=None, from_on=date(2021, 6, 29)), by=by)
    with pytest.raises(Refused, match="in two homes at once"):
        story.take_back("other")
    placements.strike_out(other, later, because="mistyped", by=by)
    assert story.take_back("other").end() == (None, None)


def test_b_13_a_file_is_not_taken_back_where_two_families_would_have_one_place(by: Actor) -> None:
    home = given.household(by.agency_ids[0], "Pac Example")
    journey, _ = given.approved(home, BEGAN, 2, by=by, agreed=True)
    terms = TermsChanged(happened_on=BEGAN, places=2, parent_and_child=1, cause="adjustment")
    given.record(home, journey, terms, by=by)
    came = Stay(child="PM-1", offer="parent_and_child", from_on=BEGAN, siblings="F-1")
    placements.place(home, came, by=by)
    left = ToldStay(1, households.reference_of(home), replace(came, to_on=ORDER, ended_how=HOME))
    file = placement_files.load(by.agency_ids[0], [left], file=File("left.csv", "left", 1, 0), by=by)
    other = placements.place(home, replace(came, child="PM-2", from_on=ORDER, siblings="F-2"), by=by)
    with pytest.raises(Refused, match=r"PM-1 would be there on a place .* another family has meanwhile.*B-13"):
        imports.undo(file.batch or 0, by=by)
    placements.strike_out(home, other, because="mistyped", by=by)
    imports.undo(file.batch or 0, by=by)
    (stay,) = standing(Placement, home)
    assert stay.to_on is None
