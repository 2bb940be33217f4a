"""How many households wait for an answer about a carer's skills: a level, a paper, a decision said to be wrong."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from crm.actor import Actor
from crm.extensions import db
from crm.journey import levels
from crm.people.merging import stands_for
from crm.people.skill_tables import SkillEntry
from crm.people.tables import Carer, Household
from crm.reads.sharing import within


def waiting(by: Actor) -> int:
    """Among the households that the asker sees: those that `levels.Standing.waits` means."""
    asked = and_(SkillEntry.act == levels.ASKED, ~_answered((*levels.ANSWERS, levels.WITHDRAWN)))
    sent = and_(SkillEntry.act == levels.OFFERED, ~_answered(levels.LOOKED_AT))
    wrong = and_(SkillEntry.act == levels.WRONG, ~_struck_out(SkillEntry.about_id))
    there = select(Carer.id).where(Carer.removed_at.is_(None))
    seen = select(Household.id).where(Household.agency_id.in_(by.agency_ids), within(by))
    chosen = select(func.count(stands_for().distinct()))
    chosen = chosen.select_from(SkillEntry).join(Household, Household.id == SkillEntry.household_id)
    chosen = chosen.where(SkillEntry.agency_id.in_(by.agency_ids), SkillEntry.carer_id.in_(there))
    chosen = chosen.where(stands_for().in_(seen), or_(asked, sent, wrong), ~_struck_out(SkillEntry.id))
    return db.session.scalar(chosen) or 0


def _answered(acts: tuple[str, ...]) -> ColumnElement[bool]:
    """Whether something answers a step, which was not struck out itself."""
    answer = aliased(SkillEntry)
    about = answer.about_id == SkillEntry.id, answer.act.in_(acts), ~_struck_out(answer.id)
    return exists(select(answer.id).where(*about).correlate(SkillEntry))


def _struck_out(step: Any) -> ColumnElement[bool]:
    struck = aliased(SkillEntry)
    return exists().where(struck.about_id == step, struck.act == levels.STRUCK_OUT)
