"""The letter that tells of a decision, drafted with its reasons, its terms, and the last day to answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crm import clock, fields
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.journey.decision_events import RefusalProposed
from crm.journey.ending_events import TerminationProposed
from crm.journey.events import (
    ApprovalRefused,
    Event,
    HouseholdApproved,
    HouseholdDeregistered,
    PanelRecommended,
    RevisionProposed,
    TermsChanged,
)
from crm.journey.history import Row
from crm.journey.household import Journey, changed
from crm.journey.ranges import Terms
from crm.journey.saying import said
from crm.ledger.tables import HouseholdNow
from crm.people import consent, households, reasons
from crm.people.range_tables import TermsSupport
from crm.reads import look
from crm.reads.effects import standing_for
from crm.reads.histories import History, load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.timeline import kept_of
from crm.register import letter_templates
from crm.register.letter_templates import Template
from crm.register.letters import fields_in, merged

# Whose reasons a final decision has, where it has none of its own: those of what was proposed before it.
PROPOSED: dict[type[Event], type[Event]] = {
    ApprovalRefused: RefusalProposed,
    HouseholdDeregistered: TerminationProposed,
}
RECOMMENDED = {
    "approve": "to approve you",
    "not_approve": "not to approve you",
    "continue": "that your approval goes on",
    "revise": "that your terms change",
    "terminate": "that your approval ends",
}


@dataclass(frozen=True, slots=True)
class DecisionLetter:
    """A household's head, a decision, and its letter as it would go; `template` is None where there is none.

    `lacks`: the fields of the letter of which nothing is on record, which are still to be written.
    """

    household: HouseholdSeen
    kind: str
    happened_on: date
    template: Template | None
    subject: str
    text: str
    lacks: tuple[str, ...]
    opted_out: bool
    emails: tuple[str, ...]


@look
def writing(reference: str, number: int, seq: int, by: Actor) -> DecisionLetter:
    """The letter of a decision; the look goes on record. NotFound: there is no such event. Refused: struck out."""
    history = load_history(reference, by)
    identity, journey, kept = history.identity, history.journey(number), kept_of(history)
    seen_on_record(identity, ["letter", "reasons"], by)
    asked = next((each for each in history.rows if (each.journey_id, kept[each.id].seq) == (journey.id, seq)), None)
    if asked is None:
        raise NotFound("There is no such event")
    row = standing_for(history, asked)
    template = None
    if letter_templates.tells_of(row.event):
        template = letter_templates.of_decision(identity.agency_id, row.event.kind, clock.today())
    values = _values(history, journey, row, by)
    whole = f"{template.subject} {template.text}" if template else ""
    carers = households.carers_of(identity.id)
    emails = tuple(dict.fromkeys(each.email for each in carers if each.email))
    return DecisionLetter(
        household=seen(history),
        kind=row.event.kind,
        happened_on=row.event.happened_on,
        template=template,
        subject=merged(template.subject, values) if template else "",
        text=merged(template.text, values) if template else "",
        lacks=tuple(name for name in fields_in(whole) if not values.get(name)),
        opted_out=not consent.may_write(households.load(identity.id, by.agency_ids)),
        emails=emails if fields.sees(by.role, "contact") else (),
    )


def _values(history: History, journey: Journey, row: Row, by: Actor) -> dict[str, str]:
    identity, event = history.identity, row.event
    enquired = select(HouseholdNow.enquired_on).where(HouseholdNow.household_id == identity.id)
    own = letter_templates.own_values(identity.agency_id, sender=by.label, on=clock.today())
    about = letter_templates.values_of(identity.name, identity.reference, db.session.scalar(enquired))
    answer_by = getattr(event, "answer_by", None)
    terms = _terms(history, journey, event)
    return {
        **own,
        **about,
        "decided_on": said(event.happened_on),
        "reasons": _reasons(journey, row) if fields.sees(by.role, "decision reasons") else "",
        "answer_by": said(answer_by) if answer_by else "",
        "terms": ", ".join(_in_words(terms, history)) if terms else "",
        "panel_said": _panel(journey, event),
        "support": _support(row) if fields.sees(by.role, "range note") else "",
    }


def _reasons(journey: Journey, row: Row) -> str:
    """The reasons of a decision, or of what was proposed before it."""
    before = PROPOSED.get(type(row.event))
    rows = [row, *(reversed(journey.all(before)) if before else ())]
    found = reasons.of_events([each.first_id or each.id for each in rows])
    stated = (found.get(each.first_id or each.id) for each in rows)
    return next((each[0].reasons for each in stated if each and each[0].reasons), "") or ""


def _panel(journey: Journey, event: Event) -> str:
    heard = [row.event for row in journey.all(PanelRecommended) if row.event.happened_on <= event.happened_on]
    last = heard[-1] if heard else None
    if not isinstance(last, PanelRecommended) or last.recommendation not in RECOMMENDED:
        return "There was no panel." if not heard else f"Panel met on {said(heard[-1].happened_on)}."
    return f"On {said(last.happened_on)} panel recommended {RECOMMENDED[last.recommendation]}."


def _terms(history: History, journey: Journey, event: Event) -> Terms | None:
    """What the approval allows from a decision on, or would allow by what is proposed."""
    if not isinstance(event, HouseholdApproved | TermsChanged | RevisionProposed):
        return None
    own = next((each for each in history.household.approvals if each.journey_id == journey.id), None)
    terms = own.terms_on(event.happened_on) if own else None
    return changed(terms, event) if terms and isinstance(event, RevisionProposed) else terms


def _support(row: Row) -> str:
    """The support that was stated with a proposal to change the terms (RV-7)."""
    stated = db.session.get(TermsSupport, row.first_id or row.id)
    return (stated.support if stated else None) or ""


def _in_words(terms: Terms, history: History) -> Iterator[str]:
    yield f"{terms.places} place{'' if terms.places == 1 else 's'}"
    if terms.siblings_extra:
        yield f"or {terms.places + terms.siblings_extra} if they are siblings"
    if terms.age_from is not None and terms.age_to is not None:
        yield f"for children of {terms.age_from} to {terms.age_to} years"
    for code in terms.offers:
        label = history.choices.said("offers", code)
        yield label if label.isupper() else label[:1].lower() + label[1:]
    if terms.parent_and_child:
        yield f"{terms.parent_and_child} of them for a parent with a child"
    if terms.named_children:
        count = len(terms.named_children)
        yield f"for {count} named {'child' if count == 1 else 'children'}"
