"""The reports of Derby's that went to its committees, frozen on their days; this quarter's is interim."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from crm import clock
from crm.actor import Actor
from crm.commands import freezing
from crm.commands.freezing import Subject
from crm.demo.diary import Diary
from crm.exchange.quarterly import frozen
from crm.reports import scope as scopes
from crm.reports.period import DAY, KnownOn, Period, half, quarter
from crm.reports.quarterly import quarterly

COMMITTEE = date(2021, 12, 9)  # when the half year was reported; some of it was recorded later
PAPERS = timedelta(days=12)  # from the end of a quarter until its paper is written


def tell(slug: str, diary: Diary, manager: Actor, today: date) -> None:
    """Freeze the half year of the paper, the quarter that ended last, and this one as far as it is known."""
    before = quarter(quarter(today).first - DAY)
    for day, period in (
        (COMMITTEE, half(date(2021, 9, 30))),
        (min(before.last + PAPERS, today), before),
        (today, quarter(today)),
    ):
        diary.note(day, partial(freeze, slug, period, manager))


def freeze(slug: str, period: Period, by: Actor) -> None:
    """Freeze the report of an agency as it is known on the day of the clock."""
    scope, known_on = scopes.of_agency(slug, by), KnownOn(clock.today())
    about = Subject(
        scope=slug,
        scope_name=scope.name,
        is_hub=False,
        agency_ids=scope.agency_ids,
        first=period.first,
        last=period.last,
        known_on=known_on.day,
        interim=frozen.interim(period, known_on),
    )

    def make(at: datetime, marks: tuple[int, int]) -> frozen.Frozen:
        return frozen.frozen(quarterly(scope, period, known_on), at=at, by=by.user_id, marks=marks)

    freezing.freeze(about, make, by=by)
