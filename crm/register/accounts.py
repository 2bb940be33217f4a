"""How long things about accounts last: settings of an agency, and the nation's for whoever belongs to a hub."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crm import clock
from crm.register import settings


def unused_days(agency_id: int | None) -> int:
    """After how many days without a sign-in an account is closed (T10)."""
    return _number("account_unused_days", agency_id)


def notice_days(agency_id: int | None) -> int:
    """How many days before that its owner is told."""
    return _number("account_notice_days", agency_id)


def invitation(agency_id: int) -> timedelta:
    """How long an invitation can be accepted (T10)."""
    return timedelta(hours=_number("invitation_hours", agency_id))


def invited_from(agency_id: int) -> str:
    """From which step on people are invited into the portal: one of journey/portal_accounts.py's FROM."""
    return str(settings.value("portal_invites_from", agency_id, clock.today()))


def applicants_kept_days(agency_id: int) -> int:
    """How many days after the end of an application its account is closed."""
    return _number("applicant_account_days", agency_id)


def password_link(agency_id: int | None) -> timedelta:
    """How long a link works by which a password is chosen (T09)."""
    return timedelta(minutes=_number("password_link_minutes", agency_id))


def sign_in_link(agency_id: int | None) -> timedelta:
    """How long a link works that signs a carer in."""
    return timedelta(minutes=_number("sign_in_link_minutes", agency_id))


def password_links_a_day(agency_id: int | None) -> int:
    """How many such links an account is sent in a day."""
    return _number("password_links_a_day", agency_id)


def idle_minutes(agency_id: int | None) -> int:
    """After how many minutes without use a session ends (T07)."""
    return _number("session_idle_minutes", agency_id)


def longest_hours(agency_id: int | None) -> int:
    """After how many hours a session ends whatever is done."""
    return _number("session_hours", agency_id)


def waits(agency_id: int) -> timedelta:
    """How long a request waits for a second person (T08, T19)."""
    return timedelta(days=_number("second_person_days", agency_id))


def alone(agency_id: int) -> int:
    """How many households leave in a file without a second person (T19)."""
    return _number("exports_alone", agency_id)


def file_kept(agency_id: int) -> timedelta:
    """For how long a file that a second person has agreed to can be taken (T19)."""
    return timedelta(hours=_number("exports_kept_hours", agency_id))


def emergency(agency_id: int) -> timedelta:
    """How long the administrator sees the one household that a manager has agreed to (T19)."""
    return timedelta(minutes=_number("emergency_minutes", agency_id))


def morning_mail(agency_id: int | None) -> str:
    """When staff who have said nothing themselves have a mail in the morning: one of morning_mails.WHEN."""
    return str(_value("morning_mail", agency_id))


def morning_hour(agency_id: int | None) -> int:
    """At which full hour in London it is sent."""
    return _number("morning_mail_hour", agency_id)


def _number(name: str, agency_id: int | None) -> int:
    return int(_value(name, agency_id))


def _value(name: str, agency_id: int | None) -> Any:
    today = clock.today()
    return settings.value(name, agency_id, today) if agency_id else settings.nationally(name, today)
