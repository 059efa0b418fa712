"""One polite client: it insists a little, waits when told to, reads no more than agreed, and goes nowhere it was not sent."""

from __future__ import annotations

import time

import pytest

from data_sync.core.direct import services as table
from data_sync.core.direct.adresse import motif_de_refus
from data_sync.core.direct.cache import Cache
from data_sync.core.direct.client import Client, HorsLigne, Refuse
from data_sync.core.direct.reseau import Reseau
from shared.errors import BadInput, Cancelled

from .conftest import RAPIDE
from .serveur import Reponse


@pytest.fixture
def client(espace):
    made = Client(table.services(espace), Cache(espace.direct_gpkg.parent / "cache"), Reseau.de(RAPIDE))
    yield made
    made.close()


def test_it_names_itself_and_says_what_it_accepts(client, serveur):
    serveur.regles["/hubeau/a"] = Reponse(b"{}")
    assert client.get("hubeau", "a", {"q": "é&", "vide": None}).corps == b"{}"
    (asked,) = serveur.demandes
    assert asked.params == {"q": ["é&"]} and "suite-ddtm" in asked.entetes["User-Agent"] and asked.entetes["Accept"] == "application/json"


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_trouble_is_tried_again(client, serveur, status):
    serveur.regles["/hubeau/a"] = [Reponse(b"", status, {"Retry-After": "0"}), Reponse(b"[1]")]
    assert client.get("hubeau", "a").corps == b"[1]"
    assert len(serveur.demandes) == 2


@pytest.mark.parametrize("status", [400, 404, 410])
def test_a_refusal_is_not_insisted_on(client, serveur, status):
    serveur.regles["/hubeau/a"] = Reponse(b"", status)
    with pytest.raises(Refuse):
        client.get("hubeau", "a")
    assert len(serveur.demandes) == 1


def test_it_gives_up_after_three_tries(client, serveur):
    serveur.regles["/hubeau/a"] = Reponse(b"", 503, {"Retry-After": "0"})
    with pytest.raises(Refuse, match="503"):
        client.get("hubeau", "a")
    assert len(serveur.demandes) <= 3


def test_a_long_silence_asked_for_is_kept_even_by_the_next_job(client, serveur, espace):
    serveur.regles["/hubeau/a"] = Reponse(b"", 429, {"Retry-After": "600"})
    with pytest.raises(Refuse):
        client.get("hubeau", "a")
    other = Client(table.services(espace), Cache(espace.direct_gpkg.parent / "cache"), Reseau.de(RAPIDE))
    with pytest.raises(Refuse, match="10 min"):
        other.get("hubeau", "b")
    other.close()
    assert len(serveur.demandes) == 1


def test_an_absence_can_be_an_answer(client, serveur):
    assert client.get_ou_rien("meteofrance", "rien") is None


def test_what_has_not_changed_is_not_sent_again(client, serveur):
    serveur.regles["/hubeau/a"] = [
        Reponse(b"[1]", entetes={"ETag": '"x"', "Last-Modified": "Tue, 24 Nov 2026 08:00:00 GMT"}),
        Reponse(b"", 304),
    ]
    first, second = client.get("hubeau", "a"), client.get("hubeau", "a")
    assert second.corps == b"[1]" and second.du_cache and second.recu >= first.recu
    asked = serveur.demandes[1].entetes
    assert asked["If-None-Match"] == '"x"' and asked["If-Modified-Since"] == "Tue, 24 Nov 2026 08:00:00 GMT"


def test_a_young_answer_is_not_asked_for_again(client, serveur):
    serveur.regles["/hubeau/a"] = Reponse(b"[1]")
    client.get("hubeau", "a")
    assert client.get("hubeau", "a", rythme_s=60).du_cache and len(serveur.demandes) == 1


