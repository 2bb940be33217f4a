"""Invented families: names that nobody has, numbers kept for fiction, addresses that lead nowhere."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass

from crm.commands.people import NewCarer
from crm.demo.chance import drawing
from crm.demo.flows import DATA

COUPLES = 0.55  # of households
# Ranges of a thousand numbers each that are kept for fiction.
FICTION = ("07700 900", "01632 960", "0115 496 0", "0114 496 0", "0116 496 0", "020 7946 0", "03069 990")


@dataclass(frozen=True)
class Family:
    """The carers of a household and where they live. `name` is how a list shows them."""

    reference: str  # of the row in which a tracker first names them
    name: str
    carers: tuple[str, ...]
    address: str
    postcode: str


class Contacts:
    """Gives each family contact details that no other has: by them a hub knows people again."""

    def __init__(self) -> None:
        self._given: dict[Family, tuple[NewCarer, ...]] = {}
        self._next = 0

    def of(self, family: Family) -> tuple[NewCarer, ...]:
        """The carers of a family; the same for the same family, whichever council asks."""
        if family not in self._given:
            self._given[family] = tuple(self._carer(name) for name in family.carers)
        return self._given[family]

    def _carer(self, name: str) -> NewCarer:
        number = self._next
        self._next += 1
        phone = f"{FICTION[number // 1000 % len(FICTION)]}{number % 1000:03}"
        return NewCarer(name, f"{name.replace(' ', '.')}.{number}@people.example".lower(), phone)


class Inventor:
    """Invents the families of one council."""

    def __init__(self, districts: Sequence[str], towns: Sequence[str]) -> None:
        with (DATA / "people.toml").open("rb") as file:
            words = tomllib.load(file)
        self._given = words["given"].split()
        self._made_up = words["made_up"].split()
        self._nature = words["nature"].split()
        self._streets = words["streets"].split()
        self._kinds = words["kinds"].split()
        self.employers: list[str] = words["employers"]
        self.campaigns: list[str] = words["campaigns"]
        self._districts = districts
        self._towns = towns

    def family(self, reference: str) -> Family:
        """The family that a tracker knows by this reference."""
        rng = drawing(reference)
        last = f"{rng.choice(self._made_up)}-{rng.choice(self._nature)}"
        first = rng.sample(self._given, 2 if rng.random() < COUPLES else 1)
        road = f"{rng.randint(1, 180)} {rng.choice(self._streets)} {rng.choice(self._kinds)}"
        return Family(
            reference,
            f"{' and '.join(first)} {last}",
            tuple(f"{each} {last}" for each in first),
            f"{road}\n{rng.choice(self._towns)}",
            f"{rng.choice(self._districts)} {rng.randint(1, 9)}Z{rng.choice('XYZ')}",
        )
