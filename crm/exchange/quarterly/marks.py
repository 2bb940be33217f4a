"""What a copy of the report says of itself: published, or not for publication; and what its blocks tell in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from crm.reports.quarterly import Quarterly
from crm.reports.small import Printed

PUBLISHED, UNSUPPRESSED = "published", "not-for-publication"
TITLE = {PUBLISHED: "Published copy", UNSUPPRESSED: "Not for publication"}
AS_COUNTED = "Small numbers are shown as they are counted: take the published copy for papers that others read."


def mark(report: Quarterly) -> str:
    """Which copy it is: part of a file's name, and of an address."""
    return PUBLISHED if report.suppressed and not report.suppressed.kept else UNSUPPRESSED


def title(report: Quarterly) -> str:
    """'Published copy' or 'Not for publication'."""
    return TITLE[mark(report)]


def explained(report: Quarterly) -> str:
    """What a reader has to know of the numbers of this copy: what is suppressed in it and why."""
    if report.suppressed is None:
        return AS_COUNTED
    own = " So is how journeys ended, for your own work." if report.suppressed.kept else ""
    lines = "The council's lines of enquiries, stages, households and beds are as counted."
    return f"{lines}{own} {report.suppressed.none or report.suppressed.rule.explained}"


def kept(report: Quarterly, block: str) -> bool:
    """Whether a block that others have by the rule only is as counted in this copy."""
    return report.suppressed is None or block in report.suppressed.kept


def tells(report: Quarterly, block: str) -> bool:
    """Whether this copy tells anything of a block that published copies suppress."""
    return kept(report, block) or not (report.suppressed and report.suppressed.none)


def reviews(report: Quarterly) -> Mapping[str, Printed] | None:
    """Of the reviews of approvals what this copy tells."""
    if report.suppressed:
        return report.suppressed.reviews
    return asdict(report.reviews) if report.reviews else None
