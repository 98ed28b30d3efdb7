"""Settings of the test suite: as strict as production, as quick as can be."""

from .base import *  # noqa: F403 - settings modules build on one another
from .base import DATABASES, STORAGES, VAR

DEMO = True
DEBUG = False
SECRET_KEY = "tests-only-key-that-production-refuses"
ALLOWED_HOSTS = ["*"]
SEALING_KEYS = "tests-1:a3VyYXNoaWdvdG8gdGVzdHMgb25seSwgbm90IHNlY3I="
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MAIL_IS_SET_UP = True
MEDIA_ROOT = VAR / "test-media"
PRIVATE_ROOT = VAR / "test-private"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True  # tests read static files where they lie, uncollected
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: simultaneous claims need several connections to one database.
    VAR.mkdir(exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
