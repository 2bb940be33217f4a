"""Sending news to many of those who are kept warm: as other letters to many, and only to those who agreed to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crm import clock
from crm.actor import Actor
from crm.commands.acts import writing
from crm.commands.acts.ways import Way, Why
from crm.errors import NotFound, Refused
from crm.register import letter_templates

HELD = writing.HELD
do, undo = writing.do, writing.undo


def judge(asked: Mapping[str, Any], ways: Sequence[Way], by: Actor) -> dict[int, Why]:
    """Why each household gets no letter. Refused: the letter is not one that is for those who agreed to news."""
    if not all(_is_news(asked.get("template") or "", agency_id) for agency_id in by.agency_ids):
        raise Refused("Choose the letter", field="template")
    return writing.judge(asked, ways, by)


def _is_news(code: str, agency_id: int) -> bool:
    try:
        return letter_templates.named(agency_id, code, clock.today()).news
    except NotFound:
        return False
