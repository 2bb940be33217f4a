"""The other routes: kinship, transfers in, short breaks, and hosts of supported lodgings."""

from __future__ import annotations

from datetime import date, timedelta

from crm.demo import days
from crm.demo.flows import Flow
from crm.demo.lives import Life, Lives
from crm.journey.ranges import Route

PROVIDERS = ("Example Foster Care Ltd", "Sample Families", "Invented Homes for Children")


def kinship(lives: Lives, flow: Flow) -> None:
    """Applications without an enquiry or a visit (KC-8), and the approvals of named children's carers."""
    for day in days.spread(flow.kinship_applications, flow.starts, flow.ends, lives.rng):
        life = lives.begin(Route.KINSHIP, day.year)
        life.application_on = day
        life.stage1_complete_on = days.later(day, 20, 45, lives.rng)
    decisions = days.decisions(len(flow.kinship_approvals), flow.starts, flow.ends, lives.rng)
    for day, places in zip(decisions, flow.kinship_approvals, strict=True):
        waiting = [
            life
            for life in lives.all
            if life.route is Route.KINSHIP
            and life.application_on
            and life.decision_on is None
            and 80 <= (day - life.application_on).days <= 240  # noqa: PLR2004 - from three months to eight (PN-7)
        ]
        life = waiting[0] if waiting else lives.begin(Route.KINSHIP, day.year)
        lives.approve(life, day, places)
        life.panel_on = days.panel_before(day)


def transfers_in(lives: Lives, flow: Flow) -> None:
    """Carers who come from another service, on the day on which its approval ends (OA-5)."""
    for day, places in _decided(lives, flow, flow.transfers_in):
        life = _asked(lives, Route.TRANSFER_IN, day - timedelta(days=lives.rng.randint(95, 130)))
        life.source, life.transferred_from = "ifa_carer", lives.rng.choice(PROVIDERS)
        life.application_on = days.later(life.enquiry_on or day, 10, 20, lives.rng)
        lives.approve(life, day, places)
        life.panel_on = days.panel_before(day)


def short_breaks(lives: Lives, flow: Flow) -> None:
    """Carers of short breaks only: mainstream, with a line of their own (B-14)."""
    for day, places in _decided(lives, flow, flow.short_breaks):
        life = _asked(lives, Route.SHORT_BREAK, day - timedelta(days=lives.rng.randint(140, 160)))
        _assess(lives, life, day, places)
        life.panel_on = days.panel_before(day)


def lodgings(lives: Lives, flow: Flow) -> None:
    """Hosts of supported lodgings: a simpler assessment, no panel, and a ledger of their own (B-15)."""
    for day in days.spread(flow.lodgings_enquiries, flow.starts, flow.ends, lives.rng):
        _asked(lives, Route.SUPPORTED_LODGINGS, day)
    for day, places in _decided(lives, flow, flow.lodgings_approvals):
        waiting = [
            life
            for life in lives.all
            if life.route is Route.SUPPORTED_LODGINGS
            and life.enquiry_on
            and life.application_on is None
            and (day - life.enquiry_on).days >= 60  # noqa: PLR2004 - two months at least
        ]
        if waiting:
            _assess(lives, waiting[0], day, places)


def _decided(lives: Lives, flow: Flow, places: tuple[int, ...]) -> list[tuple[date, int]]:
    return list(zip(days.decisions(len(places), flow.starts, flow.ends, lives.rng), places, strict=True))


def _asked(lives: Lives, route: Route, day: date) -> Life:
    life = lives.begin(route, day.year)
    life.enquiry_on = days.office_day(day, date.max)
    life.first_contact_on = days.later(life.enquiry_on, 0, 2, lives.rng)
    life.source = lives.rng.choice(("website", "word_of_mouth", "event"))
    return life


def _assess(lives: Lives, life: Life, decision: date, places: int) -> None:
    """Visit and application, in the days that are left between enquiry and decision."""
    assert life.enquiry_on  # noqa: S101 - as made by `_asked`, for the type checker
    left = (decision - life.enquiry_on).days
    life.visit_on = days.later(life.enquiry_on, left // 8, left // 7, lives.rng)
    life.application_on = days.later(life.visit_on, left // 8, left // 7, lives.rng)
    lives.approve(life, decision, places)
