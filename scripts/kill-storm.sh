#!/usr/bin/env bash
# Kills the server with -9 at random times, again and again, while users trade, and starts it again
# at once. The swarm proves that no trade is lost and none is made twice: see docs/storage-proof.md.
# With postgresql, the script starts a PostgreSQL in a folder of its own, and kills the postmaster
# at every third time, too. Needs Debian's package postgresql for that; nothing else.
#
# Each kill comes 2 to 6 s after the server is ready. The users trade until the last kill, and some
# seconds longer. Exit code: 0 when all sums are constant and each acknowledged trade was made once.
# Otherwise 1, and the folder with the database and the logs is kept. KILL_STORM_RATE in the
# environment is the number of offers and answers a second of each user.
#
# usage: scripts/kill-storm.sh [KILLS [BOTS [sqlite|postgresql]]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

kills=${1:-50}
bots=${2:-1000}
database=${3:-sqlite}
rate=${KILL_STORM_RATE:-}
server= swarm= port= postgres=()
[ -n "${WHARF_REHEARSAL:-}" ] || ./wharf build
work=$(mktemp -d)

end() {
  local code=$?
  [ -z "$swarm" ] || kill "$swarm" 2>/dev/null || true
  [ -z "$server" ] || kill -9 "$server" 2>/dev/null || true
  [ ${#postgres[@]} = 0 ] || postgres pg_ctl -D "$work/postgres/data" -m immediate -w stop >/dev/null 2>&1 || true
  if [ $code = 0 ]; then rm -rf "$work"; else echo "the database and the logs are in $work"; fi
}
trap end EXIT
trap 'exit 130' INT TERM

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
    storage=(--set "storage.url=sqlite:$work/accounts.db")
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
  ./wharf server --dev --port "$port" "${storage[@]}" >"$work/server-$1.log" 2>&1 &
  server=$!
}
wait_for_server() { # wait_for_server NUMBER
  until grep -q '^wharf-server ready on ' "$work/server-$1.log"; do
    kill -0 "$server" 2>/dev/null || { echo "FAIL  the server has ended at its start:"; cat "$work/server-$1.log"; exit 1; }
    sleep 0.05
  done
}

# ---- the run
port=$(free_port)
began=${EPOCHREALTIME/[.,]/}
start_server 0
wait_for_server 0
start=$(((${EPOCHREALTIME/[.,]/} - began) / 1000))
start=$((start < 1500 ? 1500 : start > 6000 ? 6000 : start)) # milliseconds that a later start may take
instants=() at=0
for _ in $(seq "$kills"); do
  at=$((at + 2000 + (RANDOM * 32768 + RANDOM) % 4001))
  instants+=($at)
  at=$((at + start))
done
./wharf swarm --port "$port" --scenario trade --clients "$bots" ${rate:+--rate "$rate"} --duration "$((at / 1000 + 5))s" --settle 5m \
  --reconnect --progress plain --threshold 'trade.made > 0' --threshold "trade.checked == $bots" \
  --threshold 'trade.excluded == 0' >"$work/swarm.log" 2>&1 &
swarm=$!
until grep -q ' s  trade: [0-9]' "$work/swarm.log"; do # until all users trade
  kill -0 "$swarm" 2>/dev/null || { cat "$work/swarm.log"; exit 1; }
  sleep 0.1
done
began=${EPOCHREALTIME/[.,]/}
killed=0 postgres_killed=0
for at in "${instants[@]}"; do
  left=$((at - (${EPOCHREALTIME/[.,]/} - began) / 1000)) # less than nothing after slow starts
  left=$((left < 500 ? 500 : left))
  sleep "$((left / 1000)).$(printf %03d $((left % 1000)))"
  kill -0 "$swarm" 2>/dev/null || break
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
grep -v '^ *[0-9.]* s  ' "$work/swarm.log"
[ ${#postgres[@]} = 0 ] || database="$database, which was killed $postgres_killed times"
echo "$bots users traded, the server was killed $killed times, its database was $database"
[ $killed = "$kills" ] || { echo "FAIL  the swarm ended before the last of $kills kills"; code=1; }
exit $code
