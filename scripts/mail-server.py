#!/usr/bin/env python3
"""A mail server for tests: real SMTP, and each letter that it takes becomes a file.

    scripts/mail-server.py FOLDER PLAIN_PORT TLS_PORT

The first port takes letters from anybody in the clear. The second wants STARTTLS (certificate FOLDER/ca.pem, for 127.0.0.1)
and user `crm` with password `p@ss:word`. A letter becomes FOLDER/SENDER/NUMBER.json with its headers and its parts decoded.
What a recipient's name begins with says how they are answered: `unknown` 550, `full` 552, `busy` 451 twice and then 250.
FOLDER/ready appears when both ports listen.
"""
import datetime
import email
import email.policy
import ipaddress
import json
import pathlib
import ssl
import sys
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

FOLDER = pathlib.Path(sys.argv[1])
busy = {}


def certificate():
    """A certificate that only those trust who are told to."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail tests")])
    now = datetime.datetime.now(datetime.timezone.utc)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (FOLDER / "ca.pem").write_bytes(built.public_bytes(pem))
    (FOLDER / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name.startswith("unknown"):
            return "550 5.1.1 nobody of this name here"
        if name.startswith("full"):
            return "552 5.2.2 the mailbox is full"
        if name.startswith("busy"):
            key = (envelope.mail_from, address)
            busy[key] = busy.get(key, 0) + 1
            if busy[key] <= 2:
                return "451 4.3.0 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = {p.get_content_type(): p.get_content() for p in message.walk() if not p.is_multipart()}
        letter = {
            "sender": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "headers": {k.lower(): str(v) for k, v in message.items()},
            "text": parts.get("text/plain", ""),
            "html": parts.get("text/html", ""),
        }
        folder = FOLDER / envelope.mail_from
        folder.mkdir(exist_ok=True)
        number = len(list(folder.glob("*.json")))
        aside = folder / "aside"
        aside.write_text(json.dumps(letter))
        aside.rename(folder / f"{number:04}.json")
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    good = (getattr(data, "login", b""), getattr(data, "password", b"")) == (b"crm", b"p@ss:word")
    return AuthResult(success=good, handled=False)


certificate()
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(FOLDER / "ca.pem", FOLDER / "key.pem")
plain = Controller(Handler(), hostname="127.0.0.1", port=int(sys.argv[2]), enable_SMTPUTF8=True)
secure = Controller(
    Handler(),
    hostname="127.0.0.1",
    port=int(sys.argv[3]),
    tls_context=context,
    require_starttls=True,
    authenticator=authenticate,
    auth_required=True,
)
plain.start()
secure.start()
(FOLDER / "ready").touch()
threading.Event().wait()
