"""Whatever people edit in PostGIS, on a laptop and on a tablet, in whatever order they exchange: all converge, nothing is lost."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

pytest.importorskip("psycopg")

from .bureau import CHAMPS, RELAIS, TABLE, Office  # noqa: E402

RUNS = int(os.environ.get("DDTM_POSTGIS_RUNS", "5"))
postes, rangs, supports = st.sampled_from(("COD-1", "COD-2", "Tablette", RELAIS)), st.integers(0, 40), st.sampled_from([0, 0, 1])
champs = st.sampled_from([*CHAMPS, "geom"])


def machine(connexion: str):
    class Machine(RuleBasedStateMachine):
        monde = None

        @initialize()
        def depart(self):
            self.monde = Office(connexion, ("COD-1", "COD-2", "Tablette", RELAIS))

        @rule(nom=postes)
        def inserer(self, nom):
            self.monde.inserer(nom)

        @rule(user=st.sampled_from(["martin", "durand"]))
        def pg_inserer(self, user):
            self.monde.pg_inserer(user)

        @rule(nom=postes, rang=rangs, champ=champs)
        def modifier(self, nom, rang, champ):
            self.monde.modifier(nom, rang, champ)

        @rule(rang=rangs, champ=champs, user=st.sampled_from(["martin", "durand"]))
        def pg_modifier(self, rang, champ, user):
            self.monde.pg_modifier(rang, champ, user)

        @rule(nom=postes, rang=rangs, champ=st.sampled_from(CHAMPS))
        def modifier_ensemble(self, nom, rang, champ):
            self.monde.modifier(nom, rang, champ)
            self.monde.pg_modifier(rang, champ)

        @rule(nom=postes, rang=rangs, physique=st.booleans())
        def supprimer(self, nom, rang, physique):
            self.monde.supprimer(nom, rang, physique)

        @rule(rang=rangs, physique=st.booleans())
        def pg_supprimer(self, rang, physique):
            self.monde.pg_supprimer(rang, physique)

        @rule(nom=postes, support=supports)
        def echanger(self, nom, support):
            self.monde.echanger(nom, support)

        @rule(support=supports)
        def pg_echanger(self, support):
            self.monde.postgis("echanger", support=support)

        @rule(nom=postes, rang=rangs, choix=st.sampled_from(["retenu", "autre"]))
        def regler(self, nom, rang, choix):
            self.monde.regler(nom, rang, choix)

        @rule(rang=rangs, choix=st.sampled_from(["retenu", "autre"]))
        def pg_regler(self, rang, choix):
            self.monde.pg_regler(rang, choix)

        @rule(support=supports, rang=rangs, comment=st.sampled_from(["tronquer", "bit", "retenir", "doubler", "rendre"]))
        def abimer(self, support, rang, comment):
            self.monde.abimer(support, rang, comment)

        @rule(nom=st.sampled_from(("COD-1", "PostGIS")), ecart=st.sampled_from([-86_400 * 400, 0, 86_400 * 400]))
        def derégler_l_horloge(self, nom, ecart):
            self.monde.decalage[nom] = float(ecart)

        def teardown(self):
            if self.monde is not None:
                try:
                    self.monde.verifier()
                finally:
                    self.monde.fermer()
                    self.monde.sql("DROP SCHEMA ddtm CASCADE", user="admin")

    return Machine


def tourner(connexion: str, runs: int) -> None:
    run_state_machine_as_test(
        machine(connexion),
        settings=settings(
            max_examples=runs,
            stateful_step_count=20,
            deadline=None,
            database=None,
            derandomize=True,
            phases=(Phase.generate,),
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_workstations_and_postgis_converge_and_nothing_is_lost(connexion):
    tourner(connexion, RUNS)


def test_fault_is_caught_a_capture_that_forgets_what_was_read(connexion, monkeypatch):
    from data_sync.core.postgis import cible

    monkeypatch.setattr(cible, "_heads", lambda heads, name: ())
    with pytest.raises(AssertionError):
        tourner(connexion, 12)


def test_fault_is_caught_a_merge_that_does_not_compare(connexion, monkeypatch):
    """Somebody edits between the capture and the write: without the comparison, his words would be covered unseen."""
    from data_sync.core.postgis import cible

    world = Office(connexion)
    try:
        uuid = world.inserer("COD-1")
        world.tout_echanger()
        world.modifier("COD-1", 0, "libelle")
        world.echanger("COD-1")
        held = cible.CiblePostgis.pret

        def meanwhile(self):
            if not world.vus_supprimer:
                world.vus_supprimer.add(("", "", ""))
                world.sql(f"UPDATE {TABLE} SET libelle = 'entre-temps' WHERE uuid = %s", uuid)
                world.ecrits.append((uuid, "libelle", "entre-temps"))
            return held(self)

        monkeypatch.setattr(cible.CiblePostgis, "pret", meanwhile)
        monkeypatch.setattr(cible.CiblePostgis, "_bouge", lambda *args: False)
        with pytest.raises(AssertionError):
            world.postgis("echanger")
            world.verifier()
    finally:
        world.fermer()
