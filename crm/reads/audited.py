"""What the audit holds, within what the asker may reach: searched, paged, and as a file (T48)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, or_, select

from crm import clock
from crm.actor import Actor
from crm.audit import ASKED
from crm.audit.tables import AuditEntry
from crm.extensions import db
from crm.people import merging
from crm.people.tables import Household, User
from crm.reads import audited_about, audited_lists, unusual_looks
from crm.reads.audited_about import Look
from crm.reads.choices import of_agency
from crm.reads.histories import Identity
from crm.reads.names import names_of
from crm.reads.paging import page_of

PAGE = 50  # rows a page
MOST_EXPORTED = 20_000  # rows a file
CHUNK = 500

# Rows of these name the households that were shown by their references, among the fields.
LISTS = (
    *("today.view", "household.list", "household.hint", "household.export"),
    *("figure.list", "figure.export", "figure.restated", "figure.special", "special.search"),
    *("feed.list", "feed.read"),
    *("panel.view", "panel.export", "visit.list", "calendar.view"),
    *("concern.list", "concern.export", "handover.list", "handover.export"),
    *("evening.list", "list.export"),
)
LOOKS = (
    "household.view",
    "portal.view",
    "portal.export",
    "address.show",
    "document.view",
    "special.show",
    "check.show",
    "emergency.look",
    *("panel.look", "pack.view", "pack.paper", "concern.view", "concern.show", "handover.view"),
)
_DOORS = (
    *(
        "sign_in",
        "sign_in.password",
        "sign_in.council",
        "sign_in.code",
        "sign_in.limit",
        "sign_in.code_limit",
        "sign_out",
        "access",
        "household.refused",
    ),
    *("password.ask", "password.limit", "session.end", "session.end_all"),
)

_ROW = AuditEntry.__table__.c
_WHAT: dict[str, ColumnElement[bool]] = {
    "records": _ROW.action.in_(LOOKS),
    "address": _ROW.action == "address.show",
    "lists": _ROW.action.in_(LISTS),
    "changes": _ROW.action.not_in((*LOOKS, *LISTS, *_DOORS, "audit.view", "audit.export")),
    "doors": _ROW.action.in_(_DOORS),
    "struck": _ROW.action.in_(("concern.strike_out", "concern.correct", "concern.take_back")),
    "refused": _ROW.outcome == "refused",
}
# Which list of the agency a reason is from.
_REASONS = {
    "special.show": "special_reasons",
    "check.show": "special_reasons",
    "special.search": "special_reasons",
    "figure.special": "special_reasons",
    "concern.show": "concern_reasons",
    "address.show": "address_reasons",
    "event.correct": "correction_reasons",
    "decision.reasons": "correction_reasons",
    **dict.fromkeys(
        ("emergency.ask", "emergency.agree", "emergency.decline", "emergency.end", "emergency.look"),
        "emergency_reasons",
    ),
    **dict.fromkeys(("placement.correct", "placement.strike_out"), "correction_reasons"),
    **dict.fromkeys(("concern.correct", "concern.strike_out", "concern.take_back"), "correction_reasons"),
    **dict.fromkeys(("availability.correct", "availability.strike_out"), "correction_reasons"),
    "household.edit": "correction_reasons",
    "household.merge": "merge_reasons",
    "household.propose_merge": "merge_reasons",
    "household.unmerge": "unmerge_reasons",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the audit; whatever is empty asks for all. Days are London days, both inside."""

    person: int | None = None
    first: date | None = None
    last: date | None = None
    what: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """A page of rows, newest first, and how many there are in all."""

    looks: tuple[Look, ...]
    total: int
    page: int
    pages: int


def of_household(identity: Identity, asked: Asked, by: Actor) -> Found:
    """What was done to one household, and which lists and files named it among others."""
    ids = _naming(identity, asked)
    page, pages = page_of(asked.page, len(ids), PAGE)
    shown = ids[(page - 1) * PAGE : page * PAGE]
    return Found(_looks(shown, identity.agency_id, by, identity.reference), len(ids), page, pages)


def of_agencies(by: Actor, asked: Asked) -> Found:
    """What was done in the asker's agencies."""
    conditions = [_ROW.agency_id.in_(by.agency_ids), *_conditions(asked, by.agency_ids)]
    total = db.session.execute(select(func.count()).where(*conditions)).scalar_one()
    page, pages = page_of(asked.page, total, PAGE)
    query = select(_ROW.id).where(*conditions).order_by(_ROW.id.desc())
    ids = db.session.scalars(query.limit(PAGE).offset((page - 1) * PAGE)).all()
    return Found(_looks(ids, by.agency_ids[0], by), total, page, pages)


