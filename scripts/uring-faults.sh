#!/usr/bin/env bash
# Tests a real server against faults around io_uring: rings that are refused, too little locked
# memory, clients that are killed or reset while they send, and a drain. Exit code 0 when the server
# behaves as it should, 1 when not. A part that cannot run here is left out, with the reason.
#
# usage: scripts/uring-faults.sh [PART...]      all parts, or some of those below
#
#   refused   io_uring_setup fails: `auto` serves on the JDK's port, `uring` does not start.
#             Needs strace.
#   memlock   an unprivileged user who may lock little memory, or none.
#             Needs root, and setpriv.
#   kill      kill -9 of CLIENTS clients (2000) that send: the others are served, and nothing of the
#             killed ones is left. On both providers.
#   drain     SIGTERM while 500 clients send: the ledger is zero. On both providers.
#   storm     CLIENTS connections reset at once while they are read from and written to. Runs a
#             test, with Maven.
#
# Needs Linux (/proc), and io_uring for all but `refused`. CLIENTS=N for another number of clients.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

clients=${CLIENTS:-2000}
work=$(mktemp -d)
pids=()
failures=0

cleanup() {
  for pid in "${pids[@]}"; do
    kill -9 "$pid" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap cleanup EXIT

good() { echo "  ok    $*"; }
bad() {
  echo "  BAD   $*"
  failures=$((failures + 1))
}
left_out() { echo "  --    left out: $*"; }
check() { # check WORDS COMMAND...: reports whether the command succeeds
  local words=$1
  shift
  if "$@"; then good "$words"; else bad "$words"; fi
}
within() { # within SECONDS COMMAND...: whether the command succeeds in this time
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.1
  done
}

# ---- a server: its process is $server, its port is $port, and its output is in $log
begin_server() { # begin_server COMMAND... ARGUMENTS...
  log=$work/server.log
  : >"$log" # clears the output of the server before
  "$@" >"$log" 2>&1 &
  server=$!
  pids+=("$server")
}
answers() { grep -q '^wharf-server ready on ' "$log"; }
has_ended() { ! kill -0 "$1" 2>/dev/null; }
answers_or_has_ended() { answers || has_ended "$server"; }
await_server() {
  within 60 answers_or_has_ended || true
  if ! answers; then
    bad "the server does not start: $(tail -n 1 "$log")"
    return 1
  fi
  port=$(sed -n 's/^wharf-server ready on .*:\([0-9]*\)$/\1/p' "$log")
}
end_server() { # SIGTERM: exit code 0 means that the ledger was at zero
  kill -TERM "$server" 2>/dev/null || true
  local code=0
  wait "$server" || code=$?
  check "it ends with exit code $code: $(grep '^wharf-server ledger' "$log" || tail -n 1 "$log")" [ "$code" = 0 ]
}
descriptors() { find "/proc/$server/fd" -mindepth 1 2>/dev/null | wc -l; }
threads() { # without the threads of compilers and collectors, whose number changes
  cat "/proc/$server/task/"*/comm 2>/dev/null | grep -cvE '^(C[12] Compiler|Z|GC |G1 )'
}
settled_descriptors() { # the number when earlier sessions have ended
  local last=-1 now
  now=$(descriptors)
  while [ "$now" != "$last" ]; do
    sleep 1
    last=$now
    now=$(descriptors)
  done
  echo "$now"
}
has_descriptors() { [ "$(descriptors)" -ge "$1" ]; }
is_down_to() { [ "$(descriptors)" -le "$1" ]; }

# ---- clients
begin_swarm() { # begin_swarm NAME CLIENTS DURATION: its process is $swarm
  ./wharf swarm --port "$port" --clients "$2" --connect-rate 1000 --duration "$3" \
    --name-prefix "$1" --progress none >"$work/$1.log" 2>&1 &
  swarm=$!
  pids+=("$swarm")
}
serves() { # a small swarm that checks each message
  begin_swarm "${1:-small}" 20 2s
  wait "$swarm"
}

# ---- the parts
refused() {
  echo "rings refused:"
  if ! command -v strace >/dev/null; then
    left_out "there is no strace"
    return
  fi
  local errno
  for errno in EPERM ENOSYS ENOMEM EACCES EINVAL; do
    under_strace "$errno" auto
    if await_server; then
      check "$errno, auto: $(grep -o 'the completion port is .*' "$log")" \
        [ "$(grep -c 'the completion port is the JDK' "$log")" = 1 ]
      check "$errno, auto: it serves" serves
      stop_traced
    fi
    under_strace "$errno" uring
    local code=0
    wait "$server" || code=$?
    check "$errno, uring: exit code $code: $(grep '^wharf-server: ' "$log")" \
      [ "$code/$(grep -c '^wharf-server: cannot open a completion port: there is no io_uring here' "$log")" = 1/1 ]
  done
}
under_strace() { # under_strace ERRNO PROVIDER
  begin_server strace -f --seccomp-bpf -o /dev/null -e trace=io_uring_setup \
    -e "inject=io_uring_setup:error=$1" ./wharf server --dev --port 0 --set account.enabled=false --set "port.provider=$2"
}
stop_traced() { # the traced server is a child of $server
  # shellcheck disable=SC2046 # one word each
  kill -TERM $(cat "/proc/$server/task/$server/children") || true
  local code=0
  wait "$server" || code=$?
  check "it ends with exit code $code: $(grep '^wharf-server ledger' "$log")" [ "$code" = 0 ]
}

memlock() {
  echo "little locked memory, uid 65534:"
  if [ "$(id -u)" != 0 ] || ! command -v setpriv >/dev/null; then
    left_out "needs root and setpriv"
    return
  fi
  local kib provider
  for kib in 8192 128 64 0; do # 128: one worker's ring, but not two
    for provider in auto uring; do
      begin_server setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all \
        sh -c "ulimit -l $kib && exec ./wharf server --dev --port 0 --set account.enabled=false --set port.provider=$provider"
      within 60 answers_or_has_ended || true
      if answers; then
        await_server
        good "$kib KiB, $provider: serves on $(sed -n 's/.*, provider //p' "$log"); $(grep -o 'the completion port is .*' "$log" || echo "no fall-back")"
        check "$kib KiB, $provider: messages are answered" serves
        end_server
      else
        local code=0
        wait "$server" || code=$?
        check "$kib KiB, $provider: exit code $code: $(grep '^wharf-server: ' "$log")" \
          [ "$code/$provider" = 1/uring ]
      fi
    done
  done
}

kill_() {
  local provider
  for provider in uring jdk; do
    echo "kill -9 of $clients clients that send, on $provider:"
    begin_server ./wharf server --dev --port 0 --set account.enabled=false --set "port.provider=$provider" \
      --set "admission.max-sessions=$((clients + 100))"
    await_server || continue
    serves warm-up || bad "it does not serve"
    local before threads_before
    before=$(settled_descriptors)
    threads_before=$(threads)
    begin_swarm witness 5 25s
    local witness=$swarm
    begin_swarm many "$clients" 60s
    check "all are connected, $((clients + 5)) and $before descriptors" \
      within 20 has_descriptors $((before + clients + 5))
    sleep 1 # the clients send
    kill -9 "$swarm"
    wait "$swarm" 2>/dev/null || true
    check "their descriptors are closed" within 20 is_down_to $((before + 5))
    check "the other clients lost nothing" wait "$witness"
    check "all descriptors are closed ($before)" within 20 is_down_to "$before"
    check "no thread is left over ($threads_before before, $(threads) after)" [ "$(threads)" -le $((threads_before + 2)) ]
    check "it serves" serves after
    end_server
  done
}

drain() {
  local provider
  for provider in uring jdk; do
    echo "SIGTERM while 500 clients send, on $provider:"
    begin_server ./wharf server --dev --port 0 --set account.enabled=false --set "port.provider=$provider"
    await_server || continue
    local before
    before=$(descriptors)
    begin_swarm many 500 60s
    check "all are connected" within 20 has_descriptors $((before + 500))
    sleep 1 # the clients send
    end_server
    kill "$swarm" 2>/dev/null || true
  done
}

storm() {
  echo "$clients connections reset at once, on both providers (takes a minute):"
  check "nothing is left behind" ./mvnw -q --batch-mode -pl engine -am verify -DskipFuzz \
    -Dtest=ResetStormTest -Dsurefire.failIfNoSpecifiedTests=false "-Dwharf.test.storm=$clients"
}

[ $# -gt 0 ] || set -- refused memlock kill drain storm
for part in "$@"; do
  case $part in
    kill) kill_ ;;
    refused | memlock | drain | storm) "$part" ;;
    *)
      echo "there is no part '$part'" >&2
      exit 2
      ;;
  esac
done
echo "$failures bad"
[ "$failures" = 0 ]
