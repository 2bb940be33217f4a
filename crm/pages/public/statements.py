"""The accessibility statement, the privacy notice and the page about cookies, in the forms that the law sets.

The accessibility statement follows the government's model (SI 2018/952, regulation 8); the notice says what
Articles 13 and 14 of the UK GDPR ask for; the third page what regulation 6 of PECR does. A council's own details
are its settings, and what it has not filled in is named.
"""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request

from crm import access
from crm.access import current_actor
from crm.reads import statements

blueprint = Blueprint("statements", __name__)

# The version of our words of the privacy notice, kept with each enquiry from the public; a council's own are dated.
NOTICE = "2026-11-22"


@blueprint.get("/accessibility")
@access.public
def accessibility() -> str:
    """How accessible the service is, what is not, and whom to tell."""
    return _page("accessibility")


@blueprint.get("/privacy")
@access.public
def privacy() -> str:
    """What is kept about people, why, for how long, and their rights."""
    return _page("privacy")


@blueprint.get("/cookies")
@access.public
def cookies() -> str:
    """What is kept in the browser: nothing that is not needed."""
    name = current_app.config["SESSION_COOKIE_NAME"]
    return render_template("pages/public/cookies.html", cookie=name, keys="hearth-keys-off")


def _page(name: str) -> str:
    slug = statements.whose(request.args.get("agency"), current_actor())
    return render_template(
        f"pages/public/{name}.html",
        said=statements.statement(slug, name) if slug else None,
        services=[] if slug else statements.services(),
        here=f"/{name}",
        host=request.host,
    )
