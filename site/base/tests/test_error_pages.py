"""What people see when something is not there, not theirs, or broken."""

import pytest
from django.template.loader import get_template
from django.test import Client

from base.models import CentreSettings


@pytest.mark.django_db
def test_unknown_address_gives_the_phone_number_and_a_way_on():
    CentreSettings.objects.update_or_create(pk=1, defaults={"phone": "0154-00-0000"})

    response = Client().get("/no-such-page/")

    html = response.content.decode()
    assert response.status_code == 404
    assert "このページは見つかりません" in html
    assert 'href="tel:0154000000"' in html
    assert '<html lang="ja"' in html


@pytest.mark.django_db
def test_a_form_without_its_token_is_answered_in_japanese():
    response = Client(enforce_csrf_checks=True).post("/portal/login/", {})

    assert response.status_code == 403
    assert "もう一度、お送りください" in response.content.decode()


def test_broken_page_needs_neither_database_nor_request():
    # Without the django_db mark every query is refused.
    html = get_template("500.html").render()

    assert "こちらの不具合で" in html
    assert "お電話" in html
