"""The address without a path: it leads to where each person begins."""

from __future__ import annotations

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from crm import access
from crm.access import allow

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@allow("account.own")
def start() -> Response:
    """To the first page of the person's role; whoever is not signed in is asked to sign in first."""
    return redirect(access.landing())
