"""What happens to the terms of an approval: reviewed, a change proposed, changed. Kinds of event as in `events`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from crm.journey.event import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewCompleted(Event):
    """The approval was reviewed, and this was decided (RV-1 to RV-5); `happened_on` is the day of the decision.

    `outcome`: continue, revise, terminate or defer (PN-9). It changes nothing by itself: what follows from it is
    recorded as such. `wider` answers whether the range could be wider: could_be, not_now or widest; none where it
    was not asked.
    """

    kind: ClassVar[str] = "review_completed"
    rank: ClassVar[int] = 9
    once: ClassVar[bool] = False
    outcome: str = "continue"
    wider: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RevisionProposed(Event):
    """A change of terms was proposed to the household, in writing; what is None would stay as it is.

    `no_longer` is what the terms would say no longer, as `ranges.EMPTIED` names it.

    It holds for nothing yet: the carer's written agreement lets it take effect at once (RV-7), or else it may
    after `answer_by`, the last of the 28 days to answer (RV-6): stored with the event, so that a later change of
    the rule does not move it (DC-5). What support the carer would need is said elsewhere, where it can be erased.
    """

    kind: ClassVar[str] = "revision_proposed"
    rank: ClassVar[int] = 9
    once: ClassVar[bool] = False
    answer_by: date | None = None  # none where it was recorded before the day was stored
    cause: str = "terms"
    asked_by: str | None = None  # carer or service
    places: int | None = None
    age_from: int | None = None
    age_to: int | None = None
    offers: tuple[str, ...] | None = None
    named_children: tuple[str, ...] | None = None
    siblings_extra: int | None = None
    parent_and_child: int | None = None
    no_longer: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RevisionAnswered(Event):
    """The carer answered the proposal: with `representations` to the service, or to the `irm`, never both (RV-6).

    Their agreement in writing is no answer of this kind: by it the terms change at once (RV-7).
    """

    kind: ClassVar[str] = "revision_answered"
    rank: ClassVar[int] = 9
    once: ClassVar[bool] = False
    answer: str = "representations"


@dataclass(frozen=True, kw_only=True, slots=True)
class RevisionDropped(Event):
    """The change of terms that was proposed last is not pursued: the terms stay as they are."""

    kind: ClassVar[str] = "revision_dropped"
    rank: ClassVar[int] = 9
    once: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class TermsChanged(Event):
    """The terms of approval changed (B-5); what is None stays as it was; `no_longer` is what they say no more.

    `cause`: terms, capital_scheme (a home extended or adapted; it must increase the places), or
    adjustment (the books were wrong: B-19). `basis`: agreement (the carer's, in writing: RV-7) or notice (28 days
    after the proposal: RV-6); none where it was recorded without its proposal, as in a history load. `wrong`: the
    code of why the books are put right by hand (B-19).
    """

    kind: ClassVar[str] = "terms_changed"
    rank: ClassVar[int] = 9
    once: ClassVar[bool] = False
    cause: str = "terms"
    places: int | None = None
    age_from: int | None = None
    age_to: int | None = None
    offers: tuple[str, ...] | None = None
    named_children: tuple[str, ...] | None = None
    siblings_extra: int | None = None
    parent_and_child: int | None = None
    no_longer: tuple[str, ...] = ()
    basis: str | None = None
    wrong: str | None = None
