"""Files on their way in: taken, checked by a job, decided on by a person, loaded by a job, and erased."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.errors import NotFound, Refused
from crm.extensions import db, reading
from crm.outbox import progress, queue
from crm.outbox.tables import Job, Upload

State = Literal["checking", "checked", "loading", "loaded", "refused", "unreadable", "failed", "erased"]
Said = dict[str, Any]

KEPT = timedelta(days=30)
MOST_BYTES = 10 * 1024 * 1024
TRACKER, PLACEMENTS = "tracker", "placements"
CHECK, LOAD, ERASE = "imports.check", "imports.load", "imports.erase"


@dataclass(frozen=True, slots=True)
class UploadState:
    """How a file stands: what was found in it, and how far the job in hand has come."""

    id: int
    kind: str
    file_name: str
    size: int
    uploaded_at: datetime
    uploaded_by: int | None
    state: State
    said: Said
    batch: int | None
    done: int
    total: int

    @property
    def erased_on(self) -> date:
        """The day on which what the file holds is erased."""
        return clock.day_of(self.uploaded_at + KEPT)

    @property
    def working(self) -> bool:
        """Whether a job is at it."""
        return self.state in ("checking", "loading")


@dataclass(frozen=True, slots=True)
class Taken:
    """A file as a job takes it up."""

    agency_id: int
    file_name: str
    content: bytes


@command
def take(agency_id: int, *, file_name: str, content: bytes, by: Actor, kind: str = TRACKER) -> int:
    """Keep a file and have it checked as what it is said to be; its number. Refused: empty, or above 10 MB."""
    if agency_id not in by.agency_ids:
        raise NotFound("There is no such agency")
    if not content:
        raise Refused(f"{file_name} is empty", field="file")
    if len(content) > MOST_BYTES:
        raise Refused(
            f"{file_name} has {len(content) / 1_048_576:.1f} MB: it must be 10 MB or less. Split it.", field="file"
        )
    now = clock.now()
    upload = Upload(
        agency_id=agency_id,
        kind=kind,
        file_name=file_name,
        size=len(content),
        content=content,
        uploaded_at=now,
        uploaded_by=by.user_id,
        state="checking",
    )
    db.session.add(upload)
    db.session.flush()
    args = {"upload": upload.id}
    upload.job_id = queue.add(CHECK, args, agency_id=agency_id, asked_by=by.user_id)
    queue.add(ERASE, args, agency_id=agency_id, run_at=now + KEPT)
    audit.record(by, "upload.take", agency_id=agency_id, about=f"upload {upload.id}")
    return upload.id


@command
def ask_to_load(upload_id: int, *, by: Actor) -> None:
    """Have the good rows of a checked file loaded. Refused unless it is waiting for that."""
    upload = _load(upload_id, by)
    if upload.state != "checked":
        raise Refused("This file is not waiting to be loaded. Look at what became of it.")
    upload.state = "loading"
    upload.job_id = queue.add(LOAD, {"upload": upload_id}, agency_id=upload.agency_id, asked_by=by.user_id)


@command
def throw_away(upload_id: int, *, by: Actor) -> None:
    """Erase what a file held, and what was found in it. Refused while a job is at it."""
    upload = _load(upload_id, by)
    if upload.state in ("checking", "loading"):
        raise Refused("This file is being worked on. Wait until that is done.")
    _erase(upload)
    audit.record(by, "upload.erase", agency_id=upload.agency_id, about=f"upload {upload_id}")


def _erase(upload: Upload) -> None:
    upload.content = upload.said = None
    if upload.state not in ("loaded", "refused"):
        upload.state = "erased"


@command
def erase_old(upload_id: int) -> None:
    """Erase what a file held: 30 days are over."""
    _erase(db.session.get_one(Upload, upload_id))


@command
def taken_up(upload_id: int, *, by: Actor) -> Taken:
    """The file, for the job that checks or loads it. Refused when it has been erased meanwhile."""
    upload = _load(upload_id, by)
    if upload.content is None:
        raise Refused("The file has been erased.")
    return Taken(upload.agency_id, upload.file_name, upload.content)


@command
def note(upload_id: int, state: State, said: Said, *, batch: int | None = None) -> None:
    """Keep what a job found in a file, or made of it."""
    upload = db.session.get_one(Upload, upload_id)
    upload.state, upload.said, upload.batch_id = state, said, batch


def content(upload_id: int, *, by: Actor) -> Taken:
    """The file, for a page that hands parts of it back. NotFound when it is another's, or erased."""
    with reading():
        upload = _load(upload_id, by)
        if upload.content is None:
            raise NotFound("The file has been erased")
        return Taken(upload.agency_id, upload.file_name, upload.content)


@command
def note_file(upload_id: int, rows: int, what: str, *, by: Actor) -> None:
    """Put on record that rows of a file were taken as a file of their own, how many (T44). NotFound: not theirs."""
    upload = _load(upload_id, by)
    about = f"upload {upload_id}: {rows} rows {what}"
    audit.record(by, "upload.export", agency_id=upload.agency_id, about=about)


def state(upload_id: int, *, by: Actor) -> UploadState:
    """How a file of one's agency stands; NotFound for any other."""
    with reading():
        return _as_state(_load(upload_id, by))


def waiting(*, by: Actor) -> Sequence[UploadState]:
    """The files of one's agencies that were not loaded yet, the newest first, 20 at most."""
    with reading():
        chosen = (
            select(Upload)
            .where(Upload.agency_id.in_(by.agency_ids), Upload.state.not_in(("loaded", "erased")))
            .order_by(Upload.id.desc())
            .limit(20)
        )
        return [_as_state(upload) for upload in db.session.scalars(chosen)]


def _as_state(upload: Upload) -> UploadState:
    told = progress.of(upload.job_id) if upload.job_id else None
    job = db.session.get(Job, upload.job_id) if upload.job_id else None
    given_up = job is not None and (
        job.parked_at is not None or (job.done_at is not None and job.error is not None)
    )
    found: Any = "failed" if given_up and upload.state in ("checking", "loading") else upload.state
    return UploadState(
        id=upload.id,
        kind=upload.kind,
        file_name=upload.file_name,
        size=upload.size,
        uploaded_at=upload.uploaded_at,
        uploaded_by=upload.uploaded_by,
        state=found,
        said=upload.said or {},
        batch=upload.batch_id,
        done=told.done if told else 0,
        total=told.total if told else 0,
    )


def _load(upload_id: int, by: Actor) -> Upload:
    found = db.session.get(Upload, upload_id)
    if found is None or found.agency_id not in by.agency_ids:
        raise NotFound("There is no such file")
    return found
