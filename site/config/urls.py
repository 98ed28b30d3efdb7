"""Every address of the product. Pages that editors make are found last, by Wagtail."""

from django.conf import settings
from django.http import Http404
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.defaults import page_not_found
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern

from base.accounts.door import other_doors
from base.serving import serve as serve_page
from base.serving import serve_picture

handler400 = "base.safety.refusals.refused"

urlpatterns: list[URLPattern | URLResolver] = [
    *other_doors,
    path("account/", include("base.accounts.urls")),
    # Wagtail's page that always breaks, open to whoever may enter its admin.
    path("admin/failwhale/", page_not_found, {"exception": Http404()}),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("portal/shared/", include("volunteers.shared_urls")),
    path("portal/", include("partners.urls")),
    path("consult/", include("volunteers.consult_urls")),
    path("short-of-hands/", include("partners.enquiry_urls")),
]

if settings.DEMO:
    urlpatterns.append(path("demo/", include("home.demo.urls")))
    # On one PC there is no web server in front that could serve pictures.
    urlpatterns.append(re_path(r"^media/(?P<path>.*)$", serve_picture))

urlpatterns += [
    re_path(serve_pattern, serve_page, name="wagtail_serve"),  # before Wagtail's own, which asks more often
    path("", include(wagtail_urls)),
]
