"""What a copy of the report says of itself: published, or not for publication; and what its blocks tell in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from crm.exchange.papers import NOT_FOR_PUBLICATION
from crm.reports.quarterly import Quarterly
from crm.reports.scope import Narrowing
from crm.reports.small import Printed

PUBLISHED, UNSUPPRESSED = "published", "not-for-publication"
TITLE = {PUBLISHED: "Published copy", UNSUPPRESSED: "Not for publication"}
FEW = (
    "Whoever knows the figures of one of these councils could take the other's from them, so that there is no "
    "published copy: this one is for the hub's own use."
)
ON_PAPER_FEW = "Not for publication: of so few councils there is no published copy"
ON_PAPER_OWN = "Not for publication: how journeys ended is printed as counted, however few people it is of"
NARROWED = (
    "Only of some journeys ({said}), and as they are counted, however few: published copies, frozen packs and "
    "targets are of all of them."
)
OF_AN_OFFER = (
    "Households and places are those whose terms name the offer on the day. Before an approval nobody offers "
    "anything: enquiries, visits, applications and stages are those of journeys that led to terms that name it."
)
OF_AN_AREA = "A household counts where it lived on the known-on day, wherever it lived before."
AS_COUNTED = "Small numbers are shown as they are counted: take the published copy for papers that others read."


def mark(report: Quarterly) -> str:
    """Which copy it is: part of a file's name, and of an address."""
    told = report.suppressed
    return PUBLISHED if told and not told.kept and not told.few else UNSUPPRESSED


def title(report: Quarterly) -> str:
    """'Published copy' or 'Not for publication'."""
    return TITLE[mark(report)]


def on_paper(report: Quarterly) -> str:
    """The same at the foot of each page of a paper, with why it is not for publication."""
    if mark(report) == PUBLISHED:
        return TITLE[PUBLISHED]
    if report.suppressed is None:
        return NOT_FOR_PUBLICATION
    return ON_PAPER_FEW if report.suppressed.few else ON_PAPER_OWN


def explained(report: Quarterly) -> str:
    """What a reader has to know of the numbers of this copy: what is suppressed in it and why."""
    if report.scope.narrowing:
        return narrowed(report.scope.narrowing)
    if report.suppressed is None:
        return AS_COUNTED
    own = " So is how journeys ended, for your own work." if report.suppressed.kept else ""
    lines = "The council's lines of enquiries, stages, households and beds are as counted."
    few = f" {FEW}" if report.suppressed.few else ""
    return f"{lines}{own} {report.suppressed.none or report.suppressed.rule.explained}{few}"


def narrowed(narrowing: Narrowing) -> str:
    """Of which journeys a narrowed report is, and what of it is of more."""
    told = NARROWED.format(said=narrowing.said)
    offer = f" {OF_AN_OFFER}" if narrowing.offer else ""
    area = f" {OF_AN_AREA}" if narrowing.area else ""
    return f"{told}{offer}{area}"


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
