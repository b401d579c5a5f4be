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
server= swarm= port=
[ -n "${WHARF_REHEARSAL:-}" ] || ./wharf build
work=$(mktemp -d)

end() {
  local code=$?
  [ -z "$swarm" ] || kill "$swarm" 2>/dev/null || true
  [ -z "$server" ] || kill -9 "$server" 2>/dev/null || true
  stop_postgres
  if [ $code = 0 ]; then rm -rf "$work"; else echo "the database and the logs are in $work"; fi
}
trap end EXIT
trap 'exit 130' INT TERM

source scripts/own-postgres.sh
case $database in
  sqlite)
    storage=(--set "storage.url=sqlite:$work/accounts.db")
    ;;
  postgresql)
    make_postgres
    storage=("${postgres_storage[@]}")
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
  if [ -n "$postgres_port" ] && [ $((killed % 3)) = 2 ]; then
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
[ -z "$postgres_port" ] || database="$database, which was killed $postgres_killed times"
echo "$bots users traded, the server was killed $killed times, its database was $database"
[ $killed = "$kills" ] || { echo "FAIL  the swarm ended before the last of $kills kills"; code=1; }
exit $code
