"""Which days the pages of what campaigns brought are asked for, and as known on which."""

from __future__ import annotations

from urllib.parse import urlencode

from crm import access, clock
from crm.journey.saying import said
from crm.pages import filters, registers
from crm.reads import brought as reads
from crm.reads.brought import Asked
from crm.reports.period import DAY, KnownOn, Period, financial_year

NOT_ENDED = "Choose a whole financial year that has ended, like 1 April 2024 to 31 March 2025"


def read(problems: filters.Problems) -> Asked:
    """The period and the day of the address, else this financial year as known today, and for who does not see
    numbers as counted the last that has ended (trust 5.4)."""
    today, by = clock.today(), access.current_actor()
    default = financial_year(today)
    if not reads.may_ask(default, by):
        default = reads.periods(by)[0]
    first, last = registers.period(default.first, default.last, problems)
    period = Period(first, last)
    if not reads.may_ask(period, by):
        problems.append((NOT_ENDED, "#filter-from"))
        period = default
    day = registers.day("known_on", today, problems)
    if day > today:
        problems.append(
            (f"The known-on day, {said(day)}, is in the future: today is {said(today)}", "#filter-known_on")
        )
        day = today
    return Asked(
        period, KnownOn(day if access.may("reports.unsuppressed") or access.may("reports.funnel") else today)
    )


def kept(asked: Asked, **more: str) -> dict[str, str]:
    """The same as an address has it."""
    days = {"from": str(asked.period.first), "to": str(asked.period.last)}
    known = {} if asked.known_on.day == clock.today() else {"known_on": str(asked.known_on.day)}
    return {**days, **known, **{name: value for name, value in more.items() if value}}


def at_hand(path: str) -> list[tuple[str, str]]:
    """The periods that one asks for most, or all that one may ask for."""
    by = access.current_actor()
    if not reads.may_ask(financial_year(clock.today()), by):
        own = [(_said(each), {"from": each.first, "to": each.last}) for each in reads.periods(by)]
        return [(label, f"{path}?{urlencode(given)}") for label, given in own]
    this = financial_year(clock.today())
    last = financial_year(this.first - DAY)
    decade = Period(this.first.replace(year=this.first.year - 9), this.last)
    found = (("This financial year", this), ("Last financial year", last), ("Ten years", decade))
    days = [(label, {"from": str(each.first), "to": str(each.last)}) for label, each in found]
    return [(label, f"{path}?{urlencode(given)}") for label, given in days]


def _said(period: Period) -> str:
    """'2024 to 2025'."""
    return f"{period.first.year} to {period.last.year}"
