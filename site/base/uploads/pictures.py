"""Pictures are drawn anew: what the camera wrote into them (place, time, device) and what hides behind them is gone."""

import warnings
from io import BytesIO

import pillow_heif
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from .kinds import Kind
from .refusing import Refused

MOST_PIXELS = 50_000_000
"""More than the cameras of telephones usually give; 50 million pixels are 150 MB while they are drawn."""
FORMATS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.WEBP: "WEBP", Kind.HEIC: "HEIF"}
QUALITY = 88

pillow_heif.register_heif_opener(thumbnails=False)


def drawn_anew(data: bytes, kind: Kind) -> tuple[Kind, bytes]:
    """(kind, bytes) of the same picture without anything but its pixels, upright; what a telephone made is JPEG then.

    Raises Refused for a picture that is cut off, damaged, or larger than MOST_PIXELS.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=[FORMATS[kind]]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise _too_many_pixels()
                picture.load()
                return _drawn(picture, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise _too_many_pixels() from bomb
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        MemoryError,
        RuntimeError,
    ) as broken:
        raise Refused(
            _("This picture is damaged or was cut off on the way. Please choose it again, or take it anew."),
            code="broken_picture",
        ) from broken


def _too_many_pixels() -> Refused:
    return Refused(
        _("This picture has too many pixels. Please take it again in a smaller size."), code="too_many_pixels"
    )


def _drawn(picture: Image.Image, kind: Kind) -> tuple[Kind, bytes]:
    upright = ImageOps.exif_transpose(picture)
    wanted = Kind.JPEG if kind is Kind.HEIC else kind
    plain = _in_usual_colours(upright, see_through=wanted is not Kind.JPEG)
    clean = Image.frombytes(plain.mode, plain.size, plain.tobytes())  # pixels alone: no info is carried along
    drawn = BytesIO()
    if wanted is Kind.PNG:
        clean.save(drawn, "PNG", optimize=False)
    else:
        clean.save(drawn, FORMATS[wanted], quality=QUALITY)
    return wanted, drawn.getvalue()


def _in_usual_colours(picture: Image.Image, *, see_through: bool) -> Image.Image:
    has_alpha = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    mode = "RGBA" if see_through and has_alpha else "L" if picture.mode in ("1", "L") else "RGB"
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA"):
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            picture = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB")) or picture
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a profile that cannot be read: the colours as they are
    return picture.convert(mode)
