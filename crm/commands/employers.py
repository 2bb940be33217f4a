"""Employers: put on the register, changed, given a status. All that each said stays on record."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db
from crm.holding import overtaken
from crm.ledger.keys import lock
from crm.people import folding
from crm.register import employer_names, employers, settings
from crm.register.employer_tables import Employer, EmployerSpelling, EmployerStatus, EmployerVersion
from crm.register.employers import SAID

CHANGED = "Somebody changed this employer since you opened it. Look at it as it is now."
MERGED = "This employer was merged into another. Change that one, or part the two first."
MOST_DAYS = 60  # of leave a year; more is a slip of the keyboard
FURTHEST = timedelta(days=3660)
KEY_LETTERS = 9  # random bytes: a link that nobody guesses, short enough for a poster


class LooksLike(Refused):
    """Employers that the name may stand for are on the register, `numbers`: whoever says so may add it anyway."""

    def __init__(self, numbers: list[int]) -> None:
        super().__init__("This could be an employer that is on the register. Nothing is lost.", field="name")
        self.numbers = numbers


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What is said of an employer: codes are of the council's lists, days of leave are a year's."""

    name: str
    sector: str
    size: str | None = None
    supplier: bool = False
    contract: str | None = None
    is_council: bool = False
    leave_days: int | None = None
    leave_for: str | None = None
    leave_from: date | None = None
    leave_until: date | None = None


PARTS = tuple(each.name for each in fields(Said))


@command
def add(
    agency_id: int, said: Said, status: str, since: date, *, by: Actor, shown: frozenset[int] | None = frozenset()
) -> int:
    """Put an employer on the register of an agency; its number.

    LooksLike: others may be the same, that are not among those `shown` to whoever adds it; None asks nobody.
    Refused: the name is another's already, a code is of no list, a day or a number of days cannot be.
    """
    if agency_id not in by.agency_ids:
        raise NotFound("There is no such council")
    lock(agency_id)
    row = Employer(
        agency_id=agency_id,
        key=secrets.token_urlsafe(KEY_LETTERS),
        version=1,
        added_at=clock.now(),
        added_by=by.user_id,
    )
    _fill_in(row, said)
    found = employers.alike(agency_id, row.name)
    if shown is not None and set(found) - shown:
        _require_free(row)
        raise LooksLike(found)
    db.session.add(row)
    db.session.flush()
    _name_it(row, by)
    _keep_version(row, by)
    _set(row, status, since, by)
    noted(row, "add", by)
    return row.id


@command
def change(number: int, said: Said, *, version: int, by: Actor) -> None:
    """Change what is said of an employer. Stale: it is not `version`. Refused: as `add`, or it was merged."""
    row = current(number, version, by)
    before = {name: getattr(row, name) for name in PARTS}
    _fill_in(row, said)
    if before == {name: getattr(row, name) for name in PARTS}:
        raise Refused("Nothing is different from what is on record.")
    _name_it(row, by)
    changed(row, "change", by)


@command
def set_status(number: int, status: str, since: date, *, version: int, by: Actor) -> None:
    """Record a status that an employer has since a day. Stale: it is not `version`. Refused: it has it already."""
    row = current(number, version, by)
    now = employers.statuses([row.id]).get(row.id)
    if now is not None and (now.status, now.since) == (status, since):
        raise Refused("It has this status since that day already.", field="status")
    _set(row, status, since, by)
    changed(row, "status", by)


@command
def take_back_status(number: int, status_id: int, *, version: int, by: Actor) -> None:
    """Take back a status that was wrong. NotFound: there is none. Refused: it is the only one."""
    row = current(number, version, by)
    wrong = db.session.get(EmployerStatus, status_id)
    if wrong is None or wrong.employer_id != row.id:
        raise NotFound("There is no such status")
    if wrong.taken_back_at is not None:
        raise Stale(CHANGED)
    wrong.taken_back_at, wrong.taken_back_by = clock.now(), by.user_id
    db.session.flush()
    if row.id not in employers.statuses([row.id]):
        raise Refused("An employer has at least one status: record the right one first, then take this one back.")
    changed(row, "status_back", by)


@command
def note_export(employers_taken: int, reason: str, *, by: Actor) -> None:
    """Put on record that the register was taken as a file, and what for."""
    agency_id = by.agency_ids[0] if len(by.agency_ids) == 1 else None
    audit.record(by, "employer.export", agency_id=agency_id, about=f"{employers_taken} employers", reason=reason)


def current(number: int, version: int, by: Actor) -> Employer:
    """An employer, held, as the form showed it. NotFound; Stale: it is not `version`. Refused: it was merged."""
    row = employers.load(number, by.agency_ids)
    lock(row.agency_id)
    if overtaken(row, version):
        raise Stale(CHANGED)
    if row.merged_into_id is not None:
        raise Refused(MERGED)
    return row


