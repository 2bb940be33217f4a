"""What was raised about households: seen by few, told only when asked, and of it others see only places on hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from crm.actor import Actor, Role
from crm.audit.tables import AuditEntry
from crm.commands import assignments, availability, merging, settings
from crm.commands.availability import Closed
from crm.errors import Refused
from crm.extensions import db
from tests import given
from tests.checking import version
from tests.pages.conftest import TODAY, Desk

pytestmark = pytest.mark.slow  # together they take seconds

LIST = "/carers/concerns"
RAISED = {"kind": "allegation", "received_on": date(2022, 1, 20), "account": "SECRET-7 was said", "places": 1}


def raised(at: Desk, reference: str, **other: object) -> str:
    """Something raised about a household by the manager; the address of its page."""
    page = at.browser.fill_in(f"/households/{reference}/concerns/new", RAISED | other)
    assert page.request.path.startswith(f"{LIST}/"), page.text
    return str(page.request.path)


def test_an_allegation_is_followed_to_its_outcome_and_its_places_come_back(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.approved(agreed=True)
    events = at.events(reference)
    one = raised(at, reference)
    assert at.events(reference) == events
    shown = at.browser.get(one).text
    assert "It is not on record that this was done" in shown and "SECRET-7" not in shown
    refused = at.browser.fill_in(f"{one}/outcome", {"outcome": "unfounded", "on": TODAY})
    assert refused.status_code == 422 and "An allegation is told to the LADO" in refused.text
    step = {"kind": "lado_told", "on": date(2022, 1, 21), "note": "NOTE-7"}
    for wrong, says in (({"on": date(2022, 1, 19)}, "It was raised on 20 January 2022"), ({"kind": ""}, "Choose")):
        answer = at.browser.fill_in(f"{one}/step", step | wrong)
        assert answer.status_code == 422 and says in answer.text
    at.browser.fill_in(f"{one}/step", step)
    asked = at.browser.fill_in(one, {"why": "handling"}, form=f"{one}/said")
    assert "SECRET-7 was said" in asked.text and "NOTE-7" in asked.text
    assert at.browser.fill_in(one, {"why": ""}, form=f"{one}/said").status_code == 422
    assert "SECRET-7" not in at.browser.get(f"{one}/said", follow_redirects=True).text
    assert [reason for reason, _ in at.audited("concern.show")] == ["handling"]
    at.browser.fill_in(f"{one}/outcome", {"outcome": "unfounded", "on": date(2022, 1, 30)})
    assert "Unfounded, 30 January 2022" in at.browser.get(one).text
    again = at.browser.fill_in(f"{one}/step", step)
    assert "What came of it is on record already" in again.text
    rows = db.session.execute(text("SELECT reason, from_on, to_on FROM unavailability")).all()
    db.session.rollback()
    assert [(row[0], str(row[1]), str(row[2])) for row in rows] == [("service_hold", "2022-01-20", "2022-01-30")]
    assert "Nothing is open." in at.browser.get(LIST).text
    assert reference in at.browser.get(f"{LIST}?state=closed").text


@pytest.mark.parametrize("role", [Role.OFFICER, Role.DECISION_MAKER, Role.ANALYST, Role.HUB, Role.SOCIAL_WORKER])
def test_whoever_is_not_near_sees_places_on_hold_and_nothing_else(desk: Callable[..., Desk], role: Role) -> None:
    at = desk()
    reference = at.approved(agreed=True)
    one = raised(at, reference, lado_told_on=date(2022, 1, 21))
    other = desk(role)
    home = f"/households/{reference}"
    near = role is Role.SOCIAL_WORKER  # might be, of the households that they work with
    for path, code in ((LIST, 200), (one, 404), (f"{home}/concerns", 200), (f"{home}/concerns/new", 404)):
        answer = other.browser.get(path)
        assert answer.status_code == (code if near else 403), path
        assert reference not in answer.text or "You do not work with this household" in answer.text, path
    if role in (Role.ANALYST, Role.HUB):
        return
    pages = ("", "/people", "/range", "/placements", "/ending", "/review")
    shown = "".join(other.browser.get(home + path).text for path in pages)
    shown += other.browser.get("/homes?every=yes").text if role is not Role.DECISION_MAKER else ""
    for word in ("SECRET-7", "llegation", "LADO", "omplaint"):
        assert word not in shown.replace("Allegations and complaints", ""), word
    assert "on hold by the service" in shown.lower()


def test_a_social_worker_sees_what_was_raised_about_the_households_that_they_work_with(
    desk: Callable[..., Desk],
) -> None:
    at, worker = desk(), desk(Role.SOCIAL_WORKER)
    reference = at.approved()
    one = raised(at, reference, places=0)
    sent = worker.browser.post(f"{one}/step", data={}, follow_redirects=False)
    assert sent.status_code in (400, 404)
    account = db.session.execute(text("SELECT id FROM user_account WHERE role = 'social_worker'")).scalar_one()
    db.session.rollback()
    assignments.assign([at.household_id(reference)], account, by=at.officer)
    assert reference in worker.browser.get(LIST).text
    asked = worker.browser.fill_in(one, {"why": "review"}, form=f"{one}/said")
    assert "SECRET-7" in asked.text
    assert worker.browser.post(f"{LIST}/export", data={}).status_code in (400, 403)


def test_t22_whoever_gave_a_household_to_themselves_reads_nothing_until_another_gives_it_to_them(
    desk: Callable[..., Desk],
) -> None:
    at, worker = desk(), desk(Role.SOCIAL_WORKER)
    reference = at.approved()
    one, home = raised(at, reference, places=0), f"/households/{reference}"
    account = db.session.execute(text("SELECT id FROM user_account WHERE role = 'social_worker'")).scalar_one()
    db.session.rollback()
    worker.browser.fill_in(f"{home}/worker", {"worker": str(account)})
    assert "Nothing is open." in worker.browser.get(LIST).text
    assert worker.browser.get(one).status_code == worker.browser.get(f"{home}/concerns/new").status_code == 404
    assert "You gave this household to yourself" in worker.browser.get(f"{home}/concerns").text
    assert "omplaint" not in worker.browser.get(f"/carers/retention?q={reference}").text.split("results")[1]
    unusual = desk(Role.GOVERNANCE).browser.get("/audit?what=taken").text
    assert unusual.count(f">{reference}<") == 1
    at.browser.fill_in(f"{home}/worker", {"worker": str(account)})
    assert reference in worker.browser.get(LIST).text and worker.browser.get(one).status_code == 200


def test_what_cannot_be_is_refused_in_words(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.approved()
    new = f"/households/{reference}/concerns/new"
    for wrong, says in (
        ({"received_on": date(2022, 2, 1)}, "is in the future"),
        ({"received_on": date(2021, 8, 31)}, "was not approved by 31 August 2021"),
        ({"account": ""}, "Write what was raised"),
        ({"lado_told_on": date(2022, 1, 1)}, "It was raised on 20 January 2022"),
        ({"places": 3}, "2 places are approved then"),
    ):
        answer = at.browser.fill_in(new, RAISED | wrong)
        assert answer.status_code == 422 and says in answer.text, says
    assert db.session.execute(text("SELECT count(*) FROM concern")).scalar_one() == 0
    db.session.rollback()


def test_the_register_is_a_file_without_what_was_said_and_each_look_is_on_record(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.approved()
    raised(at, reference)
    assert "No records" in at.browser.get(f"{LIST}?q=nobody-at-all").text
    sent = at.browser.fill_in(LIST, {"reason": "audit"}, form=f"{LIST}/export?")
    body = sent.get_data().decode("utf-8-sig")
    _, row = csv.reader(io.StringIO(body))
    assert row[0] == reference and row[3] == "An allegation" and "SECRET-7" not in body
    assert [reason for reason, _ in at.audited("concern.export")] == ["audit"]
    actions = {row[0] for row in db.session.query(AuditEntry.action)}
    db.session.rollback()
    assert {"concern.raise", "concern.list", "concern.view", "concern.export"} <= actions
    elsewhere = given.officer(given.agency("nottingham"))
    theirs = given.household(elsewhere.agency_ids[0], "Robin Elsewhere")
    given.approved(theirs, date(2021, 3, 1), 1, by=elsewhere)
    assert at.browser.get(f"/households/{at.reference(theirs)}/concerns").status_code == 404


def test_places_on_hold_are_let_go_by_a_manager_and_the_record_says_when_they_were(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    reference = at.approved(agreed=True)
    one = raised(at, reference)
    home, officer = at.household_id(reference), replace(at.officer, role=Role.OFFICER)
    acts: list[Callable[[Actor], object]] = [
        lambda by: availability.reopen(home, 1, to_on=TODAY, by=by),
        lambda by: availability.strike_out(home, 1, because="mistyped", by=by),
        lambda by: availability.correct(
            home, 1, Closed(places=2, reason="service_hold", from_on=date(2022, 1, 20)), because="mistyped", by=by
        ),
    ]
    for act in acts:
        with pytest.raises(Refused, match="a manager says when they can be used again"):
            act(officer)
    held = "On hold by the service"
    assert held in at.browser.get(one).text
    acts[2](replace(officer, role=Role.MANAGER))
    assert held in at.browser.get(one).text
    availability.reopen(home, 2, to_on=TODAY, by=replace(officer, role=Role.MANAGER))
    assert held not in at.browser.get(one).text


def test_after_a_merge_whoever_works_with_the_household_that_is_kept_sees_it_and_nobody_else(
    desk: Callable[..., Desk],
) -> None:
    at, worker = desk(), desk(Role.SOCIAL_WORKER)
    reference = at.approved()
    raised(at, reference, places=0)
    kept = given.household(at.officer.agency_ids[0], "Robin Example-Kept")
    account = db.session.execute(text("SELECT id FROM user_account WHERE role = 'social_worker'")).scalar_one()
    db.session.rollback()
    merged = at.household_id(reference)
    assignments.assign([merged], account, by=at.officer)
    assert "An allegation" in worker.browser.get(LIST).text
    by = replace(at.officer, role=Role.MANAGER)
    versions = (version(kept), version(merged))
    merging.merge(kept, merged, people={1: 0}, versions=versions, because="same_people", by=by)
    assignments.assign([kept], None, by=by)
    assert "Nothing is open." in worker.browser.get(LIST).text
    assignments.assign([kept], account, by=by)
    assert "An allegation" in worker.browser.get(LIST).text


def test_a_council_s_own_label_tells_nobody_of_an_allegation(desk: Callable[..., Desk]) -> None:
    at = desk()
    by = at.officer
    own = [{"code": "allegation", "label": "Under allegation"}, {"code": "break", "label": "A break"}]
    settings.change("not_available_reasons", own, valid_from=TODAY, agency_id=by.agency_ids[0], by=by)
    reference = at.approved(agreed=True)
    raised(at, reference)
    other = desk(Role.OFFICER)
    shown = "".join(
        other.browser.get(f"/households/{reference}{page}").text for page in ("", "/range", "/placements")
    )
    shown += other.browser.get("/homes?every=yes").text
    assert "llegation" not in shown and "On hold by the service" in shown
    with pytest.raises(Refused, match="a manager says when they can be used again"):
        availability.reopen(at.household_id(reference), 1, to_on=TODAY, by=replace(by, role=Role.OFFICER))


def test_a_number_that_no_row_can_have_is_no_page(desk: Callable[..., Desk]) -> None:
    at = desk()
    for path in (f"{LIST}/{10**20}", f"/households/{at.approved()}/visits/{10**20}", "/panel/99999999999999999999"):
        assert at.browser.get(path).status_code == 404, path
