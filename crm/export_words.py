"""What the files of lists are called, and what became of a request for one."""

from __future__ import annotations

from collections.abc import Mapping

from crm.words import Label

STATES: Mapping[str, Label] = {
    "waits": Label("Waits for a second person", "yellow"),
    "ready": Label("Agreed", "green"),
    "over": Label("Its time is over", "grey"),
    "lapsed": Label("Nobody answered in time", "grey"),
    "declined": Label("Declined", "red"),
    "taken_back": Label("Taken back", "grey"),
}

# The lists whose files hold households, by the address that gives them.
LISTS: Mapping[str, str] = {
    "/register/export": "Register of foster carers",
    "/checks/export": "Open checks",
    "/checks/preparation/export": "Who waits for a preparation course",
    "/clocks/export": "Clocks",
    "/carers/concerns/export": "Concerns",
    "/enquiries/export": "Enquiries",
    "/campaigns/export": "Campaigns",
    "/campaigns/brought/export": "What campaigns brought",
    "/employers/export": "Employers",
    "/employers/leave/export": "Leave of the council’s own staff",
    "/kinship/exits/export": "Kinship: how it ended",
    "/kinship/guardians/export": "Special guardians",
    "/homes/export": "Homes that were found",
    "/households/export": "Households",
    "/keep-warm/export": "Keep warm",
    "/kinship/export": "Temporary approvals",
    "/supported-lodgings/export": "Supported lodgings",
    "/audit/export": "Who looked",
    "/panel/export": "Panels",
    "/parent-and-child/export": "Parent and child",
    "/pipeline/export": "Pipeline",
    "/carers/holds/export": "On hold",
    "/carers/requests/export": "Range requests",
    "/reports/bed-book/export": "Bed book",
    "/reports/ofsted-return/export": "Ofsted return",
    "/reports/our-carers/households/export": "The list behind a number of carers or areas",
    "/reports/quarterly/households/export": "The list behind a figure",
    "/reports/quarterly/workbook/export": "The lists behind a quarterly report",
    "/carers/retention/export": "Who may leave",
    "/carers/reviews/export": "Reviews",
    "/skills/export": "Payment for Skills",
    "/skills/courses/export": "Courses for carers",
    "/skills/minimum/export": "Below the national minimum",
    "/staying-put/export": "Staying put",
    "/carers/supervision/export": "Supervision",
    "/skills/training/export": "Training",
    "/transfers/export": "Transfers",
}


def list_named(path: str) -> str:
    """What the list of an address, or its file, is called; one without a name as its address says it."""
    own = path.removesuffix("/export")
    words = own.strip("/").replace("-", " ").replace("/", ", ") or "today"
    return LISTS.get(f"{own}/export", words.capitalize())


# What a list was narrowed by, by the name in its address; another is said as it stands there.
NARROWED = {
    "q": "Search",
    "agency": "Council",
    "known_on": "As known on",
    "of_population": "Population",
    "shared": "Shared with them alone",
    "year": "Year to 31 March",
}
