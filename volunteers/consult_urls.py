"""The form for whoever would like to talk, or to help."""

from django.urls import path

from volunteers.views import asking

app_name = "consult"
urlpatterns = [
    path("", asking.ask, name="form"),
    path("received/", asking.received, name="received"),
]
