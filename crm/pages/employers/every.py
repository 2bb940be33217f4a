"""Every page of employers, in the order in which they are registered."""

from __future__ import annotations

from crm.pages.employers import contacts, forms, leave, merging, procurement, register, signups, statuses, unlinked

PAGES = (register, forms, statuses, contacts, merging, procurement, leave, signups, unlinked)
