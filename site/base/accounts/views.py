"""One's own account, the clock of one's session, and accepting an invitation. allauth's views do the rest."""

import time
from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.mfa.adapter import get_adapter as factor_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.utils import encrypt
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LogoutView
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from base.accounts import invitations, second_factor, unsent
from base.accounts.invitation_forms import ChoosePasswordForm, JoinForm
from base.accounts.middleware import seconds_left
from base.accounts.session_store import SEEN, hashed
from base.models import KeptSession, User

ONWARD = "onward"
INVITED_BY = "invited_by_token"

sign_out = LogoutView.as_view(next_page="account_login")


def _me(request: HttpRequest) -> User:
    return cast("User", request.user)


@require_POST
def leave_step(request: HttpRequest) -> HttpResponse:
    """From the code page back to the door, under another name."""
    clear_login(request)
    return redirect("account_login")


# --- one's own account ------------------------------------------------------------------------------------------------


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Password, second factor, devices: what one can look after oneself."""
    user = _me(request)
    codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    context = {
        "is_set_up": second_factor.is_set_up(user),
        "is_required": second_factor.is_required(user),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "sessions": KeptSession.of(user).count(),
    }
    return render(request, "account/home.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where this account is signed in. Posting ends one of them, or all but this."""
    user, here = _me(request), hashed(request.session.session_key or "")
    mine = KeptSession.of(user)
    if request.method == "POST":
        others = mine.exclude(session_key=here)
        chosen = request.POST.get("session", "")
        ended = (others.filter(session_key=chosen) if chosen else others).delete()[0]
        if ended:
            messages.success(request, _("Signed out there."))
        return redirect("account_sessions")
    return render(request, "account/sessions.html", {"sessions": mine, "here": here})


class SetUp(totp_views.ActivateTOTPView):
    """Setting the app up for the first time. Where the visitor wanted to go is kept until it is done."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if second_factor.is_set_up(_me(request)):
            return redirect("mfa_index")
        _keep_onward(request)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        second_factor.note_passed(self.request, _me(self.request), "totp")  # the first number was just given
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_required = second_factor.is_required(_me(self.request))
        return super().get_context_data(is_required=is_required, onward=_onward(self.request), **kwargs)


class Exchange(SetUp):
    """Another telephone: the new app takes the old one's place in the moment in which its first number is given."""

    template_name = "mfa/totp/exchange.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not second_factor.is_set_up(_me(request)):
            return redirect("mfa_activate_totp")
        return super(totp_views.ActivateTOTPView, self).dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        app = Authenticator.objects.get(user=_me(self.request), type=Authenticator.Type.TOTP)
        app.data = {"secret": encrypt(form.secret)}
        app.save(update_fields=["data"])
        messages.success(self.request, _("From now on the numbers of the new app count."))
        return redirect("mfa_index")


@login_required
@require_safe
def app_picture(request: HttpRequest) -> HttpResponse:
    """The picture of the app that is being set up. A page of its own: the policy allows no picture inside a page."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if secret is None:
        raise Http404
    adapter = factor_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(_me(request), secret))
    return HttpResponse(svg, content_type="image/svg+xml")


class RecoveryCodes(recovery_views.ViewRecoveryCodesView):
    """The codes for the day on which the telephone is not at hand, shown once."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(onward=_onward(self.request), **kwargs)


set_up = login_required(reauthentication_required(app="allauth.mfa")(SetUp.as_view()))
exchange = login_required(reauthentication_required(app="allauth.mfa")(Exchange.as_view()))
recovery_codes = RecoveryCodes.as_view()


def _keep_onward(request: HttpRequest) -> None:
    wanted = request.GET.get("next", "")
    if wanted and get_adapter().is_safe_url(wanted):
        request.session[ONWARD] = wanted


def _onward(request: HttpRequest) -> str:
    return str(request.session.get(ONWARD) or get_adapter().get_login_redirect_url(request))


# --- the clock of one's session ---------------------------------------------------------------------------------------


@require_safe
def session_state(request: HttpRequest) -> JsonResponse:
    """How long the session lasts, whose it is (a mark, not a name), and the token that forms must carry now.

    Asking is no sign of life: see `SessionClock.silent`.
    """
    return _state(request)


@require_POST
def stay(request: HttpRequest) -> JsonResponse:
    """A sign of life, from the button of the warning."""
    if request.user.is_authenticated:
        request.session[SEEN] = time.time()
    return _state(request)


def _state(request: HttpRequest) -> JsonResponse:
    return JsonResponse(
        {"left": max(seconds_left(request), 0), "who": mark_of(request), "token": get_token(request)}
    )


def mark_of(request: HttpRequest) -> str:
    """Two pages of one account carry the same mark; a standing page knows by it whether its own owner came back."""
    if not request.user.is_authenticated:
        return ""
    return salted_hmac("base.accounts.mark", str(request.user.pk)).hexdigest()[:16]


@login_required
@require_safe
def back_again(request: HttpRequest) -> HttpResponse:
    """After signing in in a second window: that one can be closed."""
    return render(request, "account/back_again.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsent_form(request: HttpRequest) -> HttpResponse:
    """What was typed when the session had ended, to be sent or thrown away."""
    if request.method == "POST":
        unsent.forget(request)
        messages.info(request, _("It was thrown away. Nothing was sent."))
        return redirect(get_adapter().get_login_redirect_url(request))
    kept = unsent.kept_for(request)
    if kept is None:
        return redirect(get_adapter().get_login_redirect_url(request))
    return render(request, "account/unsent.html", {"kept": kept, "words": _words_of(kept)})


def _words_of(kept: dict[str, Any]) -> list[str]:
    """What a person wrote, without the form's own numbers."""
    return [value for _name, value in kept["fields"] if isinstance(value, str) and not value.isascii()]


# --- invitations ------------------------------------------------------------------------------------------------------


@require_safe
def open_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link itself. What stands in it goes out of the address at once, so that nobody reads it over a shoulder."""
    request.session[INVITED_BY] = token
    return redirect("account_invitation")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """Choose a user name and a password. Looking uses nothing up."""
    found = invitations.find(request.session.get(INVITED_BY, ""))
    if found is None or not found.is_waiting:
        return _over(request)
    if request.user.is_authenticated:
        return render(request, "account/invitation_other.html", status=409)
    made_for = ChoosePasswordForm if found.account else JoinForm
    form = made_for(request.POST if request.method == "POST" else None, invitation=found)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "account/invitation.html", {"form": form, "invitation": found}, status=status)
    try:
        user = invitations.accept(found, **form.answers())
    except invitations.InvitationOver:
        return _over(request)
    del request.session[INVITED_BY]
    login = Login(user=user, redirect_url=_first_page(user))
    return cast(HttpResponse, perform_password_login(request, {"username": user.get_username()}, login))


def _over(request: HttpRequest) -> HttpResponse:
    request.session.pop(INVITED_BY, None)
    return render(request, "account/invitation_over.html", status=410)


def _first_page(user: User) -> str:
    return reverse("mfa_index" if second_factor.is_set_up(user) else "mfa_activate_totp")
