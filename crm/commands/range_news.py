"""What staff record of an offer on the household's pages becomes a step of the request, told to its carers.

Whichever page or command it comes from: it goes through `journeys.record` or `journeys.correct`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import wraps
from typing import Concatenate, ParamSpec

from crm import audit, clock
from crm.actor import Actor
from crm.commands import mail
from crm.journey.events import (
    Event,
    HouseholdApproved,
    HouseholdDeregistered,
    NoticeReceived,
    RevisionDropped,
    RevisionProposed,
    StruckOut,
    TermsChanged,
)
from crm.ledger.cluster import load
from crm.people import requests
from crm.people.request_tables import RangeRequest
from crm.register import settings

P = ParamSpec("P")
ENDS = (NoticeReceived, HouseholdDeregistered, HouseholdApproved)  # an approval: the last takes another's place
MOVES = (RevisionProposed, RevisionDropped, TermsChanged, StruckOut, *ENDS)
WAITING = (requests.OFFERED, requests.LAPSED)  # where a request stands whose change is not, or no more, on record
Stands = tuple[str, int | None, str]  # where a request stands, the event of the offer, the terms read beside it
Write = Callable[Concatenate[int, int, Event, P], int]


def followed(write: Write[P]) -> Write[P]:
    """Let what a command writes of a household note a step of each request that stands elsewhere by it.

    The requests are held before the ledgers are: in the order of those who answer one. What carers do themselves
    is noted before it is written, and so is no news here.
    """

    @wraps(write)
    def run(household_id: int, number: int, event: Event, /, *args: P.args, **kwargs: P.kwargs) -> int:
        rows = requests.offered_to(household_id) if isinstance(event, MOVES) else ()
        before = _states(household_id, rows)
        written = write(household_id, number, event, *args, **kwargs)
        after, by = _states(household_id, rows), kwargs["by"]
        assert isinstance(by, Actor)  # noqa: S101 - each such command is done by somebody
        for row in rows:
            if step := _step(row, before[row.id], after[row.id]):
                _tell(household_id, row, step, by)
        return written

    return run


def _step(row: RangeRequest, before: Stands, after: Stands) -> str | None:
    """What became of a request; None: nothing. What was agreed to is agreed to no more once it says otherwise."""
    state, offer, beside = after
    known, moved = before[1:], None
    if row.state == requests.AHEAD:
        known = row.agreed_event_id or before[1], row.agreed_beside or before[2]
    if state in (requests.AHEAD, requests.OFFERED) and (offer, beside) != known:
        moved = requests.OFFER_CHANGED if offer != known[0] else requests.TERMS_CHANGED
    if row.state == requests.AHEAD and moved:
        requests.agreed_no_more(row)
        return moved
    if state in WAITING and row.state == requests.AGREED:
        requests.agreed_no_more(row)  # two people have struck out what had come of it
    if state == before[0]:
        return moved
    if state == row.state == requests.AGREED and before[0] in WAITING:
        return None  # the carers' own agreement, or the job's: noted before it was written
    if state == requests.AGREED and row.state == requests.AHEAD:
        row.state = requests.AGREED  # staff let begin, on its day, what the carers have agreed to by name
    return requests.PUT_RIGHT if state in (requests.OFFERED, requests.AHEAD) else state


def who_agreed_left(household_id: int, user_ids: Collection[int], by: Actor) -> None:
    """Let what a carer who leaves had agreed to ahead wait for those who stay, who are told (RV-7)."""
    rows = [row for row in requests.offered_to(household_id) if row.agreed_by in user_ids]
    states = _states(household_id, rows)
    for row in rows:
        if states[row.id][0] == requests.AHEAD:
            requests.agreed_no_more(row)
            _tell(household_id, row, requests.AGREER_LEFT, by)


def _states(household_id: int, rows: Sequence[RangeRequest]) -> Mapping[int, Stands]:
    if not rows:
        return {}
    agency_id = rows[0].agency_id
    household = load(agency_id, [household_id])[household_id].fold(household_id, settings.rulebook(agency_id))
    return {
        row.id: (
            requests.state_of(row, household),
            requests.offered_by(row, household),
            requests.beside(row, household),
        )
        for row in rows
    }


def _tell(household_id: int, row: RangeRequest, step: str, by: Actor) -> None:
    requests.note(row, step, by.user_id, at=clock.now(), follows=True)
    about = f"request {row.id}"
    audit.record(by, f"range_request.{step}", agency_id=row.agency_id, household_id=household_id, about=about)
    for each in requests.carers_of(household_id):
        letter = "range_request_lapsed" if step == requests.LAPSED else "range_request_moved"
        mail.tell(each, letter, number=str(row.id))
