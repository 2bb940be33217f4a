"""Files that take a while: asked for, made by a job, taken by whoever asked, and erased after a short time.

Nobody else reads one, nor does whoever asked once their role is another or an agency it tells of is not theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.errors import NotFound, Refused
from crm.extensions import db, reading
from crm.holding import held
from crm.ledger.keys import lock
from crm.outbox import progress, queue
from crm.outbox.made_file_tables import MadeFile
from crm.outbox.tables import Job
from crm.people import export_requests
from crm.people.export_requests import Wanted
from crm.register import settings

State = Literal["waiting", "ready", "refused", "failed", "over"]

MAKE, ERASE = "files.make", "files.erase"
MOST = 5  # files in the making for one person
SHOWN = 5


@dataclass(frozen=True, slots=True)
class FileState:
    """How a file stands, and how far the job has come."""

    id: int
    title: str
    asked: Mapping[str, str]
    state: State
    why: str
    until: datetime | None
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A file as it is taken away."""

    name: str
    media_type: str
    content: bytes


@command
def ask(asked: Mapping[str, str], title: str, agency_ids: tuple[int, ...], *, by: Actor) -> int:
    """Have a file made; its number. What is in the making already is not made twice.

    `agency_ids` are those it tells of. Refused: as many as may be are in the making.
    """
    if by.user_id is None or not by.agency_ids:
        raise NotFound("There is no such file")
    lock(by.agency_ids[0])  # of two that are sent at once
    working = [each for each in _of(by) if _state(each)[0] == "waiting"]
    for each in working:
        if each.asked == dict(asked):
            return each.id
    if len(working) >= MOST:
        raise Refused(f"{MOST} files are being made for you. Wait until one is ready, then ask again.")
    sent = export_requests.wanted.get()
    row = MadeFile(
        asked_by=by.user_id,
        role=by.role.value,
        title=title[:200],
        asked=dict(asked),
        sent={"address": sent.address, "answers": sent.answers} if sent else None,
        reach=list(agency_ids),
        asked_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    row.job_id = queue.add(MAKE, {"file": row.id}, agency_id=_agency(row), asked_by=by.user_id)
    _on_record("file.ask", row, by)
    return row.id


def begun(number: int, *, by: Actor) -> Mapping[str, str] | None:
    """What a job is to make; None where it is made already."""
    with reading():
        row = _load(number, by)
        return None if row.made_at or row.refused else row.asked


@contextmanager
def as_sent(number: int, *, by: Actor) -> Iterator[None]:
    """Within the block the file is wanted as by the form that asked for it, which a second person answers (T19)."""
    with reading():
        sent = _load(number, by).sent
    token = export_requests.wanted.set(Wanted(sent["address"], sent["answers"]) if sent else None)
    try:
        yield
    finally:
        export_requests.wanted.reset(token)


@command
def keep(number: int, made: Taken, *, by: Actor) -> None:
    """Keep what a job has made, until its time is over."""
    row = _load(number, by)
    if row.made_at:
        return
    hours = min(settings.value("files_kept_hours", each, clock.today()) for each in row.reach)
    row.made_at = clock.now()
    row.until = row.made_at + timedelta(hours=hours)
    row.name, row.media_type, row.content = made.name, made.media_type, made.content
    queue.add(ERASE, {"file": number}, agency_id=_agency(row), run_at=row.until)


@command
def refuse(number: int, why: str, *, by: Actor) -> None:
    """Say why it cannot be made."""
    _load(number, by).refused = why[:400]


@command
def take(number: int, *, by: Actor) -> Taken:
    """A file that is ready, for whoever asked for it; that it leaves goes on record.

    NotFound: it is not there, another's, or its time is over.
    """
    row = _load(number, by)
    if _state(row)[0] != "ready" or row.content is None:
        raise NotFound("There is no such file")
    _on_record("file.take", row, by)
    return Taken(row.name or "", row.media_type or "", row.content)


@command
def again(number: int, *, by: Actor) -> None:
    """Try once more to make what failed. Refused: it has not."""
    row = _load(number, by)
    job = held(Job, row.job_id) if row.job_id else None
    if job is None or _state(row)[0] not in ("failed", "refused"):
        raise Refused("This file has not failed: look at how it stands.")
    row.refused = None
    queue.rearm(job, asked_by=by.user_id)


@command
def erase_old(number: int) -> None:
    """Erase what a file held: its time is over."""
    row = db.session.get(MadeFile, number)
    if row is not None:
        row.content = None


def state(number: int, *, by: Actor) -> FileState:
    """How a file stands that one asked for oneself; NotFound for any other."""
    with reading():
        return _seen(_load(number, by))


def own(*, by: Actor) -> tuple[FileState, ...]:
    """One's own files that are made or can be taken, the latest first."""
    with reading():
        seen = [_seen(each) for each in _of(by)]
        return tuple(each for each in seen if each.state != "over")[:SHOWN]


def _of(by: Actor) -> list[MadeFile]:
    chosen = select(MadeFile).where(MadeFile.asked_by == by.user_id).order_by(MadeFile.id.desc()).limit(20)
    return [each for each in db.session.scalars(chosen) if _may(each, by)]


def _may(row: MadeFile, by: Actor) -> bool:
    return row.asked_by == by.user_id and row.role == by.role.value and set(row.reach) <= set(by.agency_ids)


def _load(number: int, by: Actor) -> MadeFile:
    found = db.session.get(MadeFile, number)
    if found is None or by.user_id is None or not _may(found, by):
        raise NotFound("There is no such file")
    return found


def _agency(row: MadeFile) -> int | None:
    return row.reach[0] if len(row.reach) == 1 else None


def _seen(row: MadeFile) -> FileState:
    state, why = _state(row)
    told = progress.of(row.job_id) if row.job_id else None
    done, total = (told.done, told.total) if told else (0, 0)
    return FileState(row.id, row.title, row.asked, state, why, row.until, done, total)


def _state(row: MadeFile) -> tuple[State, str]:
    """How it stands, and why it was refused."""
    if row.until is not None:
        return ("ready" if row.until > clock.now() else "over"), ""
    if row.refused:
        return "refused", row.refused
    job = db.session.get(Job, row.job_id) if row.job_id else None
    if job is None:
        return "over", ""
    if job.done_at is not None:
        return "refused", job.error or ""
    tried = job.error is not None and job.claimed_at is None
    return ("failed" if job.parked_at is not None or tried else "waiting"), ""


def _on_record(action: str, row: MadeFile, by: Actor) -> None:
    what = [str(value) for name, value in row.asked.items() if name != "reason"]
    about = f"file {row.id}"
    audit.record(by, action, agency_id=_agency(row), about=about, fields=what, reason=row.asked.get("reason"))
