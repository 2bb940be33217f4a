"""The lines behind a figure are shown within what the asker may see; what is hidden is counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Flask

from crm.actor import Actor, Role
from crm.reads import figures
from crm.reports import scope
from crm.reports.asking import Question
from crm.reports.figures import FIGURES
from crm.reports.period import KnownOn
from tests import given
from tests.reports.histories import HALF, approved, enquired, load


def test_a_hub_is_shown_what_is_shared_and_told_how_much_is_hidden(
    app: Flask, clock_at: Callable[[date], None]
) -> None:
    clock_at(date(2021, 12, 9))
    derby, nottingham = given.agency("derby", hub="d2n2"), given.agency("nottingham", hub="d2n2")
    load(derby, enquired(date(2021, 5, 1)))
    load(nottingham, enquired(date(2021, 5, 2)), approved(date(2021, 6, 1), 2))
    hub = Actor(user_id=None, label="Hub", role=Role.HUB, agency_ids=(derby, nottingham))
    question = Question(scope.of_hub("d2n2", hub), HALF, KnownOn(date(2021, 12, 9)))
    seen = figures.lines(question, FIGURES["activity.enquiries"], "all", "", 1, hub)
    assert (seen.total, seen.count, seen.hidden, seen.found) == (2, 2, 1, 1)
    assert [row.household.agency for row in seen.rows] == ["Derby"]
    manager = Actor(user_id=None, label="Manager", role=Role.MANAGER, agency_ids=(derby, nottingham))
    assert figures.lines(question, FIGURES["activity.enquiries"], "all", "", 1, manager).hidden == 0


def test_a_question_about_an_agency_of_others_shows_none_of_its_households(
    app: Flask, clock_at: Callable[[date], None]
) -> None:
    clock_at(date(2021, 12, 9))
    derby, nottingham = given.agency("derby"), given.agency("nottingham")
    load(nottingham, enquired(date(2021, 5, 2)))
    question = Question(scope.of_agency("nottingham", scope.everybody()), HALF, KnownOn(date(2021, 12, 9)))
    stranger = Actor(user_id=None, label="Manager", role=Role.MANAGER, agency_ids=(derby,))
    seen = figures.lines(question, FIGURES["activity.enquiries"], "all", "", 1, stranger)
    assert (seen.rows, seen.hidden) == ((), 1)
