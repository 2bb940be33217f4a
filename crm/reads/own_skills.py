"""A carer's own skills in the portal: the level, what the next one needs, and what it would pay.

Level, training and papers are one's own: of the other carer of the household nothing is told (T16). The fee is the
household's, as the scheme says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from crm import audit, clock
from crm.actor import Actor
from crm.journey import levels as rules
from crm.journey.levels import Need
from crm.journey.ranges import Population
from crm.journey.skills import Week, tables_on, week_on
from crm.people import skills
from crm.people.tables import Carer
from crm.reads import look, pay
from crm.reads.choices import Choices, Pairs
from crm.reads.own_home import Own, own_carer, own_of_carers
from crm.reads.own_skill_steps import WAITS, OwnPaper, OwnRequest, may_show, papers_of, requests_of
from crm.reads.skills import Attended, attended, standards_due
from crm.register import schemes


@dataclass(frozen=True, slots=True)
class OwnPay:
    """What the household is paid a week in pounds as on today: now, and with this carer on the next level and the
    same children. `shared`: there is another carer, whose level may count too."""

    now: Week
    then: Week | None
    children: int
    shared: bool


@dataclass(frozen=True, slots=True)
class Standards:
    """The training, support and development standards: done on a day, or due by one (TSD-1). `silent`: that is so
    long ago that most likely nobody wrote them down."""

    done_on: date | None
    due_on: date | None
    silent: bool

    @property
    def overdue(self) -> bool:
        """Whether the day is gone by."""
        return self.due_on is not None and self.due_on < clock.today()


@dataclass(frozen=True, slots=True)
class OwnSkills:
    """A carer's level, what is decided for later, and the next level with its lines. `scheme` is whether the
    council has one; `pay` is None where it pays the household nothing today."""

    name: str
    scheme: bool
    approved: bool
    level: str | None
    since: date | None
    coming: tuple[tuple[date, str], ...]
    following: str | None
    needs: tuple[Need, ...]
    pay: OwnPay | None
    standards: Standards
    requests: tuple[OwnRequest, ...]  # the latest first
    papers: tuple[OwnPaper, ...]  # the latest first
    offered: Pairs  # what a paper may show: what is stored, and what it is called
    choices: Choices

    @property
    def asked(self) -> OwnRequest | None:
        """The request that waits for its answer, if one does."""
        return next((each for each in self.requests if each.state == WAITS), None)

    def has(self, number: int) -> bool:
        """Whether a step is one of the requests or papers."""
        return number in {*(each.number for each in self.requests), *(each.number for each in self.papers)}

    def waiting_for(self, need: Need) -> OwnPaper | None:
        """A paper for a line that nobody has looked at."""
        return next((each for each in self.papers if each.state == WAITS and each.shows == need.what), None)

    def declined_for(self, need: Need) -> OwnPaper | None:
        """The latest paper for a line, where the service has said that it is not enough."""
        last = next((each for each in self.papers if each.shows == need.what and each.state != "taken_back"), None)
        return last if last and last.state == rules.NOT_ENOUGH else None


@look
def own_skills(by: Actor) -> OwnSkills | None:
    """What is known of whoever asks; None where their account is of no carer on record. The look goes on record."""
    found = own_of_carers(by)
    audit.record(by, "portal.view", agency_id=found.agency_id, household_id=found.household.id, fields=["skills"])
    carer = own_carer(found, by)
    return _of(found, carer, by) if carer else None


def _of(found: Own, carer: Carer, by: Actor) -> OwnSkills:
    today, given = clock.today(), found.choices.settings
    entries = skills.of_carer(carer.id)
    stands = rules.standing(entries)
    scheme = [each["level"] for each in given.value("skill_levels", today)]
    following = rules.following(scheme, stands.last[1] if stands.last else None)
    courses = schemes.courses(given, today)
    needed = schemes.needs(given, following, today) if following else ()
    needs = rules.needs_of(stands, needed, courses, today)
    took = attended(stands, courses, today)
    return OwnSkills(
        name=carer.name or "",
        scheme=bool(scheme),
        approved=found.approval is not None,
        level=stands.level(today),
        since=max((since for since, _ in stands.decided if since <= today), default=None),
        coming=tuple(each for each in stands.decided if each[0] > today),
        following=following,
        needs=needs,
        pay=_pay(found, carer, following, today) if scheme else None,
        standards=_standards(found, took),
        requests=tuple(requests_of(entries, by)),
        papers=tuple(papers_of(entries, courses)),
        offered=may_show(needs, found.choices.pairs("training_courses")),
        choices=found.choices,
    )


def _pay(found: Own, carer: Carer, following: str | None, today: date) -> OwnPay | None:
    """None where the scheme pays the household nothing today: it is not approved, or hosts lodgings (OA-2)."""
    tables = tables_on(schemes.book(found.choices.settings), today)
    if tables is None or found.approval is None or found.approval.population == Population.SUPPORTED_LODGINGS:
        return None
    home = pay.payable([found.household.id], today, today)[found.household.id].home
    now, then = week_on(today, home, tables), None
    if following:
        carers = (each.moved(following, today) if each.id == carer.id else each for each in home.carers)
        then = week_on(today, replace(home, carers=tuple(carers)), tables)
    others = [each for each in home.carers if each.id != carer.id and (each.until is None or today < each.until)]
    return OwnPay(now, then, len(now.allowances), bool(others))


def _standards(found: Own, took: tuple[Attended, ...]) -> Standards:
    done = next((each.on for each in took if each.course.standards), None)
    runs = standards_due(found.household.id) if done is None else None
    silent = bool(runs and runs.silent_from and runs.silent_from <= clock.today())
    return Standards(done, runs.due_on if runs else None, silent)
