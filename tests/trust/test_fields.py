"""Who sees which field: the table of crm/fields.py is whole, no wider than trust.md 5.3, and what pages do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain

import pytest
from flask import Flask
from sqlalchemy import JSON, LargeBinary, String, Text

from crm import access, fields
from crm.actor import Role
from crm.commands import people
from crm.commands.people import NewCarer
from crm.errors import NotFound
from crm.extensions import Base, Json, db
from crm.fields import FIELDS, Class
from crm.people import (
    assessor_tables,
    check_tables,
    concern_tables,
    contact_tables,
    course_tables,
    detail_tables,
    enquiry_tables,
    evening_tables,
    guardian_tables,
    handover_tables,
    key_tables,
    merge_tables,
    panel_tables,
    placement_tables,
    preparation_tables,
    profile_tables,
    range_tables,
    reason_tables,
    request_tables,
    review_tables,
    share_tables,
    skill_tables,
    support_tables,
    tables,
    visit_tables,
    work_tables,
)
from crm.people.tables import Household
from crm.reads import people as reads
from tests import given
from tests.doors import CheckingClient

SignIn = Callable[..., CheckingClient]
PEOPLE: tuple[type[Base], ...] = (
    panel_tables.PanelMember,
    panel_tables.PanelStanding,
    panel_tables.PanelItem,
    tables.Household,
    tables.Carer,
    tables.Address,
    tables.FormerValue,
    tables.Document,
    enquiry_tables.Enquiry,
    key_tables.HouseholdKey,
    detail_tables.DetailProposal,
    profile_tables.HouseholdProfile,
    profile_tables.CarerProfile,
    profile_tables.CarerBackground,
    profile_tables.HouseholdMember,
    range_tables.TermsSupport,
    range_tables.FosteringExemption,
    reason_tables.DecisionReason,
    assessor_tables.ReportAssessor,
    preparation_tables.Preparation,
    merge_tables.HouseholdMerge,
    merge_tables.MergeProposal,
    merge_tables.ToldApart,
    contact_tables.Contact,
    contact_tables.MessageFile,
    contact_tables.SentLetter,
    visit_tables.Visit,
    visit_tables.VisitBefore,
    work_tables.Task,
    placement_tables.Placement,
    placement_tables.Unavailability,
    review_tables.ReviewLine,
    review_tables.ReviewAnswer,
    share_tables.DocumentShare,
    share_tables.DocumentSignature,
    concern_tables.Concern,
    support_tables.SupportRequest,
    concern_tables.ConcernStep,
    concern_tables.ConcernBefore,
    check_tables.CheckEntry,
    check_tables.CheckResult,
    check_tables.ApprovalOverride,
    skill_tables.SkillEntry,
    course_tables.CourseBooking,
    evening_tables.EveningBooking,
    handover_tables.Handover,
    guardian_tables.Guardian,
    guardian_tables.GroupMember,
    request_tables.RangeRequest,
    request_tables.RangeRequestStep,
    request_tables.RangeDraft,
)
# Text that says nothing of a person: a number that names them nowhere else, or which field is meant.
OF_NOBODY = {
    *("household.reference", "former_value.subject", "former_value.field", "former_value.nature"),
    *("document.kind", "document.digest", "household_key.kind"),
    *("document_share.digest", "document_signature.digest"),
    *(f"enquiry.{name}" for name in ("route", "channel", "source", "employer", "campaign", "service")),
    *("household_member.relation", "household_profile.wished_offers"),
    # Codes of lists, names of fields, and numbers of rows.
    *("household_merge.because", "household_merge.undone_because", "household_merge.brought"),
    *("merge_proposal.because", "merge_proposal.people", "merge_proposal.outcome"),
    *("contact.kind", "contact.direction", "contact.outcome"),
    *("letter.template", "letter.channel", "letter.state", "letter.why"),
    *("visit.purpose", "visit.place", "visit.state", "visit.outcome", "visit.uid"),
    *("visit.seen", "visit.struck_because", "visit_before.state", "visit_before.outcome", "visit_before.because"),
    *("preparation.attended", "preparation.removed_because"),
    "fostering_exemption.authority",  # a council
    *("review_line.kind", "concern.kind", "concern.outcome", "concern.removed_because", "concern_step.kind"),
    "concern_step.removed_because",
    *(
        "review_answer.more",
        "review_line.kind",
        "concern.kind",
        "concern.outcome",
        "concern.removed_because",
        "concern_step.kind",
    ),
    *("concern_before.field", "concern_before.value", "concern_before.because"),
    *("guardian.order_kind", "guardian.removed_because", "group_member.group_code", "group_member.removed_because"),
    *("range_request.state", "range_request.more", "range_request.fewer", "range_request_step.step"),
    *("detail_proposal.kind", "detail_proposal.nature", "detail_proposal.base", "detail_proposal.state"),
    "detail_proposal.reason",
    *("support_request.kind", "support_request.settled_how"),
    *("task.kind", "task.clock", "task.outcome"),
    *("panel_member.seat", "panel_standing.seat", "panel_item.purpose"),
    *("placement.offer", "placement.ended_how", "placement.kept", "placement.removed_because"),
    *("unavailability.reason", "unavailability.removed_because"),
    *("check_entry.code", "check_entry.act", "approval_override.lines"),
    *("course_booking.state", "handover.reference", "handover.state"),
    *(f"evening_booking.{name}" for name in ("state", "who_hash")),
    *(f"skill_entry.{name}" for name in ("act", "what", "evidence", "because")),
}
CONTACT = ("07700 900 123", "rowan@home.example")
ADDRESS = "7 Canary Lane"


def _texts() -> Iterator[str]:
    """Every column of a household's people that holds text, or a file."""
    for model in PEOPLE:
        for column in model.__table__.columns:
            if isinstance(column.type, String | Text | JSON | Json | LargeBinary):
                yield f"{model.__tablename__}.{column.name}"


