"""What no change of a history may make up: an agreement, an end, or terms, that nobody agreed to (RV-7, RV-6).

A history is compared with itself before and after: whatever is recorded, moved, put right, struck out, loaded or
withdrawn, each proposal keeps the answer and the end that were recorded for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crm.journey import proposals
from crm.journey.events import TermsChanged
from crm.journey.history import Row
from crm.journey.household import Household, Journey
from crm.journey.proposals import Proposal
from crm.journey.revisions import AGREEMENT, as_proposed, settles
from crm.journey.saying import SAID, said, sentence

ANSWERS = tuple(each.answer for each in proposals.KINDS.values())
ELSEWHERE = (
    "On that day it would be taken for another change that was proposed, or for what came of one (RV-6, RV-7). "
    "Enter a day on which no other change was waiting, and before its own answer and end."
)
UNHEARD = (
    "This was answered on {day}, and without it the answer would go unheard (RV-6). "
    "Put the answer right or strike it out first, which takes two people."
)
WAITS_AGAIN = (
    "Without this, what was proposed on {first} would have waited until another was proposed on {later}, and what "
    "came of that would be taken for its own (RV-6, RV-7). It stays as it ended: propose it anew if it is to be "
    "offered again, and put the terms right as an error of the books if they were wrong (B-19)."
)
TAKEN_FOR = (
    "{event} on {day} is on record already, and would be taken for what came of this (RV-6, RV-7): enter that day "
    "or a later one."
)
BETWEEN = "A change that was proposed on {first} waited on that day (RV-6): enter a day after {last}."
SINCE = "A change that was proposed on {first} waits (RV-6): settle it or drop it first."
WITHOUT = "No proposal waits for this on that day (RV-6, RV-7): propose it first, with the support it needs."
OTHERWISE = "The terms changed as this proposed (RV-7): put that change right first, which takes a second person."
NOT_AS_PROPOSED = "The terms would change otherwise than was proposed on {day} (RV-7): propose what they should be."


def concerned(rows: Iterable[Row], news: Iterable[Row]) -> bool:
    """Whether news of a household can touch a proposal: there is one, or something is said to be agreed."""
    return any(type(row.event) in proposals.KINDS for row in rows) or any(
        type(row.event) in proposals.KINDS or settles(row.event) for row in news
    )


def made_up(before: Household, after: Household) -> str | None:
    """Why the second history makes up what nobody agreed to, in words; None where it does not."""
    return next((no for journey in after.journeys if (no := _on(before.journey(journey.id), journey))), None)


def _on(before: Journey | None, after: Journey) -> str | None:
    """The same of one journey."""
    before = before or Journey(after.id, after.route, ())
    known = {_first(each.row): each for each in proposals.of(before)}
    had, has = ({_first(row): row for row in each.rows} for each in (before, after))
    for each in proposals.of(after):
        was = known.get(_first(each.row))
        no = _of_another(each, was, had, has) or _other_terms(each, was)
        if no:
            return no
    return _loose(before, after)


def _of_another(each: Proposal, was: Proposal | None, had: Mapping[int, Row], has: Mapping[int, Row]) -> str | None:
    """Why a proposal would have an answer or an end that was not recorded for it."""
    pairs = ((was.answer if was else None, each.answer), (was.end if was else None, each.end))
    for before, now in pairs:
        if (before and _first(before)) == (now and _first(now)):
            continue
        if now is None and before is not None and _first(before) in has:
            heard = isinstance(before.event, ANSWERS)
            return UNHEARD.format(day=said(has[_first(before)].event.happened_on)) if heard else ELSEWHERE
        if now is not None and not _recorded_for(each, before, now, had, has):
            return _taken(each, was, before, now, had, has)
    return None


def _recorded_for(
    each: Proposal, before: Row | None, now: Row, had: Mapping[int, Row], has: Mapping[int, Row]
) -> bool:
    """Whether an answer or an end is news, in the place of none."""
    vacant = before is None or _first(before) not in has
    return vacant and _first(now) not in had and type(now.event) is not type(each.row.event)


def _taken(
    each: Proposal,
    was: Proposal | None,
    before: Row | None,
    now: Row,
    had: Mapping[int, Row],
    has: Mapping[int, Row],
) -> str:
    first = said(each.row.event.happened_on)
    if type(now.event) is type(each.row.event) and _first(now) not in had:  # a new one, while this waited
        last = before.event.happened_on if before is not None else None
        return BETWEEN.format(first=first, last=said(last)) if last else SINCE.format(first=first)
    if was is None:
        return TAKEN_FOR.format(event=sentence(SAID[now.event.kind]), day=said(now.event.happened_on))
    if before is not None and _first(before) not in has:
        later = now.event.happened_on
        return WAITS_AGAIN.format(first=first, later=said(later))
    return ELSEWHERE


def _other_terms(each: Proposal, was: Proposal | None) -> str | None:
    """Why a change would bear other terms than its proposal. A change itself is put right by two people."""
    if each.change is None or each.end is None or _bears(each):
        return None
    same = was is not None and was.end is not None and _first(was.end) == _first(each.end)
    if not same or was is None:
        return NOT_AS_PROPOSED.format(day=said(each.row.event.happened_on))
    return OTHERWISE if was.row.event != each.row.event and _bears(was) else None


def _bears(each: Proposal) -> bool:
    change = each.change
    if change is None:
        return False
    return as_proposed(each.row.event, change.happened_on, change.basis or AGREEMENT) == change  # type: ignore[arg-type] # what a change of terms settles


def _loose(before: Journey, after: Journey) -> str | None:
    """Why an answer would go unheard, or a change be agreed with no proposal that says to what."""
    had = {_first(row) for row in proposals.loose(before)}
    for row in proposals.loose(after):
        if _first(row) in had:
            continue
        if isinstance(row.event, TermsChanged):
            return WITHOUT
        return UNHEARD.format(day=said(row.event.happened_on))
    return None


def _first(row: Row) -> int:
    return row.first_id or row.id
