"""Whatever people edit, whatever carriers do, whenever a process dies: workstations converge and nothing a person wrote is lost.

The same machine must catch deliberate faults: each mutant below breaks one thing, and at least one run must tell.
"""

from __future__ import annotations

import contextlib
import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from data_sync.core.boites import echange
from data_sync.core.fusion import appliquer, conflits, plier
from data_sync.core.journal import capture as capturing
from data_sync.core.journal import depot as depots
from shared.errors import DdtmError

from .monde import CHAMPS, Monde

POSTES = ("COD-1", "COD-2", "COD-3", "COD-4", "Bureau")  # and tablets, which leave from any of them
RUNS = int(os.environ.get("DDTM_SYNC_RUNS", "14"))
rangs, supports = st.integers(0, 40), st.sampled_from([0, 0, 1])


def machine(noms, tablettes):
    """The rules, for these workstations; `tablettes`: folders leave with tablets and come back as well."""
    postes = st.sampled_from(noms)

    class Machine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.monde = None

        @initialize(commun=st.sampled_from([0, 2]))
        def depart(self, commun):
            self.monde = Monde(noms, commun)

        @rule(nom=postes)
        def inserer(self, nom):
            self.monde.inserer(nom)

        @rule(nom=postes, rang=rangs, champ=st.sampled_from([*CHAMPS, "geom"]))
        def modifier(self, nom, rang, champ):
            self.monde.modifier(nom, rang, champ)

        @rule(noms=st.sets(postes, min_size=2), rang=rangs, champ=st.sampled_from(CHAMPS))
        def modifier_ensemble(self, noms, rang, champ):
            for nom in sorted(noms):
                self.monde.modifier(nom, rang, champ)

        @rule(nom=postes, rang=rangs, physique=st.booleans())
        def supprimer(self, nom, rang, physique):
            self.monde.supprimer(nom, rang, physique)

        @rule(noms=st.permutations(noms), rang=rangs, champ=st.sampled_from(CHAMPS))
        def supprimer_d_un_cote_modifier_de_l_autre(self, noms, rang, champ):
            self.monde.supprimer(noms[0], rang, False)
            self.monde.modifier(noms[1], rang, champ)

        @rule(nom=postes, support=supports)
        def echanger(self, nom, support):
            self.monde.echanger(nom, support)

        @rule(nom=postes, rang=rangs, choix=st.sampled_from(["retenu", "autre"]))
        def regler(self, nom, rang, choix):
            self.monde.regler(nom, rang, choix)

        @rule(support=supports, rang=rangs, comment=st.sampled_from(["tronquer", "bit", "retenir", "doubler", "rendre"]))
        def abimer(self, support, rang, comment):
            self.monde.abimer(support, rang, comment)

        @rule(
            nom=postes,
            support=supports,
            ou=st.sampled_from(["avant écriture", "après écriture", "fichier", "lot", "clôture", "tête"]),
            apres=st.integers(1, 4),
        )
        def mourir(self, nom, support, ou, apres):
            self.monde.mourir(nom, support, ou, apres)

        @rule(noms=st.permutations(noms), apres=st.integers(1, 2), ou=st.sampled_from(["avant écriture", "après écriture"]))
        def mourir_en_recevant(self, noms, apres, ou):
            self.monde.inserer(noms[0])
            self.monde.echanger(noms[0])
            self.monde.mourir(noms[1], 0, ou, apres)

        @rule(nom=postes, ecart=st.sampled_from([-86_400 * 400, -3_600, 0, 3_600, 86_400 * 400]))
        def derégler_l_horloge(self, nom, ecart):
            self.monde.decalage[nom] = float(ecart)

        def teardown(self):
            if self.monde is not None:
                try:
                    self.monde.verifier()
                finally:
                    self.monde.fermer()

    if not tablettes:
        return Machine

    class AvecTablettes(Machine):
        @rule(nom=postes)
        def emporter(self, nom):
            if len(self.monde.terrains) < 2:
                self.monde.emporter(nom)

        @rule(rang=rangs, champ=st.sampled_from([*CHAMPS, None]))
        def noter_sur_la_tablette(self, rang, champ):
            self.monde.noter_terrain(rang, champ)

        @rule(rang=rangs)
        def rapporter(self, rang):
            self.monde.rapporter(rang)

        @rule(rang=rangs, ou=st.sampled_from(["avant écriture", "après écriture", "lot", "tête"]), apres=st.integers(1, 4))
        def mourir_en_rapportant(self, rang, ou, apres):
            if self.monde.terrains:
                self.monde.mourir("", 0, ou, apres, lambda: self.monde.rapporter(rang))

    return AvecTablettes


def tourner(runs: int, steps: int = 24, noms=POSTES[:3] + POSTES[-1:], tablettes: bool = False) -> None:
    run_state_machine_as_test(
        machine(noms, tablettes),
        settings=settings(
            max_examples=runs,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=True,
            phases=(Phase.generate,),
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_workstations_and_tablets_converge_and_nothing_is_lost():
    tourner(RUNS, noms=POSTES, tablettes=True)


# Deliberate faults ---------------------------------------------------------------------------------------------------------


def no_conflicts(fold):
    return lambda operations: fold(operations)._replace(conflits=())


def first_come_wins(_heads):
    return lambda name, found, heads: next(iter(found)) if name != "statut" else _heads(name, found, heads)


def deletion_wins(_spare):
    return lambda *args: None


def half_a_batch(ajouter):
    return lambda self, operations, lot=None: ajouter(self, list(operations)[: max(1, len(list(operations)) // 2)], lot)


def forget_to_close(relever):
    return lambda depot, *rest: depot.db.execute("DELETE FROM application") and None


def forget_heads(ecrire):
    def wrong(depot, couche, uuid, fields, kind, auteur, heads=None, seen=None):
        return ecrire(depot, couche, uuid, {n: c._replace(parents=()) for n, c in fields.items()}, kind, auteur, {}, seen)

    return wrong


def blind_write(_same):
    return lambda one, other: True


MUTANTS = (
    ("conflicts are not recorded", [(appliquer, "fold")], no_conflicts),
    ("the first operation received wins", [(plier, "_winner")], first_come_wins),
    ("a deletion beats an edit", [(plier, "_spare_edited")], deletion_wins),
    ("a batch is taken in by half", [(depots.Depot, "ajouter")], half_a_batch),
    ("an interrupted merge is forgotten", [("relever", None)], forget_to_close),
    ("edits do not say what they had read", [(capturing, "ecrire")], forget_heads),
)


@contextlib.contextmanager
def mutant(places, make):
    import data_sync.core.boites.job as boites_job
    import data_sync.core.fusion.job as fusion_job
    import data_sync.core.journal.job as journal_job

    if places[0][0] == "relever":
        places = [(module, "relever") for module in (appliquer, boites_job, fusion_job, journal_job)]
    held = [(owner, name, getattr(owner, name)) for owner, name in places]
    for owner, name, function in held:
        setattr(owner, name, make(function))
    try:
        yield
    finally:
        for owner, name, function in held:
            setattr(owner, name, function)


@pytest.mark.parametrize("text, places, make", MUTANTS, ids=[row[0] for row in MUTANTS])
def test_fault_is_caught(text, places, make):
    with mutant(places, make):
        with pytest.raises((AssertionError, DdtmError)):  # seen by the account of what people wrote, or refused loudly
            tourner(80, steps=30)


def test_the_conflicts_and_exchanges_used_above_are_the_real_ones():
    assert conflits.fold is plier.fold and appliquer.fold is plier.fold and echange.lire is not None
