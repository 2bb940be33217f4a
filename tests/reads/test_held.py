"""What is due soon for approved households is found without reading all of them, and nothing is missed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from importlib import import_module

import pytest
from flask import Flask
from sqlalchemy import select, text

from crm.actor import Role
from crm.commands import command, journeys
from crm.commands.settings import change
from crm.extensions import db
from crm.journey.care_events import UnannouncedVisitMade
from crm.journey.ending_events import TerminationProposed
from crm.journey.events import HouseholdApproved, HouseholdDeregistered, NoticeReceived, ReviewCompleted
from crm.journey.ranges import Route
from crm.ledger.cluster import load as load_cluster
from crm.ledger.held_clocks import PHASES
from crm.ledger.tables import TieRecord
from crm.reads import clocks, held, ways
from crm.register.deadlines import rules
from crm.register.law_clocks import law_clocks
from tests import given
from tests.doors import Answer
from tests.reads.test_today import counted
from tests.reports.histories import load

pytestmark = pytest.mark.slow  # together they take seconds

TODAY = date(2026, 3, 4)
DAY = timedelta(days=1)
NOTICE = NoticeReceived(happened_on=TODAY - 10 * DAY, ends_on=TODAY + 18 * DAY)


@command
def _many(derby: int) -> None:
    """Approvals of every age, reviewed or not, given notice or not, some put right."""
    by = given.officer(derby)
    for months in (1, 5, 11, 12, 13, 17, 18, 19, 23, 24, 25, 31, 60):
        for route in (Route.MAINSTREAM, Route.KINSHIP, Route.TRANSFER_IN):
            on = TODAY - timedelta(days=round(months * 30.44))
            load(derby, HouseholdApproved(happened_on=on, places=1), route=route)
    old = HouseholdApproved(happened_on=date(2020, 1, 6), places=1)
    for days in (1, 300, 355, 360, 365, 366, 400, 700, 740, 1200):
        on = TODAY - days * DAY
        load(derby, old, ReviewCompleted(happened_on=on), UnannouncedVisitMade(happened_on=TODAY - 10 * DAY))
    for days in (1, 27):
        on = TODAY - days * DAY
        load(derby, old, NoticeReceived(happened_on=on, ends_on=on + 28 * DAY))
    # No review is due after the end.
    load(derby, HouseholdApproved(happened_on=TODAY - 300 * DAY, places=1), NOTICE)
    load(derby, old, HouseholdDeregistered(happened_on=TODAY - 5 * DAY))
    load(derby, old, TerminationProposed(happened_on=TODAY - 30 * DAY, answer_by=TODAY - 2 * DAY))
    home = load(derby, old)  # a review that did not happen hides nothing
    journey = max(_journeys(home))
    given.reviewed(home, journey, TODAY - 360 * DAY, by=by)
    wrong = journeys.record(home, journey, ReviewCompleted(happened_on=TODAY - 2 * DAY), by=by)
    journeys.strike_out(home, wrong, reason="did_not_happen", by=by)


def _journeys(home: int) -> list[int]:
    return list(db.session.scalars(select(TieRecord.journey_id).where(TieRecord.household_id == home)))


def _by_folding(derby: int) -> set[tuple[int, str, date, bool, bool, str | None]]:
    """The same clocks the slow way: every household is read whole."""
    measures = clocks.measures(derby, TODAY)
    found = set()
    for row in ways.decided(held.NOW.agency_id == derby, (derby,), TODAY):
        home = load_cluster(derby, [row.household_id])[row.household_id]
        journey = home.fold(row.household_id, measures.rulebook).journey(row.journey_id)
        assert journey is not None
        for each in clocks.running(journey, measures, ends_on=row.ends_on):
            found.add((row.household_id, each.label, each.due_on, each.limit, each.silent, each.stops))
    return found


def test_what_is_kept_of_clocks_is_what_reading_every_history_says(
    app: Flask, clock_at: Callable[[date], None]
) -> None:
    clock_at(TODAY)
    derby = given.agency()
    _many(derby)
    which = held.NOW.agency_id == derby
    every = {
        (home, each.label, each.due_on, each.limit, each.silent, each.stops)
        for home, _agency, _way, each in held.held(which, (derby,), TODAY)
    }
    assert every == _by_folding(derby) and len(every) > 80
    for name, days in ((held.SOON, 7), (held.AHEAD, 90)):
        ahead = timedelta(days=days)
        wanted = {each[:3] for each in every if (each[3] or each[2] <= TODAY + ahead) and not each[4]}
        found = {
            (household_id, running.label, running.due_on)
            for household_id, due in held.to_do(which, (derby,), TODAY, name).items()
            for _way, running in due
        }
        assert found == wanted and len(found) > 20


def test_it_takes_no_more_queries_for_many_households_than_for_one(
    app: Flask, clock_at: Callable[[date], None]
) -> None:
    clock_at(TODAY)
    derby = given.agency()

    def asked(more: int) -> tuple[int, int]:
        for _ in range(more):
            load(derby, HouseholdApproved(happened_on=date(2020, 1, 6), places=1), NOTICE)
        with counted() as statements:
            found = list(held.held(held.NOW.agency_id == derby, (derby,), TODAY))
        return len(statements), len(found)

    few, many = asked(1), asked(6)
    assert few[0] == many[0] and few[1] * 7 == many[1]


def test_crm_check_finds_a_kept_clock_that_no_event_says_and_crm_init_works_it_out_anew(
    app: Flask, clock_at: Callable[[date], None], cli: Callable[..., Answer]
) -> None:
    clock_at(TODAY)
    load(given.agency(), HouseholdApproved(happened_on=date(2025, 3, 10), places=1))
    db.session.execute(text("UPDATE held_clock SET due_on = '2031-01-06' WHERE rule = 'RV-1'"))
    db.session.execute(text(import_module("migrations.versions.054_told_and_agreed").TO_FOLD))
    db.session.commit()
    answer = cli("check")
    assert answer.code == 1 and "held_clocks_are_the_fold: held_clock says" in answer.err
    assert cli("init").code == 0 and cli("check").code == 0


def test_a_change_of_the_law_s_clocks_comes_with_a_migration_that_works_them_out_anew() -> None:
    """What is kept of them is worked out when a household's events change: put all into `to_fold` (as 054 does)."""
    kept = [each for each in law_clocks() if set(each.during) & set(PHASES)]
    lengths = [rules()[name] for name in sorted({each.rule for each in kept})]
    assert sha256(repr((kept, lengths)).encode()).hexdigest()[:16] == "0ea4d5c16cc83f1b"


def test_how_far_ahead_and_how_long_after_the_end_is_a_council_s_to_say(
    app: Flask, clock_at: Callable[[date], None]
) -> None:
    clock_at(TODAY)
    derby = given.agency()
    by = replace(given.officer(derby), role=Role.MANAGER)
    near = load(derby, HouseholdApproved(happened_on=TODAY - 355 * DAY, places=1))
    left = load(
        derby,
        HouseholdApproved(happened_on=date(2020, 1, 6), places=1),
        HouseholdDeregistered(happened_on=TODAY - 50 * DAY),
    )

    def found() -> tuple[set[int], set[int]]:
        which = held.NOW.agency_id == derby
        rows = ways.decided(which, (derby,), TODAY)
        return set(held.to_do(which, (derby,), TODAY, held.SOON)), {row.household_id for row in rows}

    assert found() == ({left}, {near, left})  # nobody has offered an exit interview
    for name, days in (("today_ahead_days", 14), ("clocks_after_end_days", 30)):
        change(name, days, valid_from=TODAY, agency_id=derby, by=by)
    assert found() == ({near}, {near})
