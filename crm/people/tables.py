"""Households, their carers and addresses, and what these said before. All of it can be corrected and erased."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Json, Moment

BigId = BigInteger().with_variant(Integer, "sqlite")


class Household(Base):
    """One fostering home. Its number and reference are permanent; its name is not, and is empty once erased.

    `version` grows by one with each change to the household's people or address: a form carries it, so
    that two people who edit at once do not overwrite each other (T49). May it be written to: crm/people/consent.py.
    `worker_id` is who works with it, as its last assignment says; whose account is closed works with nobody.
    """

    __tablename__ = "household"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str | None] = mapped_column(String(200))
    name_folded: Mapped[str | None] = mapped_column(String(400))
    area: Mapped[str | None] = mapped_column(String(4))
    version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Moment)
    keep_in_touch: Mapped[bool | None]
    keep_in_touch_on: Mapped[date | None]
    keep_in_touch_wording: Mapped[date | None]
    opted_out_at: Mapped[datetime | None] = mapped_column(Moment)
    worker_id: Mapped[int | None]
    # The household that stands for this one (`merging`): none, where it stands itself.
    merged_into_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("household.id"))


class Carer(Base):
    """One of the one or two people who foster, or would. A removed one leaves the place free, and can come back.

    `joined_on` is the day from which they foster with a household that was approved before; none who was there from
    the start.
    """

    __tablename__ = "carer"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    position: Mapped[int]
    name: Mapped[str | None] = mapped_column(String(100))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    phone_folded: Mapped[str | None] = mapped_column(String(40))
    added_at: Mapped[datetime] = mapped_column(Moment)
    joined_on: Mapped[date | None]
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_by: Mapped[int | None]
    removed_because: Mapped[str | None] = mapped_column(
        String(40)
    )  # a code: why it was put right, or why they left
    came_back_at: Mapped[datetime | None] = mapped_column(Moment)  # as a row of its own
    came_back_by: Mapped[int | None]


class Address(Base):
    """Where a household lives: highly confidential, and apart so that nothing loads it by accident (T40)."""

    __tablename__ = "address"

    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    lines: Mapped[str | None] = mapped_column(String(400))
    postcode: Mapped[str | None] = mapped_column(String(8))
    postcode_folded: Mapped[str | None] = mapped_column(String(7))


class FormerValue(Base):
    """What a field said before: 'corrected' if it was never so, 'changed' if it held until a day."""

    __tablename__ = "former_value"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    subject: Mapped[str] = mapped_column(String(10))
    # Of whom, if it is a carer's, or another member's of the household.
    carer_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("carer.id"))
    member_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("household_member.id"))
    field: Mapped[str] = mapped_column(String(20))
    value: Mapped[str | None] = mapped_column(String(400))
    nature: Mapped[str] = mapped_column(String(10))
    until: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None]


class User(Base):
    """An account: of staff in one agency or one hub, or of a carer in one household.

    `carer_id` says of which of its carers, where a worker has invited them.
    """

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    work_phone: Mapped[str | None] = mapped_column(String(40))  # of staff: carers whose worker it is read it
    morning_mail: Mapped[str | None] = mapped_column(String(12))  # of staff; none: as their agency has settled
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    hub_id: Mapped[int | None] = mapped_column(ForeignKey("hub.id"))
    household_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("household.id"))
    carer_id: Mapped[int | None] = mapped_column(BigId)
    active: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    warned_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_because: Mapped[str | None] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(default=1)


class SignedIn(Base):
    """One session of a user. The cookie holds a random text; here is only its hash.

    `waits_for` is the step that is still to come after the password, 'code' or 'enrol': until then the session
    opens nothing else. How long it lasts is as the setting was when it began. `ended_why` where it was ended from
    elsewhere: 'own', by the user; 'others'; or 'closed' with the account.
    """

    __tablename__ = "signed_in"

    id_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_why: Mapped[str | None] = mapped_column(String(10))
    data: Mapped[dict[str, object]] = mapped_column(Json)
    device: Mapped[str | None] = mapped_column(String(60))
    waits_for: Mapped[str | None] = mapped_column(String(10))
    idle_minutes: Mapped[int]
    longest_hours: Mapped[int]


class Invitation(Base):
    """An account that somebody may open: with this address, in this agency, in this role, once (T10).

    A carer's is bound to the carer too, and to the household.
    """

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(20))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    household_id: Mapped[int | None] = mapped_column(BigId)
    carer_id: Mapped[int | None] = mapped_column(BigId)
    invited_at: Mapped[datetime] = mapped_column(Moment)
    invited_by: Mapped[int | None]
    expires_at: Mapped[datetime] = mapped_column(Moment)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class PasswordReset(Base):
    """A link by which the owner of an account chooses a new password, or is signed in, once (T09)."""

    __tablename__ = "password_reset"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    signs_in: Mapped[bool] = mapped_column(default=False)
    email: Mapped[str] = mapped_column(String(254))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class SecondFactor(Base):
    """The secret that a user's phone shares with us, and the last step of time of which a code was taken (T08)."""

    __tablename__ = "second_factor"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(64))
    enrolled_at: Mapped[datetime] = mapped_column(Moment)
    last_step: Mapped[int] = mapped_column(BigInteger)


class RecoveryCode(Base):
    """A code for the day on which the phone is lost: used once, and only its hash is here."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class CouncilIdentity(Base):
    """Who a user is at the council's own sign-in: the issuer's subject, which no change of address moves."""

    __tablename__ = "council_identity"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    issuer: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(255))
    linked_at: Mapped[datetime] = mapped_column(Moment)


class SignInAttempt(Base):
    """An attempt to sign in, kept for a day to limit guesses. The account is a hash of what was typed."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_hash: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(45))
    at: Mapped[datetime] = mapped_column(Moment)
    outcome: Mapped[str] = mapped_column(String(10))


class DoneOnce(Base):
    """The answer to a form that was sent: sent again with the same key, it is answered alike and not done again."""

    __tablename__ = "done_once"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    location: Mapped[str] = mapped_column(String(400))
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    said: Mapped[str | None] = mapped_column(String(64))  # a fingerprint of its answers, where that was given


class KeptForm(Base):
    """What somebody had typed when their session had ended: theirs alone, for an hour (T07)."""

    __tablename__ = "kept_form"

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    path: Mapped[str] = mapped_column(String(400))
    answers: Mapped[list[list[str]]] = mapped_column(Json)
    kept_at: Mapped[datetime] = mapped_column(Moment, index=True)


class Document(Base):
    """A letter, photo or certificate about a household. A removed one can be put back until it is erased."""

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(10))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)  # 10 MB, wanted for one at a time
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[int | None]
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_by: Mapped[int | None]
