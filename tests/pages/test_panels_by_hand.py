"""What a panel recommended that met outside Hearth: one door, which asks who sat and why (PN-3, PN-4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from crm.actor import Actor, Role
from crm.commands import journeys, panel_items, panels, panels_by_hand
from crm.commands.panel_items import Told
from crm.errors import NotFound
from crm.journey.events import HouseholdApproved, PanelRecommended
from tests import given, panelling
from tests.doors import CheckingClient
from tests.panelling import refused

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
TODAY, REPORTED, HELD = date(2022, 1, 31), date(2021, 11, 1), date(2021, 11, 16)
TOLD = Told(recommendation="approve", reasons="They are warm and steady.", applicant_came=True)


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[date], None]) -> int:
    clock_at(TODAY)
    return given.agency()


@pytest.fixture
def by(derby: int) -> Actor:
    return given.officer(derby)


def test_PN3_PN4_by_hand_a_manager_says_who_sat_and_why_and_nobody_records_it_otherwise(
    derby: int, by: Actor, sign_in: SignIn
) -> None:
    home, journey = panelling.ready(derby, REPORTED, by)
    sitting = [str(each) for each in panelling.members(derby, by)]
    reference = panelling.reference(home)
    path = f"/households/{reference}/journeys/1/panel"
    officer, manager = sign_in(Role.OFFICER), sign_in(Role.MANAGER)
    assert officer.get(path).status_code == 403 and path not in officer.get(f"/households/{reference}").text
    old = f"/households/{reference}/journeys/1/record/panel-recommended"
    assert [each.get(old).status_code for each in (officer, manager)] == [404, 404]
    assert path in manager.get(f"/households/{reference}").text
    said = {"held_on": HELD, "recommendation": "approve", "reasons": "They are steady.", "members": sitting[1:]}
    page = manager.fill_in(path, said, form=path)
    assert page.status_code == 422 and "it lacked 1 more member, to be 5" in page.text
    page = manager.fill_in(path, {**said, "members": sitting, "reasons": ""}, form=path)
    assert page.status_code == 422 and "Enter panel’s reasons (PN-4)" in page.text.replace("&#39;", "’").replace(
        "'", "’"
    )
    page = manager.fill_in(path, {**said, "members": sitting}, form=path)
    assert "Panel recommended on 16 November 2021: approve. It is on record." in page.text
    assert "16 November 2021" in manager.get("/panel?show=past").text
    who = Actor(panelling.user("manager@derby.example"), "Wren", Role.MANAGER, (derby,))
    said_no = refused(lambda: journeys.record(home, journey, PanelRecommended(happened_on=TODAY), by=who))
    assert "who sat and why (PN-3, PN-4)" in said_no


def test_a_household_on_an_agenda_is_recorded_there_and_nowhere_else(
    derby: int, by: Actor, sign_in: SignIn
) -> None:
    planned = panelling.planned(derby, TODAY + timedelta(days=28), by)
    item = panelling.listed(planned.panel, derby, REPORTED, by)
    home, journey = panelling.household_of(item), panelling.journey_of(item)
    path = f"/households/{panelling.reference(home)}/journeys/1/panel"
    assert "They are on the agenda of 28 February 2022" in sign_in(Role.MANAGER).get(path).text

    def do() -> int:
        return panels_by_hand.recommended(home, journey, TOLD, held_on=HELD, members=planned.members, by=by)

    assert "on the agenda of 28 February 2022: record there" in refused(do)
    panel_items.take_off(item, version=panelling.item_version(item), by=by)
    assert do()
    assert "is on record already: put it right on the household's timeline" in refused(do)


def test_PN10_who_sat_by_hand_does_not_decide_and_a_second_sitting_of_that_day_is_refused(
    derby: int, by: Actor
) -> None:
    given.user(Role.DECISION_MAKER)
    sitting = panelling.members(derby, by, account="decision.maker@derby.example")
    home, journey = panelling.ready(derby, REPORTED, by)
    panels_by_hand.recommended(home, journey, TOLD, held_on=HELD, members=sitting, by=by)
    maker = Actor(panelling.user("decision.maker@derby.example"), "Ash", Role.DECISION_MAKER, (derby,))
    approval = HouseholdApproved(happened_on=TODAY, places=2)
    assert "You sat on the panel of 16 November 2021" in refused(
        lambda: journeys.record(home, journey, approval, by=maker)
    )
    other_home, other = panelling.ready(derby, REPORTED, by, "Sorrel Example-Vale")
    said = {"held_on": HELD, "by": by}
    assert "it was not these" in refused(
        lambda: panels_by_hand.recommended(other_home, other, TOLD, members=sitting[:4], **said)  # type: ignore[arg-type]
    )
    assert panels_by_hand.recommended(other_home, other, TOLD, members=sitting, **said)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        panels_by_hand.recommended(home, other, TOLD, members=sitting, **said)  # type: ignore[arg-type]
    tomorrow = TODAY + timedelta(days=1)
    assert "is in the future" in refused(
        lambda: panels_by_hand.recommended(home, journey, TOLD, held_on=tomorrow, members=sitting, by=by)
    )


def test_only_a_manager_puts_panel_s_recommendation_right(derby: int, by: Actor, sign_in: SignIn) -> None:
    planned = panelling.planned(derby, TODAY, by)
    item = panelling.listed(planned.panel, derby, REPORTED, by)
    panels.attended(planned.panel, planned.members, version=panelling.version(planned.panel), by=by)
    said = {"recommendation": "not_approve", "reasons": "They want more time.", "applicant_came": True}
    panel_items.recommend(item, **said, version=panelling.item_version(item), by=by)  # type: ignore[arg-type]
    reference = panelling.reference(panelling.household_of(item))
    officer, manager = sign_in(Role.OFFICER), sign_in(Role.MANAGER)
    for act in ("correct", "strike-out"):
        path = f"/households/{reference}/journeys/1/events/8/{act}"  # after the enquiry and six steps
        assert [each.get(path).status_code for each in (officer, manager)] == [403, 200]
