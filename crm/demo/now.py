"""Households as they are now: at every stage one, whenever the demonstration is loaded."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crm.commands import approval_days
from crm.demo import days
from crm.demo.flows import DATA
from crm.demo.telling import HEARD
from crm.journey.deadlines import add_months
from crm.journey.events import KINDS, Event, PanelRecommended
from crm.journey.ranges import Route
from crm.journey.temporary_events import TemporarilyApproved

DAY = timedelta(days=1)

MORE: dict[str, dict[str, Any]] = {
    "enquiry_received": {"source": "website"},
    "household_approved": {"age_from": 5, "age_to": 17, "offers": ("long_term", "short_term")},
    "hold_started": {"reason": "move"},
    "transfer_noticed": {"elsewhere": "ifa", "service": "Sample Families"},
    "notice_received": {"reason": "retired", "destination": "none", "initiator": "carer"},
}

FROM_THEN = ("household_approved", "agreement_signed")  # what is done on the day on which they come to us


@dataclass(frozen=True)
class Story:
    """How one household came to be where it is."""

    route: Route
    places: int
    ago: dict[str, int]
    recommendation: str = "approve"
    panel: str | None = None  # the panel of the demonstration on whose agenda it is: 'met' or 'coming'
    children: tuple[str, ...] = ()  # who move with them from one service to another
    account: bool = False  # whether the demonstration's account of an applicant is theirs


def stories(council: str) -> Iterator[Story]:
    """The stories of a council."""
    with (DATA / "now.toml").open("rb") as file:
        for each in tomllib.load(file)["life"]:
            if council in each["councils"]:
                yield Story(
                    Route(each.get("route", "mainstream")),
                    each.get("places", 1),
                    each["ago"],
                    each.get("recommendation", "approve"),
                    each.get("panel"),
                    tuple(each.get("children", ())),
                    each.get("account", False),
                )


def _first(found: Iterable[Event], kind: type[Event]) -> date:
    """The day on which something of a kind happened first."""
    return min(event.happened_on for event in found if isinstance(event, kind))


def events(story: Story, agency_id: int, today: date) -> list[Event]:
    """What happened, in order, each on an office day."""
    found: list[Event] = []
    there: date | None = None  # the day on which the approval by another service ends: ours begins (DM-1)
    for kind, ago in story.ago.items():
        latest = today - timedelta(days=1)
        day = days.office_day(today - timedelta(days=ago), latest)
        more = dict(MORE.get(kind, {}))
        if there and kind in FROM_THEN:
            day = there
        if kind == "household_approved":
            more["places"] = story.places
            more |= (
                {"left_there_on": there, "transferred_from": MORE["transfer_noticed"]["service"]} if there else {}
            )
        if kind == "hold_started":
            more["review_on"] = add_months(day, 3)
        if kind == "notice_received":
            more["ends_on"] = approval_days.notice_ends_on(agency_id, day)
        if kind == "transfer_noticed":
            more["children"] = story.children
        if kind == "resigned_elsewhere":
            there = more["ends_on"] = approval_days.notice_ends_on(agency_id, day)
        if kind == "temporarily_approved":
            more |= {"ends_on": approval_days.temporary_ends_on(day), "named_children": (f"CH-{39000 + ago}",)}
        if kind in ("adopter_approved_for_child", "kin_referred"):
            more["named_children"] = (f"CH-{39000 + ago}",)
        if kind == "temporary_approval_extended":
            more["ends_on"] = approval_days.temporary_ends_on(_first(found, TemporarilyApproved), extended=True)
            more |= {"panel_asked_on": day - 6 * DAY, "iro_told_on": day - 5 * DAY}
        if kind == "panel_recommended":
            more["recommendation"] = story.recommendation
        if kind == "refusal_proposed":
            more["answer_by"] = approval_days.answer_by(day)
        if kind == "review_completed":  # the first, which panel hears (RV-4)
            heard = days.office_day(day - HEARD, day)
            found.append(PanelRecommended(happened_on=heard, recommendation="continue"))
        found.append(KINDS[kind](happened_on=day, **more))
    return sorted(found, key=lambda event: (event.happened_on, event.rank))
