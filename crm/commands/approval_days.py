"""The days on which approvals end, or answers are due, by the rules of the agency and of the law."""

from __future__ import annotations

from datetime import date, timedelta

from crm.journey.deadlines import due
from crm.register import deadlines, holidays, settings


def notice_ends_on(agency_id: int, received_on: date) -> date:
    """The day on which an approval ends after notice: 28 days from its receipt (RV-8)."""
    return received_on + timedelta(days=settings.rulebook(agency_id).rules.notice_days.on(received_on))


def answer_by(sent_on: date, rule: str = "DM-7") -> date:
    """The last day to answer a proposal not to approve (DM-7), or to end or revise an approval (RV-6).

    BeyondCalendar at its edge.
    """
    (last,) = due(deadlines.rules()[rule], sent_on, holidays.statutory_calendar())
    return last.on


def temporary_ends_on(since: date, *, extended: bool = False) -> date:
    """The first day that a temporary approval does not cover (KC-2), or once it is extended (KC-3)."""
    return deadlines.first_day("KC-3" if extended else "KC-2", since)


def adopters_end_on(received_on: date) -> date:
    """The first day that the approval of adopters does not cover after their notice (KC-10)."""
    return deadlines.first_day("KC-10", received_on)
