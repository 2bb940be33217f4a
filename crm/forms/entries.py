"""Questions whose answer is a list: its entries renamed, ordered, left out or added to, and the stages of a route.

Each entry is a row of controls, named by the question and the row's number; a template draws them. A row carries
the code of its entry: its number says nothing, since the list may have another order when the form comes back.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from crm.forms.govuk import Question

NEW_ROWS = 3  # empty ones, for what is added
MOST_ROWS = 500
NOT_OF_LIST = "The list has changed since you opened this page. Load it again."
LONGEST = 100  # characters of a label
CHOSEN = (
    "by",
    "group",
    "of",
    "when",
    "unit",
    "whose",
)  # what an entry says of itself that is chosen among what the list has already
_PLACE = re.compile(r"[0-9]{1,4}")
_NO_CODE = re.compile(r"[^a-z0-9]+")

Entry = dict[str, Any]
Entries = Sequence[Mapping[str, Any]]


class EntriesQuestion(Question):
    """The entries of a list. Codes stay: what is on record keeps its meaning, whatever its label becomes."""

    def __init__(
        self, label: str, *, known: Entries, ever: Sequence[Entries] = (), fixed: bool = False, **own: Any
    ) -> None:
        """`known` is the list as it is today, and `ever` what it has been: an entry of either keeps its code."""
        super().__init__(label, **own)
        self.known = [dict(each) for each in known]
        self.fixed = fixed
        self.typed: list[Entry] = []
        self._by_code = {code_of(each): dict(each) for value in (*reversed(ever), known) for each in value}

    @property
    def options(self) -> dict[str, list[str]]:
        """What entries of the list say of themselves, and the values to choose from."""
        return {
            name: list(dict.fromkeys(each[name] for each in self.known if name in each))
            for name in CHOSEN
            if any(name in each for each in self.known)
        }

    @property
    def timed(self) -> bool:
        """Whether entries have an amount of time."""
        return any("amount" in each for each in self.known)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the rows that were sent, or show those of a value, with what else the list has as not offered."""
        self.process_errors, self.errors = [], []
        self.data = self.object_data = data
        if formdata:
            numbers = itertools.takewhile(lambda each: f"{self.name}-{each}-label" in formdata, range(MOST_ROWS))
            self.typed = [self._sent(formdata, number) for number in numbers]
            self._read()
            return
        shown = [dict(each) for each in data or ()]
        rows = [_row(each, place) for place, each in enumerate(shown + self._besides(shown), start=1)]
        if not self.fixed:
            rows += [_row({}, len(rows) + number) for number in range(1, NEW_ROWS + 1)]
        self.typed = rows

    def _besides(self, entries: Entries) -> list[Entry]:
        """What today's list has that these entries lack, as not offered: what is on record needs its label."""
        there = {code_of(each) for each in entries}
        return [each | {"retired": True} for each in self.known if code_of(each) not in there]

    def take_in(self) -> None:
        """Show what today's list has and the form that was sent lacks: somebody has added it meanwhile."""
        sent = {row["code"] for row in self.typed}
        added = [_row(each, place) for place, each in enumerate(self.known, start=1) if code_of(each) not in sent]
        of_entries = [row for row in self.typed if row["code"]]
        self.typed = of_entries + added + [row for row in self.typed if not row["code"]]

    def keep(self, settled: Entries) -> None:
        """Leave in the answer what a list that is settled for its day adds to today's: no row asked about it."""
        asked = {code_of(each) for each in (*self.data, *self.known)}
        self.data = self.data + [dict(each) for each in settled if code_of(each) not in asked]

    def _sent(self, formdata: Any, number: int) -> Entry:
        sent = {name: formdata.get(f"{self.name}-{number}-{name}", "").strip() for name in ("code", *_ASKED)}
        label = unicodedata.normalize("NFC", sent["label"])
        return sent | {"label": label, "offered": f"{self.name}-{number}-offered" in formdata}

    def _read(self) -> None:
        """Make entries of the rows; a row without a label that had none is no entry."""
        found: list[tuple[int, Entry]] = []
        codes = [row["code"] for row in self.typed if row["code"]]
        problems = [] if len(set(codes)) == len(codes) and self._by_code.keys() >= set(codes) else [NOT_OF_LIST]
        for row in self.typed:
            known = self._by_code.get(row["code"])
            if known is None and not row["label"]:
                continue
            problem = self._problem(row)
            if problem:
                problems.append(problem)
            else:
                found.append((int(row["place"]), self._entry(row, known)))
        self.process_errors = problems
        if not problems:
            entries = [entry for _, entry in sorted(found, key=lambda each: each[0])]
            self.data = entries + self._besides(entries)

    def _problem(self, row: Entry) -> str | None:
        if not row["label"] or len(row["label"]) > LONGEST or not row["label"].isprintable():
            return f"Each label must have from 1 to {LONGEST} characters"
        if not _PLACE.fullmatch(row["place"]):
            return f"The place of '{row['label']}' in the list must be a whole number"
        if self.timed and not (_PLACE.fullmatch(row["amount"]) and int(row["amount"])):
            return f"How long '{row['label']}' takes must be a whole number of 1 or more"
        for name, options in self.options.items():
            if row[name] and row[name] not in options:
                return f"'{row['label']}': choose from the list"
        return None

    def _entry(self, row: Entry, known: Entry | None) -> Entry:
        entry = dict(known) if known is not None else self._new(row["label"])
        entry["label"] = row["label"]
        entry |= {name: row[name] for name in self.options if row[name]}
        if self.timed:
            entry["amount"] = int(row["amount"])
        entry.pop("retired", None)
        return entry if row["offered"] or known is None else entry | {"retired": True}

    def _new(self, label: str) -> Entry:
        """A new entry: a code of its own, and what every entry of the list must say of itself.

        One that another list has, of a day to come or gone by, is that one: its code means the same.
        """
        today = {code_of(each) for each in self.known}
        for code, each in self._by_code.items():
            if each["label"].casefold() == label.casefold() and code not in today:
                return {name: value for name, value in each.items() if name != "retired"}
        folded = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
        code = _NO_CODE.sub("_", folded).strip("_")[:30] or "own"
        taken = set(self._by_code)
        while code in taken:
            code += "_2"
        entry: Entry = {"code": code} | {name: options[0] for name, options in self.options.items()}
        stages = dict.fromkeys(stage for each in self.known for stage in each.get("stages", ()))
        return entry | ({"stages": list(stages)} if stages else {})


