"""For every table of a household: by what its rows are parted (RULES), or why they stay where they are (STAYS).

The order is that of sorting: what others hang on comes before them. A guard wants each table in one of the two.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from crm.extensions import db
from crm.people.act_tables import ManyActItem
from crm.people.approached import DONE, GONE, INITIAL, INVITES
from crm.people.assessor_tables import ReportAssessor
from crm.people.check_tables import ApprovalOverride, CheckEntry
from crm.people.concern_tables import Concern
from crm.people.contact_tables import Contact, MessageFile, SentLetter
from crm.people.course_tables import CourseBooking
from crm.people.detail_tables import DetailProposal
from crm.people.enquiry_tables import Enquiry
from crm.people.error_claim_tables import ErrorClaim
from crm.people.evening_tables import EveningBooking
from crm.people.guardian_tables import GroupMember, Guardian
from crm.people.leave_tables import LeaveTaken
from crm.people.notice_tables import CarerNotice
from crm.people.panel_tables import PanelItem, PanelPaper
from crm.people.parted import (
    Parted,
    Rule,
    Side,
    account,
    approval,
    carer,
    event,
    journey,
    named_by,
    of_row,
    parent,
)
from crm.people.placement_tables import Placement, Unavailability, UsableAges
from crm.people.preparation_tables import Preparation
from crm.people.profile_tables import HouseholdMember
from crm.people.range_tables import FosteringExemption, TermsSupport
from crm.people.reason_tables import DecisionReason
from crm.people.request_tables import RangeDraft, RangeRequest
from crm.people.review_tables import ReviewAnswer, ReviewLine
from crm.people.share_tables import DocumentShare
from crm.people.skill_tables import SkillEntry
from crm.people.support_tables import SupportRequest
from crm.people.tables import Carer, Document, FormerValue
from crm.people.tasks import CLOCK
from crm.people.visit_tables import Visit
from crm.people.widening_tables import WideningAsk
from crm.people.work_tables import Task

SUPERVISED = ("supervision", "unannounced")  # visits to who is approved


def _known(row: Carer, both: Parted) -> Side:
    """A row of somebody who is known stays: their own row in their own record has what was said since."""
    person = next(each for each in both.people if row.id in each.ids)
    return both.kept if person.home is not None or person.own or person.rows[0].id != row.id else None


def _supervised(row: Visit, both: Parted) -> Side:
    return approval("starts_at")(row, both) if row.purpose in SUPERVISED else None


def _seen(row: Visit, both: Parted) -> Side:
    """By who was seen in a session of an assessment."""
    keys = [each.partition("-") for each in row.seen or ()]
    sides = {both.of_carer(int(number)) for kind, _, number in keys if kind == "carer"}
    return sides.pop() if len(sides) == 1 else None


def _letters(row: Contact, both: Parted) -> Side:
    """By whom its letters were written to; one to both is a line of each (commands/parted.py), kept first."""
    letters = db.session.scalars(select(SentLetter).where(SentLetter.contact_id == row.id)).all()
    sides = {carer()(each, both) for each in letters}
    return both.kept if both.kept in sides else sides.pop() if len(sides) == 1 else None


def _of_clock(row: Task, both: Parted) -> Side:
    """By its journey; what begins with a visit, as a chase does, by the visit or the letter before it."""
    if row.kind != CLOCK:
        return None
    return (row.clock in both.after_visits and _invited(row, both)) or journey()(row, both)


def _invited(row: Task, both: Parted) -> Side:
    homes = (both.kept, *both.behind)
    visits = select(Visit.starts_at, Visit.id).where(
        Visit.household_id.in_(homes),
        Visit.purpose == INITIAL,
        Visit.state == DONE,
        Visit.struck_at.is_(None),
        Visit.starts_at <= row.made_at,
    )
    letters = select(SentLetter.asked_at, SentLetter.id).where(
        SentLetter.household_id.in_(homes),
        SentLetter.template == INVITES,
        SentLetter.state.in_(GONE),
        SentLetter.asked_at <= row.made_at,
    )
    found = [(at, of_row(both, Visit, each)) for at, each in db.session.execute(visits)]
    found += [(at, of_row(both, SentLetter, each)) for at, each in db.session.execute(letters)]
    return max(found)[1] if found else None


def _over(row: Task, both: Parted) -> Side:
    """Nobody is asked whose a thing was that is done."""
    return both.kept if row.done_at is not None else None


def _same(table: type[Any]) -> Any:
    """The side of a row that was sorted before."""
    return lambda row, both: of_row(both, table, row.id)


RULES: tuple[Rule, ...] = (
    Rule(Carer, "added_at", (_known,), asks=True),
    Rule(Enquiry, "recorded_at", (journey(),)),
    Rule(EveningBooking, None, (journey(),)),
    Rule(ManyActItem, None, (journey(),)),
    Rule(PanelItem, "added_at", (journey(),)),
    Rule(Preparation, "recorded_at", (journey(),)),
    Rule(CheckEntry, "recorded_at", (journey(),)),
    Rule(ApprovalOverride, "recorded_at", (journey(),)),
    Rule(DecisionReason, "recorded_at", (event(),)),
    Rule(ReportAssessor, "recorded_at", (event(),)),
    Rule(ErrorClaim, "asked_at", (event(),)),
    Rule(TermsSupport, None, (event(),), key="event_id"),
    Rule(RangeRequest, "asked_at", (event(), account("asked_by"), approval("asked_at"))),
    Rule(RangeDraft, "kept_at", (account("user_id"),), key="user_id"),
    Rule(HouseholdMember, "added_at", (account("added_by"),), asks=True),
    Rule(FormerValue, "recorded_at", (parent("member_id", HouseholdMember),)),
    Rule(Visit, "booked_at", (parent("follows_id", Visit), _supervised, _seen), asks=True, leans=event()),
    Rule(
        Contact,
        "recorded_at",
        (
            account("recorded_by"),
            _letters,
            named_by(SentLetter, "contact_id", parent("visit_id", Visit)),
        ),
        asks=True,
        leans=event(),
    ),
    Rule(SentLetter, "asked_at", (carer(), parent("contact_id", Contact))),
    Rule(Placement, "added_at", (parent("follows_id", Placement), approval("from_on")), asks=True),
    Rule(Unavailability, "added_at", (parent("follows_id", Unavailability), approval("from_on")), asks=True),
    Rule(UsableAges, "added_at", (approval("from_on"),), asks=True),
    Rule(Concern, "recorded_at", (parent("closure_id", Unavailability), approval("received_on")), asks=True),
    Rule(FosteringExemption, "recorded_at", (approval("granted_on"),), asks=True),
    Rule(SupportRequest, "recorded_at", (account("recorded_by"), approval("asked_on")), asks=True),
    Rule(Guardian, "recorded_at", asks=True),
    Rule(GroupMember, "recorded_at", asks=True),
    Rule(ReviewLine, "recorded_at", (approval("recorded_at"),)),
    Rule(ReviewAnswer, "kept_at", (carer(), approval("kept_at"))),
    Rule(CourseBooking, "asked_at", (carer(), account("changed_by")), asks=True),
    Rule(LeaveTaken, "recorded_at", (carer(),), asks=True),
    Rule(CarerNotice, "signed_at", (carer(), event(), account("signed_by"))),
    Rule(DetailProposal, "sent_at", (account("sent_by"), carer(), parent("member_id", HouseholdMember))),
    Rule(WideningAsk, "asked_at", (approval("asked_at"),)),
    Rule(
        Task,
        "made_at",
        (
            _of_clock,
            parent("made_with", Contact),
            parent("made_in", Visit),
            account("made_by"),
            named_by(CarerNotice, "task_id", _same(CarerNotice)),
            named_by(WideningAsk, "task_id", _same(WideningAsk)),
            journey(),
            _over,
        ),
        asks=True,
    ),
    Rule(
        Document,
        "added_at",
        (
            named_by(CheckEntry, "document_id", _same(CheckEntry)),
            named_by(MessageFile, "document_id", parent("contact_id", Contact)),
            named_by(SkillEntry, "document_id", carer()),
            named_by(PanelPaper, "document_id", parent("item_id", PanelItem)),
            account("added_by"),
        ),
        asks=True,
    ),
    Rule(DocumentShare, "shared_at", (parent("document_id", Document),)),
)

_LEDGER = "The ledgers are append-only: journeys are tied anew, and the difference is posted."
_FOLDED = "Made from the events anew whenever a journey is tied."
STAYS = {
    "audit_entry": "The audit says what was done to which record then, and is a chain.",
    "event": _LEDGER,
    "journey_tie": _LEDGER,
    "stage_entry": _LEDGER,
    "bed_entry": _LEDGER,
    "household_now": _FOLDED,
    "under_way": _FOLDED,
    "held_terms": _FOLDED,
    "held_clock": _FOLDED,
    "to_fold": _FOLDED,
    "household_key": "Made anew from the names that each has.",
    "address": "Each record has its own; what was filled in is given back (takeover).",
    "household_profile": "Each record has its own; what was filled in is given back (takeover).",
    "user_account": "Whoever came loses the account that they had there: it is closed, and not moved (T16).",
    "invitation": "Whoever came loses the invitation that waited there: it is dead, and not moved (T16).",
    "skill_entry": "Append-only: what was recorded of a person is given to their own row as well (skills.hand_on).",
    "assignment": "Append-only: each record has its own worker, and the kept one's was of the kept one.",
    "referral": "Append-only: it counts, names nobody, and leads to no record.",
    "sent_enquiry": "What answers the same key alike once more; it names nobody.",
    "handover": "Which record a council made of whom its hub handed over; it names nobody then.",
    "emergency_access": "A second person agreed to it for the record that was opened.",
}
