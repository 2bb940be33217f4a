"""Children are placed under an approval and its agreement: neither goes from under a placement (DM-6, B-4)."""

from __future__ import annotations

from crm.errors import Refused
from crm.journey.decision_events import AgreementSigned
from crm.journey.events import Event, HouseholdApproved, HouseholdDeregistered, NoticeReceived
from crm.journey.household import Household
from crm.journey.placing import not_agreed, why_not_temporary
from crm.journey.saying import said
from crm.people import placements
from crm.people.placement_tables import Placement

# What an approval begins, is agreed and ends by.
OF_APPROVALS = (HouseholdApproved, AgreementSigned, NoticeReceived, HouseholdDeregistered)


def require_covered(household_id: int, before: Household, after: Household, event: Event) -> None:
    """Refused where a child who was placed under an approval, or after the agreement, would have been without it.

    `event` is what is recorded, or was corrected. What was not covered before stays bearable.
    """
    if not isinstance(event, OF_APPROVALS):
        return
    for row in placements.standing(Placement, household_id):
        day = row.from_on
        if before.approval_on(day) is None:
            continue
        if after.approval_on(day) is None and why_not_temporary(after, day, row.child):
            raise Refused(
                f"A child was placed with them on {said(day)}, and no approval would cover that day (B-4). If that "
                "placement is wrong, put it right or strike it out first.",
                field="happened_on",
            )
        if not_agreed(before, day) is None and not_agreed(after, day) is not None:
            raise Refused(
                f"A child was placed with them on {said(day)}, and no child is placed before the foster care "
                "agreement (DM-6). If that placement is wrong, put it right or strike it out first.",
                field="happened_on",
            )
