"""Filling in a form as a person would: what the page holds, some answers changed, and nothing not asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element

from tests import parsing

Answers = dict[str, list[str]]


@dataclass(frozen=True)
class Form:
    """One form of a page: where it goes, what it holds when the page opens, and what may be chosen."""

    action: str
    method: str
    values: Answers
    choices: dict[str, set[str]]  # of radios, checkboxes and selects
    names: frozenset[str]

    def filled(self, answers: Mapping[str, object]) -> dict[str, object]:
        """What the browser sends; an answer to a question that is not asked fails the test."""
        sent: dict[str, object] = dict(self.values)
        for name, answer in answers.items():
            if isinstance(answer, date) and f"{name}-day" in self.names:
                for part in ("day", "month", "year"):
                    sent[f"{name}-{part}"] = [str(getattr(answer, part))]
            elif name in self.names:
                sent[name] = [self._typed(name, one) for one in _each(answer)]
            else:
                raise AssertionError(f"the form does not ask '{name}'; it asks {', '.join(sorted(self.names))}")
        return sent

    def _typed(self, name: str, answer: object) -> object:
        if isinstance(answer, tuple):  # a file: (stream, name)
            return answer
        if name in self.choices and str(answer) not in self.choices[name]:
            raise AssertionError(f"'{name}' offers {sorted(self.choices[name])}, and not '{answer}'")
        return str(answer)


def forms(text: str) -> list[Form]:
    """Every form of a page. Only they are parsed: a form holds no other, and the page contract judges the rest."""
    found = []
    for part in re.findall(r"<form\b.*?</form>", text, re.DOTALL):
        top, _ = parsing.read(part, fragment=True)
        found += [_form(element) for element in top.iter("form")]
    return found


def _each(answer: object) -> list[object]:
    if isinstance(answer, date):  # three boxes of one name
        return [answer.day, answer.month, answer.year]
    return answer if isinstance(answer, list) else [answer]


def _form(form: Element) -> Form:
    values: Answers = {}
    choices: dict[str, set[str]] = {}
    names = set()
    for element in form.iter():
        name = element.attrib.get("name")
        if not name or "disabled" in element.attrib or element.tag not in ("input", "select", "textarea", "button"):
            continue
        names.add(name)
        offered = set(_offered(element))
        if offered:
            choices.setdefault(name, set()).update(offered)
        held = list(_held(element))
        if held:
            values.setdefault(name, []).extend(held)
    return Form(
        action=form.attrib.get("action", ""),
        method=form.attrib.get("method", "get").lower(),
        values=values,
        choices=choices,
        names=frozenset(names),
    )


def _offered(element: Element) -> Iterator[str]:
    if element.tag == "button" or element.attrib.get("type") in ("radio", "checkbox"):
        yield element.attrib.get("value", "on")
    for option in element.iter("option") if element.tag == "select" else ():
        yield option.attrib.get("value", "".join(option.itertext()))


def _held(element: Element) -> Iterator[str]:
    kind = element.attrib.get("type", "text")
    if element.tag == "textarea":
        yield "".join(element.itertext()).removeprefix("\n")
    elif element.tag == "select":
        options = list(element.iter("option"))
        chosen = [option for option in options if "selected" in option.attrib] or options[:1]
        yield from (option.attrib.get("value", "".join(option.itertext())) for option in chosen)
    elif kind in ("radio", "checkbox"):
        if "checked" in element.attrib:
            yield element.attrib.get("value", "on")
    elif element.tag == "input" and kind not in ("submit", "button", "image", "reset", "file"):
        yield element.attrib.get("value", "")
