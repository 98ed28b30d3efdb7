"""Telling an employer what would open a door."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from partners.actions import tell_partner
from partners.models import Need, NeedNews
from projects.models import Opening
from volunteers.board import invitations


@transaction.atomic
def tell_what_could_be(opening: Opening) -> bool:
    """Write into the portal which changes would let more people come, in round numbers; False if it stands there already.

    Raises ValidationError where the opening came from no need, or where nothing may be told: of a few people nothing is.
    """
    if opening.need_id is None:
        raise ValidationError(
            _("This opening came from no need, so there is no page in the portal to write it on.")
        )
    could_be = [[offer.change.lever, offer.change.value, offer.at_least] for offer in invitations(opening)]
    if not could_be:
        raise ValidationError(
            _("There is nothing to tell: no single change would let at least three people come.")
        )
    Need.objects.select_for_update().get(pk=opening.need_id)  # two colleagues at once tell it once
    told = NeedNews.objects.filter(
        need=opening.need_id, kind=NeedNews.Kind.COULD_BE, opening_title=opening.title
    ).last()
    if told and told.could_be == could_be:
        return False
    tell_partner(opening.need, NeedNews.Kind.COULD_BE, opening_title=opening.title, could_be=could_be)
    return True
