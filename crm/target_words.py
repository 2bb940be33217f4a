"""The words of targets: what each is called, how it stands, and what it needs."""

from __future__ import annotations

from crm import words
from crm.journey.saying import said
from crm.reports.figures import FIGURES
from crm.reports.targets import Progress, State
from crm.words import Label

# The name of each figure that a target can be set for, so that nobody needs the block it stands in.
MEASURES = {
    "activity.enquiries": "Enquiries",
    "activity.initial_visits": "Initial visits completed",
    "activity.applications": "Applications",
    "activity.approvals": "Households approved",
    "approved_and_still_active": "Households approved and still active",
    "activity.deregistrations": "Households de-registered, at most",
    "households.net": "Net gain in households",
    "households.closing": "Households approved at the end",
    "places.new_approvals": "Beds of new approvals",
    "places.net": "Net bed gain",
    "places.closing": "Beds at the end",
}
STATES = {
    State.WITHDRAWN: Label("Withdrawn", "grey"),
    State.AHEAD: Label("Not begun", "grey"),
    State.ON_COURSE: Label("On course", "green"),
    State.BEHIND: Label("Behind", "orange"),
    State.OVER_SHARE: Label("Above its share", "orange"),
    State.REACHED: Label("Reached", "green"),
    State.MET: Label("Met", "green"),
    State.MISSED: Label("Missed", "red"),
    State.KEPT: Label("Kept", "green"),
    State.EXCEEDED: Label("Exceeded", "red"),
}
WHEN = {"running": "Running", "ahead": "Not begun", "over": "Over", "withdrawn": "Withdrawn"}
HISTORY = {"set": "Set", "change": "Changed", "withdraw": "Withdrawn", "again": "Set again"}
RULE = (
    "On course means that the count is at least the target's share of the days that have gone, rounded down. Of "
    "what is lost, such as households de-registered, the target is a most: on course means that the count is at "
    "most its share of the days that have gone, rounded up. Of a level, such as beds at the end, the way to go is "
    "counted from what the period opened with. A month is a twelfth of 365 days, and the pace is rounded up."
)


def named(figure: str, population: str) -> str:
    """'Households approved, mainstream': what a target is about."""
    measure = MEASURES.get(figure, words.figure(figure) if figure in FIGURES else figure)
    return f"{measure}, {words.said(words.POPULATIONS, population).lower()}"


def unit_of(figure: str, count: int) -> str:
    """What a figure counts, in the number of the count: 'place', 'places'."""
    return FIGURES[figure].unit_of(count)


def left_of(each: Progress) -> str:
    """'18 to go'; of a most '2 more allowed'; of what is reached or exceeded, by how many."""
    if each.actual is None:
        return ""
    over = each.actual - each.entry.number
    if over > 0:
        return f"{over:,} more than the target"
    if not each.left:
        return "Nothing to go" if not each.at_most else "None more allowed"
    if not each.days_left:
        return f"{each.left:,} fewer than the target"
    return f"{each.left:,} more allowed" if each.at_most else f"{each.left:,} to go"


def needs(each: Progress) -> str:
    """The pace that the rest needs: '2.6 a month'; in less than a month, the days that are left; else empty."""
    if each.actual is None or each.at_most or not each.left or not each.days_left or each.entry.withdrawn:
        return ""
    if each.pace is None:
        return f"{each.left:,} in {each.days_left} day{'s' if each.days_left != 1 else ''}"
    return f"{each.pace} a month"


def explained(each: Progress) -> str:
    """Why a target stands as it does, in a sentence of its own numbers."""
    number, day = f"{each.entry.number:,} {unit_of(each.target.figure, each.entry.number)}", said(each.known_on.day)
    if each.state == State.WITHDRAWN:
        return f"The target of {number} is withdrawn: it is compared with nothing."
    if each.actual is None:
        return (
            f"The period begins on {said(each.entry.first)}: nothing is counted yet, which is not the same as none."
        )
    if not each.days_left:
        return f"The period ended on {said(each.entry.last)}, with {each.actual:,} counted against {number}."
    gone = each.days - each.days_left
    share = (
        f"By {day}, {gone:,} of {each.days:,} days have gone, and the target's share of them is {each.expected:,}"
    )
    return f"{share}. {each.actual:,} {'is' if abs(each.actual) == 1 else 'are'} counted."
