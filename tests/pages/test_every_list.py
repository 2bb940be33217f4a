"""On random histories each list has as many rows as its figure says, narrowed or not, in every form."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from crm import words
from crm.actor import Role
from crm.commands import people
from crm.exchange.quarterly import origins, why_ended
from crm.exchange.quarterly.flat import BLOCKS, block_of, flat
from crm.exchange.quarterly.paper_grids import FOSTERING, shown
from crm.journey import events
from crm.journey.events import Event
from crm.journey.flow import Part as Flow
from crm.journey.ranges import Route
from crm.people import merging
from crm.reports.asking import read
from crm.reports.figures import ALL, MEMBERS, PARTS_OF_PACE, Source, named, of_block, told_of
from crm.reports.quarterly import Quarterly, quarterly
from crm.reports.rows import THIS
from crm.reports.scope import everybody
from crm.reports.steps import WORK
from tests import given as arrange
from tests.doors import CheckingClient
from tests.examples import many, searching
from tests.exchange.test_papers import rows_of, said_by_pdf
from tests.pages.test_reports import elements
from tests.reports.histories import DAY, left, load, merge

pytestmark = pytest.mark.slow  # some hundred pages and files

SignIn = Callable[..., CheckingClient]
Numbers = Counter[tuple[str, str]]  # by population and figure
HALF = "from=2021-04-01&to=2021-09-30&known_on=2021-12-09"
AREAS = (None, "DE22 1AA", "NG1 5DT")


@dataclass(frozen=True)
class Life:
    """What became of one household: how far it came, and how it ended."""

    route: Route = Route.MAINSTREAM
    first: int = 0  # days after 1 February 2021
    steps: tuple[int, ...] = ()  # days between one step and the next
    places: int = 2
    offers: tuple[tuple[str, ...], ...] = field(default=((),))  # at first, and as terms came to name them
    source: str | None = None
    end: str | None = None
    postcode: str | None = None
    late: bool = False  # put on record only long after the last of it

    def happened(self) -> Iterator[Event]:
        day = date(2021, 2, 1) + self.first * DAY
        yield events.EnquiryReceived(happened_on=day, source=self.source)
        kinds = (events.FirstContactMade, events.VisitCompleted, events.ApplicationReceived)
        for kind, days in zip((*kinds, events.AssessmentStarted), self.steps, strict=False):
            day += days * DAY
            yield kind(happened_on=day)
        if len(self.steps) < 5:
            if self.end:
                yield events.JourneyClosed(happened_on=day + DAY, reason=self.end, initiator="applicant")
            return
        day += self.steps[-1] * DAY
        yield events.HouseholdApproved(happened_on=day, places=self.places, offers=self.offers[0])
        for places, offers in enumerate(self.offers[1:], 1):
            day += 20 * DAY
            yield events.TermsChanged(happened_on=day, places=places, offers=offers)
        if self.end:
            yield left(day + 10 * DAY, "ifa" if self.end == "housing" else None, "retired")


OFFERS = ((), ("respite",), ("short_term", "respite"), ("short_term",))


def a_life(of: Random) -> Life:
    """Any life: most come some way, and some to an approval whose terms change."""
    return Life(
        route=of.choice([Route.MAINSTREAM, *Route]),
        first=of.randrange(200),
        steps=tuple(of.randrange(25) for _ in range(of.choice([0, 1, 2, 3, 5, 5, 5]))),
        places=of.randint(1, 3),
        offers=tuple(of.choice(OFFERS) for _ in range(of.randint(1, 3))),
        source=of.choice([None, "website", "word_of_mouth"]),
        end=of.choice([None, None, "housing", "health"]),
        postcode=of.choice(AREAS),
        late=of.random() < 0.2,
    )


def arranged(agency: int, lives: Sequence[Life]) -> None:
    """These households' lives, put on record as a tracker's are; the last two turn out to be one household."""
    officer, homes = arrange.officer(agency), []
    for life in lives:
        happened = tuple(life.happened())
        at = datetime(2021, 12, 8, 12, tzinfo=UTC) if life.late else None
        homes.append(load(agency, *happened, route=life.route, recorded_at=at))
        if life.postcode:
            version = merging.numbered(homes[-1]).version
            people.change_address(
                homes[-1], address=None, postcode=life.postcode, nature="corrected", version=version, by=officer
            )
    merge(agency, homes[-1], homes[-2])


def in_json(told: Mapping[str, Any]) -> Numbers:
    """Every number of the period in the report's JSON that has a list, each of the four populations apart."""
    found: Numbers = Counter()
    for population, blocks in told["populations"].items():
        for block, value in blocks.items():
            for line, number in value.items() if isinstance(value, dict) else [("", value)]:
                found[population, f"{block}.{line}".rstrip(".")] = number
    for population, stages in told["stages"].items():
        found |= _lines({(population, f"stages.{stage}"): parts for stage, parts in stages.items()})
    for population, spans in told["pace"].items():
        for span, found_in in spans.items():
            counts = {line: found_in[line] for line in PARTS_OF_PACE}
            found |= _lines({(population, f"pace.{span}"): counts})
    for population, steps in told["cohort"]["populations"].items():
        found |= _lines({(population, f"cohort.{step}"): parts for step, parts in steps.items()})
    for each in told["sources"]:
        lines = {line: number for line, number in each.items() if line not in ("population", "by", "value", "name")}
        found |= _lines({(each["population"], f"sources.{each['by']}~{each['value']}"): lines})
    for block, first, second in (("ended", "stage", "reason"), ("left", "reason", "to")):
        for each in told[block]:
            found[each["population"], f"{block}.{each[first]}~{each[second]}.{each['by']}"] = each["count"]
    for what in WORK:
        for population, held in told["caseload"][what].items():
            found |= _lines({(population, f"caseload.{what}"): {line: held[line] for line in ("held", "nobody")}})
    return found


