"""Settings that every installation shares. `dev`, `test` and `production` add the rest."""

import datetime as dt
import os
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from base.keyring import key_file

ROOT = Path(__file__).resolve().parents[3]
VAR = Path(os.environ.get("KURASHIGOTO_VAR", ROOT / "var"))

# Sealed backups go outside the data folder, best onto another disk: whoever loses the one must not lose the other.
BACKUPS = Path(os.environ.get("KURASHIGOTO_BACKUPS", f"{VAR.resolve()}-backups"))
# That something was erased, without what it was: outlives the database, so that a restore can erase it again.
DISPOSALS_KEPT = Path(os.environ.get("KURASHIGOTO_DISPOSALS", f"{VAR.resolve()}-disposals.jsonl"))
# Daily ones, made by the worker, only where somebody has said where to.
BACKUPS_DAILY = "KURASHIGOTO_BACKUPS" in os.environ
BACKUPS_KEPT = os.environ.get("KURASHIGOTO_BACKUPS_KEPT", "7,5,12")

OUR_APPS = ["home", "volunteers", "projects", "partners", "base"]
INSTALLED_APPS = [
    *OUR_APPS,
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",  # the admin's frame does not stand without it; no menu, and no editor may use it
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks_db",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # our widgets are templates of ours: see FORM_RENDERER
]

MIDDLEWARE = [
    "base.safety.headers.SafeHeaders",  # outermost: nothing leaves without passing it
    "base.safety.policy.ContentSecurityPolicy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "base.accounts.middleware.SessionClock",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "base.accounts.middleware.SecondFactor",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
    "volunteers.middleware.PastTheWall",
    "base.safety.wagtail_input.UnreadableForWagtail",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "base.User"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "base.context_processors.centre",
                "home.navigation.in_context",
            ],
        },
    },
]

# SQLite is the embedded default. IMMEDIATE transactions take the write lock at their start, so a check
# and the write that follows it cannot be overtaken; PostgreSQL gets the same from select_for_update.
DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{VAR / 'db.sqlite3'}", conn_max_age=60)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # secure_delete: what was erased is overwritten, and does not wait in free pages of the file.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    }

# What every worker must see (how much one address sent) is in the database; its table is made by base's migration.
# Pages and pictures are remembered by each worker for itself: asking the database for them would be no gain.
CACHES = {
    "default": {"BACKEND": "base.caching.MemoryUnlessShared"},  # what allauth counts goes to the shared one
    "shared": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"},
}
# How many proxies of ours stand in front: which part of X-Forwarded-For to believe. 0: none, the header is ignored.
TRUSTED_PROXIES = int(os.environ.get("TRUSTED_PROXIES", "0"))
EMAIL_TIMEOUT = 10  # seconds: nobody's form waits longer for a mail server

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "base.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 15}},
    {"NAME": "base.accounts.passwords.NotTheName"},
    {"NAME": "base.accounts.passwords.NotWellKnown"},
    {"NAME": "base.accounts.passwords.OwnerIsTold"},
]

# One door for everybody (base.accounts): every other login address leads there.
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "portal:home"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ACCOUNT_ADAPTER = "base.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = [
    "username*",
    "password1*",
    "password2*",
]  # allauth wants them named; nobody can sign up
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # this session stays, all others end: their hash no longer fits
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_FORMS = {
    "login": "base.accounts.forms.SignInForm",
    "reauthenticate": "base.accounts.forms.PasswordAgainForm",
    "change_password": "base.accounts.forms.NewPasswordForm",
    "reset_password": "base.accounts.forms.ForgottenForm",
    "reset_password_from_key": "base.accounts.forms.ForgottenKeyForm",
}
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",  # an office behind one address; passwords are counted by axes
    "login_failed": "5/15m/key,20/d/key",  # codes: the key is the account, and only its password leads here
    "reset_password": "20/m/ip,3/h/key",
}
MFA_ADAPTER = "base.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # telephones whose clock is half a minute off
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # a mail address is not what the second factor rests on
MFA_FORMS = {
    "authenticate": "base.accounts.forms.CodeForm",
    "reauthenticate": "base.accounts.forms.CodeAgainForm",
    "activate_totp": "base.accounts.forms.SetUpForm",
}
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # so that the time we name is true
AXES_LOCKOUT_CALLABLE = "base.accounts.lockout.locked_out"
AXES_CLIENT_STR_CALLABLE = "base.accounts.lockout.somebody"
AXES_CLIENT_IP_CALLABLE = "base.accounts.lockout.client_address"
AXES_SENSITIVE_PARAMETERS = ["login", "username", "ip_address", "next", "csrfmiddlewaretoken"]
AXES_DISABLE_ACCESS_LOG = True  # who signed in when, from which browser: we keep what the owner's list needs
AXES_VERBOSE = AXES_ENABLE_ADMIN = False

