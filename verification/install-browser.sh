#!/bin/sh
# Installs the browser that the tests of Wharf's pages need, when there is none. For Debian and its kin; elsewhere
# install Chromium or Chrome by hand, or name one: WHARF_BROWSER=/path/to/chrome.
set -eu

for name in "${WHARF_BROWSER:-}" chromium chromium-browser google-chrome google-chrome-stable chrome; do
  if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then
    exit 0
  fi
done
if ! command -v apt-get >/dev/null 2>&1; then
  echo "install-browser: there is no apt-get here; install Chromium by hand" >&2
  exit 1
fi
sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo
echo "install-browser: installing chromium" >&2
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -q
$sudo apt-get install -q -y --no-install-recommends chromium fonts-dejavu-core