_ASKED = ("label", "place", "amount", *CHOSEN)


def code_of(entry: Mapping[str, Any]) -> str:
    """By what an entry of a list is known: its code, or of a clock its name."""
    return str(entry.get("code") or entry.get("name") or "")


def _row(entry: Mapping[str, Any], place: int) -> Entry:
    shown = {name: str(entry.get(name, "")) for name in _ASKED}
    return shown | {"code": code_of(entry), "place": str(place), "offered": not entry.get("retired", False)}


class StagesQuestion(Question):
    """The stages of a route: their order, and the earlier steps that each one needs."""

    def __init__(self, label: str, *, known: Sequence[Mapping[str, Any]], **own: Any) -> None:
        super().__init__(label, **own)
        self.known = [dict(each) for each in known]
        self.typed: list[Entry] = []

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the order and the needs that were sent, or show those on record."""
        self.process_errors, self.errors = [], []
        self.data = self.object_data = data
        known = {stage["name"]: stage for stage in self.known}
        shown = {stage["name"]: stage for stage in data or () if stage["name"] in known}
        if not formdata:
            rows = {name: shown.get(name) or known[name] for name in (*shown, *known)}
            self.typed = [
                dict(stage) | {"needs": list(stage.get("needs", ())), "place": str(place)}
                for place, stage in enumerate(rows.values(), start=1)
            ]
            return
        numbers = itertools.takewhile(lambda each: f"{self.name}-{each}-place" in formdata, range(MOST_ROWS))
        self.typed = [self._sent(formdata, number, known) for number in numbers]
        self._read()

    def _sent(self, formdata: Any, number: int, known: Mapping[str, Entry]) -> Entry:
        name, place = (formdata.get(f"{self.name}-{number}-{each}", "").strip() for each in ("name", "place"))
        needs = formdata.getlist(f"{self.name}-{number}-needs")
        return known.get(name, {"name": name, "entered_by": ""}) | {"place": place, "needs": needs}

    def _read(self) -> None:
        steps = {stage["entered_by"] for stage in self.known}
        if sorted(stage["name"] for stage in self.typed) != sorted(stage["name"] for stage in self.known):
            self.process_errors = [NOT_OF_LIST]
        elif not all(_PLACE.fullmatch(stage["place"]) for stage in self.typed):
            self.process_errors = ["Each stage's place in the order must be a whole number"]
        elif not all(set(stage["needs"]) <= steps for stage in self.typed):
            self.process_errors = ["A stage can need only steps of this route"]
        else:
            ordered = sorted(self.typed, key=lambda each: int(each["place"]))
            self.data = [_stage(each) for each in ordered]


def _stage(typed: Entry) -> Entry:
    kept = {name: typed[name] for name in ("name", "entered_by")}
    return kept | ({"needs": typed["needs"]} if typed["needs"] else {})
