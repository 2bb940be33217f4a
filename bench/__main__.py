"""`python -m bench`: measure, print the table, and exit 0 whatever it says."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

from bench import (
    attribution,
    campaign,
    databases,
    england,
    fees,
    homes,
    imports,
    keystrokes,
    long_history,
    looks,
    pages,
    papers,
    reports,
    serving,
    sums,
    writers,
)
from bench.databases import Workshop, workshop
from bench.filling import Filling, Spool, filling
from bench.outcome import Outcome, table

ROWS = 50_000

Part = Callable[[Workshop, argparse.Namespace], Iterator[Outcome]]


def main() -> None:
    """Measure what was asked for, and say how each part goes while it does."""
    options = _options()
    outcomes: list[Outcome] = []
    with workshop(tuple(options.databases)) as place:
        for name in options.only:
            start = time.perf_counter()
            for outcome in PARTS[name](place, options):
                outcomes.append(outcome)
                sys.stderr.write(f"{outcome.what}: {outcome.measured:.2f} {outcome.unit}\n")
            sys.stderr.write(f"-- {name}, in {time.perf_counter() - start:.0f} s\n")
    sys.stdout.write(table(outcomes) + "\n")


def _figures(place: Workshop, options: argparse.Namespace) -> Iterator[Outcome]:
    """The reports' sums on England's rows, in every database and in DuckDB."""
    made = [place.database(kind) for kind in options.databases]
    spool = Spool(place.folder)
    with ExitStack() as stack:
        targets: list[Filling] = [spool, *(stack.enter_context(filling(database)) for database in made)]
        for rows in england.england(options.scale):
            for target in targets:
                for name, values in rows.items():
                    target.take(name, values)
    duck = spool.into_duckdb()
    for database in made:
        yield from sums.measure(database, duck, agency_id=1)
        place.drop(database)


def _records(place: Workshop, options: argparse.Namespace) -> Iterator[Outcome]:
    """The import; then pages and writers on what two imports leave."""
    for kind in options.databases:
        database, outcomes = imports.measure(place, kind, options.rows)
        yield from outcomes
        imports.grow(place, database, options.rows, first=options.rows + 1)
        yield from pages.measure(database)
        yield from writers.measure(database)
        place.drop(database)


def _audit(place: Workshop, options: argparse.Namespace) -> Iterator[Outcome]:
    """Who looked, among a million rows."""
    for kind in options.databases:
        database = place.database(kind)
        yield from looks.measure(database, options.audit_rows)
        place.drop(database)


def _serving(place: Workshop, _options: argparse.Namespace) -> Iterator[Outcome]:
    yield from serving.measure(place.folder)


def _campaign(place: Workshop, options: argparse.Namespace) -> Iterator[Outcome]:
    """The public form, as many as a television campaign brings."""
    for kind in options.databases:
        database = place.database(kind)
        yield from campaign.measure(database, place.folder / kind)
        place.drop(database)


def _household(place: Workshop, options: argparse.Namespace) -> Iterator[Outcome]:
    """The pages of one household that has been with the service for ten years."""
    for kind in options.databases:
        database = place.database(kind)
        yield from long_history.measure(database)
        place.drop(database)


def _keystrokes(place: Workshop, options: argparse.Namespace) -> Iterator[Outcome]:
    """Hints and searches as one types, among twice the rows of the tracker file."""
    for kind in options.databases:
        database = place.database(kind)
        yield from keystrokes.measure(database, 2 * options.rows)
        place.drop(database)


def _homes(place: Workshop, options: argparse.Namespace) -> Iterator[Outcome]:
    """Looking for a home among 5,000."""
    for kind in options.databases:
        database = place.database(kind)
        folder = place.folder / f"homes-{kind}"
        folder.mkdir()
        yield from homes.measure(database, folder)
        place.drop(database)


def _attribution(place: Workshop, options: argparse.Namespace) -> Iterator[Outcome]:
    """What campaigns of a hub brought and cost in ten years."""
    for kind in options.databases:
        database = place.database(kind)
        yield from attribution.measure(database)
        place.drop(database)


def _fees(place: Workshop, options: argparse.Namespace) -> Iterator[Outcome]:
    """A year of what 300 carers are paid."""
    for kind in options.databases:
        database = place.database(kind)
        folder = place.folder / f"fees-{kind}"
        folder.mkdir()
        yield from fees.measure(database, folder)
        place.drop(database)


def _papers(place: Workshop, options: argparse.Namespace) -> Iterator[Outcome]:
    """A committee's paper, and a workbook with fifty thousand rows behind its figures."""
    for kind in options.databases:
        database = place.database(kind)
        yield from papers.measure(place, database)
        place.drop(database)


def _reports(place: Workshop, options: argparse.Namespace) -> Iterator[Outcome]:
    """The pages of reports, as a committee's officer opens them."""
    for kind in options.databases:
        database = place.database(kind)
        yield from reports.measure(place, database)
        place.drop(database)


def _hub(place: Workshop, options: argparse.Namespace) -> Iterator[Outcome]:
    """The hub's own report, of twelve councils together."""
    for kind in options.databases:
        database = place.database(kind)
        yield from reports.of_a_hub(place, database)
        place.drop(database)


PARTS: dict[str, Part] = {
    "figures": _figures,
    "records": _records,
    "audit": _audit,
    "serving": _serving,
    "campaign": _campaign,
    "keystrokes": _keystrokes,
    "household": _household,
    "homes": _homes,
    "attribution": _attribution,
    "fees": _fees,
    "papers": _papers,
    "reports": _reports,
    "hub": _hub,
}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Speed, as ratios within one run. About eleven minutes on two cores."
    )
    parser.add_argument(
        "--scale", type=_scale, default=1.0, help="of England: from 0.01 to 1, whose goals are met at 1"
    )
    parser.add_argument("--rows", type=int, default=ROWS, help="of the tracker file; half of the list's households")
    parser.add_argument("--audit-rows", type=int, default=1_000_000, help="of the audit that is searched")
    parser.add_argument("--databases", nargs="+", choices=databases.NAMES, default=databases.NAMES)
    parser.add_argument("--only", nargs="+", choices=list(PARTS), default=list(PARTS))
    return parser.parse_args()


def _scale(given: str) -> float:
    scale = float(given)
    if not 0.01 <= scale <= 1:
        raise argparse.ArgumentTypeError("expected a number from 0.01 to 1")
    return scale


if __name__ == "__main__":
    main()
