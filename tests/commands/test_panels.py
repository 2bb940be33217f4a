"""What stands of a panel: who stands down from a household, its day, who came, and what they were then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Actor, Role
from crm.commands import journeys, panel_items, panels
from crm.commands.panels import Meeting
from crm.extensions import db
from crm.journey.decision_events import MinutesReceived
from crm.journey.events import Event, HouseholdApproved, PanelRecommended
from crm.ledger.tables import EventRecord
from crm.people import panels as stored
from crm.people import users
from tests import given, panelling
from tests.panelling import Planned, refused

TODAY, REPORTED, PANEL = date(2022, 1, 31), date(2022, 1, 20), date(2022, 3, 8)


def stood_down(item: int) -> set[int]:
    found = stored.stood_down([item]).get(item, set())
    db.session.rollback()
    return found


def test_whoever_stands_down_from_a_household_does_so_at_its_next_panel_until_it_is_said_otherwise(
    app: Flask, clock_at: Callable[[date], None]
) -> None:
    clock_at(TODAY)
    derby = given.agency()
    by = given.officer(derby)
    planned = panelling.planned(derby, PANEL, by)
    item = panelling.listed(planned.panel, derby, REPORTED, by)
    known, journey = planned.members[-1], panelling.journey_of(item)
    panel_items.stand_down(item, [known], version=panelling.item_version(item), by=by)
    panel_items.take_off(item, version=panelling.item_version(item), by=by)
    other = panelling.another(derby, PANEL + timedelta(days=28), by, planned)
    again = panel_items.put_on(other, journey, by=by)
    assert stood_down(again) == {known}
    panel_items.stand_down(again, [], version=panelling.item_version(again), by=by)
    panel_items.take_off(again, version=panelling.item_version(again), by=by)
    assert stood_down(panel_items.put_on(planned.panel, journey, by=by)) == set()


def latest(home: int, kind: type[Event]) -> int:
    """The latest event of a kind of a household."""
    rows = select(EventRecord.id).where(EventRecord.household_id == home, EventRecord.kind == kind.kind)
    found = db.session.scalars(rows.order_by(EventRecord.id.desc())).first()
    db.session.rollback()
    assert found is not None
    return found


HEARD = {"reasons": "They are warm and steady.", "applicant_came": True}


def heard(planned: Planned, item: int, by: Actor, recommendation: str = "approve") -> int:
    """Have all come, and panel recommend something."""
    panels.attended(planned.panel, planned.members, version=panelling.version(planned.panel), by=by)
    said = {**HEARD, "recommendation": recommendation}
    return panel_items.recommend(item, **said, version=panelling.item_version(item), by=by)  # type: ignore[arg-type]


@pytest.fixture
def by(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    clock_at(TODAY)
    return given.officer(given.agency())


@pytest.fixture
def planned(by: Actor) -> Planned:
    return panelling.planned(by.agency_ids[0], PANEL, by)


def test_what_was_struck_out_is_entered_again_on_its_item_with_the_minutes_that_had_come(
    by: Actor, planned: Planned, clock_at: Callable[[date], None]
) -> None:
    derby = by.agency_ids[0]
    item = panelling.listed(planned.panel, derby, REPORTED, by)
    home = panelling.household_of(item)
    clock_at(PANEL)
    event = heard(planned, item, by, "not_approve")
    panels.minutes(planned.panel, PANEL, version=panelling.version(planned.panel), by=by)
    said = {**HEARD, "recommendation": "approve"}

    def again() -> int:
        return panel_items.recommend(item, **said, version=panelling.item_version(item), by=by)  # type: ignore[arg-type]

    assert "has made its recommendation" in refused(again)
    minutes = latest(home, MinutesReceived)
    for each in (minutes, event):
        journeys.strike_out(home, each, reason="recorded_twice", by=by)
    entered = again()
    assert entered != event and latest(home, MinutesReceived) != minutes
    assert latest(home, PanelRecommended) == entered


def test_PN3_the_day_of_a_panel_and_who_came_stand_under_what_it_recommended(
    by: Actor, planned: Planned, clock_at: Callable[[date], None]
) -> None:
    item = panelling.listed(planned.panel, by.agency_ids[0], REPORTED, by)
    home = panelling.household_of(item)
    clock_at(PANEL)
    event = heard(planned, item, by)
    meeting = Meeting(held_on=PANEL + timedelta(days=7), capacity=3, members=planned.members)

    def moved() -> None:
        panels.change(planned.panel, meeting, version=panelling.version(planned.panel), by=by)

    def fewer() -> None:
        panels.attended(planned.panel, planned.members[:4], version=panelling.version(planned.panel), by=by)

    for do in (moved, fewer):
        assert "its day and who came are part of that" in refused(do)
    clock_at(PANEL + timedelta(days=1))
    other_day = PanelRecommended(happened_on=PANEL + timedelta(days=1), recommendation="approve")
    assert "That panel met on 8 March 2022" in refused(
        lambda: journeys.correct(home, event, other_day, reason="wrong_date", by=by)
    )
    journeys.strike_out(home, event, reason="recorded_twice", by=by)
    fewer()


def test_PN3_members_are_judged_by_what_they_were_on_the_day_of_the_panel(
    by: Actor, planned: Planned, clock_at: Callable[[date], None]
) -> None:
    item = panelling.listed(planned.panel, by.agency_ids[0], REPORTED, by)
    worker = planned.members[2]  # with the vice-chair the only social workers
    clock_at(PANEL + timedelta(days=1))
    panelling.change_member(worker, by, social_worker=False)
    panelling.change_member(planned.members[1], by, social_worker=False)
    assert heard(planned, item, by)
    assert "They sat on 8 March 2022" in refused(
        lambda: panelling.change_member(worker, by, since=PANEL, independent=True)
    )
    other = panelling.another(by.agency_ids[0], PANEL + timedelta(days=28), by, planned)
    clock_at(PANEL + timedelta(days=28))
    again = panelling.listed(other, by.agency_ids[0], REPORTED, by, "Sorrel Example-Vale")
    assert "a social worker" in refused(partial(heard, Planned(other, planned.members), again, by))
    panelling.change_member(worker, by, since=PANEL + timedelta(days=2), social_worker=True)
    assert heard(Planned(other, planned.members), again, by)


def test_pn_10_whoever_sat_takes_neither_their_name_nor_their_coming_off_and_does_not_decide(
    by: Actor, planned: Planned, clock_at: Callable[[date], None]
) -> None:
    manager = replace(by, user_id=panelling.user_of(Role.MANAGER), role=Role.MANAGER)
    other = replace(by, user_id=panelling.user_of(Role.OFFICER))
    owner, member = users.find(manager.user_id or 0), planned.members[-1]
    assert owner is not None
    email = owner.email
    panelling.give_account(member, email, by.agency_ids[0], by)
    item = panelling.listed(planned.panel, by.agency_ids[0], REPORTED, by)
    home, journey = panelling.household_of(item), panelling.journey_of(item)
    clock_at(PANEL + timedelta(days=9))
    panels.attended(planned.panel, planned.members, version=panelling.version(planned.panel), by=other)

    def off(who: Actor, since: date | None = panelling.JOINED) -> str:
        return refused(lambda: panelling.put(member, who, since=since, name="Other Name", user_id=None))

    assert "They sat on 8 March 2022" in off(other)  # who came is on record, and what panel recommended is not
    assert all("This entry is your own" in off(manager, since) for since in (None, panelling.JOINED))
    without = planned.members[:-1]
    came = partial(panels.attended, planned.panel, without, version=panelling.version(planned.panel), by=manager)
    assert "on record that you came" in refused(came)
    known = partial(panelling.put, member, other)
    known(name="Other Name", user_id=None)  # as from today: on the day of panel it was theirs (PN-10)
    assert "on record that you came" in refused(came)
    known(name=owner.name, user_id=owner.id)
    version = panelling.item_version(item)
    event = panel_items.recommend(item, **HEARD, recommendation="approve", version=version, by=other)  # type: ignore[arg-type]
    given.minuted(home, PANEL, by=other)
    for each in (latest(home, MinutesReceived), event):
        journeys.strike_out(home, each, reason="recorded_twice", by=other)
    assert "They sat on 8 March 2022" in off(other)  # nor where what it recommended was struck out
    panelling.put(member, other, name="Other Name", user_id=None)  # from today on
    version = panelling.item_version(item)
    panel_items.recommend(item, **HEARD, recommendation="approve", version=version, by=other)  # type: ignore[arg-type]
    given.minuted(home, PANEL, by=other)
    approval = HouseholdApproved(happened_on=PANEL + timedelta(days=2), places=1)
    decide = partial(given.approve, home, journey, approval, by=manager)
    assert "You sat on the panel of 8 March 2022" in refused(decide)
