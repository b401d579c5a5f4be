#!/usr/bin/env bash
# Attacks a server in all the ways that it must withstand, beside honest clients that count every
# message. Exit code 0 when the honest clients lost nothing, the server stayed healthy, and no text
# of a peer was printed raw. Otherwise 1.
#
# usage: scripts/attack.sh [PART...]      all parts, or some of those below
#
#   kinds         every kind of hostile client (docs/hostile-clients.md), for 20 s
#   bombs         protobuf bodies that cost much to parse
#   storm         50,000 connections that are reset as soon as they are open, in 10 s
#   floods        packets, chat, whispers, lists of rooms
#   injection     names, rooms and texts with control characters, markup and log lines
#   http          the admin port: path traversal, foreign hosts, smuggled and slow requests
#   descriptors   a server that may open 256 files, and more clients than that
#   freeze        a server that is stopped for 20 s while its clients play
#
# Needs bash, and Linux for `descriptors`. Everything is on the loopback interface.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work=$(mktemp -d)
server=
failures=0
trap '[ -z "$server" ] || kill -9 "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

good() { echo "  ok    $*"; }
bad() {
  echo "  BAD   $*"
  failures=$((failures + 1))
}
check() { # check WORDS COMMAND...: reports whether the command succeeds
  local words=$1
  shift
  if "$@"; then good "$words"; else bad "$words"; fi
}

# ---- the server. The limits by address are off, because all clients have one address. The limits
# on packets, bytes and texts are on.
start_server() { # start_server OPTION...
  : >"$work/server.log"
  ./wharf server --dev --port 0 --set account.enabled=false --set admin.enabled=true --set admin.port=0 \
    --set rate.packets-per-second=100 --set rate.bytes-per-second=64KiB --set chat.texts=5 \
    "$@" >"$work/server.log" 2>&1 &
  server=$!
  until grep -q '^wharf-server ready on ' "$work/server.log"; do # the first start may build
    kill -0 "$server" 2>/dev/null || { cat "$work/server.log"; exit 1; }
    sleep 0.2
  done
  port=$(port_of ready)
  admin=$(port_of admin)
}
port_of() { sed -n "s/^wharf-server $1 on .*:\([0-9]*\).*$/\1/p" "$work/server.log" | head -n 1; }
end_server() { # exit code 0 means that the ledger was at zero
  local code=0
  kill -TERM "$server"
  wait "$server" || code=$?
  server=
  check "the server ends in order, exit code $code" [ "$code" = 0 ]
  check "its log holds no control character" no_control_characters "$work/server.log"
}

# ---- the witness: honest clients. Their command fails when a message is lost, duplicated or changed
witness() { # witness SECONDS HOSTILE: "" for no hostile clients
  local hostile=() code=0
  [ -z "$2" ] || hostile=(--hostile "$2")
  ./wharf swarm --port "$port" --clients 50 --scenario echo --rate 2 --duration "${1}s" \
    --progress none --report "$work/report.html" --json "$work/result.json" "${hostile[@]}" \
    >"$work/swarm.log" 2>&1 || code=$?
  [ "$code" = 0 ] || cat "$work/swarm.log"
  check "the honest clients lost nothing" [ "$code" = 0 ]
  for file in "$work/swarm.log" "$work/report.html" "$work/result.json"; do
    check "$(basename "$file") holds no control character" no_control_characters "$file"
  done
}
no_control_characters() { ! LC_ALL=C grep -q "$(printf '[\001-\010\013-\014\016-\037\177]')" "$1"; }

# ---- the admin port, with hand-written requests
ask() { # ask REQUEST: the first line of the response; nothing when none comes
  local answer=
  exec 3<>"/dev/tcp/127.0.0.1/$admin" || return 0
  printf '%b' "$1" >&3
  read -r -t 10 answer <&3 || true
  exec 3>&-
  printf '%s' "${answer%$'\r'}"
}
is_healthy() { [[ $(ask 'GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n') == *' 200 '* ]]; }
metrics() { # the samples of /metrics
  exec 3<>"/dev/tcp/127.0.0.1/$admin"
  printf 'GET /metrics HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' >&3
  timeout 10 cat <&3 | grep -v '^#'
  exec 3>&-
}
aftermath() {
  check "the server is healthy" is_healthy
  local lines
  lines=$(metrics | wc -l)
  check "/metrics has $lines lines, less than 1,000" [ "$lines" -lt 1000 ]
}

# ---- the parts
kinds() { under_attack 20 200%; }
bombs() { under_attack 10 protobuf-bomb=100; }
storm() { under_attack 10 reset-storm=600@5000; }
floods() { under_attack 10 flood=20,chat-spam=100,login-spam=20; }
injection() { under_attack 10 injection=50; }

under_attack() { # under_attack SECONDS HOSTILE
  start_server
  witness "$1" "$2"
  aftermath
  end_server
}

http() {
  start_server
  local request answer
  for request in \
    'GET /../../etc/passwd HTTP/1.1\r\nHost: 127.0.0.1' \
    'GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: 127.0.0.1' \
    'GET //etc/passwd HTTP/1.1\r\nHost: 127.0.0.1' \
    'GET /api/state HTTP/1.1\r\nHost: evil.example' \
    'GET /api/state HTTP/1.1\r\nHost: 127.0.0.1.evil.example' \
    'POST /api/actions/drain HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0' \
    'POST /api/actions/kick HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://evil.example\r\nContent-Length: 0' \
    'POST /api/actions/drain HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked' \
    'POST /api/actions/drain HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz'; do
    answer=$(ask "$request\r\nConnection: close\r\n\r\n")
    check "$(printf '%b' "$request" | head -n 1 | cut -c 1-60): ${answer:-no answer}" refused "$answer"
  done
  local slow=()
  for _ in $(seq 64); do # half a request each, for 10 s
    (exec 4<>"/dev/tcp/127.0.0.1/$admin" && printf 'GET /health HT' >&4 && sleep 10) 2>/dev/null &
    slow+=("$!")
  done
  witness 5 ""
  aftermath
  kill "${slow[@]}" 2>/dev/null || true
  end_server
}
refused() { [[ $1 != *' 200 '* && $1 != *' 202 '* && $1 != *' 500 '* ]]; }

descriptors() {
  (ulimit -n 256) || return 0
  ulimit -n 256
  start_server
  witness 10 no-login=300
  aftermath
  end_server
}

freeze() {
  start_server
  (sleep 5 && kill -STOP "$server" && sleep 20 && kill -CONT "$server") &
  witness 30 ""
  wait "$!"
  aftermath
  end_server
}

parts=("$@")
[ "${#parts[@]}" -gt 0 ] || parts=(kinds bombs storm floods injection http freeze descriptors)
for part in "${parts[@]}"; do
  case $part in
    kinds | bombs | storm | floods | injection | http | descriptors | freeze)
      echo "$part:"
      if [ "$part" = descriptors ]; then
        (failures=0; descriptors; exit "$failures") || failures=$((failures + $?))
      else
        "$part"
      fi
      ;;
    *)
      echo "attack: there is no part '$part'" >&2
      exit 2
      ;;
  esac
done
echo "$failures bad"
[ "$failures" = 0 ]
