"""What the database holds: the catalogue's work layers, the log their triggers fill, and the tables of the exchange.

`sync_edition` what people changed, one line a row and a statement; `sync_op` every operation known (the inbox), with what became
of it; `sync_conflit` what must be settled, where anybody may write a choice; `sync_etat` the mark of the relay.
"""

from __future__ import annotations

from typing import Iterable, List

from shared import catalogue
from shared.catalogue.model import CRS_EPSG
from shared.catalogue.postgis import ddl

from ..journal.operation import STATUT, SUPPRIME
from ..journal.travail import Colonne, Couche
from .valeurs import montrer, nom_sql, texte_sql

VERSION = "1"
PARAMETRE = "ddtm.relais"  # set to "on" by the relay inside its own transactions
_CHUNK = 40  # a PostgreSQL function takes at most 100 arguments

_TABLES = """
CREATE TABLE IF NOT EXISTS {s}.sync_etat (cle text PRIMARY KEY, valeur text);
CREATE TABLE IF NOT EXISTS {s}.sync_edition (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, couche text NOT NULL, uuid text NOT NULL, genre text NOT NULL, champs jsonb NOT NULL,
    auteur text NOT NULL, heure timestamptz NOT NULL DEFAULT clock_timestamp(), prise_le timestamptz);
CREATE INDEX IF NOT EXISTS sync_edition_attente ON {s}.sync_edition (couche, uuid) WHERE prise_le IS NULL;
CREATE TABLE IF NOT EXISTS {s}.sync_op (
    op_id text PRIMARY KEY, poste text NOT NULL, hlc bigint NOT NULL, couche text NOT NULL, uuid text NOT NULL, auteur text, heure text,
    op jsonb NOT NULL, resultat text, recu_le timestamptz NOT NULL DEFAULT now());
CREATE INDEX IF NOT EXISTS sync_op_ligne ON {s}.sync_op (couche, uuid);
CREATE TABLE IF NOT EXISTS {s}.sync_conflit (
    id text PRIMARY KEY, couche text NOT NULL, titre text, uuid text NOT NULL, nom text, champ text, libelle text, genre text,
    retenu text, retenu_auteur text, retenu_poste text, retenu_heure timestamptz,
    autre text, autre_auteur text, autre_poste text, autre_heure timestamptz, autres jsonb,
    geom_retenu geometry(Geometry, {srs}), geom_autre geometry(Geometry, {srs}), vu_le timestamptz,
    choix text CHECK (choix ~ '^(retenu|autre(:[0-9]+)?)$'), choix_par text);
COMMENT ON TABLE {s}.sync_edition IS 'Modifications faites ici, en attente du prochain échange (prise_le vide) ou déjà prises';
COMMENT ON TABLE {s}.sync_op IS 'Toutes les opérations connues, et ce qu''elles sont devenues';
COMMENT ON TABLE {s}.sync_conflit IS 'Conflits à régler : écrire « retenu », « autre » ou « autre:2 » dans la colonne choix';
COMMENT ON TABLE {s}.sync_etat IS 'Repère du relais : ne pas modifier';
CREATE OR REPLACE FUNCTION {s}.sync_avant() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    IF coalesce(current_setting('{p}', true), '') = 'on' THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF OLD.{statut} IS DISTINCT FROM '{supprime}' THEN
            EXECUTE format('UPDATE %I.%I SET {statut} = %L WHERE fid = $1', TG_TABLE_SCHEMA, TG_TABLE_NAME, '{supprime}') USING OLD.fid;
        END IF;
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        NEW.uuid := coalesce(nullif(btrim(NEW.uuid, '{{}} '), ''), gen_random_uuid()::text);
        NEW.statut := coalesce(NEW.statut, 'actif');
        NEW.cree_le := coalesce(NEW.cree_le, now());
        NEW.cree_par := coalesce(nullif(NEW.cree_par, ''), session_user);
        RETURN NEW;
    END IF;
    IF NEW.uuid IS DISTINCT FROM OLD.uuid THEN
        RAISE EXCEPTION 'L''identifiant (uuid) d''un objet ne change pas : créez un autre objet.';
    END IF;
    NEW.modifie_le := now();
    IF NEW.modifie_par IS NOT DISTINCT FROM OLD.modifie_par OR NEW.modifie_par = '' THEN
        NEW.modifie_par := session_user;
    END IF;
    RETURN NEW;
END $f$;
CREATE OR REPLACE FUNCTION {s}.sync_jamais() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    RAISE EXCEPTION 'Une couche partagée ne se vide pas d''un coup : supprimez les objets (leur statut devient « supprime »).';
END $f$;
CREATE OR REPLACE FUNCTION {s}.sync_choisir() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    IF NEW.choix IS DISTINCT FROM OLD.choix THEN
        NEW.choix_par := session_user;
    END IF;
    RETURN NEW;
END $f$;
DROP TRIGGER IF EXISTS sync_choisir ON {s}.sync_conflit;
CREATE TRIGGER sync_choisir BEFORE UPDATE ON {s}.sync_conflit FOR EACH ROW EXECUTE FUNCTION {s}.sync_choisir();
"""

