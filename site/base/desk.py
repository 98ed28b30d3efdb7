"""The desk: our own pages inside the frame of Wagtail's admin (menu, header, messages).

Models about people are never snippets or viewsets (architecture.md, fact 3), so the desk's views are plain
functions that check, act and render at once; nothing is rendered after a scope has been closed.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from base.states import MoveRefused


def desk_page(
    request: HttpRequest,
    template: str,
    *,
    title: str,
    icon: str = "clipboard-list",
    crumbs: Iterable[tuple[str, str]] = (),
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Render `template` (which extends desk/base.html) under a trail of (label, url) crumbs."""
    trail = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    trail += [{"url": url, "label": label} for label, url in crumbs]
    trail.append({"url": "", "label": title})
    context |= {"breadcrumbs_items": trail, "header_title": title, "page_title": title, "header_icon": icon}
    return render(request, template, context, status=status)


def said_by_rule(error: MoveRefused | ValidationError) -> list[str]:
    """The sentences of a refusal, to be shown at the top of the page that comes back filled."""
    return list(error.messages) if isinstance(error, ValidationError) else [str(error)]


def posted_token(request: HttpRequest) -> uuid.UUID | None:
    """The token that a form carried (base.once), if it carried one that can be read."""
    try:
        return uuid.UUID(request.POST.get("posted_token", ""))
    except ValueError:
        return None


def tell(request: HttpRequest, sentence: str) -> None:
    """A quiet confirmation on the next page."""
    messages.success(request, sentence)


def warn(request: HttpRequest, error: MoveRefused | ValidationError) -> None:
    """Why something was not done, on the next page."""
    for sentence in said_by_rule(error):
        messages.error(request, sentence)
