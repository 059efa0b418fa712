"""Certificates made for the tests: an authority, an agent's (qualified or not), a timestamping service; each in a PKCS#12."""

import datetime as dt

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SECRET = "phrase du certificat"
QUALIFIED = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3"), bytes.fromhex("300a3008060604008e460101"))


def _name(common, organisation="Direction départementale"):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common), x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation)])


def _key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _usage(**true):
    names = "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign crl_sign encipher_only decipher_only".split()
    return x509.KeyUsage(**{name: true.get(name, False) for name in names})


class Authority:
    """Signs certificates; `pem` is what a service trusts."""

    def __init__(self, name="Autorité d'essai"):
        self.key, self.name = _key(), _name(name, "Essais")
        self.certificate = self._make(self.name, self.key.public_key(), 3650, [(x509.BasicConstraints(True, None), True), (_usage(key_cert_sign=True, crl_sign=True), True)])  # fmt: skip
        self.pem = self.certificate.public_bytes(serialization.Encoding.PEM)

    def _make(self, subject, public_key, days, extensions, start=None):
        begin = start or dt.datetime.utcnow() - dt.timedelta(days=1)
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(public_key)
        builder = (
            builder.serial_number(x509.random_serial_number()).not_valid_before(begin).not_valid_after(begin + dt.timedelta(days=days))
        )
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical)
        return builder.sign(self.key, hashes.SHA256())

    def issue(self, path, name="Alice MARTIN", days=365, start=None, qualified=False, usage=None, secret=SECRET):
        key = _key()
        extensions = [(usage or _usage(digital_signature=True, content_commitment=True), True)] + (
            [(QUALIFIED, False)] if qualified else []
        )
        return self._store(path, name, key, self._make(_name(name), key.public_key(), days, extensions, start), secret)

    def _store(self, path, name, key, certificate, secret):
        data = pkcs12.serialize_key_and_certificates(
            name.encode("ascii", "ignore"), key, certificate, [self.certificate], serialization.BestAvailableEncryption(secret.encode())
        )
        path.write_bytes(data)
        return path

    def timestamper(self):
        """A timestamping service without network."""
        from asn1crypto import keys
        from asn1crypto import x509 as asn1
        from pyhanko.sign.timestamps import DummyTimeStamper
        from pyhanko_certvalidator.registry import SimpleCertificateStore

        key = _key()
        extensions = [(_usage(digital_signature=True), True), (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)]
        certificate = self._make(_name("Horodatage d'essai"), key.public_key(), 365, extensions)
        store = SimpleCertificateStore()
        der = serialization.Encoding.DER
        store.register(asn1.Certificate.load(self.certificate.public_bytes(der)))
        private = key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return DummyTimeStamper(
            asn1.Certificate.load(certificate.public_bytes(der)), keys.PrivateKeyInfo.load(private), certs_to_embed=store
        )


NO_SIGNING = _usage(key_encipherment=True)