def _lines(each: Mapping[tuple[str, str], Mapping[str, int]]) -> Numbers:
    return Counter(
        {(who, f"{block}.{line}"): n for (who, block), lines in each.items() for line, n in lines.items()}
    )


def in_csv(content: bytes) -> Numbers:
    """The same of its CSV."""
    codes = {label: code for code, label in words.POPULATIONS.items()}
    found: Numbers = Counter()
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    for _, population, block, line, _, value, *_ in rows[1:]:
        name = f"{block}.{line}".lstrip(".")
        if population in codes and named(name) is not None:
            found[codes[population], name] = int(value or 0)
    return found


def in_lists(content: bytes, report: Quarterly) -> Numbers:
    """What the rows of the workbook's lists come to, each figure's found by its name as a reader filters them."""
    book: Any = CalamineWorkbook.from_filelike(io.BytesIO(content))
    codes = {label: code for code, label in words.POPULATIONS.items()}
    names = {(block_of(each.key[2]), each.label): each.key[2] for each in flat(report) if each.key[0] == THIS}
    sheets = {title[:31]: block for block, title in {**BLOCKS, "": "Approved and still active"}.items()}
    found: Numbers = Counter()
    for title in set(book.sheet_names) - {"Figures", "About", "Definitions"}:
        for label, population, *_, quantity in book.get_sheet_by_name(title).to_python()[1:]:
            name = names[sheets[title], label]
            found[codes[population], name] += int(quantity) if by_quantity(name) else 1
    for (population, name), rows in list(found.items()):
        if population in MEMBERS[ALL] and block_of(name) not in ("ended", "left", "sources"):  # told apart
            found[ALL, name] += rows
    return found


def by_quantity(name: str) -> bool:
    """Whether a figure is what its rows come to, as of places and of gains and losses; else how many they are."""
    figure = named(name)
    assert figure is not None, name
    return figure.unit == "place" or figure.moves


def listed(numbers: Numbers) -> Numbers:
    """Those that have a list of their own: a net change is the lines between opening and closing."""
    return Counter({key: n for key, n in numbers.items() if n and not key[1].endswith(".net")})


def on_page(page: str) -> dict[str, tuple[tuple[str, str], int]]:
    """Each number of the period on the page, by the address of its list."""
    found = {}
    for link in elements(page, "a"):
        asked = {name: values[0] for name, values in parse_qs(urlsplit(link.attrib["href"]).query).items()}
        if "figure" in asked and (asked["from"], asked["to"]) == ("2021-04-01", "2021-09-30"):
            number = int((link.text or "").replace("−", "-").replace(",", ""))
            found[link.attrib["href"]] = (asked["population"], asked["figure"]), number
    return found


def rows_on(page: str, name: str) -> int:
    """How many rows the list on a page has; of places, and of what is gained or lost, what they come to."""
    rows = [row for body in elements(page, "tbody") for row in body]
    if not by_quantity(name):
        return len(rows)
    return sum(int("".join(row[-1].itertext()).replace("−", "-")) for row in rows)


