"""Run by Debian's Python, without a screen: the provider in a real QGIS; one JSON object is printed."""

import json
import os
import sys

sys.path.insert(0, os.environ["DDTM_SOURCES"])
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback  # noqa: E402

app = QgsApplication([], False)
app.initQgis()
from ddtm_lucca.plugin import LuccaPlugin  # noqa: E402
from shared.engine.client import close, engine  # noqa: E402

plugin = LuccaPlugin(None)
plugin.initProcessing()
engine().python = os.environ["DDTM_PYTHON"]
registry = QgsApplication.processingRegistry()
provider = registry.providerById("ddtm_lucca")
espace = sys.argv[1]
told = {"algorithmes": {}}
for algorithm in provider.algorithms():
    told["algorithmes"][algorithm.name()] = {
        "aide": len(algorithm.shortHelpString()),
        "parametres": [definition.name() for definition in algorithm.parameterDefinitions()],
    }


def run(name, **params):
    algorithm = registry.createAlgorithmById(f"ddtm_lucca:{name}")
    feedback = QgsProcessingFeedback()
    try:
        result, done = algorithm.run({**params, "ESPACE": espace}, QgsProcessingContext(), feedback)
    except Exception as error:
        return str(error)
    return dict(result) if done else feedback.textLog()


told["natinf"] = run("natinf", TEXTE="33057")
told["verrouille"] = run("chercher_affaires", TEXTE="lattes")
engine().run("ddtm_lucca.core.coffre.job:creer", {"espace": espace, "agent": "a.martin", "phrase": "quatre mots sans rapport"})
told["ouvert"] = run("chercher_affaires", TEXTE="lattes")
engine().run("ddtm_lucca.core.coffre.job:verrouiller", {"espace": espace})
told["reverrouille"] = run("journal_acces")
close()
plugin.unload()
told["retire"] = registry.providerById("ddtm_lucca") is None
print(json.dumps(told))
sys.stdout.flush()
os._exit(0)
