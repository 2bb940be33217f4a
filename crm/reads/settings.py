"""A council's settings as its pages show them: what holds now, since when, who said so, and what comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import or_, select

from crm import clock
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.reads.names import names_of
from crm.register import catalogue, letters, settings
from crm.register.catalogue import Item
from crm.register.tables import Setting


@dataclass(frozen=True, slots=True)
class Said:
    """One row of a setting's history: a value, from when it holds, and who recorded it when."""

    id: int
    value: Any
    valid_from: date
    recorded_at: datetime
    recorded_by: str
    own: bool
    name: str


@dataclass(frozen=True, slots=True)
class SettingSeen:
    """A setting of an agency: what it is today, and everything that was ever said of it, the newest first."""

    item: Item
    agency_id: int
    value: Any
    since: date
    history: tuple[Said, ...]
    timeline: settings.Timeline

    def on(self, day: date) -> Any:
        """What holds on a day as it is on record now: what a change from that day would take the place of."""
        before = [value for valid_from, value in self.timeline if valid_from <= day]
        return before[-1] if before else self.timeline[0][1]

    def next_after(self, day: date) -> Said | None:
        """What the council has settled for a later day already: a change from this day holds until then."""
        own = [each for each in self.history if each.own and each.valid_from > day]
        return min(own, key=lambda each: (each.valid_from, -each.id), default=None)

    @property
    def own(self) -> bool:
        """Whether what holds today was settled by the council, and is not the national default."""
        return any(each.own and each.valid_from <= clock.today() for each in self.history)

    @property
    def coming(self) -> tuple[Said, ...]:
        """What will hold from a day to come, the next first."""
        ahead = {each.valid_from: each for each in reversed(self.history) if each.valid_from > clock.today()}
        return tuple(ahead[day] for day in sorted(ahead))

    @property
    def ever(self) -> tuple[Any, ...]:
        """Every value that it has, and had: today's first, then the newest."""
        return (self.value, *(each.value for each in self.history))

    @property
    def latest(self) -> int:
        """The number of the newest row: a form carries it, so that nobody is overwritten unseen (T49)."""
        return max(each.id for each in self.history)

    def said(self, row_id: int | None) -> Said | None:
        """A row of the history, to be used again."""
        return next((each for each in self.history if each.id == row_id), None)


@dataclass(frozen=True, slots=True)
class Sample:
    """A letter as somebody would read it."""

    subject: str
    text: str


def sections(by: Actor) -> tuple[tuple[str, tuple[SettingSeen, ...]], ...]:
    """The settings of the asker's agency, section by section, in the catalogue's order."""
    agency_id = _agency(by)
    rows = _rows(agency_id, list(catalogue.items()))
    found = [_seen(item, agency_id, rows) for item in catalogue.items().values()]
    return tuple((title, tuple(each)) for title, each in groupby(found, key=lambda each: each.item.section))


def one(name: str, by: Actor) -> SettingSeen:
    """One setting of the asker's agency. NotFound: there is no such setting."""
    if name not in catalogue.items():
        raise NotFound("There is no such setting")
    agency_id = _agency(by)
    return _seen(catalogue.item(name), agency_id, _rows(agency_id, [name]))


def sample(item: Item, value: Any) -> Sample | None:
    """How a template of letters reads to an invented household; nothing for any other setting, or a blank one."""
    if item.kind != "letter" or not value["text"]:
        return None
    read = (letters.merged(value[part], letters.EXAMPLES) for part in ("subject", "text"))
    return Sample(*read)


def fields_of_letters() -> tuple[tuple[str, str], ...]:
    """The fields that a template may have, and what each stands for."""
    return tuple((f"{{{{ {name} }}}}", says) for name, (says, _) in letters.FIELDS.items())


def _agency(by: Actor) -> int:
    if len(by.agency_ids) != 1:
        raise NotFound("Settings belong to one council")
    return by.agency_ids[0]


def _rows(agency_id: int, names: Sequence[str]) -> list[Said]:
    own_or_national = or_(Setting.agency_id == agency_id, Setting.agency_id.is_(None))
    found = db.session.scalars(
        select(Setting).where(own_or_national, Setting.name.in_(names)).order_by(Setting.id.desc())
    ).all()
    names_by_id = names_of(row.recorded_by for row in found)
    return [
        Said(
            id=row.id,
            value=row.value,
            valid_from=row.valid_from,
            recorded_at=row.recorded_at,
            recorded_by=names_by_id[row.recorded_by],
            own=row.agency_id is not None,
            name=row.name,
        )
        for row in found
    ]


def _seen(item: Item, agency_id: int, rows: Sequence[Said]) -> SettingSeen:
    today = clock.today()
    timeline = settings.of(agency_id).timeline(item.name)
    since = max((day for day, _ in timeline if day <= today), default=timeline[0][0])
    history = tuple(row for row in rows if row.name == item.name)
    value = settings.of(agency_id).value(item.name, today)
    return SettingSeen(item, agency_id, value, since, history, timeline)
