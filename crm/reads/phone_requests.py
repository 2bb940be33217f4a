"""Phones to be removed that wait for a second person, and what whoever looks may do about each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crm.actor import Actor, Role
from crm.people import roles, users
from crm.people.phone_request_tables import PhoneRequest
from crm.reads.names import names_of
from crm.reads.second_person import waiting_requests


@dataclass(frozen=True, slots=True)
class RequestSeen:
    """One request: about whose account, why, who asked, and whether it is for whoever looks to agree."""

    id: int
    name: str
    reason: str
    by: str
    asked_at: datetime
    mine: bool
    may_agree: bool
    may_decline: bool


def waiting(by: Actor) -> tuple[RequestSeen, ...]:
    """The requests of one's agency, the oldest first."""
    found = waiting_requests(PhoneRequest, by)
    names = names_of(number for each in found for number in (each.user_id, each.asked_by))
    kept = {each.id: roles.may_keep(by.role, Role(users.numbered(each.user_id).role)) for each in found}
    return tuple(
        RequestSeen(
            id=each.id,
            name=names[each.user_id],
            reason=each.reason,
            by=names[each.asked_by],
            asked_at=each.asked_at,
            mine=each.asked_by == by.user_id,
            may_agree=kept[each.id] and by.user_id not in (each.asked_by, each.user_id),
            may_decline=kept[each.id],
        )
        for each in found
    )
