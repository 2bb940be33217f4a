"""Calendars as other programs take them (RFC 5545): an invitation to a visit, and a worker's visits.

Moments are written in UTC, so that no program has to know London's clocks. Neither holds an address or a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Protocol

from crm import clock

TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Hearth//Fostering visits//EN"
EVERY = timedelta(hours=1)  # how often a program is asked to look again


class Invited(Protocol):
    """What an invitation says."""

    @property
    def uid(self) -> str: ...
    @property
    def sequence(self) -> int: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def minutes(self) -> int: ...
    @property
    def summary(self) -> str: ...
    @property
    def where(self) -> str: ...
    @property
    def cancelled(self) -> bool: ...
    @property
    def organizer(self) -> str | None: ...
    @property
    def service(self) -> str: ...


class Shown(Protocol):
    """What a worker's calendar says of a visit."""

    @property
    def uid(self) -> str: ...
    @property
    def sequence(self) -> int: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def minutes(self) -> int: ...
    @property
    def summary(self) -> str: ...


def invitation(visit: Invited, to: str | None = None) -> bytes:
    """A visit for the calendar of one who is invited, or the calling off of one.

    Without the service's own address it is news of a date, and asks for no answer: there is nobody to send it to.
    """
    from icalendar import Calendar, Event, vCalAddress  # loading it takes 0.1 s, which few processes need

    asks = visit.organizer is not None and to is not None
    calendar = Calendar()
    _head(calendar, ("CANCEL" if visit.cancelled else "REQUEST") if asks else "PUBLISH")
    event = Event()
    _event(event, visit)
    event.add("location", visit.where)
    event.add("status", "CANCELLED" if visit.cancelled else "CONFIRMED")
    if asks:
        organizer = vCalAddress(f"mailto:{visit.organizer}")
        organizer.params["CN"] = f"{visit.service} fostering"
        event.add("organizer", organizer)
        attendee = vCalAddress(f"mailto:{to}")
        attendee.params["RSVP"] = "TRUE"
        attendee.params["PARTSTAT"] = "NEEDS-ACTION"
        event.add("attendee", attendee)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def feed(visits: Iterable[Shown], *, name: str) -> bytes:
    """A worker's visits, for a calendar that looks again by itself."""
    from icalendar import Calendar, Event  # as above

    calendar = Calendar()
    _head(calendar, "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    for visit in visits:
        event = Event()
        _event(event, visit)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _head(calendar: Any, method: str) -> None:
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)


def _event(event: Any, visit: Any) -> None:
    event.add("uid", f"{visit.uid}@hearth")
    event.add("sequence", visit.sequence)
    event.add("dtstamp", clock.now())
    event.add("dtstart", visit.starts_at)
    event.add("duration", timedelta(minutes=visit.minutes))
    event.add("summary", visit.summary)
