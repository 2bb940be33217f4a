"""Which copy of a report whoever asks may have: as counted, published, or published but for their own funnel."""

from __future__ import annotations

from collections.abc import Iterator

from flask import request

from crm import access
from crm.exchange.quarterly import marks
from crm.reports.asking import Asked, Question
from crm.reports.copies import counted
from crm.reports.figures import Figure
from crm.reports.period import Period, fixed
from crm.reports.published import published, too_few_said
from crm.reports.quarterly import Quarterly

NOT_FIXED = "Your role shows whole quarters, halves and financial years: choose one of the periods below"


def only_published() -> bool:
    """Whether it is the published copy that is asked for, or the only one that there is for whoever asks."""
    return request.args.get("copy") == marks.PUBLISHED or not access.may("reports.unsuppressed")


def check(asked: Asked) -> Asked:
    """The question, with what stands against giving this copy of it, in words, as a problem of its fields."""
    if asked.question is not None:
        asked.problems.extend(against(asked.question, whole=fixed(asked.question.period)))
        if asked.problems:
            asked.question = None
    return asked


def against(question: Question, *, whole: bool) -> Iterator[tuple[str, str]]:
    """What stands against giving figures, by field. `whole`: they are of quarters, halves and years."""
    if not whole and not access.may("reports.periods"):
        yield "from", NOT_FIXED
    if problem := _too_few(question):
        yield "agency", problem


def may_see(period: Period) -> bool:
    """Whether whoever asks may see figures of these days: no page links to a report that would be refused."""
    return fixed(period) or access.may("reports.periods")


def _too_few(question: Question) -> str:
    chosen = request.args.get("copy") == marks.PUBLISHED
    return "" if access.may("reports.hubs") and not chosen else too_few_said(question.scope)


def copy_of(report: Quarterly) -> Quarterly:
    """The copy of a report that whoever asks may have, and asked for."""
    if not only_published():
        return report
    own = request.args.get("copy") != marks.PUBLISHED and access.may("reports.funnel")
    kept = frozenset({"ended"}) if own else frozenset()
    return published(report, kept=kept, of_today=not access.may("reports.unsuppressed"))


def may_open(figure: Figure) -> bool:
    """Whether a figure, and the list behind it, may be opened: not behind what only a symbol stands for."""
    block = figure.name.partition(".")[0]
    own = block == "ended" and access.may("reports.funnel")
    return own or access.may("reports.unsuppressed") or counted(figure.name)


def parameters() -> dict[str, str]:
    """What an address says of the copy, if it was chosen."""
    chosen = request.args.get("copy") == marks.PUBLISHED
    return {"copy": marks.PUBLISHED} if chosen else {}


def offered() -> dict[str, dict[str, str]]:
    """The copies that whoever asks may choose from, with what an address says of each."""
    published_one = {marks.PUBLISHED: {"copy": marks.PUBLISHED}}
    return {marks.UNSUPPRESSED: {}, **published_one} if access.may("reports.unsuppressed") else published_one
