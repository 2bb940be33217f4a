"""Under which question something was typed, where it is shown outside its form: by the forms that its page uses.

Nothing is filled in and no page is opened for it: it is read off the code of the view that answers the address.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import CodeType, FunctionType, ModuleType
from typing import Any

from flask import current_app
from werkzeug.exceptions import HTTPException
from wtforms.fields.core import UnboundField

from crm.forms.govuk import Form

OURS = ("crm.pages.", "crm.forms.")
PARTS = ("day", "month", "year")  # the boxes of a day
Questions = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Labels:
    """The question of each answer, and the words of what was chosen from a list, where they are known."""

    questions: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def of(self, name: str, value: str) -> tuple[str, str] | None:
        """What an answer is shown as; None where nothing says what was asked."""
        asked = _whole(name)
        if asked not in self.questions:
            return None
        of_day = f": {name.rpartition('-')[2]}" if asked != name else ""
        return self.questions[asked] + of_day, self.chosen.get((name, value), value)


def labels_of(path: str, names: Collection[str]) -> Labels:
    """What the questions of these answers were, which were sent to an address; of those that are known.

    The form that asks most of them says first; where two that fit alike say different things, neither does.
    """
    try:
        endpoint, given = current_app.url_map.bind("").match(path.partition("?")[0], method="POST")
    except HTTPException:
        return Labels()
    steps = {str(each).replace("-", "_") for each in given.values()}
    asked = {_whole(name) for name in names}
    ranked: dict[tuple[bool, int], list[Questions]] = {}
    for form in _of_step(list(dict.fromkeys(_forms(current_app.view_functions[endpoint], set()))), steps):
        found = _questions(form)
        ranked.setdefault((_kind(form) not in steps, len(asked - set(found))), []).append(found)
    known: dict[str, Any] = {}
    for rank in sorted(ranked):
        for name in asked - set(known):
            said = {_label(each[name]): each[name] for each in ranked[rank] if name in each}
            known |= {name: next(iter(said.values()))} if len(said) == 1 else {}
    chosen = {(name, value): text for name, each in known.items() for value, text in _choices(each)}
    return Labels({name: _label(each) for name, each in known.items()}, chosen)


def _of_step(forms: list[type[Form]], steps: Collection[str]) -> Iterator[type[Form]]:
    """Of the forms of several steps that one page has, that of the step which its address names, and no other."""
    several = sum(1 for form in forms if _kind(form)) > 1
    yield from (form for form in forms if not (several and _kind(form)) or _kind(form) in steps)


def _kind(form: type[Form]) -> str:
    """The kind of event that a form records; empty for any other form."""
    return str(getattr(getattr(form, "kind", None), "kind", ""))


def _whole(name: str) -> str:
    """The question of an answer: of the box of a day, the day's."""
    asked, _, part = name.rpartition("-")
    return asked if part in PARTS else name


def _forms(used: object, seen: set[int]) -> Iterator[type[Form]]:
    """The forms that a function of ours uses, and those that the functions use which it calls."""
    if id(used) in seen:
        return
    seen.add(id(used))
    if isinstance(used, type):
        if issubclass(used, Form):
            yield used
    elif isinstance(used, Mapping):
        for each in used.values():
            yield from _forms(each, seen)
    elif isinstance(used, tuple | list):
        for each in used:
            yield from _forms(each, seen)
    elif isinstance(used, FunctionType) and used.__module__.startswith(OURS):
        names = set(_names(used.__code__))
        for name in sorted(names):
            found = used.__globals__.get(name)
            yield from _forms(found, seen)
            if isinstance(found, ModuleType) and found.__name__.startswith(OURS):
                for other in sorted(names):
                    yield from _forms(getattr(found, other, None), seen)


def _names(code: CodeType) -> Iterator[str]:
    """The names that a function's code refers to, with those of the functions within it."""
    yield from code.co_names
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _names(each)


def _questions(form: type[Form]) -> Questions:
    every = {name: getattr(form, name) for name in dir(form) if not name.startswith("_")}
    return {name: each for name, each in every.items() if isinstance(each, UnboundField) and _label(each)}


def _label(question: Any) -> str:
    said = question.args[0] if question.args else question.kwargs.get("label")
    return said if isinstance(said, str) else ""


def _choices(question: Any) -> Iterator[tuple[str, str]]:
    for each in question.kwargs.get("choices") or ():
        if isinstance(each, tuple) and all(isinstance(part, str) for part in each[:2]):
            yield each[0], each[1]