def changed(row: Employer, act: str, by: Actor) -> None:
    """Count a change, keep what is said from now on, and put it on record."""
    row.version += 1
    _keep_version(row, by)
    noted(row, act, by)


def noted(row: Employer, act: str, by: Actor) -> None:
    """Put on record what was done with an employer."""
    audit.record(by, f"employer.{act}", agency_id=row.agency_id, about=f"employer {row.id}")


def coded(agency_id: int, listed: str, code: str | None, field: str, *, needed: bool = True) -> str | None:
    """A code of a council's list. Refused: there is none, or it is offered no longer."""
    if not code and not needed:
        return None
    offered = settings.value(listed, agency_id, clock.today())
    if code not in {each["code"] for each in offered if not each.get("retired")}:
        raise Refused("Choose from the list", field=field)
    return code


def _fill_in(row: Employer, said: Said) -> None:
    name = folding.tidied(said.name, longest=100, field="name")
    if not employer_names.bare(name):
        raise Refused("Enter the name of the employer", field="name")
    row.name, row.supplier, row.is_council = name, said.supplier, said.is_council
    # What it was before may stay, although the list offers it no longer.
    if said.sector != row.sector:
        row.sector = coded(row.agency_id, "employer_sectors", said.sector, "sector") or ""
    if said.size != row.size:
        row.size = coded(row.agency_id, "employer_sizes", said.size, "size", needed=False)
    row.contract = folding.tidied(said.contract or "", longest=200, field="contract") or None
    _promise(row, said)


def _promise(row: Employer, said: Said) -> None:
    """The days of leave that it promises: how many a year, for whom, from when and until when."""
    days = said.leave_days
    if days is not None and not 0 <= days <= MOST_DAYS:
        raise Refused(f"Days of leave a year must be between 0 and {MOST_DAYS}", field="leave_days")
    if not days and (said.leave_for or said.leave_from or said.leave_until):
        raise Refused(
            "Enter how many days of leave a year are promised, or leave the rest empty", field="leave_days"
        )
    if days and not said.leave_from:
        raise Refused("Enter the day from which the leave is promised", field="leave_from")
    if said.leave_from and said.leave_until and said.leave_until < said.leave_from:
        raise Refused("The promise ends before it begins", field="leave_until")
    if said.leave_from and abs(said.leave_from - clock.today()) > FURTHEST:
        raise Refused("The day is more than ten years from now", field="leave_from")
    row.leave_days = days
    row.leave_for = coded(row.agency_id, "employer_leave_for", said.leave_for, "leave_for") if days else None
    row.leave_from, row.leave_until = said.leave_from, said.leave_until


def _require_free(row: Employer) -> EmployerSpelling | None:
    """The spelling of its name, where there is one that may become its own. Refused: it is another employer's."""
    spelt = next(
        (each for each in employers.spellings([row.agency_id]) if each.typed == employer_names.typed(row.name)),
        None,
    )
    if spelt is not None and spelt.employer_id is not None and spelt.employer_id != row.id:
        other = db.session.get_one(Employer, employers.stands_for([row.agency_id])[spelt.employer_id])
        if other.id != row.id:
            raise Refused(
                f"{spelt.written} stands for {other.name}, which is on the register. If this is another one, "
                "give it a name by which people tell the two apart, such as with its town.",
                field="name",
            )
    return spelt


def _name_it(row: Employer, by: Actor) -> None:
    """Let the name stand for the employer, beside those that it had."""
    spelt = _require_free(row)
    if spelt is None:
        spelt = EmployerSpelling(agency_id=row.agency_id, typed=employer_names.typed(row.name))
        db.session.add(spelt)
    elif spelt.employer_id is not None:
        return
    spelt.written, spelt.employer_id, spelt.given = row.name, row.id, True
    spelt.linked_at, spelt.linked_by = clock.now(), by.user_id
    db.session.flush()


def _set(row: Employer, status: str, since: date, by: Actor) -> None:
    coded(row.agency_id, "employer_statuses", status, "status")
    if since > clock.today():
        raise Refused("The day is in the future: record the status once the employer has it", field="since")
    if clock.today() - since > FURTHEST:
        raise Refused("The day is more than ten years ago", field="since")
    db.session.add(
        EmployerStatus(
            employer_id=row.id, status=status, on_day=since, recorded_at=clock.now(), recorded_by=by.user_id
        )
    )
    db.session.flush()


def _keep_version(row: Employer, by: Actor) -> None:
    said: dict[str, Any] = {name: getattr(row, name) for name in SAID}
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}
    kept = EmployerVersion(
        employer_id=row.id, version=row.version, said=plain, recorded_at=clock.now(), recorded_by=by.user_id
    )
    db.session.add(kept)
    db.session.flush()
