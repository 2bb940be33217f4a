"""The checks of an application: asked for, chased, received, judged, waived; and the end of Stage 1 after them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm import audit, clock, fields
from crm.actor import Actor, Role
from crm.commands import command, journeys, readiness
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db
from crm.journey import checklist as rules
from crm.journey.checks import Act, Standing
from crm.journey.deadlines import add_months
from crm.journey.events import ApplicationReceived, StageOneCompleted
from crm.journey.household import Journey
from crm.journey.ranges import Route
from crm.journey.saying import said
from crm.ledger.cluster import load
from crm.ledger.keys import lock
from crm.people import checks as kept
from crm.people import folding, households
from crm.people.check_tables import CheckEntry, CheckResult
from crm.people.tables import Household
from crm.register import settings

LONGEST = {"reason": 400, "number": 40, "note": 1000}
Slot = tuple[str, str]  # the code of a line, and whom it is about: household, carer-12, member-5, referee-1


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done about a line. `outcome` is a code of the agency's list, of what came and was read.

    `number` is that of a certificate: the certificate itself is not kept (DP-3).
    """

    act: Act
    on: date
    outcome: str | None = None
    number: str | None = None
    note: str | None = None
    expires_on: date | None = None
    document_id: int | None = None
    reason: str | None = None


@command
def record(
    household_id: int, journey_id: int, slots: Sequence[Slot], step: Step, *, by: Actor, version: int | None = None
) -> list[int]:
    """Note a step of one or several lines of a journey; the numbers of the entries.

    `version` is the number of the latest entry that was seen: Stale if one of the lines has a later one (T49).
    Refused, in words, where a line or a day forbids it; then nothing is noted.
    """
    household = households.load(household_id, by.agency_ids)
    lock(household.agency_id)
    journey = _journey(household, journey_id)
    if journey.first(ApplicationReceived) is None:
        raise Refused("Checks begin with the application: record it first.")
    if step.on > clock.today():
        raise Refused(f"{said(step.on)} is in the future: note it when it has happened.", field="on")
    known = {(each.line.code, each.person.key): each for each in _standings(household, journey)}
    if not slots:
        raise Refused("Choose at least one check.", field="lines")
    found = [known.get(slot) for slot in slots]
    noted = []
    for each in found:
        if each is None:
            raise NotFound("There is no such check")
        if version is not None and each.last > version:
            raise Stale("Somebody has noted something about this check since you opened it.")
        noted.append(_note(household, journey, each, step, by))
    codes = sorted({code for code, _ in slots})
    audit.record(
        by,
        f"check.{step.act}",
        agency_id=household.agency_id,
        household_id=household.id,
        fields=codes,
    )
    return noted


@command
def take_back(household_id: int, entry_id: int, *, by: Actor) -> None:
    """Take back the latest step of a line, which was noted in error; it stays in the line's history."""
    household = households.load(household_id, by.agency_ids)
    lock(household.agency_id)
    row = kept.entry(household.id, entry_id)
    if row.taken_back_at is not None:
        raise Refused("This was taken back already.")
    own = [each for each in kept.entries_of(row.journey_id) if each.taken_back_at is None]
    later = [each for each in own if each.code == row.code and kept.key_of(each) == kept.key_of(row)]
    if later[-1].id != row.id:
        raise Refused("Something was noted of this check since: take that back first.")
    if row.act not in ASKED and not fields.may_ask_for(by.role, "check result") and not _is_a_tick(row):
        raise Refused("A social worker or a manager takes this back.")
    row.taken_back_at, row.taken_back_by = clock.now(), by.user_id
    audit.record(by, "check.take_back", agency_id=household.agency_id, household_id=household.id, fields=[row.code])


@command
def complete_stage_one(household_id: int, journey_id: int, *, by: Actor) -> int:
    """Record that Stage 1 is complete, on the day on which the last of its information was obtained (S1-D2); the
    event's number. Refused while something is missing."""
    household = households.load(household_id, by.agency_ids)
    journey = _journey(household, journey_id)
    applied, today = journey.first(ApplicationReceived), clock.today()
    standings = _standings(household, journey)
    lacking = rules.not_obtained(standings, today)
    if lacking or applied is None:
        raise Refused(f"Stage 1 still waits for {readiness.in_words(lacking) or 'the application'}.")
    day = rules.stage_one_obtained_on(standings, applied.event.happened_on, today)
    if day is None:
        raise Refused("This route has no Stage 1.")
    return journeys.record(household_id, journey_id, StageOneCompleted(happened_on=day), by=by)


ASKED = ("requested", "chased")  # what anybody may note who works with the household


def _is_a_tick(row: CheckEntry) -> bool:
    """Whether it says only that something came."""
    return row.act == "received" and row.settled is None


