"""Who sees which field: one table (trust.md 5.3), which the pages that show a field and the reads behind them ask.

A field that names no role is seen by nobody. Whose records a role reaches is another question (`reads/`), and so is
what it may do with them (`crm.access.MAY`). A field that nothing holds yet stands here for whoever adds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from crm.actor import Role


class Class(StrEnum):
    """How much harm a field does in the wrong hands, and which law it falls under."""

    PERSONAL = "personal"
    CONFIDENTIAL = "highly confidential"  # by its risk: a foster home that was found has made children move
    SPECIAL = "special category"  # UK GDPR, article 9
    CRIMINAL = "criminal offence"  # UK GDPR, article 10


@dataclass(frozen=True)
class Field:
    """The class of a field, the roles that see it, and those to whom it is shown once they say why, on record.

    `held_in` are the columns that hold it. A carer sees only what is their own household's.
    """

    kind: Class
    seen_by: frozenset[Role] = frozenset()
    asked_for_by: frozenset[Role] = frozenset()
    held_in: tuple[str, ...] = ()


_OFFICER, _WORKER, _MANAGER = Role.OFFICER, Role.SOCIAL_WORKER, Role.MANAGER
_CASEWORK = frozenset({_OFFICER, _WORKER, _MANAGER})
_CASE = _CASEWORK | {Role.DECISION_MAKER}
_WORKERS = frozenset({_WORKER, _MANAGER})
_CARER = frozenset({Role.CARER})
_HUB = frozenset({Role.HUB})  # of the households that its agencies share, until handover

FIELDS: Mapping[str, Field] = {
    "name": Field(
        Class.PERSONAL,
        _CASE | _HUB | _CARER,
        held_in=("household.name", "household.name_folded", "carer.name", "evening_booking.name"),
    ),
    "removal reason": Field(Class.PERSONAL, _CASE, held_in=("carer.removed_because",)),
    "area": Field(Class.PERSONAL, _CASE | _HUB | _CARER, held_in=("household.area",)),
    "contact": Field(
        Class.CONFIDENTIAL,
        _CASE | _HUB | _CARER,
        held_in=(
            *("carer.email", "carer.phone", "carer.phone_folded", "household_key.key"),
            *("evening_booking.email", "evening_booking.phone"),
        ),
    ),
    # What differs from what is on record may be a postcode: only for those who may ask for one.
    "given otherwise": Field(Class.CONFIDENTIAL, _CASEWORK, held_in=("enquiry.gave",)),
    # When and how to talk with them: what to arrange, never why.
    "contact needs": Field(
        Class.CONFIDENTIAL, _CASE | _CARER, held_in=("enquiry.best_time", "enquiry.language", "enquiry.needs")
    ),
    # Of who asked a hub, until a council takes them over; which part the hub sees: reads/handover_lines.py.
    "enquirer of a hub": Field(
        Class.CONFIDENTIAL, _CASEWORK | _HUB, held_in=("handover.people", "handover.details")
    ),
    "enquiry note": Field(Class.CONFIDENTIAL, _CASEWORK, held_in=("enquiry.note",)),
    "referring carer": Field(Class.PERSONAL, _CASE, held_in=("enquiry.referred_by",)),
    "address": Field(
        Class.CONFIDENTIAL,
        asked_for_by=_CASEWORK,
        held_in=("address.lines", "address.postcode", "address.postcode_folded"),
    ),
    "next step": Field(Class.PERSONAL, _CASEWORK, held_in=("task.what",)),
    # Whoever decides has read what was assembled (DM-2), also where no panel has a pack of it.
    "document": Field(
        Class.CONFIDENTIAL, _CASE, held_in=("document.name", "document.content", "document_signature.name")
    ),
    # That there was a contact is seen with the household; what was said, by whoever works with it.
    "note": Field(
        Class.CONFIDENTIAL,
        _CASEWORK,
        held_in=(
            "contact.text",
            "letter.subject",
            "letter.body",
            "visit.report",
            "visit_before.report",
            "support_request.what",
        ),
    ),
    # What a field said before is shown to whoever sees the field; a former address to nobody.
    "former value": Field(Class.CONFIDENTIAL, _CASE | _HUB, held_in=("former_value.value",)),
    "staff": Field(
        Class.PERSONAL,
        frozenset(Role) - {Role.PUBLIC},
        held_in=("user_account.email", "user_account.name", "user_account.work_phone"),
    ),
    "panel member": Field(Class.PERSONAL, _CASE, held_in=("panel_member.name", "panel_standing.name")),
    # Why something was decided: the applicant has it in the notice.
    "decision reasons": Field(Class.CONFIDENTIAL, _CASE, held_in=("decision_reason.reasons",)),
    # Where a preparation course is held: a hall, or online.
    "course": Field(Class.PERSONAL, _CASE, held_in=("preparation.place",)),
    # Who assessed a household, where it was nobody of the staff.
    "assessor": Field(Class.PERSONAL, _CASE, held_in=("report_assessor.name",)),
    # A member of panel is no user of cases: they read these in the pack of their own panel, for its days, together
    # with the carers' names and ages. The pack holds no address (reads/packs.py).
    "panel papers": Field(Class.CONFIDENTIAL, _CASE, held_in=("panel_item.summary", "panel_item.reasons")),
    "birth date": Field(Class.PERSONAL, _CASE | _CARER),
    "sex": Field(Class.PERSONAL, _CASE | _CARER, held_in=("carer_profile.sex",)),  # the register's (RT-9)
    "work": Field(Class.PERSONAL, _CASE | _CARER, held_in=("carer_profile.occupation", "carer_profile.works_for")),
    "languages": Field(
        Class.PERSONAL, _CASE | _CARER, held_in=("carer_profile.speaks", "household_profile.languages")
    ),
    "home": Field(Class.PERSONAL, _CASE | _CARER, held_in=("household_profile.pets",)),
    "preferences": Field(
        Class.PERSONAL, _CASE | _HUB | _CARER, held_in=("enquiry.interests", "household_profile.wishes")
    ),
    "children of the household": Field(Class.CONFIDENTIAL, _CARER, _CASEWORK, held_in=("household_member.name",)),
    # A reference of the case system and dates, never who they are.
    "placed children": Field(
        Class.CONFIDENTIAL,
        _CASE,
        held_in=(
            "placement.child",
            "placement.siblings",
            "fostering_exemption.children",
            "review_line.who",
            "guardian.child",
        ),
    ),
    # What a carer proposes of contacts, an address or who lives there: an address is asked for like any other.
    "proposed details": Field(
        Class.CONFIDENTIAL,
        _CASEWORK | _CARER,
        held_in=("detail_proposal.said", "detail_proposal.answer"),
    ),
    # What a carer writes for the review: theirs alone until they send it.
    "review views": Field(
        Class.CONFIDENTIAL,
        _CASE,
        held_in=("review_answer.went", "review_answer.helped", "review_answer.change", "review_answer.kinds"),
    ),
    "range note": Field(
        Class.CONFIDENTIAL,
        _CASE,
        held_in=("terms_support.support", "fostering_exemption.conditions", "range_request.support")
        + ("range_request.answer", "range_request.earlier", "range_request.agreed_beside", "range_draft.answers"),
    ),
    "birth family": Field(Class.CONFIDENTIAL, asked_for_by=_WORKERS),
    "referees": Field(Class.CONFIDENTIAL, asked_for_by=_WORKERS),  # given in confidence: never the carer's to see
    "allegations": Field(
        Class.CONFIDENTIAL, asked_for_by=_WORKERS, held_in=("concern.account", "concern_step.note")
    ),
    "bank account": Field(Class.CONFIDENTIAL),
    "ethnicity": Field(
        Class.SPECIAL, _CARER, _CASEWORK, held_in=("carer_background.heritage", "carer_background.ethnicity")
    ),
    "religion": Field(
        Class.SPECIAL, _CARER, _CASEWORK, held_in=("carer_background.faith", "carer_background.religion")
    ),
    # What came of a check: of health, of a criminal record, of what a referee said in confidence.
    "check result": Field(
        Class.SPECIAL, asked_for_by=_WORKERS, held_in=("check_result.outcome", "check_result.note")
    ),
    # Why a check is not needed, and why an approval was made without one.
    "check reason": Field(Class.CONFIDENTIAL, _CASE, held_in=("check_entry.reason", "approval_override.reason")),
    "health": Field(Class.SPECIAL, _CARER, _WORKERS),
    "sexual orientation": Field(Class.SPECIAL, _CARER),  # monitoring only: not for those who decide
    "gender identity": Field(Class.SPECIAL, _CARER),
    "equality answers": Field(Class.SPECIAL, _CARER),
    "disclosure check": Field(Class.CRIMINAL, _CARER, _WORKERS, held_in=("check_result.number",)),
    "convictions": Field(Class.CRIMINAL, _CARER, frozenset({_MANAGER})),
}


def sees(role: Role, field: str) -> bool:
    """Whether a field is shown to a role as it is."""
    return role in FIELDS[field].seen_by


def may_ask_for(role: Role, field: str) -> bool:
    """Whether a field is shown to a role that says why, on record."""
    return role in FIELDS[field].asked_for_by
