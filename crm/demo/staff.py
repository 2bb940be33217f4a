"""The demonstration's accounts, and who records what."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from crm import clock
from crm.actor import Actor, Role
from crm.commands import sign_in, users
from crm.demo.flows import DATA
from crm.extensions import reading
from crm.journey.decision_events import RefusalProposed
from crm.journey.events import (
    ApplicationReceived,
    ApprovalRefused,
    AssessmentStarted,
    EnquiryReceived,
    Event,
    FirstContactMade,
    HouseholdApproved,
    ReportCompleted,
    StageOneCompleted,
    VisitCompleted,
)
from crm.people import sessions
from crm.people.passwords import fits
from crm.people.tables import User
from crm.people.users import by_email

# Whatever is not here is recorded by the manager.
RECORDED_BY: Mapping[type[Event], Role] = {
    EnquiryReceived: Role.OFFICER,
    FirstContactMade: Role.OFFICER,
    VisitCompleted: Role.SOCIAL_WORKER,
    ApplicationReceived: Role.OFFICER,
    StageOneCompleted: Role.SOCIAL_WORKER,
    AssessmentStarted: Role.SOCIAL_WORKER,
    ReportCompleted: Role.SOCIAL_WORKER,
    HouseholdApproved: Role.DECISION_MAKER,
    RefusalProposed: Role.DECISION_MAKER,
    ApprovalRefused: Role.DECISION_MAKER,
}
# Whose work an officer does where a council of the demonstration has no such account; nobody else decides.
CASEWORK = (Role.OFFICER, Role.SOCIAL_WORKER)
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Accounts:
    """What is printed when the demonstration is loaded."""

    password: str
    carer: str
    applicant: str
    couple: tuple[str, ...]  # of carers who have asked for nothing
    emails: tuple[str, ...]  # of staff

    @property
    def of_portal(self) -> tuple[str, ...]:
        """Those of carers and of who would be one."""
        return self.carer, *self.couple, self.applicant


def accounts() -> Accounts:
    """The accounts that the data file names."""
    data = _data()
    return Accounts(
        data["password"],
        data["carer"],
        data["applicant"],
        tuple(data["couple"]),
        tuple(each["email"] for each in data["staff"]),
    )


def are_open() -> bool:
    """Whether the demonstration's accounts are in this database."""
    with reading():
        return all(by_email(email) is not None for email in accounts().emails)


def of_known_password() -> list[str]:
    """Which of the demonstration's accounts are in this database with the password that it prints."""
    known = accounts()
    with reading():
        found = {email: by_email(email) for email in (*known.emails, *known.of_portal)}
        return [email for email, user in found.items() if user and fits(user.password_hash, known.password)]


def open_accounts(by: Actor) -> None:
    """Open an account for each member of staff, who was here yesterday: who never was has no morning mail."""
    data = _data()
    for each in data["staff"]:
        users.add_staff(
            each["email"],
            role=Role(each["role"]),
            name=each["name"],
            agency=each.get("agency"),
            hub=each.get("hub"),
            password=data["password"],
            by=by,
        )
        user = by_email(each["email"])
        if user is not None:
            _was_here(user)


def _was_here(user: User) -> None:
    with clock.fixed(clock.now() - A_DAY):
        sessions.end(sessions.hash_of(sign_in.begin_whole(user, "password", "")), at=clock.now())


def recorders(agency: str, agency_id: int) -> Callable[[Event], Actor]:
    """Who records an event in an agency; the program itself where nobody has an account that may."""
    known = {
        Role(each["role"]): _actor(each["email"], agency_id)
        for each in _data()["staff"]
        if each.get("agency") == agency
    }
    nobody = Actor(user_id=None, label="Hearth", role=Role.SYSTEM, agency_ids=(agency_id,))

    def who(event: Event) -> Actor:
        role = RECORDED_BY.get(type(event), Role.MANAGER)
        if role not in known and role in CASEWORK:
            role = Role.OFFICER
        return known.get(role, nobody)

    return who


def actor(agency: str, role: Role, agency_id: int) -> Actor | None:
    """Who has a role in an agency, if anybody has."""
    found = (each["email"] for each in _data()["staff"] if each.get("agency") == agency and each["role"] == role)
    return next((_actor(email, agency_id) for email in found), None)


def of_hub(hub: str, agency_ids: tuple[int, ...]) -> Actor | None:
    """Who works for a hub, if anybody does; `agency_ids` are its councils."""
    found = (each["email"] for each in _data()["staff"] if each.get("hub") == hub)
    return next((replace(_actor(email, 0), agency_ids=agency_ids) for email in found), None)


def _actor(email: str, agency_id: int) -> Actor:
    user = by_email(email)
    assert user is not None  # noqa: S101 - opened before anything is recorded
    return Actor(user.id, user.name, Role(user.role), (agency_id,))


def _data() -> dict[str, Any]:
    with (DATA / "staff.toml").open("rb") as file:
        return tomllib.load(file)
