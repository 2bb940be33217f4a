"""The register of Foster Friendly employers: the list, one of them, and the list as a file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask import Response as Answer

from crm import access, employer_words
from crm.commands import employers as commands
from crm.forms.employers import ButtonForm
from crm.pages import filters, registers
from crm.pages.employers.referrals import referrals
from crm.pages.employers.shown import ONE, PATH, Labels, found, labels, page
from crm.reads import choices, front, kits, typed_employers
from crm.reads import employers as reads
from crm.reads.employers import EmployerSeen, Wanted

blueprint = Blueprint("employers", __name__)

COLUMNS = (
    *("Number", "Council", "Employer", "Status", "Since", "Sector", "Size", "Supplies the council", "Contract"),
    *("Days of leave a year", "Leave is for", "Leave from", "Leave until"),
)


@blueprint.get(PATH)
@access.allow("employers.view")
def listing() -> Answer:
    """The register by name; for htmx only the part of it that filters change."""
    kept, page_number, problems = _read()
    by, called = access.current_actor(), labels()
    return registers.page(
        "employers",
        PATH,
        kept,
        problems,
        exported="employers.manage",
        found=reads.listed(_wanted(kept), page_number, by),
        waiting=typed_employers.waiting(by) if access.may("employers.manage") else 0,
        asked=kept,
        labels=called,
        employer_words=employer_words,
        statuses=list(called["employer_statuses"].items()),
        sectors=list(called["employer_sectors"].items()),
        councils=choices.own_agencies(by),
    )


@blueprint.post(f"{PATH}/export")
@access.allow("employers.manage")
def export() -> Answer:
    """The register as a file. It names no person."""
    kept, _, problems = _read()
    form = registers.export_form(request.form)
    if problems or not form.validate():
        return registers.not_taken("employers", PATH, kept, form)
    by, called = access.current_actor(), labels()
    rows = reads.matching(_wanted(kept), by)
    commands.note_export(len(rows), form.reason.data or "", by=by)
    return registers.file("employers", COLUMNS, (_cells(each, called) for each in rows))


@blueprint.get(ONE)
@access.allow("employers.view")
def one(employer: int) -> Answer:
    """An employer: its status, what it promises, and everything that was ever said of it."""
    seen = found(employer)
    told = None if seen.into else referrals(seen)
    return page(
        "one",
        seen,
        None,
        422 if told and told.problems else 200,
        button=ButtonForm(),
        with_contacts=access.may("employers.contacts"),
        told=told,
        hub=front.hub_with_others(seen.seen.row.agency_id),
        kits=kits.of_council(seen.seen.row.agency_id, access.current_actor()),
        problems=told.problems if told else [],
    )


def _read() -> tuple[dict[str, str], int, filters.Problems]:
    """What the list is narrowed by; what there is not asks for all (T30)."""
    asked, problems = filters.read(request.args, (), sort="")
    called = labels()
    given = {name: request.args.get(name, "") for name in ("status", "sector", "supplier")}
    known = {
        "status": called["employer_statuses"],
        "sector": called["employer_sectors"],
        "supplier": employer_words.YES_NO,
    }
    chosen = {name: value for name, value in given.items() if value in known[name]}
    kept = {"q": asked.q, **chosen, "agency": asked.agency}
    return {name: value for name, value in kept.items() if value}, asked.page, problems


def _wanted(kept: dict[str, str]) -> Wanted:
    return Wanted(**kept)


def _cells(each: EmployerSeen, called: Labels) -> tuple[Any, ...]:
    row, now = each.row, each.standing

    def said(name: str) -> str:
        value = getattr(row, name)
        return employer_words.said(name, value, called) if value not in (None, "") else ""

    return (
        *(row.id, each.agency, row.name),
        *(employer_words.status(now.status if now else None, called["employer_statuses"]).text, now and now.since),
        *(said("sector"), said("size"), said("supplier"), row.contract or ""),
        *(row.leave_days, said("leave_for"), row.leave_from, row.leave_until),
    )
