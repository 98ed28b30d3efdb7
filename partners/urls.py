"""The employer portal."""

from django.urls import path

from base.accounts.door import to_the_door
from base.accounts.views import sign_out
from partners.views import portal

app_name = "portal"
urlpatterns = [
    path("", portal.needs, name="home"),
    path("login/", to_the_door, name="login"),
    path("logout/", sign_out, name="logout"),
    path("needs/new/", portal.new_need, name="new_need"),
    path("needs/<int:pk>/", portal.need, name="need"),
    path("needs/<int:pk>/received/", portal.received, name="received"),
]
