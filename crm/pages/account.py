"""One's own account."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_login import current_user

from crm import access, words

blueprint = Blueprint("account", __name__)


@blueprint.get("/account")
@access.allow("account.own")
def record() -> str:
    """Who is signed in, where, and in which role."""
    return render_template(
        "pages/account/record.html",
        person=current_user,
        role=words.ROLES[current_user.role],
        elsewhere=access.landing() != request.path,
    )
