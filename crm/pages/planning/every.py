"""Every page of planning, in the order in which they are registered."""

from __future__ import annotations

from crm.pages.planning import grid, priorities, priority_forms, target_forms, targets

PAGES = (grid, priorities, priority_forms, target_forms, targets)