def test_a_damaged_cache_is_as_if_absent(client, serveur, espace):
    serveur.regles["/hubeau/a"] = Reponse(b"[1]", entetes={"ETag": '"x"'})
    client.get("hubeau", "a")
    (body,) = (espace.direct_gpkg.parent / "cache").glob("*.rep")
    body.write_bytes(b"[")
    assert client.get("hubeau", "a", rythme_s=60).corps == b"[1]"
    assert "If-None-Match" not in serveur.demandes[1].entetes


def test_slow_bytes_do_not_hold_it_for_ever(client, serveur):
    serveur.regles["/hubeau/a"] = Reponse(b"x" * 400, lenteur=0.05)
    start = time.monotonic()
    with pytest.raises(HorsLigne):
        client.get("hubeau", "a")
    assert time.monotonic() - start < 8


def test_a_server_that_says_nothing_is_left(client, serveur):
    def silent(_asked):
        time.sleep(1.2)
        return Reponse(b"{}")

    serveur.regles["/hubeau/a"] = silent
    with pytest.raises(HorsLigne):
        client.get("hubeau", "a")


@pytest.mark.parametrize("bad", [Reponse(b"[1, 2, 3]", coupe=4), Reponse(brut=b"n'importe quoi\r\n\r\n"), Reponse(brut=b"")])
def test_a_cut_answer_is_no_answer(client, serveur, bad):
    serveur.regles["/hubeau/a"] = bad
    with pytest.raises(HorsLigne):
        client.get("hubeau", "a")


def test_nobody_there_is_offline(espace, serveur, monkeypatch):
    monkeypatch.setenv("DDTM_DIRECT_HUBEAU", "http://127.0.0.1:9")
    client = Client(table.services(espace), Cache(espace.direct_gpkg.parent / "cache"), Reseau.de(RAPIDE))
    with pytest.raises(HorsLigne):
        client.get("hubeau", "a")
    client.close()


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_beyond_the_agreed_size_is_not_read(espace, serveur, announced, monkeypatch):
    all_ = table.services(espace)
    all_["hubeau"] = table.replace(all_["hubeau"], max_octets=1000)
    client = Client(all_, Cache(espace.direct_gpkg.parent / "cache"), Reseau.de(RAPIDE))
    if announced:
        serveur.regles["/hubeau/a"] = Reponse(b"x" * 2000)
    else:
        import gzip

        serveur.regles["/hubeau/a"] = Reponse(
            gzip.compress(b"x" * 5_000_000), entetes={"Content-Encoding": "gzip"}
        )  # a bomb: small on the wire
    with pytest.raises(Refuse, match="dépasse"):
        client.get("hubeau", "a")
    client.close()


def test_the_number_of_requests_of_a_job_is_bounded(espace, serveur):
    all_ = table.services(espace)
    all_["hubeau"] = table.replace(all_["hubeau"], max_requetes=2)
    client = Client(all_, Cache(espace.direct_gpkg.parent / "cache"), Reseau.de(RAPIDE))
    serveur.regles["/hubeau/a"] = Reponse(b"{}")
    client.get("hubeau", "a")
    client.get("hubeau", "a")
    with pytest.raises(Refuse, match="Plus de 2"):
        client.get("hubeau", "a")
    client.close()


def test_requests_to_a_service_keep_their_distance(espace, serveur):
    all_ = table.services(espace)
    all_["wfs"] = table.replace(all_["wfs"], pause_s=0.3)
    client = Client(all_, Cache(espace.direct_gpkg.parent / "cache"), Reseau.de(RAPIDE))
    serveur.regles["/wfs/a"] = Reponse(b"{}")
    start = time.monotonic()
    for _ in range(3):
        client.get("wfs", "a")
    assert time.monotonic() - start >= 0.6
    client.close()


def test_a_cancel_is_heard_while_waiting(espace, serveur):
    def stop():
        raise Cancelled()

    client = Client(table.services(espace), Cache(espace.direct_gpkg.parent / "cache"), Reseau.de(RAPIDE), stop)
    with pytest.raises(Cancelled):
        client.get("hubeau", "a")
    client.close()


# Redirections and addresses --------------------------------------------------------------------------------------------


