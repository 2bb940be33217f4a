"""A manager's lost phone: a second person agrees, or says no."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from crm import access
from crm.commands import phone_requests as commands
from crm.pages.settled import settled

blueprint = Blueprint("phone_requests", __name__)


@blueprint.post("/staff/phone-requests/<int:phone_request>/agree")
@access.allow("staff.accounts")
def agree(phone_request: int) -> Response:
    """The phone is removed."""
    by = access.current_actor()
    return _settled(
        lambda: commands.agree(phone_request, by=by), "The phone is removed, and its owner told by mail."
    )


@blueprint.post("/staff/phone-requests/<int:phone_request>/decline")
@access.allow("staff.accounts")
def decline(phone_request: int) -> Response:
    """The account keeps its phone."""
    by = access.current_actor()
    return _settled(lambda: commands.decline(phone_request, by=by), "The account keeps its phone.")


def _settled(do: Callable[[], None], said: str) -> Response:
    return settled(do, said, url_for("staff.listing"))
