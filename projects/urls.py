"""Addresses of the desk, under /admin/. Wagtail lets in only those who may sign in there."""

from django.urls import path

from projects.views import needs, openings, projects

desk_urlpatterns = [
    path("needs/", needs.needs, name="desk_needs"),
    path("needs/new/", needs.need_new, name="desk_need_new"),
    path("needs/<int:pk>/", needs.need, name="desk_need"),
    path("needs/<int:pk>/tasks/", needs.need_tasks, name="desk_need_tasks"),
    path("needs/<int:pk>/opening/", openings.opening_from_need, name="desk_opening_from_need"),
    path("needs/<int:pk>/step/<slug:name>/", needs.need_step, name="desk_need_step"),
    path("openings/", openings.openings, name="desk_openings"),
    path("openings/new/", openings.opening_new, name="desk_opening_new"),
    path("openings/<int:pk>/", openings.opening, name="desk_opening"),
    path("openings/<int:pk>/edit/", openings.opening_edit, name="desk_opening_edit"),
    path("openings/<int:pk>/step/<slug:name>/", openings.opening_step, name="desk_opening_step"),
    path("community/", projects.projects, name="desk_projects"),
    path("community/new/", projects.project_new, name="desk_project_new"),
    path("community/<int:pk>/", projects.project, name="desk_project"),
    path("community/<int:pk>/edit/", projects.project_edit, name="desk_project_edit"),
    path("community/<int:pk>/orders/new/", projects.order_new, name="desk_order_new"),
    path("community/<int:pk>/step/<slug:name>/", projects.project_step, name="desk_project_step"),
    path("orders/<int:pk>/", projects.order, name="desk_order"),
    path("orders/<int:pk>/step/<slug:name>/", projects.order_step, name="desk_order_step"),
]
