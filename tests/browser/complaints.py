"""What a browser complains of: faults in scripts, what the policy blocks, anything asked of another host."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, WebError


class Complaints:
    """Listens to every page of a context; `heard` is what a test must find empty."""

    def __init__(self, home: str) -> None:
        self.heard: list[str] = []
        self._home = home

    def listen(self, context: BrowserContext) -> None:
        """From now on, hear what this context's pages say."""
        context.on("console", self._console)
        context.on("weberror", self._fault)
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # The status of an answer is not a fault of the page: 422 is how a form says no. See _response.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.heard.append(f"{_place(message.page)}: {message.text}")

    def _fault(self, error: WebError) -> None:
        self.heard.append(f"{_place(error.page)}: {error.error}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self._home, "data:")):
            self.heard.append(f"a request to another host (T37): {request.url}")

    def _response(self, response: Response) -> None:
        missing = response.status == 404 and response.request.resource_type != "document"
        if response.status >= 500 or missing:
            self.heard.append(f"{response.status} from {response.url}")


def _place(page: Page | None) -> str:
    return page.url if page is not None else "a page"
