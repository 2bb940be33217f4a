"""One of those whom a hub hands to its councils: what they said, and each step on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from crm import audit
from crm.actor import Actor, Role
from crm.errors import NotFound
from crm.people import handovers, households
from crm.people.handover_tables import Handover, HandoverStep
from crm.people.handovers import ACCEPTED, CLOSED, WITH_HUB
from crm.reads import choices, handover_lines, look
from crm.reads.handover_lines import Line
from crm.reads.names import names_of
from crm.reads.sharing import WHOLE
from crm.register import agencies

OF_THE_HUB = (handovers.ROUTED, handovers.TAKEN_BACK, CLOSED, handovers.REOPENED)


@dataclass(frozen=True, slots=True)
class Step:
    """What was done: in the hub's words, by whom and when."""

    kind: str
    council: str
    way: str | None
    reason: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class One:
    """One of them, with what they said as far as it may be seen, and its steps: of a council only its own."""

    line: Line
    said: tuple[tuple[str, str], ...]
    hidden: bool
    steps: tuple[Step, ...]
    councils: tuple[tuple[str, str], ...]  # whom the hub may ask
    may_answer: bool
    may_route: bool
    may_close: bool
    may_reopen: bool


@look
def one(reference: str, by: Actor) -> One:
    """One of them; the look goes on record. NotFound: none, or not for whoever looks."""
    row = handovers.called(reference)
    if row is None or not handover_lines.theirs(row, by):
        raise NotFound("There is no such enquirer")
    seen = handover_lines.seen(row, by)
    audit.record(by, "handover.view", agency_id=row.agency_id, about=row.reference, fields=seen)
    is_hub, open_ = by.role is Role.HUB, row.state not in (ACCEPTED, CLOSED)
    return One(
        line=_with_home(handover_lines.line(row, seen), row, by),
        said=tuple(_said(row, seen)),
        hidden=open_ and not seen >= WHOLE,
        steps=_steps(row, by),
        councils=_others(row) if is_hub else (),
        may_answer=open_ and not is_hub,
        may_route=open_ and is_hub,
        may_close=open_ and is_hub and (row.state == WITH_HUB or handover_lines.left(row)),
        may_reopen=row.state == CLOSED and row.people is not None,
    )


def _with_home(line: Line, row: Handover, by: Actor) -> Line:
    own = row.household_id is not None and row.agency_id in by.agency_ids and by.role is not Role.HUB
    return replace(line, home=households.reference_of(row.household_id or 0)) if own else line


def _said(row: Handover, seen: frozenset[str]) -> list[tuple[str, str]]:
    """What they said, with its label, of what may be seen; what was not answered is left out."""
    if not row.people or row.details is None or not seen:
        return []
    people, details = handovers.unpacked(row.people), row.details
    lists = choices.of_agency(row.agency_id or row.worded_by or 0)
    found: list[tuple[str, str | None]] = []
    for number, carer in enumerate(people.carers):
        second = " of the second adult" if number else ""
        if "name" in seen:
            found.append((f"Name{second}", carer.name))
        if "contact" in seen:
            found += [(f"Telephone{second}", carer.phone), (f"E-mail address{second}", carer.email)]
    found.append(("Area", handover_lines.area(people) if "area" in seen else None))
    if "preferences" in seen:
        wanted = ", ".join(lists.said("offers", each) for each in details.get("interests") or ())
        found.append(("Kinds of fostering", wanted))
    return [(label, text) for label, text in [*found, *_rest(details, lists, seen)] if text]


def _rest(details: Mapping[str, Any], lists: choices.Choices, seen: frozenset[str]) -> list[tuple[str, str | None]]:
    """What only the council reads that is asked to talk with them."""
    if "rest" not in seen:
        return []
    needs = ", ".join(lists.said("contact_needs", each) for each in details.get("needs") or ())
    heard = lists.said("sources", details["source"]) if details.get("source") else None
    named = [("Employer", "employer"), ("Campaign or event", "campaign"), ("Carer who told them", "referred_by")]
    return [
        ("How they heard", heard),
        *((label, details.get(name)) for label, name in named),
        ("Best time to call", details.get("best_time")),
        ("Language", details.get("language")),
        ("To arrange", needs),
        ("What else they said", details.get("note")),
    ]


def _steps(row: Handover, by: Actor) -> tuple[Step, ...]:
    every: Sequence[HandoverStep] = handovers.steps(row.id)
    is_hub = by.role is Role.HUB
    if not is_hub:  # where they were before is not told
        every = [each for each in every if each.agency_id in by.agency_ids]
    names = names_of(each.by for each in every)
    return tuple(
        Step(
            kind=each.kind,
            council=agencies.numbered(each.agency_id).name if each.agency_id is not None else "",
            way=each.way,
            reason=_reason(each, by),
            at=each.at,
            who=names[each.by] if each.by is not None and (each.kind in OF_THE_HUB) == is_hub else "",
        )
        for each in every
    )


def _reason(step: HandoverStep, by: Actor) -> str:
    if not step.reason:
        return ""
    listed = "handover_closed_reasons" if step.kind == CLOSED else "handover_reasons"
    return choices.of_agency(step.agency_id or by.agency_ids[0]).said(listed, step.reason)


def _others(row: Handover) -> tuple[tuple[str, str], ...]:
    own = agencies.members(row.hub_id)
    return tuple((each.slug, each.name) for each in own if each.id != row.agency_id)
