"""Somebody is to be made a manager: a second person agrees, or says no."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from crm import access
from crm.commands import role_decisions as commands
from crm.pages.settled import settled

blueprint = Blueprint("role_requests", __name__)


@blueprint.post("/staff/role-requests/<int:role_request>/agree")
@access.allow("staff.invite")
def agree(role_request: int) -> Response:
    """They are a manager, or invited as one."""
    by = access.current_actor()
    said = "You have agreed. Whoever it is about is told by mail, and is a manager from the next sign-in."
    return _settled(lambda: commands.agree(role_request, by=by), said)


@blueprint.post("/staff/role-requests/<int:role_request>/decline")
@access.allow("staff.invite")
def decline(role_request: int) -> Response:
    """Nothing changes."""
    by = access.current_actor()
    return _settled(lambda: commands.decline(role_request, by=by), "Nobody was made a manager.")


def _settled(do: Callable[[], None], said: str) -> Response:
    return settled(do, said, url_for("staff.listing"))
