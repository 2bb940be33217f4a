"""What the rows of a file must satisfy together: each reference once, and households tied by their first one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping

from crm.exchange.tracker.columns import TrackerRow
from crm.exchange.tracker.problems import Findings
from crm.journey.ranges import Population, Route, population_of


def judge(
    rows: Iterable[TrackerRow], findings: Findings, loaded: Mapping[str, str], refused: Mapping[str, int]
) -> None:
    """Report references used twice, and household references that name no household.

    `loaded` gives, for each reference that the agency has on record, the first reference of its household;
    `refused`, the rows of this file in which a cell could not be read.
    """
    in_file: dict[str, TrackerRow] = {}
    for row in rows:
        earlier = in_file.setdefault(row.reference, row)
        used_in = earlier.number if earlier is not row else refused.get(row.reference)
        if used_in is not None:
            twice = f"already used in row {used_in}; expected a reference that no other row has"
            findings.refuse(row.number, "reference", row.reference, twice)
    for row in in_file.values():
        if row.household_reference is not None:
            says = _wrong(row, row.household_reference, in_file, loaded, refused, findings.bad_rows)
            if says:
                findings.refuse(row.number, "household_reference", row.household_reference, says)
    _warn_of_handovers(in_file.values(), findings)


def _warn_of_handovers(rows: Iterable[TrackerRow], findings: Findings) -> None:
    """A kinship approval that ends as the household's mainstream one begins: two counts, and perhaps one was meant.

    A reclassification is neither approval nor de-registration (B-7); an ending that the file states is one.
    """
    ended = defaultdict[tuple[str, object], list[TrackerRow]](list)
    rows = list(rows)
    for row in rows:
        if population_of(Route(row.route)) is Population.KINSHIP and row.deregistered_on and row.decision_on:
            ended[row.household_reference or row.reference, row.deregistered_on].append(row)
    for row in rows:
        if population_of(Route(row.route)) is Population.MAINSTREAM and row.decision_on and row.places:
            for left in ended[row.household_reference or row.reference, row.decision_on]:
                findings.warn(
                    left.number,
                    "deregistered_on",
                    row.decision_on.isoformat(),
                    f"row {row.number} approves the household that day: counted as a de-registration and a new "
                    "approval; if the one became the other, leave this cell empty",
                )


def _wrong(
    row: TrackerRow,
    first: str,
    in_file: Mapping[str, TrackerRow],
    loaded: Mapping[str, str],
    refused: Mapping[str, int],
    bad_rows: Container[int],
) -> str | None:
    """What is wrong with a row's household reference, or None."""
    on_record = loaded.get(row.reference, first)
    if on_record != first:
        return f"on record the household's first reference is {on_record}; expected that, or an empty cell"
    if first in loaded:
        return None if loaded[first] == first else _not_first(loaded[first])
    if first in refused or (first in in_file and in_file[first].number in bad_rows):
        return f"row {refused.get(first) or in_file[first].number}, which has that reference, is refused"
    if first not in in_file:
        return "no row has this reference, here or on record; expected the first reference of the same household"
    told = in_file[first].household_reference
    return None if told is None or told == first else _not_first(told)


def _not_first(first: str) -> str:
    return f"not the first reference of its household; expected {first}"
