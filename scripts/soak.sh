#!/usr/bin/env bash
# Soaks a server: for an hour, clients connect, chat, echo and leave. Meanwhile the script samples
# the server's memory, file descriptors and threads. In the end it compares them with the values at
# the start. Needs Linux (/proc). docs/benchmarks.md has the results.
#
# usage: scripts/soak.sh [OPTION OF wharf swarm]...
#   such as scripts/soak.sh --duration 10m --clients 200 --report soak.html
#
# Exit code: 0 when the swarm's thresholds were met, descriptors and threads are back at the base
# line, and the live heap is not more than 4 MiB above it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

period=60 # seconds between two samples
heap_limit=4096 # KiB above the base line
source scripts/measured-servers.sh

swarm() { ./wharf swarm --port "${port[soaked]}" --server-metrics "http://127.0.0.1:$(port_in soaked admin)/metrics" "$@"; }

live_heap() { # KiB of objects after a full collection
  "$jcmd" "$pid" GC.class_histogram | awk '$1 == "Total" { printf "%d", $3 / 1024 }'
}

descriptors() { ls "/proc/$pid/fd" | wc -l; }
threads() { ls "/proc/$pid/task" | wc -l; }
rss() { awk '/^VmRSS/ { print $2 }' "/proc/$pid/status"; }

sample() { # sample SECONDS: one line of a table
  echo "$1 $(live_heap) $(rss) $(descriptors) $(threads)"
}

show() { # show WHEN SECONDS HEAP RSS DESCRIPTORS THREADS
  printf '%-10s live heap %7d KiB, resident %8d KiB, descriptors %5d, threads %4d\n' "$1" "$3" "$4" "$5" "$6"
}

slope() { # slope COLUMN: least squares, KiB an hour. Leaves out the first tenth, when code is compiled, and the last tenth
  awk -v c="$1" '{ t[NR] = $1; v[NR] = $c }
    END { for (i = int(NR / 10) + 1; i <= NR - int(NR / 10); i++) { n++; x += t[i]; y += v[i]; xx += t[i] ^ 2; xy += t[i] * v[i] }
          printf "%.0f", (n > 1) ? (n * xy - x * y) / (n * xx - x ^ 2) * 3600 : 0 }' "$work/samples"
}

start_server soaked --set admin.enabled=true --set admin.port=0
pid=${server[soaked]}
jcmd=$(dirname "$(readlink "/proc/$pid/exe")")/jcmd
swarm --clients 200 --duration 20s --scenario mixed --progress none >"$work/warm-up.log" || { cat "$work/warm-up.log"; exit 1; }
sleep 5 # waits for the ends of the last sessions
base=($(sample 0))
show before "${base[@]}"

swarm --profile soak --scenario mixed --progress none "$@" >"$work/swarm.log" 2>&1 &
swarm=$!
began=$SECONDS
sleep "$period" &
while wait $!; kill -0 "$swarm" 2>/dev/null; do
  now=($(sample $((SECONDS - began))))
  echo "${now[@]}" >>"$work/samples"
  show "$((now[0] / 60)) min" "${now[@]}"
  sleep "$period" &
done
verdict=0
wait "$swarm" || verdict=$?
cat "$work/swarm.log"
sleep 5
last=($(sample $((SECONDS - began))))

show before "${base[@]}"
show after "${last[@]}"
echo "slope      live heap $(slope 2) KiB an hour, resident $(slope 3) KiB an hour"
[ "${last[3]}" -le "${base[3]}" ] || { echo "FAIL  $((last[3] - base[3])) descriptors more than before"; verdict=1; }
[ "${last[4]}" -le "${base[4]}" ] || { echo "FAIL  $((last[4] - base[4])) threads more than before"; verdict=1; }
[ "${last[1]}" -le $((base[1] + heap_limit)) ] || { echo "FAIL  $((last[1] - base[1])) KiB more live heap than before"; verdict=1; }
exit "$verdict"
