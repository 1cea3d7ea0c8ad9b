"""Where a webhook may lead."""

import socket
from ipaddress import ip_address
from typing import Any

import pytest

from apps.core.addresses import is_public
from apps.webhooks import addresses
from apps.webhooks.errors import AddressRefused

pytestmark = pytest.mark.any_database


@pytest.fixture(autouse=True)
def _as_installed(settings: Any) -> None:
    settings.NAIAD_WEBHOOK_ALLOW_PRIVATE = False


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/hook",
        "http://localhost:8700/",
        "http://2130706433/",
        "http://0.0.0.0/",
        "https://10.1.2.3/",
        "https://172.16.0.1/",
        "https://192.168.1.1/",
        "https://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1]/",
        "http://[fd00:ec2::254]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[2002:7f00:1::]/",
        "http://[::]/",
        "http://224.0.0.1/",
    ],
)
def test_what_is_not_public_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        addresses.resolve(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "   ",
        "example.org/hook",
        "ftp://example.org/",
        "file:///etc/passwd",
        "http://",
        "http://:80/",
        "http://1.1.1.1:99999/",
        "http://1.1.1.1:port/",
        "http://[::1",
        "https://user:password@1.1.1.1/",
        "https://1.1.1.1/a b",
        "https://1.1.1.1/\r\nX-Evil: 1",
        "https://1.1.1.1/é",
        f"https://1.1.1.1/{'x' * 2000}",
        "https://does-not-exist.invalid/",
        f"https://{'x' * 80}.invalid/",
    ],
)
def test_what_is_no_address_is_refused_and_says_so_of_the_field(url: str) -> None:
    with pytest.raises(AddressRefused) as refusal:
        addresses.resolve(url)
    assert refusal.value.details["errors"]


def test_a_public_address_is_allowed() -> None:
    destination = addresses.resolve("https://1.1.1.1/hook?a=b#part")
    assert destination.addresses == ("1.1.1.1",)
    assert (destination.target, destination.host_header) == ("/hook?a=b", "1.1.1.1")


def test_one_private_address_of_several_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(2, 1, 6, "", ("1.1.1.1", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.1"):
        addresses.resolve("https://hooks.example.org/")


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://10.0.0.1/", "http://[::1]/"])
def test_the_setting_allows_private_ones(url: str, settings: Any) -> None:
    settings.NAIAD_WEBHOOK_ALLOW_PRIVATE = True
    assert addresses.resolve(url).addresses


@pytest.mark.parametrize(
    "url",
    ["http://169.254.169.254/", "http://[fd00:ec2::254]/", "http://100.100.100.200/",
     "http://[::ffff:169.254.169.254]/", "http://[fe80::1]/"],
)  # fmt: skip
def test_a_clouds_metadata_stays_refused(url: str, settings: Any) -> None:
    settings.NAIAD_WEBHOOK_ALLOW_PRIVATE = True
    with pytest.raises(AddressRefused):
        addresses.resolve(url)


@pytest.mark.parametrize("text", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_public_is_public_however_it_is_written(text: str) -> None:
    assert is_public(ip_address(text))
