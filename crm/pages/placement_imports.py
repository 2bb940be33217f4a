"""A file of placements: uploaded here, and then looked at, loaded and taken back as a tracker is."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template, request
from flask import Response as Answer
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response

from crm import access
from crm.commands import uploads
from crm.exchange.placements.reading import COLUMNS
from crm.forms.imports import PlacementsForm
from crm.pages.imports import take
from crm.reads import choices

blueprint = Blueprint("placement_imports", __name__)


@blueprint.get("/imports/placements")
@access.allow("imports.preview")
def form() -> Answer:
    """The form for a file, and what it must look like."""
    return _page(PlacementsForm())


@blueprint.post("/imports/placements")
@access.allow("imports.preview")
def upload() -> Response:
    """Take a file, and have it checked."""
    asked = PlacementsForm(CombinedMultiDict([request.files, request.form]))
    return take(asked, uploads.PLACEMENTS, _page)


def _page(asked: PlacementsForm, code: int = 200) -> Answer:
    by = access.current_actor()
    listed = choices.of_agency(choices.agency_id(None, by))
    page = render_template(
        "pages/imports/placements.html",
        form=asked,
        columns=COLUMNS,
        offers=listed.pairs("offers"),
        endings=listed.pairs("placement_endings"),
    )
    return make_response(page, code)
