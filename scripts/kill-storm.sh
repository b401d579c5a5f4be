#!/usr/bin/env bash
# Kills the server with -9 at random times, again and again, while users trade, and starts it again
# at once. The swarm proves that no trade is lost and none is made twice: see docs/storage-proof.md.
# With postgresql, the script starts a PostgreSQL in a folder of its own, and kills the postmaster
# at every third time, too. Needs Debian's package postgresql for that; nothing else.
#
# The users trade until the last kill, and some time longer. Exit code: 0 when all sums are constant
# and each acknowledged trade was made once. Otherwise 1, and the folder with the database is kept.
#
# usage: scripts/kill-storm.sh [KILLS [BOTS [sqlite|postgresql]]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

kills=${1:-50}
bots=${2:-1000}
database=${3:-sqlite}
rate=${KILL_STORM_RATE:-}
first_pause=2000 last_pause=6000 # the shortest and the longest time between a server's start and its end, in milliseconds
server= swarm= port= postgres=()
./wharf build
work=$(mktemp -d)

end() {
  local code=$?
  [ -z "$swarm" ] || kill "$swarm" 2>/dev/null || true
  [ -z "$server" ] || kill -9 "$server" 2>/dev/null || true
  [ ${#postgres[@]} = 0 ] || postgres pg_ctl -D "$work/postgres/data" -m immediate -w stop >/dev/null 2>&1 || true
  if [ $code = 0 ]; then rm -rf "$work"; else echo "the database and the logs are in $work"; fi
}
trap end EXIT

free_port() { # a port that was free a moment ago, and below those that connections get
  local one
  while one=$((20000 + RANDOM % 12000)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$one") 2>/dev/null || { echo "$one"; return; }
  done
}

# ---- PostgreSQL
postgres() { # postgres PROGRAM ARGUMENT...: as the user postgres, because PostgreSQL refuses to run as root
  local program=$1 as=()
  shift
  [ "$(id -u)" != 0 ] || as=(runuser -u postgres --)
  (cd "$work/postgres" && "${as[@]}" "$programs/$program" "$@")
}
start_postgres() {
  postgres pg_ctl -D "$work/postgres/data" -w -l "$work/postgres/log" \
    -o "-p $postgres_port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=20" start >/dev/null
}
crash_postgres() { # its processes end without a checkpoint, as in a power cut
  kill -9 "$(head -n 1 "$work/postgres/data/postmaster.pid")"
  until start_postgres 2>/dev/null; do sleep 0.2; done # until the last of its processes has ended
}
case $database in
  sqlite)
    storage=(--set "storage.url=sqlite:$work/game.db")
    ;;
  postgresql)
    programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    [ -x "$programs/initdb" ] || { echo "PostgreSQL is not installed: apt-get install postgresql"; exit 1; }
    postgres=(started)
    postgres_port=$(free_port)
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    chmod 711 "$work"
    mkdir -m 777 "$work/postgres"
    echo "$password" >"$work/postgres/password"
    postgres initdb -D "$work/postgres/data" -U game -A scram-sha-256 --pwfile "$work/postgres/password" -E UTF8 --locale=C >/dev/null
    start_postgres
    storage=(--set "storage.url=postgresql://127.0.0.1:$postgres_port/postgres" --set storage.user=game --set "storage.password=$password")
    ;;
  *)
    echo "the database must be sqlite or postgresql, not $database"
    exit 1
    ;;
esac

# ---- the server
start_server() {
  ./wharf server --dev --port "$port" --set login.authenticator=development "${storage[@]}" >"$work/server-$1.log" 2>&1 &
  server=$!
}
wait_for_server() { # wait_for_server NUMBER
  until grep -q '^wharf-server ready on ' "$work/server-$1.log"; do
    kill -0 "$server" 2>/dev/null || { echo "FAIL  the server has ended at its start:"; cat "$work/server-$1.log"; exit 1; }
    sleep 0.05
  done
}

port=$(free_port)
began=$EPOCHREALTIME
start_server 0
wait_for_server 0
start_ms=$((${EPOCHREALTIME/./} / 1000 - ${began/./} / 1000)) # later starts are slower, because the swarm needs processors, too
pauses=() total=0
for _ in $(seq "$kills"); do
  pauses+=($((first_pause + (RANDOM * 32768 + RANDOM) % (last_pause - first_pause + 1))))
  total=$((total + ${pauses[-1]} + 2 * start_ms))
done
duration=$((total / 1000 + 10))
./wharf swarm --port "$port" --scenario trade --clients "$bots" ${rate:+--rate "$rate"} --duration "${duration}s" --settle 60s \
  --reconnect --progress none --json "$work/result.json" --threshold 'trade.made > 0' \
  --threshold "trade.checked == $bots" --threshold 'trade.excluded == 0' >"$work/swarm.log" 2>&1 &
swarm=$!
SECONDS=0
killed=0 postgres_killed=0
for ms in "${pauses[@]}"; do
  sleep "$((ms / 1000)).$(printf %03d $((ms % 1000)))"
  kill -0 "$swarm" 2>/dev/null || break
  [ $SECONDS -lt $duration ] || break
  if [ ${#postgres[@]} != 0 ] && [ $((killed % 3)) = 2 ]; then
    crash_postgres
    postgres_killed=$((postgres_killed + 1))
    sleep "0.$((RANDOM % 10))"
  fi
  kill -9 "$server"
  wait "$server" 2>/dev/null || true
  killed=$((killed + 1))
  start_server $killed
  wait_for_server $killed
done
code=0
wait "$swarm" || code=$?
swarm=
cat "$work/swarm.log"
echo "$database: the server was killed $killed times${postgres_killed:+, PostgreSQL $postgres_killed times}, with $bots users"
[ $killed = "$kills" ] || { echo "FAIL  the swarm ended before the last of $kills kills"; code=1; }
exit $code
