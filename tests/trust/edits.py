"""Random edits of a council's records, by every path that there is: forms, commands, bulk, merge, import, jobs."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from crm import clock
from crm.actor import Actor, Role
from crm.commands import acts, assignments, dormant, merging, people, profiles, settings, staff, tasks, uploads
from crm.errors import NotFound
from crm.exchange.tracker import uploads as tracker
from crm.extensions import db, glance
from crm.ledger.tables import UnderWay
from crm.people.merge_tables import HouseholdMerge
from crm.people.profile_tables import HouseholdMember
from crm.people.tables import Carer, FormerValue, Household, User
from tests.doors import CheckingClient
from tests.tracker_files import APPROVED, csv_bytes

NAMES = ("Rowan Example", "Zoë Example-Finch", "Sam O’Pretend", "李 Example", "Lark Sample")
PHONES = (None, "01632 960 001", "07700 900 123")
WORDS = (None, "Two cats", "Welsh, Polish", "A nurse", "Ash & Co")


@dataclass
class Edits:
    """Somebody who edits at random: `by` says who, `browser` is theirs, `rng` what comes next."""

    by: Actor
    browser: CheckingClient
    rng: random.Random
    files: int = 0
    coming: list[str] = field(default_factory=list)
    done: set[str] = field(default_factory=set)

    def one(self) -> str:
        """Do one thing, each once before any comes again; its name. Refused where the rules say no."""
        if not self.coming:
            self.coming = self.rng.sample(EDITS, len(EDITS))
        name = self.coming.pop()
        getattr(self, name)()
        self.done.add(name)
        return name

    # --- What is known of people

    def carer(self) -> None:
        home, version = self._home()
        new = {"name": self._of(NAMES), "email": self._email(), "phone": self._of(PHONES)}
        nature = self._of(("changed", "corrected"))
        people.change_carer(home, self._place(), **new, nature=nature, version=version, by=self.by)

    def second_carer(self) -> None:
        home, version = self._home()
        people.add_carer(home, name=self._of(NAMES), email=None, phone=None, version=version, by=self.by)

    def carer_goes(self) -> None:
        home, version = self._home()
        profiles.remove_carer(home, self._place(), because="mistyped", version=version, by=self.by)

    def carer_comes_back(self) -> None:
        gone = Carer.removed_at.is_not(None), Carer.came_back_at.is_(None)
        home, carer = self._row(select(Carer.household_id, Carer.id).where(*gone))
        profiles.put_back_carer(home, carer, version=self._version(home), by=self.by)

    def address(self) -> None:
        home, version = self._home()
        new = {"address": self._of((None, "1 Elm Street", "2 Ash Road")), "postcode": self._of((None, "ZE1 1AA"))}
        people.change_address(home, **new, nature="changed", version=version, by=self.by)

    def home(self) -> None:
        home, version = self._home()
        new: dict[str, Any] = {"bedrooms": self.rng.randint(3, 6), "pets": self._of(WORDS)}
        profiles.change_home(home, new, nature="changed", version=version, by=self.by)

    def work(self) -> None:
        home, version = self._home()
        new: dict[str, Any] = {"occupation": self._of(WORDS), "born_on": self._of((None, date(1980, 2, 29)))}
        profiles.change_carer(home, self._place(), new, nature="corrected", version=version, by=self.by)

    def background(self) -> None:
        home, version = self._home()
        new = {"heritage": self._of(WORDS), "faith": self._of(WORDS)}
        new["ethnicity"] = "AIND" if new["heritage"] else None
        profiles.change_background(home, self._place(), new, nature="changed", version=version, by=self.by)

    def member(self) -> None:
        home, version = self._home()
        new: dict[str, Any] = {"name": self._of(NAMES), "relation": "child", "lives_here": True}
        profiles.add_member(home, new, version=version, by=self.by)

    def member_changes(self) -> None:
        home, member = self._row(select(HouseholdMember.household_id, HouseholdMember.id))
        new: dict[str, Any] = {"name": self._of(NAMES), "lives_here": self._of((True, False))}
        about: dict[str, Any] = {"nature": "changed", "version": self._version(home), "by": self.by}
        profiles.change_member(home, member, new, **about)

    def member_goes_or_comes_back(self) -> None:
        chosen = select(HouseholdMember.household_id, HouseholdMember.id)
        home, member = self._row(chosen)
        do = self._of((profiles.remove_member, profiles.put_back_member))
        do(home, member, by=self.by)

    def restore(self) -> None:
        home, former = self._row(select(FormerValue.household_id, FormerValue.id))
        profiles.restore(home, former, version=self._version(home), by=self.by)

    def consent(self) -> None:
        home, version = self._home()
        people.answer_consent(home, agreed=self._of((True, False)), version=version, by=self.by)

    def opting_out(self) -> None:
        people.opt_out(self._home()[0], by=self.by)

    def form(self) -> None:
        standing = Carer.removed_at.is_(None), Household.merged_into_id.is_(None)
        home, place = self._row(select(Carer.household_id, Carer.position).join(Household).where(*standing))
        with glance():
            reference = db.session.get_one(Household, home).reference
        asked = {"name": self._of(NAMES), "phone": self._of(PHONES) or "", "nature": "changed"}
        page = self.browser.fill_in(f"/households/{reference}/people/{place}/edit", asked)
        assert page.status_code == 200, page.status

    # --- By other paths

    def merge(self) -> None:
        (kept, first), (merged, second) = self._home(), self._home()
        told = select(Carer.position).where(Carer.household_id == merged, Carer.removed_at.is_(None))
        with glance():
            places = list(db.session.scalars(told))
        who = {place: self._of((0, 1)) for place in places}
        merging.merge(kept, merged, people=who, versions=(first, second), because="same_people", by=self.by)

    def part(self) -> None:
        standing = select(HouseholdMerge.id, HouseholdMerge.kept_id).where(HouseholdMerge.undone_at.is_(None))
        merging.undo(self._row(standing)[0], because="mistaken", by=self.by)

    def brought_in(self) -> None:
        self.files += 1
        row = APPROVED | {"reference": f"E-{self.files}", "household_name": self._of(NAMES)}
        taken = uploads.take(1, file_name="tracker.csv", content=csv_bytes(row), by=self.by)
        tracker.load(taken, by=self.by, progress=lambda _done, _total: None)

    def handed_over(self) -> None:
        assignments.assign([self._home()[0]], self._of((None, self.by.user_id)), by=self.by)

    def handed_over_together(self) -> None:
        acts.begin("assign", {"worker": self._of((None, self.by.user_id))}, self._ways(), by=self.by)

    def closed_and_opened_again(self) -> None:
        asked = {"reason": "changed_mind", "happened_on": clock.today().isoformat()}
        act = acts.begin("close", asked, self._ways()[:1], by=self.by)
        acts.ask_undo(act, reason="mistyped", by=self.by)

    def next_step(self) -> None:
        tasks.add(self._home()[0], kind="step", what="Ring them", due_on=clock.today(), by=self.by)

    def setting(self) -> None:
        about: dict[str, Any] = {
            "valid_from": clock.today() + timedelta(days=self.rng.randint(0, 9)),
            "agency_id": 1,
        }
        settings.change("unusual_gap_months", self.rng.randint(12, 48), **about, by=self.by)

    def role(self) -> None:
        number, version = self._row(select(User.id, User.version).where(User.role.in_(("officer", "analyst"))))
        staff.change_role(number, self._of((Role.OFFICER, Role.ANALYST)), version=version, by=self.by)

    def nightly(self) -> None:
        dormant.sweep()

    # --- What to choose from

    def _home(self) -> tuple[int, int]:
        """A household that stands for itself, and its version."""
        home, version = self._row(select(Household.id, Household.version).where(Household.merged_into_id.is_(None)))
        return home, version

    def _version(self, home: int) -> int:
        with glance():
            return db.session.scalars(select(Household.version).where(Household.id == home)).one()

    def _ways(self) -> list[int]:
        with glance():
            return list(db.session.scalars(select(UnderWay.journey_id).order_by(UnderWay.journey_id)))

    def _row(self, chosen: Any) -> tuple[int, int]:
        """One of the rows that a query finds; NotFound: there is none."""
        with glance():
            rows = sorted((row[0], row[1]) for row in db.session.execute(chosen))
        if not rows:
            raise NotFound("There is nothing to choose from")
        return self.rng.choice(rows)

    def _of(self, choices: Any) -> Any:
        return self.rng.choice(choices)

    def _place(self) -> int:
        return self.rng.choice((1, 1, 2))

    def _email(self) -> str | None:
        return self.rng.choice((None, "rowan@home.example", "sam@home.example"))


EDITS = [name for name, kind in vars(Edits).items() if callable(kind) and name[0] != "_" and name != "one"]
