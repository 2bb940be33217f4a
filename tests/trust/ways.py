"""Every way into the application, generated from its routes: each method of each, for one's own, a foreign and an
unknown object. A route whose address names something that is not listed here fails the walk (trust.md 4.0)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

from crm import access, clock
from tests.filling import Form
from tests.trust.canaries import Council

# What the names in addresses stand for: of a council's records, and what nobody has.
UNKNOWN: dict[str, object] = {
    "reference": "DER-999999999",
    "upload": 999_999,
    "batch": 999_999,
    "account": 999_999,
    "invitation": 999_999,
    "document": 999_999,
    "api_key": 999_999,
    "phone_request": 999_999,
    "role_request": 999_999,
    "export_request": 999_999,
    "emergency": 999_999,
    "key": "0123456789abcdefghijkl",
    "contact": 999_999,
    "view": 999_999,
    "visit": 999_999,
    "act": 999_999,
    "task": 999_999,
    "merge": 999_999,
    "claim": 999_999,
    "signed": 999_999,
    "member": 999_999,
    "former": 999_999,
    "entry": 999_999,
    "carer": 999_999,
    "placement": 999_999,
    "closure": 999_999,
    "panel": 999_999,
    "item": 999_999,
    "panellist": 999_999,
    "paper": 999_999,
    "attendance": 999_999,
    "exemption": 999_999,
    "guardian": 999_999,
    "membership": 999_999,
    "skill": 999_999,
    "course_session": 999_999,
    "course_booking": 999_999,
    "sent_paper": 999_999,
    "concern": 999_999,
    "concern_step": 999_999,
    "wanted": 999_999,
    "range_request": 999_999,
    "portal_account": 999_999,
    "portal_break": 999_999,
    "proposal": 999_999,
    "portal_invitation": 999_999,
    "parked": 999_999,
    "frozen": 999_999,
    "made_file": 999_999,
    "target": 999_999,
    "report_mail": 999_999,
    "campaign": 999_999,
    "campaign_link": 999_999,
    "campaign_line": 999_999,
    "evening": 999_999,
    "employer": 999_999,
    "employer_contact": 999_999,
    "employer_spelling": 999_999,
    "employer_status": 999_999,
    "employer_signup": 999_999,
    "handover": "HB-999999999",
    "priority": 999_999,
    "message": 999_999,
    "shared": 999_999,
}
# Names that stand for no record: they lie within one, or are the same in every council.
WITHIN: dict[str, object] = {
    "number": 1,
    "seq": 1,
    "position": 1,
    "code": "accommodation",
    "who": "household",
    "records.form step": "notice-received",
    "records.send step": "notice-received",
    "records.decision_form step": "terms-changed",
    "records.send_decision step": "terms-changed",
    "evening_key": "unknown",  # of a page for everybody
    "enquire.question step": "room",
    "enquire.answer step": "room",
    "friendly.question step": "organisation",
    "friendly.answer step": "organisation",
    "portal_range.question step": "places",
    "portal_range.answer step": "places",
    "ending.of_one what": "doubt",
    "together.form kind": "close",
    "together.send kind": "close",
    # The administrator of the installation keeps every council alike.
    "agencies.form slug": "derby",
    "agencies.change slug": "derby",
    # A setting has the same name in every council, and is always one's own.
    "settings.one name": "sources",
    "settings.form name": "sources",
    "settings.send name": "sources",
}
# What somebody types into a box, by how its name ends.
TYPED = {
    "day": f"{clock.today():%d}",
    "month": f"{clock.today():%m}",
    "year": f"{clock.today():%Y}",
    "email": "new@home.example",
    "phone": "01632 960 001",
    "postcode": "ZE9 9ZZ",
    "name": "Rowan Example-New",
}
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Way:
    """One method of one route, and the address of it for one's own, a foreign and an unknown object."""

    endpoint: str
    method: str
    permission: str | None
    own: str
    foreign: str
    unknown: str
    asked: tuple[str, ...]  # what names the objects, which an answer may repeat

    @property
    def names_something(self) -> bool:
        """Whether there can be a foreign object at all."""
        return self.own != self.foreign


def ways(app: Flask, ours: Council, theirs: Council) -> Iterator[Way]:
    """Every way but the files that everybody is given."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        need = access.need_of(app, rule.endpoint)
        assert need is not None, f"{rule.rule} says nothing about who may use it"
        if rule.endpoint == "static":
            continue
        own, foreign, unknown = (_address(app, rule, council) for council in (ours, theirs, None))
        named = [name for name in rule.arguments if name in UNKNOWN]
        asked = {str(_value(rule, name, council)) for name in named for council in (theirs, None)}
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            longest_first = tuple(sorted(asked, key=len, reverse=True))
            yield Way(rule.endpoint, method, need.permission, own, foreign, unknown, longest_first)


def _address(app: Flask, rule: Rule, council: Council | None) -> str:
    values = {name: _value(rule, name, council) for name in rule.arguments}
    return str(app.url_map.bind("").build(rule.endpoint, values))


def _value(rule: Rule, name: str, council: Council | None) -> object:
    if name in UNKNOWN:
        return getattr(council, name) if council else UNKNOWN[name]
    for known in (name, f"{rule.endpoint} {name}"):
        if known in WITHIN:
            return WITHIN[known]
    raise AssertionError(
        f"{rule.rule} names '{name}', which tests/trust/ways.py does not know: add it to UNKNOWN, with one of each "
        "council in tests/trust/canaries.py, or to WITHIN if it is the same for all"
    )


def plausible(form: Form) -> dict[str, object]:
    """What somebody would send who answers whatever the form leaves open, without reading it."""
    sent: dict[str, object] = dict(form.values)
    for name in form.names - set(form.values):
        sent[name] = sorted(form.choices[name])[-1] if name in form.choices else _typed(name)
    return sent


def _typed(name: str) -> str:
    return next((typed for ending, typed in TYPED.items() if name.endswith(ending)), "1")
