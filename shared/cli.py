"""The command line of every plugin: a table of verbs, each one a job of the plugin's `core`, without QGIS.

    python -m ddtm_crise evacuation --zone zone.gpkg --espace DIR --sortie fiche.pdf --json

`--json` prints ONE JSON object on stdout. Progress and errors (one French sentence) go to stderr.
Exit status: 0 done, 2 unusable input, 1 other failure, 130 stopped by the user.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import getpass
import os
import re
import sys
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Sequence, TextIO, Tuple

from . import wire
from .engine.environment import prepare_process
from .errors import BadInput, Cancelled
from .espace import Espace
from .faults import as_ddtm_error
from .jobs import JobContext, resolve


class Arg:
    """One argument, declared as for argparse.add_argument: Arg("--zone", help="Fichier de la zone", metavar="FICHIER").

    Its `dest` is the key of the job's parameter; an argument not given is not handed over.
    """

    def __init__(self, *flags: str, **options: Any) -> None:
        self.flags, self.options = flags, options


@dataclass(frozen=True)
class Verb:
    """One row of a plugin's table.

    job: "ddtm_crise.core.evacuation.job:run". adapt(params) -> params turns what was typed into what the job expects.
    tell(result) -> text printed without --json (default: the result's `phrase` and the files written). A result that is
    itself a bad verdict says so by its `code_sortie` (exit status).
    """

    name: str
    help: str
    job: str
    args: Tuple[Arg, ...] = ()
    adapt: Optional[Callable[[Dict[str, Any]], Dict[str, Any]]] = None
    tell: Optional[Callable[[Mapping[str, Any]], str]] = None
    fixed: Mapping[str, Any] = field(default_factory=dict)


class _FrenchParser(argparse.ArgumentParser):
    """argparse's own sentences, in French."""

    _WORDS = (
        ("the following arguments are required:", "arguments obligatoires :"),
        ("unrecognized arguments:", "arguments inconnus :"),
        ("expected one argument", "une valeur est attendue"),
        ("expected at least one argument", "au moins une valeur est attendue"),
        ("invalid choice:", "choix inconnu :"),
        ("(choose from", "(au choix :"),
        ("argument ", "argument "),
        ("invalid int value:", "nombre entier attendu, reçu :"),
        ("invalid float value:", "nombre attendu, reçu :"),
        ("not allowed with argument", "incompatible avec l'argument"),
        ("one of the arguments", "l'un de ces arguments est obligatoire :"),
        (" is required", ""),
    )

    def error(self, message: str) -> Any:
        for english, french in self._WORDS:
            message = message.replace(english, french)
        message = re.sub(r"argument (\S+): ", r"argument \1 : ", message)
        self.exit(2, f"Commande incomprise : {message} ; l'aide est donnée par « {self.prog} --help ».\n")

    def format_help(self) -> str:
        text = super().format_help()
        for english, french in (
            ("usage:", "usage :"),
            ("positional arguments:", "arguments :"),
            ("options:", "options :"),
            ("optional arguments:", "options :"),
            ("show this help message and exit", "affiche cette aide"),
        ):
            text = text.replace(english, french)
        return text


def main(prog: str, verbs: Sequence[Verb], argv: Optional[List[str]] = None, description: str = "") -> int:
    """Run one verb; returns the exit status."""
    prepare_process()
    _use_utf8(sys.stdout)
    _use_utf8(sys.stderr)
    try:
        given = _parser(prog, verbs, description).parse_args(argv)
    except SystemExit as ended:
        return int(ended.code or 0)
    verb = next(verb for verb in verbs if verb.name == given.verbe)
    progress = _Progress(sys.stderr)
    try:
        params = _params(verb, given)
        with _job_output_on_stderr():
            result = resolve(verb.job)(params, JobContext(on_progress=progress.tell, cache={}))
        progress.clear()
        if not _say(wire.dumps(result) if given.json else _text(verb, result)):
            return 0
        status = int(result.get("code_sortie", 0))
        if status and result.get("phrase"):
            print(result["phrase"], file=sys.stderr)
        return status
    except BaseException as error:
        progress.clear()
        known = as_ddtm_error(error)
        print(known.message, file=sys.stderr)
        if known.detail and given.detail:
            print(known.detail, file=sys.stderr)
        return Cancelled.exit_status if isinstance(error, KeyboardInterrupt) else known.exit_status


def passphrase(variable: str, question: str, twice: bool = False) -> str:
    """From the environment, else the keyboard; never an argument (other users see those). Raises BadInput when two typings differ."""
    held = os.environ.get(variable, "")
    if held or not sys.stdin.isatty():
        return held
    typed = getpass.getpass(question)
    if twice and getpass.getpass("Encore une fois : ") != typed:
        raise BadInput("Les deux saisies diffèrent : recommencez.")
    return typed


def _say(text: str) -> bool:
    """Print the answer now. False when who reads it has closed the pipe (`| head`): he has what he wanted, nothing more is said."""
    try:
        print(text, flush=True)
        return True
    except OSError as error:
        # Windows says EINVAL of a pipe that nobody reads any more
        if not (isinstance(error, BrokenPipeError) or (sys.platform.startswith("win") and error.errno == errno.EINVAL)):
            raise
        with contextlib.suppress(OSError, ValueError):  # Python flushes once more as it ends: into nothing
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, sys.stdout.fileno())
            os.close(nothing)
        return False


