"""Which copy of a report somebody may have: as counted, published, or published but for their own funnel.

Pages, files and jobs ask the same rule, so that a paper says and shows what its page does.
"""

from __future__ import annotations

from collections.abc import Iterator

from crm.actor import Actor
from crm.permissions import MAY
from crm.reports import asking
from crm.reports.asking import Question
from crm.reports.copies import counted
from crm.reports.figures import Figure
from crm.reports.period import fixed
from crm.reports.published import published, too_few, too_few_said
from crm.reports.quarterly import Quarterly
from crm.reports.scope import Scope
from crm.reports.steps import employer_of

NOT_NARROWED = (
    "A published copy is of all of a council's journeys together: beside it, those of some would give small "
    "numbers away. Take the filter off"
)
OF_BOOKS = ("route",)
NOT_FIXED = "Your role shows whole quarters, halves and financial years: choose one of the periods below"


def may(by: Actor, permission: str) -> bool:
    """Whether somebody's role has a permission."""
    return by.role in MAY[permission]


def against(
    question: Question, by: Actor, *, chosen: bool, whole: bool | None = None, books: bool = False
) -> Iterator[tuple[str, str]]:
    """What stands against giving figures, by field.

    `chosen`: it is the published copy that is asked for. `whole`: they are of quarters, halves and years. `books`:
    they are the council's lines of activity, households and beds only.
    """
    if not (fixed(question.period) if whole is None else whole) and not may(by, "reports.periods"):
        yield "from", NOT_FIXED
    for name in question.scope.narrowing.parameters:
        if chosen or name not in narrows(by, books=books):
            yield name, NOT_NARROWED
    problem = too_few_said(question.scope) if chosen or not may(by, "reports.hubs") else ""
    if problem:
        yield "agency", problem


def narrows(by: Actor, *, books: bool) -> tuple[str, ...]:
    """By what somebody may narrow figures to some journeys: never those of a published copy (decision 057).

    The books of a route are among the council's own lines, which every copy prints as counted.
    """
    if may(by, "reports.unsuppressed"):
        return asking.NARROWS
    return OF_BOOKS if books and may(by, "reports.periods") else ()


def is_published(by: Actor, *, chosen: bool) -> bool:
    """Whether it is a published copy that somebody gets: it was asked for, or there is no other for them."""
    return chosen or not may(by, "reports.unsuppressed")


def copy_of(report: Quarterly, by: Actor, *, chosen: bool) -> Quarterly:
    """The copy of a report that somebody may have, and asked for."""
    if not is_published(by, chosen=chosen):
        return report
    own = not chosen and may(by, "reports.funnel")
    kept = frozenset({"ended"}) if own else frozenset()
    return published(report, kept=kept, of_today=not may(by, "reports.unsuppressed"))


def may_open(figure: Figure, by: Actor) -> bool:
    """Whether a figure, and the list behind it, may be opened: not behind what only a symbol stands for."""
    block = figure.name.partition(".")[0]
    # Whom an employer sent are the funnel of the officers who work with it, and they see these households.
    funnel = block == "ended" or employer_of(figure.about) is not None
    own = funnel and may(by, "reports.funnel")
    return own or may(by, "reports.unsuppressed") or counted(figure.name)


def may_publish(scope: Scope) -> bool:
    """Whether there is a published copy at all of what these councils come to: of all their journeys together."""
    return not scope.narrowing and not too_few(scope)
