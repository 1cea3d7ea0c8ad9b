"""One request to somebody's receiver."""

import datetime
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from apps.core import clock
from apps.webhooks import posting
from apps.webhooks.contracts import Parcel, Reply
from tests.webhooks.receiver import Receiver, answers, hangs_up

pytestmark = pytest.mark.any_database


def post(url: str) -> Reply:
    headers = {"Content-Type": "application/json"}
    return posting.post(Parcel(url=url, body=b'{"a": 1}', headers=headers))


def test_the_body_and_the_headers_arrive(receiver: Receiver) -> None:
    reply = post(receiver.url)
    assert (reply.status, reply.body, reply.error) == (200, "thanks", "")
    [told] = receiver.told
    assert (told.path, told.body) == ("/hook?from=naiad", '{"a": 1}')
    assert told.headers["Content-Type"] == "application/json"
    assert told.headers["Host"] == f"127.0.0.1:{receiver.port}"


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.plan.append(answers(302, Location=f"http://127.0.0.1:{receiver.port}/elsewhere"))
    reply = post(receiver.url)
    assert (reply.status, reply.is_success, len(receiver.told)) == (302, False, 1)
    assert "redirects" in reply.error
    assert reply.is_final


def test_the_first_kilobyte_of_an_answer_is_kept(receiver: Receiver) -> None:
    receiver.plan.append(answers(500, "x" * 5000))
    assert post(receiver.url).body == "x" * 1024


def test_an_answer_that_is_no_text_is_kept_as_far_as_it_is(receiver: Receiver) -> None:
    receiver.plan.append(answers(200, "a\0b"))
    assert post(receiver.url).body == "a\ufffdb"


def test_a_receiver_that_hangs_up_is_an_error_not_an_exception(receiver: Receiver) -> None:
    receiver.plan.append(hangs_up)
    reply = post(receiver.url)
    assert reply.status is None
    assert "broke off" in reply.error
    assert not reply.is_final


def test_nobody_there_is_an_error(receiver: Receiver) -> None:
    receiver.stop()
    assert "No connection" in post(receiver.url).error


def test_a_receiver_that_trickles_is_left_in_time(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trickle(handler: Any) -> None:
        try:
            for _ in range(200):
                handler.wfile.write(b"H")
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            return

    monkeypatch.setattr(posting, "ANSWER_SECONDS", 0.3)
    receiver.plan.append(trickle)
    began = time.monotonic()
    reply = post(receiver.url)
    assert "took longer than 0.3 seconds" in reply.error
    assert time.monotonic() - began < 5


def test_a_status_counts_even_if_the_body_never_ends(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b"begun")
        handler.wfile.flush()
        time.sleep(1)

    monkeypatch.setattr(posting, "ANSWER_SECONDS", 0.3)
    receiver.plan.append(endless)
    reply = post(receiver.url)
    assert (reply.status, reply.body) == (200, "begun")


@pytest.mark.parametrize(("said", "heard"), [("7", 7), ("99999999", 3600), ("soon", None)])
def test_how_long_to_wait_may_be_asked_for(
    receiver: Receiver, said: str, heard: int | None
) -> None:
    receiver.plan.append(answers(429, Retry_After=said))
    assert post(receiver.url).retry_after == heard


def test_a_refused_address_is_an_error(settings: Any, receiver: Receiver) -> None:
    settings.NAIAD_WEBHOOK_ALLOW_PRIVATE = False
    assert "not a public address" in post(receiver.url).error
    assert receiver.told == []


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Resolves every name to this machine at first, and then to where nobody may go."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        if not host.endswith(".example"):
            return real(host, port, *args, **kwargs)
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "169.254.169.254"
        return real(address, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


def test_what_was_checked_is_what_is_connected_to(receiver: Receiver, resolver: list[str]) -> None:
    reply = post(f"http://hooks.example:{receiver.port}/")
    assert reply.status == 200
    assert resolver == ["hooks.example"]
    assert receiver.told[0].headers["Host"] == f"hooks.example:{receiver.port}"


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A receiver with a certificate for hooks.example that this machine trusts."""
    file = tmp_path / "receiver.pem"
    file.write_bytes(certificate("hooks.example"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    receiver = Receiver(context=context)
    receiver.start()
    yield receiver
    receiver.stop()


def test_a_certificate_is_checked_against_the_name(secure: Receiver, resolver: list[str]) -> None:
    assert post(f"https://hooks.example:{secure.port}/").status == 200


def test_a_certificate_of_another_name_is_refused(secure: Receiver, resolver: list[str]) -> None:
    reply = post(f"https://other.example:{secure.port}/")
    assert reply.status is None
    assert "No connection" in reply.error
    assert secure.told == []


def certificate(name: str) -> bytes:
    """A self-signed certificate for the name, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = clock.now()
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private + signed.public_bytes(serialization.Encoding.PEM)
