"""The form for employers without an account."""

from django.urls import path

from partners.views import enquiry

app_name = "enquiry"
urlpatterns = [
    path("", enquiry.enquire, name="form"),
    path("received/", enquiry.received, name="received"),
]
