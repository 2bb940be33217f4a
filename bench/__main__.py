"""`python -m bench`: measure, print the table, and exit 0 whatever it says."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack

from bench import databases, england, sums
from bench.databases import Workshop, workshop
from bench.filling import Spool, filling
from bench.outcome import Outcome, table

SCALE = 0.2


def main() -> None:
    """Measure what was asked for."""
    options = _options()
    kinds = tuple(options.databases)
    outcomes: list[Outcome] = []
    with workshop(kinds) as place:
        for outcome in figures(place, kinds, options.scale):
            outcomes.append(outcome)
    sys.stdout.write(table(outcomes) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Speed, as ratios within one run.")
    parser.add_argument("--scale", type=float, default=SCALE, help="of England: from 0.01 to 1")
    parser.add_argument("--databases", nargs="+", choices=databases.NAMES, default=databases.NAMES)
    return parser.parse_args()


def figures(place: Workshop, kinds: tuple[str, ...], scale: float) -> Iterator[Outcome]:
    """The reports' sums on England's rows."""
    made = [place.database(kind) for kind in kinds]
    spool = Spool(place.folder)
    start = time.perf_counter()
    with ExitStack() as stack:
        targets = [spool, *(stack.enter_context(filling(database)) for database in made)]
        for rows in england.england(scale):
            for target in targets:
                for name, values in rows.items():
                    target.take(name, values)
    _say(f"{england.agencies(scale)} agencies filled in {time.perf_counter() - start:.0f} s")
    duck = spool.into_duckdb()
    for database in made:
        yield from sums.measure(database, duck, agency_id=1)
        place.drop(database)


def _say(what: str) -> None:
    sys.stderr.write(what + "\n")


if __name__ == "__main__":
    main()
