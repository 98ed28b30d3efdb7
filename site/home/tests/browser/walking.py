"""Going through pages as people do: every click counts."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page


@dataclass
class Walk:
    """One person at one window. `clicks` counts what was pressed since `begin`, unfolding included."""

    page: Page
    clicks: int = 0

    def begin(self, path: str) -> None:
        self.page.goto(path)
        self.clicks = 0

    def follow(self, link: str) -> None:
        """Press the first such link, or button that leads on."""
        self.press(self.page.locator(link).first)

    def press(self, target: Locator) -> None:
        """Press what leads to another page."""
        with self.page.expect_navigation():
            target.click()
        self.clicks += 1

    def fill(self, **typed: Any) -> None:
        """Type into the page's fields, by their names."""
        for name, words in typed.items():
            self._field(self.page.locator("main"), name, words)

    def take_step(self, name: str, **typed: Any) -> None:
        """Take the step `name` of the record that the page shows: unfold it if need be, fill it in, send it."""
        form = self.page.locator(f"form[action$='/{name}/']")
        if not form.locator("[type=submit]").is_visible():
            self.page.locator("details", has=form).locator("summary").click()
            self.clicks += 1
        for field, words in typed.items():
            self._field(form, field, words)
        self.press(form.locator("[type=submit]"))

    def _field(self, form: Locator, name: str, words: Any) -> None:
        for value in words if isinstance(words, list) else [words]:
            field = form.locator(f"[name='{name}']")
            choice = form.locator(f"[name='{name}'][value='{value}']:is([type=radio], [type=checkbox])")
            if choice.count():
                choice.check()
            elif field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(str(value))
            else:
                field.fill(str(value))

    def misses(self, *words: Any) -> list[str]:
        """Which of these words the page does not show."""
        shown = self.page.locator("main").inner_text()
        return [str(word) for word in words if str(word) not in shown]