PASSWORD_RESET_TIMEOUT = 24 * 3600
SESSION_ENGINE = "base.accounts.session_store"
SESSION_COOKIE_AGE = 12 * 3600  # from signing in, whatever happens
SESSION_IDLE_SECONDS = 30 * 60

# Whether mail goes out. Where it does not, links are copied from the desk.
MAIL_IS_SET_UP = False

LANGUAGE_CODE = "ja"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("ja", _("Japanese"))]
LOCALE_PATHS = [ROOT / "locale", ROOT / "locale" / "wagtail"]
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True

STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = VAR / "static"
STATIC_URL = "/static/"
MEDIA_ROOT = VAR / "media"
MEDIA_URL = "/media/"
# Our jobs wait in a table for the worker. Wagtail's own tasks (search index, references) run at once, as before:
# what an editor saved is found at the next look.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "jobs": {"BACKEND": "base.jobs.backend.JobBackend"},
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Documents about people: sealed, under no address, in the backup (base.uploads.store).
PRIVATE_ROOT = VAR / "private"
CLAMD_SOCKET = os.environ.get("CLAMD_SOCKET", "")  # /run/clamav/clamd.ctl or host:port; empty: no virus check
FILE_UPLOAD_HANDLERS = ["base.uploads.reading.KeptInMemory"]  # nothing is put down in clear on the way
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

WAGTAIL_SITE_NAME = "くらしごと"
WAGTAIL_PAGE_MODEL = "wagtailcore.Page"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = (
    False
)
WAGTAIL_I18N_ENABLED = False
# One choice, and so no question. The list of all zones holds "localtime" on Debian, on which the page breaks.
WAGTAIL_USER_TIME_ZONES = ["Asia/Tokyo"]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("ja", _("Japanese"))]
WAGTAILADMIN_BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000")
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"},
}
WAGTAILDOCS_EXTENSIONS = ["pdf", "xlsx", "docx", "txt"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_DOCUMENT_FORM_BASE = "base.public_files.PublicDocumentForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "base.public_files.PublicPictureForm"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail allows its own admin where it shows a preview

# What a page may load: files of our own, and nothing written into the page itself. A nonce is added only where a
# template asks for one; none does today.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],  # [SELF] for what Wagtail shows as a preview: base.safety.policy
    }
}
# Wagtail's admin besides: a frame for the preview, pictures that its scripts draw before they are uploaded.
ADMIN_CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": CONTENT_SECURITY_POLICY["DIRECTIVES"]
    | {
        "img-src": [SELF, "data:", "blob:"],
        "frame-src": [SELF],
    }
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Where the key ring comes from: the text itself, or a file of mode 0600 outside the data (base/keyring.py).
SEALING_KEYS = os.environ.get("KURASHIGOTO_KEYS", "")
SEALING_KEY_FILE = key_file(os.environ)

# What is written down when something goes wrong: where in the code, never about whom (base.safety.tracebacks).
DEFAULT_EXCEPTION_REPORTER = "base.safety.tracebacks.BareReporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "base.safety.tracebacks.NothingAbout"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "bare": {
            "()": "base.safety.tracebacks.BareFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "bare"},
        "nowhere": {"class": "logging.NullHandler"},
        "mail_admins": {
            "class": "base.safety.tracebacks.BareMail",
            "level": "ERROR",
            "formatter": "bare",
            "filters": ["away_from_debug"],
        },
    },
    "filters": {"away_from_debug": {"()": "django.utils.log.RequireDebugFalse"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["mail_admins"], "level": "INFO"},
        "django.request": {"level": "ERROR"},  # not every address that leads nowhere
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "axes": {
            "handlers": [],
            "propagate": False,
        },  # names who tried to sign in; it keeps that in the database
    },
}

# True marks every page with 見本データ and lets `seed_demo` fill the database.
DEMO = False

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "base.models.words.split_tags"
