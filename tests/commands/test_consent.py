"""What stands of what households say about letters: by the days on which, across merges, and told in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pytest
from flask import Flask

from crm.actor import Actor
from crm.commands import enquiries, merging, people
from crm.commands.enquiries import Details, Logged, NewHousehold
from crm.errors import Refused
from crm.extensions import db
from crm.pages.log_enquiry import said_of
from crm.people import consent as kept
from crm.people.tables import Household
from crm.reads import consent, field_history, timeline
from crm.reads.consent import Said
from tests import given

TODAY = date(2026, 11, 23)
Word = Literal["yes", "no", "never"]


def sep(day: int) -> date:
    return date(2026, 9, day)


def nov(day: int) -> date:
    return date(2026, 11, day)


@dataclass
class Home:
    """A household, and what it says."""

    id: int
    by: Actor

    @property
    def reference(self) -> str:
        with db.session.begin():
            return db.session.get_one(Household, self.id).reference

    @property
    def version(self) -> int:
        with db.session.begin():
            return db.session.get_one(Household, self.id).version

    def says(self, word: Word, on: date | None = None) -> None:
        if word == "never":
            people.opt_out(self.id, version=self.version, on=on, by=self.by)
        else:
            people.answer_consent(self.id, agreed=word == "yes", version=self.version, on=on, by=self.by)

    def asks(self, *, on: date, news: bool) -> Logged:
        return enquiries.log_enquiry(
            self.by.agency_ids[0],
            people=NewHousehold(),
            details=Details(keep_in_touch=news),
            received_on=on,
            by=self.by,
            household_id=self.id,
        )

    @property
    def said(self) -> Said:
        return consent.consent(self.reference, self.by).said

    def stands(self) -> tuple[bool | None, date | None, date | None]:
        """The answer about news, its day, and the day since which they want nothing."""
        with db.session.begin():
            found = kept.of(db.session.get_one(Household, self.id))
        return found.agreed, found.on, found.out

    @property
    def history(self) -> list[tuple[str | None, str]]:
        changes = field_history.field_history(self.reference, self.by).changes
        found = [each for each in reversed(changes) if each.subject == "consent"]
        return [(str(each.before) if each.before else None, str(each.after)) for each in found]


@pytest.fixture
def homes(app: Flask, clock_at: Callable[[date], None]) -> tuple[Home, Home]:
    clock_at(TODAY)
    agency = given.agency()
    by = given.officer(agency)
    return Home(given.household(agency), by), Home(given.household(agency, "Sam Example-Wren"), by)


def merged(one: Home, other: Home) -> int:
    versions = one.version, other.version
    return merging.merge(one.id, other.id, people={1: 0}, versions=versions, because="same_people", by=one.by)


def test_the_stricter_answer_of_two_records_keeps_its_own_day_and_an_earlier_yes_is_refused(
    homes: tuple[Home, Home],
) -> None:
    one, other = homes
    one.says("yes", sep(1))
    other.says("no", nov(1))
    merge = merged(one, other)
    assert one.stands() == (False, nov(1), None)
    with pytest.raises(Refused, match=r"said on 1 November 2026 stands"):
        one.says("yes", date(2026, 10, 1))
    merging.undo(merge, because="two_households", by=one.by)
    assert (one.stands(), other.stands()) == ((True, sep(1), None), (False, nov(1), None))


def test_of_two_who_want_nothing_the_later_day_stands(homes: tuple[Home, Home]) -> None:
    one, other = homes
    one.says("never", sep(1))
    other.says("never", nov(1))
    merged(one, other)
    with pytest.raises(Refused, match="1 November 2026"):
        one.says("yes", date(2026, 10, 1))
    assert one.stands() == (False, nov(1), nov(1))


def test_a_no_said_while_two_are_one_is_both_s_after_they_are_parted(homes: tuple[Home, Home]) -> None:
    one, other = homes
    for each in homes:
        each.says("yes", sep(1))
    merge = merged(one, other)
    one.says("no", nov(10))
    merging.undo(merge, because="two_households", by=one.by)
    assert one.stands() == other.stands() == (False, nov(10), None)


def test_the_day_on_which_they_opted_out_is_kept_and_a_later_yes_is_heard(homes: tuple[Home, Home]) -> None:
    one, _ = homes
    one.says("never", nov(1))
    out = one.said.opted_out_at
    assert out is not None and out.date() == nov(1)
    with pytest.raises(Refused, match="1 November 2026"):
        one.says("yes", date(2026, 10, 31))
    one.says("yes", nov(10))
    assert one.stands() == (True, nov(10), None)
    with pytest.raises(Refused, match="10 November 2026"):
        one.says("never", nov(9))


def test_who_opted_out_by_mistake_can_have_letters_about_their_own_enquiry_and_another_day(
    homes: tuple[Home, Home],
) -> None:
    one, _ = homes
    one.says("never")
    one.says("never", nov(1))
    assert one.stands() == (False, nov(1), nov(1)), "the day was wrong"
    one.says("no")
    assert one.stands() == (False, TODAY, None)


def test_a_bare_no_to_news_with_an_enquiry_lets_no_letters_through(homes: tuple[Home, Home]) -> None:
    one, _ = homes
    one.says("never", nov(1))
    one.asks(on=TODAY, news=False)
    assert one.stands() == (False, TODAY, nov(1))


def test_a_yes_with_an_enquiry_of_an_earlier_day_changes_nothing_and_says_so(homes: tuple[Home, Home]) -> None:
    one, _ = homes
    one.says("never", nov(10))
    logged = one.asks(on=nov(2), news=True)
    assert (logged.outdone, one.stands()) == (nov(10), (False, nov(10), nov(10)))
    told = [text for text, kind in said_of([logged]) if kind == "warning"]
    assert told == ["What they said of letters and news on 10 November 2026 stands, as it was later than this."]
    assert one.asks(on=nov(11), news=True).outdone is None


def test_every_answer_is_in_the_history_in_words_with_its_day(homes: tuple[Home, Home]) -> None:
    one, other = homes
    one.says("yes", sep(1))
    one.says("no", sep(2))
    one.says("never", nov(1))
    one.says("yes")
    yes, no = "Yes to news, said on 1 September 2026", "No to news, said on 2 September 2026"
    never, again = "Nothing sent, since 1 November 2026", "Yes to news, said on 23 November 2026"
    assert one.history == [(None, yes), (yes, no), (no, never), (never, again)]
    other.says("never", nov(1))
    assert other.history == [(None, never)]
    line = timeline.timeline(other.reference, "people", other.by).lines[0]
    assert (line.happened_on, line.shown) == (nov(1), "people")


def test_what_each_record_said_before_they_were_one_is_told_as_its_own(homes: tuple[Home, Home]) -> None:
    one, other = homes
    one.says("yes", sep(1))
    other.says("no", sep(2))
    merged(one, other)
    yes, no = "Yes to news, said on 1 September 2026", "No to news, said on 2 September 2026"
    assert one.history == [(None, yes), (None, no), (yes, no)]
