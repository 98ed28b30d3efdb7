"""Three invented people of the demo: one whose address is kept apart, one whose term is over, one whose record is held."""

from volunteers import actions

from .records import Cast, Story


def play_keeping(cast: Cast) -> list[Story]:
    """What chiefs see under keeping and forgetting."""
    return [_kept_apart(cast), _long_ago(cast), _held(cast), _look(cast)]


def _kept_apart(cast: Cast) -> Story:
    yield 0
    coordinator, chief = cast.users["coordinator"], cast.users["chief"]
    person, _made = actions.register_person(
        actor=coordinator,
        call_name="しずか",
        phone="0154-00-2001",
        voicemail_ok=False,
        contact_hours="平日の10時から12時だけ。ほかの人が出たら、何も言わずに切る",
        own_words="だれにも見つからずに、静かに暮らしたい。",
        roles=["seeker"],
    )
    actions.keep_address_apart(
        person,
        actor=coordinator,
        address="釧路市見本町99丁目9番9号",
        postal_code="0850000",
        note="元の配偶者とその家族に知らせない。郵便は出さない",
    )
    actions.name_reader(person, actor=chief, reader=coordinator, reason="通院に付きそうため")


def _long_ago(cast: Cast) -> Story:
    yield -2200
    actions.register_person(
        actor=cast.users["coordinator2"], call_name="とおる", strengths="字がきれい", roles=["supporter"]
    )


def _held(cast: Cast) -> Story:
    yield -2150
    person, _made = actions.register_person(
        actor=cast.users["coordinator2"], call_name="のぞみ", strengths="料理が得意", roles=["supporter"]
    )
    yield 0
    actions.hold(person, actor=cast.users["chief"], reason="家族から問い合わせがあり、返事をするまで残す")


def _look(cast: Cast) -> Story:
    yield 0
    actions.list_due(cast.base)
