"""What a request asked for beside its name: the documented values of an API body, and nothing that may be secret."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Value = bool | int | str

LONGEST_TEXT = 255  # what the API's schemas allow a name (nova.api.validation.parameter_types, 12-34)
BOOLEANS = {"true": True, "1": True, "on": True, "yes": True, "false": False, "0": False, "off": False, "no": False}
IMAGE_MAKERS = frozenset({"createImage", "createBackup"})


def _text(value: object) -> str | None:
    return value[:LONGEST_TEXT] if isinstance(value, str) and value else None


def _flag(value: object) -> bool | str | None:
    """Return a boolean, which the API takes as a word too; any other word stays one: `auto` of microversion 2.25."""
    if isinstance(value, bool):
        return value
    text = _text(value)
    return BOOLEANS.get(text.casefold(), text) if text else None


def _count(value: object) -> int | None:
    """Return a number, which the API takes as digits too."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= len(str(2**64)):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _reference(value: object) -> str | None:
    """Return the id of a flavor or image, given as it is, as `{"id": ...}`, or at the end of a link (API v2.0)."""
    if isinstance(value, Mapping):
        value = value.get("id")
    number = _count(value)
    text = str(number) if number is not None else _text(value)
    return text.rstrip("/").rpartition("/")[2] or None if text else None


def _networks(value: object) -> int | str | None:
    """Return how many networks were asked for; `auto` and `none` (microversion 2.37) stay words."""
    return len(value) if isinstance(value, list) else _text(value)


def _upper(value: object) -> str | None:
    text = _text(value)
    return text.upper() if text else None


# By the key of the body: the name it is known by, and how it is read. What is not here is not passed on: adminPass,
# user_data, personality, key_name, metadata and whatever an extension may add.
DOCUMENTED: Mapping[str, tuple[str, Callable[[object], Value | None]]] = {
    "availability_zone": ("availability_zone", _text),
    "block_migration": ("block_migration", _flag),
    "disk_over_commit": ("disk_over_commit", _flag),
    "flavor": ("flavor", _reference),
    "flavorRef": ("flavor", _reference),
    "force": ("force", _flag),
    "host": ("host", _text),
    "image": ("image", _reference),
    "imageRef": ("image", _reference),
    "max_count": ("max_count", _count),
    "min_count": ("min_count", _count),
    "name": ("name", _text),
    "net_id": ("network", _text),
    "networks": ("networks", _networks),
    "port_id": ("port", _text),
    "rescue_image_ref": ("image", _reference),
    "state": ("state", _text),
    "type": ("type", _upper),
    "volumeId": ("volume", _text),
}


def parameters(action: str | None, body: Mapping[str, object]) -> dict[str, Value]:
    """Return the documented values of a request.

    Args:
        action: the key of the body: `server` of a launch, else the action's.
        body: what stands below that key (api-ref of the compute API, microversions 2.1 to 2.100).

    Returns:
        By name, sorted; what was null or absent is absent. The name that a snapshot gives its image is `image_name`.
    """
    found: dict[str, Value] = {}
    for key, (name, read) in DOCUMENTED.items():
        value = read(body.get(key))
        if value is not None:
            found["image_name" if name == "name" and action in IMAGE_MAKERS else name] = value
    return dict(sorted(found.items()))
