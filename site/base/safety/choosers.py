"""Wagtail's choosers without the inline script that each writes beside itself (8.0.1).

The policy forbids it, and a nonce would not do: a chooser also comes in answers that a script puts into a page whose
nonce is another. `static/js/admin.js` makes the same call from the attributes of an element.
"""

import json
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from wagtail.admin.widgets import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser


def render(self: Any, name: str, value: Any, attrs: dict[str, Any], renderer: Any = None) -> str:
    """What `BaseChooser.render` gives, with an element where it writes a script."""
    value_data = self.get_value_data(value)
    shown = self.render_html(name, value_data, attrs)
    options = self.get_js_init_options(attrs["id"], name, value_data)
    start = render_to_string(
        "wagtailadmin/start.html",
        {"call": self.js_constructor, "first": attrs["id"], "second": json.dumps(options)},
    )
    return mark_safe(shown + start)  # noqa: S308 - both halves are rendered templates


def render_task_chooser(self: Any, name: str, value: Any, attrs: dict[str, Any], renderer: Any = None) -> str:
    """The chooser of workflow tasks has a call of its own, without options."""
    shown = self.render_html(name, self.get_value_data(value), attrs)
    start = render_to_string("wagtailadmin/start.html", {"call": "createTaskChooser", "first": attrs["id"]})
    return mark_safe(shown + start)  # noqa: S308 - both halves are rendered templates


def without_inline_scripts() -> None:
    """Put both in place. Called once, when the apps are ready."""
    BaseChooser.render = render
    AdminTaskChooser.render = render_task_chooser