def _journey(household: Household, journey_id: int) -> Journey:
    cluster = load(household.agency_id, [household.id])[household.id]
    folded = cluster.fold(household.id, settings.rulebook(household.agency_id))
    journey = folded.journey(journey_id)
    if journey is None:
        raise NotFound("There is no such journey in this household.")
    return journey


def _standings(household: Household, journey: Journey) -> tuple[Standing, ...]:
    return readiness.checklist(household.agency_id, household.id, journey, clock.today())


def _note(household: Household, journey: Journey, standing: Standing, step: Step, by: Actor) -> int:
    outcome = _outcome(household.agency_id, step)
    _may(standing, step, by)
    if refused := _refusal(standing, step, journey.route):
        raise Refused(*refused[:1], field=refused[1])
    if step.document_id is not None and not kept.has_document(household.id, step.document_id):
        raise Refused("Choose a document of this household", field="document")
    texts = {name: _tidied(getattr(step, name), name) for name in LONGEST}
    row = CheckEntry(
        agency_id=household.agency_id,
        household_id=household.id,
        journey_id=journey.id,
        code=standing.line.code,
        **kept.columns_of(standing.person.key),
        act=step.act,
        happened_on=step.on,
        settled=bool(outcome.get("meets")) if outcome else None,
        expires_on=step.expires_on or _expiry(standing, step),
        document_id=step.document_id,
        reason=texts["reason"],
        recorded_at=clock.now(),
        recorded_by=by.user_id,
    )
    entry_id = kept.add(row)
    if outcome or texts["number"] or texts["note"]:
        told = {"outcome": step.outcome, "number": texts["number"], "note": texts["note"]}
        db.session.add(CheckResult(entry_id=entry_id, **told))
    return entry_id


def _may(standing: Standing, step: Step, by: Actor) -> None:
    """What came of a check is read, and whether it is needed decided, by whoever may ask for such results."""
    decides = step.outcome or step.act in ("judged", "waived", "not_needed")
    if decides and by.role is not Role.SYSTEM and not fields.may_ask_for(by.role, "check result"):
        raise Refused("A social worker or a manager says what came of a check, or that it is not needed.")


def _refusal(standing: Standing, step: Step, route: Route) -> tuple[str, str] | None:
    """Why a step cannot be taken with a line, and which answer says so; None if it can."""
    line, on = standing.line, step.on
    what = f"'{line.label}'" + ("" if standing.person.key == "household" else f" of {standing.person.label}")
    if line.event is not None:
        return f"{what} is met by what is recorded on the journey, and not here.", "act"
    if standing.person == kept.NOBODY:
        return "Record who applies first, on the tab People.", "act"
    if step.act == "waived":
        if line.law:
            return f"{what} is asked for by law ({line.rule}): nobody may waive it.", "act"
        return None if (step.reason or "").strip() else ("Say why it is waived", "reason")
    if step.act == "not_needed" and not line.may_not_apply(route):
        return f"{what} is needed of every household ({line.rule}).", "act"
    if step.act == "chased" and (standing.requested_on is None or on < standing.requested_on):
        return f"{what} was not asked for by {said(on)}: note that first.", "on"
    if step.act == "judged" and (standing.received_on is None or on < standing.received_on):
        return f"{what} had not been received by {said(on)}.", "on"
    if step.act == "judged" and step.outcome is None:
        return "Choose what came of it", "outcome"
    if step.outcome and not line.judged:
        return f"{what} needs no result: that it was received is enough.", "outcome"
    return _wrong_day(standing, step, what)


def _wrong_day(standing: Standing, step: Step, what: str) -> tuple[str, str] | None:
    asked = standing.requested_on
    again = asked is not None and (standing.received_on is None or standing.received_on < asked)
    if step.act == "received" and again and asked is not None and step.on < asked:
        return f"{what} was asked for on {said(asked)}, and cannot have come on {said(step.on)}.", "on"
    if step.expires_on is not None and step.expires_on <= step.on:
        return f"It cannot have expired on {said(step.expires_on)}, before it was received.", "expires_on"
    return None


def _outcome(agency_id: int, step: Step) -> Mapping[str, Any] | None:
    """What the agency's list says of an outcome."""
    if step.outcome is None or step.act not in ("received", "judged"):
        return None
    offered = settings.value("check_outcomes", agency_id, clock.today())
    found = next((each for each in offered if each["code"] == step.outcome), None)
    if found is None:
        raise Refused("Choose from the list", field="outcome")
    chosen: Mapping[str, Any] = found
    return chosen


def _expiry(standing: Standing, step: Step) -> date | None:
    """How long what was received holds, where the agency has settled that (S2-11)."""
    if step.act != "received" or standing.line.months is None:
        return None
    return add_months(step.on, standing.line.months)


def _tidied(text: str | None, name: str) -> str | None:
    return folding.tidied(text, longest=LONGEST[name], field=name) or None if text else None
