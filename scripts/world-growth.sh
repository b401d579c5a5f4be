#!/usr/bin/env bash
# Measures the world's tick while more and more players walk: the time from its start until the last
# packet is queued, and the bytes that each player gets. The world grows with the players, so that each
# of them has about 30 others in sight. The server has one worker and one processor, and the swarm has
# another one. Needs Linux (taskset). docs/world.md has the results.
#
# usage: scripts/world-growth.sh [PLAYERS...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

warm_up=30 # seconds, in which the players come and both JVMs compile their code
seconds=20
source scripts/measured-servers.sh

scrape() { # scrape NAME: the metrics of a server
  exec 3<>"/dev/tcp/127.0.0.1/$(port_in "$1" admin)"
  printf 'GET /metrics HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' >&3
  timeout 10 cat <&3
  exec 3>&-
}

figures() { # figures PLAYERS BEFORE AFTER: the differences of two scrapes, in one line
  awk -v players="$1" -v seconds=$seconds '
    function value(name) { return after[name] - before[name] }
    FNR == 1 { file++ }
    /^#/ { next }
    file == 1 { before[$1] = $2; next }
    { after[$1] = $2 }
    match($1, /^wharf_tick_seconds_bucket.*queue="zone"/) && match($1, /le="[^"]*"/) {
      limits[++count] = substr($1, RSTART + 4, RLENGTH - 5) * 1000
      buckets[count] = $1
    }
    function quantile(share,   i, below, at) { # in milliseconds; within a bucket, the times count as evenly spread
      for (i = 1; i < count; i++) {
        at = value(buckets[i])
        if (at >= share * value(buckets[count])) {
          below = i == 1 ? 0 : value(buckets[i - 1])
          return limits[i - 1] + (limits[i] - limits[i - 1]) * (share * value(buckets[count]) - below) / (at - below)
        }
      }
      return limits[count - 1]
    }
    END {
      for (name in after) {
        if (name ~ /^wharf_packet_bytes_sent_total/) bytes += value(name)
        if (name ~ /^jvm_gc_memory_allocated_bytes_total/) allocated += value(name)
        if (name ~ /^wharf_ticks_overrun_total/) overruns += value(name)
        if (name ~ /^wharf_packets_sent_total.*[.]Snapshot"/) snapshots += value(name)
        if (name ~ /^wharf_tick_seconds_sum.*zone/) time += value(name)
      }
      ticks = value(buckets[count])
      printf "%d %.2f %.2f %.2f %d %d %.2f %.1f %d\n", players, time * 1000 / ticks, quantile(0.5), quantile(0.99), \
        ticks, overruns, bytes / seconds / players / 1000, snapshots / seconds / players, allocated / snapshots
    }' "$2" "$3"
}

plot() { # plot: makes a picture of all lines
  awk '
    { x[NR] = $1; mean[NR] = $2; p99[NR] = $4; if ($4 > most) most = $4; if ($1 > players) players = $1 }
    function across(n) { return 60 + n / players * 520 }
    function up(ms) { return 280 - ms / top * 250 }
    function line(of, colour,   i, points) {
      for (i = 1; i <= NR; i++) points = points sprintf("%.0f,%.0f ", across(x[i]), up(of[i]))
      printf "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n", points, colour
      for (i = 1; i <= NR; i++)
        printf "<circle cx=\"%.0f\" cy=\"%.0f\" r=\"3\" fill=\"%s\"/>\n", across(x[i]), up(of[i]), colour
    }
    END {
      step = most > 40 ? 10 : most > 16 ? 5 : 2
      top = step * int(most / step + 1)
      print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 340\" font-family=\"sans-serif\" font-size=\"12\">"
      print "<rect width=\"640\" height=\"340\" fill=\"#fff\"/>"
      for (ms = 0; ms <= top; ms += step)
        printf "<path d=\"M60 %.0fH580\" stroke=\"#ddd\"/><text x=\"52\" y=\"%.0f\" text-anchor=\"end\">%d</text>\n", \
          up(ms), up(ms) + 4, ms
      for (i = 1; i <= NR; i++)
        printf "<text x=\"%.0f\" y=\"298\" text-anchor=\"middle\">%d</text>\n", across(x[i]), x[i]
      print "<text x=\"320\" y=\"322\" text-anchor=\"middle\">players</text>"
      print "<text x=\"60\" y=\"18\">tick in ms: mean (blue), 99th percentile (red)</text>"
      line(mean, "#1f5f8b"); line(p99, "#b03a2e")
      print "</svg>"
    }' "$work/lines"
}

measure() { # measure PLAYERS
  local players=$1 name=world-$1 side swarm
  side=$(awk -v n="$players" 'BEGIN { printf "%d", sqrt(n * 3.1416 * 30 * 30 / 30) }') # 30 players in a circle of 30 m
  start_server "$name" --set admin.enabled=true --set admin.port=0 --set port.workers=1 --set world.zones=1 \
    --set world.walkers=0 --set "world.width=$side" --set "world.height=$side"
  taskset -acp 0 "${server[$name]}" >"$work/taskset.log"
  taskset -c 1 ./wharf swarm --port "${port[$name]}" --clients "$players" --scenario walk \
    --duration $((warm_up + seconds + 5))s --progress none >"$work/swarm.log" &
  swarm=$!
  sleep $warm_up
  scrape "$name" >"$work/before"
  sleep $seconds
  scrape "$name" >"$work/after"
  wait $swarm || { cat "$work/swarm.log" >&2; exit 1; }
  kill "${server[$name]}"
  unset "server[$name]"
  figures "$players" "$work/before" "$work/after"
}

echo 'players  mean ms  p50 ms  p99 ms  ticks  overruns  KB/s each  snapshots/s each  B allocated/snapshot'
for players in ${@:-500 1000 2000 3000 4000}; do
  measure "$players" >"$work/line"
  cat "$work/line" >>"$work/lines"
  awk '{ printf "%7d %8s %7s %7s %6d %9d %10s %17s %21d\n", $1, $2, $3, $4, $5, $6, $7, $8, $9 }' "$work/line"
done
plot >target/world-growth.svg
echo 'the picture is in target/world-growth.svg'
