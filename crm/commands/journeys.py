"""Record what happened on a journey, and correct it. Every event of every route goes through here."""

from __future__ import annotations

from collections.abc import Collection

from crm import audit, clock
from crm.actor import Actor
from crm.commands import answer_days, closable, command, ended_with, promises, range_news, readiness
from crm.commands.alone import require_not_agreed, require_not_before_review, takes_two
from crm.commands.heard import keep_its_panel
from crm.commands.minutes import require_minutes, require_minutes_still
from crm.commands.notices import ask_for_copies
from crm.commands.placed import require_covered
from crm.commands.separation import require_another_for_notice, require_another_person
from crm.errors import NotFound, Refused
from crm.journey import corrections
from crm.journey.events import (
    MARKS,
    Event,
    HouseholdDeregistered,
    JourneyClosed,
    JourneyReopened,
    NoticeReceived,
    PanelRecommended,
    ReportCompleted,
    StruckOut,
    employer_of,
)
from crm.journey.history import Row, standing
from crm.journey.household import Household, Journey
from crm.journey.judging import judged
from crm.journey.next_steps import why_not
from crm.journey.ranges import Route
from crm.journey.routes import Plan, Rulebook
from crm.journey.saying import SAID, said
from crm.journey.under_way import done_already, told_first
from crm.ledger.batches import came_with_a_load
from crm.ledger.cluster import Cluster
from crm.ledger.journal import NewJourney, News, Writing
from crm.people import households, keys
from crm.register import settings

# What may lie ahead: an end that is already settled (B-4). Everything else has happened, or it is not an event.
AHEAD = (HouseholdDeregistered,)
UNSAID = (
    "The assessment report is recorded with who assessed, who takes no part in panel's recommendation and in the "
    "decision (DM-5): say who that was."
)
NOT_HERE = (
    "What panel recommended is recorded with who sat and why (PN-3, PN-4): on its agenda, or, where panel met "
    "outside Hearth, on the page that asks for both."
)


@command
def begin(household_id: int, *, route: Route, first: Event, by: Actor, reference: str | None = None) -> int:
    """Begin a journey of a household with its first event; the journey's id.

    Refused if the route's plan needs something before that event, or the history becomes impossible.
    """
    turn, _ = _open(household_id, by)
    journey_id = turn.begin(NewJourney(household_id, route, reference))
    fresh = Household(journeys=(Journey(journey_id, route, ()),))
    _allowed(turn.rulebook, fresh, fresh.journeys[0], first)
    turn.append(household_id, [News(journey_id, first)])
    _written(turn, household_id, first)
    audit.record(by, "event.record", household_id=household_id, agency_id=turn.agency_id, fields=[first.kind])
    return journey_id


@command
@range_news.followed
def record(
    household_id: int,
    journey_id: int,
    event: Event,
    *,
    by: Actor,
    override: str | None = None,
    at_panel: bool = False,
    assessor_said: bool = False,
) -> int:
    """Record the next event of a journey; its id. Refused, in words, where the route or the history forbids it.

    An approval waits for every mandatory check, the end of Stage 1 for its own; `override` is a manager's reason.
    `at_panel`, `assessor_said`: the caller asks who sat and why (`panel_items`), or who assessed (`assessors`).
    """
    if isinstance(event, PanelRecommended) and by.user_id is not None and not at_panel:
        raise Refused(NOT_HERE)
    if isinstance(event, ReportCompleted) and by.user_id is not None and not assessor_said:
        raise Refused(UNSAID, field="assessor")
    turn, cluster = _open(household_id, by)
    household = turn.household(household_id)
    journey = household.journey(journey_id) or _emptied(cluster, household_id, journey_id)
    _allowed(turn.rulebook, household, journey, event)
    require_not_agreed(household_id, household, journey, event)
    answer_days.require(household_id, journey, event)
    require_another_person(journey, event, by)
    require_minutes(turn.rulebook, journey, event, by)
    _closable(turn, household_id, journey, event)
    (event_id,) = turn.append(household_id, [News(journey_id, event)])
    require_covered(household_id, household, turn.household(household_id), event)
    lacking = readiness.require(turn.agency_id, household_id, journey, event, override, by)
    _written(turn, household_id, event)
    if isinstance(event, JourneyReopened):
        promises.reopened(household_id, journey, by=by)
    if isinstance(event, ended_with.ENDS):
        ended_with.follow(household_id, because=ended_with.ENDED, by=by)
    readiness.keep(turn.agency_id, household_id, journey_id, event_id, lacking, override, by)
    ask_for_copies(household_id, turn.agency_id, event, by)
    audit.record(by, "event.record", household_id=household_id, agency_id=turn.agency_id, fields=[event.kind])
    return event_id


