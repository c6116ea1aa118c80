"""The guard in front of the network: security.md T12, F1 to F3 and their siblings."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.errors import FetchRefused, WalletError
from wallet.online.addresses import target, vetted


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://school.example/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("ftp://school.example/x", "scheme"),
        ("data:text/plain,x", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("did:web:school.example", "scheme"),
        ("//school.example/x", "scheme"),
        ("", "scheme"),
        ("https://", "bad-address"),
        ("https:///path", "bad-address"),
        ("https://school.example/a b", "bad-address"),
        ("https://school.example\\@127.0.0.1/", "bad-address"),
        ("https://school.example/\r\nX-Evil: 1", "bad-address"),
        ("https://school.example/" + "a" * 9000, "bad-address"),
        ("https://user@school.example/", "userinfo"),
        ("https://school.example@127.0.0.1/", "userinfo"),
        ("https://school.example:22/", "port"),
        ("https://school.example:80/", "port"),
        ("https://school.example:0/", "port"),
        ("https://localhost/", "private-address"),
        ("https://localhost./", "private-address"),
        ("https://LOCALHOST:8443/", "private-address"),
        ("https://a.localhost/", "private-address"),
        ("https://printer.local/", "private-address"),
        ("https://intranet/", "private-address"),
        ("https://metadata.google.internal/", "private-address"),
        ("https://127.0.0.1/", "private-address"),
        ("https://127.1/", "private-address"),
        ("https://2130706433/", "private-address"),
        ("https://0x7f.0.0.1/", "private-address"),
        ("https://0x7f000001/", "private-address"),
        ("https://0177.0.0.1/", "bad-address"),
        ("https://169.254.169.254/latest", "private-address"),
        ("https://10.0.0.1/", "private-address"),
        ("https://100.64.0.1/", "private-address"),
        ("https://168.63.129.16/", "private-address"),
        ("https://[::1]/", "private-address"),
        ("https://[::ffff:127.0.0.1]/", "private-address"),
        ("https://[64:ff9b::7f00:1]/", "private-address"),
        ("https://[2002:7f00:1::]/", "private-address"),
        ("https://[fe80::1]/", "private-address"),
        ("https://[fd00:ec2::254]/", "private-address"),
        ("https://[2001:0:7f00:1::]/", "private-address"),
    ],
)
def test_addresses_that_are_not_opened(url: str, code: str) -> None:
    with pytest.raises(FetchRefused) as refused:
        target(url)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("https://school.example/badge?id=1#part", "school.example", 443),
        ("https://SCHOOL.example.:8443/", "school.example", 8443),
        ("https://bücher.example/", "xn--bcher-kva.example", 443),
        ("https://\u0430pple.com/", "xn--pple-43d.com", 443),  # a Cyrillic a: shown for what it is
        ("https://93.184.215.14/", "93.184.215.14", 443),
        ("https://[2606:2800:21f:cb07::1]/", "2606:2800:21f:cb07::1", 443),
    ],
)
def test_public_addresses_are_named_as_they_will_be_connected_to(url: str, host: str, port: int) -> None:
    found = target(url)
    assert (found.host.strip("[]"), found.port) == (host, port)
    assert "#" not in found.url


def test_one_private_answer_among_public_ones_refuses_all() -> None:
    here = target("https://school.example/")
    assert vetted(here, ["93.184.215.14", "93.184.215.14"]) == ("93.184.215.14",)
    for bad in ("127.0.0.1", "192.168.1.1", "0.0.0.0", "::", "::1", "fe80::1%eth0", "fc00::1", "224.0.0.1", "not an address"):
        with pytest.raises(FetchRefused) as refused:
            vetted(here, ["93.184.215.14", bad])
        assert refused.value.code == "private-address"


@given(st.ip_addresses())
def test_nothing_that_python_calls_private_is_ever_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    here = target("https://school.example/")
    special = not address.is_global or address.is_multicast or address.is_reserved or address.is_link_local
    if special:
        with pytest.raises(FetchRefused):
            vetted(here, [str(address)])


@given(st.sampled_from([10, 127, 192, 172, 169, 100]), st.binary(min_size=3, max_size=3))
def test_an_ipv4_address_inside_an_ipv6_address_is_no_way_in(first: int, rest: bytes) -> None:
    packed = bytes([first]) + rest
    here = target("https://school.example/")
    for prefix in ("::ffff:", "64:ff9b::", "64:ff9b:1::", "::"):
        tail = f"{packed[0]:02x}{packed[1]:02x}:{packed[2]:02x}{packed[3]:02x}"
        with pytest.raises(FetchRefused):
            vetted(here, [f"{prefix}{tail}"])


@given(st.text(max_size=60) | st.text(max_size=40).map(lambda text: "https://" + text))
def test_no_text_breaks_the_guard(text: str) -> None:
    try:
        found = target(text)
    except WalletError as error:
        assert isinstance(error, FetchRefused)
    else:
        assert found.scheme == "https"
