"""Who may do what with people. Plain predicates; no view decides for itself."""

from datetime import timedelta
from typing import Any

# Half a year as a guide for the training plan (seed S3:97), a look together within three months (domain.md 4.5).
PLANNED_LENGTH = timedelta(days=182)
REVIEW_WITHIN = timedelta(days=91)
# Far longer than any board takes: no worker is there, or its three tries have all failed.
BOARD_TAKES_AT_MOST = timedelta(minutes=15)


def supports_people(user: Any) -> bool:
    """Coordinators and chiefs. An administrator's superuser flag does not open the wall (domain.md 4.7)."""
    return _granted(user, "support_person")


def reads_everyone(user: Any) -> bool:
    """Chiefs: all people, and clearing of blocks."""
    return _granted(user, "support_everyone")


def on_team_or_chief(user: Any, person: Any) -> bool:
    """Whether this reader sees the person every day, and not only for an emergency."""
    return reads_everyone(user) or person.team.filter(pk=user.pk).exists()


def _granted(user: Any, codename: str) -> bool:
    # Asked of the groups themselves: `has_perm` says yes to every superuser.
    if not (user and user.is_authenticated and user.is_active):
        return False
    granted = user.__dict__.setdefault("_people_grants", None)
    if granted is None:
        granted = set(
            user.groups.filter(permissions__content_type__app_label="volunteers").values_list(
                "permissions__codename", flat=True
            )
        )
        user.__dict__["_people_grants"] = granted
    return codename in granted


def may_stop_board(user: Any, run: Any) -> bool:
    """Whoever started a proposal for the whole board, and chiefs."""
    return bool(run.started_by_id == user.pk) or reads_everyone(user)
