#!/bin/bash
# Run the suites that need a QGIS in another Debian: `livraison/matrice.sh trixie` (root, debootstrap, network, 3 GB, some minutes).
#
#   livraison/matrice.sh ici             the suites on this machine
#   livraison/matrice.sh trixie|sid      the same in a chroot under build/matrice/, made on the first call and kept
#   livraison/matrice.sh --efface trixie remove that chroot
#
# What is tested is the last commit, not the working tree. Each run appends one line to build/matrice/resultats.csv; the table of
# docs/fr/matrice.md is filled by hand from these lines, with what really ran.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
root=$PWD/build/matrice
suites=(tests/build/test_in_qgis.py tests/build/test_qt6.py tests/engine/test_processing.py tests/gpkg/test_in_qgis.py tests/desktop)
packages=(qgis python3-qgis xvfb openbox imagemagick xdotool poppler-utils fonts-noto-core fonts-dejavu-core make procps
  python3-venv tzdata python3-pytest python3-hypothesis python3-numpy python3-scipy python3-pandas python3-geopandas python3-pyogrio python3-shapely
  python3-rasterio python3-affine python3-reportlab python3-pil python3-requests python3-cryptography python3-pyproj
  python3-pyqt6 python3-pyqt6.qtsvg)
# The mirror this machine installs from, unless another is named.
mirror=${DDTM_MIROIR:-$(apt-get indextargets --format '$(REPO_URI)' 2> /dev/null | grep -m1 -E '/debian/?$')}

refuse() { echo "$1" >&2; exit 2; }

record() { # where, log, exit status
  mkdir -p "$root"
  local counted qgis python
  counted=$(grep -oE '[0-9]+ (passed|failed|skipped|errors?)' "$2" | tail -4 | paste -sd' ')
  qgis=$(grep -m1 -oE 'QGIS=[0-9.]+' "$2" | cut -d= -f2)
  python=$(grep -m1 -oE 'PYTHON=[0-9.]+' "$2" | cut -d= -f2)
  echo "$(date +%F),$1,$qgis,$python,$(git rev-parse --short HEAD),$counted,$3" | tee -a "$root/resultats.csv"
}

say_versions='import platform
from qgis.core import Qgis
print("QGIS=" + Qgis.QGIS_VERSION.split("-")[0], "PYTHON=" + platform.python_version())'

here() {
  mkdir -p "$root"
  local log=$root/ici.log status python=$PWD/.venv/bin/python
  rm -rf "$root/ici" && mkdir -p "$root/ici"
  git archive HEAD | tar -x -C "$root/ici"
  QT_QPA_PLATFORM=offscreen /usr/bin/python3 -c "$say_versions" > "$log"
  (cd "$root/ici" && exec "$python" -m pytest "${suites[@]}") 2>&1 | tee -a "$log"
  status=${PIPESTATUS[0]}
  record "$(. /etc/os-release && echo "$ID $VERSION_ID")" "$log" "$status"
  return "$status"
}

prepare() { # suite, folder
  if [ ! -e "$2/.pret" ]; then
    rm -rf "$2"
    mkdir -p "$root"
    debootstrap --variant=minbase --include=ca-certificates "$1" "$2" "$mirror" > "$root/$1-debootstrap.log" 2>&1 ||
      refuse "debootstrap a échoué : voir $root/$1-debootstrap.log (réseau, place, droits)."
    echo 'Acquire::Check-Valid-Until "false";' > "$2/etc/apt/apt.conf.d/90matrice" # sid: a mirror's Release may be out of date
    cp -L /etc/resolv.conf "$2/etc/resolv.conf"
    env | grep -E '^(http|https|no)_proxy=' | sed 's/^/export /' > "$2/etc/profile.d/mandataire.sh" || true
    chroot "$2" /bin/bash -c ". /etc/profile.d/mandataire.sh; export DEBIAN_FRONTEND=noninteractive; apt-get update -q &&
      apt-get install -y -q --no-install-recommends ${packages[*]} && apt-get clean" > "$root/$1-apt.log" 2>&1 ||
      refuse "apt a échoué dans la racine $1 : voir $root/$1-apt.log."
    # what only the engine may import leaves QGIS's own Python, for a virtual environment that sees it
    chroot "$2" /bin/bash -c "python3 -m venv --system-site-packages /opt/moteur && mkdir /opt/roues && cd /usr/lib/python3/dist-packages &&
      mv geopandas* pandas* shapely* pyogrio* rasterio* affine* reportlab* /opt/roues/ &&
      echo /opt/roues > \$(echo /opt/moteur/lib/python3*/site-packages)/roues.pth &&
      mkdir -p /opt/moteur/share && ln -sfn /usr/share/proj /opt/moteur/share/proj" || refuse "Le Python du moteur n'a pas pu être préparé."
    touch "$2/.pret"
  fi
}

in_chroot() { # suite
  local suite=$1 folder=$root/$1 log=$root/$1.log status
  [ "$(id -u)" = 0 ] || refuse "Il faut être administrateur pour préparer une racine $suite."
  command -v debootstrap > /dev/null || refuse "debootstrap est absent : apt-get install debootstrap."
  prepare "$suite" "$folder"
  rm -rf "$folder/suite" && mkdir -p "$folder/suite"
  git archive HEAD | tar -x -C "$folder/suite"
  cat > "$folder/suite/.essai.sh" <<END
cd /suite
export LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 DDTM_PYTHON=/opt/moteur/bin/python
QT_QPA_PLATFORM=offscreen /usr/bin/python3 -c '$say_versions'
timeout 900 /opt/moteur/bin/python -m pytest -o addopts='-q -p no:cacheprovider' ${suites[*]}
END
  # name spaces of its own: whatever happens, nothing stays mounted and no process stays behind
  unshare --mount --pid --fork --kill-child /bin/bash -c "
    mount -t proc proc '$folder/proc'; mount --bind /dev '$folder/dev'
    exec chroot '$folder' /bin/bash /suite/.essai.sh" 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  record "$suite" "$log" "$status"
  return "$status"
}

case "${1:-}" in
  ici) here ;;
  trixie | sid) in_chroot "$1" ;;
  --efface) [[ "${2:-}" =~ ^(trixie|sid)$ ]] || refuse "Quelle racine effacer : trixie ou sid ?"; rm -rf "${root:?}/$2" ;;
  *) refuse "Emploi : livraison/matrice.sh ici | trixie | sid | --efface trixie" ;;
esac
