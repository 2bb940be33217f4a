"""The demonstration tells what Derby's committee was told, and what was learned afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm import clock
from crm.actor import system
from crm.cli import demo
from crm.commands import journeys, sign_in
from crm.demo import derby, staff
from crm.extensions import db
from crm.journey.events import ApplicationReceived, NoticeReceived, VisitCompleted
from crm.journey.ranges import Route
from crm.ledger.tables import EventRecord, HeldTerms, HouseholdNow, UnderWay
from crm.people.placement_tables import Placement
from crm.people.request_tables import RangeRequest
from crm.people.tables import Carer, Household, User
from crm.register import agencies, settings
from crm.register.tables import Agency
from tests import given
from tests.databases import PRODUCTION
from tests.demo.conftest import Demonstration
from tests.doors import Answer, command_line

pytestmark = pytest.mark.slow

HALF = ("--from", "2021-04-01", "--to", "2021-09-30")
DERBY = ("--agency", "derby", *HALF)
AS_TOLD = ("--known-on", "2021-12-09")
ACTIVITY = ("enquiries", "initial_visits", "applications", "approvals", "deregistrations")


def activity(populations: dict[str, Any], of: str) -> tuple[int, ...]:
    return tuple(populations[of]["activity"][name] for name in ACTIVITY)


def test_the_half_year_is_as_the_committee_was_told(demonstration: Demonstration) -> None:
    found = demonstration.report(*DERBY, *AS_TOLD)
    told = found["populations"]
    assert found["reconciles"] is True
    assert activity(told, "mainstream") == (68, 18, 13, 9, 6)
    assert activity(told, "all") == (68, 18, 13, 12, 7)
    assert told["mainstream"]["places"]["new_approvals"] == 14
    assert told["mainstream"]["places"]["deregistrations"] == 9
    assert told["mainstream"]["approved_and_still_active"] == 9
    assert told["kinship"]["places"]["new_approvals"] == 4


def test_a_wrong_definition_of_the_net_gain_gives_another_number(demonstration: Demonstration) -> None:
    told = demonstration.report(*DERBY, *AS_TOLD)["populations"]
    assert told["mainstream"]["places"]["net"] == 5
    assert told["all"]["places"]["net"] == 8
    assert told["all"]["households"]["net"] == 5
    assert told["mainstream"]["households"]["net"] == 3


def test_supported_lodgings_have_enquiries_that_are_in_no_total(demonstration: Demonstration) -> None:
    told = demonstration.report(*DERBY, *AS_TOLD)["populations"]
    assert told["supported_lodgings"]["activity"]["enquiries"] > 0
    assert told["all"]["activity"]["enquiries"] == 68


def test_the_year_before_is_as_published_and_its_half_is_less(demonstration: Demonstration) -> None:
    beside = demonstration.report(*DERBY, *AS_TOLD)["comparators"]
    year, half = beside["last_full_year"], beside["same_period_last_year"]
    assert activity(year["populations"], "mainstream")[:3] == (120, 31, 15)
    assert all(
        part < whole
        for part, whole in zip(
            activity(half["populations"], "mainstream")[:3],
            activity(year["populations"], "mainstream")[:3],
            strict=True,
        )
    )


def test_what_was_learned_late_moves_today_s_figures_only(demonstration: Demonstration) -> None:
    today = demonstration.report(*DERBY)["populations"]
    assert activity(today, "mainstream") == (67, 19, 13, 9, 6)
    assert today["mainstream"]["places"]["new_approvals"] == 15
    learned = sorted([derby.VISIT_LEARNED, derby.ENQUIRY_LEARNED, derby.PLACES_LEARNED])
    for day, expected in zip(learned, [(68, 19), (67, 19), (67, 19)], strict=True):
        then = demonstration.report(*DERBY, "--known-on", day.isoformat())["populations"]
        assert activity(then, "mainstream")[:2] == expected, day


def test_correcting_one_event_moves_today_and_leaves_the_past(demonstration: Demonstration) -> None:
    told = demonstration.report(*DERBY, *AS_TOLD)
    with demonstration.app.app_context():
        agency_id = agencies.called("derby").id
        by = system(agency_id)
        visit = _a_visit_that_nothing_needs(agency_id)
        household_id, journey_id, day = visit.household_id, visit.journey_id, visit.happened_on
        journeys.strike_out(household_id, visit.id, reason="did_not_happen", by=by)
        assert _visits(demonstration) == 18
        assert demonstration.report(*DERBY, *AS_TOLD) == told
        journeys.record(household_id, journey_id, VisitCompleted(happened_on=day), by=by)
        assert _visits(demonstration) == 19
        assert demonstration.report(*DERBY, *AS_TOLD) == told


def _visits(demonstration: Demonstration) -> int:
    return activity(demonstration.report(*DERBY)["populations"], "mainstream")[1]


def _a_visit_that_nothing_needs(agency_id: int) -> EventRecord:
    """A visit of that half year after which nobody applied."""
    applied = select(EventRecord.journey_id).where(EventRecord.kind == ApplicationReceived.kind)
    found = db.session.scalar(
        select(EventRecord)
        .where(
            EventRecord.agency_id == agency_id,
            EventRecord.kind == VisitCompleted.kind,
            EventRecord.route == Route.MAINSTREAM,
            EventRecord.happened_on.between(date(2021, 4, 1), date(2021, 9, 30)),
            EventRecord.journey_id.not_in(applied),
        )
        .limit(1)
    )
    assert found is not None
    return found


def test_a_hub_counts_a_family_that_asked_two_councils_once(demonstration: Demonstration) -> None:
    found = demonstration.report("--hub", "d2n2", *HALF)["populations"]["mainstream"]["activity"]
    assert 0 < found["enquiries_distinct"] < found["enquiries"]


def test_every_identity_holds(demonstration: Demonstration) -> None:
    answer = demonstration.crm("check")
    assert (answer.code, answer.err) == (0, "")


def test_there_is_a_household_at_every_stage_today(demonstration: Demonstration) -> None:
    with demonstration.app.app_context():
        agency_id = agencies.called("derby").id
        plan = settings.rulebook(agency_id).plan(Route.MAINSTREAM, clock.today())
        found = set(
            db.session.scalars(
                select(HouseholdNow.stage).where(
                    HouseholdNow.agency_id == agency_id,
                    (HouseholdNow.ends_on.is_(None)) | (HouseholdNow.ends_on > clock.today()),
                )
            )
        )
        assert {stage.name for stage in plan.stages} <= found
        assert "notice" in found


def test_lives_have_everything_that_the_ledger_can_hold(demonstration: Demonstration) -> None:
    found = demonstration.report("--agency", "derby", "--from", "2021-10-01", "--to", "2026-09-30")["populations"]
    for line in ("transfers_in", "transfers_out", "terms_increases", "terms_decreases", "capital_scheme"):
        assert found["mainstream"]["places"][line] > 0, line
    assert found["mainstream"]["households"]["reclassified_in"] > 0
    assert found["kinship"]["households"]["reclassified_out"] > 0
    assert found["supported_lodgings"]["households"]["closing"] > 0
    with demonstration.app.app_context():
        running = select(func.count()).where(
            EventRecord.kind == NoticeReceived.kind, EventRecord.happened_on > date(2021, 1, 1)
        )
        assert db.session.scalar(running)


def test_seven_households_of_derby_take_parents_with_their_babies(demonstration: Demonstration) -> None:
    derby = select(Agency.id).where(Agency.slug == "derby").scalar_subquery()
    held = HeldTerms.agency_id == derby, HeldTerms.until.is_(None)
    counted = select(HeldTerms.household_id).where(*held, HeldTerms.parent_and_child > 0)
    offered = select(HeldTerms.household_id).where(*held, HeldTerms.offers.contains(";parent_and_child;"))
    babies = select(Placement.born, Placement.from_on).where(Placement.agency_id == derby)
    babies = babies.where(Placement.offer == "parent_and_child", Placement.removed_at.is_(None))
    with demonstration.app.app_context():
        homes = set(db.session.scalars(counted))
        assert len(homes) == 7 and homes == set(db.session.scalars(offered))  # B-13: one never without the other
        ages = select(HeldTerms.age_from).where(HeldTerms.household_id.in_(homes), *held)
        assert set(db.session.scalars(ages)) == {0}
        came = db.session.execute(babies).all()
        assert came and all(each.born is None or (each.from_on - each.born).days < 366 for each in came)


def test_every_account_opens_with_the_password_that_was_printed(demonstration: Demonstration) -> None:
    known = staff.accounts()
    assert demonstration.loading.code == 0
    with demonstration.app.app_context():
        for email in (*known.emails, *known.of_portal):
            assert email in demonstration.loading.out
            assert sign_in.sign_in(email, known.password, address="127.0.0.1")
    assert known.password in demonstration.loading.out


def test_the_carer_s_account_belongs_to_an_approved_household(demonstration: Demonstration) -> None:
    with demonstration.app.app_context():
        user = db.session.execute(select(User).where(User.email == "carer@derby.example")).scalar_one()
        now = db.session.get_one(HouseholdNow, user.household_id)
        assert (now.stage, now.places) == ("approved", derby.PLACES_IN_TRUTH)
        names = db.session.scalars(select(Carer.name).where(Carer.household_id == user.household_id)).all()
        assert user.name in names


def test_two_carers_of_one_home_for_two_of_5_to_11_have_asked_for_nothing_yet(
    demonstration: Demonstration,
) -> None:
    with demonstration.app.app_context():
        found = db.session.scalars(select(User.household_id).where(User.email.in_(staff.accounts().couple))).all()
        assert len(found) == 2 and len(home := set(found)) == 1
        assert not db.session.scalars(select(RangeRequest).where(RangeRequest.household_id.in_(home))).all()
        now = db.session.execute(
            select(HeldTerms.places, HeldTerms.age_from, HeldTerms.age_to, HeldTerms.ends_on).where(
                HeldTerms.household_id.in_(home), HeldTerms.until.is_(None)
            )
        ).one()
        assert tuple(now) == (2, 5, 11, None)
        assert db.session.get_one(Household, *home).worker_id is not None


def test_the_applicant_s_account_belongs_to_a_household_that_has_applied(demonstration: Demonstration) -> None:
    with demonstration.app.app_context():
        user = db.session.execute(select(User).where(User.email == "applicant@derby.example")).scalar_one()
        assert db.session.get_one(HouseholdNow, user.household_id).stage == "application"


def test_households_that_matter_today_have_people_and_an_address(demonstration: Demonstration) -> None:
    with demonstration.app.app_context():
        agency_id = agencies.called("derby").id
        bare = (
            select(func.count())
            .select_from(Household)
            .join(HouseholdNow, HouseholdNow.household_id == Household.id)
            .where(
                Household.agency_id == agency_id,
                HouseholdNow.stage.in_(("approved", "application", "stage1", "stage2", "panel")),
                ~select(Carer.id).where(Carer.household_id == Household.id).exists(),
            )
        )
        assert db.session.scalar(bare) == 0


def test_nobody_is_waited_for_twice_on_one_route(demonstration: Demonstration) -> None:
    with demonstration.app.app_context():
        twice = select(UnderWay.household_id).where(UnderWay.route != Route.KINSHIP)
        twice = twice.group_by(UnderWay.household_id, UnderWay.route).having(func.count() > 1)
        assert db.session.scalars(twice).all() == []


def test_a_database_that_holds_something_is_left_alone(demonstration: Demonstration) -> None:
    answer = demonstration.crm("demo")
    assert answer.code == 1
    assert "not empty" in answer.err


def test_serving_the_demonstration_again_loads_nothing_and_says_how_to_get_in(
    demonstration: Demonstration, capsys: pytest.CaptureFixture[str]
) -> None:
    before = demonstration.report(*DERBY)
    demo.unless_loaded(demonstration.database.app)
    assert "manager@derby.example" in capsys.readouterr().out
    assert demonstration.report(*DERBY) == before


def test_a_council_s_own_records_are_never_emptied(app: Flask, cli: Callable[..., Answer]) -> None:
    given.agency("dorset")
    answer = cli("demo", "--reset")
    assert (answer.code, answer.err) == (
        1,
        "This database holds something that is not the demonstration: it is not emptied.\n",
    )
    assert agencies.find("dorset") is not None


def test_production_is_refused(demonstration: Demonstration, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("CRM_ENV", "production"),
        ("CRM_SECRET_KEY", "k3y-0f-tests-only-Qw7zR2mX9pLd5VbN8hTc"),
        ("CRM_DATABASE_URL", demonstration.database.url),
        *PRODUCTION.items(),
    ):
        monkeypatch.setenv(name, value)
    for args in (["demo"], ["demo", "--reset"], ["serve", "--demonstration", "--port", "0"]):
        answer = command_line(*args)
        assert answer.code == 1
        assert "production" in answer.err
