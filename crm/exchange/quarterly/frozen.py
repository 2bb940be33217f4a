"""The report as a frozen pack: its bytes, and how they are read again.

The content is JSON: the report as domain.md section 5 fixes it; each figure with its name in words; what it means;
by which rules it was counted; and the hash of the rows behind the figures, which are kept beside it, compressed.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from crm.errors import Refused
from crm.exchange.quarterly import as_json
from crm.exchange.quarterly.flat import BLOCKS, definition, flat
from crm.reports import rows as kept_rows
from crm.reports import rule_versions
from crm.reports.differences import Flat, Reading
from crm.reports.figures import Source, named
from crm.reports.period import KnownOn, Period
from crm.reports.quarterly import Quarterly
from crm.reports.rows import Key, Row, Rows

FORMAT = 1
# What a pack has that does not name its blocks: those that there were when the first were frozen.
FIRST = ("activity", "households", "places", "stages", "pace", "ended", "left", "reviews", "permanence", "beside")
MEANWHILE = "Something was recorded while the figures were being read, so that they do not add up. Freeze again."


@dataclass(frozen=True, slots=True)
class Frozen:
    """A report's bytes, those of the rows behind it, and the hash of what it says but for when and by whom."""

    content: bytes
    behind: bytes
    same_as: str


def interim(period: Period, known_on: KnownOn) -> bool:
    """Whether a period had not ended by the day of which a report tells."""
    return period.last > known_on.day


def frozen(report: Quarterly, *, at: datetime, by: int | None, marks: tuple[int, int]) -> Frozen:
    """A report as a pack. Refused: its lists do not come to its figures, as something was recorded meanwhile.

    `by` is the number of an account, and `marks` are the last event and the last tie on record.
    """
    figures = list(flat(report))
    rows = kept_rows.rows(report)
    _same_sums(figures, rows)
    behind = zlib.compress(_bytes([[*key, [list(row) for row in each]] for key, each in sorted(rows.items())]))
    says = {
        "figures": [[*each.key, each.label, each.value] for each in figures],
        "definitions": {name: said for name in _names(figures) if (said := definition(name)) is not None},
        "rules": rule_versions.in_force(report),
        "counted_to": min(report.period.last, report.known_on.day).isoformat(),
        "behind": {"rows": sum(map(len, rows.values())), "sha256": hashlib.sha256(behind).hexdigest()},
    }
    about = {
        "pack": FORMAT,
        "scope": report.scope.name,
        "frozen_at": at.isoformat(),
        "frozen_by": by,
        "interim": interim(report.period, report.known_on),
        "last_event": marks[0],
        "last_tie": marks[1],
        "blocks": list(BLOCKS),
    }
    content = _bytes({**about, "report": as_json.as_value(report), **says})
    return Frozen(content, behind, hashlib.sha256(_bytes(says)).hexdigest())


def read(content: bytes, behind: bytes) -> Reading:
    """A pack's bytes as figures and rows again."""
    told = json.loads(content)
    return Reading(
        known_on=date.fromisoformat(told["report"]["known_on"]),
        begun=True,
        figures={flat_.key: flat_ for flat_ in _flats(told)},
        rows=lambda _wanted: _rows(behind),
        marks=(told["last_event"], told["last_tie"]),
        lacks=frozenset(BLOCKS) - frozenset(told.get("blocks", FIRST)),
    )


def rules(content: bytes) -> dict[str, Any]:
    """By which rules a pack was counted: settings by agency, and standards with the day from which each holds."""
    told: dict[str, Any] = json.loads(content)["rules"]
    return told


def targets(content: bytes) -> list[dict[str, Any]]:
    """The targets of a pack's own period as they stood when it was frozen; of an older pack none was kept."""
    return json.loads(content)["report"].get("targets") or []


def definitions(content: bytes) -> dict[str, str]:
    """What each figure of a pack meant, by the figure's name."""
    told: dict[str, str] = json.loads(content)["definitions"]
    return told


def reading(report: Quarterly) -> Reading:
    """A report as it is read now."""

    def rows(wanted: Collection[Key]) -> Rows:
        return kept_rows.rows(report, wanted)

    figures = {each.key: each for each in flat(report)}
    return Reading(report.known_on.day, report.this.begun, figures, rows)


def _flats(told: dict[str, Any]) -> list[Flat]:
    return [
        Flat((column, population, name), label, value) for column, population, name, label, value in told["figures"]
    ]


def _rows(behind: bytes) -> Rows:
    return {
        (column, population, name): [Row(*row) for row in found]
        for column, population, name, found in json.loads(zlib.decompress(behind))
    }


def _names(figures: Collection[Flat]) -> list[str]:
    return list(dict.fromkeys(each.key[2] for each in figures))


def _same_sums(figures: Collection[Flat], rows: Rows) -> None:
    """Refused where the rows behind a figure do not come to it."""
    for each in figures:
        figure = named(each.key[2])
        if figure is None or each.value is None or figure.source == Source.NET:
            continue
        if sum(row.quantity for row in kept_rows.of(rows, each.key)) != each.value:
            raise Refused(MEANWHILE)


def _bytes(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
