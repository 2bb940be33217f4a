"""Emergency access: the administrator asks to see one household, a manager agrees, governance is told (T19)."""

from __future__ import annotations

from collections.abc import Iterable

from crm import audit, clock
from crm.actor import Actor, Role
from crm.commands import command, mail, second_person
from crm.errors import NotFound, Refused
from crm.extensions import db
from crm.people import emergencies, households, users
from crm.people.emergency_tables import EmergencyAccess
from crm.register import accounts, settings


@command
def ask(household_id: int, *, reason: str, by: Actor) -> int:
    """Ask to see one household for a while; the number of the request. The managers of its council are told."""
    household = households.load(household_id, by.agency_ids)
    if by.role is not Role.ADMIN or by.user_id is None:
        raise Refused("Only the administrator of the system asks for this: whoever else may see it, sees it.")
    offered = settings.value("emergency_reasons", household.agency_id, clock.today())
    if reason not in {each["code"] for each in offered if not each.get("retired")}:
        raise Refused("Choose why you need to see it", field="reason")
    managers = users.holding(Role.MANAGER, household.agency_id)
    if not managers:
        raise Refused("There is no manager who could agree. Invite one first.")
    now, since = clock.now(), second_person.since(household.agency_id)
    if emergencies.alive(by.user_id, household.id, at=now, since=since):
        raise Refused("You have asked for this household already: it is on the page of emergency access.")
    asked = EmergencyAccess(
        agency_id=household.agency_id,
        household_id=household.id,
        reason=reason,
        asked_by=by.user_id,
        asked_at=now,
    )
    db.session.add(asked)
    db.session.flush()
    _tell(managers, "emergency_request", asker=by.label)
    _on_record("emergency.ask", asked, by)
    return asked.id


@command
def agree(number: int, *, by: Actor) -> None:
    """Agree, as a manager: the administrator sees the household from now on, for the minutes of the setting.

    Governance is told by mail; where a council has nobody in that role, its other managers are.
    """
    access = _loaded(number, by)
    asker = users.numbered(access.asked_by)
    if by.role is not Role.MANAGER or by.user_id == asker.id:
        raise Refused("It takes a second person: a manager.")
    if not asker.active or asker.role != Role.ADMIN:
        raise Refused("Whoever asked for this is no administrator any more.")
    second_person.settle(access, agreed=True, by=by)
    lasts = accounts.emergency(access.agency_id)
    emergencies.begin(number, clock.now() + lasts)
    minutes = str(int(lasts.total_seconds()) // 60)
    mail.tell(asker.id, "emergency_agreed", manager=by.label, minutes=minutes)
    watching = users.holding(Role.GOVERNANCE, access.agency_id) or [
        each for each in users.holding(Role.MANAGER, access.agency_id) if each != by.user_id
    ]
    _tell(watching, "emergency_told", asker=asker.name, manager=by.label, minutes=minutes)
    _on_record("emergency.agree", access, by)


@command
def decline(number: int, *, by: Actor) -> None:
    """Say no, as a manager, or take one's own request back: nothing is shown."""
    access = _loaded(number, by)
    second_person.settle(access, agreed=False, by=by)
    _on_record("emergency.decline", access, by)


@command
def end(number: int, *, by: Actor) -> None:
    """End it before its time, as either of the two, or another manager: the next look shows nothing."""
    access = _loaded(number, by)
    if not emergencies.end(number, by=by.user_id, at=clock.now()):
        raise Refused("This was over already.")
    _on_record("emergency.end", access, by)


def _loaded(number: int, by: Actor) -> EmergencyAccess:
    """A request of one's agency: a manager's any, an administrator's their own; NotFound for all others."""
    found = db.session.get(EmergencyAccess, number)
    if found is None or found.agency_id not in by.agency_ids:
        raise NotFound("There is no such request")
    if by.role is not Role.MANAGER and found.asked_by != by.user_id:
        raise NotFound("There is no such request")
    return found


def _tell(accounts_of: Iterable[int], letter: str, **values: str) -> None:
    for user_id in accounts_of:
        mail.tell(user_id, letter, **values)


def _on_record(action: str, access: EmergencyAccess, by: Actor) -> None:
    audit.record(
        by,
        action,
        agency_id=access.agency_id,
        household_id=access.household_id,
        about=f"emergency {access.id}",
        reason=access.reason,
    )
