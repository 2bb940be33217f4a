"""The checks of an application: whose they are, how they stand, and what waits for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from crm.actor import Actor, Role
from crm.commands import checks, documents, merging, people, profiles, settings
from crm.commands.checks import Step
from crm.errors import NotFound, Refused, Stale
from crm.register.settings import value as setting
from tests import given
from tests.checking import APPLIED, DBS, TODAY, Values, lacking, version
from tests.sample_documents import PDF


def test_a_check_is_asked_for_chased_received_and_judged(home: int, worker: Actor) -> None:
    note = partial(checks.record, home, 1, [DBS], by=worker)
    named = "Enhanced disclosure (DBS) (S1-9): Rowan Example-Finch"
    for act, on in (("requested", 3), ("chased", 10), ("received", 20)):
        note(Step(act, date(2026, 3, on)))  # type: ignore[arg-type] # one of the acts
        assert named in lacking(home), act
    note(Step("judged", date(2026, 3, 21), outcome="to_weigh"))
    assert named in lacking(home)
    note(Step("judged", date(2026, 3, 25), outcome="weighed", note="Weighed with the manager"))
    assert named not in lacking(home)
    assert named in lacking(home, date(2029, 3, 21)), "it holds for three years (S2-11)"
    assert named not in lacking(home, date(2029, 3, 20))


def test_s1_9_somebody_who_turns_18_is_checked_from_the_birthday_on_and_not_a_day_before(
    home: int, worker: Actor
) -> None:
    for born_on in (date(2008, 7, 1), date(2008, 12, 1)):
        child: Values = {"relation": "child", "born_on": born_on, "lives_here": True}
        profiles.add_member(home, child, version=version(home), by=worker)
    dbs = "Enhanced disclosure (DBS) (S1-9): the child (17)"
    assert dbs not in lacking(home, date(2026, 6, 30))
    assert "Enhanced disclosure (DBS) (S1-9): the child (18)" in lacking(home, date(2026, 7, 1))
    checks.record(home, 1, [("dbs", "member-1")], Step("requested", TODAY), by=worker)
    with pytest.raises(NotFound):  # in more than three months: nobody asks for it yet
        checks.record(home, 1, [("dbs", "member-2")], Step("requested", TODAY), by=worker)


def test_a_grown_up_of_unknown_age_is_checked_and_a_child_of_unknown_age_is_not(home: int, worker: Actor) -> None:
    for relation in ("lodger", "child"):
        member: Values = {"relation": relation, "lives_here": True}
        profiles.add_member(home, member, version=version(home), by=worker)
    names = [each for each in lacking(home) if "(S1-9)" in each]
    assert names == [
        "Enhanced disclosure (DBS) (S1-9): Rowan Example-Finch",
        "Enhanced disclosure (DBS) (S1-9): the lodger (date of birth not known)",
    ]


def test_s1_12_the_reference_of_another_service_takes_the_place_of_the_referees_interviews(
    home: int, worker: Actor
) -> None:
    assert sum("(S1-12)" in each for each in lacking(home)) == 2
    reference = [("service_reference", "household")]
    checks.record(home, 1, reference, Step("received", TODAY, outcome="in_order"), by=worker)
    assert not [each for each in lacking(home) if "(S1-12)" in each]
    checks.record(home, 1, reference, Step("not_needed", TODAY), by=worker)
    assert sum("(S1-12)" in each for each in lacking(home)) == 2


@pytest.mark.parametrize(
    ("slot", "step", "says"),
    [
        (DBS, Step("waived", TODAY, reason="In a hurry"), "asked for by law (S1-9): nobody may waive it"),
        (DBS, Step("not_needed", TODAY), "is needed of every household"),
        (DBS, Step("chased", TODAY), "was not asked for by 1 June 2026"),
        (DBS, Step("judged", TODAY, outcome="in_order"), "had not been received by 1 June 2026"),
        (DBS, Step("received", TODAY + timedelta(days=1)), "2 June 2026 is in the future"),
        (DBS, Step("received", TODAY, expires_on=TODAY), "cannot have expired on 1 June 2026"),
        (DBS, Step("received", TODAY, outcome="splendid"), "Choose from the list"),
        (DBS, Step("received", TODAY, document_id=99), "Choose a document of this household"),
        (("home_safety", "household"), Step("waived", TODAY, reason=" "), "Say why it is waived"),
        (("identity", "carer-1"), Step("received", TODAY, outcome="in_order"), "needs no result"),
        (("report", "household"), Step("received", TODAY), "met by what is recorded on the journey"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    home: int, worker: Actor, slot: checks.Slot, step: Step, says: str
) -> None:
    before = lacking(home)
    with pytest.raises(Refused, match=says.replace("(", r"\(").replace(")", r"\)")):
        checks.record(home, 1, [slot], step, by=worker)
    assert lacking(home) == before


def test_what_came_before_it_was_asked_for_is_refused_and_a_second_opinion_is_not_overwritten(
    home: int, worker: Actor
) -> None:
    (first,) = checks.record(home, 1, [DBS], Step("requested", date(2026, 4, 1)), by=worker)
    with pytest.raises(Refused, match="asked for on 1 April 2026, and cannot have come on 31 March 2026"):
        checks.record(home, 1, [DBS], Step("received", date(2026, 3, 31)), by=worker)
    checks.record(home, 1, [DBS], Step("received", date(2026, 4, 9)), by=worker, version=first)
    with pytest.raises(Stale):
        checks.record(home, 1, [DBS], Step("chased", date(2026, 4, 10)), by=worker, version=first)


def test_an_officer_notes_that_something_came_and_not_what_it_says(home: int, worker: Actor) -> None:
    officer = replace(worker, role=Role.OFFICER)
    checks.record(home, 1, [DBS], Step("received", TODAY), by=officer)
    for step in (Step("judged", TODAY, outcome="in_order"), Step("received", TODAY, outcome="in_order")):
        with pytest.raises(Refused, match="A social worker or a manager"):
            checks.record(home, 1, [DBS], step, by=officer)


def test_a_step_noted_in_error_is_taken_back_the_latest_first(home: int, worker: Actor) -> None:
    (asked,) = checks.record(home, 1, [DBS], Step("requested", TODAY), by=worker)
    (came,) = checks.record(home, 1, [DBS], Step("received", TODAY, outcome="in_order"), by=worker)
    with pytest.raises(Refused, match="take that back first"):
        checks.take_back(home, asked, by=worker)
    checks.take_back(home, came, by=worker)
    assert "Enhanced disclosure (DBS) (S1-9): Rowan Example-Finch" in lacking(home)
    with pytest.raises(Refused, match="taken back already"):
        checks.take_back(home, came, by=worker)


def test_a_document_of_the_household_is_the_evidence(home: int, worker: Actor) -> None:
    kept = documents.add(home, name="Reference", kind="pdf", content=PDF, by=worker)
    checks.record(home, 1, [("pets", "household")], Step("received", TODAY, document_id=kept), by=worker)
    other = given.household(worker.agency_ids[0])
    foreign = documents.add(other, name="Another", kind="pdf", content=PDF, by=worker)
    with pytest.raises(Refused, match="Choose a document of this household"):
        checks.record(home, 1, [("pets", "household")], Step("received", TODAY, document_id=foreign), by=worker)


def test_checks_of_another_council_are_not_there(home: int, worker: Actor) -> None:
    stranger = replace(worker, agency_ids=(given.agency("nottingham"),))
    with pytest.raises(NotFound):
        checks.record(home, 1, [DBS], Step("requested", TODAY), by=stranger)


def test_before_the_application_there_is_nothing_to_check(worker: Actor) -> None:
    made = given.household(worker.agency_ids[0])
    given.journey(made, APPLIED, by=worker)
    with pytest.raises(Refused, match="Checks begin with the application"):
        checks.record(made, 1, [DBS], Step("requested", TODAY), by=worker)


def test_a_second_applicant_who_comes_later_is_checked_too(home: int, worker: Actor) -> None:
    given.checked(home, 1, date(2026, 4, 1))
    assert lacking(home) == ["Full written report with proposed terms (S2-7)"]
    people.add_carer(home, name="Sam Example-Finch", email=None, phone=None, version=version(home), by=worker)
    assert "Enhanced disclosure (DBS) (S1-9): Sam Example-Finch" in lacking(home)


def test_what_was_done_about_somebodys_checks_is_there_when_they_come_back(home: int, worker: Actor) -> None:
    people.add_carer(home, name="Sam Example-Finch", email=None, phone=None, version=version(home), by=worker)
    checks.record(home, 1, [("dbs", "carer-2")], Step("received", TODAY, outcome="in_order"), by=worker)
    profiles.remove_carer(home, 2, because="mistyped", version=version(home), by=worker)
    assert not [each for each in lacking(home) if "Sam" in each]
    profiles.put_back_carer(home, 2, version=version(home), by=worker)
    named = [each for each in lacking(home) if "Sam" in each]
    assert named and "Enhanced disclosure (DBS) (S1-9): Sam Example-Finch" not in named


def test_the_checks_of_two_records_that_become_one_are_those_of_the_same_person(home: int, worker: Actor) -> None:
    other = given.household(worker.agency_ids[0])
    checks.record(home, 1, [DBS], Step("received", TODAY, outcome="in_order"), by=worker)
    manager = replace(worker, role=Role.MANAGER)
    versions = (version(other), version(home))
    made = merging.merge(other, home, people={1: 1}, versions=versions, because="same_people", by=manager)
    named = "Enhanced disclosure (DBS) (S1-9): Rowan Example-Finch"
    assert named not in lacking(other) and lacking(other)
    merging.undo(made, because="mistake", by=manager)
    assert named not in lacking(home) and lacking(home)


def test_what_the_law_asks_for_stays_on_a_councils_list_and_its_own_lines_come_and_go(
    home: int, worker: Actor
) -> None:
    derby = worker.agency_ids[0]
    manager = replace(worker, role=Role.MANAGER)
    lines = setting("checks", derby, TODAY)

    def change(code: str, **to: object) -> None:
        new = [each | to if each["code"] == code else each for each in lines]
        settings.change("checks", new, valid_from=date(2026, 1, 1), agency_id=derby, by=manager)

    for wrong in ({"retired": True}, {"when": "if wanted"}):
        with pytest.raises(
            Refused, match=r"'Enhanced disclosure \(DBS\)' is asked for by law, and stays on the list"
        ):
            change("dbs", **wrong)
    assert "Check with Ofsted (S1-16)" in lacking(home)
    change("ofsted", retired=True)
    assert "Check with Ofsted (S1-16)" not in lacking(home)
