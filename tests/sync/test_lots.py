"""A batch is read whole and true, or not at all; what is wrong is said in one French sentence."""

from __future__ import annotations

import os
import random
import zlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from data_sync.core.boites import lot as lots
from data_sync.core.boites.lot import lire, sceller
from data_sync.core.journal.operation import Change, Operation
from shared.errors import BadInput

FUZZ = int(os.environ.get("DDTM_SYNC_FUZZ", "2500"))
values = st.one_of(
    st.none(), st.integers(-(2**63), 2**63 - 1), st.floats(), st.text(st.characters(blacklist_categories=("Cs",))), st.binary(max_size=40)
)
names = st.text("abcdefgh_é", min_size=1, max_size=8)


@st.composite
def operations(draw):
    hlc = draw(st.integers(10, 2**50))
    ids = st.lists(st.tuples(st.integers(1, hlc - 1), names), max_size=2).map(tuple)
    fields = draw(st.dictionaries(names, st.builds(Change, values, values, ids), max_size=3))
    return Operation(
        "COD-1",
        hlc,
        draw(names),
        draw(names),
        draw(st.sampled_from(["ins", "upd"])),
        fields,
        "é",
        "",
        draw(ids),
        draw(st.dictionaries(names, ids, max_size=2)),
    )


def a_batch() -> bytes:
    op = Operation(
        "COD-1", 50, "situation_point", "u" * 36, "upd", {"libelle": Change("a", "b", ((3, "COD-2"),)), "geom": Change(None, b"GP\0", ())}
    )
    return sceller(Ed25519PrivateKey.generate(), "COD-1", 60, 0, {"COD-2": 3}, [op])


@settings(max_examples=60, deadline=None)
@given(st.lists(operations(), max_size=4))
def test_operations_come_out_as_they_went_in(given_ops):
    read = lire(sceller(Ed25519PrivateKey.generate(), "COD-1", 7, 3, {"B": 2}, given_ops))
    assert (read.poste, read.numero, read.precedent, dict(read.vu)) == ("COD-1", 7, 3, {"B": 2})
    assert [repr(op) for op in read.operations] == [repr(op) for op in given_ops]


@pytest.mark.parametrize("cut", [0, 1, 8, 40, 103, 104, 105, -1])
def test_a_truncated_batch_is_left_aside(cut):
    with pytest.raises(BadInput, match="laissé de côté"):
        lire(a_batch()[:cut])


def test_a_batch_signed_by_another_key_is_refused():
    octets, other = a_batch(), Ed25519PrivateKey.generate()
    forged = octets[:8] + lots.public_bytes(other) + octets[40:]
    with pytest.raises(BadInput):
        lire(forged)


def test_an_operation_cannot_have_read_the_future():
    body = Operation("COD-1", 5, "c", "u", "upd", {"f": Change(1, 2, ((9, "COD-2"),))})
    with pytest.raises(BadInput):
        lire(sceller(Ed25519PrivateKey.generate(), "COD-1", 7, 0, {}, [body]))


def test_a_small_batch_cannot_fill_the_memory(monkeypatch):
    monkeypatch.setattr(lots, "MAX_PLAIN", 10_000)
    key = Ed25519PrivateKey.generate()
    packed = zlib.compress(b"[" + b" " * 10**6 + b"]")
    head = lots.MAGIC + lots.public_bytes(key)
    with pytest.raises(BadInput):
        lire(head + key.sign(head + packed) + packed)


def test_fuzzed_batches_never_raise_anything_but_one_french_sentence():
    """Bytes changed at random, and signed bodies of wrong shape (a trusted workstation gone mad)."""
    chance, octets, key = random.Random(34), a_batch(), Ed25519PrivateKey.generate()
    plain = zlib.decompress(octets[104:])
    refused = 0
    for number in range(FUZZ):
        if number % 2:
            spoilt = bytearray(octets)
            for _ in range(chance.randint(1, 4)):
                spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
            given_bytes = bytes(spoilt[: chance.choice([len(spoilt), chance.randrange(len(spoilt))])])
        else:
            text = bytearray(plain)
            for _ in range(chance.randint(1, 3)):
                at = chance.randrange(len(text))
                text[at : at + chance.randint(0, 2)] = chance.choice(
                    [b"null", b"[]", b"{}", b"-1", b'"', b"1e999", b"\xff", b"9" * 30, b"", b"true"]
                )
            head, packed = lots.MAGIC + lots.public_bytes(key), zlib.compress(bytes(text), 1)
            given_bytes = head + key.sign(head + packed) + packed
        try:
            lire(given_bytes)
        except BadInput as error:
            refused += 1
            assert error.message.endswith(".") and "\n" not in error.message
    assert refused > FUZZ * 0.9