@command
def record_where_due(household_id: int, event: Event, *, by: Actor, besides: Collection[int] = ()) -> int | None:
    """Record an event on the household's journey that is under way, if it is a step that fits there; its id.

    `besides` are journeys that it is not about.

    None, and nothing is recorded, where the journey has the step already, has gone on without it, or has no such
    step: for what follows from something else that was done, as first contact does from a call. Nor where they were
    visited for another of their journeys while this one had begun, or called on an earlier day: that counts once.
    """
    turn, _ = _open(household_id, by)
    household = turn.household(household_id)
    for journey in (each for each in told_first(household) if each.id not in besides):
        plan = turn.rulebook.plan(journey.route, event.happened_on)
        done = done_already(household, journey, event, turn.rulebook.rules)
        fits = plan.has(event.kind) and not done and not _gone_on(journey, event, plan)
        if fits and not why_not(household, journey, event, turn.rulebook):
            return record(household_id, journey.id, event, by=by)
    return None


@command
@range_news.followed
def correct(household_id: int, event_id: int, event: Event, *, reason: str, by: Actor, agreed: bool = False) -> int:
    """Put an event in the place of one that was wrong; the new one's id. What was said before stays on record.

    `reason` is a code of the agency's list. Refused if another correction has taken its place already, if
    nothing would change, or if the history would become impossible. `agreed`: a second person has
    agreed that it was recorded in error (`error_claims`).
    """
    turn, row, corrected = _put_right(household_id, event_id, event, reason=reason, by=by, agreed=agreed)
    _written(turn, household_id, event)
    if isinstance(event, StruckOut):
        promises.put_right(household_id, row, by=by)
    if isinstance(row.event, ended_with.ENDS):
        ended_with.follow(household_id, because=reason, by=by)
    audit.record(by, "event.correct", household_id=household_id, agency_id=turn.agency_id, fields=[row.event.kind])
    return corrected


def needs_two(household_id: int, event_id: int, event: Event, *, by: Actor) -> bool:
    """Whether putting an event right so waits for a second person; Refused where it stands no more."""
    turn, cluster = _open(household_id, by)
    row = _standing(cluster, event_id)
    return takes_two(turn.household(household_id).journey(row.journey_id), row, event, by) is not None


def require_possible(household_id: int, event_id: int, event: Event, *, reason: str, by: Actor) -> None:
    """Refused where a second person's agreement would be refused as well. Nothing is written."""
    _put_right(household_id, event_id, event, reason=reason, by=by, agreed=True)


def _put_right(
    household_id: int, event_id: int, event: Event, *, reason: str, by: Actor, agreed: bool
) -> tuple[Writing, Row, int]:
    """The turn that would put an event right, not yet written; the row that it corrects, and the new one's id."""
    turn, cluster = _open(household_id, by)
    row = _standing(cluster, event_id)
    if type(row.event) is not type(event) and not isinstance(event, StruckOut):
        raise Refused("A correction is of the same kind as what it corrects.")
    if row.event == event:
        raise Refused("Nothing is different from what is on record.")
    if not reason:
        raise Refused("Say why it is being corrected.", field="reason")
    if not agreed:
        require_another_for_notice(row, event, by)
    _not_ahead(event)
    before = turn.household(household_id)
    if not agreed and (no := takes_two(before.journey(row.journey_id), row, event, by)):
        raise Refused(no)
    answer_days.require(household_id, before.journey(row.journey_id), event, row)
    require_not_before_review(before, row, event)
    keep_its_panel(row, event)
    _closable(turn, household_id, before.journey(row.journey_id), event, row.event)
    (corrected,) = turn.append(household_id, [News(row.journey_id, event, corrects_id=row.id, reason=reason)])
    _still_right(turn, household_id, before, row, event, by)
    after = turn.household(household_id)
    both = before.journey(row.journey_id), after.journey(row.journey_id)
    require_minutes_still(*both, row, by)
    require_covered(household_id, before, after, row.event)
    return turn, row, corrected


