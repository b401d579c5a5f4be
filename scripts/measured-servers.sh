# To be sourced by scripts that measure servers. Starts servers, and reads their CPU time. Needs
# Linux (/proc). At the end it stops the servers, and deletes the folder $work.
./wharf build # builds now, with the rehearsal, because nothing else may run during a measurement
work=$(mktemp -d)
declare -A server port # the process and the port of each server, by name

stop_servers() {
  for name in "${!server[@]}"; do
    kill "${server[$name]}" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap stop_servers EXIT

start_server() { # start_server NAME OPTION...
  local name=$1
  shift
  : >"$work/$name.log"
  ./wharf server --dev --port 0 --set account.enabled=false "$@" >"$work/$name.log" 2>&1 &
  server[$name]=$!
  until grep -q '^wharf-server ready on ' "$work/$name.log"; do
    kill -0 "${server[$name]}" || { cat "$work/$name.log"; exit 1; }
    sleep 0.1
  done
  port[$name]=$(port_in "$name" ready)
}

port_in() { # port_in NAME WHAT: the port that the server has printed
  sed -n "s/^wharf-server $2 on .*:\([0-9]*\)$/\1/p" "$work/$1.log"
}

cpu_ticks() { # cpu_ticks PROCESS: user and system time so far
  sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'
}

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
