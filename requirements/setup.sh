#!/bin/bash
# Make this checkout ready on Debian 12: QGIS and tools through apt when something is missing, the virtual environment,
# the pinned wheels. Does nothing, quickly, when all is there. Used by `make setup`.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
while read -r package; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || missing+=("$package")
done < <(sed 's/#.*//; /^[[:space:]]*$/d' requirements/apt.txt)

if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ]; then root=(); elif sudo -n true 2>/dev/null || [ -t 0 ]; then root=(sudo); else
    echo "Il manque des paquets, à installer par un administrateur : apt-get install ${missing[*]}" >&2
    exit 1
  fi
  echo "Installation de : ${missing[*]}"
  "${root[@]}" apt-get update -q
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

stamp=.venv/.ready
wanted=$(cat requirements/*.txt requirements/setup.sh | sha256sum | cut -d' ' -f1)
if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && .venv/bin/python -c '' 2>/dev/null; then
  exit 0
fi
# Debian's own Python: the only one that sees its QGIS, numpy, scipy and pyproj
[ -x .venv/bin/python ] || /usr/bin/python3 -m venv --system-site-packages .venv
mkdir -p .venv/share
ln -sfn /usr/share/proj .venv/share/proj # else pyproj finds no data in a virtual environment
.venv/bin/python -m pip install -q --disable-pip-version-check -r requirements/runtime.txt -r requirements/dev.txt -c requirements/constraints.txt
echo "$wanted" > "$stamp"
echo "Environnement prêt."
