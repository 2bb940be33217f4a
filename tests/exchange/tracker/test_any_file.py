"""Whatever the file, the reader answers in words, and says of every row whether it can be loaded."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.exchange import safe_cells
from crm.exchange.tracker import header, reading
from crm.exchange.tracker.columns import COLUMNS, ROUTES
from crm.exchange.tracker.problems import Unreadable

pytestmark = pytest.mark.slow  # together they take seconds

RULES = header.Rules(today=date(2026, 3, 4))

_days = st.dates(date(1890, 1, 1), date(2030, 1, 1)).flatmap(
    lambda day: st.sampled_from([day.isoformat(), f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}"])
)
_cells = st.one_of(
    st.just(""),
    _days,
    st.integers(-3, 30).map(str),
    st.sampled_from(["terms", "capital_scheme", "short_term;respite", ";", "AW1", "=1", "T-1", *ROUTES]),
    st.text(max_size=12),
)


@given(st.binary(max_size=400))
def test_any_bytes_are_answered_in_words(data: bytes) -> None:
    try:
        tracker = reading.read(io.BytesIO(data), RULES)
    except Unreadable as refusal:
        assert str(refusal)
    else:
        assert tracker.findings.problems or tracker.rows


@given(st.binary(max_size=300))
def test_any_bytes_under_a_good_header_are_answered_in_words(data: bytes) -> None:
    try:
        reading.read(io.BytesIO(b"reference,route,places\n" + data), RULES)
    except Unreadable as refusal:
        assert str(refusal)


@given(
    columns=st.permutations(COLUMNS).flatmap(lambda names: st.integers(1, len(names)).map(lambda n: names[:n])),
    rows=st.lists(st.lists(_cells, min_size=len(COLUMNS), max_size=len(COLUMNS)), min_size=1, max_size=5),
)
def test_every_row_is_either_loaded_or_named(columns: list[str], rows: list[list[str]]) -> None:
    names = list(dict.fromkeys(["reference", "route", *columns]))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([names, *(cells[: len(names)] for cells in rows)])

    try:
        tracker = reading.read(io.BytesIO(text.getvalue().encode("utf-8", "replace")), RULES)
    except Unreadable as refusal:
        assert "no rows" in str(refusal)
        return

    good, bad = [row.number for row in tracker.rows], tracker.findings.bad_rows
    assert len(good) + len(bad) == tracker.told
    assert not bad.intersection(good)
    assert {each.row for each in tracker.findings.problems} == bad
    for found in [*tracker.findings.problems, *tracker.findings.warnings]:
        assert str(found).startswith(f"row {found.row}")
        assert str(found).isprintable()


@given(st.text())
def test_a_text_made_safe_for_a_spreadsheet_comes_back_whole(text: str) -> None:
    safe = safe_cells.safe(text)

    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert safe_cells.plain(safe) == text
