"""The code about itself: the arrow of imports, the shape of the folders, and what nothing uses any more."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.template.utils import get_app_template_dirs
from django.urls import URLResolver, get_resolver
from importlinter.cli import lint_imports
from wagtail.models import get_page_models

from config.tests import product

LONGEST = 500
VAGUE = {"common", "helper", "helpers", "manager2", "misc", "util", "utils"}


def relative(path: Path) -> str:
    return str(path.relative_to(product.ROOT))


# --- imports --------------------------------------------------------------------------------------------------------


def test_imports_point_one_way(capsys: pytest.CaptureFixture[str]) -> None:
    """The arrow is the privacy wall: the portal and the public site cannot import a person's record."""
    failed = lint_imports(config_filename=str(product.ROOT / "pyproject.toml"), no_cache=True)
    said = capsys.readouterr().out
    assert not failed, said
    assert "0 broken" in said


def test_the_product_does_not_import_its_tests() -> None:
    found = [
        relative(path)
        for path in product.code()
        for module in imported_by(path)
        if {"tests", "conftest", "pytest"} & set(module.split("."))
    ]
    assert found == []


def imported_by(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module or ''}.{name.name}" for name in node.names)


def test_foreign_keys_point_the_same_way_as_imports() -> None:
    order = list(product.APPS)  # from the top down
    found = [
        f"{model._meta.label}.{field.name}"
        for model in product.models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
        for below in [field.related_model._meta.app_label]
        if below in order and order.index(below) < order.index(model._meta.app_label)
    ]
    assert found == []


# --- folders and files ----------------------------------------------------------------------------------------------


def test_site_is_a_folder_and_not_a_package() -> None:
    """`site` is a module of the standard library: a package of that name would hide it, or be hidden by it."""
    assert (product.ROOT / "site" / "config").is_dir()
    assert not (product.ROOT / "site" / "__init__.py").exists()


@pytest.mark.parametrize(
    "name", ["site/base/models/x.py", "site/static/x.css", "static/x.css", "templates/x.html"]
)
def test_git_ignores_no_source(name: str) -> None:
    ignored = subprocess.run(["git", "check-ignore", "-q", name], cwd=product.ROOT).returncode
    assert ignored == 1


def test_no_source_file_is_long() -> None:
    found = {
        relative(path): length
        for path in product.tracked()
        if path.suffix in {".py", ".html", ".css", ".js"} and not _is_not_ours_to_split(path)
        for length in [len(path.read_text(encoding="utf-8").splitlines())]
        if length > LONGEST
    }
    assert found == {}


def _is_not_ours_to_split(path: Path) -> bool:
    """What Django wrote."""
    return "migrations" in path.parts


def test_no_file_has_a_name_that_says_nothing() -> None:
    found = [
        relative(path)
        for path in product.tracked()
        if VAGUE & {part.removesuffix(".py").lower() for part in path.relative_to(product.ROOT).parts}
    ]
    assert found == []


def test_no_file_names_a_package_index() -> None:
    """Where packages come from is the machine's business; a file that says it breaks where the network is closed."""
    hosts = [
        ".".join(parts)
        for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))
    ]
    options = ["-".join(parts) for parts in (("index", "url"), ("find", "links"), ("trusted", "host"))]
    found = [
        f"{relative(path)}: {line.strip()[:80]}"
        for path, line in _lines_of_text()
        if any(named in line for named in (*hosts, *options))
    ]
    assert found == []


def test_pages_ask_no_other_host_for_anything() -> None:
    """No fonts, scripts or pictures from elsewhere: nobody is told who reads here."""
    names_only = ("http://www.w3.org/", "https://ogp.me/ns")  # names of formats, never fetched
    found = [
        f"{relative(path)}: {address}"
        for path, line in _lines_of_text()
        if path.suffix in {".html", ".css", ".js", ".svg"}
        for address in re.findall(r"https?://[^\s\"')<>]+|(?<=[\"'(])//[\w.-]+\.\w+", line)
        if not address.startswith(names_only) and "{{" not in address
    ]
    assert found == []


