"""Looking at an open page: is it fit for everyone?"""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

UNBROKEN = r"0\d{1,4}-\d{1,4}-\d{3,4}|\d{3}-\d{4}|\d{1,2}:\d{2}[〜～]\d{1,2}:\d{2}"
"""Telephone numbers, postal codes and times: read at a glance or not at all."""

BROKEN = """([unbroken]) => {
  const lines = range => {
    const rects = [...range.getClientRects()].filter(rect => rect.width > 1 && rect.height > 1);
    return Math.max(...rects.map(r => r.top)) >= Math.min(...rects.map(r => r.bottom)) ? 2 : 1;
  };
  const broken = new Set(), range = document.createRange();
  for (const element of document.querySelectorAll(".nowrap")) {
    range.selectNodeContents(element);
    if (lines(range) > 1) broken.add(element.textContent.trim());
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    for (const found of texts.currentNode.data.matchAll(new RegExp(unbroken, "g"))) {
      range.setStart(texts.currentNode, found.index);
      range.setEnd(texts.currentNode, found.index + found[0].length);
      if (lines(range) > 1) broken.add(found[0]);
    }
  }
  return [...broken];
}"""
UNFOLD = "document.querySelectorAll('main details').forEach(part => { part.open = true; })"


def violations(page: Page, *, leaving_out: tuple[str, ...] = ()) -> list[str]:
    """What axe finds, one sentence a place. Nothing inside a selector of `leaving_out` is looked at."""
    context: Any = {"exclude": [[selector] for selector in leaving_out]} if leaving_out else None
    found = Axe().run(page, context=context).response["violations"]
    return [
        f"axe {violation['id']}: {' '.join(map(str, node['target']))}"
        for violation in found
        for node in violation["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    """By how much the page is wider than the window."""
    beyond = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
    return [f"wider than the window by {beyond} px"] if beyond > 0 else []


def broken_over_lines(page: Page) -> list[str]:
    """Numbers and other short things that run over two lines."""
    return [f"broken over two lines: {words}" for words in page.evaluate(BROKEN, [UNBROKEN])]
