"""A relative or friend is approved for a time, until they are assessed (reg 24, KC-1). No bed is moved (B-8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from crm.journey.event import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class TemporarilyApproved(Event):
    """The nominated officer approved a connected person for named children, before the assessment is done (KC-2).

    `ends_on` is the first day that it does not cover, stored with the event, so that a later change of the rule
    does not move it (DC-5). `matters` are what they were assessed against, by codes of the agency's list (KC-1):
    none in what was recorded before that was asked. Who the officer is, is said elsewhere, where it can be erased.
    """

    kind: ClassVar[str] = "temporarily_approved"
    rank: ClassVar[int] = 3
    once: ClassVar[bool] = False
    named_children: tuple[str, ...]
    ends_on: date
    matters: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class TemporaryApprovalExtended(Event):
    """It was extended, once, because the assessment will not be done in time (KC-3).

    Before it panel's views were sought, and the independent reviewing officer was told (KC-5): what was recorded
    before those days were asked for has none.
    """

    kind: ClassVar[str] = "temporary_approval_extended"
    rank: ClassVar[int] = 3
    once: ClassVar[bool] = False
    ends_on: date
    panel_asked_on: date | None = None
    iro_told_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TemporaryApprovalKept(Event):
    """It goes on until the outcome is known: they are not to be approved, and have gone to the IRM (KC-4, KC-5)."""

    kind: ClassVar[str] = "temporary_approval_kept"
    rank: ClassVar[int] = 10  # after the application to the IRM of the same day
    once: ClassVar[bool] = False
    panel_asked_on: date | None = None
    iro_told_on: date | None = None


LONGER = (TemporaryApprovalExtended, TemporaryApprovalKept)
TEMPORARY: tuple[type[Event], ...] = (TemporarilyApproved, *LONGER)
