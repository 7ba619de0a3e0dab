"""Addresses of links: which are worth reading, how they are shown, and where."""

import re
from urllib.parse import unquote

_MAX_CHARS = 200
"""A longer address is for machines."""
_SCHEMES = ("https://", "http://", "mailto:", "tel:")
_NOISE = re.compile(r"^(?:https?://)?(?:www\.)?|/+$", re.IGNORECASE)


def shown_address(address: str) -> str:
    """`address` as it is put into the text: without "mailto:" and "tel:"; empty where no person goes there."""
    address = address.strip()
    if len(address) > _MAX_CHARS or not address.lower().startswith(_SCHEMES):
        return ""
    if not address.isprintable() or any(char.isspace() for char in address):
        return ""
    if address.lower().startswith(("mailto:", "tel:")):
        return unquote(address.partition(":")[2].partition("?")[0]).strip()
    return address


def is_told(address: str, text: str) -> bool:
    """Whether `text`, that links to `address`, says the address itself."""
    plain = _plain(text)
    wanted = _plain(_NOISE.sub("", address))
    digits = re.sub(r"\D", "", address)
    return not wanted or wanted in plain or (len(digits) > 6 and digits in re.sub(r"\D", "", text))


def _plain(text: str) -> str:
    return re.sub(r"[\s\u00ad\u200b]|%20", "", text).lower().rstrip("/.,;")
