"""A visitor without an account, for tests of the open forms."""

import datetime as dt
from typing import Any

from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from base import clock
from volunteers.models import ConsultationRequest

A_MINUTE = dt.timedelta(minutes=1)


def slip(*, age: dt.timedelta = A_MINUTE, address: str = "consult:form") -> str:
    """The slip of a form that was opened `age` ago."""
    with clock.happened_at(clock.now() - age):
        page = Client().get(reverse(address))
    return str(page.context["form"]["slip"].value())


def send(client: Client, *, age: dt.timedelta = A_MINUTE, **typed: Any) -> Any:
    """Open the form, write, and press the button."""
    data = {"slip": slip(age=age), "text": "電話をください"} | typed
    return client.post(reverse("consult:form"), data)


def everything() -> list[ConsultationRequest]:
    with scopes_disabled():
        return list(ConsultationRequest.objects.order_by("pk"))


def written(**answers: Any) -> ConsultationRequest:
    """A request that somebody sent."""
    before = {request.pk for request in everything()}
    response = send(Client(), **answers)
    assert response.status_code == 302, response.context["form"].errors
    (new,) = [request for request in everything() if request.pk not in before]
    return new
