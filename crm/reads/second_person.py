"""What waits for a second person."""

from __future__ import annotations

from crm import clock
from crm.actor import Actor
from crm.people import second_person
from crm.people.second_person import AnyRequest
from crm.register import accounts


def waiting_requests(table: type[AnyRequest], by: Actor) -> list[AnyRequest]:
    """The requests of one kind of one's agencies that nobody has settled, the oldest first."""
    return [
        request
        for agency_id in by.agency_ids
        for request in second_person.waiting(table, (agency_id,), since=clock.now() - accounts.waits(agency_id))
    ]
