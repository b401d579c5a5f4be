#!/usr/bin/env bash
# Shows that a trade is on the disk before the player is told: traces the system calls of a server
# with SQLite while two users trade. Between the write of a trade to the database's log and its
# acknowledgement (AcceptTradeReply) on the socket must lie an fdatasync of the log. Needs strace.
#
# The server uses the JDK's port, because io_uring sends without a system call for each packet.
# Exit code: 0 when each acknowledgement came after the fdatasync, and there were some. Otherwise 1.
# 77 when there is no strace.
#
# usage: scripts/trade-durability.sh [SECONDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

command -v strace >/dev/null || { echo "strace is not installed"; exit 77; }
source scripts/measured-servers.sh

start_server plain --set port.provider=jdk --set account.enabled=true --set storage.deadline=30s --set "storage.url=sqlite:$work/accounts.db"
strace -f -y -s 64 -xx -e trace=pwrite64,fdatasync,fsync,write,writev,sendto,sendmsg -o "$work/trace" -p "${server[plain]}" 2>"$work/strace.log" &
tracer=$!
until [ -s "$work/trace" ] || grep -q attached "$work/strace.log"; do kill -0 $tracer || { cat "$work/strace.log"; exit 1; }; sleep 0.1; done
./wharf swarm --port "${port[plain]}" --scenario trade --clients 2 --reconnect --room-size 2 --rate 10 --duration "${1:-10}s" --settle 30s --progress none \
  --threshold 'trade.made > 0' >"$work/swarm.log" || { cat "$work/swarm.log"; exit 1; }
kill $tracer
wait $tracer || true
grep 'trade.made' "$work/swarm.log"

# A frame begins with its size and its packet id, both little-endian. The id of AcceptTradeReply is 516, or 0x0204.
awk '
  /pwrite64\(/ && /accounts\.db-wal>/ || /pwrite64\(/ && /\\x2d\\x77\\x61\\x6c>/ { writes++; unsynced = 1 }
  (/fdatasync\(|fsync\(/) && (/accounts\.db-wal>/ || /\\x2d\\x77\\x61\\x6c>/) {
    if (/unfinished/) { syncing[$1] = 1 } else { syncs++; unsynced = 0; synced = 1 }
  }
  /(fdatasync|fsync) resumed>/ && syncing[$1] { delete syncing[$1]; syncs++; unsynced = 0; synced = 1 }
  /(write|writev|sendto|sendmsg)\(/ && !/pwrite64/ && /"\\x..\\x..\\x04\\x02/ {
    told++
    if (!unsynced) { after++ } else if (synced) { between++ } else { early++; print "too early: " $0 }
    synced = 0
  }
  END {
    printf "%d writes to the log, %d fdatasync of it, %d trades acknowledged\n", writes, syncs, told
    printf "%d of them when everything written was on the disk, %d after an fdatasync while the next work was written, %d too early\n", after, between, early
    exit !(told > 0 && after > 0 && early == 0)
  }' "$work/trace"
