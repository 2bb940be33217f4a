"""What a carer has asked for and sent in the portal about their skills, and what the service said of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from crm.actor import Actor
from crm.extensions import db
from crm.journey import levels as rules
from crm.journey.levels import Course, Need
from crm.people.skill_tables import SkillEntry
from crm.people.tables import Document
from crm.reads.choices import Pairs

WAITS = "waits"  # the state of what nobody has answered yet


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A level that was asked for, or that the service recommends, and its answer: `since` is from when it holds,
    and `because` why it was not agreed."""

    number: int
    level: str
    asked_on: date
    own: bool  # asked for by whoever reads it, who may take it back
    state: str
    since: date | None
    because: str | None


@dataclass(frozen=True, slots=True)
class OwnPaper:
    """A paper that was sent to show something, and what the service says of it."""

    number: int
    shows: str
    name: str
    sent_at: datetime
    state: str
    because: str | None


def may_show(needs: Sequence[Need], courses: Pairs) -> Pairs:
    """What the next level needs, the courses among it by their code, and after that the other courses on offer."""
    lines = [(each.course or each.what, each.what) for each in needs]
    known = {stored for stored, _ in lines}
    return (*lines, *(each for each in courses if each[0] not in known))


def requests_of(entries: Sequence[SkillEntry], by: Actor) -> Iterator[OwnRequest]:
    """What was asked for, the latest first, without what was struck out."""
    gone = {each.about_id for each in entries if each.act == rules.STRUCK_OUT}
    kept = [each for each in entries if each.id not in gone]
    answers = {each.about_id: each for each in kept if each.act in (*rules.ANSWERS, rules.WITHDRAWN)}
    for row in reversed([each for each in kept if each.act == rules.ASKED]):
        answer = answers.get(row.id)
        yield OwnRequest(
            number=row.id,
            level=row.what,
            asked_on=row.on_day,
            own=row.recorded_by is not None and row.recorded_by == by.user_id,
            state=answer.act if answer else WAITS,
            since=answer.on_day if answer and answer.act == rules.DECIDED else None,
            because=answer.because if answer else None,
        )


def papers_of(entries: Sequence[SkillEntry], courses: Sequence[Course]) -> Iterator[OwnPaper]:
    """What was sent, the latest first, without what was struck out."""
    gone = {each.about_id for each in entries if each.act == rules.STRUCK_OUT}
    kept = [each for each in entries if each.id not in gone]
    answers = {each.about_id: each for each in kept if each.act in rules.LOOKED_AT and each.about_id}
    sent = [each for each in kept if each.act == rules.OFFERED]
    names = _names(each.document_id for each in sent)
    labels = {each.code: each.label for each in courses}
    for row in reversed(sent):
        answer = answers.get(row.id)
        state = answer.act if answer else WAITS
        yield OwnPaper(
            number=row.id,
            shows=labels.get(row.what, row.what),
            name=names.get(row.document_id or 0, ""),
            sent_at=row.recorded_at,
            state="accepted" if state in (rules.MET, rules.TRAINED) else state,
            because=answer.because if answer else None,
        )


def _names(numbers: Iterable[int | None]) -> Mapping[int, str]:
    chosen = select(Document.id, Document.name).where(Document.id.in_([each for each in numbers if each]))
    return {row.id: row.name for row in db.session.execute(chosen)}
