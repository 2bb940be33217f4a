"""What makes a history impossible, in words. The fold bears anything; commands refuse what is named here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from crm.journey import holds
from crm.journey.care_events import CARE
from crm.journey.decision_events import (
    AgreementSigned,
    AnswerReceived,
    IrmNotified,
    IrmPapersSent,
    IrmRecommended,
    RefusalProposed,
)
from crm.journey.ending_events import ENDING, ExitInterviewClosed, ExitInterviewOffered
from crm.journey.events import (
    ApplicationReceived,
    ApprovalRefused,
    EnquiryReceived,
    Event,
    HoldEnded,
    HouseholdApproved,
    HouseholdDeregistered,
    NoticeReceived,
    ReviewCompleted,
    RevisionAnswered,
    RevisionDropped,
    RevisionProposed,
    TermsChanged,
)
from crm.journey.history import Row
from crm.journey.household import Approval, Household, Journey, changed, takes_over
from crm.journey.ranges import Terms
from crm.journey.rule_ids import rule
from crm.journey.rules import Rules
from crm.journey.saying import SAID, said, sentence

DAY = timedelta(days=1)

# What happens to the terms of an approval, and so within it.
OF_TERMS: tuple[type[Event], ...] = (
    *(TermsChanged, ReviewCompleted, RevisionProposed),
    *(RevisionAnswered, RevisionDropped),
)
# What cannot run backwards (domain.md section 5); other inversions are unusual, not impossible. Notice is not in
# it: the approval goes on until its end, and so may its terms change.
ORDER: tuple[tuple[type[Event], ...], ...] = (
    (EnquiryReceived,),
    (ApplicationReceived,),
    (HouseholdApproved, ApprovalRefused),
    OF_TERMS,
    (HouseholdDeregistered,),
)
# Which rule has what there is once: one approval at a time, one answer and one way.
ONCE: Mapping[type[Event], str] = {HouseholdApproved: " (DM-1)", AnswerReceived: " (DM-7)"}
# What is of an approval, and of nothing else.
NEEDS_APPROVAL = (*OF_TERMS, NoticeReceived, HouseholdDeregistered, *CARE, *ENDING)
# Nor can these, where both stand.
PAIRS: tuple[tuple[type[Event], type[Event]], ...] = (
    (RefusalProposed, AnswerReceived),
    (AnswerReceived, IrmNotified),
    (IrmNotified, IrmPapersSent),
    (IrmNotified, IrmRecommended),
    (RefusalProposed, ApprovalRefused),
    (HouseholdApproved, AgreementSigned),
    *((HouseholdApproved, kind) for kind in (*CARE, *ENDING)),
    (ExitInterviewOffered, ExitInterviewClosed),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a history is impossible; `event_id` is the row to look at first, and `field` what of it."""

    message: str
    event_id: int
    field: str = "happened_on"


def problems(household: Household, rules: Rules) -> Iterator[Problem]:
    """Everything that makes a household's history impossible; nothing if it is possible."""
    for journey in household.journeys:
        yield from _twice(journey)
        yield from _backwards(journey)
        yield from _without_approval(journey)
        yield from _both_decisions(journey)
        yield from _around_proposal(journey)
        yield from _bad_places(journey, rules)
        yield from _loose_holds(journey)
    yield from _overlaps(household.approvals)


def _name(row: Row) -> str:
    return f"{SAID[row.event.kind]} on {said(row.event.happened_on)}"


def _twice(journey: Journey) -> Iterator[Problem]:
    seen: dict[type[Event], Row] = {}
    for row in journey.rows:
        if row.event.once:
            earlier = seen.setdefault(type(row.event), row)
            if earlier is not row:
                later = max(earlier, row, key=lambda each: each.id)
                other = min(earlier, row, key=lambda each: each.id)
                once = ONCE.get(type(row.event), "")
                there = f"There is already {_name(other)} on this journey{once}: correct it instead."
                yield Problem(there, later.id)


def _backwards(journey: Journey) -> Iterator[Problem]:
    latest: Row | None = None
    for kinds in ORDER:
        rows = [row for row in journey.rows if isinstance(row.event, kinds)]
        for row in rows:
            if latest is not None and row.event.happened_on < latest.event.happened_on:
                before = f"{sentence(_name(row))} would come before {_name(latest)}{rule(row.event.kind)}."
                yield Problem(before, row.id)
        if rows and (latest is None or rows[-1].event.happened_on >= latest.event.happened_on):
            latest = rows[-1]
    yield from _around_notice(journey)


def _around_notice(journey: Journey) -> Iterator[Problem]:
    """Notice lies between the approval and its end, and nothing changes after the end that it brings (RV-8)."""
    notice = journey.first(NoticeReceived)
    if notice is None or not isinstance(notice.event, NoticeReceived):
        return
    approved, left = journey.first(HouseholdApproved), journey.first(HouseholdDeregistered)
    for earlier, later in ((approved, notice), (notice, left)):
        if earlier and later and later.event.happened_on < earlier.event.happened_on:
            before = f"{sentence(_name(later))} would come before {_name(earlier)}{rule(later.event.kind)}."
            yield Problem(before, later.id)
    for row in journey.rows:
        if isinstance(row.event, OF_TERMS) and row.event.happened_on > notice.event.ends_on:
            end = said(notice.event.ends_on)
            yield Problem(f"{sentence(_name(row))} would come after the approval ends on {end}.", row.id)
    if left is not None and left.event.happened_on > notice.event.ends_on:
        end = said(notice.event.ends_on)
        yield Problem(f"The approval ends on {end}, after notice, and cannot end later (RV-8).", left.id)


