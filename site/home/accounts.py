"""The groups of people who sign in, and what each may do (domain.md 4.7)."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

# Names of groups are data that the admin shows as they are.
COORDINATORS = "相談員"
CHIEFS = "主任・センター長"
EDITORS = "広報（サイトの編集）"

_DESK = [
    "wagtailadmin.access_admin",
    "volunteers.support_person",
    "projects.carve_opening",
    "partners.import_partner",
    "partners.invite_member",
    *(
        f"partners.{verb}_{model}"
        for model in ("partner", "workplace", "accreditation", "member")
        for verb in ("add", "change", "view")
    ),
    *(
        f"projects.{verb}_{model}"
        for model in ("communityproject", "stakeholder", "workorder")
        for verb in ("add", "change", "view")
    ),
]
_PUBLIC_FACTS = [f"base.{verb}_crisisline" for verb in ("add", "change", "delete", "view")]
GRANTS = {
    COORDINATORS: _DESK,
    CHIEFS: [
        *_DESK,
        "volunteers.support_everyone",
        "base.change_centresettings",
        "base.invite_staff",
        *_PUBLIC_FACTS,
    ],
    EDITORS: [
        "wagtailadmin.access_admin",
        "base.change_centresettings",
        *_PUBLIC_FACTS,
    ],
}
PAGE_VERBS = ("add_page", "change_page", "publish_page")
IMAGE_VERBS = ("add_image", "change_image", "choose_image")
"""Wagtail asks for these at a collection: as permissions of the group alone they open nothing."""


def grant_everything(**_kwargs: Any) -> None:
    """Make the groups and give them their permissions. Runs after every migrate; says the same each time."""
    for name, grants in GRANTS.items():
        group, _made = Group.objects.get_or_create(name=name)
        group.permissions.set(_permissions(grants))
    root = Page.objects.filter(depth=1).first()
    editors = Group.objects.get(name=EDITORS)
    for verb in PAGE_VERBS if root else ():
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=verb)
        GroupPagePermission.objects.get_or_create(group=editors, page=root, permission=permission)
    pictures = Collection.objects.filter(depth=1).first()
    for verb in IMAGE_VERBS if pictures else ():
        permission = Permission.objects.get(content_type__app_label="wagtailimages", codename=verb)
        GroupCollectionPermission.objects.get_or_create(
            group=editors, collection=pictures, permission=permission
        )


def _permissions(grants: list[str]) -> list[Permission]:
    wanted = {tuple(grant.split(".")) for grant in grants}
    return [
        permission
        for permission in Permission.objects.select_related("content_type")
        if (permission.content_type.app_label, permission.codename) in wanted
    ]
