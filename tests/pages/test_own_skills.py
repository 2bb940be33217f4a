"""Carers read their own level in the portal, what the next one needs, and what it would pay (issue 7, point 6)."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest
from flask import Flask

from crm.actor import Actor, Role, system
from crm.commands import documents, placements, skills, training, users
from crm.commands.skill_entries import Evidence
from crm.commands.skills import Decision
from crm.commands.stays import Stay
from crm.exchange.mail import Letter
from tests import given, schemes
from tests.doors import CheckingClient
from tests.filling import forms
from tests.pages.conftest import Desk
from tests.sample_documents import PDF

pytestmark = pytest.mark.slow  # together they take seconds

TODAY, APPROVED = date(2026, 7, 1), date(2025, 9, 1)
SHOWN = Evidence(kind="portfolio", on=date(2025, 12, 1))
SKILLS, TRAINING = "/portal/skills", "/portal/training"


@dataclass(frozen=True)
class Two:
    """A household of two carers with a browser each."""

    home: int
    by: Actor
    rowan: CheckingClient
    sam: CheckingClient

    def page(self, browser: CheckingClient | None = None, path: str = SKILLS) -> str:
        return main((browser or self.rowan).get(path).text)


def main(text: str) -> str:
    """What the page says, on one line, with plain spaces."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").split("<main")[1])


@pytest.fixture
def two(app: Flask, desk: Callable[..., Desk], clock_at: Callable[[date], None]) -> Two:
    """On 1 July 2026: approved a year ago, a child of ten is there; Rowan on level B, and nobody else on any."""
    by = desk(Role.OFFICER).officer
    clock_at(TODAY)
    schemes.settle(by)
    home = schemes.home_of_two(APPROVED, by=by, agreed=True)
    placements.place(home, Stay(child="CH-1", offer=None, from_on=date(2026, 1, 5), born=date(2015, 8, 1)), by=by)
    level = Decision(level="B", on=date(2026, 1, 1), evidence=SHOWN)
    schemes.decide(home, schemes.carer(home), level, by=by)
    return Two(home, by, account(app, home, 1), account(app, home, 2))


def account(app: Flask, home: int, position: int | None) -> CheckingClient:
    """A browser of one of the household's carers, signed in."""
    email = f"carer-{home}-{position}@home.example"
    name = "Rowan Example-Finch" if position == 1 else "Sam Example-Finch"
    by = system(1)
    users.add_carer(email, household_id=home, position=position, name=name, password=given.PASSWORD, by=by)
    browser = CheckingClient(app)
    browser.fill_in("/sign-in", {"email": email, "password": given.PASSWORD})
    return browser


def test_a_carer_reads_their_level_its_next_lines_and_what_the_same_child_would_pay(two: Two) -> None:
    page = two.page()
    assert "You are on level B since 1 January 2026." in page
    assert "Still needed</strong> <bdi>Level 3 diploma</bdi>: nothing is on record for it yet." in page
    assert "with 1 child placed with you" in page
    assert re.findall(r"£\d+ a week", page) == ["£140 a week", "£210 a week", "£194 a week", "£194 a week"]
    assert "the higher level of the two counts" in page
    assert "They are due by 1 September 2026" in page
    training.show(two.home, schemes.carer(two.home), need="Level 3 diploma", on=TODAY, evidence=SHOWN, by=two.by)
    training.train(two.home, [schemes.carer(two.home)], course="standards", on=date(2026, 5, 4), by=two.by)
    page = two.page()
    assert "Has it</strong> <bdi>Level 3 diploma</bdi>: on record since 1 July 2026." in page
    assert "Done on 4 May 2026" in page


def test_two_carers_each_read_their_own_level_and_nothing_of_the_other(two: Two) -> None:
    page = two.page(two.sam)
    assert "You are not on a level yet." in page and "level B" not in page and "Rowan" not in page
    assert "What level A needs" in page
    # By child the higher of the two counts: with Sam on A the week is as it is now.
    assert re.findall(r"£\d+ a week", page)[:2] == ["£140 a week", "£140 a week"]
    first_aid = date(2023, 6, 30)
    training.train(two.home, [schemes.carer(two.home, 2)], course="first_aid", on=first_aid, by=two.by)
    assert "<bdi>First aid</bdi>, 30 June 2023: held until 30 June 2026" in two.page(two.sam, TRAINING)
    assert "First aid" not in two.page(path=TRAINING)


