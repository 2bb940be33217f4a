"""What is done once a day: a job for each London day, asked for by whoever looks first, and done once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from crm import clock
from crm.actor import system
from crm.commands import jobs

KINDS = (
    "accounts.sweep",
    "range_requests.begin",  # before the accounts of those are closed whom it tells what lapsed
    "carer_accounts.sweep",
    "drafts.sweep",
    "morning_mails.begin",
    "report_mails.begin",
)


def ask() -> None:
    """Ask for the jobs of today. Asked for again, by this process or another, they are the same jobs."""
    for kind in KINDS:
        jobs.ask(kind, {}, by=system(), key=f"{kind} {clock.today()}")


def before(work: Callable[[], object]) -> Callable[[], None]:
    """The work of a clockwork, with the day's jobs asked for at its first turn of a day."""
    asked: set[date] = set()

    def turn() -> None:
        if clock.today() not in asked:
            ask()
            asked.clear()
            asked.add(clock.today())
        work()

    return turn
