"""Many coordinators agreeing on the last place of one opening at the same moment."""

from collections import Counter
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django_scopes import scopes_disabled

from base import clock
from base.models import Move, User
from base.tests.at_once import all_at_once
from projects.actions import NoPlaceLeft
from projects.models import Opening
from projects.models.openings import OpeningState
from volunteers import actions
from volunteers.models import Match, Placement
from volunteers.models.matches import MatchState
from volunteers.scopes import reading_as
from volunteers.tests import scene


@dataclass
class LastPlace:
    """One opening with one place, and as many people to whose matches everybody is about to agree."""

    opening: Opening
    actor: User

    @classmethod
    @transaction.atomic
    def of(cls, claims: int) -> "LastPlace":
        """Set up for so many claims."""
        actor = scene.coordinator()
        opening = scene.opening(actor, places=1)
        for number in range(claims):
            scene.proposed(scene.person(actor, f"{number}さん"), opening, actor)
        return cls(opening, actor)

    def round(self) -> Counter[str]:
        """Let everybody agree at once: how many got the place, how many were told that none is left, what else.

        Checks that the database holds what the answers said, and frees the place again for the next round.
        """
        with scopes_disabled():
            open_matches = list(
                Match.objects.filter(opening=self.opening, state=MatchState.PROPOSED).select_related(
                    "opening", "person__conditions"
                )
            )
        results = all_at_once([partial(self._agree, match) for match in open_matches])
        self._check([result for result in results if isinstance(result, Placement)])
        return Counter(_outcome(result) for result in results)

    def _agree(self, match: Match) -> Placement:
        with reading_as(self.actor):
            return actions.agree(
                match, actor=self.actor, starts_on=clock.today(), workplace_supporter="作業場の浜さん"
            )

    def _check(self, placements: list[Placement]) -> None:
        self.opening.refresh_from_db()
        with scopes_disabled(), transaction.atomic():
            agreed = Match.objects.filter(opening=self.opening, state=MatchState.AGREED)
            kept = Placement.objects.filter(match__in=agreed)
            moves = Move.objects.into(Match, MatchState.AGREED).filter(subject_id__in=agreed.values("pk"))
            assert [list(kept), agreed.count(), moves.count()] == [placements, 1, 1]
            assert self.opening.places_taken == 1
            assert self.opening.state == OpeningState.FILLED
            self._free(placements[0])

    def _free(self, placement: Placement) -> None:
        actions.call_off(placement, actor=self.actor)
        self.opening.refresh_from_db()
        scene.proposed(placement.match.person, self.opening, self.actor)


def _outcome(result: object) -> str:
    if isinstance(result, Placement):
        return "won"
    return "no place left" if isinstance(result, NoPlaceLeft) else repr(result)