_LAYER = """
CREATE OR REPLACE FUNCTION {s}.{function}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = {path} AS $f$
DECLARE
    avant jsonb := '{{}}';
    apres jsonb;
    ecart jsonb;
BEGIN
    IF coalesce(current_setting('{p}', true), '') = 'on' THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        avant := {old};
    END IF;
    apres := {new};
    SELECT jsonb_object_agg(key, jsonb_build_array(avant -> key, value)) INTO ecart
        FROM jsonb_each(apres) WHERE avant -> key IS DISTINCT FROM value;
    IF ecart IS NOT NULL THEN
        INSERT INTO {s}.sync_edition (couche, uuid, genre, champs, auteur)
            VALUES ({layer}, NEW.uuid, lower(TG_OP), ecart, session_user);
    END IF;
    RETURN NULL;
END $f$;
CREATE OR REPLACE FUNCTION {s}.{filling}() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    {defaults}
    RETURN NEW;
END $f$;
DROP TRIGGER IF EXISTS sync_combler ON {t};
CREATE TRIGGER sync_combler BEFORE INSERT ON {t} FOR EACH ROW EXECUTE FUNCTION {s}.{filling}();
DROP TRIGGER IF EXISTS sync_avant ON {t};
CREATE TRIGGER sync_avant BEFORE INSERT OR UPDATE OR DELETE ON {t} FOR EACH ROW EXECUTE FUNCTION {s}.sync_avant();
DROP TRIGGER IF EXISTS sync_tracer ON {t};
CREATE TRIGGER sync_tracer AFTER INSERT OR UPDATE ON {t} FOR EACH ROW EXECUTE FUNCTION {s}.{function}();
DROP TRIGGER IF EXISTS sync_jamais ON {t};
CREATE TRIGGER sync_jamais BEFORE TRUNCATE ON {t} FOR EACH STATEMENT EXECUTE FUNCTION {s}.sync_jamais();
"""


def texte(couches: Iterable[Couche], schema: str, role: str = "", fonctions: str = "public") -> str:
    """The whole SQL, in one transaction; may be run again at each new version. role: a group that reads and edits;
    fonctions: the schema of the PostGIS extension.
    """
    couches = tuple(couches)
    s = nom_sql(schema)
    layers = [catalogue.LAYERS[couche.name] for couche in couches]
    made = ddl(layers, schema, strict=False)
    assert made.endswith("COMMIT;\n")
    out = [made[: -len("COMMIT;\n")]]
    out.append(_TABLES.format(s=s, srs=CRS_EPSG, p=PARAMETRE, statut=STATUT, supprime=SUPPRIME))
    for couche in couches:
        out.append(
            _LAYER.format(
                s=s,
                path=f"{s}, {nom_sql(fonctions)}, pg_catalog",
                p=PARAMETRE,
                t=f"{s}.{nom_sql(couche.name)}",
                function=nom_sql(f"sync_tracer_{couche.name}"),
                layer=texte_sql(couche.name),
                filling=nom_sql(f"sync_combler_{couche.name}"),
                defaults="\n    ".join(  # QGIS sends an explicit NULL for what a form does not show
                    f"NEW.{nom_sql(c.name)} := coalesce(NEW.{nom_sql(c.name)}, {texte_sql(str(c.default))});"
                    for c in couche.colonnes
                    if c.required and c.default is not None
                ),
                old=_as_json(couche.colonnes, "OLD."),
                new=_as_json(couche.colonnes, "NEW."),
            )
        )
    if role:
        out += _grants(couches, layers, schema, role)
    out.append(f"INSERT INTO {s}.sync_etat VALUES ('version', '{VERSION}') ON CONFLICT (cle) DO UPDATE SET valeur = EXCLUDED.valeur;")
    return "\n".join([*out, "COMMIT;", ""])


def _as_json(colonnes: Iterable[Colonne], row: str) -> str:
    pairs = [f"{texte_sql(c.name)}, {montrer(c, row)}" for c in colonnes]
    return " || ".join(f"jsonb_build_object({', '.join(pairs[i : i + _CHUNK])})" for i in range(0, len(pairs), _CHUNK)) or "'{}'::jsonb"


def _grants(couches: Iterable[Couche], layers: List, schema: str, role: str) -> List[str]:
    s, r = nom_sql(schema), nom_sql(role)
    lists = sorted({field.domain.name for layer in layers for field in layer.all_fields if field.domain})
    return [
        f"GRANT USAGE ON SCHEMA {s} TO {r};",
        *(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {s}.{nom_sql(couche.name)} TO {r};" for couche in couches),
        *(f"GRANT SELECT ON {s}.{nom_sql('liste_' + name)} TO {r};" for name in lists),
        f"GRANT SELECT ON {s}.sync_edition, {s}.sync_op, {s}.sync_conflit, {s}.sync_etat TO {r};",
        f"GRANT UPDATE (choix) ON {s}.sync_conflit TO {r};",
    ]


__all__ = ["PARAMETRE", "VERSION", "texte"]
