"""When a household may take a child: approved and agreed (DM-6), or approved for a time (KC-2); and of what age."""

from __future__ import annotations

from datetime import date

from crm.journey import kinship
from crm.journey.decision_events import AgreementSigned
from crm.journey.household import Approval, Household
from crm.journey.ranges import Population, Route, Terms
from crm.journey.saying import said
from crm.journey.staying_put import GROWN_UP, YEAR
from crm.journey.temporary import latest, standing


def not_agreed(household: Household, day: date) -> Approval | None:
    """The approval of a day whose foster care agreement was not signed by then, as far as is on record (DM-6).

    None where it was, where nothing is approved then, and for supported lodgings: those who host are no foster
    carers.
    """
    approval = household.approval_on(day)
    if approval is None or approval.population is Population.SUPPORTED_LODGINGS:
        return None
    journey = household.journey(approval.journey_id)
    signed = journey.first(AgreementSigned) if journey else None
    return None if signed and signed.event.happened_on <= day else approval


def why_not_agreed(household: Household, day: date) -> str | None:
    """The same in words, with the way on; None if nothing is in the way."""
    approval = not_agreed(household, day)
    if approval is None:
        return None
    journey = household.journey(approval.journey_id)
    signed = journey.first(AgreementSigned) if journey else None
    if signed is not None:
        return (
            f"The foster care agreement was signed on {said(signed.event.happened_on)}: no child is placed before "
            "it (DM-6). Enter that day or a later one; if the agreement’s day is wrong, correct it first."
        )
    return (
        f"That the foster care agreement was signed by {said(day)} is not on record, and no child is placed before "
        "it (DM-6). Record the foster care agreement first, with the day on which it was signed."
    )


def why_not_temporary(household: Household, day: date, child: str) -> str | None:
    """Why a household that is not approved on a day cannot take a child, with the way on; None if it can (KC-2)."""
    found = standing(household, day, child) or kinship.standing(household, day)
    if found is None:
        no = f"This household is not approved on {said(day)}: it has no place then."
        last = latest(household)
        if last is not None and last.ran_out(day):
            return (
                f"The temporary approval ran out: its last day was {said(last.last_day)}. Nobody can be placed "
                "under it, and whoever lives there has to move, unless they are approved (KC-6)."
            )
        if last is not None and last.in_full and any(each.begins_on <= day for each in household.approvals):
            return (
                f"{no} The temporary approval does not come back: the approval in full took its place, and has "
                "ended (KC-6)."
            )
        if any(each.route is Route.KINSHIP for each in household.journeys):
            no += (
                " Before relatives are approved, only a temporary approval of that day lets a child live with them "
            )
            no += "(regulation 24, KC-1): record the temporary approval first."
        return no
    if child not in {each.upper() for each in found.children}:
        return "The temporary approval is for named children only (KC-2), and this is not one of them."
    return None


def ages_on(born: date, day: date) -> tuple[int, int]:
    """The least and the greatest age, in whole years, that a child can have on a day: only the month is known."""
    months = (day.year - born.year) * YEAR + day.month - born.month
    return max(0, (months - 1) // YEAR), months // YEAR


def is_lodging(household: Household, day: date) -> bool:
    """Whether the household is approved for supported lodgings on a day: that is no fostering (OA-2)."""
    approval = household.approval_on(day)
    return approval is not None and approval.population is Population.SUPPORTED_LODGINGS


def why_grown_up(household: Household, born: date | None, day: date) -> str | None:
    """Why who comes on a day is no child any more, with the way on; supported lodgings are for them too (OA-2)."""
    if born is None or is_lodging(household, day) or ages_on(born, day)[0] < GROWN_UP:
        return None
    return (
        f"Who was born then is {GROWN_UP} or over on {said(day)}, and no child is placed at that age: who stays "
        "put has a list of their own (OA-1). If it is a child, the month of birth or the first day is wrong."
    )


def beyond_ages(terms: Terms, born: date | None, day: date) -> str | None:
    """That a child who comes on a day is outside the ages of the terms, in words; None: it may be within (DM-6)."""
    if born is None:
        return None
    least, most = ages_on(born, day)
    first, last = terms.age_from, terms.age_to
    if (first is None or most >= first) and (last is None or least <= last):
        return None
    if last is None:
        ages = f"{first} years and over"
    else:
        ages = f"{first} to {last} years" if first is not None else f"up to {last} years"
    age = f"{most}" if least == most else f"{least} or {most}"
    return f"The terms then are for children of {ages}, and this one is {age} (DM-6)."


def beyond_approval(household: Household, since: date, until: date | None) -> str | None:
    """That a stay goes on after the approval of its first day has ended, in words; None: it does not (B-4).

    `until` is the day on which the place was free again, None while the child is there.
    """
    approval = household.approval_on(since)
    ends_on = approval.ends_on if approval else None
    if ends_on is None or household.approval_on(ends_on) is not None or (until is not None and until <= ends_on):
        return None
    return f"The approval ends on {said(ends_on)}: from that day nothing covers the placement (B-4)."
