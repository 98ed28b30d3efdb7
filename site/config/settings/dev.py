"""What `make run` serves: the product on this machine with demo data. Never for real people."""

import os

from .base import *  # noqa: F403 - settings modules build on one another

DEMO = True
DEBUG = os.environ.get("DEBUG") == "1"
SECRET_KEY = "demo-only-key-that-production-refuses"
ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
