"""A shop's own certificate authority, and certificates that it signs for servers on loopback."""

from __future__ import annotations

import datetime as dt
import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """``certificate`` is the file that tills are given."""

    folder: Path
    name: str
    key: ec.EllipticCurvePrivateKey

    @property
    def certificate(self) -> Path:
        return self.folder / f"{self.name}.pem"

    @classmethod
    def found(cls, folder: Path, name: str = "authority") -> Self:
        """A new one, its certificate in ``folder``."""
        made = cls(folder, name, ec.generate_private_key(ec.SECP256R1()))
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        usage = x509.KeyUsage(
            *(
                True,
                False,
                False,
                False,
                False,
                True,
                True,
                False,
                False,
            )  # signs: itself, certificates, lists
        )
        own = (
            _for_days(subject, made.key.public_key())
            .issuer_name(subject)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(made.key.public_key()), critical=False)
            .sign(made.key, hashes.SHA256())
        )
        made.certificate.write_bytes(own.public_bytes(serialization.Encoding.PEM))
        return made

    def sign(self, *names: str, host: str = "127.0.0.1") -> tuple[Path, Path]:
        """A certificate for loopback and these names, and its key: two files."""
        issuer = x509.load_pem_x509_certificate(self.certificate.read_bytes())
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
        known = [x509.IPAddress(ipaddress.ip_address(host)), *map(x509.DNSName, names)]
        signed = (
            _for_days(subject, key.public_key())
            .issuer_name(issuer.subject)
            .add_extension(x509.SubjectAlternativeName(known), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False
            )
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        certificate, secret = self.folder / f"{self.name}-server.pem", self.folder / f"{self.name}-server.key"
        certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
        secret.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return certificate, secret


def _for_days(subject: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + DAY)
    )
