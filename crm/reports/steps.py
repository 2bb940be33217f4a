"""The names of the parts of the cohort view, and of what is told by source: pure, so that figures can know them."""

from __future__ import annotations

from enum import StrEnum


class Step(StrEnum):
    """How far an enquiry came, in this order."""

    ENQUIRY = "enquiry"
    VISIT = "visit"
    APPLICATION = "application"
    APPROVAL = "approval"


class Part(StrEnum):
    """Of a step: who came so far or further; and of those who came no further, who ended there and who goes on."""

    REACHED = "reached"
    ENDED = "ended"
    THERE = "there"
    PLACES = "places"  # with which they were approved
    PLACES_NOW = "places_now"  # that they have on the known-on day


STEPS = tuple(Step)
ENQUIRIES = (Part.REACHED, Part.ENDED, Part.THERE)
PLACES = (Part.PLACES, Part.PLACES_NOW)  # of approvals only

BY = ("source", "campaign", "employer")  # as the enquiry's own fields are called
REGISTERED = "registered"  # and by an employer on the register, whatever its spellings: no block of the report
# What is told by each of them, and in which unit.
OF_SOURCES = {
    "enquiries": "enquiry",
    "visits": "visit",
    "applications": "application",
    "approvals": "household",
    "places": "place",
    "places_kept": "place",
    "places_lost": "place",
    "places_not_yet": "place",
}

APPROVED, ASSESSING = WORK = ("approved", "assessing")  # what somebody works with
HELD, NOBODY = "held", "nobody"


def worker_of(whose: str) -> int | None:
    """The number of the worker's account in 'w12'; None of what names no worker."""
    digits = whose.removeprefix("w")
    named = whose.startswith("w") and digits.isascii() and digits.isdigit() and len(digits) < 10
    return int(digits) if named else None


def employer_of(about: str) -> int | None:
    """The number of the employer in 'registered~12'; None of what is about no such."""
    by, _, digits = about.partition("~")
    named = by == REGISTERED and digits.isascii() and digits.isdigit() and len(digits) < 10
    return int(digits) if named else None


def has(step: str, part: str) -> bool:
    """Whether the cohort view has this part of this step."""
    return step in STEPS and (part in ENQUIRIES or (part in PLACES and step == Step.APPROVAL))