def test_a_lapsed_course_is_said_with_its_day(two: Two) -> None:
    level = Decision(level="A", on=date(2026, 1, 1), evidence=SHOWN)
    sam = schemes.carer(two.home, 2)
    schemes.decide(two.home, sam, level, by=two.by)
    training.train(two.home, [sam], course="first_aid", on=date(2023, 6, 30), by=two.by)
    said = "the course that you attended on 30 June 2023 held until 30 June 2026."
    assert f"Lapsed</strong> <bdi>First aid</bdi>: {said}" in two.page(two.sam)


def test_without_a_scheme_or_a_link_to_a_carer_nothing_is_made_up(
    app: Flask, clock_at: Callable[[date], None], sign_in: Callable[..., CheckingClient]
) -> None:
    clock_at(TODAY)
    by = given.officer(given.agency())
    home = schemes.home_of_two(APPROVED, by=by)
    page = main(account(app, home, 1).get(SKILLS).text)
    assert "no levels of pay for skills on record" in page and "£" not in page
    other = sign_in(Role.CARER, household_id=home)
    assert "not linked with you as a carer" in other.get(SKILLS).text
    assert 'href="/portal/skills"' in other.get("/portal/").text


def ask(two: Two, browser: CheckingClient | None = None) -> str:
    return main((browser or two.rowan).fill_in(f"{SKILLS}/ask", {}, form=f"{SKILLS}/ask").text)


def press(browser: CheckingClient, page: str) -> str:
    """Take back the first thing that can be."""
    (form, *_) = [each for each in forms(browser.get(page).text) if each.action.endswith("/take-back")]
    return main(browser.post(form.action, data=form.values, follow_redirects=True).text)


def test_a_carer_asks_a_manager_decides_and_the_fee_changes_on_its_day(
    two: Two, desk: Callable[..., Desk], clock_at: Callable[[date], None], mails: Callable[[], list[Letter]]
) -> None:
    page = ask(two)
    assert "Your request is sent" in page and "With your service</strong> Level C" in page
    assert "Ask for level C" not in page and "Levels that were asked for" not in two.page(two.sam)
    manager = desk(Role.MANAGER)
    reference = manager.reference(two.home)
    assert "Levels and papers to answer" in manager.browser.get("/?whose=all").text
    assert reference in manager.browser.get("/skills?waiting=yes").text
    level = Decision(level="C", on=date(2026, 8, 1), evidence=SHOWN)
    user = replace(manager.officer, role=Role.MANAGER)
    skills.decide(two.home, schemes.carer(two.home), level, by=user, anyway=True)
    (letter,) = [each for each in mails() if "skills" in each.text]
    assert letter.to == f"carer-{two.home}-1@home.example" and "level" in letter.text and "C" not in letter.subject
    page = two.page()
    assert "You are on level B since 1 January 2026. Level C from 1 August 2026." in page
    assert "Agreed</strong> Level C, asked for on 1 July 2026. It holds from 1 August 2026." in page
    assert re.findall(r"£\d+ a week", page)[0] == "£140 a week"
    clock_at(date(2026, 8, 1))
    again = CheckingClient(two.rowan.application)
    again.fill_in("/sign-in", {"email": letter.to, "password": given.PASSWORD})
    assert "£210 a week" in two.page(again) and "This is the highest level." in two.page(again)


def test_a_request_is_taken_back_until_it_is_answered_and_read_with_its_reason(two: Two) -> None:
    ask(two)
    assert "Taken back</strong> Level C" in press(two.rowan, SKILLS)
    ask(two)
    (form,) = [each for each in forms(two.rowan.get(SKILLS).text) if each.action.endswith("/take-back")]
    number = int(form.action.split("/")[-2])
    skills.turn_down(two.home, number, because="needs_not_met", by=two.by)
    late = two.rowan.post(form.action, data=form.values)
    assert late.status_code == 422 and "It was answered, looked at or taken back already." in late.text
    assert "Not agreed</strong> Level C" in two.page() and "what the level needs is not there." in two.page()
    # What the service recommends is not the carer's to take back, and the other carer's is unknown to them.
    skills.ask(two.home, schemes.carer(two.home), level="C", on=TODAY, by=two.by)
    page = two.page()
    assert "recommended by your service" in page and "/take-back" not in page
    assert two.sam.post(form.action, data=form.values | token(two.sam)).status_code == 404


def token(browser: CheckingClient) -> dict[str, str]:
    return {"csrf_token": browser.get("/account").text.split('name="csrf_token" value="')[1].split('"')[0]}


