"""What goes with the end of an approval: the service's proposal to end it, the carer's answer, the last interview.

None of these moves a bed: notice and de-registration do (crm/journey/events.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from crm.journey.event import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class TerminationProposed(Event):
    """The service proposes to end the approval: a qualifying determination, sent with its reasons (RV-6).

    `answer_by` is the last day for representations or an application to the IRM, stored with the event, so that a
    later change of the rule does not move it (DC-5).
    """

    kind: ClassVar[str] = "termination_proposed"
    rank: ClassVar[int] = 10
    once: ClassVar[bool] = False
    answer_by: date
    reason: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TerminationAnswered(Event):
    """The carer answered the proposal: with `representations` to the service, or to the `irm`, never both."""

    kind: ClassVar[str] = "termination_answered"
    rank: ClassVar[int] = 10
    once: ClassVar[bool] = False
    answer: str = "representations"


@dataclass(frozen=True, kw_only=True, slots=True)
class TerminationDropped(Event):
    """The decision maker decided not to end the approval: it goes on."""

    kind: ClassVar[str] = "termination_dropped"
    rank: ClassVar[int] = 10
    once: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ExitInterviewOffered(Event):
    """Whoever leaves was asked whether they would talk about why (rules section 4.2)."""

    kind: ClassVar[str] = "exit_interview_offered"
    rank: ClassVar[int] = 11


@dataclass(frozen=True, kw_only=True, slots=True)
class ExitInterviewClosed(Event):
    """What came of that offer: `held`, `declined` or `no_reply`; and what was said, as codes of the agency's lists.

    `again`: whether they would foster again, `recommend`: whether they would tell others to foster here; each is
    yes, perhaps or no.
    """

    kind: ClassVar[str] = "exit_interview_closed"
    rank: ClassVar[int] = 11
    outcome: str = "held"
    said: tuple[str, ...] = ()
    again: str | None = None
    recommend: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CarerLeft(Event):
    """One of two carers left, and the household goes on (B-18): they `separated`, `resigned` or `died`."""

    kind: ClassVar[str] = "carer_left"
    rank: ClassVar[int] = 9
    once: ClassVar[bool] = False
    why: str = "separated"


ENDING: tuple[type[Event], ...] = (
    CarerLeft,
    TerminationProposed,
    TerminationAnswered,
    TerminationDropped,
    ExitInterviewOffered,
    ExitInterviewClosed,
)