def strike(turn: Writing, household_id: int, event_id: int, *, reason: str) -> int:
    """Strike an event out within a turn that somebody else writes; the mark's id. Refused as `correct`.

    Only for an event on which no later step rests: that is not looked at.
    """
    row = _standing(turn.clusters[household_id], event_id)
    mark = News(row.journey_id, StruckOut(happened_on=clock.today()), corrects_id=row.id, reason=reason)
    (struck,) = turn.append(household_id, [mark])
    return struck


def strike_out(household_id: int, event_id: int, *, reason: str, by: Actor, agreed: bool = False) -> int:
    """Record that an event did not happen. It stays on record, and no longer counts."""
    mark = StruckOut(happened_on=clock.today())
    return correct(household_id, event_id, mark, reason=reason, by=by, agreed=agreed)


def _open(household_id: int, by: Actor) -> tuple[Writing, Cluster]:
    """A turn at the ledgers with the household in it; NotFound if it is not the actor's to reach."""
    agency_id = households.load(household_id, by.agency_ids).agency_id
    turn = Writing(agency_id, settings.rulebook(agency_id), by=by.user_id)
    turn.load([household_id])
    return turn, turn.clusters[household_id]


def _written(turn: Writing, household_id: int, event: Event) -> None:
    """Store the turn, and let the household be found by what the event names."""
    turn.write()
    keys.add_words(keys.WORK, turn.agency_id, [(household_id, employer_of(event))])


def _emptied(cluster: Cluster, household_id: int, journey_id: int) -> Journey:
    """A journey of the household of which nothing stands any more: it can begin again."""
    if cluster.tied().get(journey_id) != household_id:
        raise NotFound("There is no such journey in this household.")
    return Journey(journey_id, cluster.routes[journey_id], ())


def _allowed(rulebook: Rulebook, household: Household, journey: Journey, event: Event) -> None:
    if isinstance(event, MARKS):
        raise Refused("This can only be recorded as a correction.")
    _not_ahead(event)
    no = judged(household, journey, event, rulebook) or corrections.overturns(household, journey, event, rulebook)
    if no:
        raise Refused(no, field="happened_on")


def _closable(
    turn: Writing, household_id: int, journey: Journey | None, event: Event, was: Event | None = None
) -> None:
    """Refuse a closing that the rules do not allow (closable.py)."""
    if journey is None or not isinstance(event, JourneyClosed):
        return
    plan = turn.rulebook.plan(journey.route, event.happened_on)
    for no, field in closable.refusals(
        turn.agency_id, household_id, turn.household(household_id), journey, event, plan, was
    ):
        raise Refused(no, field=field)


def _gone_on(journey: Journey, event: Event, plan: Plan) -> bool:
    """Whether a later step of the plan was taken before the event's day: it would be news of what is past."""
    order = [stage.entered_by for stage in plan.stages]
    later = order[order.index(event.kind) + 1 :]
    return any(row.event.kind in later and row.event.happened_on < event.happened_on for row in journey.rows)


def _not_ahead(event: Event) -> None:
    ends = event.ends_on if isinstance(event, NoticeReceived) else None
    if event.happened_on > clock.today() and not isinstance(event, AHEAD):
        raise Refused(
            f"{said(event.happened_on)} is in the future: record {SAID[event.kind]} when it has happened.",
            field="happened_on",
        )
    if ends is not None and ends < event.happened_on:
        raise Refused("An approval cannot end before its notice is received.", field="happened_on")


def _still_right(turn: Writing, household_id: int, before: Household, row: Row, event: Event, by: Actor) -> None:
    """Refuse what could not be recorded so, or takes from under a later step what it rests on.

    A correction of a history load is asked the second alone. Gaps that were there stay bearable.
    """
    loaded = came_with_a_load(row.first_id or row.id)
    if no := corrections.why_not(before, row, event, turn.rulebook, loaded=loaded):
        raise Refused(no)
    if not loaded:
        rest = corrections.without(before, row, turn.rulebook).journey(row.journey_id)
        journey = rest or Journey(row.journey_id, row.route, ())
        require_another_person(journey, row.event if isinstance(event, StruckOut) else event, by)
        readiness.require_again(turn.agency_id, household_id, journey, row.event, event)


def _standing(cluster: Cluster, event_id: int) -> Row:
    row = next((row for row in standing(cluster.rows) if row.id == event_id), None)
    if row is None:
        if any(row.id == event_id for row in cluster.rows):
            raise Refused("This has been corrected already: correct the latest version instead.")
        raise NotFound("There is no such event in this household.")
    return row
