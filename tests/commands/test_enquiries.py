"""One command puts every enquiry on record: what begins a journey, what counts, what is kept, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from crm.actor import Actor
from crm.commands import enquiries, journeys, people
from crm.commands.enquiries import Details, Logged, NewCarer, NewHousehold
from crm.errors import NotFound, Refused
from crm.extensions import db
from crm.journey import events
from crm.journey.ranges import Route
from crm.people import consent, households
from crm.people import enquiries as kept
from crm.people.tables import Household
from crm.register import settings
from tests import given

TODAY = date(2026, 3, 5)  # a Thursday
ROWAN = NewHousehold(carers=(NewCarer("Rowan Example-Finch", "rowan@home.example", "01632 960 001"),))


@pytest.fixture
def officer(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    clock_at(TODAY)
    return given.officer(given.agency())


def log(by: Actor, people: NewHousehold = ROWAN, on: date = TODAY, home: int | None = None, **said: Any) -> Logged:
    details = Details(**said)
    return enquiries.log_enquiry(
        by.agency_ids[0], people=people, details=details, received_on=on, by=by, household_id=home
    )


def on_record(household_id: int) -> list[tuple[str | None, bool]]:
    """What is kept of each time that a household asked: the note, and whether it began a journey."""
    found = [(each.note, each.event_id is not None) for each in kept.of_household(household_id)]
    db.session.rollback()
    return found


def household(household_id: int) -> Household:
    found = db.session.get_one(Household, household_id)
    db.session.refresh(found)
    db.session.rollback()
    return found


def test_a_new_household_begins_a_journey_which_counts_and_its_first_clock_runs(officer: Actor) -> None:
    logged = log(officer, source="employer", employer="Example Hospital Trust", interests=("respite",))
    assert (logged.began, logged.counted) == (True, True)
    assert logged.first_clock == ("First contact", date(2026, 3, 6))
    (row,) = kept.of_household(logged.household_id)
    assert (row.source, row.employer, row.interests, row.recorded_by) == (
        "employer",
        "Example Hospital Trust",
        ["respite"],
        None,
    )


def test_an_enquiry_on_a_friday_is_due_on_the_monday_and_not_while_the_office_is_closed(officer: Actor) -> None:
    friday = TODAY - timedelta(days=6)
    assert log(officer, on=friday).first_clock == ("First contact", date(2026, 3, 2))
    with_closure = ["2026-03-02"]
    settings.put("closures", with_closure, valid_from=date(2026, 1, 1), agency_id=officer.agency_ids[0], by=None)
    db.session.commit()
    assert log(officer, on=friday).first_clock == ("First contact", date(2026, 3, 3))


def test_whoever_was_spoken_with_need_not_be_called_and_the_visit_is_due(officer: Actor) -> None:
    assert log(officer, spoke=True).first_clock == ("Visit to be offered", date(2026, 3, 12))


def test_a_second_enquiry_while_the_first_is_fresh_is_a_further_contact(officer: Actor) -> None:
    first = log(officer, on=TODAY - timedelta(days=10), note="wants to think")
    again = log(officer, NewHousehold(), home=first.household_id, note="has thought")
    assert (again.began, again.counted, again.reference) == (False, False, first.reference)
    assert on_record(first.household_id) == [("wants to think", True), ("has thought", False)]


def test_after_the_window_an_enquiry_counts_though_nobody_closed_the_old_one(officer: Actor) -> None:
    first = log(officer, on=TODAY - timedelta(days=90))
    again = log(officer, NewHousehold(), home=first.household_id)
    assert (again.began, again.counted) == (True, True)


def test_after_closing_a_return_within_the_window_begins_a_journey_that_is_not_counted(officer: Actor) -> None:
    first = log(officer, on=TODAY - timedelta(days=10))
    closed = events.JourneyClosed(happened_on=TODAY - timedelta(days=5), stage="enquiry", initiator="applicant")
    journeys.record(first.household_id, _journey(first.household_id), closed, by=officer)
    again = log(officer, NewHousehold(), home=first.household_id)
    assert (again.began, again.counted) == (True, False)


def test_a_household_that_is_being_assessed_or_is_approved_for_the_same_asks_on_that_journey(
    officer: Actor,
) -> None:
    home = given.household(officer.agency_ids[0])
    given.approved(home, TODAY - timedelta(days=400), 2, by=officer)
    again = log(officer, NewHousehold(), home=home)
    assert (again.began, again.first_clock) == (False, None)
    other = log(officer, NewHousehold(), home=home, route=Route.SUPPORTED_LODGINGS)
    assert other.began


def test_whoever_has_given_notice_and_asks_again_begins_a_journey(officer: Actor) -> None:
    home = given.household(officer.agency_ids[0])
    begun, _ = given.approved(home, TODAY - timedelta(days=400), 2, by=officer)
    notice = events.NoticeReceived(happened_on=TODAY - timedelta(days=3), ends_on=TODAY + timedelta(days=25))
    journeys.record(home, begun, notice, by=officer)
    assert log(officer, NewHousehold(), home=home).began


def test_what_was_not_known_is_filled_in_and_what_differs_is_kept_beside(officer: Actor) -> None:
    first = log(officer, NewHousehold(carers=(NewCarer("Rowan Example-Finch", None, "01632 960 001"),)))
    caller = NewHousehold(
        carers=(NewCarer("rowan EXAMPLE-finch", "rowan@home.example", "01632 960 999"),), postcode="de1 2fs"
    )
    again = log(officer, caller, home=first.household_id)
    assert again.differs == ("phone 1",)
    (carer,) = households.carers_of(first.household_id)
    assert (carer.name, carer.email, carer.phone) == ("Rowan Example-Finch", "rowan@home.example", "01632 960 001")
    assert household(first.household_id).area == "DE1"
    assert kept.of_household(first.household_id)[-1].gave == {"phone 1": "01632 960 999"}


def test_somebody_else_who_rings_for_a_known_household_is_kept_as_said(officer: Actor) -> None:
    first = log(officer)
    partner = NewHousehold(carers=(NewCarer("Sam Specimen", None, "01632 960 777"),))
    again = log(officer, partner, home=first.household_id)
    assert set(again.differs) == {"name 1", "phone 1"}
    assert len(households.carers_of(first.household_id)) == 1


@pytest.mark.parametrize(
    ("known", "people"),
    [
        ("Rowan and Sam Example-Finch", ["Rowan Example-Finch", "Sam Example-Finch"]),
        ("Rowan Specimen and Sam Sample", ["Rowan Specimen", "Sam Sample"]),
        ("Rowan Example-Finch", ["Rowan Example-Finch"]),
        ("The Example-Finch family", ["The Example-Finch family"]),
    ],
)
def test_of_a_household_known_by_its_name_only_nobody_is_lost(
    officer: Actor, known: str, people: list[str]
) -> None:
    home = given.known_by_name(officer.agency_ids[0], known)
    given.journey(home, TODAY - timedelta(days=400), by=officer)
    log(officer, home=home)
    assert household(home).name == known
    assert [carer.name for carer in households.carers_of(home)] == people


def test_consent_keeps_its_day_and_its_wording_and_an_opt_out_holds_until_they_agree_anew(officer: Actor) -> None:
    first = log(officer, keep_in_touch=True)
    home = household(first.household_id)
    assert (home.keep_in_touch, home.keep_in_touch_on) == (True, TODAY)
    assert home.keep_in_touch_wording == date(2011, 4, 1)
    assert consent.may_write(home, news=True)
    people.opt_out(first.household_id, version=home.version, by=officer)
    assert not consent.may_write(household(first.household_id))
    log(officer, NewHousehold(), home=first.household_id)
    assert not consent.may_write(household(first.household_id))
    with pytest.raises(Refused, match="5 March 2026 stands, as it was later"):
        people.answer_consent(
            first.household_id,
            agreed=True,
            version=household(first.household_id).version,
            on=TODAY - timedelta(days=1),
            by=officer,
        )
    log(officer, NewHousehold(), home=first.household_id, keep_in_touch=True, on=TODAY - timedelta(days=1))
    assert not consent.may_write(household(first.household_id)), "an earlier yes takes back no opt-out"
    log(officer, NewHousehold(), home=first.household_id, keep_in_touch=True)
    assert consent.may_write(household(first.household_id), news=True)


def test_whoever_was_not_asked_gets_letters_about_the_own_enquiry_and_no_news(officer: Actor) -> None:
    home = household(log(officer).household_id)
    assert (consent.may_write(home), consent.may_write(home, news=True)) == (True, False)


def test_a_referring_carer_is_known_by_reference_and_never_by_name(officer: Actor) -> None:
    carer = log(officer)
    named = log(officer, source="existing_carer", referred_by="Rowan Example-Finch")
    known = log(officer, source="existing_carer", referred_by=carer.reference.lower())
    assert kept.of_household(named.household_id)[0].referred_by_id is None
    assert kept.of_household(known.household_id)[0].referred_by_id == carer.household_id


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"note": "x" * 10_001}, "note"),
        ({"best_time": "x" * 101}, "best_time"),
        ({"language": "a\x07b"}, "language"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_field_and_nothing_is_made(
    officer: Actor, said: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        log(officer, **said)
    assert refusal.value.field == field
    assert db.session.query(Household).count() == 0
    db.session.rollback()


def test_t58_a_note_of_ten_thousand_letters_is_kept_as_it_was_written(officer: Actor) -> None:
    note = ("word " * 1998 + "\r\n\r\nlast").strip()
    home = log(officer, note=note).household_id
    assert on_record(home)[0][0] == "\n".join(line.rstrip() for line in note.splitlines())


def test_another_councils_household_is_answered_like_an_unknown_one(officer: Actor) -> None:
    theirs = given.household(given.agency("nottingham"))
    for home in (theirs, 999_999):
        with pytest.raises(NotFound, match="no such household"):
            log(officer, NewHousehold(), home=home)


def _journey(household_id: int) -> int:
    (row,) = kept.of_household(household_id)
    found = row.journey_id
    db.session.rollback()
    return found


def test_an_enquiry_of_long_ago_is_a_slip_of_the_keyboard(officer: Actor) -> None:
    with pytest.raises(Refused, match="5 March 1904 is more than 120 months ago: check the year"):
        log(officer, on=date(1904, 3, 5))
    assert db.session.query(Household).count() == 0
    assert log(officer, on=date(2016, 3, 5)).began, "the last day that is taken"
