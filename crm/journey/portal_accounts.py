"""Whether a household's carers have reason for an account for the portal: they are approved, or on the way to it.

Who is neither loses it: on the day on which the approval ends, or some time after an application came to its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from crm.journey.events import (
    ApplicationReceived,
    ApprovalRefused,
    EnquiryReceived,
    HouseholdApproved,
    VisitCompleted,
)
from crm.journey.household import Household, Journey
from crm.journey.saying import said
from crm.journey.under_way import under_way

APPROVED, APPLYING = "approved", "applying"  # who may have an account
EARLY, FOSTERED, ENDED, NOTHING = "early", "fostered", "ended", "nothing"
# From which step on a service lets people in, the earliest first: a setting is one of these kinds.
FROM = tuple(each.kind for each in (EnquiryReceived, VisitCompleted, ApplicationReceived, HouseholdApproved))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a household stands, and since when where it has come to an end."""

    state: str
    since: date | None = None

    @property
    def may_have_account(self) -> bool:
        """Whether its carers may be invited, and keep what they have."""
        return self.state in (APPROVED, APPLYING)

    @property
    def why_not(self) -> str:
        """Why nobody of it can be invited, in words."""
        if self.state == FOSTERED and self.since:
            return (
                f"Their approval ended on {said(self.since)}. They can be invited once they apply anew, "
                "or are approved again."
            )
        if self.state == ENDED and self.since:
            return f"Their application ended on {said(self.since)}. They can be invited once they come back."
        if self.state == EARLY:
            return (
                "They have not come so far yet: from which step on people are invited is a setting of your service."
            )
        return "Nothing is on record that they could follow: record their enquiry first."


def standing(household: Household, invited_from: str, day: date) -> Standing:
    """Where a household stands on a day; `invited_from` is one of FROM."""
    if household.approval_on(day) is not None:
        return Standing(APPROVED)
    going_on = under_way(household)
    if any(_has_come(journey, invited_from) for journey in going_on):
        return Standing(APPLYING)
    ends = [(each.ends_on, FOSTERED) for each in household.approvals if each.ends_on and each.ends_on <= day]
    ends += [(end, ENDED) for end in _ended(household)]
    if ends:
        since, state = max(ends)
        return Standing(state, since)
    return Standing(EARLY if going_on else NOTHING)


def _has_come(journey: Journey, invited_from: str) -> bool:
    """Whether a journey has reached a step, or one that comes after it."""
    after = FROM[FROM.index(invited_from) :] if invited_from in FROM else ()
    return invited_from == FROM[0] or any(row.event.kind in after for row in journey.rows)


def _ended(household: Household) -> Iterator[date]:
    """The days on which its journeys came to nothing."""
    for journey in household.journeys:
        over = journey.closed_by or journey.first(ApprovalRefused)
        if over is not None:
            yield over.event.happened_on
