"""A frozen pack as a paper: its figures as they were frozen, what each is today where that differs, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm import formatters, words
from crm.exchange.papers import (
    NO_FIGURE,
    NOT_FOR_PUBLICATION,
    Heading,
    Paper,
    Part,
    Section,
    Table,
    Text,
    Waterfall,
)
from crm.exchange.quarterly import paper_targets
from crm.exchange.quarterly.frozen_tables import COLUMN, Cell, View, shown
from crm.exchange.quarterly.frozen_tables import Table as Frozen
from crm.exchange.quarterly.sentences import signed
from crm.journey.ranges import Population
from crm.journey.saying import said
from crm.reads.changed import DifferenceSeen, HouseholdSeen, News
from crm.reads.frozen import PackSeen
from crm.reports.differences import Reading, Value
from crm.reports.figures import MEMBERS, Source, of_block
from crm.reports.rows import THIS

POPULATIONS = tuple(words.POPULATIONS[each] for each in MEMBERS)
WHY = ("Figure", "Now, and when reported", "Household", "Then", "Now", "What was recorded")
NO_LIST = (
    "No list is kept behind this number: the differences of households and beds beside it say what was recorded."
)


@dataclass(frozen=True, slots=True)
class Why:
    """The differences with their households, if `unnamed` does not say why these are not listed; and `more`."""

    seen: Sequence[DifferenceSeen]
    more: int
    unnamed: str


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that a paper of a pack is made of. `definitions` and `rules` are the pack's own."""

    pack: PackSeen
    agencies: Sequence[str]
    view: View
    then: Reading
    rules: dict[str, Any]
    definitions: dict[str, str]
    targets: Sequence[dict[str, Any]]
    why: Why
    today: date


def paper(told: Told, mark: str = NOT_FOR_PUBLICATION) -> Paper:
    """All of it; `mark` stands on every page."""
    pack = told.pack
    return Paper(
        title=f"{pack.scope_name}: {pack.period.label}, pack {pack.id}",
        about=tuple(_about(told)),
        mark=mark,
        sections=tuple(_sections(told)),
    )


def _about(told: Told) -> Iterator[tuple[str, str]]:
    pack = told.pack
    yield "Report", "Quarterly report of fostering recruitment and retention, frozen"
    yield ("Hub" if pack.is_hub else "Agency"), pack.scope_name
    yield "Agencies", ", ".join(told.agencies)
    yield "Period", f"{said(pack.period.first)} to {said(pack.period.last)}"
    interim = "; interim, as the period had not ended" if pack.interim else ""
    yield "As known on", f"{said(pack.known_on)}{interim}"
    yield "Frozen", f"{formatters.moment(pack.frozen_at)} by {pack.frozen_by}"
    yield "Beside it", f"what is known on {said(told.today)}"
    yield "Hash of the pack", pack.content_hash


def _sections(told: Told) -> Iterator[Section]:
    yield Section("What has changed since", tuple(_changed(told)))
    for title, tables in (
        (COLUMN[THIS], told.view.this),
        *((f"{name}: {period.label}", tables) for name, period, tables in told.view.compared),
    ):
        chart = (_waterfall(told.then),) if tables is told.view.this else ()
        yield Section(title, (*chart, *(part for each in tables for part in _table(each, title))))
        if told.view.differs and tables is told.view.this:
            yield Section("Why has this changed?", tuple(_why(told.why)))
    title = "Targets, as they stood when it was frozen"
    yield from paper_targets.section(told.targets, title, f"Targets of {told.pack.period.label}")
    rows = tuple(
        (label, told.definitions[name])
        for name, label in {key[2]: flat.label for key, flat in told.then.figures.items()}.items()
        if name in told.definitions
    )
    meant = Table("Each figure, as it was frozen", ("Figure", "What it means"), rows, numbers=2)
    yield Section("What the figures mean", (meant, *_rules(told.rules)))


def _changed(told: Told) -> Iterator[Part]:
    if not told.view.differs:
        yield Text("Every figure is today what it was when it was frozen.")
        return
    many = "1 figure is" if told.view.differs == 1 else f"{told.view.differs:,} figures are"
    yield Text(f"{many} different today. What it is today stands first, and what was reported after it.")
    yield Text("Why has this changed? stands after the figures, figure by figure.")


