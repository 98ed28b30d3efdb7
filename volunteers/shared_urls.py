"""What an employer reads of somebody who agreed: below the portal, mounted from above it."""

from django.urls import path

from volunteers.views import shared

urlpatterns = [path("<uuid:shared_id>/", shared.shared_sheet, name="shared_sheet")]
