"""How dates, counts and money are written: the Jinja filters. One way for each, everywhere.

Blank, zero, suppressed and unknown are four different things and are printed differently (domain.md section 1):
a figure that is not there yet is empty, nothing is 0, a number too small to publish is 'c', and what nobody
recorded is 'not recorded'.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, Final

from flask import Flask
from flask.templating import Environment
from markupsafe import Markup, escape

from crm import care_words, clock, contact_words, kinship_words, words, work_words
from crm.journey import rate_lines

MINUS: Final = "\N{MINUS SIGN}"
HARD_SPACE: Final = "\N{NO-BREAK SPACE}"
SUPPRESSED: Final = "c"
BLANK: Final = Markup(
    '<span class="hearth-blank"><span aria-hidden="true">\N{EN DASH}</span>'
    '<span class="govuk-visually-hidden">no figure yet</span></span>'
)
UNKNOWN: Final = Markup('<span class="hearth-unknown">not recorded</span>')

Day = date | datetime


def long_date(value: Day | None) -> str:
    """'4 March 2026'; a moment is given its London day; nothing is an empty text."""
    if value is None:
        return ""
    day = _day(value)
    return f"{day.day} {day:%B} {day.year}"


def short_date(value: Day | None) -> str:
    """'4 Mar 2026', for tables."""
    return "" if value is None else _short(_day(value))


@lru_cache(1024)  # a page of a list says some seventy days, and the next page the same ones
def _short(day: date) -> str:
    return f"{day.day} {day:%b} {day.year}"


def iso_date(value: str) -> str:
    """'24 December 2026' of a day in a setting: '2026-12-24'."""
    return long_date(date.fromisoformat(value))


def week_date(value: Day | None) -> str:
    """'Wed 4 Mar', for what is near."""
    if value is None:
        return ""
    day = _day(value)
    return f"{day:%a} {day.day} {day:%b}"


def full_date(value: date) -> str:
    """'Thursday 4 March', for a day whose year goes without saying."""
    return f"{value:%A} {value.day} {value:%B}"


def moment(value: datetime | None) -> str:
    """'4 March 2026 at 9:05am', London time."""
    return f"{long_date(value)} at {time_of_day(value)}" if value is not None else ""


def time_of_day(value: datetime) -> str:
    """'9:05am', London time."""
    local = value.astimezone(clock.LONDON)
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def span(begins: date, ends: date) -> str:
    """'April to September 2021' for whole months, else '4 March 2021 to 9 May 2021'."""
    whole = begins.day == 1 and _is_last_of_month(ends)
    if whole and (begins.year, begins.month) == (ends.year, ends.month):
        return f"{begins:%B} {begins.year}"
    if whole:
        first = f"{begins:%B}" if begins.year == ends.year else f"{begins:%B} {begins.year}"
        return f"{first} to {ends:%B} {ends.year}"
    return f"{long_date(begins)} to {long_date(ends)}"


def number(value: int | None) -> str | Markup:
    """'1,234', a true minus sign, and for None the sign of 'no figure yet'."""
    if value is None:
        return BLANK
    return f"{MINUS if value < 0 else ''}{abs(value):,}"


def signed(value: int | None) -> str | Markup:
    """'+5', '−9', '0': for changes."""
    if value is None:
        return BLANK
    return f"+{value:,}" if value > 0 else number(value)


def count(value: int | None, one: str, many: str | None = None) -> str | Markup:
    """'1 household', '3 beds', with a space that does not break; `many` is the plural where it is not -s."""
    if value is None:
        return BLANK
    return f"{number(value)}{HARD_SPACE}{one if value == 1 else many or one + 's'}"


def file_size(bytes_: int) -> str:
    """'3.2 MB', '230 KB': as people know the size of a file."""
    if bytes_ >= 1_000_000:
        return f"{bytes_ / 1_000_000:.1f}{HARD_SPACE}MB"
    return f"{max(1, round(bytes_ / 1_000))}{HARD_SPACE}KB"


def percent(part: int | None, whole: int | None) -> str | Markup:
    """'26%': a share of a whole, rounded half up; of nothing there is no share."""
    if part is None or not whole:
        return BLANK
    share = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal(1), ROUND_HALF_UP)
    return f"{share}%"


def money(pounds: Decimal | int | None) -> str | Markup:
    """'£1,234.50', and '£700' for whole pounds."""
    if pounds is None:
        return BLANK
    amount = Decimal(pounds).quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = f"{abs(amount):,.0f}" if amount == amount.to_integral_value() else f"{abs(amount):,.2f}"
    return f"{MINUS if amount < 0 else ''}£{text}"


def recorded(value: object) -> str | Markup:
    """The value as text, or 'not recorded' where there is none; 0 is a value."""
    return UNKNOWN if value is None or value == "" else escape(str(value))


def due_label(due_on: date, today: date, done_on: date | None = None) -> words.Label:
    """How near a clock is, in words and with a colour; once it is met, whether it was in time."""
    late = ((done_on or today) - due_on).days
    if done_on is not None:
        return (
            words.Label("done in time", "green") if late <= 0 else words.Label(f"done {_days(late)} late", "orange")
        )
    if late > 0:
        return words.Label(f"{_days(late)} late", "red")
    near = {0: words.Label("due today", "orange"), -1: words.Label("due tomorrow", "yellow")}
    return near.get(late) or words.Label(f"{_days(-late)} left", "grey")


def days_later(happened_on: date, recorded_at: datetime | None) -> int:
    """How many days after it happened a thing was recorded; 0 on the same day, or where that is not known."""
    return (_day(recorded_at) - happened_on).days if recorded_at else 0


def _days(number_of: int) -> str:
    return f"{number_of:,} day{'' if number_of == 1 else 's'}"


def lower_first(text: str) -> str:
    """The text as it stands inside a sentence: 'Panel' is 'panel'; 'AW1' and 'IFA' stay as they are."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def label(code: str | None, table: str | Mapping[str, str]) -> str:
    """The words of a code: `{{ source|label('SOURCES') }}` from a table of `crm.words`, or from a table given."""
    if not isinstance(table, str):
        return words.said(table, code)
    return words.said(_table(table), code)


