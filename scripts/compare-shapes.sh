#!/usr/bin/env bash
# Compares the two shapes of a port: the server's CPU time per message, under the same echo load, in
# interleaved rounds. Needs Linux (/proc). docs/concurrency.md has the results.
#
# usage: scripts/compare-shapes.sh [ROUNDS [CLIENTS [MESSAGES_PER_SECOND_EACH]]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds=${1:-5}
clients=${2:-1000}
rate=${3:-10}
source scripts/measured-servers.sh

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

start_server per-worker --set port.shape=per-worker
start_server shared --set port.shape=shared
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