def _without_approval(journey: Journey) -> Iterator[Problem]:
    if journey.first(HouseholdApproved) is not None:
        return
    for row in journey.rows:
        if isinstance(row.event, NEEDS_APPROVAL):
            needs = f"{sentence(_name(row))} needs an approval on this journey first{rule(row.event.kind)}."
            yield Problem(needs, row.id)


def _both_decisions(journey: Journey) -> Iterator[Problem]:
    approved, refused = journey.first(HouseholdApproved), journey.first(ApprovalRefused)
    if approved and refused:
        later = max(approved, refused, key=lambda row: row.id)
        yield Problem("A journey has one decision: to approve or not to approve (DM-8).", later.id)


def _loose_holds(journey: Journey) -> Iterator[Problem]:
    for row in holds.loose(journey):
        ended = isinstance(row.event, HoldEnded)
        lacks = "needs a hold that it ends" if ended else "needs the end of the hold before it"
        yield Problem(f"{sentence(_name(row))} {lacks}.", row.id)


def _around_proposal(journey: Journey) -> Iterator[Problem]:
    """The proposal not to approve, its answer within the 28 days and its outcome, in their order (DM-7, DM-8)."""
    for earlier, later in PAIRS:
        first, then = journey.first(earlier), journey.first(later)
        if first and then and then.event.happened_on < first.event.happened_on:
            before = f"{sentence(_name(then))} would come before {_name(first)}{rule(then.event.kind)}."
            yield Problem(before, then.id)
    proposed = journey.first(RefusalProposed)
    if proposed is None or not isinstance(proposed.event, RefusalProposed):
        return
    answer_by, answered, final = (
        proposed.event.answer_by,
        journey.first(AnswerReceived),
        journey.first(ApprovalRefused),
    )
    if answered and answered.event.happened_on > answer_by:
        yield Problem(
            f"The time to answer the proposal ended on {said(answer_by)} (DM-7): the decision may be made "
            "without an answer (DM-8).",
            answered.id,
        )
    if final and not answered and final.event.happened_on <= answer_by:
        yield Problem(
            f"Until {said(answer_by)} the applicant may make representations or go to the IRM (DM-7): a decision "
            "not to approve is not final before.",
            final.id,
        )


def _bad_places(journey: Journey, rules: Rules) -> Iterator[Problem]:
    for row in journey.rows:
        event = row.event
        if isinstance(event, HouseholdApproved | TermsChanged | RevisionProposed) and event.places is not None:
            most = rules.most_places.on(event.happened_on)
            if not 1 <= event.places <= most:
                yield Problem(
                    f"Places must be a whole number from 1 to {most}, not {event.places} (B-1).", row.id, "places"
                )
    yield from _bad_terms(journey, rules)


def _bad_terms(journey: Journey, rules: Rules) -> Iterator[Problem]:
    """Terms, or terms proposed, that cannot be, as they would be after what was there before."""
    approved = journey.first(HouseholdApproved)
    if approved is None:
        return
    terms = Approval(journey.id, journey.route, approved).terms_on(approved.event.happened_on - DAY)
    yield from _impossible(terms, approved, rules)
    for row in journey.rows:
        if isinstance(row.event, TermsChanged | RevisionProposed):
            before, after = terms, changed(terms, row.event)
            terms = after if isinstance(row.event, TermsChanged) else terms
            yield from _impossible(after, row, rules)
            yield from _no_increase(before, after, row)


def _impossible(terms: Terms, row: Row, rules: Rules) -> Iterator[Problem]:
    """Ages the wrong way round; more for siblings (B-10), or for parents with a child (B-13), than there can be."""
    low, high = terms.age_from, terms.age_to
    if low is not None and high is not None and low > high:
        yield Problem(f"The youngest age, {low}, is above the oldest, {high} (DM-6).", row.id, "age_to")
    most = rules.most_places.on(row.event.happened_on)
    if terms.siblings_extra < 0 or (terms.siblings_extra and terms.most > most):
        words = f"Places for siblings come on top of {terms.places}, and both together are at most {most} (B-10)."
        yield Problem(words, row.id, "siblings_extra")
    if not 0 <= terms.parent_and_child <= terms.places:
        words = f"Places for a parent with a child are some of the places: at most {terms.places} (B-13)."
        yield Problem(words, row.id, "parent_and_child")


def _no_increase(before: Terms, after: Terms, row: Row) -> Iterator[Problem]:
    """An extended or adapted home adds places: a capital scheme that does not is an error."""
    assert isinstance(row.event, TermsChanged | RevisionProposed)  # noqa: S101 - what the caller looked for
    if row.event.cause == "capital_scheme" and after.places <= before.places:
        yield Problem(
            f"A home extended or adapted must add places: {before.places} before, {after.places} after (B-5).",
            row.id,
            "places",
        )


def _overlaps(approvals: tuple[Approval, ...]) -> Iterator[Problem]:
    """One open approval a household (DM-1); a reclassification from one book into the other is no overlap (B-7)."""
    for index, later in enumerate(approvals):
        for earlier in approvals[:index]:
            if earlier.ends_on is None or later.begins_on < earlier.ends_on:
                since = said(earlier.begins_on)
                yield Problem(
                    f"The household has been approved since {since}: it cannot be approved twice at once (DM-1).",
                    max(later.approved.id, earlier.approved.id),
                )
        if takes_over(later.approved.event) and not later.reclassified_in:
            day = said(later.begins_on)
            no = f"No mainstream approval stands on {day} of which a kinship one can take the place (B-7)."
            yield Problem(no, later.approved.id, "instead_of")
