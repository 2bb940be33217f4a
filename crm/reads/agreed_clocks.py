"""The clock of a proposal's answer, on pages and among what is to do: it ends with a written agreement (RV-7).

No event tells of an agreement from a day ahead until that day, so it is asked of the carers' request.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from crm.extensions import db
from crm.journey.events import RevisionProposed
from crm.ledger.cluster import load
from crm.people import requests
from crm.people.merging import stands_for
from crm.people.request_tables import RangeRequest
from crm.people.tables import Household
from crm.reads.clocks import Running
from crm.register import settings


def is_answer(running: Running) -> bool:
    """Whether a clock is that of the carers' answer to a proposed change of terms (RV-6)."""
    return running.began_by == RevisionProposed.kind


def unanswered(household_id: int, agency_id: int, running: Sequence[Running]) -> list[Running]:
    """These clocks of a household, without that of an answer where its carers have agreed from a day ahead."""
    asked = {household_id: agency_id} if any(is_answer(each) for each in running) else {}
    agreed = agreed_ahead(asked)
    return [each for each in running if not (agreed and is_answer(each))]


def agreed_ahead(homes: Mapping[int, int]) -> set[int]:
    """Of these households, each with its agency, those whose carers have agreed from a day ahead, and still do."""
    if not homes:
        return set()
    chosen = select(RangeRequest, stands_for()).join(Household, Household.id == RangeRequest.household_id)
    rows = db.session.execute(chosen.where(RangeRequest.state == requests.AHEAD, stands_for().in_(homes))).all()
    found = set()
    for agency_id in {homes[home] for _row, home in rows}:
        own = [(row, home) for row, home in rows if homes[home] == agency_id]
        clusters = load(agency_id, [home for _row, home in own])
        for row, home in own:
            household = clusters[home].fold(home, settings.rulebook(agency_id))
            if requests.state_of(row, household) == requests.AHEAD:
                found.add(home)
    return found
