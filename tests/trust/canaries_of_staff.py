"""The accounts of a council full of markers, and what waits for a second person."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from crm import clock
from crm.actor import Actor, Role
from crm.commands import api_keys, freezing, invitations, priorities, report_mails, targets, users
from crm.commands.freezing import Subject
from crm.commands.priorities import Terms as Aim
from crm.commands.targets import Terms
from crm.exchange.quarterly.frozen import Frozen, frozen
from crm.extensions import db
from crm.ledger.tables import EventRecord
from crm.outbox.made_file_tables import MadeFile
from crm.outbox.tables import Job
from crm.people import kept_forms, sessions
from crm.people.emergency_tables import EmergencyAccess
from crm.people.error_claim_tables import ErrorClaim
from crm.people.export_request_tables import ExportRequest
from crm.people.phone_request_tables import PhoneRequest
from crm.people.role_request_tables import RoleRequest
from crm.people.tables import User
from crm.reports import scope as scopes
from crm.reports.period import KnownOn, quarter
from crm.reports.quarterly import quarterly
from tests import given


def staff(slug: str, mark: str, agency_id: int, home: int) -> dict[str, Any]:
    """An account of the staff with what is about it, and an invitation; by what addresses call them."""
    email, manager = f"staff@{slug}.example", replace(given.officer(agency_id), role=Role.MANAGER)
    name = f"{mark}STAFF"
    users.add_staff(email, role=Role.OFFICER, agency=slug, name=name, password=given.PASSWORD, by=manager)
    account = db.session.scalars(select(User.id).where(User.email == email)).one()
    db.session.rollback()
    new = f"new.staff@{slug}.example"
    invited = invitations.invite(new, name=f"{name} Two", role=Role.OFFICER, agency_id=agency_id, by=manager)
    return {
        "account": account,
        "invitation": invited,
        "phone_request": _phone_request(account, agency_id),
        "role_request": _role_request(account, agency_id),
        "export_request": _export_request(account, agency_id),
        "emergency": _emergency(home, account, agency_id),
        "claim": _claim(home, account, agency_id),
        "key": _typed(account, mark),
        "parked": parked_job(agency_id, account),
        "frozen": frozen_report(slug, manager),
        "made_file": _made_file(account, mark, agency_id),
        "target": a_target(agency_id, mark, manager),
        "report_mail": report_mails.add(account, "quarterly", "quarter", 10, by=manager),
        "priority": a_priority(agency_id, mark, account, manager),
        "api_key": api_keys.make(f"{mark}SITE", by=replace(manager, user_id=account)).id,
    }


def parked_job(agency_id: int, account: int | None) -> int:
    """A job that was given up."""
    now = clock.now()
    row = Job(
        kind="acts.carry_out", args={"act": 0}, agency_id=agency_id, asked_by=account, asked_at=now, run_at=now,
        attempts=5, parked_at=now, error="TimeoutError",
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    number = row.id
    db.session.commit()
    return number


def a_target(agency_id: int, mark: str, by: Actor) -> int:
    """A target of this quarter."""
    this = quarter(clock.today())
    terms = Terms(number=3, first=this.first, last=this.last, note=f"{mark}TARGET")
    return targets.set_one(agency_id, "places.net", "mainstream", terms, by=by)


def a_priority(agency_id: int, mark: str, owner: int, by: Actor) -> int:
    """A priority of the strategy that is due in a year."""
    due_on = clock.today() + timedelta(days=365)
    aim = Aim(title=f"{mark}TARGET", owner_id=owner, due_on=due_on, status="on_track", figure="places.net")
    return priorities.set_one(agency_id, replace(aim, population="mainstream"), by=by)


def frozen_report(slug: str, by: Actor) -> int:
    """A report that was frozen; its rows stand behind it."""
    scope = scopes.of_agency(slug, scopes.everybody())
    asked, known_on = quarter(clock.today()), KnownOn(clock.today())
    about = Subject(slug, scope.name, False, scope.agency_ids, asked.first, asked.last, known_on.day, True)

    def make(at: datetime, marks: tuple[int, int]) -> Frozen:
        return frozen(quarterly(scope, asked, known_on), at=at, by=None, marks=marks)

    return freezing.freeze(about, make, by=by)


def _made_file(account: int, mark: str, agency_id: int) -> int:
    """A file that a job has made for somebody of the staff, and that nobody else reads."""
    now = clock.now()
    row = MadeFile(
        asked_by=account, role="officer", title=f"{mark}FILE", asked={"kind": "pack", "pack": "1", "format": "pdf"},
        reach=[agency_id], asked_at=now, made_at=now, until=now + timedelta(hours=24), name="paper.pdf",
        media_type="application/pdf", content=f"{mark}FILE".encode(),
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    return row.id


def _phone_request(account: int, agency_id: int) -> int:
    """A request to remove a phone, which waits for a second person."""
    row = PhoneRequest(
        agency_id=agency_id, user_id=account, reason="lost_phone", asked_by=account, asked_at=clock.now()
    )
    db.session.add(row)
    db.session.commit()
    return row.id


def _role_request(account: int, agency_id: int) -> int:
    """A request to make somebody a manager, which waits for a second person."""
    row = RoleRequest(
        agency_id=agency_id, role="manager", user_id=account, version=1, asked_by=account, asked_at=clock.now()
    )
    db.session.add(row)
    db.session.commit()
    return row.id


def _export_request(account: int, agency_id: int) -> int:
    """A file of many households that was asked for, of a list that was searched for a name."""
    row = ExportRequest(
        agency_id=agency_id,
        address="/households/export?q=somebody",
        answers={"reason": "report"},
        households=201,
        asked_by=account,
        asked_at=clock.now(),
    )
    db.session.add(row)
    db.session.commit()
    return row.id


def _emergency(home: int, account: int, agency_id: int) -> int:
    """Emergency access that was asked for and waits for a manager."""
    row = EmergencyAccess(
        agency_id=agency_id, household_id=home, reason="danger", asked_by=account, asked_at=clock.now()
    )
    db.session.add(row)
    db.session.commit()
    return row.id


def _claim(home: int, account: int, agency_id: int) -> int:
    """A claim that something was recorded in error, which waits for a second person."""
    event_id = db.session.scalars(select(EventRecord.id).where(EventRecord.household_id == home)).first()
    assert event_id is not None
    row = ErrorClaim(
        agency_id=agency_id,
        household_id=home,
        event_id=event_id,
        reason="did_not_happen",
        asked_by=account,
        asked_at=clock.now(),
    )
    db.session.add(row)
    db.session.commit()
    return row.id


def _typed(account: int, mark: str) -> str:
    """What somebody had sent when their session had run out; the text that finds it again."""
    token = sessions.begin(account, at=clock.now() - timedelta(hours=1))
    key = kept_forms.keep(token, "/staff/invite", [("name", f"{mark}TYPED")], at=clock.now())
    db.session.commit()
    assert key is not None
    return key
