"""Every page of planning, in the order in which they are registered."""

from __future__ import annotations

from crm.pages.planning import (
    grid,
    ofsted_return,
    our_carers,
    our_carers_lists,
    priorities,
    priority_forms,
    report_mails,
    target_forms,
    targets,
)

PAGES = (
    *(grid, ofsted_return, our_carers, our_carers_lists, priorities, priority_forms, report_mails, target_forms),
    targets,
)
