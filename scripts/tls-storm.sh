#!/usr/bin/env bash
# Lets many clients connect with TLS at the same moment, again and again, beside players who play on.
# Shows the latency of those players, the handshakes that resumed a session, and the stalls of the
# server's workers. docs/benchmarks.md has the results.
#
# The first connections are full handshakes. Later ones resume a session, as far as the clients have
# tickets. Exit code 0 when the players' p99 is below 50 ms, no worker stalled, no message was lost,
# and at least 90 % of the clients who came back resumed a session. Otherwise 1.
#
# usage: scripts/tls-storm.sh [CLIENTS [STORMS [SERVER_OPTION...]]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

clients=${1:-1000}
storms=${2:-5}
players=100
shift $(($# < 2 ? $# : 2))
source scripts/measured-servers.sh

start_server tls --tls --set tls.development-folder="$work/tls" --set admin.enabled=true \
  --set admin.port=0 --set admission.max-unauthenticated=$((2 * clients)) "$@"
admin=$(port_in tls admin)

metric() { # metric NAME: the sum of its samples
  exec 3<>"/dev/tcp/127.0.0.1/$admin"
  printf 'GET /metrics HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' >&3
  timeout 10 cat <&3 | awk -v name="$1" '$1 ~ "^"name"([{]|$)" { sum += $2 } END { printf "%d", sum }'
  exec 3>&-
}

swarm() { # swarm NAME OPTION...
  local name=$1
  shift
  ./wharf swarm --port "${port[tls]}" --tls-ca "$work/tls/certificate.pem" --progress none \
    --scenario echo "$@" >"$work/$name.log" 2>&1
}

play() { swarm players --clients $players --rate 5 "$@"; }

storm() { # storm STORMS: all clients come at once, then drop and come back at once, again and again
  {
    echo 'stages = ['
    echo '  { name = come, duration = 5s }'
    for i in $(seq "$1"); do
      echo "  { name = storm $i, duration = 5s, storm = 100 %, exit = drop, away = 0s }"
    done
    echo ']'
  } >"$work/storm.conf"
  swarm storm --clients "$clients" --rate 0.1 --connect-rate 100000 --profile "$work/storm.conf"
}

storm 1 || { cat "$work/storm.log"; exit 1; } # until the hot code is compiled
handshakes=$(metric wharf_tls_handshakes_total) resumed=$(metric wharf_tls_resumed_total)
stalls=$(metric wharf_worker_stalls_total)

play --duration $((5 * storms + 5))s --threshold 'echo.p99 < 50ms' &
playing=$!
sleep 3 # until all players are there
code=0
storm "$storms" || { cat "$work/storm.log"; code=1; }
wait $playing || code=1
cat "$work/players.log"

handshakes=$(($(metric wharf_tls_handshakes_total) - handshakes))
resumed=$(($(metric wharf_tls_resumed_total) - resumed))
stalls=$(($(metric wharf_worker_stalls_total) - stalls))
back=$((handshakes - clients - players))
echo "$handshakes handshakes, $resumed of $back clients who came back resumed a session, $stalls stalls"
[ $code = 0 ] && [ $stalls = 0 ] && [ $((resumed * 10)) -ge $((back * 9)) ]
