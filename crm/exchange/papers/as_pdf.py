"""A paper as PDF: tagged, so that it can be read aloud (PDF/UA-1), with its charts, and nothing from elsewhere."""

from __future__ import annotations

from types import ModuleType
from typing import NoReturn

from crm.errors import Missing
from crm.exchange.papers import Paper, clean
from crm.exchange.papers.charts import style, templates

TAGGED = "pdf/ua-1"
MISSING = (
    "PDF cannot be written here: the libraries that set its text are missing. Install Debian's packages "
    "libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0, or take the paper as DOCX, which needs none."
)


def write(paper: Paper) -> bytes:
    """The paper's bytes. Missing: this machine lacks the libraries, which the message names."""
    html = clean(templates().get_template("papers/paper.html").render(paper=paper))
    setter = _setter()
    page = setter.HTML(string=html, url_fetcher=_refused)
    written: bytes = page.write_pdf(
        stylesheets=[setter.CSS(string=style("paper.css"), url_fetcher=_refused)], pdf_variant=TAGGED
    )
    return written


def _refused(url: str, *_args: object, **_options: object) -> NoReturn:
    """Nothing is fetched: not from another host, and not from this one's files."""
    raise ValueError(f"a paper fetches nothing: {url[:80]}")


def _setter() -> ModuleType:
    """WeasyPrint, which takes half a second to load and needs libraries that few servers have."""
    try:
        import weasyprint
    except OSError as problem:
        raise Missing(MISSING) from problem
    module: ModuleType = weasyprint
    return module
