"""`POST /api/v1/enquiries`: a council's or a hub's own website sends an enquiry, with a key, once."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, jsonify, request

from crm import access
from crm.commands import sent_enquiries
from crm.commands.api_keys import Holder, KeyScope
from crm.commands.drafts import TooMany
from crm.commands.enquiries import Details, NewCarer, NewHousehold
from crm.commands.sent_enquiries import Coming, Forgotten, Reused
from crm.errors import Refused, Unusable
from crm.forms import api_enquiries as forms
from crm.forms.api_enquiries import Wrong
from crm.pages.api.asked import holder
from crm.pages.api.problems import problem
from crm.reads import front
from crm.reads.front import Service

blueprint = Blueprint("api", __name__)

LARGEST = 64 * 1024  # bytes of a request
RETRY_AFTER = "60"  # seconds
_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{8,200}")


@blueprint.url_value_preprocessor
def _small(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    request.max_content_length = LARGEST


@blueprint.post("/api/v1/enquiries")
@access.public
def take() -> Response:
    """Put an enquiry on record; sent again with its Idempotency-Key, it is answered alike and recorded once."""
    held = _sending()
    if isinstance(held, Response):
        return held
    if request.mimetype != "application/json":
        return problem(415)
    key = request.headers.get("Idempotency-Key", "")
    if not _IDEMPOTENCY_KEY.fullmatch(key):
        return problem(400, "idempotency-key", "Send an Idempotency-Key of 8 to 200 letters, digits and signs.")
    try:
        sent, wrong = forms.read(request.get_data())
    except Unusable:
        return problem(400, "unreadable", "Each name once, in UTF-8.")
    service, way, wrong = _service(sent, held, wrong)
    if wrong or service is None:
        return problem(422, "invalid", wrong=wrong)
    return _taken(key, held, _coming(service, way, held, sent))


@blueprint.get("/api/v1/lists")
@access.public
def lists() -> Response:
    """The codes that each council of the key takes, with what people read."""
    held = _sending()
    if isinstance(held, Response):
        return held
    return jsonify({each.slug: _lists(each) for each in front.of_agencies(held.agency_ids)})


def _lists(service: Service) -> dict[str, list[dict[str, str]]]:
    return {
        name: [{"code": code, "label": label} for code, label in service.choices.pairs(field.codes)]
        for name, field in forms.FIELDS.items()
        if field.codes
    }


def _taken(key: str, holder: Holder, coming: Coming) -> Response:
    try:
        taken, again = sent_enquiries.take(key, coming, key_id=holder.key_id)
    except Reused as refusal:
        return problem(422, "reused", refusal.message)
    except Forgotten as refusal:
        return problem(409, "forgotten", refusal.message)
    except TooMany as refusal:
        return problem(429, "too-many", refusal.message, Retry_After=RETRY_AFTER)
    except Refused as refusal:
        return problem(422, "invalid", wrong=[(_pointer(refusal), refusal.message)])
    answer = jsonify(
        reference=taken.reference,
        council=front.slug_of(taken.agency_id),  # of a repeat that of the first time, whose turn it is now
        contact_by=taken.due_on.isoformat() if taken.due_on else None,
    )
    answer.status_code = 201
    if again:
        answer.headers["Idempotency-Replayed"] = "true"
    return answer


def _pointer(refusal: Refused) -> str:
    """The field that a refusal is about; the whole, where it is about none that was sent."""
    return f"#/{refusal.field}" if refusal.field in forms.FIELDS else "#"


def _sending() -> Holder | Response:
    """Whoever sends with a key that may; or the answer to whoever does not."""
    held = holder()
    if held is None:
        return problem(401, "key", "Send a key as 'Authorization: Bearer ...'.", WWW_Authenticate="Bearer")
    if held.scope is not KeyScope.ENQUIRIES:
        return problem(403, "scope", "This key reads figures, and sends nothing.")
    return held


def _service(sent: dict[str, Any], holder: Holder, wrong: list[Wrong]) -> tuple[Service | None, str, list[Wrong]]:
    """The council that the enquiry is for, of those to which the key may write, how it was found, and what is wrong
    besides.

    Another council is answered like one that does not exist.
    """
    if wrong:
        return None, "", wrong
    own = front.of_agencies(holder.agency_ids)
    slug = sent.get("council")
    service = next((each for each in own if each.slug == slug), None) if slug else None
    if slug and service is None:
        return None, "", [("#/council", "This key writes to no such council")]
    service, way = (service, front.CHOICE) if service else front.routed(sent.get("postcode"), own, holder.hub_id)
    if service is None:
        return None, "", [("#/council", f"Name the council: {', '.join(each.slug for each in own)}")]
    for name, field in forms.FIELDS.items():
        if field.codes and name in sent:
            offered = {code for code, _ in service.choices.pairs(field.codes)}
            wrong = [*wrong, *forms.not_listed(name, sent[name], offered)]
    return service, way, wrong


def _coming(service: Service, way: str, holder: Holder, sent: dict[str, Any]) -> Coming:
    first = NewCarer(sent["name"], sent.get("email"), sent.get("phone"))
    second = sent.get("second_name")
    return Coming(
        agency_id=service.id,
        people=NewHousehold(
            carers=(first, NewCarer(second)) if second else (first,), postcode=sent.get("postcode")
        ),
        details=Details(
            channel="website",
            source=sent.get("source"),
            campaign=sent.get("campaign"),
            employer=sent.get("employer"),
            interests=tuple(sent.get("interests", ())),
            best_time=sent.get("best_time"),
            language=sent.get("language"),
            needs=tuple(sent.get("needs", ())),
            keep_in_touch=sent.get("keep_in_touch"),
        ),
        notice=sent["privacy_notice"],
        thank=sent.get("thank", True),
        hub_id=holder.hub_id,
        way=way,
        named=sent.get("council"),
    )
