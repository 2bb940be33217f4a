"""The form of an event on a certain journey, with what its agency offers to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, request, url_for

from crm import access, clock, words
from crm.commands import approval_days
from crm.commands.assessors import Assessor
from crm.forms.decisions import ProposalForm
from crm.forms.endings import ClosingForm, NoticeForm
from crm.forms.events import FORMS
from crm.forms.kinship import AdopterEndForm
from crm.forms.questions import Choices, GroupedQuestion
from crm.forms.ranges import RevisionForm, SettlingForm, TermsChangeForm
from crm.forms.records import RecordForm, with_kept
from crm.forms.reviews import ReviewForm
from crm.forms.temporary import LongerForm, TemporaryApprovalForm, TemporaryExtensionForm
from crm.forms.terminations import TerminationForm
from crm.forms.transfers import ResignedElsewhereForm, TransferNoticeForm
from crm.forms.who import WhoForm
from crm.journey.closing import Endings
from crm.journey.events import Event, HouseholdApproved, PanelRecommended, TermsChanged
from crm.journey.ranges import Population, Route
from crm.journey.revisions import ADJUSTMENT
from crm.journey.temporary_events import TemporarilyApproved
from crm.reads import workers
from crm.reads.assessed import Assessed
from crm.reads.household import HouseholdSeen, JourneySeen

# What a decision maker decides; the rest is recorded by whoever works with the household.
DECISIONS = frozenset(
    {
        "household_approved",
        "refusal_proposed",
        "adopter_approved_for_child",
        "approval_refused",
        "terms_changed",
        "termination_proposed",
        "termination_dropped",
        "household_deregistered",
    }
)


# What is recorded with more than an event, on a page of its own; here it can be put right.
ELSEWHERE = frozenset({"carer_left", "panel_recommended"})


def may_record(kind: str) -> bool:
    """Whether the person may record events of a kind by hand."""
    if kind == PanelRecommended.kind:
        return access.may("panel.manage")
    return access.may("households.decide" if kind in DECISIONS else "households.record")


def may_settle(kind: str) -> bool:
    """Whether the person may agree that an event of a kind was recorded in error, or say no.

    A decision is for those who decide. Anything else is for whoever may put records right, the decision maker among
    them: where only a manager works beside them there is a second person still (RV-8).
    """
    return access.may("households.decide" if kind in DECISIONS else "events.correct")


def where(kind: str, reference: str, number: int) -> str:
    """The address of the page that records a kind of event on a journey."""
    if kind == PanelRecommended.kind:
        return url_for("panels_by_hand.form", reference=reference, number=number)
    endpoint = "records.decision_form" if kind in DECISIONS else "records.form"
    return url_for(endpoint, reference=reference, number=number, step=step_of(kind))


def kind_of(step: str) -> str:
    """The kind of event that a step of an address names; a page that there is not, if it names none."""
    kind = step.replace("-", "_")
    return kind if kind in FORMS and kind not in ELSEWHERE and "_" not in step else abort(404)


def assessor_of(asked: WhoForm) -> Assessor:
    """Who assessed, or who decided as nominated officer, as the form says."""
    outside = asked.account is None
    return Assessor(asked.account, (asked.assessor_name.data or "") if outside else "")


def step_of(kind: str) -> str:
    """How an address names a kind of event."""
    return kind.replace("_", "-")


def form_for(
    kind: str,
    seen: HouseholdSeen,
    number: int,
    sent: Any = None,
    was: Event | None = None,
    ends: Endings | None = None,
    assessed: Assessed | None = None,
) -> RecordForm:
    """The form for a kind of event on a journey, with what was sent, or else with what an event on record said.

    `ends`: how the journey can be closed. `assessed`: who assessed, as it is on record.
    """
    shown = seen.numbered(number)
    settling = shown.proposal if kind == "terms_changed" and was is None else None
    form_class = SettlingForm if settling else FORMS[kind]
    form = form_class(sent, data=form_class.on_record(was) if was else _opening(kind, shown))
    for name, listed in form_class.lists.items():
        kept = getattr(was, name) if was else None
        form.offer(name, with_kept(seen.choices.pairs(listed), kept if isinstance(kept, tuple) else (kept,)))
    if isinstance(form, TransferNoticeForm):
        stays = {each["code"] for each in seen.choices.every("destinations") if each.get("stays")}
        form.offer("elsewhere", [each for each in form.elsewhere.choices if each[0] not in stays])
    if isinstance(form, ClosingForm) and ends is not None:
        _offer_endings(form, seen, ends, was)
    if isinstance(form, WhoForm):
        _offer_assessors(form, seen, assessed)
    _of_other_approvals(form, was, seen, shown)
    if isinstance(form, SettlingForm) and settling:
        form.proposed = settling
    if isinstance(form, ReviewForm) and was is not None:
        form.asks_range = bool(getattr(was, "wider", None))
    if kind in ("terms_changed", "revision_proposed"):
        _leave_out(form, was, seen)
    if was is not None or not access.may("checks.override"):
        form.leave_out("override")
    _reckon(form, seen, shown)
    return form


def _of_other_approvals(form: RecordForm, was: Event | None, seen: HouseholdSeen, shown: JourneySeen) -> None:
    """Leave out what an approval is not asked: where they come from, and what it takes the place of (B-7).

    Nor is its end, put right, asked which placements end with it.
    """
    if was is not None:
        form.leave_out("ended")
    if form.kind is HouseholdApproved and shown.route != Route.TRANSFER_IN:
        form.leave_out("transferred_from", "left_there_on")
    if not getattr(was, "instead_of", ()) and not _is_mainstream_now(seen, shown):
        form.leave_out("instead_of")
    if isinstance(was, TemporarilyApproved) and not was.matters:
        form.leave_out("matters")  # it was recorded before they were asked


def _is_mainstream_now(seen: HouseholdSeen, shown: JourneySeen) -> bool:
    """Whether a kinship approval could take the place of a mainstream one (B-7)."""
    mainstream = seen.approval is not None and seen.approval.population is Population.MAINSTREAM
    return mainstream and shown.route == Route.KINSHIP


def _offer_assessors(form: WhoForm, seen: HouseholdSeen, assessed: Assessed | None) -> None:
    """Offer those of the household's agency who can have assessed or decided, with whoever is on record as such."""
    temporary = isinstance(form, TemporaryApprovalForm | LongerForm)
    offer = workers.nominated if temporary else workers.of_agency
    offered = offer(seen.identity.agency_id, access.current_actor())
    kept = (assessed.user_id, assessed.name) if assessed else None
    form.says([(str(number), name) for number, name in offered], kept)


