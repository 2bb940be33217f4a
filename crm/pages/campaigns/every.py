"""Every page of campaigns, in the order in which they are registered."""

from __future__ import annotations

from crm.pages.campaigns import behind, brought, links, register, spending

PAGES = (behind, brought, links, register, spending)
