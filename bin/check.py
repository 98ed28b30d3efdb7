"""Checks and tests, on SQLite and on every database and browser that is here; says what was left out.

usage: .venv/bin/python bin/check.py [lint]      With CI=true nothing may be left out, and no test skipped.
Exit code: 0 only when every step passed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]
REPORTS = ROOT / "var" / "reports"
POSTGRESQL = "postgresql://postgres@127.0.0.1:5432/postgres"
CHROMIUMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


@dataclass
class Report:
    """What happened: `left_out` and `failed` in words, `closing` the counts of each run of pytest."""

    left_out: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)


def step(title: str, command: list[str], report: Report, environment: dict[str, str]) -> None:
    """Runs one command and notes whether it failed, and how long it took."""
    print(f"\n── {title}", flush=True)
    began = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env=environment).returncode
    print(
        f"   {title}: {'ok' if code == 0 else f'FAILED ({code})'}, {time.monotonic() - began:.0f} s",
        flush=True,
    )
    if code != 0:
        report.failed.append(title)


def program(name: str) -> str:
    """A program of the environment that runs this."""
    return str(Path(sys.executable).with_name(name))


def lint(report: Report, environment: dict[str, str]) -> None:
    step("ruff: rules", [program("ruff"), "check", "."], report, environment)
    step("ruff: format", [program("ruff"), "format", "--check", "."], report, environment)
    step("mypy: types", [program("mypy")], report, environment)
    step(
        "import-linter: the arrow", [program("lint-imports"), "--no-cache", "--no-logo"], report, environment
    )
    drift = [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]
    step("migrations: drift", drift, report, environment)
    step("catalogues: compile", [sys.executable, "manage.py", "catalogues", "compile"], report, environment)


def found(names: tuple[str, ...]) -> str | None:
    """The first of these programs that is on this machine."""
    return next((path for name in names if (path := shutil.which(name))), None)


def postgresql() -> str | None:
    """The address of a PostgreSQL that answers, with a database name of this folder's own: pytest makes and
    drops `test_<name>`, and two clones on one machine must not drop each other's."""
    url = os.environ.get("DATABASE_URL_PG", POSTGRESQL)
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError:
        return None
    name = "kurashigoto_" + hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    return url.rsplit("/", 1)[0] + "/" + name


def run_tests(title: str, options: list[str], report: Report, environment: dict[str, str]) -> None:
    """Runs pytest once and keeps its counts; in CI a skipped test is a failed one."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    xml = REPORTS / f"{title}.xml"
    xml.unlink(missing_ok=True)
    workers = ["-n", str(min(os.cpu_count() or 1, 4)), "--dist=worksteal"]
    step(
        f"pytest on {title}",
        [program("pytest"), *workers, *options, f"--junit-xml={xml}"],
        report,
        environment,
    )
    if not xml.exists():
        return
    suite = next(ElementTree.parse(xml).getroot().iter("testsuite"))  # noqa: S314
    total, failed, errors, skipped = (
        int(suite.get(k, 0)) for k in ("tests", "failures", "errors", "skipped")
    )
    counts = f"{total - failed - errors - skipped} passed, {failed + errors} failed, {skipped} skipped"
    report.closing.append(f"{title}: {counts}")
    if skipped and is_ci():
        report.failed.append(f"{skipped} skipped tests on {title}")


def is_ci() -> bool:
    return os.environ.get("CI") == "true"


def not_runnable(report: Report, environment: dict[str, str]) -> list[str]:
    """Markers of the tests that this machine cannot run; notes why."""
    left: list[str] = []
    chromium = os.environ.get("CHROMIUM") or found(CHROMIUMS)
    if chromium:
        environment["CHROMIUM"] = chromium
    else:
        left.append("browser")
        report.left_out.append("browser tests: no Chromium was found (install chromium, or set CHROMIUM)")
    if not found(("soffice", "libreoffice")):
        left.append("libreoffice")
        report.left_out.append("LibreOffice tests: no soffice was found (install libreoffice-calc)")
    return left


def without(markers: list[str]) -> list[str]:
    """Options of pytest that leave these markers out."""
    return ["-m", " and ".join(f"not {marker}" for marker in markers)] if markers else []


def test(report: Report, environment: dict[str, str]) -> None:
    left, url = not_runnable(report, environment), postgresql()
    if url is None:
        report.left_out.append("the tests on PostgreSQL: none answers (DATABASE_URL_PG, or 127.0.0.1:5432)")
    for line in report.left_out:
        print(f"\n   left out: {line}")
    if report.left_out and is_ci():
        report.failed.append("nothing may be left out in CI")
        return
    run_tests("sqlite", without(left), report, environment)
    if url is not None:
        # The tests of bin/ make data of their own on SQLite, and a page looks alike on both: they would only
        # repeat themselves.
        again = [*without([*left, "appearance"]), "--ignore=bin/tests"]
        run_tests("postgresql", again, report, environment | {"DATABASE_URL": url})


def main(arguments: list[str]) -> int:
    report = Report()
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings.test", "PYTHONPATH": str(ROOT / "site")}
    lint(report, environment)
    if arguments != ["lint"]:
        test(report, environment)
    print("\n──")
    for line in report.left_out:
        print(f"left out: {line}")
    for line in report.failed:
        print(f"FAILED: {line}")
    print(*report.closing, sep="\n")
    return 1 if report.failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
