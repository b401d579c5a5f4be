#!/usr/bin/env bash
# Lets many players log in with a password at the same moment, beside players who chat. The server
# computes few passwords at a time (account.hash-threads), and tells the others when to come again.
#
# Registers one account, and copies its row for all other players, because each would take as long
# as a login. Needs python3 for that. Exit code 0 when the p99 of the chat stayed below 50 ms,
# nothing was lost, and all players got in within 3 minutes. Otherwise 1.
#
# usage: scripts/login-storm.sh [PLAYERS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

players=${1:-1000}
chatting=100
password=wanderlust
source scripts/measured-servers.sh

start() {
  start_server game --set account.enabled=true --set login.authenticator=accounts --set "storage.url=sqlite:$work/accounts.db"
}
stop() {
  kill "${server[game]}"
  wait "${server[game]}" || true
}

start
python3 - "${port[game]}" "$password" <<'PYTHON'
import socket, struct, sys
def text(number, value):
    return bytes([number << 3 | 2, len(value)]) + value.encode()
body = b'\x08\x01' + text(2, 'first') + text(3, sys.argv[2])  # RegisterRequest, packet 500
with socket.create_connection(('127.0.0.1', int(sys.argv[1]))) as server:
    server.sendall(struct.pack('<HH', 4 + len(body), 500) + body)
    size, packet_id = struct.unpack('<HH', server.recv(4, socket.MSG_WAITALL))
    assert packet_id == 501, packet_id
PYTHON
stop
python3 - "$work/accounts.db" "$players" $chatting <<'PYTHON'
import sqlite3, sys
names = [f'storm-{i}' for i in range(int(sys.argv[2]))] + [f'chat-{i}' for i in range(int(sys.argv[3]))]
with sqlite3.connect(sys.argv[1]) as database:
    (the_hash,) = database.execute("SELECT password_hash FROM account WHERE name = 'first'").fetchone()
    database.executemany(
        'INSERT INTO account (id, name, name_key, password_hash, created) VALUES (?1, ?1, ?1, ?2, 0)',
        [(name, the_hash) for name in names])
PYTHON
start

swarm() { # swarm NAME OPTION...
  local name=$1
  shift
  ./wharf swarm --port "${port[game]}" --name-prefix "$name" --token $password --progress none "$@" >"$work/$name.log" 2>&1
}
memory() { awk '/^VmHWM/ { print int($2 / 1024) }' "/proc/${server[game]}/status"; }

swarm chat --scenario chat --clients $chatting --settle 1m --duration 3m --threshold 'chat.p99 < 50ms' &
talk=$!
sleep 25 # until all of them are there, and the hot code is compiled
before=$(memory)
code=0
swarm storm --scenario echo --clients "$players" --connect-rate 100000 --rate 0.1 --settle 3m --duration 2s || code=1
cat "$work/storm.log"
after=$(memory)
wait $talk || code=1
cat "$work/chat.log"
echo "largest memory of the server: $before MiB before the storm, $after MiB after it"
exit $code
