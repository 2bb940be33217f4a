"""What a council may settle for itself: each setting's title, what it means, and the kind of its value."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from email_validator import EmailNotValidError, validate_email

from crm.errors import Refused
from crm.journey import rate_lines
from crm.register import letters, places

SHORTEST_NUMBER = 6  # digits of a telephone number
FILE = Path(__file__).parent / "national" / "catalogue.toml"

Kind = Literal[
    "number", "yes_or_no", "text", "days", "areas", "list", "stages", "some_stages", "some_fields", "letter",
    "choice", "levels", "fees", "allowances", "minimums", "email", "phone",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """A setting as people know it. `effect`: what follows from a change for what is on record."""

    name: str
    section: str
    title: str
    says: str
    kind: Kind
    unit: str = ""
    least: int = 0
    most: int = 0
    fixed: bool = False  # a list to which nothing can be added: the program knows what each entry does
    effect: Literal["", "counted", "stages", "clocks", "work", "checks", "scope"] = ""
    offered: Sequence[str] = ()  # of 'some_stages', 'some_fields' and 'choice': what there is to choose from
    of_event: str = ""  # of 'letter': the kind of decision of which it tells
    when: str = letters.EVERYBODY  # of 'letter': of whom its text is true, as long as the council says nothing else


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


def _email(asked: Item, value: Any) -> str | None:
    """One address or none: it is what answers to invitations are sent to."""
    if value == "":
        return None
    try:
        # Reserved domains like .example are allowed: the demonstration lives there.
        validate_email(str(value), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return f"{asked.title} must be one e-mail address, like fostering@derby.gov.uk"
    return _text(asked, value)


def _phone(asked: Item, value: Any) -> str | None:
    """One line that holds a number, or nothing; the hours at which it is answered may stand beside it."""
    said = str(value)
    if said and (len(said.splitlines()) != 1 or sum(each in "0123456789" for each in said) < SHORTEST_NUMBER):
        return f"{asked.title} must be one telephone number, like 01332 000 000; its hours may stand beside it"
    return _text(asked, value)


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
    if not all(_code(each) and str(each.get("label", "")).strip() for each in value):
        return f"{asked.title}: each entry needs a label"
    alike = _alike(value)
    if alike:
        gone = any(each.get("retired") for each in value if str(each["label"]) == alike)
        which = ", of which one is no longer offered" if gone else ""
        return f"{asked.title}: two entries are called '{alike}'{which}: no two may have the same label"
    needed = [each["label"] for each in value if each.get("law") and _left_out(each)]
    if needed:
        return f"{asked.title}: '{needed[0]}' is asked for by law, and stays on the list"
    offered = any(not each.get("retired") for each in value)
    return None if offered else f"{asked.title}: at least one must be offered"


def _code(entry: Mapping[str, Any]) -> Any:
    return entry.get("code", entry.get("name"))


def _alike(value: Sequence[Mapping[str, Any]]) -> str | None:
    """A label that two entries have, or that differs from another in accents alone.

    `reads_as`: it is meant to read as another, so that it gives nothing away, while it is not offered itself.
    """
    codes: set[Any] = set()
    labels: set[str] = set()
    for each in value:
        label = str(each["label"])
        own = set() if each.get("retired") and "reads_as" in each else {label.casefold()}
        if _code(each) in codes or own & labels:
            return label
        codes.add(_code(each))
        labels |= own
    return None


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
    "email": _email,
    "phone": _phone,
    "days": _days,
    "areas": _areas,
    "list": _list,
    "stages": _stages,
    "some_stages": _some,
    "some_fields": _some,
    "letter": _letter,
}
