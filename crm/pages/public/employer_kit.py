"""What an employer prints, hangs up and puts on its own pages: its link to the public form, and the square of it.

Whoever has the link may open it: it says nothing but what hangs on the wall.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm import access
from crm.errors import NotFound
from crm.exchange import qr
from crm.reads import front

blueprint = Blueprint("employer_kit", __name__)

PATH = "/foster-friendly/kit"


@blueprint.get(PATH)
@access.public
def show() -> Response:
    """The kit of the employer whose key the address has. NotFound: no employer has it."""
    if not request.args.get("employer"):
        return redirect(url_for("friendly.start"))
    sender = front.sent_by(request.args.get("employer"))
    if sender is None:
        raise NotFound("There is no such employer")
    [service] = front.of_agencies([sender.agency.id])
    g.front_door = f"{service.name} fostering"
    came = front.of_council(request.args.get("campaign"), sender.agency.id)
    asked: dict[str, Any] = (
        {"employer": sender.key} | ({"campaign": came.key} if came else {}) | _through_hub(sender)
    )
    address = f"{current_app.config['HEARTH'].base_url}{url_for('enquire.start', **asked)}"
    square = qr.square(address, label=f"Square that leads to {address}")
    page = render_template(
        "pages/employers/kit.html", sender=sender, service=service, address=address, square=square
    )
    return make_response(page)


def _through_hub(sender: front.Sender) -> dict[str, str]:
    """The hub to whose door the link leads, where the address asks for that and the council belongs to it: its
    people live in the areas of several councils."""
    hub = front.hub_of({"hub": request.args.get("hub", "")})
    return {"hub": request.args["hub"]} if hub and hub == sender.agency.hub_id else {}
