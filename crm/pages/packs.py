"""A panel's pack: for its members on its days, and for staff who prepare it; whose eyes it is for stands on it."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, make_response, render_template
from flask import Response as Answer

from crm import access, clock, formatters, panel_words
from crm.errors import Refused
from crm.exchange.documents import MEDIA_TYPES, marks
from crm.headers import CONTENT_SECURITY_POLICY
from crm.reads import packs
from crm.reads.packs import Pack

blueprint = Blueprint("packs", __name__)

POLICY = f"{CONTENT_SECURITY_POLICY}; sandbox"


@blueprint.get("/panel/packs/<int:panel>")
@access.allow("panel.packs")
def own(panel: int) -> str:
    """The pack of one's own panel."""
    return _pack(packs.pack(panel, access.current_actor()), f"/panel/packs/{panel}")


@blueprint.get("/panel/packs/<int:panel>/papers/<int:paper>")
@access.allow("panel.packs")
def own_paper(panel: int, paper: int) -> Answer:
    """A document of it."""
    return _paper(panel, paper)


@blueprint.get("/panel/<int:panel>/pack")
@access.allow("panel.view")
def whole(panel: int) -> str:
    """The pack as members get it, for staff."""
    return _pack(packs.pack(panel, access.current_actor()), f"/panel/{panel}/pack")


@blueprint.get("/panel/<int:panel>/pack/papers/<int:paper>")
@access.allow("panel.view")
def whole_paper(panel: int, paper: int) -> Answer:
    """A document of it."""
    return _paper(panel, paper)


def mark_of(name: str, moment: datetime, account: int | None = None) -> str:
    """What stands on a pack, and on each of its documents: who opened it, by which account, and when."""
    by = f"{name} (account {account})" if account else name
    return f"Opened by {by}, {formatters.moment(moment)}"


def _pack(pack: Pack, here: str) -> str:
    mark = mark_of(pack.opened_by, pack.opened_at)
    return render_template("pages/panels/pack.html", pack=pack, here=here, mark=mark, panel_words=panel_words)


def _paper(panel: int, document: int) -> Answer:
    """The document with who opened it and when across it, to be saved: never shown within a page of ours (T32)."""
    by = access.current_actor()
    found = packs.paper(panel, document, by)
    try:
        content = marks.marked(found.kind, found.content, mark_of(by.label, clock.now(), by.user_id))
    except Refused as refusal:
        return make_response(render_template("pages/panels/no_paper.html", why=refusal.message), 422)
    answer = make_response(content)
    answer.headers["Content-Type"] = MEDIA_TYPES[found.kind]
    answer.headers["Content-Disposition"] = f'attachment; filename="panel-{panel}-{document}.{found.kind}"'
    answer.headers["Content-Security-Policy"] = POLICY
    return answer