def test_every_column_that_holds_something_of_a_person_has_a_field_that_says_who_sees_it() -> None:
    held = list(chain.from_iterable(field.held_in for field in FIELDS.values()))
    assert len(held) == len(set(held))
    said = {name for name in held if not name.startswith("user_account.")}
    assert said == set(_texts()) - OF_NOBODY, "say in crm/fields.py of which field and class a new column is"


def test_the_table_is_no_wider_than_the_one_that_was_agreed() -> None:
    staff = frozenset(Role) - {Role.CARER}
    for name, field in FIELDS.items():
        if field.kind in (Class.SPECIAL, Class.CRIMINAL):
            assert not field.seen_by & staff, f"{name} is shown to staff without their asking for it"
        if name != "staff":
            seen = field.seen_by | field.asked_for_by
            assert not seen & {Role.PANEL, Role.ANALYST, Role.GOVERNANCE, Role.ADMIN, Role.PUBLIC}, name
    assert FIELDS["address"].seen_by == frozenset()
    assert Role.HUB not in FIELDS["address"].asked_for_by


def test_the_permission_to_ask_for_an_address_is_the_fields() -> None:
    assert access.MAY["households.address"] == FIELDS["address"].asked_for_by


@pytest.fixture
def reference(app: Flask) -> str:
    """A household of Derby with everything filled in."""
    derby = given.agency()
    by = given.officer(derby)
    carers = [NewCarer("Rowan Example-Finch", CONTACT[1], CONTACT[0])]
    home = people.create_household(derby, carers=carers, address=ADDRESS, postcode="DE1 2FS", by=by)
    found = db.session.get_one(Household, home).reference
    db.session.rollback()
    return found


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SOCIAL_WORKER, Role.MANAGER, Role.DECISION_MAKER])
def test_a_page_shows_a_field_to_the_roles_of_the_table(reference: str, sign_in: SignIn, role: Role) -> None:
    page = sign_in(role).get(f"/households/{reference}/people").text
    assert all((each in page) == fields.sees(role, "contact") for each in CONTACT)
    assert ("Show address" in page) == fields.may_ask_for(role, "address")
    assert ADDRESS not in page


def test_a_role_that_the_table_leaves_out_is_not_shown_the_field(
    reference: str, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = FIELDS["contact"]
    narrower = fields.Field(contact.kind, contact.seen_by - {Role.DECISION_MAKER}, held_in=contact.held_in)
    monkeypatch.setattr(fields, "FIELDS", dict(FIELDS) | {"contact": narrower})
    browser = sign_in(Role.DECISION_MAKER)
    page = browser.get(f"/households/{reference}/people").text
    assert "Rowan Example-Finch" in page
    assert "Telephone" not in page and not any(each in page for each in CONTACT)
    assert reference not in browser.get("/households?q=07700+900+123").text
    assert reference in sign_in(Role.OFFICER).get("/households?q=07700+900+123").text


def test_t14_whoever_may_not_ask_for_an_address_finds_nobody_by_it(reference: str, sign_in: SignIn) -> None:
    assert reference in sign_in(Role.OFFICER).get("/households?q=DE1+2FS").text
    browser = sign_in(Role.DECISION_MAKER)
    assert reference not in browser.get("/households?q=DE1+2FS").text
    assert reference in browser.get("/households?q=Rowan").text


def test_a_read_gives_no_address_to_a_role_that_may_not_ask_whoever_calls_it(app: Flask, reference: str) -> None:
    by = given.officer(1)
    assert reads.people_with_address(reference, "visit", by).address is not None
    other = replace(by, role=Role.DECISION_MAKER)
    with pytest.raises(NotFound, match="no such household"):
        reads.people_with_address(reference, "visit", other)


def test_a_panel_member_opens_the_packs_of_their_panel_and_nothing_else(app: Flask, sign_in: SignIn) -> None:
    may = {name for name, roles in access.MAY.items() if Role.PANEL in roles}
    assert may == {"account.own", "panel.open", "panel.packs"}
    browser = sign_in(Role.PANEL)
    assert "No papers have been sent to your panel." in browser.get("/", follow_redirects=True).text
    for path in ("/households", "/reports/quarterly", "/imports", "/audit", "/enquiries/new"):
        assert browser.get(path).status_code == 403
