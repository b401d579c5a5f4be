#!/usr/bin/env bash
# Compares the two shapes of port: the server's CPU time per message, under the same echo load, in
# interleaved rounds. Needs Linux (/proc). See docs/concurrency.md for what it showed.
#
# usage: scripts/compare-shapes.sh [ROUNDS [CLIENTS [MESSAGES_PER_SECOND_EACH]]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds=${1:-5}
clients=${2:-1000}
rate=${3:-10}
work=$(mktemp -d)
declare -A server port

cleanup() {
  for shape in "${!server[@]}"; do
    kill "${server[$shape]}" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap cleanup EXIT

start() { # start SHAPE
  ./wharf server --dev --port 0 --set "port.shape=$1" >"$work/$1.log" 2>&1 &
  server[$1]=$!
  until grep -q '^wharf-server ready on ' "$work/$1.log"; do
    kill -0 "${server[$1]}" || exit 1
    sleep 0.1
  done
  port[$1]=$(sed -n 's/^wharf-server ready on .*:\([0-9]*\)$/\1/p' "$work/$1.log")
}

cpu_ticks() { # user and system time of a process so far
  sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'
}

measure() { # measure SHAPE: microseconds of CPU per echo, one line
  local before after echoes
  before=$(cpu_ticks "${server[$1]}")
  ./wharf swarm --port "${port[$1]}" --clients "$clients" --connect-rate 2000 --scenario echo \
    --rate "$rate" --duration 8s --progress none --json "$work/result.json" >"$work/swarm.log" ||
    { cat "$work/swarm.log"; exit 1; }
  after=$(cpu_ticks "${server[$1]}")
  echoes=$(grep -o '"delivered" *: *[0-9]*' "$work/result.json" | head -n 1 | grep -o '[0-9]*$')
  awk -v ticks=$((after - before)) -v hertz="$(getconf CLK_TCK)" -v n="$echoes" \
    'BEGIN { printf "%.2f\n", ticks / hertz * 1e6 / n }'
}

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

start per-worker
start shared
for shape in per-worker shared per-worker shared; do
  measure $shape >/dev/null # until the hot code is compiled
done
for round in $(seq "$rounds"); do
  for shape in per-worker shared; do
    measure $shape >>"$work/$shape"
    echo "round $round: $shape $(tail -n 1 "$work/$shape") us of CPU per echo"
  done
done
one=$(median <"$work/per-worker")
other=$(median <"$work/shared")
awk -v a="$one" -v b="$other" 'BEGIN {
  printf "median: per-worker %.2f us, shared %.2f us, ratio %.2f\n", a, b, a / b }'
