"""Which days the pages of what campaigns brought are asked for, and as known on which."""

from __future__ import annotations

from urllib.parse import urlencode

from crm import access, clock
from crm.journey.saying import said
from crm.pages import filters, registers
from crm.reads.brought import Asked
from crm.reads.copies_for import NOT_FIXED
from crm.reports.period import DAY, KnownOn, Period, financial_year, fixed


def read(problems: filters.Problems) -> Asked:
    """The period and the day of the address, else this financial year as known today. Who sees whole quarters and
    years only gets no other (trust 5.4)."""
    today = clock.today()
    default = financial_year(today)
    first, last = registers.period(default.first, default.last, problems)
    period = Period(first, last)
    if not fixed(period) and not access.may("reports.periods"):
        problems.append((NOT_FIXED, "#filter-from"))
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
    """The periods that one asks for most."""
    this = financial_year(clock.today())
    last = financial_year(this.first - DAY)
    decade = Period(this.first.replace(year=this.first.year - 9), this.last)
    found = (("This financial year", this), ("Last financial year", last), ("Ten years", decade))
    days = [(label, {"from": str(each.first), "to": str(each.last)}) for label, each in found]
    return [(label, f"{path}?{urlencode(given)}") for label, given in days]
