"""A real centre. Everything secret comes from the environment; nothing of the demo is accepted."""

import os

from django.core.exceptions import ImproperlyConfigured

from base.keyring import KeysMissing, for_production

from .base import *  # noqa: F403 - settings modules build on one another
from .base import VAR

DEBUG = False
DEMO = False
SECRET_KEY = os.environ.get("SECRET_KEY", "")
if len(SECRET_KEY) < 40 or "production-refuses" in SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY to 40 or more random characters of your own.")
try:
    for_production(os.environ, VAR)
except KeysMissing as missing:
    raise ImproperlyConfigured(str(missing)) from None
ALLOWED_HOSTS = [host for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host]
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set ALLOWED_HOSTS to the site's host names, separated by commas.")
ADMINS = [("", address) for address in os.environ.get("ADMINS", "").split(",") if address]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
TRUSTED_PROXIES = int(
    os.environ.get("TRUSTED_PROXIES", "1")
)  # the one that ends TLS, which is asked for below
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

# Mail is optional: without EMAIL_HOST, invitations and new passwords are links that the desk hands over.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
MAIL_IS_SET_UP = bool(EMAIL_HOST)
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "1") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", f"noreply@{ALLOWED_HOSTS[0]}")
if not MAIL_IS_SET_UP:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