def _lines_of_text() -> Iterator[tuple[Path, str]]:
    for path in product.tracked():
        if path == Path(__file__) or path.suffix in {".po", ".mo"}:
            continue
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:  # a picture or a workbook
            continue
        yield from ((path, line) for line in lines)


# --- migrations -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_models_and_migrations_agree(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        call_command("makemigrations", check_changes=True, dry_run=True)
    except SystemExit:
        pytest.fail(f"a migration is missing:\n{capsys.readouterr().out}")


def test_migrations_are_named_for_what_they_do() -> None:
    names = [path.stem for app in product.APPS for path in _migrations_of(app)]
    assert len(names) > len(product.APPS)
    assert [
        name for name in names if "_auto_" in name or not re.fullmatch(r"\d{4}_[a-z0-9_]{4,}", name)
    ] == []


def _migrations_of(app: str) -> list[Path]:
    return sorted(Path(apps.get_app_config(app).path).glob("migrations/[0-9]*.py"))


# --- templates ------------------------------------------------------------------------------------------------------

ERROR_PAGES = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}  # found by name
NAMED = re.compile(r"""["']([\w./-]+\.(?:html|txt|svg))["']""")


def test_every_template_is_used() -> None:
    ours = product.templates()
    used = set(ours) & _called_by_name()
    waiting = set(used)
    while waiting:
        name = waiting.pop()
        more = {other for other in NAMED.findall(_without_comments(ours[name])) if other in ours} - used
        used |= more
        waiting |= more
    assert sorted(set(ours) - used) == []


def _called_by_name() -> set[str]:
    """Templates that Python names, and those that Django and Wagtail find by their own rules."""
    pages = {model.template for model in get_page_models()}
    theirs = {name for name in product.templates() if _is_a_template_of_a_package(name)}
    return _words_of_python() | pages | theirs | ERROR_PAGES


def _words_of_python() -> set[str]:
    """Every string that the product's Python holds."""
    return {
        node.value
        for path in product.code()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _is_a_template_of_a_package(name: str) -> bool:
    """Ours stands before one of theirs of the same name."""
    return any((Path(folder) / name).is_file() for folder in get_app_template_dirs("templates"))


def _without_comments(template: Path) -> str:
    """An example in a component's own comment is no use of it."""
    source = template.read_text(encoding="utf-8")
    return re.sub(
        r"{% comment .*?%}.*?{% endcomment %}|{% comment %}.*?{% endcomment %}", "", source, flags=re.DOTALL
    )


# --- addresses ------------------------------------------------------------------------------------------------------

ADDRESS_IN_TEMPLATE = re.compile(r"""{%\s*url\s+["']([\w:.-]+)["']""")


def test_every_address_that_is_named_exists() -> None:
    known = set(_names_of(get_resolver()))
    found = {f"{relative(path)}: {name}" for path, name in _named_addresses() if name not in known}
    assert found == set()


def _names_of(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names_of(pattern, inner)
        elif pattern.name:
            yield f"{space}{pattern.name}"


def _named_addresses() -> Iterator[tuple[Path, str]]:
    for path in product.templates().values():
        for name in ADDRESS_IN_TEMPLATE.findall(path.read_text(encoding="utf-8")):
            yield path, name
    for path in product.code():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield from ((path, name) for name in _addresses_in(node))


def _addresses_in(node: ast.AST) -> list[str]:
    """First words of `reverse(…)`, `reverse_lazy(…)` and `redirect(…)` that are no path."""
    if not isinstance(node, ast.Call) or not node.args:
        return []
    name: Any = getattr(node.func, "attr", getattr(node.func, "id", ""))
    first = node.args[0]
    is_named = isinstance(first, ast.Constant) and isinstance(first.value, str) and "/" not in first.value
    return [str(first.value)] if name in ("reverse", "reverse_lazy", "redirect") and is_named else []
