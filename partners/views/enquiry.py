"""An employer asks for hands without an account: eight short questions, a number, and what happens next."""

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from base.open_forms import Limit, open_to_all, taken_in
from partners.actions import receive_enquiry
from partners.forms import EnquiryForm

LIMIT = Limit("enquiry")
SALT = "partners.enquiry.receipt"


@open_to_all
def enquire(request: HttpRequest) -> HttpResponse:
    """The questions; sent twice, they make one enquiry."""
    form = EnquiryForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        enquiry = taken_in(
            request, form, LIMIT, lambda token, answers: receive_enquiry(token=token, **answers)
        )
        if enquiry:
            signed = signing.Signer(salt=SALT).sign(f"{enquiry.receipt}:{enquiry.reply_by}")
            return redirect(f"{reverse('enquiry:received')}?n={signed}")
    status = 422 if form.errors else 200
    return render(request, "partners/enquiry.html", {"form": form}, status=status)


@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """Thanks, the number, and what happens next. The address holds the number and nothing of what was written."""
    try:
        number, reply_by = signing.Signer(salt=SALT).unsign(request.GET.get("n", "")).split(":")
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    response = render(request, "partners/enquiry_received.html", {"number": number, "reply_by": reply_by})
    response["Cache-Control"] = "no-store, private"
    return response
