"""What Derby set itself to reach: targets for a year, and the priorities of its strategy with their reviews."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from crm import clock
from crm.actor import Actor
from crm.commands import priorities, report_mails, targets
from crm.commands.priorities import Terms as Aim
from crm.commands.targets import Terms
from crm.demo.diary import Diary
from crm.register import priorities as kept
from crm.register import targets as known
from crm.reports.period import DAY, Period, financial_year, half

AGREED = "Sufficiency strategy, agreed by the committee"
# The figure, the population, how many in a financial year.
YEARLY = (
    ("activity.approvals", "all", 30),
    ("places.net", "mainstream", 12),
    ("activity.enquiries", "mainstream", 240),
    ("activity.deregistrations", "mainstream", 14),
)
FIRST_HALF = half(date(2021, 9, 30))
MONTH = timedelta(days=30)
# What is to be reached, where it stands, the figure that measures it, and how many months ago it was reviewed.
PRIORITIES = (
    ("Approve 30 households a year", "on_track", "activity.approvals", 2),
    ("More beds than we lose", "behind", "places.net", 4),
    ("A range as wide as possible at each annual review", "on_track", "places.closing", 1),
    ("Carers for teenagers and sibling groups", "not_started", "", 0),
)


def tell(agency_id: int, diary: Diary, manager: Actor, today: date) -> None:
    """Targets of the half year of the paper, of last year and of this one, one of them raised since; priorities."""
    this = financial_year(today)
    last = financial_year(this.first - DAY)
    diary.note(FIRST_HALF.first, partial(_set, agency_id, ("places.net", "mainstream", 8), FIRST_HALF, manager))
    for year in (last, this):
        for aim in YEARLY:
            diary.note(year.first, partial(_set, agency_id, aim, year, manager))
    raised = this.first + 3 * MONTH
    if raised <= today:
        diary.note(raised, partial(_raise, agency_id, this, manager))
    diary.note(today - MONTH, partial(_by_mail, manager))
    for wanted in PRIORITIES:
        months = wanted[3]
        diary.note(this.first if months else today, partial(_aim, agency_id, wanted, this, manager))
        if months:
            diary.note(max(today - months * MONTH, this.first), partial(_review, agency_id, wanted, manager))


def _by_mail(manager: Actor) -> None:
    """The manager has the quarterly report sent, once late entries are in, and the targets each month."""
    assert manager.user_id is not None  # noqa: S101 - one of the accounts of the demonstration
    report_mails.add(manager.user_id, "quarterly", "quarter", 10, by=manager)
    report_mails.add(manager.user_id, "targets", "month", 3, by=manager)


def _set(agency_id: int, aim: tuple[str, str, int], period: Period, by: Actor) -> None:
    figure, population, number = aim
    terms = Terms(number=number, first=period.first, last=period.last, note=AGREED)
    targets.set_one(agency_id, figure, population, terms, by=by)


def _raise(agency_id: int, year: Period, by: Actor) -> None:
    """More enquiries are wanted than were thought."""
    for each in known.of_agencies([agency_id]):
        if (each.figure, each.now.first) == ("activity.enquiries", year.first):
            terms = Terms(number=260, first=year.first, last=year.last, note="Raised after the first quarter")
            targets.change(each.id, terms, version=each.now.id, by=by)


def _aim(agency_id: int, aim: tuple[str, str, str, int], year: Period, by: Actor) -> None:
    """A priority for this year and the next, measured by this year's target of its figure, or by the figure."""
    title, status, figure, _ = aim
    own = [each for each in known.of_agencies([agency_id]) if each.figure == figure]
    target = next((each.id for each in own if each.now.first == year.first), None)
    terms = Aim(
        title=title,
        owner_id=by.user_id or 0,
        due_on=financial_year(year.last + DAY).last,
        status="not_started" if status == "not_started" else "on_track",
        target_id=target,
        figure="" if target else figure,
        population="mainstream" if figure and not target else "",
        note=AGREED,
    )
    priorities.set_one(agency_id, terms, by=by)


def _review(agency_id: int, aim: tuple[str, str, str, int], by: Actor) -> None:
    """Where it stands, as the recruitment board found it."""
    title, status = aim[:2]
    for each in kept.of_agencies([agency_id]):
        if each.now.title == title:
            said = "Looked at with the figures of the quarter"
            priorities.review(each.id, clock.today(), status, said, version=each.now.id, by=by)
