"""Made-up names: the same for the same original within one run, and none that is itself an original."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import Literal

Form = Literal["short", "whole"]
# How many digits of an id tell it from others. Nova names network devices after the first eleven characters of a port.
TELLING = 10
# RFC 2544 and RFC 3849: addresses of no real network.
_FIRST_V4 = IPv4Address("198.18.0.0")
_FIRST_V6 = IPv6Address("2001:db8::")


class Pseudonyms:
    """The names given so far.

    Args:
        form: `short` is for readers (`server-1`, `req-0001`); `whole` looks like what it stands for, so that whatever
            reads logs still finds an id where there was one.
        originals: words of the input that no made-up name may be equal to.
    """

    def __init__(self, form: Form, originals: frozenset[str] = frozenset()) -> None:
        self.form = form
        self._originals = originals
        self._numbers: dict[tuple[str, str], int] = {}
        self._counts: dict[str, int] = {}
        self._kinds: dict[str, str] = {}
        self.given: dict[str, str] = {}

    def declare(self, kind: str, identity: str) -> None:
        """Say what an id is of (`server`, `account`), before it is named."""
        self._kinds.setdefault(_digits(identity), kind)

    def identity(self, text: str) -> str:
        """Return the name of an id: a UUID, one without hyphens, a hash, or the beginning of one of these."""
        digits = _digits(text)
        kind = self._kinds.setdefault(digits, "id")
        number = self._number("id" if self.form == "whole" else kind, digits)
        if self.form == "short":
            return self._note(text, f"{kind}-{number}")
        return self._note(text, _in_the_shape_of(text, f"{number:08x}"))

    def request(self, text: str) -> str:
        """Return the name of a request, `req-` included."""
        digits = _digits(text.removeprefix("req-"))
        if self.form == "short":
            return self._note(text, f"req-{self._number('request', digits):04}")
        shape = _in_the_shape_of(text.removeprefix("req-"), f"{self._number('id', digits):08x}")
        return self._note(text, f"req-{shape}")

    def device(self, text: str) -> str:
        """Return the name of a network device: `tap` and the beginning of its port's id."""
        return self._note(text, f"{text[:3]}{'-' if self.form == 'short' else ''}{self.identity(text[3:])}")

    def guest(self, text: str) -> str:
        """Return the name of libvirt's domain: `instance-0000002a`."""
        number = self._number("guest", text)
        return self._note(text, f"guest-{number}" if self.form == "short" else f"instance-{number:08x}")

    def mac(self, text: str) -> str:
        """Return the name of a hardware address."""
        number = self._number("mac", text.lower().replace(":", ""))
        octets = f"{number:010x}"
        whole = (":" if ":" in text else "").join(["02", *(octets[at : at + 2] for at in range(0, 10, 2))])
        return self._note(text, f"mac-{number}" if self.form == "short" else whole)

    def address(self, address: IPv4Address | IPv6Address, text: str) -> str:
        """Return the name of an IP address."""
        number = self._number("ip", str(address))
        first = _FIRST_V4 if address.version == 4 else _FIRST_V6  # noqa: PLR2004 - the version of IP
        return self._note(text, f"ip-{number}" if self.form == "short" else str(first + number))

    def word(self, kind: str, text: str) -> str:
        """Return the name of a host, a server, an account or a folder: `host-1`, whatever the form."""
        return self._note(text, f"{kind}-{self._number(kind, text.lower())}")

    def _number(self, kind: str, key: str) -> int:
        found = self._numbers.get((kind, key))
        if found is None:
            found = self._counts.get(kind, 0) + 1
            while f"{kind}-{found}" in self._originals:
                found += 1
            self._counts[kind] = self._numbers[kind, key] = found
        return found

    def _note(self, original: str, name: str) -> str:
        self.given[original] = name
        return name


def _digits(text: str) -> str:
    return text.replace("-", "").lower()[:TELLING]


def _in_the_shape_of(text: str, lead: str) -> str:
    """Return `lead`, filled with zeros, with as many digits as `text` and hyphens in the same places."""
    digits = iter(lead.ljust(len(text), "0"))
    return "".join("-" if char == "-" else next(digits) for char in text)
