#!/bin/sh
# Installs the programs that some tests of Wharf need, when there are none: Chromium for its pages, and PostgreSQL for
# its storage. For Debian and its kin; elsewhere install Chromium or Chrome, and PostgreSQL, by hand. WHARF_BROWSER
# names another browser: WHARF_BROWSER=/path/to/chrome.
set -eu

has_browser() {
  for name in "${WHARF_BROWSER:-}" chromium chromium-browser google-chrome google-chrome-stable chrome; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then
      return 0
    fi
  done
  return 1
}
has_postgresql() {
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1
}

missing=
has_browser || missing="chromium fonts-dejavu-core"
has_postgresql || missing="$missing postgresql"
[ -n "$missing" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
  echo "install-tools: there is no apt-get here; install by hand: $missing" >&2
  exit 1
fi
sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo
echo "install-tools: installing $missing" >&2
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -q
# shellcheck disable=SC2086 # several names
$sudo apt-get install -q -y --no-install-recommends $missing
