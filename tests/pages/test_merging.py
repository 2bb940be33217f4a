"""The pages on which two records of one household become one, and two again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, text

from crm.actor import Role
from crm.audit.tables import AuditEntry
from crm.commands import journeys, merging
from crm.extensions import db
from crm.journey.events import JourneyClosed
from crm.people.tables import Carer, Household
from crm.reports import checks
from tests import given
from tests.doors import CheckingClient
from tests.filling import forms

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
Two = tuple[int, int]


@pytest.fixture
def two(app: Flask, clock_at: Callable[[date], None]) -> Two:
    """Rowan, and Sam who asked from the same home nineteen days later."""
    clock_at(date(2021, 6, 1))
    derby = given.agency()
    rowan = given.household(derby, phone="01632 960 001")
    sam = given.household(derby, "Sam Example-Finch", phone="01632 960 001")
    given.journey(rowan, date(2021, 5, 1), by=given.officer(derby))
    given.journey(sam, date(2021, 5, 20), by=given.officer(derby))
    return rowan, sam


def references(two: Two) -> list[str]:
    found = [db.session.get_one(Household, each).reference for each in two]
    db.session.rollback()
    return found


def merge(two: Two) -> int:
    by = given.officer(1)
    return merging.merge(*two, people={1: 0}, versions=(1, 1), because="same_people", by=by)


def test_both_references_lead_to_the_household_that_is_kept(two: Two, sign_in: SignIn) -> None:
    merge(two)
    kept, merged = references(two)
    officer = sign_in(Role.OFFICER)
    for part in ("", "/people", "/documents", "?show=events"):
        answer = officer.get(f"/households/{merged}{part}")
        assert (answer.status_code, answer.location) == (302, f"/households/{kept}{part}")
    for asked in (merged, "Sam", "01632 960 001"):
        page = officer.get("/households", query_string={"q": asked})
        assert kept in page.text and f"/households/{merged}" not in page.text


def test_what_is_sent_to_a_household_that_was_merged_is_not_done_and_not_lost(two: Two, sign_in: SignIn) -> None:
    officer = sign_in(Role.OFFICER)
    kept, merged = references(two)
    path = f"/households/{merged}/people/1/edit"
    token = officer.get(path).text.split('name="csrf_token" value="')[1].split('"')[0]
    merge(two)
    answer = officer.post(path, data={"csrf_token": token, "name": "Sam Example-Typed", "version": "1"})
    assert answer.status_code == 409
    assert f"merged into {kept}" in answer.text and "Sam Example-Typed" in answer.text


def compare(two: Two) -> str:
    kept, merged = references(two)
    return f"/households/{kept}/merge?with={merged}"


def test_a_manager_merges_two_records_and_undoes_it_and_the_pages_explain_the_figures(
    two: Two, sign_in: SignIn
) -> None:
    kept, merged = references(two)
    manager = sign_in(Role.MANAGER)
    page = manager.get(compare(two)).text
    assert "same telephone, same last name" in page
    assert "Once they are one, two journeys are open on the route 'Mainstream'" in page
    assert "Enquiries that repeat an earlier one, and are not counted" in page and "April to June 2021" in page
    answers = {"person_1": "0", "because": "partners"}
    there = f"/households/{kept}/merge"
    (form,) = [each for each in forms(page) if each.action == there]
    page = manager.post(there, data=form.filled(answers), follow_redirects=True).text
    assert f"{merged} is now part of {kept}." in page
    again = manager.post(there, data=form.filled(answers))
    assert (again.status_code, again.location) == (303, f"/households/{kept}/people"), "a second click"
    assert "Rowan and Sam Example-Finch" in page and "Partners who enquired one by one" in page.replace(
        "partners", "Partners"
    )
    assert "Not counted: it repeats an earlier enquiry" in manager.get(f"/households/{kept}").text
    assert "2\xa0journeys of this household are open on the route" in page
    close = f"/households/{kept}/journeys/2/record/journey-closed"
    assert f'href="{close}"' in page
    gone = {"happened_on": date(2021, 6, 1), "reason": "duplicate", "initiator": "applicant"}
    page = manager.fill_in(close, gone, form=close).text
    assert "of this household are open" not in manager.get(f"/households/{kept}").text
    there = f"/households/{kept}/merges/1/undo"
    assert "As known on the days since the merge" in manager.get(there).text
    page = manager.fill_in(there, {"because": "two_households"}, form=there).text
    assert f"They are two households again: {kept} and {merged}." in page
    assert "Sam Example-Finch" in manager.get(f"/households/{merged}/people").text


def test_who_went_with_the_undoing_of_a_merge_is_no_removed_carer_to_be_put_back(two: Two, sign_in: SignIn) -> None:
    merging.undo(merge(two), because="two_households", by=given.officer(1))
    (kept, _), officer = references(two), sign_in(Role.OFFICER)
    went = db.session.scalars(select(Carer.id).where(Carer.removed_at.is_not(None))).one()
    version = db.session.get_one(Household, two[0]).version
    db.session.rollback()
    page = officer.get(f"/households/{kept}/profile").text
    assert "Removed people" not in page and "Sam Example-Finch" not in page
    assert "Carer removed" not in officer.get(f"/households/{kept}").text, "the undoing has its own line"
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    there = f"/households/{kept}/profile/gone/{went}/put-back"
    assert officer.post(there, data={"csrf_token": token, "version": version}).status_code == 404


def test_an_officer_proposes_and_a_manager_accepts(two: Two, sign_in: SignIn) -> None:
    kept, merged = references(two)
    officer = sign_in(Role.OFFICER)
    answers = {"person_1": "0", "because": "partners"}
    page = officer.fill_in(compare(two), answers, form=f"/households/{kept}/merge/propose").text
    assert "Proposed by" in page
    assert officer.get(f"/households/{merged}").status_code == 200, "nothing is merged yet"
    manager = sign_in(Role.MANAGER)
    assert "1 proposed" in manager.get("/duplicates").text.replace("\xa0", " ")
    manager.fill_in(compare(two), {}, form=f"/households/{kept}/merge")
    assert officer.get(f"/households/{merged}").location == f"/households/{kept}"
    assert "No pairs" in manager.get("/duplicates").text


def test_t18_an_officer_merges_nothing_and_undoes_nothing(two: Two, sign_in: SignIn) -> None:
    kept, merged = references(two)
    officer = sign_in(Role.OFFICER)
    token = officer.get(compare(two)).text.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"csrf_token": token, "other": merged, "person_1": "0", "because": "partners", "version": "1.1"}
    assert officer.post(f"/households/{kept}/merge", data=sent).status_code == 403
    made = merge(two)
    for answer in (
        officer.get(f"/households/{kept}/merges/{made}/undo"),
        officer.post(f"/households/{kept}/merges/{made}/undo", data={"csrf_token": token, "because": "other"}),
    ):
        assert answer.status_code == 403
    assert "/undo" not in officer.get(f"/households/{kept}/people").text


def test_a_proposal_is_declined_by_a_manager_or_taken_back_by_its_author_and_by_nobody_else(
    two: Two, sign_in: SignIn
) -> None:
    kept, _ = references(two)
    officer, worker, manager = sign_in(Role.OFFICER), sign_in(Role.SOCIAL_WORKER), sign_in(Role.MANAGER)
    answers = {"person_1": "0", "because": "partners"}
    for decides, says in ((officer, "Your proposal is taken back."), (manager, "They stay two records.")):
        officer.fill_in(compare(two), answers, form=f"/households/{kept}/merge/propose")
        assert "/merge/decline" not in worker.get(compare(two)).text
        assert says in decides.fill_in(compare(two), {}, form=f"/households/{kept}/merge/decline").text


def test_t13_a_reference_of_another_council_is_answered_like_one_that_nobody_has(two: Two, sign_in: SignIn) -> None:
    kept, own = references(two)
    foreign = given.household(given.agency("nottingham"), "Somebody Else-Example", phone="01632 960 001")
    theirs = references((foreign, foreign))[0]
    manager = sign_in(Role.MANAGER)
    said = []
    for other in (theirs, theirs[:-3] + "999"):
        page = manager.get(f"/households/{kept}/merge?with={other}")
        assert page.status_code == 422 and "Else-Example" not in page.text
        said.append(page_words(page.text, other))
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        sent = {"csrf_token": token, "other": other, "one": kept, "person_1": "0", "because": "partners"}
        assert manager.post(f"/households/{kept}/merge", data=sent).status_code == 422
        assert manager.post("/duplicates/apart", data=sent).status_code == 404
    assert said[0] == said[1]
    assert theirs not in manager.get("/duplicates").text and own in manager.get("/duplicates").text


def page_words(text: str, without: str) -> str:
    return text.split("<main")[1].split("</main>")[0].replace(without, "")


@pytest.mark.parametrize("wrong", ["itself", "merged already", "nobody's"])
def test_what_cannot_be_merged_is_refused_in_words_and_what_was_typed_is_kept(
    two: Two, sign_in: SignIn, wrong: str
) -> None:
    kept, _ = references(two)
    third = given.household(1, "Ash Example")
    fourth = given.household(1, "Ash Example")
    merging.merge(third, fourth, people={1: 1}, versions=(1, 1), because="same_people", by=given.officer(1))
    (gone,) = references((fourth,))  # type: ignore[arg-type] # one is enough here
    other, says = {
        "itself": (kept, "cannot be merged with itself"),
        "merged already": (gone, "It was merged already, into DER-"),
        "nobody's": ("DER-1", "No household of yours has the reference DER-1"),
    }[wrong]
    page = sign_in(Role.MANAGER).get(f"/households/{kept}/merge?with={other}")
    assert page.status_code == 422
    assert says in page.text and f'value="{other}"' in page.text


def test_t49_a_merge_of_what_was_changed_since_is_looked_at_again(two: Two, sign_in: SignIn) -> None:
    kept, merged = references(two)
    manager, officer = sign_in(Role.MANAGER), sign_in(Role.OFFICER)
    token = manager.get(compare(two)).text.split('name="csrf_token" value="')[1].split('"')[0]
    officer.fill_in(f"/households/{merged}/people/1/edit", {"name": "Sam Example-New", "nature": "changed"})
    sent = {"csrf_token": token, "other": merged, "person_1": "0", "because": "partners", "version": "1.1"}
    answer = manager.post(f"/households/{kept}/merge", data=sent)
    assert answer.status_code == 409
    assert "Somebody changed one of the two" in answer.text and "Sam Example-New" in answer.text


def test_two_that_are_told_apart_leave_the_queue_and_come_back(two: Two, sign_in: SignIn) -> None:
    officer = sign_in(Role.OFFICER)
    assert "1 pair" in officer.get("/duplicates").text.replace("\xa0", " ")
    assert "No pairs" in officer.fill_in("/duplicates", {}, form="/duplicates/apart").text
    page = officer.get(compare(two)).text
    assert "Somebody has said that these are two households" in page
    page = officer.fill_in(compare(two), {}, form="/duplicates/apart/undo").text
    assert "1 pair" in page.replace("\xa0", " ")


def test_the_queue_is_taken_as_a_file_by_those_who_may_with_the_filters_and_on_record(
    two: Two, sign_in: SignIn
) -> None:
    kept, other = references(two)
    assert "/duplicates/export" not in sign_in(Role.OFFICER).get("/duplicates").text
    manager = sign_in(Role.MANAGER)
    path = "/duplicates?q=Sam"
    assert manager.fill_in(path, {}, form="/duplicates/export?q=Sam").status_code == 422
    file = manager.fill_in(path, {"reason": "audit"}, form="/duplicates/export?q=Sam")
    assert file.headers["Content-Disposition"] == 'attachment; filename="likely-duplicates.csv"'
    (line,) = file.text.splitlines()[1:]
    assert line.startswith(f"{kept},Rowan Example-Finch,") and f",{other},Sam Example-Finch," in line
    assert "same telephone" in line and "01632" not in file.text
    taken = select(AuditEntry.reason, AuditEntry.fields).where(AuditEntry.action == "household.export")
    assert [tuple(row) for row in db.session.execute(taken)] == [
        ("audit", [*sorted([kept, other]), "~list=%2Fduplicates%2Fexport&q=yes"])
    ]
    db.session.rollback()


def test_a_report_and_the_timeline_say_what_a_merge_changed_and_that_it_was_undone(
    two: Two, sign_in: SignIn, clock_at: Callable[[date], None]
) -> None:
    kept, merged = references(two)
    clock_at(date(2021, 6, 10))
    made = merge(two)
    manager = sign_in(Role.MANAGER)
    report = "/reports/quarterly?agency=derby&from=2021-04-01&to=2021-06-30&known_on=2021-06-05"
    page = manager.get(report).text
    assert f"{merged} was merged into {kept}" in page
    assert "Journeys were joined" not in page
    assert f"{merged} merged into this household" in manager.get(f"/households/{kept}").text
    clock_at(date(2021, 6, 20))
    merging.undo(made, because="two_households", by=given.officer(1))
    officer = sign_in(Role.OFFICER)
    page = officer.get(report.replace("06-05", "06-15")).text
    assert f"{merged} was parted from {kept}" in page
    page = officer.get(f"/households/{kept}?show=people").text
    assert f"{merged} made a household of its own again" in page and "They are two households." in page


def test_a_check_finds_a_household_that_stands_behind_the_wrong_one(two: Two) -> None:
    merge(two)
    assert list(checks.everything()) == []
    db.session.execute(text("UPDATE household SET merged_into_id = NULL"))
    found = list(checks.everything())
    db.session.rollback()
    assert any("its merges lead to" in each for each in found)


def test_whose_journey_was_closed_while_the_two_were_one_is_to_be_looked_at_once_they_are_two_again(
    two: Two, sign_in: SignIn
) -> None:
    made, by = merge(two), given.officer(1)
    journey = given.fold(two[0]).journeys[-1].id
    closing = JourneyClosed(
        happened_on=date(2021, 6, 1), initiator="applicant", reason="duplicate", stage="enquiry"
    )
    journeys.record(two[0], journey, closing, by=by)
    merging.undo(made, because="not_same_people", by=by)
    officer = sign_in(Role.OFFICER)
    asked = [
        "do they still ask? Reopen the journey" in officer.get(f"/households/{each}").text
        for each in references(two)
    ]
    assert sorted(asked) == [False, True]
