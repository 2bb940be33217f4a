"""The schemes beside plain recruitment, each with a page of its own: one place that leads to them."""

from __future__ import annotations

from flask import Blueprint, render_template

from crm import access, words

blueprint = Blueprint("schemes", __name__)


@blueprint.get("/schemes")
@access.allow("schemes.view")
def listing() -> str:
    """What there is for the person to open, and what each is for."""
    opened = access.opened([path for _, path, _ in words.SCHEMES])
    return render_template("pages/schemes/list.html", schemes=[each for each in words.SCHEMES if each[1] in opened])
