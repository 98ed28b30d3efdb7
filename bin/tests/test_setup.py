"""What `make setup` says on a machine where something is missing: one line each in Japanese and in English."""

import shutil
import subprocess
from pathlib import Path

import pytest

SETUP = Path(__file__).resolve().parents[1] / "setup"


def set_up(folder: Path, **pythons: str) -> subprocess.CompletedProcess[str]:
    """Runs bin/setup in an empty folder, on a machine whose only programs answer as given."""
    (folder / "bin").mkdir()
    shutil.copy(SETUP, folder / "bin")
    programs = folder / "programs"
    programs.mkdir()
    for name, answer in pythons.items():
        program = programs / name.replace("_", ".")
        program.write_text(f"#!/bin/sh\n{answer}\n")
        program.chmod(0o755)
    return subprocess.run(
        ["/bin/sh", "bin/setup", "base"],
        cwd=folder,
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("pythons", "words"),
    [
        ({}, ("Python 3.11 以上が見つかりません", "No Python 3.11 or newer was found")),
        (
            {"python3": "echo old 3.9", "python": "echo old 2.7"},
            (
                "古いものだけでした: python3=3.9 python=2.7",
                "Only older ones were found: python3=3.9 python=2.7",
            ),
        ),
        (
            {"python3_12": "echo lacks 3.12 ensurepip", "python3": "echo old 3.9"},
            ("sudo apt install python3.12-venv", "python3-venv is missing"),
        ),
        (
            {"python3": "echo lacks 3.11 sqlite3"},
            ("sqlite3 が入っていません", "was built without sqlite3"),
        ),
        (
            {
                "python3_13": "exit 127"
            },  # a name that is there and starts nothing, as version managers leave them
            ("Python 3.11 以上が見つかりません", "No Python 3.11 or newer was found"),
        ),
    ],
)
def test_what_is_missing_is_said_in_two_languages(
    tmp_path: Path, pythons: dict[str, str], words: tuple[str, str]
) -> None:
    done = set_up(tmp_path, **pythons)
    japanese, english = done.stderr.splitlines()
    assert done.returncode == 1
    assert words[0] in japanese
    assert words[1] in english


def test_the_newest_python_that_can_do_it_is_chosen(tmp_path: Path) -> None:
    answer = 'case $1 in -c) echo good 3.12 ;; *) echo "3.12 runs $*" ;; esac'
    done = set_up(tmp_path, python3_13="echo lacks 3.13 venv", python3_12=answer, python3="echo old 3.9")
    assert (done.returncode, done.stdout) == (0, "3.12 runs bin/install.py base\n")
