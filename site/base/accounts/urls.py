"""The addresses of signing in. allauth finds its views by these names; its sign-up is not among them."""

from allauth.account import views as account_views
from allauth.mfa.base import views as factor_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from django.urls import path, re_path
from django.views.decorators.cache import never_cache
from wagtail.utils.urlpatterns import decorate_urlpatterns

from base.accounts import views

_addresses = [
    path("", views.home, name="mfa_index"),
    path("login/", account_views.login, name="account_login"),
    path("logout/", views.sign_out, name="account_logout"),
    path("inactive/", account_views.account_inactive, name="account_inactive"),
    path("again/", account_views.reauthenticate, name="account_reauthenticate"),
    path("password/", account_views.password_change, name="account_change_password"),
    path("forgotten/", account_views.password_reset, name="account_reset_password"),
    path("forgotten/sent/", account_views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "forgotten/done/",
        account_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("code/", factor_views.authenticate, name="mfa_authenticate"),
    path("code/leave/", views.leave_step, name="account_leave_step"),
    path("code/again/", factor_views.reauthenticate, name="mfa_reauthenticate"),
    path("app/", views.set_up, name="mfa_activate_totp"),
    path("app/picture/", views.app_picture, name="account_app_picture"),
    path("app/exchange/", views.exchange, name="account_exchange_app"),
    path("app/remove/", totp_views.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery-codes/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", recovery_views.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("sessions/", views.sessions, name="account_sessions"),
    path("session/", views.session_state, name="account_session"),
    path("session/stay/", views.stay, name="account_stay"),
    path("back/", views.back_again, name="account_back_again"),
    path("unsent/", views.unsent_form, name="account_unsent"),
    path("invitation/", views.invitation, name="account_invitation"),
    path("invitation/<str:token>/", views.open_invitation, name="account_open_invitation"),
]
urlpatterns = decorate_urlpatterns(_addresses, never_cache)
