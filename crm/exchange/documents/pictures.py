"""Photos: drawn afresh, so that nothing but the picture is left. A photo of a garden says where the garden is."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from crm.errors import Refused

JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
BEGINNINGS = (JPEG, PNG)
MOST_PIXELS = 40_000_000  # what a good camera takes; more would need gigabytes to open
QUALITY = 90  # of JPEG: no eye sees the difference

_BROKEN = (UnidentifiedImageError, OSError, SyntaxError, ValueError)


def dots(content: bytes) -> int:
    """How many dots it says that it has; 0 of what cannot be read, which `cleaned` refuses."""
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
            warnings.simplefilter("ignore")
            return picture.width * picture.height
    except (Image.DecompressionBombError, *_BROKEN):
        return 0


def cleaned(content: bytes, *, upright: bool = True) -> tuple[str, bytes]:
    """Its kind and its bytes, without EXIF, GPS, comments, thumbnails or anything after its end. Refused: damaged,
    or of more pixels than any camera takes.

    `upright`: turned as the camera says. Word and Excel turn their pictures themselves, and do not heed the camera.
    """
    kind = "jpeg" if content.startswith(JPEG) else "png"
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(content), formats=[kind.upper()]) as picture:
            warnings.simplefilter("ignore")  # what it thinks of broken EXIF, which goes anyway
            _check_size(picture)
            return kind, _drawn(ImageOps.exif_transpose(picture) if upright else picture, kind)
    except Image.DecompressionBombError:
        raise Refused("The picture has too many dots: make it smaller", field="file") from None
    except _BROKEN:
        raise Refused("The picture is damaged: take or save it again", field="file") from None


def _check_size(picture: Image.Image) -> None:
    """Before anything is opened: only the size that it states has been read."""
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise Refused(f"The picture has too many dots, {width:,} by {height:,}: make it smaller", field="file")


def _drawn(picture: Image.Image, kind: str) -> bytes:
    wanted = {"jpeg": ("RGB", "L", "CMYK"), "png": ("RGB", "RGBA", "L", "LA", "1")}[kind]
    if picture.mode not in wanted:
        see_through = kind == "png" and picture.has_transparency_data
        picture = picture.convert("RGBA" if see_through else "RGB")
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    into = io.BytesIO()
    if kind == "jpeg":
        bare.save(into, "JPEG", quality=QUALITY)
    else:
        bare.save(into, "PNG")
    return into.getvalue()