def _parser(prog: str, verbs: Sequence[Verb], description: str) -> argparse.ArgumentParser:
    parser = _FrenchParser(prog=f"python -m {prog}", description=description or None)
    subparsers = parser.add_subparsers(dest="verbe", metavar="VERBE", required=True, title="verbes", parser_class=_FrenchParser)
    for verb in verbs:
        sub = subparsers.add_parser(verb.name, help=verb.help, description=verb.help)
        taken = {flag for arg in verb.args for flag in arg.flags}
        for arg in verb.args:
            sub.add_argument(*arg.flags, **{"default": argparse.SUPPRESS, **arg.options} if arg.flags[0].startswith("-") else arg.options)
        common: Tuple[Tuple[str, Dict[str, Any]], ...] = (
            ("--espace", {"metavar": "DOSSIER", "help": "dossier de travail (défaut : DDTM_ESPACE, sinon celui de l'utilisateur)"}),
            ("--sortie", {"metavar": "FICHIER", "help": "fichier à écrire ; son extension dit le format", "default": argparse.SUPPRESS}),
            ("--json", {"action": "store_true", "help": "imprime le résultat en un seul objet JSON"}),
            ("--detail", {"action": "store_true", "help": "imprime aussi le détail technique des erreurs"}),
        )
        for flag, options in common:
            if flag not in taken:
                sub.add_argument(flag, **options)
    return parser


def _params(verb: Verb, given: argparse.Namespace) -> Dict[str, Any]:
    params = {key: value for key, value in vars(given).items() if key not in ("verbe", "json", "detail")}
    params["espace"] = os.path.abspath(Espace.at(params.get("espace")).root)  # a job may start a child that works elsewhere
    params.update(verb.fixed)
    return verb.adapt(params) if verb.adapt is not None else params


def _text(verb: Verb, result: Mapping[str, Any]) -> str:
    if verb.tell is not None:
        return verb.tell(result)
    files = result.get("fichiers") or []
    files = list(files.values()) if isinstance(files, dict) else list(files)
    lines = [str(result.get("phrase") or "Terminé.")] + [str(name) for name in files]
    if result.get("sortie") and str(result["sortie"]) not in lines:
        lines.append(str(result["sortie"]))
    lines += [f"À savoir : {note}" for note in result.get("notes") or ()]
    return "\n".join(lines)


class _Progress:
    """One line that rewrites itself, only on a terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._shown = stream, stream.isatty()
        self._width = 0

    def tell(self, fraction: float, text: str) -> None:
        if self._shown:
            line = f"[{100 * fraction:3.0f} %] {text}"[:110]
            self._stream.write("\r" + line.ljust(self._width))
            self._stream.flush()
            self._width = len(line)

    def clear(self) -> None:
        if self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()
            self._width = 0


@contextlib.contextmanager
def _job_output_on_stderr() -> Iterator[None]:
    """What a job or a native library prints must not spoil the JSON on stdout."""
    sys.stdout.flush()
    try:
        held = os.dup(1)
        os.dup2(2, 1)
    except OSError:
        held = None
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    finally:
        if held is not None:
            os.dup2(held, 1)
            os.close(held)


def _use_utf8(stream: TextIO) -> None:
    """A Windows console in cp1252 must not fail on « é » or « > »."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8", errors="replace")
