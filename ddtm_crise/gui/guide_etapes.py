"""The 30-minute guided exercise, as data: what to do, how the tool sees that it was done, a hint, minutes."""

from __future__ import annotations

from typing import NamedTuple, Tuple


class Etape(NamedTuple):
    """`faits`: what the desk records when the step is done; any one is enough. `bouton`: ribbon button it is done with."""

    titre: str
    consigne: str
    faits: Tuple[str, ...]
    indice: str
    minutes: int
    bouton: str = ""


ETAPES = (
    Etape("Ouvrir le thème", "3 h 10, appel du COD : le Lez monte. Ouvrez le thème Inondation.", ("theme:inondation",),
          "À l'accueil, la première tuile. Déjà dans la carte : « Thème et couches », puis « Inondation ».", 1, "couches"),
    Etape("Trouver le secteur", "Amenez la carte sur la commune de Lattes.", ("lieu:commune",),
          "« Chercher un lieu », tapez lattes, puis Entrée.", 2, "lieu"),
    Etape("Choisir une vue", "Montrez la vue « Population à évacuer ».", ("vue:Population à évacuer",),
          "« Thème et couches » : les vues sont sous les deux thèmes.", 1, "couches"),
    Etape("Situer l'inondation", "Un riverain signale de l'eau au bord du Lez : dessinez la zone inondée.", ("dessin:inondation",),
          "« Situer / dessiner », symbole Inondation, cliquez au moins trois sommets, double clic pour finir.", 3, "dessin"),
    Etape("Se corriger", "Vous vous êtes trompé de berge : annulez, puis rétablissez.", ("retablir",),
          "Ctrl+Z puis Ctrl+Y, ou les boutons du panneau « Situer / dessiner ».", 1, "dessin"),
    Etape("Poser un point d'accueil", "La salle des fêtes ouvre : posez un point d'accueil.", ("dessin:point_accueil",),
          "Symbole « Point d'accueil », un seul clic sur la carte.", 2, "dessin"),
    Etape("Tenir la main courante", "Le maire appelle : écrivez-le dans la main courante.", ("ligne",),
          "En bas du panneau « Situer / dessiner » : tapez le texte, puis Entrée.", 2, "dessin"),
    Etape("Compter", "Combien de personnes dans la zone inondée potentielle ?", ("evacuation",),
          "« Population à évacuer », cliquez dans la zone bleue, puis « Calculer » : trois clics.", 4, "evacuation"),
    Etape("Couper l'axe", "La gendarmerie coupe l'A9 entre deux sorties.", ("coupure",),
          "« Axe coupé et itinéraire », « Couper », l'axe et les deux sorties, puis « Couper cet axe ».", 3, "route"),
    Etape("Trouver par où passer", "Un camion doit aller de Béziers à Nîmes : calculez son itinéraire.", ("detour:pl",),
          "« Itinéraire », départ et arrivée (clic ou nom), « Poids lourd », puis « Calculer ».", 4, "route"),
    Etape("Savoir qui est isolé", "Quels lieux ne sont plus atteints ?", ("isolement",),
          "« Axe coupé et itinéraire », « Lieux isolés », puis « Calculer ».", 2, "route"),
    Etape("Envoyer la carte", "Le préfet veut une carte : un clic.", ("carte_pdf",),
          "« Carte PDF » : le document s'ouvre dès qu'il est prêt.", 2, "carte"),
    Etape("Passer au grand écran", "Le COD se réunit : passez en plein écran, puis revenez.", ("cod",),
          "« Plein écran COD » ou F11 ; Échap pour revenir.", 1, "cod"),
    Etape("Rendre compte", "Exportez la main courante pour le relevé de décisions.", ("export_main_courante",),
          "En bas du panneau « Situer / dessiner » : « Main courante en PDF ».", 2, "dessin"),
)  # fmt: skip
MINUTES = sum(step.minutes for step in ETAPES)