def send(browser: CheckingClient, content: bytes = PDF, **other: object) -> tuple[int, str]:
    path = f"{SKILLS}/papers"
    told = {"shows": "Level 3 diploma", "name": "My diploma", "on": date(2026, 6, 1), **other}
    answer = browser.fill_in(path, {**told, "file": (io.BytesIO(content), "x.pdf")}, form=path)
    for each in (*answer.history, answer):
        each.request.environ["wsgi.input"].close()  # what is large is sent from a file of the client's
    return answer.status_code, main(answer.text)


def paper_of(worker: Desk, here: str) -> str:
    """Where the paper that waits is looked at."""
    return f"{here}/papers/" + str(re.findall(rf"{here}/papers/(\d+)", worker.browser.get(here).text)[0])


def test_a_paper_for_a_line_is_looked_at_and_ticks_it(two: Two, desk: Callable[..., Desk]) -> None:
    code, page = send(two.rowan)
    assert code == 200 and "You sent ‘<bdi>My diploma</bdi>’: your service has not looked at it yet." in page
    assert "My diploma" not in two.page(two.sam)
    worker = desk(Role.SOCIAL_WORKER)
    here = f"/households/{worker.reference(two.home)}/skills"
    look = paper_of(worker, here)
    no = worker.browser.fill_in(look, {"answer": "no"}, form=look)
    assert no.status_code == 422 and "Choose why it does not show it" in no.text
    worker.browser.fill_in(look, {"answer": "no", "because": "unreadable"}, form=look)
    page = two.page()
    assert "Not enough</strong> ‘<bdi>My diploma</bdi>’" in page and "It cannot be read" in page
    assert send(two.rowan, PDF + b"%again", name="Diploma, flat")[0] == 200
    look = paper_of(worker, here)
    assert "On record" in worker.browser.fill_in(look, {"answer": "yes"}, form=look).text
    page = two.page()
    assert "Has it</strong> <bdi>Level 3 diploma</bdi>: on record since 1 June 2026." in page
    assert "Accepted</strong>" in page and "/take-back" not in page


def test_a_certificate_enters_the_training_log_and_one_taken_back_is_gone_for_staff(
    two: Two, desk: Callable[..., Desk]
) -> None:
    send(two.sam, shows="first_aid", name="First aid certificate", on=date(2026, 5, 2))
    worker = desk(Role.SOCIAL_WORKER)
    here = f"/households/{worker.reference(two.home)}/skills"
    look = paper_of(worker, here)
    assert "Taken back</strong>" in press(two.sam, SKILLS)
    gone = worker.browser.fill_in(look, {"answer": "yes", "on": date(2026, 5, 2)}, form=look)
    assert gone.status_code == 422 and "has taken this paper back" in gone.text
    assert "First aid certificate" not in worker.browser.get(f"{here}").text.split("What was recorded")[0]
    send(two.sam, shows="first_aid", name="First aid certificate", on=date(2026, 5, 2), hours=6)
    look = paper_of(worker, here)
    worker.browser.fill_in(look, {"answer": "yes", "on": date(2026, 5, 2)}, form=look)
    log = two.page(two.sam, TRAINING)
    assert "First aid</bdi>, 2 May 2026, 6 hours, with a certificate: holds until 2 May 2029" in log
    assert "6 hours in the last 12 months" in log


@pytest.mark.parametrize(
    ("content", "other", "says"),
    [
        (b"MZ\x90\x00 a program", {}, "does not take this kind of file"),
        (b"", {}, "The file is empty"),
        (b"%PDF-1.4" + b" " * (10 * 1024 * 1024) + b"%%EOF", {}, "must be 10 MB or less"),
        (PDF, {"on": date(2026, 7, 2)}, "is in the future"),
        (PDF, {"name": ""}, "Enter what it is"),
    ],
)
def test_a_paper_that_is_not_taken_says_why_and_keeps_what_was_typed(
    two: Two, content: bytes, other: dict[str, object], says: str
) -> None:
    code, page = send(two.rowan, content, **other)
    assert code == 422 and says in page
    assert 'value="Level 3 diploma" selected' in page and ("name" in other or 'value="My diploma"' in page)
    assert "My diploma" not in two.page()


def test_a_file_that_the_service_has_already_is_taken_and_nothing_told_of_it(two: Two) -> None:
    documents.add(two.home, name="Reference about Rowan", kind="pdf", content=PDF, by=two.by)
    code, page = send(two.rowan)
    assert code == 200 and "Your paper is sent" in page and "Reference" not in page