def test_a_redirection_on_the_configured_machine_is_followed(client, serveur):
    serveur.regles["/vigicrues/1/InfoVigiCru.geojson"] = Reponse(b"", 302, {"Location": "/vigicrues/InfoVigiCru.geojson"})
    serveur.regles["/vigicrues/InfoVigiCru.geojson"] = Reponse(b"[1]")
    assert client.get("vigicrues", "1/InfoVigiCru.geojson").corps == b"[1]"


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "ftp://exemple.fr/a",
        "http://exemple.fr/a",
        "http://127.0.0.1:9/a",
        "https://127.0.0.1/a",
        "https://localhost/a",
        "https://[::1]/a",
        "https://10.0.0.1/a",
        "https://192.168.1.1/a",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:127.0.0.1]/a",
        "https://2130706433/a",
        "https://intranet/a",
        "https://machine.local/a",
        "https://moi:" + "secret@exemple.fr/a",
        "https://[mauvais/a",
    ],
)
def test_a_redirection_out_of_bounds_is_refused(client, serveur, target):
    serveur.regles["/hubeau/a"] = Reponse(b"", 302, {"Location": target})
    with pytest.raises(Refuse):
        client.get("hubeau", "a")
    assert len(serveur.demandes) == 1


def test_a_loop_of_redirections_ends(client, serveur):
    serveur.regles["/hubeau/a"] = Reponse(b"", 302, {"Location": "/hubeau/a"})
    with pytest.raises(Refuse, match="sans fin"):
        client.get("hubeau", "a")
    assert len(serveur.demandes) <= 6


def test_plain_http_and_local_machines_are_for_the_addresses_the_user_gave():
    public = table.SERVICES["hubeau"]
    assert motif_de_refus("http://hubeau.eaufrance.fr/a", public, True)
    assert motif_de_refus("https://hubeau.eaufrance.fr/a", public, True) is None
    own = table.replace(public, base="http://relais.intra:8080/x", configuree=True)
    assert motif_de_refus("http://relais.intra:8080/y", own, False) is None
    assert motif_de_refus("http://relais.intra:8081/y", own, False)


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "ftp://a.fr", "https://", "https://moi:" + "secret@a.fr", "https://a.fr/?x=1", "n'importe quoi", ""],
)
def test_an_address_that_cannot_do_is_refused_before_anything(espace, address):
    (espace.direct_gpkg.parent / "adresses.json").write_text(f'{{"hubeau": "{address}"}}', encoding="utf-8")
    with pytest.raises(BadInput):
        table.services(espace)


@pytest.mark.parametrize("text", ["{", "[]", '{"hubeau": 3}', '{"inconnu": "https://a.fr"}'])
def test_a_bad_file_of_addresses_is_refused(espace, text):
    (espace.direct_gpkg.parent / "adresses.json").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput):
        table.services(espace)


def test_the_environment_names_an_address_over_the_file(espace, monkeypatch):
    monkeypatch.setenv("DDTM_DIRECT_HUBEAU", "https://miroir.exemple.fr/hydro/")
    assert table.services(espace)["hubeau"].base == "https://miroir.exemple.fr/hydro"


@pytest.mark.parametrize("told", [{"inconnu": 1}, {"total_s": 0}, {"lecture_s": "x"}, {"connexion_s": True}, {"proxies": "x"}])
def test_bad_network_settings_are_refused(told):
    with pytest.raises(BadInput):
        Reseau.de(told)


def test_the_proxy_of_qgis_is_used(espace, serveur):
    """The proxy gets the whole address of a service that the table names."""
    (espace.direct_gpkg.parent / "adresses.json").write_text('{"hubeau": "http://hubeau.exemple.fr/api"}', encoding="utf-8")
    client = Client(
        table.services(espace), Cache(espace.direct_gpkg.parent / "cache"), Reseau.de({**RAPIDE, "proxies": {"http": serveur.base}})
    )
    serveur.regles["/api/a"] = Reponse(b"[1]")
    assert client.get("hubeau", "a").corps == b"[1]"
    client.close()
