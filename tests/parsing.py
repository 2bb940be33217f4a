"""A page as a browser takes it: its elements, and what is not valid in it.

markupever (html5ever, the parser of a browser engine) is ten times as quick as html5lib, which a run of the suite
asks some ten thousand times. It names no places; html5lib does, and reads the page again where something is wrong.
"""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from markupever import HtmlOptions, Parser
from markupever.dom import Element as Parsed
from markupever.dom import Text

# What a <select> may hold. Browsers have begun to let more be, and html5ever with them.
_OF_A_SELECT = {"option", "optgroup", "hr"}


def read(text: str, *, fragment: bool = False) -> tuple[Element, list[str]]:
    """The top element, without namespaces, and each thing that is not valid with its place."""
    parser = Parser(HtmlOptions(full_document=not fragment, exact_errors=True))
    parser.process(text)
    parser.finish()
    wrong = list(parser.errors())
    top = Element("")
    _fill(top, parser.into_dom().root())
    top = top if fragment else top[0]
    held = [one.tag for choice in top.iter("select") for one in list(choice.iter())[1:]]
    wrong += [f"a <select> holds <{tag}>" for tag in held if tag not in _OF_A_SELECT]
    return top, (_with_places(text, fragment) or wrong) if wrong else []


def _with_places(text: str, fragment: bool) -> list[str]:
    parser = html5lib.HTMLParser()
    (parser.parseFragment if fragment else parser.parse)(text)
    lines = text.splitlines()
    return [f"{code} at {_near(lines, place)}" for place, code, _ in parser.errors]


def _near(lines: list[str], place: tuple[int, int]) -> str:
    line, column = place
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    return f"line {line}: ...{text[max(0, column - 60) : column + 20].strip()}..."


def _fill(element: Element, node: Any) -> None:
    last: Element | None = None
    for child in node.children():
        if isinstance(child, Parsed):
            last = Element(child.name.local, {name.local: value for name, value in child.attrs.items()})
            element.append(last)
            _fill(last, child)
        elif isinstance(child, Text):
            if last is None:
                element.text = (element.text or "") + child.content
            else:
                last.tail = (last.tail or "") + child.content
