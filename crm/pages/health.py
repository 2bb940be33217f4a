"""For machines: whether the service works."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, make_response, url_for

from crm import access
from crm.commands import jobs

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
@access.public
def health() -> Response:
    """The state of the database and of the queue, with no personal data: 200, or 503 without a database."""
    workers = current_app.extensions["hearth-jobs"].state()
    queue = jobs.queue_state()
    if queue is None:
        return make_response(jsonify(status="down", database="away", queue={"jobs": workers}), 503)
    status = "degraded" if workers == "redis is away" or queue.parked else "ok"
    found = {"jobs": workers, "waiting": queue.waiting, "parked": queue.parked}
    if queue.parked:
        found["see"] = url_for("parked_jobs.listing")  # who may look there sees what they are
    return make_response(jsonify(status=status, database="ok", queue=found), 200)