def _reckon(form: RecordForm, seen: HouseholdSeen, shown: JourneySeen) -> None:
    """Let a form know the days that follow from its own by the rules: forms know no rule."""
    if isinstance(form, NoticeForm):  # that it was an error takes two people, and is no reason (RV-8)
        errors = {each["code"] for each in seen.choices.every("deregistered_reasons") if each.get("adjustment")}
        form.offer("reason", [each for each in form.reason.choices if each[0] not in errors])
    if isinstance(form, NoticeForm | ResignedElsewhereForm):
        agency_id = seen.identity.agency_id
        form.ends_on = lambda received_on: approval_days.notice_ends_on(agency_id, received_on)
    if isinstance(form, ProposalForm):
        form.answer_by = approval_days.answer_by
    if isinstance(form, TerminationForm | RevisionForm):
        form.answer_by = lambda sent_on: approval_days.answer_by(sent_on, "RV-6")
    if isinstance(form, TemporaryApprovalForm):
        form.ends_on = approval_days.temporary_ends_on
    if isinstance(form, AdopterEndForm):
        form.ends_on = approval_days.adopters_end_on
    if isinstance(form, TemporaryExtensionForm) and shown.temporary_since:
        form.until = approval_days.temporary_ends_on(shown.temporary_since, extended=True)


def _leave_out(form: RecordForm, was: Event | None, seen: HouseholdSeen) -> None:
    """What is not asked of a change of terms: its cause, where only the books were wrong; the support, anew.

    Why the books had it wrong is asked once: where that is put right again, why is asked beside it.
    """
    books = isinstance(was, TermsChanged) and was.basis is None and was.cause == ADJUSTMENT
    if isinstance(form, TermsChangeForm) and (was is None or books):
        form.leave_out("cause")
    if isinstance(form, TermsChangeForm):
        if was is not None:
            form.leave_out("wrong")
        else:
            form.offer("wrong", seen.choices.correction_reasons("correct"))
    elif was is not None:
        form.leave_out("support")
    elif isinstance(form, RevisionForm):
        form.offer("cause", [each for each in form.cause.choices if each[0] != ADJUSTMENT])


def _opening(kind: str, shown: JourneySeen) -> dict[str, Any]:
    """What a form says when it is opened: a journey is closed where it is, a transfer as it was noted."""
    if kind == "household_approved" and shown.transfer and shown.transfer.notice:
        return {"transferred_from": shown.transfer.notice.service, "left_there_on": shown.transfer.ends_there_on}
    away = shown.leaving
    if kind in ("notice_received", "household_deregistered") and away and away.notice and not away.dropped_on:
        return {"destination": away.notice.elsewhere, "initiator": "carer"}
    if kind == "journey_closed":
        return {"stage": shown.stage, "happened_on": clock.today(), "initiator": _named(words.CLOSED_BY)}
    if kind == "journey_reopened":
        return {"happened_on": clock.today()}
    return {}


def _named(known: Mapping[str, str]) -> str | None:
    """Who ended it, where the address says so: what came of a visit leads to the form."""
    named = request.args.get("initiator")
    return named if named in known else None


def _offer_endings(form: ClosingForm, seen: HouseholdSeen, ends: Endings, was: Event | None) -> None:
    """The stages at which the journey can end, and the reasons that fit them, by whose they are."""
    if was is not None:  # when they may be asked again is moved where it stands, on its own list
        form.leave_out("again", "again_on")
    named = [(name, words.stage(name).text) for name in ends.stages]
    form.offer("stage", with_kept(named, (getattr(was, "stage", None),)))
    reasons, kept = seen.choices.closed_reasons([ends]), getattr(was, "reason", None)
    offered = {code for each in reasons.values() for code, _ in each}
    offer_reasons(form.reason, reasons, ("On record", () if kept in offered else with_kept((), (kept,))))


def offer_reasons(question: GroupedQuestion, reasons: Mapping[str, Choices], besides: tuple[str, Choices]) -> None:
    """Offer reasons for closing under whose they are, and what has a heading of its own."""
    headings = {by: f"{words.CLOSED_BY.get(by, by.capitalize())}: reasons" for by in reasons}
    question.offer([*((headings[by], each) for by, each in reasons.items()), besides])
