"""Every page of planning, in the order in which they are registered."""

from __future__ import annotations

from crm.pages.planning import target_forms, targets

PAGES = (target_forms, targets)
