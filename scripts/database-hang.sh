#!/usr/bin/env bash
# Stops a PostgreSQL for 30 s in the middle of a game. Players in rooms must play on as if nothing
# had happened, and no worker of the server may stall. Who logs in meanwhile is refused in time, and
# gets in when the database answers again. Needs Debian's package postgresql, and Linux.
#
# Exit code 0 when the p99 of the chat stayed below 50 ms, nothing was lost, no worker stalled, the
# health check told of the database and then was well again, and all who came got in. Otherwise 1.
#
# usage: scripts/database-hang.sh [SECONDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds=${1:-30}
source scripts/measured-servers.sh
source scripts/own-postgres.sh

end() {
  [ -z "$postgres_port" ] || signal_postgres CONT 2>/dev/null || true
  stop_postgres
  stop_servers
}
trap end EXIT

make_postgres
start_server game --set account.enabled=true --set admin.enabled=true --set admin.port=0 "${postgres_storage[@]}"
admin=$(port_in game admin)

ask() { # ask PATH: the answer of the admin port
  exec 3<>"/dev/tcp/127.0.0.1/$admin"
  printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' "$1" >&3
  timeout 10 cat <&3
  exec 3>&-
}
metric() { ask /metrics | awk -v name="$1" '$1 ~ "^"name"([{]|$)" { sum += $2 } END { printf "%d", sum }'; }

swarm() { # swarm NAME OPTION...
  local name=$1
  shift
  ./wharf swarm --port "${port[game]}" --name-prefix "$name" --progress none "$@" >"$work/$name.log" 2>&1
}

swarm warm --scenario chat --clients 200 --duration 15s || { cat "$work/warm.log"; exit 1; }
stalls=$(metric wharf_worker_stalls_total)
swarm player --scenario chat --clients 200 --duration $((seconds + 25))s --threshold 'chat.p99 < 50ms' &
players=$!
sleep 10 # until all players are there
swarm comer --scenario echo --clients $((seconds + 10)) --rate 1 --connect-rate 1 \
  --reconnect --settle 1m --duration $((seconds + 20))s --threshold 'retried > 0' &
comers=$!
sleep 3
signal_postgres STOP
echo "the database hangs for $seconds s"
sleep "$((seconds - 1))"
during=$(ask /health)
sleep 1
signal_postgres CONT
code=0
wait $players || code=1
cat "$work/player.log"
wait $comers || code=1
cat "$work/comer.log"
after=$(ask /health)
stalls=$(($(metric wharf_worker_stalls_total) - stalls))
echo "health while the database hung: $during"
echo "$stalls stalls of workers"
[[ $during == *storage:* ]] || { echo "FAIL  the health check did not tell of the database"; code=1; }
[[ $after != *storage:* ]] || { echo "FAIL  the health check still tells of the database"; code=1; }
[ $stalls = 0 ] || code=1
exit $code