def all_of(by: Actor, identity: Identity | None, asked: Asked) -> tuple[Look, ...]:
    """Every row that is asked for, MOST_EXPORTED at most, newest first."""
    asked = replace(asked, page=1)
    if identity is not None:
        return _looks(_naming(identity, asked)[:MOST_EXPORTED], identity.agency_id, by, identity.reference)
    conditions = [_ROW.agency_id.in_(by.agency_ids), *_conditions(asked, by.agency_ids)]
    query = select(_ROW.id).where(*conditions).order_by(_ROW.id.desc()).limit(MOST_EXPORTED)
    return _looks(db.session.scalars(query).all(), by.agency_ids[0], by)


def people(by: Actor) -> tuple[tuple[int, str], ...]:
    """The staff of the asker's agencies, for a question: number and name; former ones too."""
    query = select(User.id, User.name).where(User.agency_id.in_(by.agency_ids), User.household_id.is_(None))
    return tuple((row.id, row.name) for row in db.session.execute(query.order_by(User.name, User.id)))


def _conditions(asked: Asked, agency_ids: tuple[int, ...]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.person is not None:
        found.append(audited_about.by_or_on(asked.person))
    if asked.first is not None:
        found.append(_ROW.at >= clock.start_of_day(asked.first))
    if asked.last is not None:
        found.append(_ROW.at < clock.end_of_day(asked.last))
    if asked.what == "night":
        found.append(unusual_looks.at_night(agency_ids, asked.first, asked.last))
    elif asked.what == "own_name":
        found.append(unusual_looks.own_name(agency_ids))
    elif asked.what == "caseload":
        found += [unusual_looks.anothers_caseload(asked.first, asked.last), _WHAT["records"]]
    elif asked.what == "taken":
        found.append(unusual_looks.taken())
    elif asked.what in _WHAT:
        found.append(_WHAT[asked.what])
    return found


def _naming(identity: Identity, asked: Asked) -> list[int]:
    """The ids of the rows about a household, newest first. Those of lists are found by reading all of them:
    measured with a million rows, that is quicker than an index that each list would have to write."""
    conditions = _conditions(asked, (identity.agency_id,))
    own = merging.together(identity.id)
    ids = set(db.session.scalars(select(_ROW.id).where(_ROW.household_id.in_(own), *conditions)))
    if asked.what in ("", "lists", "refused", "night"):
        listed = cast(_ROW.fields, Text)
        named = or_(*(listed.contains(f'"{each}"', autoescape=True) for each in _references(set(own)).values()))
        whose = or_(_ROW.agency_id == identity.agency_id, _ROW.agency_id.is_(None))
        query = select(_ROW.id).where(
            _ROW.household_id.is_(None), whose, _ROW.action.in_(LISTS), *conditions, named
        )
        ids.update(db.session.scalars(query))
    return sorted(ids, reverse=True)


def _looks(ids: Sequence[int], agency_id: int, by: Actor, named: str | None = None) -> tuple[Look, ...]:
    """The rows with these ids, newest first; `named` is the household of rows that name it among others."""
    rows: list[Any] = []
    for start in range(0, len(ids), CHUNK):
        query = select(*_ROW).where(_ROW.id.in_(ids[start : start + CHUNK])).order_by(_ROW.id.desc())
        rows += db.session.execute(query).all()
    names = names_of(row.user_id for row in rows)
    whose = audited_about.names_in(rows, agency_id)
    references = _references({row.household_id for row in rows if row.household_id is not None})
    choices = of_agency(agency_id)
    found = (
        Look(
            at=row.at,
            by=names[row.user_id],
            role=row.role,
            action=row.action,
            reference=references.get(row.household_id, named),
            about=audited_about.about(row, whose),
            fields=_parts(row),
            why=choices.said(_REASONS.get(row.action, "export_reasons"), row.reason) if row.reason else None,
            outcome=row.outcome,
            network=row.network,
        )
        for row in rows
    )
    return audited_lists.told(found, named, by)


def _parts(row: Any) -> tuple[str, ...]:
    """Which parts were seen or changed; of a list none, whose fields are the references that it showed."""
    parts = tuple(each for each in row.fields if not each.startswith(ASKED))
    return () if row.action in LISTS or parts == (row.about,) else parts


def _references(household_ids: set[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    wanted = sorted(household_ids)
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        rows = db.session.execute(select(Household.id, Household.reference).where(Household.id.in_(chunk)))
        found |= {row.id: row.reference for row in rows}
    return found
