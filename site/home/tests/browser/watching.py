"""What a page must never do, noted while it is open: ask another host, break, or miss a part of itself."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError


@dataclass
class Watch:
    """`noted` holds one sentence per fault, in the order in which they happened."""

    host: str
    noted: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("request", self._requested)
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", self._broke)

    def _requested(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob", "about") and address.netloc != self.host:
            self.noted.append(f"asked another host: {request.url}")

    def _answered(self, response: Response) -> None:
        is_page = response.request.resource_type == "document"
        if response.status >= (500 if is_page else 400):  # a page may refuse what was typed
            self.noted.append(f"{response.status} for {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        # What could not be loaded is noted above, with its address.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.noted.append(f"console: {message.text}")

    def _broke(self, error: WebError) -> None:
        self.noted.append(f"script broke: {error.error}")
