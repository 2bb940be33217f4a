"""Panels at the browser: the central list, planning, the agenda, papers and packs, who came, what they said."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from flask import Flask
from pypdf import PdfReader

from crm.actor import Actor, Role
from crm.commands import documents, journeys, panel_items, panel_members, panels, settings
from crm.commands.panel_members import Listed, give_notice
from crm.errors import NotFound
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.journey.events import HouseholdApproved
from crm.journey.quorum import Seat
from crm.people import panels as panels_stored
from crm.reads import packs
from tests import given, panelling
from tests.doors import CheckingClient
from tests.panelling import Planned, refused
from tests.sample_documents import paper

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
ClockAt = Callable[[date], None]
Mails = Callable[[], list[Letter]]
TODAY, PANEL = date(2022, 1, 31), date(2022, 3, 8)  # a Monday, and a Tuesday
REPORTED = date(2022, 1, 20)
HEARD = {"recommendation": "approve", "reasons": "They are warm and steady.", "applicant_came": True}


@pytest.fixture
def derby(app: Flask, clock_at: ClockAt) -> int:
    clock_at(TODAY)
    return given.agency()


@pytest.fixture
def by(derby: int) -> Actor:
    return given.officer(derby)


@pytest.fixture
def planned(derby: int, by: Actor) -> Planned:
    """A panel on 8 March that hears two, with five members, the last of whom has an account."""
    given.user(Role.PANEL)
    return panelling.planned(derby, PANEL, by, capacity=2, account="panel@derby.example")


def member(derby: int) -> Actor:
    """The member of panel whose account that is."""
    return Actor(panelling.user("panel@derby.example"), "Member 5 Example-Sitter", Role.PANEL, (derby,))


def heard(planned: Planned, item: int, by: Actor, came: tuple[int, ...] | None = None, **said: object) -> int:
    """Have panel meet, with those who came, and recommend."""
    who = planned.members if came is None else came
    panels.attended(planned.panel, who, version=panelling.version(planned.panel), by=by)
    asked = {**HEARD, **said}
    return panel_items.recommend(item, **asked, version=panelling.item_version(item), by=by)  # type: ignore[arg-type]


def test_a_manager_makes_a_list_plans_a_panel_and_puts_a_household_on_its_agenda(
    derby: int, by: Actor, sign_in: SignIn
) -> None:
    panelling.ready(derby, REPORTED, by)
    manager = sign_in(Role.MANAGER)
    assert "No panel is planned." in manager.get("/panel").text
    new = "/panel/members/new"
    chair = {"name": "Ash Example-Chair", "seat": "chair", "joined_on": date(2021, 5, 4)}
    no = manager.fill_in(new, chair, form=new)
    assert no.status_code == 422 and "has to be independent of the service (PN-2)" in no.text
    page = manager.fill_in(new, {**chair, "is_what": ["independent"]}, form=new)
    assert "Ash Example-Chair" in page.text and "4 more members, to be 5" in page.text
    page = manager.fill_in("/panel/new", {"held_on": PANEL}, form="/panel/new")
    assert "By 1 March 2022 (PN-6)" in page.text and "a social worker with three years" in page.text
    page = manager.fill_in("/panel", {}, form="/panel/agenda")
    assert "Rowan Example-Finch" in page.text and "They are on the agenda" in page.text
    assert "Nobody waits" in manager.get("/panel").text


def test_the_agenda_is_full_at_its_number_and_takes_nobody_twice_or_too_early(
    derby: int, by: Actor, planned: Planned
) -> None:
    _home, journey = panelling.ready(derby, REPORTED, by)
    other = panelling.another(derby, PANEL + timedelta(days=28), by, planned)
    panel_items.put_on(planned.panel, journey, by=by)
    early = given.journey(given.household(derby), TODAY, by=by)
    assert "is on the agenda of 8 March 2022 already" in refused(lambda: panel_items.put_on(other, journey, by=by))
    assert "needs the assessment report" in refused(lambda: panel_items.put_on(other, early, by=by))
    panelling.listed(planned.panel, derby, REPORTED, by)
    third = panelling.ready(derby, REPORTED, by)[1]
    assert "panel hears 2 on 8 March 2022" in refused(lambda: panel_items.put_on(planned.panel, third, by=by))


def test_PN6_members_open_their_pack_from_five_working_days_before_to_ten_after(
    derby: int, by: Actor, planned: Planned, clock_at: ClockAt
) -> None:
    panelling.listed(planned.panel, derby, REPORTED, by)
    mine = member(derby)
    clock_at(date(2022, 3, 1))
    with pytest.raises(NotFound):  # nobody has opened it to them
        packs.pack(planned.panel, mine)
    panels.send_papers(planned.panel, version=panelling.version(planned.panel), by=by)
    somebody = replace(mine, user_id=panelling.user_of(Role.OFFICER))
    for day, opens in (
        (date(2022, 2, 28), False),
        (date(2022, 3, 1), True),
        (PANEL, True),
        (date(2022, 3, 22), True),
        (date(2022, 3, 23), False),
    ):
        clock_at(day)
        assert bool(packs.packs(mine).open) == opens, day
        if opens:
            assert packs.pack(planned.panel, mine).parts[0].name == "Rowan Example-Finch"
        else:
            with pytest.raises(NotFound):
                packs.pack(planned.panel, mine)
        with pytest.raises(NotFound):  # a member of another panel
            packs.pack(planned.panel, somebody)


def test_T40_a_member_reads_the_pack_with_their_own_name_on_it_and_not_what_they_stand_down_from(
    app: Flask, derby: int, by: Actor, planned: Planned, sign_in: SignIn, clock_at: ClockAt, mails: Mails
) -> None:
    item = panelling.listed(planned.panel, derby, REPORTED, by)
    away = panelling.listed(planned.panel, derby, REPORTED, by, "Somebody Example-Known")
    home = panelling.household_of(item)
    letter = documents.add(home, name="Assessment report", kind="pdf", content=paper("Of their home"), by=by)
    told = {"summary": "Two places, 5 to 11.\nWhat of school runs?", "documents": [letter]}
    panel_items.prepare(item, **told, version=panelling.item_version(item), by=by)  # type: ignore[arg-type]
    panel_items.stand_down(away, planned.members[-1:], version=panelling.item_version(away), by=by)
    clock_at(date(2022, 3, 2))
    panels.send_papers(planned.panel, version=panelling.version(planned.panel), by=by)
    (letter_sent,) = mails()
    assert (letter_sent.to, letter_sent.subject) == ("panel@derby.example", "Papers for panel on 8 March 2022")
    assert "from 1 March 2022 to 22 March 2022" in letter_sent.text and "Example-" not in letter_sent.text
    browser = panelling.enter(app, "panel@derby.example")
    pack = browser.get(f"/panel/packs/{planned.panel}")
    assert "What of school runs?" in pack.text and "Rowan Example-Finch" in pack.text
    assert 'data-mark="Opened by' in pack.text and "at 12:00pm" in pack.text
    for private in (panelling.ADDRESS, panelling.POSTCODE, "DE1 ", "07700 900 123", "rowan@home.example"):
        assert private not in pack.text
    assert "Example-Known" not in pack.text and "left out: you stand down from it" in pack.text
    opened = browser.get(f"/panel/packs/{planned.panel}/papers/{letter}")
    assert opened.status_code == 200 and "attachment" in opened.headers["Content-Disposition"]
    text = PdfReader(io.BytesIO(opened.data)).pages[0].extract_text()
    assert "Of their home" in text and "2 March 2022 at 12:00pm" in text
    assert f"(account {panelling.user('panel@derby.example')})" in text
    assert browser.get(f"/panel/{planned.panel}/pack").status_code == 403
    seen = panelling.audited("pack.view")
    assert [household for household, _ in seen] == [home]


def test_T40_what_panel_reads_takes_no_address(derby: int, by: Actor, planned: Planned) -> None:
    item = panelling.listed(planned.panel, derby, REPORTED, by)
    said = refused(
        lambda: panel_items.prepare(
            item, summary="They live at 7 Canary Lane, DE1 2FS", documents=[], version=1, by=by
        )
    )
    assert said == "This seems to hold a postcode and a street address: panel's papers hold none"


def test_PN3_a_recommendation_needs_a_quorum_of_those_who_came_and_may_hear_it(
    derby: int, by: Actor, planned: Planned, clock_at: ClockAt
) -> None:
    item = panelling.listed(planned.panel, derby, REPORTED, by)
    panel_items.stand_down(item, planned.members[2:3], version=panelling.item_version(item), by=by)
    clock_at(PANEL)
    assert refused(lambda: heard(planned, item, by, came=planned.members)) == (
        "Panel had no quorum for this item (PN-3): it lacked 1 more member, to be 5."
    )
    panel_items.stand_down(item, (), version=panelling.item_version(item), by=by)
    assert "the chair or a vice-chair" in refused(lambda: heard(planned, item, by, came=planned.members[2:]))
    assert heard(planned, item, by)


def test_a_panel_s_day_from_who_came_to_the_decision_by_somebody_else(
    app: Flask, derby: int, by: Actor, planned: Planned, sign_in: SignIn, clock_at: ClockAt
) -> None:
    item = panelling.listed(planned.panel, derby, REPORTED, by)
    home = panelling.household_of(item)
    reference = panelling.reference(home)
    given.checked(home, panelling.journey_of(item), TODAY)
    clock_at(PANEL)
    manager = sign_in(Role.MANAGER)
    here, agenda = f"/panel/{planned.panel}", f"/panel/{planned.panel}/items/{item}"
    assert "Record who came" in manager.get(agenda).text
    manager.fill_in(here, {"members": [str(each) for each in planned.members]}, form=f"{here}/attendance")
    said = {"recommendation": "approve", "reasons": "They are steady."}
    page = manager.fill_in(agenda, said, form=f"{agenda}/recommendation")
    assert "Panel recommended: approve." in page.text
    clock_at(date(2022, 3, 10))
    manager = panelling.enter(app, "manager@derby.example")
    page = manager.fill_in(here, {"received_on": date(2022, 3, 10)}, form=f"{here}/minutes")
    assert "Minutes final" in page.text
    decide = f"/households/{reference}/journeys/1/decide/household-approved"
    page = manager.fill_in(decide, {"happened_on": date(2022, 3, 10), "places": 2}, form=decide)
    assert page.status_code == 422 and "You recorded what panel recommended" in page.text
    page = sign_in(Role.DECISION_MAKER).fill_in(
        decide, {"happened_on": date(2022, 3, 10), "places": 2}, form=decide
    )
    assert "Approved for 2" in page.text and "Panel&#39;s minutes received" in page.text


def test_PN10_whoever_sat_does_not_decide(
    derby: int, by: Actor, planned: Planned, sign_in: SignIn, clock_at: ClockAt
) -> None:
    item = panelling.listed(planned.panel, derby, REPORTED, by)
    sign_in(Role.DECISION_MAKER)
    panelling.give_account(planned.members[1], "decision.maker@derby.example", derby, by)
    clock_at(PANEL)
    heard(planned, item, by)
    maker = Actor(panelling.user("decision.maker@derby.example"), "Ash", Role.DECISION_MAKER, (derby,))
    home, journey = panelling.household_of(item), panelling.journey_of(item)
    approval = HouseholdApproved(happened_on=PANEL, places=2)
    said = refused(lambda: journeys.record(home, journey, approval, by=maker))
    assert said.startswith("You sat on the panel of 8 March 2022") and said.endswith("to decide (PN-10).")
    clock_at(PANEL + timedelta(days=1))
    sitter = panels_stored.member(planned.members[1], (derby,))
    kept = {each: getattr(sitter, each) for each in ("social_worker", "independent", "joined_on")}
    another = Listed(name="Quite Different Person", seat=Seat(sitter.seat), **kept)
    version = sitter.version
    db.session.rollback()
    panel_members.change(planned.members[1], another, version=version, by=by)
    assert refused(lambda: journeys.record(home, journey, approval, by=maker)) == said  # under another name
    assert given.approve(home, journey, approval, by=by)


def test_a_deferred_household_goes_to_another_panel(
    derby: int, by: Actor, planned: Planned, clock_at: ClockAt
) -> None:
    item = panelling.listed(planned.panel, derby, REPORTED, by)
    other = panelling.another(derby, PANEL + timedelta(days=28), by, planned)
    clock_at(PANEL)
    heard(planned, item, by, recommendation="defer")
    journey = panelling.journey_of(item)
    assert panel_items.put_on(other, journey, by=by)
    panels.call_off(other, version=panelling.version(other), by=by)
    third = panelling.another(derby, PANEL + timedelta(days=35), by, planned)
    assert panel_items.put_on(third, journey, by=by)


def test_W1_where_panel_is_switched_off_from_a_day_nobody_is_listed_and_approval_passes_without_it(
    derby: int, by: Actor, planned: Planned, clock_at: ClockAt
) -> None:
    home, journey = panelling.ready(derby, REPORTED, by)
    settings.change("panel_required", False, valid_from=date(2022, 3, 1), agency_id=derby, by=by)
    assert "can be decided without (W-1)" in refused(lambda: panel_items.put_on(planned.panel, journey, by=by))
    clock_at(date(2022, 3, 1))
    before = HouseholdApproved(happened_on=date(2022, 2, 28), places=2)
    assert "needs panel's recommendation" in refused(lambda: given.approve(home, journey, before, by=by))
    assert given.approve(home, journey, replace(before, happened_on=date(2022, 3, 1)), by=by)


def test_S2_8_on_a_brief_report_panel_only_asks_for_more_or_says_no(
    derby: int, by: Actor, planned: Planned, clock_at: ClockAt
) -> None:
    item = panelling.listed(planned.panel, derby, REPORTED, by)
    panelling.brief(item, TODAY, by)
    clock_at(PANEL)
    for recommendation in ("approve", "defer"):
        said = refused(partial(heard, planned, item, by, recommendation=recommendation))
        assert "On a brief report panel can only ask for a further report" in said
    assert heard(planned, item, by, recommendation="further_report")
    journey = panelling.journey_of(item)
    other = panelling.another(derby, PANEL + timedelta(days=28), by, planned)
    assert "needs the assessment report" in refused(lambda: panel_items.put_on(other, journey, by=by))


def test_PN1_whoever_gives_notice_is_on_the_list_for_a_month(derby: int, by: Actor, planned: Planned) -> None:
    assert give_notice(planned.members[4], TODAY, version=1, by=by) == date(2022, 2, 28)
    assert "on the central list that day" in refused(
        lambda: panelling.another(derby, date(2022, 2, 28), by, planned)
    )
    assert panelling.another(derby, date(2022, 2, 25), by, planned)


def test_a_foreign_panel_is_answered_like_an_unknown_one(
    derby: int, planned: Planned, sign_in: SignIn, by: Actor
) -> None:
    item = panelling.listed(planned.panel, derby, REPORTED, by)
    stranger = sign_in(Role.MANAGER, at="nottingham")
    for path in (f"/panel/{planned.panel}", f"/panel/{planned.panel}/items/{item}", f"/panel/{planned.panel}/pack"):
        assert stranger.get(path).status_code == stranger.get("/panel/999999").status_code == 404
    theirs = given.officer(given.agency("leicester"))
    with pytest.raises(NotFound):
        panel_items.put_on(planned.panel, panelling.journey_of(item), by=theirs)
