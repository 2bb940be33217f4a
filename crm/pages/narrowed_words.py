"""What a list that leaves as a file was narrowed by, in plain words: figures by their names, days in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from flask import g

from crm import access, who_words, words
from crm.exchange.quarterly import flat, origins, why_ended
from crm.export_words import NARROWED, list_named
from crm.journey.saying import said as day_said
from crm.reads.audited_about import About
from crm.report_words import WORK
from crm.reports import figures
from crm.reports import scope as scopes
from crm.reports.asking import NARROWS
from crm.reports.figures import UNITS, Source
from crm.reports.scope import Scope, narrowed_by

NOT_TOLD = "Narrowed by what your role does not see"
OF_A_COUNCIL = (Source.SOURCES, Source.ENDED, Source.LEFT)  # their names are of a council's lists
_CODE = re.compile("[a-z][a-z0-9_]*")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def said(asked: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What each parameter of an address is called, and what it says."""
    if "scopes_named" not in g:  # a file of the audit asks for each of its rows
        g.scopes_named = {each.slug: each for each in scopes.choices(access.current_actor())}
    known: dict[str, Scope] = g.scopes_named
    scope = next((known[value] for name, value in asked if name in ("agency", "hub") and value in known), None)
    for name, value in asked:
        yield NARROWED.get(name, name.replace("_", " ").capitalize()), _value(name, value, scope)


def _value(name: str, value: str, scope: Scope | None) -> str:
    if name in ("agency", "hub") and scope is not None and scope.slug == value:
        return scope.name
    if name == "figure":
        return figure(value, scope)
    if _DAY.fullmatch(value):
        return _day(value)
    if name == "q" or not _CODE.fullmatch(value):
        return value
    return words.said({**words.POPULATIONS, **words.ROUTES}, value)


def figure(name: str, scope: Scope | None) -> str:
    """A figure by its name; one of which only the block is told, or that there is no more, by its block's."""
    found = figures.named(name)
    if found is None or (scope is None and found.source in OF_A_COUNCIL):
        block = name.partition(".")[0]
        return flat.BLOCKS.get(block, words.said({}, block))
    if scope is not None and found.source is Source.SOURCES:
        return origins.label(found, scope, None) or name
    if found.source is Source.CASELOAD and name.removeprefix("caseload.") not in words.CASELOAD:
        return f"{WORK[found.about]} with one worker"
    told = (why_ended.label(found, scope) if scope else None) or words.figure(name)
    return f"{flat.BLOCKS[found.block]}: {told.lower()}" if found.block in UNITS else told


def looked_at(about: About) -> str:
    """What a row of the audit says of a list: which, how many, whose, of which days and by what narrowed."""
    path = dict(about.asked).get("list")
    if path is not None:
        filters = said([(name, value) for name, value in about.asked if name != "list"])
        told = [f"{title}: {value}" for title, value in filters]
        return "; ".join((f"{list_named(path)}: {about.text}", *told, *([NOT_TOLD] if about.more else [])))
    narrowing = ", ".join(narrowed_by(name, value) for name, value in about.asked if name in NARROWS)
    others = [(name, value) for name, value in about.asked if name not in NARROWS]
    told = [
        f"{title}: {value}{f' ({narrowing})' if narrowing and name in ('agency', 'hub') else ''}"
        for (name, _), (title, value) in zip(others, said(others), strict=True)
    ]
    return "; ".join((_behind(about.text), *told, *([NOT_TOLD] if about.more else [])))


def _behind(about: str) -> str:
    name, colon, number = about.partition(":")
    if name in who_words.BLOCKS:
        return f"{who_words.BLOCKS[name]}{colon}{number}"
    known = name in flat.BLOCKS or figures.named(name) is not None
    return f"{figure(name, None)}{colon}{number}" if known else about


def _day(text: str) -> str:
    try:
        return day_said(date.fromisoformat(text))
    except ValueError:
        return text
