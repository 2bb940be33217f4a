"""An agency's own templates of letters, as they are on a day, and what it fills in of itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.errors import NotFound
from crm.journey.decisions import SERVICE
from crm.journey.events import Event, HouseholdDeregistered, JourneyClosed
from crm.journey.saying import said
from crm.register import agencies, catalogue, settings
from crm.register.letters import PREFIX, WHENS, fields_in


@dataclass(frozen=True, slots=True)
class Template:
    """A template. `news`: for those only who agreed to be kept in touch with; `when`: of whom its text is true;
    `of_event`: the kind of decision of which it tells, so that it is written with one."""

    code: str
    label: str
    subject: str
    text: str
    news: bool
    when: str
    of_event: str = ""

    @property
    def with_something(self) -> bool:
        """Whether it is written with a visit or a decision, and not by itself."""
        return self.of_visit or bool(self.of_event)

    @property
    def of_visit(self) -> bool:
        """Whether it speaks of a visit, so that it is sent with one."""
        return any(name.startswith("visit_") for name in fields_in(f"{self.subject} {self.text}"))

    def why_untrue(self, known: Collection[str]) -> str | None:
        """Why what it says is not so of a household of which this is known, in words; None if it is."""
        when = WHENS.get(self.when)
        return None if when is None or when.test(known) else when.why


def offered(agency_id: int, on: date) -> tuple[Template, ...]:
    """The templates of an agency that have a text, in the catalogue's order."""
    codes = [name.removeprefix(PREFIX) for name in catalogue.items() if name.startswith(PREFIX)]
    found = (_template(code, settings.value(PREFIX + code, agency_id, on)) for code in codes)
    return tuple(each for each in found if each.text)


def decisions() -> frozenset[str]:
    """The kinds of events of which letters tell."""
    return frozenset(each.of_event for each in catalogue.items().values() if each.of_event)


def tells_of(event: Event) -> bool:
    """Whether a letter tells of an event: what the service decided, and not how carers or applicants left."""
    if isinstance(event, JourneyClosed):
        return event.told_on is not None
    if isinstance(event, HouseholdDeregistered):
        return event.initiator == SERVICE
    return event.kind in decisions()


def of_decision(agency_id: int, kind: str, on: date) -> Template | None:
    """The letter that tells of a kind of decision; None where an agency has left it blank."""
    return next((each for each in offered(agency_id, on) if each.of_event == kind), None)


def named(agency_id: int, code: str, on: date) -> Template:
    """A template by its code. NotFound: the agency offers none of this name."""
    for each in offered(agency_id, on):
        if each.code == code:
            return each
    raise NotFound("There is no such letter")


def own_values(agency_id: int, *, sender: str, on: date) -> dict[str, str]:
    """What every letter of an agency may say of itself."""
    return {
        "service": agencies.numbered(agency_id).name,
        # A council that has not said how to be reached still writes whole sentences.
        "service_phone": settings.value("public_phone", agency_id, on) or "the number on our website",
        "service_email": settings.value("public_email", agency_id, on) or "the address on our website",
        "sender": sender,
        "today": said(on),
    }


def values_of(name: str | None, reference: str, enquired_on: date | None) -> dict[str, str]:
    """What a letter may say of a household; what is not known is empty. A visit's fields come from the visit."""
    day = said(enquired_on) if enquired_on else ""
    return {"name": name or reference, "reference": reference, "enquired_on": day}


def _template(code: str, value: Mapping[str, Any]) -> Template:
    when = value.get("when", catalogue.item(PREFIX + code).when)
    item = catalogue.item(PREFIX + code)
    return Template(
        code, value["label"], value["subject"], value["text"], bool(value.get("news")), when, item.of_event
    )
