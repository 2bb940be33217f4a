"""From enquiry to decision: each step of each half year is taken by somebody who had reached the one before."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import date, timedelta

from crm.demo import days
from crm.demo.flows import Flow
from crm.demo.lives import Life, Lives
from crm.journey.ranges import Route

ON_THE_DAY = 0.75  # of first contacts within a day
COMES_BACK = 0.04  # of enquiries are by people who asked before
BY_CAMPAIGN = 0.2
WINDOW = 90  # days (ST-4)
REMEMBERED = timedelta(days=900)  # whoever comes back comes back by then
SOURCES = (
    ("website", 34), ("word_of_mouth", 14), ("existing_carer", 10), ("social_media", 14), ("event", 7),
    ("phone", 6), ("employer", 5), ("press_radio", 3), ("hub", 3), ("faith_or_community", 2), ("ifa_carer", 1),
    ("other", 1),
)  # fmt: skip


def enquire(lives: Lives, flow: Flow) -> None:
    """The enquiries of a half year."""
    for day in days.spread(flow.enquiries, flow.starts, flow.ends, lives.rng):
        _ask(lives, lives.begin(Route.MAINSTREAM, day.year), day)


def repeat(lives: Lives, flow: Flow) -> None:
    """Some ask again within the window: each is on record, and none is counted."""
    for _ in range(flow.repeats):
        asked = lives.rng.choice(
            [
                life
                for life in lives.all
                if life.enquiry_on
                and flow.starts <= life.enquiry_on
                and (flow.ends - life.enquiry_on).days > WINDOW
                and life.begun_by is None
                and not life.left_alone
            ]
        )
        assert asked.enquiry_on  # noqa: S101 - as chosen above, for the type checker
        again = lives.begin(Route.MAINSTREAM, asked.enquiry_on.year, asked)
        _ask(lives, again, days.later(asked.enquiry_on, 12, 60, lives.rng))
        again.left_alone = True
        # Whoever took it down knew them: their journey goes on, and nobody calls for this one.
        again.closed_on, again.closed_stage, again.closed_by = again.enquiry_on, "enquiry", "applicant"
        again.first_contact_on = None
        again.closed_reason = "duplicate"


def come_back(lives: Lives) -> None:
    """Some of those who ask asked before, and went no further then: two journeys of one household."""
    ended: list[Life] = []
    asking = sorted((life for life in lives.all if life.enquiry_on), key=lambda life: life.enquiry_on or date.min)
    for life in asking:
        if life.route is not Route.MAINSTREAM or life.left_alone or life.begun_by:
            continue
        lives.turn_to(f"coming back {life.reference}")
        if lives.rng.random() < COMES_BACK:
            _tie(life, lives, ended)
        if life.closed_on and life.application_on is None and life.begun_by is None:
            ended.append(life)


def _tie(life: Life, lives: Lives, ended: list[Life]) -> None:
    assert life.enquiry_on  # noqa: S101 - as chosen by the caller, for the type checker
    latest, earliest = life.enquiry_on - timedelta(days=2 * WINDOW), life.enquiry_on - REMEMBERED
    able = [
        other
        for other in ended
        if earliest <= (other.enquiry_on or date.max) <= latest and (other.closed_on or date.max) <= life.enquiry_on
    ]
    if able:
        before = lives.rng.choice(able)
        ended.remove(before)
        life.begun_by, life.family = before, before.family
        life.source, life.employer, life.campaign = "previous_enquirer", None, None


def progress(lives: Lives, flows: tuple[Flow, ...]) -> None:
    """Visits, then applications, then decisions to approve, each on exactly as many days as the flows say."""
    asked = Waiting(lives, lambda life: life.first_contact_on)
    for flow in flows:
        lives.turn_to(f"visits {flow.starts}")
        for day in days.spread(flow.visits, flow.starts, flow.ends, lives.rng):
            asked.take(day, 6, 45).visit_on = day
    visited = Waiting(lives, lambda life: life.visit_on)
    for flow in flows:
        lives.turn_to(f"applications {flow.starts}")
        for day in days.spread(flow.applications, flow.starts, flow.ends, lives.rng):
            life = visited.take(day, 9, 75)
            life.application_on = day
            life.stage1_complete_on = days.later(day, 35, 64, lives.rng)
    applied = Waiting(lives, lambda life: life.application_on)
    for flow in flows:
        lives.turn_to(f"approvals {flow.starts}")
        decisions = days.decisions(len(flow.approvals), flow.starts, flow.ends, lives.rng)
        for day, places in zip(decisions, flow.approvals, strict=True):
            life = applied.take(day, 110, 245)
            lives.approve(life, day, places)
            life.panel_on = days.panel_before(day)


class Waiting:
    """Those who have taken one step and wait for the next, by the day since when."""

    def __init__(self, lives: Lives, since: Callable[[Life], date | None]) -> None:
        self._lives = lives
        mainstream = (life for life in lives.all if life.route is Route.MAINSTREAM and not life.left_alone)
        waiting = ((start, life) for life in mainstream if (start := since(life)) is not None)
        self._waiting = sorted(waiting, key=lambda each: each[0])

    def take(self, day: date, low: int, high: int) -> Life:
        """Somebody who has waited between `low` and `high` days, or longer or shorter where there is nobody.

        In the first months nobody may be waiting: then somebody whose earlier steps no tracker knows.
        """
        for least, most in ((low, high), (low // 2, high * 2)):
            first = bisect_left(self._waiting, day - timedelta(days=most), key=lambda each: each[0])
            after = bisect_right(self._waiting, day - timedelta(days=least), key=lambda each: each[0])
            if first < after:
                return self._waiting.pop(self._lives.rng.randrange(first, after))[1]
        return self._lives.begin(Route.MAINSTREAM, day.year)


def _ask(lives: Lives, life: Life, day: date) -> None:
    rng = lives.rng
    life.enquiry_on = day
    life.first_contact_on = days.later(day, 0, 1, rng) if rng.random() < ON_THE_DAY else days.later(day, 2, 5, rng)
    life.source = rng.choices([name for name, _ in SOURCES], [weight for _, weight in SOURCES])[0]
    if life.source == "employer":
        life.employer = rng.choice(lives.inventor.employers)
    if rng.random() < BY_CAMPAIGN:
        life.campaign = rng.choice(lives.inventor.campaigns)
