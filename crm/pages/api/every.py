"""Every page of the API, in the order in which they are registered."""

from __future__ import annotations

from crm.pages.api import documents, enquiries, feeds

PAGES = (documents, enquiries, feeds)
