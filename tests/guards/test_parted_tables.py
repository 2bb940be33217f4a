"""Every table of a household says by what its rows are parted when a merge is undone, or why they stay."""

from __future__ import annotations

import importlib
import pkgutil

import crm
from crm.extensions import Base
from crm.people.parted_rules import RULES, STAYS


def test_every_table_of_a_household_has_a_rule_or_a_reason_to_stay() -> None:
    for each in pkgutil.walk_packages(crm.__path__, "crm."):
        if each.name.endswith("tables"):
            importlib.import_module(each.name)
    held = {name for name, table in Base.metadata.tables.items() if "household_id" in table.columns}
    ruled = [rule.table.__tablename__ for rule in RULES]
    assert held == {*ruled, *STAYS}, "a table is new, or gone"
    assert len({*ruled, *STAYS}) == len(ruled) + len(STAYS), "a table is told of twice"
    assert all(reason.endswith(".") for reason in STAYS.values())
