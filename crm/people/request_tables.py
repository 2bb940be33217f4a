"""What carers ask to change of what they offer, while it is typed and when it is sent. Erasable but for steps."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Json, Moment
from crm.people.tables import BigId


class RangeRequest(Base):
    """A request: what would change, as journey/asking.py has it; what is None stays as it is.

    `state` is one of people/requests.py; `version` counts what its carers changed, so that nobody decides on what
    they have not read (T49). `event_id` is the proposal that it came to: before that no ledger knows of it.
    """

    __tablename__ = "range_request"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    state: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]
    places: Mapped[int | None]
    siblings_extra: Mapped[int | None]
    parent_and_child: Mapped[int | None]
    age_from: Mapped[int | None]
    age_to: Mapped[int | None]
    more: Mapped[str] = mapped_column(String(500))  # codes of offers, a space between
    fewer: Mapped[str] = mapped_column(String(500))
    wanted_on: Mapped[date | None]
    support: Mapped[str | None] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)  # why it was declined, as its carers read it
    event_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by: Mapped[int | None]
    agreed_on: Mapped[date | None]  # the carers' agreement, where it waits for the day from which they asked it
    agreed_by: Mapped[int | None]
    earlier: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)  # what it said at each version before
    agreed_event_id: Mapped[int | None] = mapped_column(BigId)  # that said what they agreed to
    agreed_beside: Mapped[str | None] = mapped_column(Text)  # the terms that they read beside it


class RangeRequestStep(Base):
    """What became of a request: which step, at which version, when and by whom. Append-only; it holds no words."""

    __tablename__ = "range_request_step"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("range_request.id"))
    version: Mapped[int]
    step: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[int | None]


class RangeDraft(Base):
    """What a carer has typed and not sent: a row an account. `changes_id` is the request that it would change."""

    __tablename__ = "range_draft"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(Json)
    changes_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("range_request.id"))
    changes_version: Mapped[int | None]
    kept_at: Mapped[datetime] = mapped_column(Moment)
