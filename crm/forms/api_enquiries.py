"""What another website may send: each field once, from which requests are read and the OpenAPI document is made."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from crm.errors import Unusable
from crm.unseen import visible

Wrong = tuple[str, str]  # the JSON pointer of what is wrong, and what is wrong with it


@dataclass(frozen=True)
class Field:
    """A field of the request. `most` is in characters or entries; `codes` names the council's list of values."""

    says: str
    kind: Literal["text", "texts", "yes_or_no"] = "text"
    most: int = 100
    required: bool = False
    codes: str = ""
    pattern: str = ""
    example: Any = None


FIELDS: Mapping[str, Field] = {
    "name": Field("Who asks: first and last name, as they write it.", required=True, example="Rowan Example-Finch"),
    "second_name": Field("The other person, where two would foster together.", example="Sam Example-Wren"),
    "phone": Field("Of telephone and e-mail at least one.", most=40, example="07700 900123"),
    "email": Field("Of telephone and e-mail at least one.", most=254, example="rowan@home.example"),
    "postcode": Field("Where they live. By it a hub's key finds the council.", most=10, example="DE1 2FS"),
    "council": Field("The council's short name, where the postcode does not say which.", most=40, example="derby"),
    "source": Field(
        "How they heard: a code of the council's list.", most=40, codes="sources", example="social_media"
    ),
    "campaign": Field("The campaign or event that they name.", example="Spring radio"),
    "employer": Field("Their employer, where it sent them.", example="Example Works"),
    "interests": Field("Kinds of fostering: codes of the council's list.", kind="texts", most=20, codes="offers"),
    "best_time": Field("When to call, in their words.", example="After 5 pm"),
    "language": Field("The language of an interpreter, if they want one.", most=60, example="Polish"),
    "needs": Field(
        "What to arrange for talking with them, never why: codes of the council's list.",
        kind="texts",
        most=20,
        codes="contact_needs",
        example=["interpreter"],
    ),
    "keep_in_touch": Field(
        "Whether they agreed to news and events. Send it only where you asked.", kind="yes_or_no", example=False
    ),
    "privacy_notice": Field(
        "The version of the privacy notice that they were shown.",
        most=20,
        required=True,
        pattern=r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}",
        example="2026-11-22",
    ),
    "thank": Field(
        "Whether Hearth sends them a mail with the reference; it does unless told.", kind="yes_or_no", example=True
    ),
}
SHOWN = {name: field.example for name, field in FIELDS.items() if field.example is not None}


def read(body: bytes) -> tuple[dict[str, Any], list[Wrong]]:
    """What was sent, by field, and everything that is wrong with it. Unusable: it is no JSON object."""
    try:
        sent = json.loads(body.decode(), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as problem:
        raise Unusable("this is not JSON") from problem
    if not isinstance(sent, dict):
        raise Unusable("this is not a JSON object")
    wrong = [(f"#/{_pointed(name)}", "There is no such field") for name in sent if name not in FIELDS]
    for name, field in FIELDS.items():
        wrong += [(f"#/{name}{where}", said) for where, said in _wrong(field, sent.get(name))]
    if not wrong and _is_blank(sent.get("phone")) and _is_blank(sent.get("email")):
        wrong.append(("#/phone", "Give a telephone number or an e-mail address"))
    return {name: value for name, value in sent.items() if not _is_blank(value)}, wrong


def not_listed(name: str, given: Any, offered: set[str]) -> Iterator[Wrong]:
    """The codes of a field that the council's list does not offer."""
    for number, code in enumerate(given if isinstance(given, list) else [given]):
        if code and code not in offered:
            where = f"#/{name}/{number}" if isinstance(given, list) else f"#/{name}"
            yield where, f"'{code[:40]}' is not one of: {', '.join(sorted(offered))}"


def _wrong(field: Field, given: Any) -> Iterator[Wrong]:
    if _is_blank(given):
        if field.required:
            yield "", "This field is required"
    elif field.kind == "yes_or_no":
        if not isinstance(given, bool):
            yield "", "Expected true or false"
    elif field.kind == "texts":
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            yield "", "Expected a list of codes"
        elif len(given) > field.most or any(len(each) > 40 for each in given):
            yield "", f"Expected at most {field.most} codes of at most 40 characters"
    elif not isinstance(given, str):
        yield "", "Expected a text"
    elif len(given) > field.most:
        yield "", f"Expected at most {field.most} characters"
    elif field.pattern and not re.fullmatch(field.pattern, given):
        yield "", "Expected letters, digits, full stops and hyphens"


def _is_blank(given: Any) -> bool:
    """Nothing, or a text of which nothing can be seen."""
    return given is None or (isinstance(given, str) and not visible(given).strip())


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a name stands there twice")
    return dict(pairs)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _pointed(name: str) -> str:
    return name[:40].encode("ascii", "replace").decode().replace("~", "~0").replace("/", "~1")