def rows_of_file(client: CheckingClient, href: str, name: str) -> int:
    """The same of the file that the list leaves as."""
    [form] = [each for each in elements(client.get(href).text, "form") if "export" in each.attrib.get("action", "")]
    file = client.fill_in(href, {"reason": "report"}, form=form.attrib["action"]).get_data().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(file)))[1:]
    return sum(int(row[-1]) for row in rows) if by_quantity(name) else len(rows)


def in_paper(report: Quarterly, numbers: Numbers) -> Iterator[tuple[str, ...]]:
    """The rows that a paper must have, as the lists make them: the books, stages, why it ended, and sources."""
    if report.empty:
        return
    for figure in of_block("activity", "", "households", "places"):
        if told_of(figure, report.scope) and figure.source not in (Source.NET, Source.DISTINCT):
            told = (numbers[population, figure.name] for population in FOSTERING)
            yield (words.figure(figure.name), *(shown(figure, each) for each in told))
    there = {population for population, _, _ in report.stages.counts or {}}
    for population in there:
        for stage in report.stages.order[population]:
            told = (numbers[population, f"stages.{stage}.{part}"] for part in Flow)
            yield (words.stage(stage).text, *map(str, told))
    for each in (*why_ended.ended(report), *why_ended.left(report)):
        own = (each.first, each.second, each.whose, words.POPULATIONS[each.population])
        yield (*own, str(numbers[each.population, each.figure.name]))
    for origin in origins.origins(report, "source"):
        told = (numbers[origin.population, origin.figure(line).name] for line in origin.counts)
        yield (origin.name, words.POPULATIONS[origin.population], *map(str, told))


def every_form_agrees(client: CheckingClient, address: str, some: Random, *, in_pdf: bool) -> None:
    """One report in every form: each number of each has its rows in the workbook, and on its page."""
    report = _report(address)
    book = client.fill_in(address, {"reason": "report"}, form=_workbook(client, address))
    lists = in_lists(book.get_data(), report)
    assert listed(in_json(json.loads(client.get(f"{address}&format=json").text))) == lists, address
    once = Counter({key: rows for key, rows in lists.items() if not (key[0] == ALL and key[1].startswith("pace."))})
    sheet = listed(in_csv(client.get(f"{address}&format=csv").get_data()))
    assert sheet | lists == lists and sheet & once == once, address  # the pace of all only where it repeats nothing
    page = on_page(client.get(address).text)
    for href, ((population, name), number) in page.items():
        figure = named(name)
        if figure is not None and figure.source is not Source.NET:
            sign = figure.sign if figure.moves else 1
            assert sign * number == lists[population, name], href
    filled = sorted(href for href, (_, number) in page.items() if number)
    for href in some.sample(filled, min(2, len(filled))):
        (_, name), number = page[href]
        assert rows_on(client.get(href).text, name) == abs(number), href
        assert rows_of_file(client, href, name) == abs(number), href
    paper = rows_of(client.get(f"{address}&format=docx").get_data())
    text = "".join(said_by_pdf(client.get(f"{address}&format=pdf").get_data()).split()) if in_pdf else None
    for row in in_paper(report, lists):
        assert any(tuple(each[: len(row)]) == row for each in paper), (address, row)
        assert text is None or "".join("".join(row).split()) in text, (address, row)


def _report(address: str) -> Quarterly:
    given_in = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    asked = read(given_in, everybody()).question
    assert asked is not None
    return quarterly(asked.scope, asked.period, asked.known_on)


def _workbook(client: CheckingClient, address: str) -> str:
    [form] = [
        each for each in elements(client.get(address).text, "form") if "workbook" in each.attrib.get("action", "")
    ]
    return form.attrib["action"]


@pytest.mark.parametrize("seed", range(many(1)))
def test_every_list_has_as_many_rows_as_its_figure_says_in_all_forms(
    app: Flask, sign_in: SignIn, clock_at: Callable[[datetime | date], None], seed: int
) -> None:
    """The whole report, and narrowed to a route, an offer, an area and none that is known."""
    clock_at(date(2021, 12, 9))
    of = Random(seed)  # noqa: S311 - it draws histories
    lives = [a_life(of) for _ in range(12)]
    arranged(arrange.agency(), lives)
    client = sign_in(Role.MANAGER)
    asked = ("", f"&route={lives[0].route}", "&offer=respite", f"&area={of.choice(['DE22', 'none'])}")
    in_pdf = of.choice(asked)  # the slowest of them: of one, and of the others where more is searched for
    for each in asked:
        address = f"/reports/quarterly?agency=derby&{HALF}{each}"
        every_form_agrees(client, address, of, in_pdf=each == in_pdf or searching())
