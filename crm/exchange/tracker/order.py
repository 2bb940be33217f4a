"""What one row must satisfy as a whole: its dates in order, an approval before what follows from one.

What is impossible is refused; what is only unusual is a warning (domain.md section 5, 'Order').
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from crm.exchange.tracker import cells
from crm.exchange.tracker.columns import CAPITAL_SCHEME, LEFT_BECAUSE, TrackerRow
from crm.exchange.tracker.problems import Findings

Shown = Callable[[str], str]  # the text of a column's cell, as it stands in the file
Dated = tuple[str, date]

_KNOWN_REASONS = frozenset(LEFT_BECAUSE)
_CLOSING = ("closed_stage", "closed_by", "closed_reason")
_LEAVING = ("deregistered_reason", "deregistered_to", "deregistered_by")


def judge(row: TrackerRow, shown: Shown, findings: Findings) -> None:
    """Report everything that is wrong or unusual in one row whose cells could all be read."""
    if row.decision_on is None or row.places is None:
        _without_approval(row, shown, findings)
    elif row.terms_changed_on or row.terms_places or row.terms_cause:
        _terms(row, shown, findings)
    _backwards(row, shown, findings)
    if row.age_from is not None and row.age_to is not None and row.age_from > row.age_to:
        findings.refuse(
            row.number, "age_from", shown("age_from"), f"above age_to; expected an age up to {row.age_to}"
        )
    _unusual(row, shown, findings)


def _without_approval(row: TrackerRow, shown: Shown, findings: Findings) -> None:
    if row.places is not None:
        findings.refuse(
            row.number, "places", shown("places"), "there is no decision_on; expected the day of the decision"
        )
    needs = "there is no approval in this row; expected decision_on and places"
    for column in ("terms_changed_on", "terms_places", "deregistered_on"):
        if getattr(row, column):
            findings.refuse(row.number, column, shown(column), needs)
    if row.decision_on is not None and row.places is None:
        findings.warn(
            row.number,
            "decision_on",
            shown("decision_on"),
            "a decision without places; loaded as a decision not to approve",
        )


def _terms(row: TrackerRow, shown: Shown, findings: Findings) -> None:
    """The three lists belong together, one change a place in them."""
    changes = len(row.terms_changed_on)
    for column in ("terms_places", "terms_cause"):
        found = len(getattr(row, column))
        if found != changes and not (column == "terms_cause" and found == 0):
            says = f"{found} values beside {changes} in terms_changed_on; expected as many, separated by ';'"
            findings.refuse(row.number, column, shown(column), says)
            return
    before = row.places or 0
    for places, cause in zip(row.terms_places, row.terms_cause, strict=False):
        if cause == CAPITAL_SCHEME and places <= before:
            findings.refuse(
                row.number,
                "terms_places",
                shown("terms_places"),
                f"a capital_scheme must add places; expected more than {before}",
            )
        before = places


def _backwards(row: TrackerRow, shown: Shown, findings: Findings) -> None:
    """Enquiry, application, decision, terms, leaving must not run backwards."""
    latest: Dated | None = None
    for column, day in _order(row):
        if latest is not None and day < latest[1]:
            findings.refuse(
                row.number,
                column,
                shown(column),
                f"before {latest[0]}, {latest[1].isoformat()}; expected on or after it",
            )
        else:
            latest = (column, day)


def _order(row: TrackerRow) -> Iterator[Dated]:
    if row.enquiry_on:
        yield "enquiry_on", row.enquiry_on
    if row.application_on:
        yield "application_on", row.application_on
    if row.decision_on:
        yield "decision_on", row.decision_on
    for day in row.terms_changed_on:
        yield "terms_changed_on", day
    if row.deregistered_on:
        yield "deregistered_on", row.deregistered_on


def _unusual(row: TrackerRow, shown: Shown, findings: Findings) -> None:
    """Loaded, and listed for somebody to look at."""
    for column, day, other, bound in _inversions(row):
        findings.warn(row.number, column, shown(column), f"{day} {other}, {bound.isoformat()}; is that right?")
    if row.route == "kinship" and row.places is not None and row.places != len(row.named_children):
        findings.warn(
            row.number,
            "places",
            shown("places"),
            f"{len(row.named_children)} named_children; a kinship approval has a place for each (B-9)",
        )
    if row.deregistered_reason is not None and row.deregistered_reason not in _KNOWN_REASONS:
        findings.warn(
            row.number,
            "deregistered_reason",
            shown("deregistered_reason"),
            "not a reason of the list; kept as it is and counted under 'other'",
        )
    if row.postcode is not None and cells.full_postcode(row.postcode) is None:
        findings.warn(
            row.number, "postcode", shown("postcode"), "not loaded, as it is no full postcode like DE1 2FS"
        )
    if row.transferred_from is not None and row.route != "transfer_in":
        findings.warn(
            row.number,
            "transferred_from",
            shown("transferred_from"),
            f"the route is {row.route}; counted as a transfer only where it is transfer_in",
        )
    _not_loaded(row, shown, findings)


def _inversions(row: TrackerRow) -> Iterator[tuple[str, str, str, date]]:
    """Steps out of their usual order, save those that `_backwards` refuses."""
    latest: Dated | None = None
    for column, day in _usual(row):
        if latest is not None and day < latest[1]:
            if not {column, latest[0]} <= _HARD:
                yield column, "before", latest[0], latest[1]
        else:
            latest = (column, day)
    if row.closed_on is not None and latest is not None and row.closed_on < latest[1] and not row.places:
        yield "closed_on", "before", latest[0], latest[1]


_HARD = frozenset({"enquiry_on", "application_on", "decision_on"})


def _usual(row: TrackerRow) -> Iterator[Dated]:
    for column in (
        "enquiry_on",
        "first_contact_on",
        "visit_on",
        "application_on",
        "stage1_complete_on",
        "panel_on",
        "decision_on",
    ):
        day = getattr(row, column)
        if day is not None:
            yield column, day


def _not_loaded(row: TrackerRow, shown: Shown, findings: Findings) -> None:
    """Cells that say something about a thing which did not happen: named, so that nothing is lost in silence."""
    if row.closed_on is None:
        for column in _CLOSING:
            if getattr(row, column) is not None:
                findings.warn(row.number, column, shown(column), "not loaded, as there is no closed_on")
    elif row.decision_on is not None and row.places is not None:
        findings.warn(row.number, "closed_on", shown("closed_on"), "not loaded, as the row is an approval")
    if row.deregistered_on is None:
        for column in _LEAVING:
            if getattr(row, column) is not None:
                findings.warn(row.number, column, shown(column), "not loaded, as there is no deregistered_on")
