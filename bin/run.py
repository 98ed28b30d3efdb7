"""Prepares what is not prepared, says where to look, and serves until Ctrl-C.

usage: PORT=8000 .venv/bin/python bin/run.py
"""

import os
import socket
import sys
from pathlib import Path
from typing import NoReturn

from prepare import prepare, say

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether a server could listen there. Raises PermissionError where this person may not (ports < 1024)."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise
        except OSError:
            return False
        return True


def chosen_port(text: str) -> int | None:
    """The port in `text`, or None after saying what is wrong with it and naming one that would do."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        say(
            f"PORT={text} はポート番号ではありません。例: make run PORT=8001",
            f"PORT={text} is not a port number. For example: make run PORT=8001",
        )
        return None
    port = int(text)
    try:
        if is_free(port):
            return port
        problem = ("ほかのプログラムが使っています", "is in use by another program")
    except PermissionError:
        problem = ("この利用者では使えません", "may not be used by this user")
    other = next(n for n in range(max(port, 8000) + 1, 65536) if is_free(n))
    say(
        f"ポート {port} は{problem[0]}。別の番号でどうぞ: make run PORT={other}",
        f"Port {port} {problem[1]}. Please choose another: make run PORT={other}",
    )
    return None


def announce(port: int) -> None:
    """Prints the addresses and the demo accounts."""
    from django.core.management import call_command, get_commands

    site = f"http://{HOST}:{port}"
    print(
        f"""
くらしごとが動いています。止めるときは Ctrl-C。
Kurashigoto is running. Stop it with Ctrl-C.

  {site}/          公開サイト / the public site
  {site}/portal/   事業所の窓口 / the employers' portal
  {site}/admin/    相談員・編集者の画面 / coordinators and editors
""",
        flush=True,
    )
    if "demo_accounts" in get_commands():
        call_command("demo_accounts")


def processes(port: int) -> list[list[str]]:
    """The commands that the product consists of."""
    web = [sys.executable, "-m", "gunicorn", "config.wsgi", "--pythonpath=site", f"--bind={HOST}:{port}"]
    web += [
        "--workers=2",
        "--threads=4",
        "--graceful-timeout=3",
        "--no-control-socket",
        "--log-level=warning",
    ]
    worker = [sys.executable, str(ROOT / "manage.py"), "worker"]
    return [web, worker]


def serve(port: int) -> NoReturn:
    """Becomes the supervisor: Django, loaded for the preparation, is not carried along while serving."""
    commands = [part for command in processes(port) for part in ["--", *command]]
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, str(ROOT / "bin" / "supervise.py"), *commands])  # noqa: S606


def main() -> int:
    port = chosen_port(os.environ.get("PORT", "8000"))
    if port is None:
        return 1
    os.chdir(ROOT)
    os.environ.setdefault("BASE_URL", f"http://{HOST}:{port}")
    try:
        if not prepare():
            return 1
        announce(port)
    except KeyboardInterrupt:
        say("止めました。", "Stopped.")
        return 130
    serve(port)


if __name__ == "__main__":
    sys.exit(main())
