"""How to tell what belongs to the demo, so that a real centre refuses it. Public by design."""

import base64
import hashlib

DEMO_PASSWORD = "kurashigoto-mihon-2026"  # noqa: S105 - the demo's, refused everywhere else
_MARK = b"MIHON-DEMO"


def is_demo_password(password: str) -> bool:
    """Whether this is the password that `make run` prints."""
    return password.strip().lower() == DEMO_PASSWORD


def demo_secret(username: str) -> str:
    """The TOTP secret of a demo account: the same on every machine, and recognisable."""
    own = hashlib.sha256(username.encode()).digest()[: 20 - len(_MARK)]
    return base64.b32encode(_MARK + own).decode()


def is_demo_secret(secret: str) -> bool:
    """Whether a TOTP secret is one of `demo_secret`'s."""
    return secret.startswith(base64.b32encode(_MARK).decode())
