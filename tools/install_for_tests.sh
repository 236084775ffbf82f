#!/usr/bin/env bash
# Installs what the tests ask: Python packages, the browser and a font for its pages, verifiers that others wrote in
# JavaScript and Python.
# Only the first is necessary. What of the rest cannot be had here is said, with the tests that stay out for it.
#
#   tools/install_for_tests.sh .venv/bin/python
set -euo pipefail

python=$1
cd "$(dirname "$0")/.."
left_out=()

install_python_packages() {
    echo "Installing the tests' Python packages into .venv"
    "$python" -m pip install --quiet --disable-pip-version-check --editable '.[test]'
}

has_package() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

# install_from_debian PACKAGE: true when it is there afterwards
install_from_debian() {
    can_install || return 1
    echo "Installing $1"
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$1" >/dev/null 2>&1 && return
    apt-get update -qq >/dev/null 2>&1 || true
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$1" >/dev/null 2>&1
}

install_browser() {
    if ! command -v chromium >/dev/null && ! install_from_debian chromium; then
        left_out+=("chromium: tests marked browser (apt-get install chromium)")
        return
    fi
    if command -v dpkg-query >/dev/null && ! has_package fonts-noto-cjk && ! install_from_debian fonts-noto-cjk; then
        left_out+=("fonts-noto-cjk: no test, but Chinese and Japanese text in screenshots (apt-get install fonts-noto-cjk)")
    fi
}

install_programs() {
    if ! command -v rsync >/dev/null && ! install_from_debian rsync; then
        left_out+=("rsync: tests that publish with it (apt-get install rsync)")
    fi
    for server in nginx caddy; do
        if ! command -v "$server" >/dev/null && ! [ -x "/usr/sbin/$server" ]; then
            left_out+=("$server: the test of the configuration in docs/hosts (apt-get install $server)")
        fi
    done
}

install_oracles() {
    if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
        left_out+=("node and npm: tests marked node (install Node.js 18 or newer)")
        return
    fi
    echo "Installing the JavaScript oracles into tests/node/node_modules"
    if ! (cd tests/node && npm ci --silent); then
        left_out+=("the JavaScript oracles: tests marked node (npm ci in tests/node failed)")
    fi
}

install_for_pages() {
    if ! "$python" -m pip install --quiet --disable-pip-version-check --editable '.[pdf]'; then
        left_out+=("typst and noto-cjk-sans-otc: tests of certificates (pip install -e '.[pdf]' failed)")
    fi
    command -v qpdf >/dev/null || install_from_debian qpdf ||
        left_out+=("qpdf: tests of PDFs that it writes (apt-get install qpdf)")
    if ! command -v npm >/dev/null || ! (cd tests/quality && npm ci --silent); then
        left_out+=("axe-core and vnu-jar: tests that ask them about pages (npm ci in tests/quality failed)")
    elif ! command -v java >/dev/null && ! install_from_debian default-jre-headless; then
        left_out+=("java: the test that asks vnu-jar about pages (apt-get install default-jre-headless)")
    fi
}

install_verifiers() {
    echo "Installing verifiers that others wrote in Python"
    if ! "$python" -m pip install --quiet --disable-pip-version-check --editable '.[interop]'; then
        left_out+=("openbadgeslib and openvc-core: tests that ask them (pip install -e '.[interop]' failed)")
    fi
    # The validator for Open Badges 2.0 wants packages of its own time: an environment inside this one.
    local place
    place=$("$python" -c 'import sys; print(sys.prefix)')/openbadges
    if ! { [ -x "$place/bin/python" ] && "$place/bin/python" -c 'import openbadges' 2>/dev/null; } &&
        ! { "$python" -m venv "$place" && "$place/bin/python" -m pip install --quiet --disable-pip-version-check \
            --no-deps -r tests/interop/openbadges.txt && "$place/bin/python" -c 'import openbadges'; }; then
        rm -rf "$place"
        left_out+=("openbadges: tests that ask the Open Badges 2.0 validator (its packages could not be installed)")
    fi
}

install_python_packages
install_browser
install_programs
install_oracles
install_for_pages
install_verifiers
for line in ${left_out[@]+"${left_out[@]}"}; do
    echo "Not installed, left out: $line"
done
