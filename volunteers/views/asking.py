"""Somebody asks for a talk without an account. They write and read nothing: what they wrote is behind the wall."""

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from base import clock
from base.models import CrisisLine
from base.open_forms import Limit, open_to_all, taken_in
from volunteers.actions import receive_consultation
from volunteers.forms import AskingForm
from volunteers.models import ConsultationRequest

LIMIT = Limit("consultation")
SALT = "volunteers.asking.receipt"
HELP = ConsultationRequest.Wish.HELP


@open_to_all
def ask(request: HttpRequest) -> HttpResponse:
    """The questions; sent twice, they make one request."""
    initial = {"wish": HELP} if request.GET.get("wish") == HELP else {}
    form = AskingForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound:
        told = taken_in(
            request, form, LIMIT, lambda token, answers: receive_consultation(token=token, **answers)
        )
        if told:
            signed = signing.Signer(salt=SALT).sign(f"{told.receipt}:{int(told.may_be_answered)}")
            return redirect(f"{reverse('consult:received')}?n={signed}")
    status = 422 if form.errors else 200
    return render(request, "volunteers/consult.html", {"form": form, "lines": _lines()}, status=status)


@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """Thanks, the number, and what happens next. The address holds the number and nothing of what was written."""
    try:
        number, answered = signing.Signer(salt=SALT).unsign(request.GET.get("n", "")).split(":")
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    context = {"number": number, "may_be_answered": answered == "1", "lines": _lines()}
    response = render(request, "volunteers/consult_received.html", context)
    response["Cache-Control"] = "no-store, private"
    return response


def _lines() -> list[CrisisLine]:
    return list(CrisisLine.objects.valid_on(clock.today()))
