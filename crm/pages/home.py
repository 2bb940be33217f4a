"""The address without a path: for those who work with households the page of today, for others where they begin."""

from __future__ import annotations

from typing import get_args

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from crm import access, panel_words
from crm.access import allow
from crm.pages.work_lines import drawn
from crm.reads import (
    detail_proposals,
    employer_signups,
    handovers,
    panel_work,
    priorities,
    range_requests,
    skill_waiting,
    today,
)
from crm.reads.today import ALL, MINE, NOBODY, PARTS, Part

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@allow("account.own")
def start() -> Response | str:
    """What is due today; whoever has no such page is led to the first page of their role."""
    if not access.may("today.view"):
        return redirect(access.landing())
    by = access.current_actor()
    whose = _whose(request.args.get("whose", ""))
    found = today.today(whose, _part(request.args.get("part", "")), _page(request.args.get("page", "1")), by)
    return render_template(
        "pages/today/today.html",
        found=found,
        drawn={name: drawn(lines, found.today) for name, lines in found.lines.items()},
        parts=PARTS,
        panels=panel_work.waiting(by) if access.may("panel.manage") and not found.part else (),
        panel_words=panel_words,
        priorities=() if found.part else priorities.due(by),
        requests=0 if found.part else range_requests.waiting(by),
        skills=0 if found.part else skill_waiting.waiting(by),
        details=0 if found.part else detail_proposals.waiting(by),
        signups=employer_signups.waiting(by) if access.may("employers.manage") and not found.part else 0,
        handovers=handovers.waiting(by) if access.may("handovers.answer") and not found.part else (),
        first=next(iter(drawn([found.upcoming], found.today)), None) if found.upcoming else None,
    )


def _whose(given: str) -> str:
    """Whose work is asked for; what nobody is called asks for one's own, and as a manager for everybody's (T30)."""
    if given in (MINE, ALL, NOBODY) or (given.isascii() and given.isdigit() and len(given) < 10):
        return given
    return today.own(access.current_actor())


def _part(given: str) -> Part | None:
    return next((name for name in get_args(Part) if name == given), None)


def _page(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 1
