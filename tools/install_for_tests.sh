#!/usr/bin/env bash
# Installs what the tests ask: Python packages, the browser and a font for its pages, the JavaScript oracles.
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

install_python_packages
install_browser
install_oracles
for line in ${left_out[@]+"${left_out[@]}"}; do
    echo "Not installed, left out: $line"
done
