"""What goes into a pack of panel, and who opens it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from crm.actor import Actor, Role
from crm.commands import assignments, documents, journeys, panel_items, panels, panels_by_hand
from crm.commands.panel_items import Told
from crm.commands.panel_members import give_notice
from crm.errors import NotFound
from crm.extensions import db
from crm.journey.events import JourneyClosed
from crm.people import panels as stored
from crm.reads import packs
from crm.reads import panels as reads
from tests import given, panelling
from tests.doors import CheckingClient
from tests.panelling import Planned, refused
from tests.sample_documents import PDF, paper

ClockAt = Callable[[date], None]
TODAY, PANEL = date(2022, 1, 31), date(2022, 3, 8)


@pytest.fixture
def by(app: Flask, clock_at: ClockAt) -> Actor:
    clock_at(TODAY)
    return given.officer(given.agency())


@pytest.fixture
def planned(by: Actor) -> Planned:
    """A panel on 8 March with five members, the last of whom has an account."""
    given.user(Role.PANEL)
    return panelling.planned(by.agency_ids[0], PANEL, by, account="panel@derby.example")


def member(by: Actor) -> Actor:
    return Actor(panelling.user("panel@derby.example"), "Member 5", Role.PANEL, by.agency_ids)


def stood_down(item: int) -> set[int]:
    found = stored.stood_down([item]).get(item, set())
    db.session.rollback()
    return found


@pytest.mark.slow
def test_t40_a_document_that_cannot_be_marked_is_no_part_of_a_pack(
    by: Actor, planned: Planned, sign_in: Callable[..., CheckingClient]
) -> None:
    item = panelling.listed(planned.panel, by.agency_ids[0], TODAY, by)
    locked = documents.add(panelling.household_of(item), name="A locked letter", kind="pdf", content=PDF, by=by)
    officer, here = sign_in(Role.OFFICER), f"/panel/{planned.panel}/items/{item}"
    page = officer.fill_in(here, {"documents": [str(locked)], "looked": ["yes"]}, form=f"{here}/papers")
    assert page.status_code == 422 and "A locked letter: this document cannot be marked" in page.text
    # One that was chosen before that was asked is told of, and not handed over as it is.
    panel_items.prepare(item, summary="", documents=[locked], version=panelling.item_version(item), by=by)
    page = officer.get(f"/panel/{planned.panel}/pack/papers/{locked}")
    assert page.status_code == 422 and "cannot be marked" in page.text


def test_PN1_whoever_has_left_the_list_by_then_opens_no_pack_and_is_none_of_those_expected(
    by: Actor, planned: Planned, clock_at: ClockAt
) -> None:
    panelling.listed(planned.panel, by.agency_ids[0], TODAY, by)
    assert [each.panel_id for each in packs.packs(member(by)).open] == []
    clock_at(PANEL)
    panels.send_papers(planned.panel, version=panelling.version(planned.panel), by=by)
    assert packs.pack(planned.panel, member(by)).parts
    give_notice(planned.members[4], TODAY, version=panelling.member_version(planned.members[4]), by=by)
    assert packs.packs(member(by)).open == ()
    with pytest.raises(NotFound):
        packs.pack(planned.panel, member(by))
    seen = reads.panel(planned.panel, by)
    assert len(seen.sitting) == 4 and any("1 more member" in each for each in seen.lacks)


def test_who_withdrew_before_panel_heard_them_is_in_no_pack(by: Actor, planned: Planned, clock_at: ClockAt) -> None:
    item = panelling.listed(planned.panel, by.agency_ids[0], TODAY, by)
    home, journey = panelling.household_of(item), panelling.journey_of(item)
    letter = documents.add(home, name="Assessment report", kind="pdf", content=paper("Of them"), by=by)
    version = panelling.item_version(item)
    panel_items.prepare(item, summary="", documents=[letter], version=version, by=by)
    clock_at(PANEL)
    panels.send_papers(planned.panel, version=panelling.version(planned.panel), by=by)
    assert packs.paper(planned.panel, letter, member(by)).kind == "pdf"
    left = JourneyClosed(happened_on=PANEL, stage="panel", initiator="applicant", reason="withdrew_before_panel")
    journeys.record(home, journey, left, by=by)
    assert packs.pack(planned.panel, member(by)).parts == ()
    with pytest.raises(NotFound):
        packs.paper(planned.panel, letter, member(by))
    assert reads.panel(planned.panel, by).items[0].is_moot


def test_t40_the_name_of_a_document_holds_no_address_either(by: Actor, planned: Planned) -> None:
    item = panelling.listed(planned.panel, by.agency_ids[0], TODAY, by)
    home = panelling.household_of(item)
    letter = documents.add(home, name="Visit to 7 Canary Lane, DE1 2FS", kind="pdf", content=PDF, by=by)
    said = refused(lambda: panel_items.prepare(item, summary="", documents=[letter], version=1, by=by))
    assert "seems to hold an address, and members read it" in said


def test_whoever_works_with_a_household_or_assessed_it_stands_down_from_it(by: Actor, planned: Planned) -> None:
    derby = by.agency_ids[0]
    for number, role in ((1, Role.SOCIAL_WORKER), (2, Role.OFFICER)):
        panelling.give_account(planned.members[number], given.user(role), derby, by)
    worker, officer = panelling.user("social.worker@derby.example"), panelling.user("officer@derby.example")
    home, journey = panelling.ready(derby, TODAY, replace(by, user_id=officer))
    assignments.assign([home], worker, by=replace(by, role=Role.MANAGER))
    item = panel_items.put_on(planned.panel, journey, by=by)
    assert stood_down(item) == set(planned.members[1:3])


def test_by_hand_too_who_stood_down_is_none_of_the_quorum(by: Actor) -> None:
    derby = by.agency_ids[0]
    sitting = panelling.members(derby, by)
    home, journey = panelling.ready(derby, date(2021, 11, 1), by)
    told = Told(recommendation="approve", reasons="They are steady.", applicant_came=True)
    known = {"held_on": date(2021, 11, 16), "members": sitting, "by": by}
    said = refused(lambda: panels_by_hand.recommended(home, journey, told, stood_down=sitting[:1], **known))  # type: ignore[arg-type]
    assert "it lacked 1 more member, to be 5" in said
    assert panels_by_hand.recommended(home, journey, told, **known)  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_pack_that_holds_no_document_says_so_and_who_can_add_one(
    by: Actor, planned: Planned, sign_in: Callable[..., CheckingClient]
) -> None:
    panelling.listed(planned.panel, by.agency_ids[0], TODAY, by)
    page = sign_in(Role.OFFICER).get(f"/panel/{planned.panel}/pack").text
    assert "No document is in this pack." in page and f'href="/panel/{planned.panel}">agenda</a>' in page
