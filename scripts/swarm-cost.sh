#!/usr/bin/env bash
# Measures the CPU time of the swarm and of the server under its load, over the same seconds. Needs
# Linux (/proc). docs/benchmarks.md has the results.
#
# usage: scripts/swarm-cost.sh [SCENARIO [CLIENTS [MESSAGES_PER_SECOND_EACH [ROUNDS]]]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scenario=${1:-echo}
clients=${2:-1000}
rate=${3:-4}
rounds=${4:-3}
warm_up=20 # seconds, in which both JVMs compile their code
seconds=15
source scripts/measured-servers.sh

measure() { # measure ROUND: the swarm's time divided by the server's
  local name=round-$1 swarm server_ticks swarm_ticks
  start_server "$name"
  ./wharf swarm --port "${port[$name]}" --clients "$clients" --scenario "$scenario" --rate "$rate" \
    --duration $((warm_up + seconds + 5))s --progress none >"$work/swarm.log" &
  swarm=$!
  sleep $warm_up
  server_ticks=$(cpu_ticks "${server[$name]}") swarm_ticks=$(cpu_ticks $swarm)
  sleep $seconds
  server_ticks=$(($(cpu_ticks "${server[$name]}") - server_ticks)) swarm_ticks=$(($(cpu_ticks $swarm) - swarm_ticks))
  wait $swarm || { cat "$work/swarm.log"; exit 1; }
  kill "${server[$name]}"
  unset "server[$name]"
  awk -v a=$swarm_ticks -v b=$server_ticks -v hertz="$(getconf CLK_TCK)" \
    'BEGIN { printf "%.2f (swarm %.2f s, server %.2f s)\n", a / b, a / hertz, b / hertz }'
}

for round in $(seq "$rounds"); do
  measure "$round" >"$work/line"
  cat "$work/line" >>"$work/ratios"
  echo "round $round: $(cat "$work/line")"
done
echo "$scenario, $clients clients, $rate a second each: swarm / server $(median <"$work/ratios")"
