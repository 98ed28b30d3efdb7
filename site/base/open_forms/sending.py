"""Taking in a form without an account: asked again, refused for today, or kept once."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from base.models import CentreSettings
from base.once import OncePosted

from .forms import OpenForm
from .limits import Limit


class SlipUsed(Exception):
    """The slip made a record of other words already."""


def open_to_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For the page of such a form: kept by no browser, and no cookie is asked for.

    The token against cross-site posts guards an account, and there is none here; it would turn away whoever keeps
    no cookies, and lose their words. `taken_in` asks for a signed slip instead.
    """

    @csrf_exempt
    @sensitive_post_parameters()
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return answer


def taken_in(
    request: HttpRequest,
    form: OpenForm,
    limit: Limit,
    keep: Callable[[uuid.UUID, dict[str, Any]], tuple[Any, bool]],
) -> Any:
    """The record that `keep(token, answers)` made, or None; then the form says what to do, every word in it.

    `keep` gives (record, made) and raises SlipUsed. A form sent twice gives the record that it made before.
    """
    slip = form.read_slip()
    if not form.is_valid():
        if slip is None or slip.is_old:
            form.renew_slip()
        return None
    if slip is None or slip.is_old:
        return _ask_again(
            form,
            _(
                "The page was open for a long time. All you wrote is still here: please press the button once more."
            ),
        )
    if slip.is_quick:
        form.add_error(
            None, _("Please look over it once, and press the button again. All you wrote is still here.")
        )
        return None
    if limit.is_reached(request):
        return _ask_again(form, _say_to_call())
    try:
        record, made = keep(slip.token, form.answers())
    except SlipUsed:
        return _ask_again(
            form,
            _(
                "You have sent a form from this page already. If you want to send this one too, please press the button once more."
            ),
        )
    if made:
        limit.count(request)
    return record


def _ask_again(form: OpenForm, sentence: str) -> None:
    form.renew_slip()
    form.add_error(None, sentence)


def _say_to_call() -> str:
    phone = CentreSettings.load().phone
    if phone:
        return _(
            "Many forms came from your place today, so this one could not be taken. All you wrote is still here. "
            "Please call us: %(phone)s. Or send it again in an hour."
        ) % {"phone": phone}
    return _(
        "Many forms came from your place today, so this one could not be taken. All you wrote is still here. Please send it again in an hour."
    )


def earlier_of(model: type[OncePosted], token: uuid.UUID, answers: dict[str, Any]) -> Any:
    """The record that this token made of the same answers, or None. Raises SlipUsed where they were others."""
    earlier = model._base_manager.filter(posted_token=token).first()
    if earlier is not None and any(getattr(earlier, name) != value for name, value in answers.items()):
        raise SlipUsed
    return earlier
