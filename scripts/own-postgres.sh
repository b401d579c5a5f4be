# To be sourced by scripts. Starts a PostgreSQL in a folder below $work, with a random password, as
# the user postgres when this user is root: PostgreSQL refuses to run as root. Needs Debian's package
# postgresql; nothing else.
postgres_port= # empty until there is one
postgres_storage=() # the options of a server that uses it

free_port() { # a port that was free a moment ago, and below those that connections get
  local one
  while one=$((20000 + RANDOM % 12000)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$one") 2>/dev/null || { echo "$one"; return; }
  done
}

make_postgres() {
  local password
  programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
  [ -x "$programs/initdb" ] || { echo "PostgreSQL is not installed: apt-get install postgresql"; exit 1; }
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  chmod 711 "$work"
  mkdir -m 777 "$work/postgres"
  echo "$password" >"$work/postgres/password"
  postgres initdb -D "$work/postgres/data" -U game -A scram-sha-256 --pwfile "$work/postgres/password" -E UTF8 --locale=C >/dev/null
  postgres_port=$(free_port)
  postgres_storage=(--set "storage.url=postgresql://127.0.0.1:$postgres_port/postgres" --set storage.user=game --set "storage.password=$password")
  start_postgres
}

postgres() { # postgres PROGRAM ARGUMENT...
  local program=$1 as=()
  shift
  [ "$(id -u)" != 0 ] || as=(runuser -u postgres --)
  (cd "$work/postgres" && "${as[@]}" "$programs/$program" "$@")
}

start_postgres() {
  postgres pg_ctl -D "$work/postgres/data" -w -l "$work/postgres/log" \
    -o "-p $postgres_port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=20" start >/dev/null
}

postmaster() { # its process
  head -n 1 "$work/postgres/data/postmaster.pid"
}

crash_postgres() { # its processes end without a checkpoint, as in a power cut
  kill -9 "$(postmaster)"
  until start_postgres 2>/dev/null; do sleep 0.2; done # until the last of its processes has ended
}

signal_postgres() { # signal_postgres SIGNAL: to all its processes
  kill "-$1" "$(postmaster)" $(pgrep -P "$(postmaster)")
}

stop_postgres() {
  [ -z "$postgres_port" ] || postgres pg_ctl -D "$work/postgres/data" -m immediate -w stop >/dev/null 2>&1 || true
}