def _why(why: Why) -> Iterator[Part]:
    """Each difference, down to the households that those may see who take the paper."""
    yield Text(why.unnamed or "Households are named by their references alone: the page of the pack leads to each.")
    rows = tuple(row for each in why.seen for row in _difference(each, listed=not why.unnamed))
    yield Table("Each figure that differs", WHY, rows, numbers=len(WHY))
    if why.more:
        yield Text(f"{why.more:,} more differ: the page of the pack has them all.")


def _difference(each: DifferenceSeen, *, listed: bool) -> Iterator[tuple[str, ...]]:
    """A row for each household behind it; at least one."""
    found = each.difference
    column, population, name = found.key
    of = {"households": ", households", "places": ", beds"}.get(name.partition(".")[0], "")
    period = "" if column == THIS else f" ({COLUMN[column].lower()})"
    label = f"{found.label}, {words.POPULATIONS[population].lower()}{of}{period}"
    values = f"{_value(name, found.now)}; {_value(name, found.then)} when reported"
    for one in each.households:
        yield label, values, one.household.reference, f"{one.then:,}", f"{one.now:,}", "\n".join(_news(one))
    if each.hidden:
        are = "household is" if each.hidden == 1 else "households are"
        yield label, values, "", "", "", f"{each.hidden:,} {are} hidden: the agency does not share them."
    elif not each.households:
        yield label, values, "", "", "", NO_LIST if listed else ""


def _news(one: HouseholdSeen) -> Iterator[str]:
    """What was recorded of a household, by whom and when; or why there is nothing."""
    for each in one.news:
        yield (
            f"{words.counted(each.what)}, {formatters.short_date(each.on)}: {_how(each)} "
            f"{formatters.moment(each.recorded_at)} by {each.recorded_by}."
        )
    if not one.news and one.joined:
        yield "Records were merged or parted since."
    elif not one.news:
        yield "It has taken effect since." if one.effective else "A rule for counting was changed."


def _how(each: News) -> str:
    if each.withdrawn:
        return "an import was undone"
    if each.correction:
        return f"put right ({each.reason or 'no reason given'})"
    return "came with an import" if each.loaded else "recorded"


def _table(each: Frozen, period: str) -> Iterator[Part]:
    if each.wide:
        rows = tuple((line.label, *map(_cell, line.cells)) for line in each.lines)
        yield Table(f"{each.title}, {period[:1].lower()}{period[1:]}", ("Figure", *POPULATIONS), rows)
        return
    listed = tuple((line.label, line.population, *map(_cell, line.cells)) for line in each.lines)
    columns = ("Figure", "Population", "As frozen")
    yield Table(f"{each.title}, {period[:1].lower()}{period[1:]}", columns, listed, numbers=2)


def _cell(cell: Cell) -> str:
    """'15; 10 when reported', or the figure alone where it is the same."""
    if not cell.why:
        return NO_FIGURE if cell.then is None else cell.then
    return f"{cell.now}; {'none' if cell.then is None else cell.then} when reported"


def _waterfall(then: Reading) -> Waterfall:
    """The mainstream beds as they were frozen."""
    values = {
        figure: int(then.value((THIS, Population.MAINSTREAM, figure.name)) or 0) for figure in of_block("places")
    }
    [net] = [value for figure, value in values.items() if figure.source == Source.NET]
    rows = tuple(
        (words.figure(figure.name), figure.sign * value, "move" if figure.moves else "total")
        for figure, value in values.items()
        if figure.source != Source.NET
    )
    caption = f"Net {signed(net)} mainstream beds, when reported"
    return Waterfall("waterfall", caption, "Mainstream beds from opening to closing", rows, "approved places")


def _rules(rules: dict[str, Any]) -> Iterator[Part]:
    yield Heading("By which rules it was counted")
    for council, settled in rules["settings"].items():
        held = (
            f"{name.replace('_', ' ')} {each['value']}, from {formatters.iso_date(each['from'])}"
            for name, each in settled.items()
        )
        yield Text(f"{council}: {'; '.join(held)}.")


def _value(name: str, value: Value) -> str:
    return "none" if value is None else str(shown(name, value))
