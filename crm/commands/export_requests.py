"""Asking for a file of more households than one person takes alone, and a second person's answer (T19)."""

from __future__ import annotations

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, mail, second_person
from crm.errors import NotFound, Refused
from crm.extensions import db
from crm.holding import held
from crm.ledger.keys import lock
from crm.people import export_requests
from crm.people.export_request_tables import ExportRequest
from crm.permissions import MAY
from crm.register import accounts

LONGEST = 2000  # letters of an address
MAY_SETTLE = tuple(sorted(role.value for role in MAY["exports.settle"]))


@command
def ask(households: int, *, by: Actor) -> None:
    """Ask that the file which was just wanted may be taken; those who may agree are told. Again: no second one.

    Refused where there is nobody else to agree.
    """
    file = export_requests.wanted.get()
    if by.user_id is None or file is None or not by.agency_ids:
        raise NotFound("There is no such file")
    if len(file.address) > LONGEST:
        raise Refused("This list is narrowed by more than can be asked about. Ask for less at once.")
    agency_id = by.agency_ids[0]
    lock(agency_id)
    now, waits = clock.now(), accounts.waits(agency_id)
    export_requests.forget_old(agency_id, asked_before=now - waits - accounts.file_kept(agency_id))
    if export_requests.waiting(by.user_id, file, since=second_person.since(agency_id)):
        return
    others = export_requests.who_may_settle(agency_id, roles=MAY_SETTLE, besides=by.user_id)
    if not others:
        raise Refused(
            f"A file of {households:,} households takes two people, and there is no other manager and nobody of "
            "governance to agree. Narrow the list, or ask the administrator to open another account."
        )
    row = ExportRequest(agency_id=agency_id, address=file.address, answers=file.answers, households=households)
    row.asked_by, row.asked_at = by.user_id, now
    db.session.add(row)
    db.session.flush()
    for each in others:
        mail.tell(each, "export_request", asker=by.label, alone=f"{accounts.alone(agency_id):,}")
    _on_record("export.ask", row, by)


@command
def agree(number: int, *, by: Actor) -> None:
    """Agree, as a second person, that a file is taken. Refused to whoever asked; settled or lapsed already."""
    row = _loaded(number, by)
    if by.user_id == row.asked_by:
        raise Refused("It takes a second person: another manager, or somebody of governance.")
    second_person.settle(row, agreed=True, by=by)
    mail.tell(
        row.asked_by, "export_agreed", hours=str(int(accounts.file_kept(row.agency_id).total_seconds() // 3600))
    )
    _on_record("export.agree", row, by)


@command
def decline(number: int, *, by: Actor) -> None:
    """Say no; or, of one's own, take it back. Refused: settled or lapsed already."""
    row = _loaded(number, by)
    second_person.settle(row, agreed=False, by=by)
    if by.user_id != row.asked_by:
        mail.tell(row.asked_by, "export_declined")
    _on_record("export.decline", row, by)


def _loaded(number: int, by: Actor) -> ExportRequest:
    row = held(ExportRequest, number)
    if row is None or row.agency_id not in by.agency_ids:
        raise NotFound("There is no such request")
    return row


def _on_record(action: str, row: ExportRequest, by: Actor) -> None:
    audit.record(
        by,
        action,
        agency_id=row.agency_id,
        about=f"request {row.id}",
        fields=[row.address.partition("?")[0]],
        reason=row.answers.get("reason"),
    )


@command
def note_list_taken(requests: int, reason: str, *, by: Actor) -> None:
    """Put on record, before it leaves, that the list of requests was taken as a file. It holds no household."""
    agency_id = by.agency_ids[0] if len(by.agency_ids) == 1 else None
    audit.record(by, "export.list", agency_id=agency_id, about=f"{requests} requests", reason=reason)
