"""What a council may settle for itself: each setting's title, what it means, and the kind of its value."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from crm.errors import Refused
from crm.journey import rate_lines
from crm.register import letters, places

FILE = Path(__file__).parent / "national" / "catalogue.toml"

Kind = Literal[
    "number", "yes_or_no", "text", "days", "areas", "list", "stages", "some_stages", "letter", "choice",
    "levels", "fees", "allowances", "minimums",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """A setting as people know it. `effect`: what follows from a change for histories that are on record."""

    name: str
    section: str
    title: str
    says: str
    kind: Kind
    unit: str = ""
    least: int = 0
    most: int = 0
    fixed: bool = False  # a list to which nothing can be added: the program knows what each entry does
    effect: Literal["", "counted", "stages"] = ""
    offered: Sequence[str] = ()  # of 'some_stages' and 'choice': what there is to choose from


@cache
def items() -> Mapping[str, Item]:
    """Every setting that pages show, in the order of the file."""
    with FILE.open("rb") as file:
        return {table["name"]: Item(**table) for table in tomllib.load(file)["item"]}


def item(name: str) -> Item:
    """A setting by its name. LookupError: there is none."""
    return items()[name]


def check(name: str, value: Any) -> None:
    """Refuse what the setting cannot be, in words."""
    problem = _CHECKS[item(name).kind](item(name), value)
    if problem:
        raise Refused(problem, field="value")


def _number(asked: Item, value: Any) -> str | None:
    if type(value) is int and asked.least <= value <= asked.most:
        return None
    return f"{asked.title} must be a whole number between {asked.least:,} and {asked.most:,}"


def _yes_or_no(asked: Item, value: Any) -> str | None:
    return None if isinstance(value, bool) else f"{asked.title} must be yes or no"


def _text(asked: Item, value: Any) -> str | None:
    fits = isinstance(value, str) and len(value) <= asked.most
    return None if fits else f"{asked.title} must be {asked.most:,} characters or fewer"


def _days(asked: Item, value: Any) -> str | None:
    try:
        days = [date.fromisoformat(each) for each in value]
    except (TypeError, ValueError):
        return f"{asked.title} must be days, one a line, like 24 12 2026"
    return None if len(set(days)) == len(days) else f"{asked.title} must have each day once"


def _areas(asked: Item, value: Any) -> str | None:
    unknown = [each for each in value if places.code_called(each) is None]
    if unknown:
        return f"{asked.title}: there is no council area called '{unknown[0][:40]}' in England, like Derby"
    return None if len({places.code_called(each) for each in value}) == len(value) else f"{asked.title}: each once"


def _list(asked: Item, value: Any) -> str | None:
    """Codes once each, and at least one that is offered; each with a label of its own."""
    codes = [each.get("code", each.get("name")) for each in value]
    labels = [str(each.get("label", "")).casefold() for each in value]
    if not all(codes) or not all(label.strip() for label in labels):
        return f"{asked.title}: each entry needs a label"
    if len(set(codes)) < len(codes) or len(set(labels)) < len(labels):
        return f"{asked.title}: no two entries may have the same label"
    needed = [each["label"] for each in value if each.get("law") and _left_out(each)]
    if needed:
        return f"{asked.title}: '{needed[0]}' is asked for by law, and stays on the list"
    offered = any(not each.get("retired") for each in value)
    return None if offered else f"{asked.title}: at least one must be offered"


def _left_out(entry: Mapping[str, Any]) -> bool:
    return bool(entry.get("retired")) or entry.get("when") == "if wanted"


def _stages(asked: Item, value: Any) -> str | None:
    """Each stage's step is known, once, and needs nothing that comes after it."""
    before: set[str] = set()
    for stage in value:
        late = [kind for kind in stage.get("needs", ()) if kind not in before]
        if late:
            return f"{asked.title}: a stage may need only steps that come before it in the order"
        before.add(stage["entered_by"])
    return None if len(before) == len(value) > 1 else f"{asked.title}: each stage once, and at least two"


def _some(asked: Item, value: Any) -> str | None:
    fits = len(set(value)) == len(value) and set(value) <= set(asked.offered)
    return None if fits else f"{asked.title}: choose from the list"


def _letter(_asked: Item, value: Any) -> str | None:
    return letters.problem_with(value)


def _choice(asked: Item, value: Any) -> str | None:
    return None if value in asked.offered else f"{asked.title}: choose from the list"


def _table(asked: Item, value: Any) -> str | None:
    found = rate_lines.problem(asked.kind, value)
    return f"{asked.title}: {found}" if found else None


_CHECKS = {
    "choice": _choice,
    "levels": _table,
    "fees": _table,
    "allowances": _table,
    "minimums": _table,
    "number": _number,
    "yes_or_no": _yes_or_no,
    "text": _text,
    "days": _days,
    "areas": _areas,
    "list": _list,
    "stages": _stages,
    "some_stages": _some,
    "letter": _letter,
}
