"""What a panel member opens: the packs of their own panel, and nothing else of Hearth."""

from __future__ import annotations

from flask import Blueprint, render_template

from crm import access

blueprint = Blueprint("panel", __name__)


@blueprint.get("/panel")
@access.allow("panel.packs")
def packs() -> str:
    """The packs of one's own panel. No panel has been planned in Hearth yet, so there are none."""
    return render_template("pages/panel/packs.html")
