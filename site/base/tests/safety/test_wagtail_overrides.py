"""What we replace of Wagtail is still what Wagtail has: when an update changes an original, look at ours again."""

import ast
import hashlib
import re
from pathlib import Path

import pytest
import wagtail
from django.apps import apps
from django.template.loader import get_template
from wagtail.admin.widgets import AdminDateInput, AdminPageChooser, BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser

from base.safety import choosers

ADMIN = Path(wagtail.__file__).parent / "admin"
REPLACED = {
    "widgets/date_input.html": "2557f7a4fd543d7c",
    "widgets/datetime_input.html": "479d8ddeaa73d2fd",
    "widgets/time_input.html": "536917c544a13563",
    "panels/inline_panel.html": "195bb0b199edb062",
    "panels/multiple_chooser_panel.html": "673bc9b26ca95c03",
}
PATCHED = {
    ("chooser.py", "BaseChooser", "render"): "0cd7d42ae7b3c43f",
    ("chooser.py", "BaseChooser", "render_js_init"): "a1590ffbe7dddf07",
    ("workflows.py", "AdminTaskChooser", "render_js_init"): "0c28969578f6568d",
}
WRITTEN_INTO_THE_PAGE = re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE)


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def method(file: str, of: str, name: str) -> str:
    """The source of a method as Wagtail ships it, whatever it has been replaced by."""
    source = (ADMIN / "widgets" / file).read_text()
    classes = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef) and node.name == of]
    found = [node for node in classes[0].body if isinstance(node, ast.FunctionDef) and node.name == name]
    return ast.get_source_segment(source, found[0])


@pytest.mark.parametrize(("name", "seen"), REPLACED.items())
def test_replaced_template_is_the_one_that_was_read(name, seen):
    original = ADMIN / "templates" / "wagtailadmin" / name
    assert fingerprint(original.read_text()) == seen, f"{original} has changed: read it and ours again"
    assert "templates/wagtailadmin" in get_template(f"wagtailadmin/{name}").origin.name
    assert "site-packages" not in get_template(f"wagtailadmin/{name}").origin.name


@pytest.mark.parametrize(("where", "seen"), PATCHED.items(), ids=lambda value: str(value))
def test_patched_method_is_the_one_that_was_read(where, seen):
    assert fingerprint(method(*where)) == seen, f"{where} has changed: read it and base.safety.choosers again"


def test_the_patch_is_in_place():
    assert BaseChooser.render is choosers.render
    assert AdminTaskChooser.render is choosers.render_task_chooser


def test_no_other_template_of_wagtail_writes_a_script_into_the_page():
    # Only templates of apps that are installed; tests of Wagtail's own are not.
    writing = set()
    for app in apps.get_app_configs():
        folder = Path(app.path) / "templates"
        if app.name.startswith("wagtail"):
            writing |= {
                str(path.relative_to(folder / "wagtailadmin"))
                for path in folder.rglob("*.html")
                if WRITTEN_INTO_THE_PAGE.search(path.read_text())
            }
    assert writing == set(REPLACED)


def test_widgets_say_their_call_and_write_no_script():
    day = AdminDateInput().render("day", None, {"id": "id_day"})
    page = AdminPageChooser().render("to", None, {"id": "id_to"})
    assert "<script" not in day + page
    assert 'data-call="initDateChooser" data-first="id_day"' in day
    assert 'data-call="PageChooser" data-first="id_to"' in page
    # Escaped as Wagtail escapes it: an inline panel that numbers a new row looks for these quotes.
    assert r'data-second="{\u0022modelNames' in page
