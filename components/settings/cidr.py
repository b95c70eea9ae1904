"""IPv4 networks: which are private, which are large enough, which overlap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from itertools import combinations

from components.settings.formats import Format, Refusal

PRIVATE = tuple(IPv4Network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"))
"""RFC 1918 and the shared address space of RFC 6598, which AWS takes as well."""
_SHAPE = r"(\d{1,3}\.){3}\d{1,3}/\d{1,2}"


def network(*, private: bool = False, largest: int = 0, smallest: int = 32) -> Format:
    """Return the format of an IPv4 network in CIDR notation; `largest` and `smallest` are prefix lengths."""

    def check(value: str) -> str:
        found = _parse(value)
        if private and not any(found.subnet_of(block) for block in PRIVATE):
            raise Refusal("it is not private")
        if found.prefixlen > smallest:
            room = 2 ** (32 - found.prefixlen)
            fitting = str(found.supernet(new_prefix=smallest))
            raise Refusal(f"it is too small: {room} address{'es' if room > 1 else ''}", fitting)
        if found.prefixlen < largest:
            raise Refusal("it is too large", f"{found.network_address}/{largest}")
        return str(found)

    words = ["a private" if private else "an", "IPv4 network"]
    if private:
        words.append(f"(inside {', '.join(map(str, PRIVATE[:-1]))} or {PRIVATE[-1]})")
    if (largest, smallest) != (0, 32):
        words.append(f"of /{largest} to /{smallest}")
    return Format(pattern=_SHAPE, check=check, expected=" ".join([*words, "such as 10.20.0.0/16"]))


def _parse(value: str) -> IPv4Network:
    address, _, prefix = value.partition("/")
    if any(int(octet) > 255 for octet in address.split(".")):
        raise Refusal("an address has four numbers of 0 to 255")
    if int(prefix) > 32:
        raise Refusal("a prefix is 0 to 32")
    found = IPv4Network(value, strict=False)
    if str(found.network_address) != address:
        raise Refusal(f"the network that {address} is in starts at {found.network_address}", str(found))
    return found


def overlaps(networks: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the names of every two networks that share an address."""
    parsed = {name: IPv4Network(cidr) for name, cidr in networks.items()}
    for (one, first), (other, second) in combinations(parsed.items(), 2):
        if first.overlaps(second):
            yield one, other
