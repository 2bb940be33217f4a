"""Sending news to many of those who are kept warm: as other letters to many, and only to those who agreed to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from crm import clock
from crm.actor import Actor
from crm.commands.acts import writing
from crm.commands.acts.ways import Way, Why
from crm.errors import NotFound, Refused
from crm.people import tasks
from crm.people.act_tables import ManyAct, ManyActItem
from crm.register import letter_templates

HELD = writing.HELD
NOT_AGAIN = "They are not to be asked again, or were asked since."
undo = writing.undo


def judge(asked: Mapping[str, Any], ways: Sequence[Way], by: Actor) -> dict[int, Why]:
    """Why each household gets no letter. Refused: the letter is not one that is for those who agreed to news."""
    if not all(_is_news(asked.get("template") or "", agency_id) for agency_id in by.agency_ids):
        raise Refused("Choose the letter", field="template")
    return writing.judge(asked, ways, by) | _not_again(ways)


def do(act: ManyAct, items: Mapping[ManyActItem, Way], by: Actor, tell: Callable[..., None]) -> None:
    """Have it sent to those who still wait to be asked again when it goes."""
    why = _not_again(items.values())
    for item in items:
        if item.journey_id in why:
            item.state, item.said = "refused", why[item.journey_id]
    writing.do(act, {item: way for item, way in items.items() if way.journey_id not in why}, by, tell)


def _not_again(ways: Collection[Way]) -> dict[int, Why]:
    """The journeys of which nobody waits any more to ask the household again, each with why."""
    waiting = tasks.with_open({way.household_id for way in ways}, tasks.KEEP_WARM)
    return {way.journey_id: NOT_AGAIN for way in ways if way.household_id not in waiting}


def _is_news(code: str, agency_id: int) -> bool:
    try:
        return letter_templates.named(agency_id, code, clock.today()).news
    except NotFound:
        return False
