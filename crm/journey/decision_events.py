"""What happens around a decision: panel's minutes, the proposal not to approve and its answer, and who was told.

None of these moves a bed. Reasons and minutes are texts about people: they are kept apart, and never in an event.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from crm.journey.event import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class MinutesReceived(Event):
    """The decision maker has panel's recommendation and its final minutes: the clock of DM-3 starts."""

    kind: ClassVar[str] = "minutes_received"
    rank: ClassVar[int] = 7
    once: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusalProposed(Event):
    """The decision maker proposes not to approve: a qualifying determination, sent with its reasons (DM-7).

    `answer_by` is the last day for representations or an application to the IRM, stored with the event, so that a
    later change of the rule does not move it (DC-5).
    """

    kind: ClassVar[str] = "refusal_proposed"
    rank: ClassVar[int] = 8
    answer_by: date


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerReceived(Event):
    """The applicant answered the proposal: with `representations` to the service, or to the `irm`, never both."""

    kind: ClassVar[str] = "answer_received"
    rank: ClassVar[int] = 8
    answer: str = "representations"


@dataclass(frozen=True, kw_only=True, slots=True)
class IrmNotified(Event):
    """The Independent Review Mechanism told the service of an application: its papers are due (DM-9)."""

    kind: ClassVar[str] = "irm_notified"
    rank: ClassVar[int] = 8
    once: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class IrmPapersSent(Event):
    """The papers went to the Secretary of State (DM-9)."""

    kind: ClassVar[str] = "irm_papers_sent"
    rank: ClassVar[int] = 8
    once: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class IrmRecommended(Event):
    """The IRM's panel made its recommendation: the decision maker decides on both panels' (DM-8)."""

    kind: ClassVar[str] = "irm_recommended"
    rank: ClassVar[int] = 8
    once: ClassVar[bool] = False
    recommendation: str = "approve"


@dataclass(frozen=True, kw_only=True, slots=True)
class ApplicantTold(Event):
    """The applicant was told of the decision, `orally` or `in_writing` (DM-4)."""

    kind: ClassVar[str] = "applicant_told"
    rank: ClassVar[int] = 9
    once: ClassVar[bool] = False
    how: str = "orally"


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreementSigned(Event):
    """The foster care agreement was signed: no child is placed before it (DM-6, FSR Sch 5)."""

    kind: ClassVar[str] = "agreement_signed"
    rank: ClassVar[int] = 9
