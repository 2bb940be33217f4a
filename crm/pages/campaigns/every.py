"""Every page of campaigns, in the order in which they are registered."""

from __future__ import annotations

from crm.pages.campaigns import behind, brought, evenings, links, register, spending

PAGES = (behind, brought, evenings, links, register, spending)
