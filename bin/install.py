"""Makes .venv and installs the pinned packages, once; afterwards it only looks and is done.

usage: bin/setup base|dev        (which finds the Python that runs this; standard library only)
       install.py --look base|dev  only says by its exit code whether that is installed

What is installed is written to .venv/installed as the very last step, so a set-up that failed or was
interrupted never counts as done; .venv/unfinished makes the next one start from an empty environment.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
INSTALLED = VENV / "installed"
UNFINISHED = VENV / "unfinished"
INCLUDED = {"base": ["base"], "dev": ["base", "dev"]}


def say(japanese: str, english: str) -> None:
    print(japanese, english, sep="\n", flush=True)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Holds back a second set-up of this folder until the first is through. The system lets go of the lock
    when its holder dies, however it dies."""
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("ほかの準備が終わるのを待っています…", "Waiting for another set-up to finish …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def key(name: str) -> str:
    """What must be unchanged for an installation to count: the pins."""
    pins = (ROOT / "requirements" / f"{name}.txt").read_bytes()
    return f"{name} {hashlib.sha256(pins).hexdigest()}"


def noted() -> list[str]:
    """What is installed, and for which folder: the programs in an environment that was moved do not start."""
    lines = INSTALLED.read_text(encoding="utf-8").splitlines() if INSTALLED.exists() else []
    return lines if f"folder {ROOT}" in lines else []


def starts(python: Path) -> bool:
    """Whether this Python runs and is new enough: the one it stands on may have been removed or replaced."""
    try:
        check = "import sys; sys.exit(sys.version_info < (3, 11))"
        return subprocess.run([python, "-c", check], capture_output=True).returncode == 0
    except OSError:
        return False


def is_installed(name: str) -> bool:
    return not UNFINISHED.exists() and key(name) in noted() and starts(PYTHON)


def make_environment() -> None:
    moved = INSTALLED.exists() and not noted()
    fresh = moved or UNFINISHED.exists() or not starts(PYTHON)
    arguments = [sys.executable, "-m", "venv", *(["--clear"] if fresh else []), str(VENV)]
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)


def install(name: str) -> None:
    """Installs one requirements file with pip. Settings of the person's own pip that would break an
    environment (install for the user, another prefix) are put aside; their index and proxy stay."""
    print(f"  requirements/{name}.txt …", flush=True)
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONHOME", "PYTHONPATH", "PIP_USER")}
    options = ["--require-hashes", "--quiet", "--no-input", "--disable-pip-version-check", "--retries=2"]
    options += ["--no-compile"]  # Python compiles what it uses when it first uses it: half the time here
    pip = subprocess.run(
        [PYTHON, "-m", "pip", "install", *options, "-r", f"requirements/{name}.txt"],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    if pip.returncode != 0:
        reasons = [line for line in pip.stderr.splitlines() if not line.startswith("WARNING")]
        print(*reasons, sep="\n", flush=True)
        raise subprocess.CalledProcessError(pip.returncode, "pip")


def main(name: str) -> int:
    """Returns 0 once `name` is installed."""
    try:
        with one_at_a_time():
            if is_installed(name):
                return 0
            say(
                "必要なものを .venv に入れています。初回は1〜2分かかります…",
                "Installing what is needed into .venv; the first time takes a minute or two …",
            )
            make_environment()
            INSTALLED.unlink(missing_ok=True)
            UNFINISHED.touch()
            for part in INCLUDED[name]:
                install(part)
            lines = [f"folder {ROOT}", *(key(part) for part in INCLUDED[name])]
            INSTALLED.write_text("\n".join(lines) + "\n", encoding="utf-8")
            UNFINISHED.unlink()
            return 0
    except KeyboardInterrupt:
        say(
            "準備を途中で止めました。次の回に続きから直します。", "Set-up was stopped; the next run mends it."
        )
        return 130
    except subprocess.CalledProcessError:
        say(
            "準備ができませんでした。上の行が理由です。ネットワーク（プロキシ）につながっているかご確認ください。",
            "Set-up failed; the lines above say why. Is there a network connection (a proxy)?",
        )
    except OSError as error:
        say(
            f"このフォルダーに書き込めません: {ROOT}（{error.strerror}）",
            f"This folder cannot be written to: {ROOT} ({error.strerror})",
        )
    return 1


if __name__ == "__main__":
    if sys.argv[1] == "--look":
        sys.exit(0 if is_installed(sys.argv[2]) else 1)
    sys.exit(main(sys.argv[1]))
