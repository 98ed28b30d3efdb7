"""The desk's pages about accounts, below the admin's address."""

from django.urls import path

from home.views import accounts

desk_urlpatterns = [
    path("accounts/", accounts.accounts, name="desk_accounts"),
    path("accounts/invite/", accounts.invite, name="desk_invite"),
    path("accounts/link/", accounts.link, name="desk_invitation_link"),
    path("accounts/invitations/<int:pk>/withdraw/", accounts.withdraw, name="desk_invitation_withdraw"),
    path("accounts/<int:pk>/", accounts.account, name="desk_account"),
    path("accounts/<int:pk>/confirm/", accounts.confirm, name="desk_account_confirm"),
    path("accounts/<int:pk>/switch/", accounts.switch, name="desk_account_switch"),
    path("accounts/<int:pk>/sign-out/", accounts.sign_out, name="desk_account_sign_out"),
    path("accounts/<int:pk>/second-factor/", accounts.reset_factor, name="desk_account_reset_factor"),
    path("accounts/<int:pk>/new-password/", accounts.new_password, name="desk_account_new_password"),
]
