"""The dedicated QGIS profile: its settings, and how they are merged into a settings file that is already there."""

from __future__ import annotations

import re
from typing import Dict, Iterable, List, Tuple

PROFILE = "ddtm"
OFFICIAL = "https://plugins.qgis.org/plugins/plugins.xml"
REPOSITORY = "DDTM34"
Keys = Dict[Tuple[str, str], str]  # (section, key as Qt writes it): value as Qt writes it


def settings(plugins: Iterable[str], repository: str = "") -> Keys:
    """Every key of the profile. repository: address of plugins.xml (none: no update source).

    The official repository is found by QGIS by its address, whatever its (translated) name: an entry of ours with this address,
    switched off, is enough for QGIS not to add and ask the real one, whose failure would open a window on a laptop without network.
    """
    group = "plugin_repositories\\"
    keys: Keys = {
        ("PythonPlugins", "processing"): "true",
        ("locale", "userLocale"): "fr",
        ("locale", "overrideFlag"): "true",
        ("qgis", "checkVersion"): "false",
        ("qgis", "showTips"): "false",
        ("qgis", "newsFeed/feedEnabled"): "false",
        ("core", "NewsFeed\\httpsfeedqgisorg\\disabled"): "true",
        ("app", group + "Depot%20officiel\\url"): OFFICIAL,
        ("app", group + "Depot%20officiel\\enabled"): "false",
        ("app", group + "Depot%20officiel\\valid"): "true",
        ("app", "plugin_installer\\checkOnStart"): "false",
        ("plugins", "automatically-check-for-updates"): "false",
    }
    keys.update({("PythonPlugins", name): "true" for name in plugins})
    if repository:
        keys[("app", f"{group}{REPOSITORY}\\url")] = repository
        keys[("app", f"{group}{REPOSITORY}\\enabled")] = "true"
        keys[("app", f"{group}{REPOSITORY}\\valid")] = "true"
    return keys


def merge(text: str, keys: Keys) -> str:
    """The settings file with these keys set; every other line stays as it is. An empty text gives a new file."""
    left = dict(keys)
    section, lines, ends = "General", [], {}
    for line in text.splitlines():
        head = re.fullmatch(r"\[(.+)\]", line.strip())
        if head:
            section = head[1]
        else:
            key = line.partition("=")[0]
            if "=" in line and (section, key) in keys:
                if (section, key) not in left:
                    continue  # a second line of the same key: Qt reads the last one, ours must be the only one
                line = f"{key}={left.pop((section, key))}"
        lines.append(line)
        if line.strip():
            ends[section] = len(lines)
    for (name, key), value in sorted(left.items(), reverse=True):
        if name in ends:
            lines.insert(ends[name], f"{key}={value}")
            ends = {other: end + (end > ends[name]) for other, end in ends.items()}
    lines += _new_sections({item: value for item, value in sorted(left.items()) if item[0] not in ends}, bool(lines))
    return "\n".join(lines) + "\n"


def _new_sections(keys: Keys, after: bool) -> List[str]:
    lines: List[str] = []
    for (section, key), value in keys.items():
        if f"[{section}]" not in lines:
            lines += ([""] if lines or after else []) + [f"[{section}]"]
        lines.append(f"{key}={value}")
    return lines


def global_settings(repository: str = "") -> str:
    """A qgis_global_settings.ini for a whole workstation: no update check, official repository off, whatever the profile."""
    keys = settings((), repository)
    return "; Livre avec les outils DDTM : valeurs par defaut de QGIS sur ce poste, sans acces au reseau.\n" + merge("", keys)
