"""The columns of a tracker file, and the values that the coded ones take (domain.md section 5)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class TrackerRow(NamedTuple):
    """One journey as a row tells it. An empty cell is None, or an empty tuple where several values may stand."""

    number: int  # as the spreadsheet numbers it: the header is row 1
    reference: str
    route: str
    household_reference: str | None = None
    household_name: str | None = None
    postcode: str | None = None
    enquiry_on: date | None = None
    source: str | None = None
    employer: str | None = None
    campaign: str | None = None
    first_contact_on: date | None = None
    visit_on: date | None = None
    application_on: date | None = None
    stage1_complete_on: date | None = None
    panel_on: date | None = None
    decision_on: date | None = None
    places: int | None = None
    age_from: int | None = None
    age_to: int | None = None
    offers: tuple[str, ...] = ()
    named_children: tuple[str, ...] = ()
    transferred_from: str | None = None
    closed_on: date | None = None
    closed_stage: str | None = None
    closed_by: str | None = None
    closed_reason: str | None = None
    terms_changed_on: tuple[date, ...] = ()
    terms_places: tuple[int, ...] = ()
    terms_cause: tuple[str, ...] = ()
    deregistered_on: date | None = None
    deregistered_reason: str | None = None
    deregistered_to: str | None = None
    deregistered_by: str | None = None
    recorded_on: date | None = None


COLUMNS = ("reference", "household_reference", "route", *TrackerRow._fields[4:])  # in the usual order
REQUIRED = ("reference", "route")

# Written by us into a file of refused rows, and passed over when that file comes back repaired.
REFUSED_BECAUSE = "refused_because"

ROUTES = ("mainstream", "kinship", "transfer_in", "supported_lodgings", "short_break")
SOURCES = (
    "website",
    "phone",
    "event",
    "word_of_mouth",
    "existing_carer",
    "social_media",
    "press_radio",
    "employer",
    "hub",
    "faith_or_community",
    "previous_enquirer",
    "ifa_carer",
    "other",
)
OFFERS = (
    "short_term",
    "long_term",
    "emergency",
    "respite",
    "short_break",
    "parent_and_child",
    "remand",
    "uasc",
    "siblings",
    "disability",
    "specialist",
    "foster_to_adopt",
)
CLOSED_STAGES = ("enquiry", "visit", "application", "stage1", "stage2", "panel", "decision")
CLOSED_BY = ("applicant", "service")
WITHDRAWAL_CODES = ("AW0", "AW1", "AW2", "AW3", "AW4", "AW5")
TERMS = "terms"
CAPITAL_SCHEME = "capital_scheme"
LEFT_BECAUSE = (
    "retired",
    "ill_health",
    "work",
    "family_change",
    "moved_away",
    "finances",
    "lack_of_support",
    "allegation",
    "standards_of_care",
    "inactive_two_years",
    "deceased",
    "sgo",
    "child_arrangements",
    "adoption",
    "returned_to_parents",
    "turned_18",
    "staying_put_only",
    "other",
)
LEFT_TO = ("none", "ifa", "other_la", "other_nation")
LEFT_BY = ("carer", "service")

MOST_PLACES = 12
MOST_AGE = 25  # a supported lodging may be open to care leavers up to their 25th birthday
