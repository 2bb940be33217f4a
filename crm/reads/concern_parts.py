"""What is shown of something that was raised: steps, what it said before, and that it was recorded by mistake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from crm.people.concern_tables import Concern, ConcernStep


@dataclass(frozen=True, slots=True)
class StruckOut:
    """That it was recorded by mistake: why, when and who said so."""

    because: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class StepSeen:
    """What was done on a day, or was not: `struck`. `note` only where it was just asked for."""

    id: int
    kind: str
    on: date
    by: str
    noted: bool
    note: str | None
    struck: StruckOut | None


@dataclass(frozen=True, slots=True)
class BeforeSeen:
    """What a field said before it was put right, why, when and by whom."""

    field: str
    value: str | None
    because: str
    at: datetime
    by: str

    @property
    def day(self) -> date | None:
        """The day that it said, where it is one."""
        return date.fromisoformat(self.value) if self.value and self.field.endswith("_on") else None


def steps_seen(
    steps: Iterable[ConcernStep], names: Mapping[int | None, str], *, notes: bool
) -> tuple[tuple[StepSeen, ...], tuple[StepSeen, ...]]:
    """What was done, and what was said to be done by mistake; `notes`: with what was noted of each."""
    every = [
        StepSeen(
            id=each.id,
            kind=each.kind,
            on=each.happened_on,
            by=names[each.recorded_by],
            noted=bool(each.note),
            note=each.note if notes else None,
            struck=struck_out(each, names),
        )
        for each in steps
    ]
    return tuple(each for each in every if not each.struck), tuple(each for each in every if each.struck)


def struck_out(row: Concern | ConcernStep, names: Mapping[int | None, str]) -> StruckOut | None:
    """That it was recorded by mistake, if somebody said so."""
    if row.removed_at is None:
        return None
    return StruckOut(row.removed_because or "", row.removed_at, names[row.removed_by])
