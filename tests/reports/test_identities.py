"""Random histories through the commands: at every step the report reconciles, adds up, and comes to its lists."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from crm import clock
from crm.commands import journeys
from crm.extensions import db
from crm.journey import events
from crm.journey.ranges import Population
from crm.reports import cohort, once, scope, sources, standing
from crm.reports.behind import lines
from crm.reports.figures import ALL, FIGURES, MEMBERS, Source
from crm.reports.period import DAY, KnownOn, Period, financial_year, quarter
from crm.reports.quarterly import Column, columns, quarterly
from crm.reports.scope import Scope
from crm.reports.steps import BY, ENQUIRIES, OF_SOURCES, STEPS
from tests import given
from tests.examples import many
from tests.ledger.test_identities import Officers
from tests.reports import every_block

ADDS_UP = [figure.name for figure in FIGURES.values() if figure.source in (Source.ENTRIES, Source.NET)]
LISTED = ("activity.enquiries", "households.opening", "places.net", "places.closing", "approved_and_still_active")


class Committee(Officers):
    """The same service at work, where approvals change and end often, and are reported on after every step."""

    @rule(
        which=st.integers(0, 9),
        days=st.integers(0, 60),
        places=st.integers(1, 6),
        extended=st.booleans(),
        offers=st.sampled_from([None, ("respite",), ("short_term",), ("short_term", "respite")]),
    )
    def change_terms(
        self, which: int, days: int, places: int, extended: bool, offers: tuple[str, ...] | None
    ) -> None:
        cause = "capital_scheme" if extended else "terms"
        told = events.TermsChanged(happened_on=date.min, places=places, cause=cause, offers=offers)
        self._record(which, days, lambda day: replace(told, happened_on=day))

    @rule(which=st.integers(0, 9), days=st.integers(0, 60), destination=st.sampled_from([None, "none", "ifa"]))
    def leave(self, which: int, days: int, destination: str | None) -> None:
        def end(day: date) -> events.Event:
            if destination == "ifa":  # who goes to another service gives notice (RV-8)
                last = day + timedelta(days=28)
                return events.NoticeReceived(happened_on=day, ends_on=last, destination=destination)
            return events.HouseholdDeregistered(happened_on=day, destination=destination, reason="deceased")

        self._record(which, days, end)

    @rule(home=st.integers(0, 2), back=st.integers(0, 120), source=st.sampled_from([None, "website", "employer"]))
    def hear_of_it(self, home: int, back: int, source: str | None) -> None:
        event = events.EnquiryReceived(
            happened_on=self._day(back), source=source, employer="Example Works" if source == "employer" else None
        )
        household = self.homes[home % len(self.homes)]
        self._try(lambda: given.journey(household, event, by=self.officer))

    def _record(self, which: int, days: int, make: Callable[[date], events.Event]) -> None:
        """Record what follows an approval, so many days after it began: an end may lie ahead."""
        found = standing.approvals([self.agency], clock.end_of_day(clock.today()))
        db.session.rollback()
        if found:
            each = found[which % len(found)]
            event = make(each.approval.begins_on + timedelta(days=days))
            self._try(lambda: journeys.record(each.household_id, each.approval.journey_id, event, by=self.officer))

    @invariant()
    def every_identity_holds(self) -> None:
        """What the ledger's own test proves is left to it; this one reads the reports."""
        mine = next(each for each in scope.choices(scope.everybody()) if self.agency in each.agency_ids)
        days = [clock.today(), *self.known][:3]
        for known_on in map(KnownOn, days):
            self._adds_up(mine, known_on)
        db.session.rollback()

    def teardown(self) -> None:
        """A page that shows what was known beside what is known reads both at once: each is as it is by itself."""
        mine = next(each for each in scope.choices(scope.everybody()) if self.agency in each.agency_ids)
        days = [KnownOn(day) for day in (*[*self.known][:2], clock.today())]
        year = financial_year(days[0].day)
        apart = [quarterly(mine, year, known_on) for known_on in days]
        for known_on in days:
            every_block.reads_enough(mine, quarter(known_on.day), known_on)
        with once.once(*(known_on.before for known_on in days)):
            assert [quarterly(mine, year, known_on) for known_on in days] == apart
            for known_on, report in zip(days, apart, strict=True):
                every_block.holds(report)
                every_block.of_each_route(mine, year, known_on)
                every_block.of_each_offer(mine, year, known_on)
                every_block.of_each_area(mine, year, known_on)
        db.session.rollback()
        super().teardown()

    def _adds_up(self, mine: Scope, known_on: KnownOn) -> None:
        year = financial_year(known_on.day)
        quarters = [quarter(year.first)]
        while quarters[-1].last < year.last:
            quarters.append(quarter(quarters[-1].last + DAY))
        begun = [each for each in quarters if known_on.begun(each)]
        whole, *parts = columns(mine, [year, *begun], known_on)
        for column in (whole, *parts):
            assert column.gaps == (), f"{column.period.label}, known on {known_on.day}"
        for population in MEMBERS:
            self._in_step(whole, parts, population)
        self._listed(mine, year, whole, known_on)
        self._followed(mine, year, whole, known_on)
        self._by_source(mine, year, whole, known_on)

    def _in_step(self, whole: Column, parts: list[Column], population: str) -> None:
        for name in ADDS_UP:
            assert sum(part.values[population, name] for part in parts) == whole.values[population, name], name
        for book in ("households", "places"):
            for before, after in zip(parts, parts[1:], strict=False):
                assert before.values[population, f"{book}.closing"] == after.values[population, f"{book}.opening"]

    def _followed(self, mine: Scope, year: Period, whole: Column, known_on: KnownOn) -> None:
        """Of the cohort those who came so far are those who came further, ended there, or are still there."""
        approved = standing.approvals(mine.agency_ids, known_on.before)
        found = Counter(cohort.cohort(mine, year, known_on, approved))
        for population in Population:
            counts = [[found.get((population, step, part), 0) for part in ENQUIRIES] for step in STEPS]
            assert counts[0][0] == whole.values[population, "activity.enquiries"]
            for (reached, ended, there), (further, *_) in zip(counts, [*counts[1:], [0]], strict=True):
                assert reached == further + ended + there
        for step, part, line in cohort.told(mine, known_on.counted(year), known_on.before, approved):
            found[Population(line.population), step, part] -= line.quantity
        assert not any(found.values())

    def _by_source(self, mine: Scope, year: Period, whole: Column, known_on: KnownOn) -> None:
        """The sources make the report's totals, and so do campaigns and employers; each has its list."""
        found = sources.read(mine, year, known_on)
        assert found is not None
        totals = {"enquiries": "enquiries", "visits": "initial_visits", "applications": "applications"}
        for population, by in itertools.product(Population, BY):
            own = found.about(population, by)
            sums = {line: sum(found.value((population,), each, line) for each in own) for line in OF_SOURCES}
            for line, name in {**totals, "approvals": "approvals"}.items():
                assert sums[line] == whole.values[population, f"activity.{name}"], (by, line)
            begun = ("places.new_approvals", "places.transfers_in")
            assert sums["places"] == sum(whole.values[population, name] for name in begun)
            assert sums["places"] == sum(sums[f"places_{part}"] for part in ("kept", "lost", "not_yet"))
        listed = Counter(found.counts)
        approved = standing.approvals(mine.agency_ids, known_on.before)
        for about, part, behind in sources.told(mine, known_on.counted(year), known_on.before, approved):
            listed[Population(behind.population), about, part] -= behind.quantity
        assert not any(listed.values())

    def _listed(self, mine: Scope, year: Period, whole: Column, known_on: KnownOn) -> None:
        for name in LISTED:
            found = lines(mine, FIGURES[name], ALL, known_on.counted(year), known_on.before)
            assert sum(line.quantity for line in found) == whole.values[ALL, name], name


@pytest.mark.slow  # thousands of reports; the ledger's own identities are in `make check`
def test_the_report_reconciles_after_every_step_of_random_histories(app: Flask) -> None:
    health = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        Committee, settings=settings(max_examples=many(12), stateful_step_count=20, suppress_health_check=health)
    )
