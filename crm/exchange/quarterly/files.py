"""A report, the workbook with its lists or a frozen pack as a file, made from the few words that ask for it.

A page makes it at once, and a job later: both by the same words, and each asks anew what whoever asked may have.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crm import clock
from crm.actor import Actor
from crm.errors import NotFound, Unusable
from crm.exchange import quarterly as formats
from crm.exchange.papers.writing import File
from crm.exchange.quarterly import marks, pack_taken, workbook
from crm.reads import copies_for
from crm.reads import workbook as lists
from crm.reports import asking, once
from crm.reports.asking import Question
from crm.reports.period import KnownOn
from crm.reports.quarterly import quarterly

REPORT, WORKBOOK, PACK = "report", "workbook", "pack"
Words = Mapping[str, str]
Tell = Callable[[int, int], None]


def untold(_done: int, _total: int) -> None:
    """Where nobody watches how far it is."""


def made(words: Words, by: Actor, tell: Tell = untold) -> File:
    """The file that these words ask for.

    NotFound or Unusable: there is no such report, or it is not one's own to have. TakesTwo: a second person agrees
    to its lists first (T19).
    """
    if words["kind"] == PACK:
        return _pack(words, by, tell)
    asked = question(words, by)
    write = _workbook if words["kind"] == WORKBOOK else _report
    with once.once(asked.known_on.before, KnownOn(clock.today()).before):
        return write(asked, words, by, tell)


def question(words: Words, by: Actor) -> Question:
    """The question that they put. Unusable: it is none, or its copy is not to be had, in words."""
    asked = asking.read(words, by)
    if asked.question is not None:
        asked.problems.extend(copies_for.against(asked.question, by, chosen=_published(words)))
    if asked.question is None or asked.problems:
        raise Unusable(". ".join(problem for _, problem in asked.problems) + ".")
    return asked.question


def _published(words: Words) -> bool:
    return words.get("copy") == marks.PUBLISHED


def _report(asked: Question, words: Words, by: Actor, tell: Tell) -> File:
    chosen = formats.format_named(words["format"])
    tell(0, 2)
    counted = quarterly(asked.scope, asked.period, asked.known_on)
    copy = copies_for.copy_of(counted, by, chosen=_published(words))
    tell(1, 2)
    written = chosen.write(copy)
    tell(2, 2)
    return File(written, chosen.media_type, formats.file_name(copy, chosen))


def _workbook(asked: Question, words: Words, by: Actor, tell: Tell) -> File:
    if not copies_for.may(by, "households.export"):
        raise NotFound("There is no such file")
    counted = quarterly(asked.scope, asked.period, asked.known_on)
    found = lists.taken(counted, words["reason"], by)
    chosen = formats.format_named("xlsx")
    name = formats.file_name(counted, chosen).replace("quarterly-", "quarterly-with-lists-", 1)
    return File(workbook.write(counted, found, tell), chosen.media_type, name)


def _pack(words: Words, by: Actor, tell: Tell) -> File:
    opened = pack_taken.opened(int(words["pack"]), by)
    if not opened.intact:
        raise NotFound("There is no such pack")
    tell(0, 1)
    written = pack_taken.written(opened, words["format"], by, words.get("reason", ""))
    tell(1, 1)
    return written
