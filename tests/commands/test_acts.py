"""Acts on many journeys: done to those that can bear it, each refusal in words, and taken back exactly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from crm import clock
from crm.actor import Actor, Role
from crm.commands import acts, assignments, calls, journeys, settings, users, visits
from crm.errors import NotFound, Refused
from crm.extensions import db
from crm.jobs import run_due
from crm.journey import events
from crm.people.tables import User
from crm.reads import pipeline
from crm.reads.filters import Filters
from crm.register import letters as register
from tests import given
from tests.doors import Answer

pytestmark = pytest.mark.slow  # together they take seconds

TODAY = date(2022, 2, 14)
ENQUIRED = date(2022, 2, 1)
CLOSE = {"reason": "no_reply", "happened_on": "2022-02-10"}


@pytest.fixture
def officer(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    clock_at(TODAY)
    derby = given.agency()
    users.add_staff("wren@derby.example", role=Role.OFFICER, agency="derby", by=given.officer(derby))
    user = db.session.scalars(select(User.id)).one()
    db.session.rollback()
    return Actor(user_id=user, label="Wren", role=Role.OFFICER, agency_ids=(derby,))


def enquiries(by: Actor, count: int) -> list[int]:
    """So many journeys at their enquiry; their numbers."""
    return [
        given.journey(given.household(by.agency_ids[0], f"Number {each}"), date(2022, 2, 1), by=by)
        for each in range(count)
    ]


def items(act: int) -> list[tuple[str, str | None]]:
    """What became of each journey of an act."""
    found = text("SELECT state, said FROM many_act_item WHERE act_id = :act ORDER BY id")
    rows = [tuple(row) for row in db.session.execute(found, {"act": act})]
    db.session.rollback()
    return rows


def figures() -> list[tuple[Any, ...]]:
    """What the stage book comes to, and where everybody stands."""
    sums = text("SELECT kind, sum(quantity) FROM stage_entry GROUP BY kind HAVING sum(quantity) <> 0 ORDER BY kind")
    now = text("SELECT household_id, stage, stage_since, last_on FROM household_now ORDER BY 1")
    way = text("SELECT journey_id, stage, since FROM under_way ORDER BY 1")
    rows = [tuple(map(str, row)) for query in (sums, now, way) for row in db.session.execute(query)]
    db.session.rollback()
    return rows


@pytest.mark.parametrize("count", [3, pytest.param(acts.AT_ONCE + 5, marks=pytest.mark.slow)])
def test_journeys_are_closed_together_and_the_closing_is_taken_back_by_corrections(
    officer: Actor, cli: Callable[..., Answer], count: int
) -> None:
    chosen = enquiries(officer, count)
    before = figures()
    assert set(acts.what_if("close", CLOSE, chosen, by=officer).values()) == {None}
    assert figures() == before, "a preview does nothing"
    act = acts.begin("close", CLOSE, chosen, by=officer)
    run_due()
    assert items(act) == [("done", None)] * count
    assert pipeline.board(Filters(sort="age"), officer).total == 0
    (out,) = pipeline.board(Filters(sort="age"), officer).out
    assert (out.reason, out.label, out.count) == ("no_reply", "No reply", count)
    acts.ask_undo(act, reason="mistyped", by=officer)
    run_due()
    assert items(act) == [("undone", None)] * count
    assert figures() == before
    kinds = "SELECT kind, reason, count(*) FROM event WHERE reason IS NOT NULL GROUP BY kind, reason"
    assert [tuple(row) for row in db.session.execute(text(kinds))] == [("struck_out", "mistyped", count)]
    db.session.rollback()
    assert cli("check").out == "Every identity holds.\n"
    with pytest.raises(Refused, match="taken back already"):
        acts.ask_undo(act, reason="mistyped", by=officer)


def test_a_journey_that_cannot_be_closed_so_says_why_and_the_others_are(officer: Actor) -> None:
    good, visited, late, ended = enquiries(officer, 4)
    homes = {row.journey_id: row.household_id for row in db.session.execute(text("SELECT * FROM journey_tie"))}
    db.session.rollback()
    visit = events.VisitCompleted(happened_on=date(2022, 2, 3))
    journeys.record(homes[visited], visited, visit, by=officer)
    called = events.FirstContactMade(happened_on=date(2022, 2, 12))
    journeys.record(homes[late], late, called, by=officer)
    chosen = [good, visited, late, ended]
    expected = {
        good: None,
        visited: "'No reply' is no reason at this stage.",
        late: "Something happened later, on 12 February 2022.",
        ended: None,
    }
    assert acts.what_if("close", CLOSE, chosen, by=officer) == expected
    journeys.record(homes[ended], ended, events.JourneyClosed(happened_on=TODAY), by=officer)
    act = acts.begin("close", CLOSE, chosen, by=officer)
    assert items(act) == [
        ("done", None),
        ("refused", expected[visited]),
        ("refused", expected[late]),
        ("refused", "It has come to its end since you looked."),
    ]


def test_what_was_put_right_by_hand_since_is_left_as_it_is_when_an_act_is_taken_back(officer: Actor) -> None:
    first, second = enquiries(officer, 2)
    act = acts.begin("close", CLOSE, [first, second], by=officer)
    row = db.session.execute(
        text("SELECT household_id, id FROM event WHERE journey_id = :id AND kind = 'journey_closed'"), {"id": first}
    ).one()
    db.session.rollback()
    other = events.JourneyClosed(happened_on=date(2022, 2, 11), stage="enquiry", reason="information_only")
    journeys.correct(row.household_id, row.id, other, reason="mistyped", by=officer)
    acts.ask_undo(act, reason="mistyped", by=officer)
    assert items(act) == [
        ("kept", "This has been corrected already: correct the latest version instead."),
        ("undone", None),
    ]


@pytest.mark.parametrize(
    ("kind", "asked", "said"),
    [
        ("close", {"reason": "", "happened_on": "2022-02-10"}, "Choose the main reason"),
        ("close", {"reason": "no such", "happened_on": "2022-02-10"}, "Choose the main reason"),
        ("close", {"reason": "no_reply", "happened_on": "2022-02-15"}, "in the future"),
        ("write", {"template": ""}, "Choose the letter"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_in_words_and_leaves_nothing(
    officer: Actor, kind: str, asked: dict[str, str], said: str
) -> None:
    chosen = enquiries(officer, 1)
    before = figures()
    with pytest.raises(Refused, match=said):
        acts.what_if(kind, asked, chosen, by=officer)
    with pytest.raises(Refused, match=said):
        acts.begin(kind, asked, chosen, by=officer)
    assert db.session.execute(text("SELECT count(*) FROM many_act")).scalar_one() == 0
    db.session.rollback()
    assert figures() == before


def test_neither_none_nor_too_many_nor_anothers_journeys_are_taken(officer: Actor) -> None:
    with pytest.raises(Refused, match="at least one"):
        acts.begin("close", CLOSE, [], by=officer)
    with pytest.raises(Refused, match="At most 500"):
        acts.begin("close", CLOSE, range(1, 502), by=officer)
    stranger = given.officer(given.agency("nottingham"))
    theirs = enquiries(stranger, 1)
    own = enquiries(officer, 1)
    assert acts.what_if("close", CLOSE, theirs, by=officer) == {}
    for chosen in (theirs, own + theirs, [999_999]):
        with pytest.raises(NotFound):
            acts.begin("close", CLOSE, chosen, by=officer)
    act = acts.begin("close", CLOSE, own, by=officer)
    with pytest.raises(NotFound):
        acts.ask_undo(act, reason="mistyped", by=stranger)


def test_households_are_given_to_a_worker_and_each_goes_back_to_whose_it_was(officer: Actor) -> None:
    chosen = enquiries(officer, 4)
    assert officer.user_id is not None
    users.add_staff("lark@derby.example", role=Role.OFFICER, agency="derby", by=officer)
    lark = db.session.scalars(select(User.id).where(User.email == "lark@derby.example")).one()
    homes = list(db.session.execute(text("SELECT id FROM household ORDER BY id")).scalars())
    db.session.rollback()
    assignments.assign(homes[:1], lark, by=officer)
    assignments.assign(homes[1:2], officer.user_id, by=officer)
    asked = {"worker": lark}
    assert list(acts.what_if("assign", asked, chosen, by=officer).values()) == [
        "It is theirs already.",
        None,
        None,
        None,
    ]
    act = acts.begin("assign", asked, chosen, by=officer)
    assignments.assign(homes[3:], officer.user_id, by=officer)
    acts.ask_undo(act, reason="other", by=officer)
    assert items(act) == [
        ("refused", "It is theirs already."),
        ("undone", None),
        ("undone", None),
        ("kept", "Somebody has given it to another since."),
    ]
    whose = list(db.session.execute(text("SELECT worker_id FROM household ORDER BY id")).scalars())
    db.session.rollback()
    assert whose == [lark, officer.user_id, None, officer.user_id]


def test_a_letter_goes_to_those_only_of_whom_its_words_are_true(officer: Actor) -> None:
    """Are you still interested: they were told 'we met you' who had never been met."""
    new, called, met, applied, off = (
        given.journey(
            given.household(officer.agency_ids[0], f"N{each}", email=f"n{each}@home.example"), ENQUIRED, by=officer
        )
        for each in range(5)
    )
    homes = {row.journey_id: row.household_id for row in db.session.execute(text("SELECT * FROM journey_tie"))}
    db.session.rollback()
    for journey in (called, met, applied, off):
        journeys.record(homes[journey], journey, events.FirstContactMade(happened_on=ENQUIRED), by=officer)
    for journey, outcome in ((met, "invite"), (applied, "invite"), (off, "not_suitable")):
        visited(homes[journey], outcome, officer)
    given.record(homes[applied], applied, events.ApplicationReceived(happened_on=TODAY), by=officer)
    calls.no_answer(homes[new], by=officer)

    def gets(template: str) -> list[int]:
        asked = acts.what_if("write", {"template": template}, [new, called, met, applied, off], by=officer)
        assert {why for why in asked.values() if why} <= {register.WHENS[each].why for each in register.WHENS}
        return [journey for journey, why in asked.items() if why is None]

    assert gets("chaser") == [met]
    assert gets("still_interested") == [new, called]
    assert gets("acknowledgement") == gets("no_answer") == [new]
    assert gets("information") == [called, met, applied, off]
    assert gets("apply") == [met, applied, off]
    assert gets("closing") == []


def visited(home: int, outcome: str, by: Actor) -> None:
    """An initial visit that was booked and held, with what came of it."""
    assert by.user_id is not None
    at = clock.now()
    wanted = visits.Appointment(starts_at=at, minutes=30, worker_id=by.user_id, purpose="initial", place="office")
    with clock.fixed(at - timedelta(days=1)):
        visit = visits.book(home, wanted, by=by, anyway=True)
    with clock.fixed(at + timedelta(hours=1)):
        visits.held(home, visit, outcome=outcome, report="", by=by)


def test_letters_wait_a_while_and_until_then_are_taken_back(
    officer: Actor, clock_at: Callable[[Any], None]
) -> None:
    chosen = [
        given.journey(
            given.household(officer.agency_ids[0], f"Number {each}", email=email), date(2022, 2, 1), by=officer
        )
        for each, email in enumerate(("a@home.example", "b@home.example", None))
    ]
    for name, value in (("public_phone", "01632 960 100"), ("public_email", "fostering@derby.example")):
        settings.change(name, value, valid_from=TODAY, agency_id=officer.agency_ids[0], by=officer)
    asked = {"template": "acknowledgement"}
    (why,) = [why for why in acts.what_if("write", asked, chosen, by=officer).values() if why]
    assert why == "There is no e-mail address for them."
    for taken_back in (True, False):
        act = acts.begin("write", asked, chosen, by=officer)
        run_due()
        assert items(act) == [("waiting", None), ("waiting", None), ("waiting", why)]
        if taken_back:
            acts.ask_undo(act, reason="mistyped", by=officer)
        clock_at(clock.now() + timedelta(minutes=16))
        run_due()
        letters = db.session.execute(text("SELECT count(*) FROM letter")).scalar_one()
        db.session.rollback()
        assert letters == (0 if taken_back else 2)
        states = [state for state, _ in items(act)]
        assert states == (["undone"] * 3 if taken_back else ["done", "done", "refused"])
    with pytest.raises(Refused, match="too late"):
        acts.ask_undo(act, reason="mistyped", by=officer)
