"""Addresses that only the demo has."""

from django.urls import path

from .codes import codes

urlpatterns = [path("codes/", codes, name="demo_codes")]