@lru_cache(256)  # each line of a list asks for one or two, of some dozens that there are
def _table(name: str) -> Mapping[str, str]:
    modules = (words, contact_words, care_words, kinship_words)
    found: Mapping[str, str] = next(getattr(each, name) for each in modules if hasattr(each, name))
    return found


@lru_cache(256)  # each line of a list has one, of a dozen that there are
def stage_tag(name: str) -> Markup:
    """Where a journey is, in words with a colour, as `components/stage_tag.html` shows any state."""
    said = words.stage(name)
    return Markup('<strong class="govuk-tag govuk-tag--{}">{}</strong>').format(said.colour, said.text)


def _day(value: Day) -> date:
    return clock.day_of(value) if isinstance(value, datetime) else value


def _is_last_of_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def month(day: date) -> str:
    """'August 2015'."""
    return long_date(day).partition(" ")[2]


FILTERS: dict[str, Callable[..., str]] = {
    "long_date": long_date,
    "short_date": short_date,
    "iso_date": iso_date,
    "month": month,
    "week_date": week_date,
    "full_date": full_date,
    "moment": moment,
    "time_of_day": time_of_day,
    "number": number,
    "signed": signed,
    "count_of": count,
    "percent_of": percent,
    "file_size": file_size,
    "money": money,
    "recorded": recorded,
    "label": label,
    "lower_first": lower_first,
    "stage_tag": stage_tag,
    "listed": words.listed,
    "rate_line": lambda row, kind: rate_lines.typed(kind, [row]),
}


class Templates(Environment):
    """Flask's templates, whose names are copied for each file when it is read, and not looked up one map in another
    each time a page takes a component in: a twentieth of a page's time. Nothing is added once pages are shown."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


def install(app: Flask) -> None:
    """Give templates these filters, those that take days, and the tables of words; before anything else does."""
    app.jinja_environment = Templates
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(
        words=words,
        work_words=work_words,
        contact_words=contact_words,
        care_words=care_words,
        due_label=due_label,
        days_later=days_later,
        span=span,
    )
