"use strict";
(() => {
  const figures = JSON.parse(document.getElementById("figures").textContent);
  const timeline = figures.timeline;
  const PERCENTILES = ["p50", "p90", "p99", "p99.9", "max"];
  const SMALLEST = 0.1;

  // ---- numbers for people
  const digits = (value) => value.toLocaleString("en", { maximumSignificantDigits: 3 });
  const scaled = (value, units) => {
    const [factor, unit] = units.find(([factor]) => Math.abs(value) >= factor) ?? units.at(-1);
    return `${digits(value / factor)}\u00a0${unit}`;
  };
  const micros = (value) => scaled(value, [[1e6, "s"], [1e3, "ms"], [1, "µs"]]);
  const bytes = (value) => scaled(value, [[2 ** 30, "GiB"], [2 ** 20, "MiB"], [2 ** 10, "KiB"], [1, "B"]]);
  const percent = (value) => `${digits(value)}\u00a0%`;
  const count = (value) => (Math.abs(value) < 10 ? digits(value) : Math.round(value).toLocaleString("en"));
  const shortCount = (value) => (Math.abs(value) < 1e4 ? count(value) : scaled(value, [[1e6, "M"], [1e3, "k"]]));
  const elapsed = (seconds) => {
    if (seconds < 120) {
      return `${digits(seconds)}\u00a0s`;
    }
    const whole = Math.round(seconds);
    const two = (n) => String(n).padStart(2, "0");
    const clock = `${Math.floor((whole % 3600) / 60)}:${two(whole % 60)}`;
    return whole < 3600 ? clock : `${Math.floor(whole / 3600)}:${clock.padStart(5, "0")}`;
  };

  // ---- what is drawn: a chart is {title, unit, format, isLog, x, lines: [{label, values, color, dash, width}]}
  const hasValues = (values) => values.some((value) => value !== null);
  const isSomething = (one) => one.values.some((value) => value > 0);
  const line = (label, values, color, dash, width = 1.75) => ({ label, values, color, dash, width });
  const chart = (title, unit, format, lines, more = {}) => ({
    title,
    unit,
    format,
    x: timeline.at,
    lines: lines.filter((one) => one.values && hasValues(one.values)),
    ...more,
  });
  const latencyLines = (latency, names = PERCENTILES) => {
    const looks = { p50: [1], p90: [3], p99: [5, [8, 3]], "p99.9": [2, [4, 3]], max: [7, [1, 3], 1.25] };
    return names.map((name) => line(name, latency[name], ...looks[name]));
  };
  const LOG = { isLog: true };
  const TROUBLE = { isTrouble: true }; // not worth a chart where there is none

  const timeCharts = () => {
    const server = timeline.server.figures;
    const generator = timeline.generator;
    return [
      chart(
        "Messages sent", "a second", count,
        timeline.scenarios.flatMap((one, i) => [
          line(`${one.name} intended`, one.intended, 7, [2, 4], 3),
          line(`${one.name} sent`, one.sent, i + 1),
        ])),
      chart(
        "Deliveries", "a second", count,
        timeline.scenarios.map((one, i) => line(one.name, one.delivered, i + 1, i % 2 ? [8, 3] : undefined))),
      ...timeline.scenarios.map((one) =>
        chart(`Latency of ${one.name}`, "from the intended time, logarithmic", micros, latencyLines(one.latency), LOG)),
      chart("Connections", "clients", count, [
        line("connected so far", timeline.connected, 7, [2, 4]),
        line("online", timeline.online, 3, undefined, 2.25),
        line("lost so far", timeline.disconnected, 2, [8, 3]),
      ]),
      chart("Connecting and logging in", "logarithmic", micros, [
        line("connect p50", timeline.connect.p50, 1),
        line("connect p99", timeline.connect.p99, 3, [8, 3]),
        line("login p50", timeline.login.p50, 5),
        line("login p99", timeline.login.p99, 2, [8, 3]),
      ], LOG),
      chart("Errors", "a point of time", count,
        Object.entries(timeline.errors).map(([reason, values], i) =>
          line(reason, values, (i % 8) + 1, i < 8 ? undefined : [6, 3]))),
      chart("Processor", "percent of the machine", percent, [
        line("server", server.cpu_percent, 1, undefined, 2.25),
        line("swarm", generator.cpu_percent, 2, [8, 3]),
      ]),
      chart("Server: memory", "", bytes, [
        line("heap", server.heap_bytes, 1),
        line("game's buffers", server.buffer_bytes, 5, undefined, 2.25),
        line("JDK's direct buffers", server.direct_bytes, 2, [8, 3]),
      ]),
      chart("Server: waiting to be sent", "in all send queues", bytes, [
        line("waiting", server.send_queue_bytes, 3),
      ]),
      chart("Server: sessions", "", count, [
        line("live", server.sessions, 1, undefined, 2.25),
        line("accepted a second", server.accepts, 3, [8, 3]),
        line("closed a second", server.closes, 2, [3, 3]),
      ]),
      chart("Server: packets", "a second", count, [
        line("received", server.packets_received, 1),
        line("sent", server.packets_sent, 2, [8, 3]),
      ]),
      chart("Server: traffic", "a second", bytes, [
        line("received", server.bytes_received, 1),
        line("sent", server.bytes_sent, 2, [8, 3]),
      ]),
      chart("Server: handlers and jobs", "mean time", micros, [
        line("handling a packet", server.handler_micros, 1),
        line("a job's wait", server.job_delay_micros, 2, [8, 3]),
      ]),
      chart("Server: trouble", "a second", count, [
        line("slow readers", server.slow_readers, 2),
        line("overrun ticks", server.ticks_overrun, 4, [8, 3]),
        line("collector's pauses, ms", server.gc_pause_millis, 7, [3, 3]),
      ], TROUBLE),
      chart("Swarm: its own lag", "how late it sent, logarithmic", micros,
        latencyLines(timeline.lag, ["p50", "p99", "max"]), LOG),
      chart("Swarm: pauses of its collector", "milliseconds", count, [
        line("pauses", generator.gc_pause_millis, 4),
      ], TROUBLE),
    ].filter((one) => one.x.length > 1 && one.lines.length > 0 && !(one.isTrouble && !one.lines.some(isSomething)));
  };

  // A share of all, drawn so that 90 %, 99 % and 99.9 % are equally far from each other.
  const rarity = (share) => 1 / (1 - share / 100);
  const shareOf = (x) => `${Number((100 - 100 / x).toFixed(5))}\u00a0%`;
  const distribution = () => {
    const kinds = Object.entries(figures.histograms).filter(([, one]) => one.percentiles.length > 1);
    if (kinds.length === 0) {
      return [];
    }
    const tables = kinds.map(([, one]) => {
      const known = one.percentiles.filter(([share]) => share < 100);
      const last = known.length > 0 ? rarity(known.at(-1)[0]) * 2 : 2;
      const xs = known.map(([share]) => rarity(share)).concat(last);
      return [xs, known.map(([, value]) => value).concat(one.percentiles.at(-1)[1])];
    });
    const [x, ...values] = uPlot.join(tables);
    const dashes = [undefined, [8, 3], [3, 3], [10, 3, 2, 3]];
    return [{
      title: "Latency by share of messages",
      unit: "both axes logarithmic",
      format: micros,
      x,
      isLog: true,
      isDistribution: true,
      lines: kinds.map(([name], i) =>
        line(name, values[i].map((value) => value ?? null), (i % 8) + 1, dashes[i % dashes.length])),
    }];
  };

  // ---- drawing
  const style = () => {
    const own = getComputedStyle(document.documentElement);
    return (name) => own.getPropertyValue(`--${name}`).trim();
  };
  const isPowerOfTen = (value) => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;
  const element = (tag, className, text = "") => {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  };

  const mainPhases = timeline.phases.filter((phase) => !phase.name.includes(": "));
  const drawPhases = (color) => (u) => {
    const { ctx } = u;
    const pixel = devicePixelRatio;
    ctx.save();
    ctx.font = `${11 * pixel}px system-ui, sans-serif`;
    ctx.fillStyle = ctx.strokeStyle = color("soft");
    ctx.textBaseline = "bottom";
    ctx.textAlign = "left";
    const places = mainPhases.map((phase) => Math.round(u.valToPos(phase.at, "x", true)));
    mainPhases.forEach((phase, i) => {
      const x = places[i];
      if (x < u.bbox.left - 1 || x > u.bbox.left + u.bbox.width) {
        return;
      }
      ctx.globalAlpha = 0.5;
      ctx.setLineDash([2 * pixel, 3 * pixel]);
      ctx.beginPath();
      ctx.moveTo(x, u.bbox.top);
      ctx.lineTo(x, u.bbox.top + u.bbox.height);
      ctx.stroke();
      ctx.globalAlpha = 1;
      const width = ctx.measureText(phase.name).width;
      if (x + width + 8 * pixel < (places[i + 1] ?? Infinity)) {
        ctx.fillText(phase.name, Math.min(x, ctx.canvas.width - width), u.bbox.top - 4 * pixel);
      }
    });
    ctx.restore();
  };

  const yScale = (spec) =>
    spec.isLog ? { distr: 3 } : { range: (u, min, max) => [0, max > 0 ? max * 1.08 : 1] };
  const fromStart = (u, min, max) => [min === timeline.at[0] ? 0 : min, max];
  const xScale = (spec) => (spec.isDistribution ? { time: false, distr: 3 } : { time: false, range: fromStart });
  const xAxis = (spec, base) =>
    spec.isDistribution
      ? {
          ...base,
          splits: (u) => [1, 2, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7].filter((x) => x <= u.scales.x.max),
          filter: (u, splits) => splits,
          values: (u, splits) => splits.map(shareOf),
        }
      : { ...base, values: (u, splits) => splits.map(elapsed) };
  const POWERS_OF_TWO = Array.from({ length: 50 }, (_, power) => 2 ** power);
  const yAxis = (spec, base) => {
    const format = spec.format === count ? shortCount : spec.format;
    return {
      ...base,
      size: 72,
      ...(spec.format === bytes ? { incrs: POWERS_OF_TWO } : {}),
      values: (u, splits) =>
        splits.map((value) => (value === null || (spec.isLog && !isPowerOfTen(value)) ? "" : format(value))),
    };
  };

  // Before anybody points at a time, a legend tells what a line goes up to in the whole run.
  const most = (one) => one.values.reduce((a, b) => (b === null || b === undefined ? a : Math.max(a, b)), 0);
  const dashOf = (one) => (one.dash === undefined ? "solid" : one.dash[0] > 4 ? "dashed" : "dotted");
  const legendValue = (spec, one) => (u, value, i, index) =>
    index === null || index === undefined
      ? `up to ${spec.format(most(one))}`
      : value === null || value === undefined ? "–" : spec.format(value);

  const options = (spec, width, color) => {
    const base = {
      stroke: color("soft"),
      grid: { stroke: color("line"), width: 1 },
      ticks: { show: false },
      size: 30,
      font: "12px system-ui, sans-serif",
    };
    const xLabel = spec.isDistribution ? "share" : "time";
    const xValue = spec.isDistribution ? shareOf : elapsed;
    return {
      width,
      height: spec.isDistribution ? 320 : 230,
      padding: [20, 28, 0, 0],
      legend: { markers: { dash: (u, i) => (i === 0 ? "solid" : dashOf(spec.lines[i - 1])) } },
      scales: { x: xScale(spec), y: yScale(spec) },
      axes: [xAxis(spec, base), yAxis(spec, base)],
      cursor: {
        y: false,
        drag: { x: true, y: false },
        points: { size: 6 },
        sync: spec.isDistribution ? undefined : { key: "run", setSeries: false },
      },
      series: [
        { label: xLabel, value: (u, value) => (value === null || value === undefined ? "the whole run" : xValue(value)) },
        ...spec.lines.map((one) => ({
          label: one.label,
          stroke: color(`c${one.color}`),
          width: one.width,
          dash: one.dash,
          spanGaps: Boolean(spec.isDistribution),
          points: { show: spec.isDistribution ? false : undefined, size: 4 },
          value: legendValue(spec, one),
        })),
      ],
      hooks: spec.isDistribution ? {} : { draw: [drawPhases(color)] },
    };
  };

  const values = (spec) => [
    spec.x,
    ...spec.lines.map((one) =>
      spec.isLog ? one.values.map((value) => (value === null ? null : Math.max(value, SMALLEST))) : one.values),
  ];

  // ---- for the keyboard, and for those who do not see the picture
  const steer = (plot, u) => {
    const show = (index) => {
      const at = Math.min(Math.max(index, 0), u.data[0].length - 1);
      const together = drawn.filter((one) => !one.spec.isDistribution);
      (together.some((one) => one.u === u) ? together.map((one) => one.u) : [u]).forEach((one) => {
        one.setCursor({ left: one.valToPos(one.data[0][at], "x"), top: 1 });
      });
    };
    plot.addEventListener("keydown", (event) => {
      const now = u.cursor.idx ?? 0;
      const last = u.data[0].length - 1;
      const step = event.shiftKey ? 10 : 1;
      const moves = { ArrowLeft: now - step, ArrowRight: now + step, Home: 0, End: last };
      if (event.target === plot && event.key in moves) {
        show(moves[event.key]);
        event.preventDefault();
      } else if (event.key === "Escape") {
        drawn.forEach((one) => one.u.setData(one.u.data));
      }
    });
    u.root.querySelectorAll(".u-legend .u-series:not(:first-child) th").forEach((name) => {
      name.tabIndex = 0;
      name.setAttribute("role", "button");
      name.setAttribute("aria-label", `show or hide ${name.textContent}`);
      name.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
          name.click();
          event.preventDefault();
        }
      });
    });
  };

  const fillTable = (spec, details) => {
    const scroll = element("div", "scroll");
    scroll.tabIndex = 0;
    const table = scroll.appendChild(document.createElement("table"));
    const head = table.createTHead().insertRow();
    const body = table.createTBody();
    [spec.isDistribution ? "share" : "time", ...spec.lines.map((one) => one.label)].forEach((name) => {
      head.appendChild(element("th", "", name)).scope = "col";
    });
    spec.x.forEach((x, i) => {
      const row = body.insertRow();
      row.appendChild(element("th", "", (spec.isDistribution ? shareOf : elapsed)(x))).scope = "row";
      spec.lines.forEach((one) => {
        const value = one.values[i];
        row.insertCell().textContent = value === null ? "–" : spec.format(value);
      });
    });
    details.append(scroll);
  };

  const card = (spec) => {
    const made = element("article", "chart");
    const title = made.appendChild(element("h3", "", `${spec.title} `));
    title.append(element("small", "", spec.unit));
    const plot = made.appendChild(element("div", "plot"));
    plot.tabIndex = 0;
    plot.setAttribute("role", "group");
    plot.setAttribute("aria-label", `Chart: ${spec.title}. ${spec.lines.map((one) => one.label).join(", ")}`);
    const details = made.appendChild(document.createElement("details"));
    details.append(element("summary", "", "As a table"));
    details.addEventListener("toggle", () => fillTable(spec, details), { once: true });
    return { made, plot };
  };

  const drawn = [];
  const widthOf = (plot) => Math.max(200, Math.floor(plot.clientWidth));
  const draw = (one) => {
    one.u?.destroy();
    one.u = new uPlot(options(one.spec, widthOf(one.plot), style()), values(one.spec), one.plot);
    one.u.root.querySelector("canvas").setAttribute("aria-hidden", "true");
    steer(one.plot, one.u);
  };
  const place = (specs, id) => {
    const grid = document.getElementById(id);
    specs.forEach((spec) => {
      const { made, plot } = card(spec);
      grid.append(made);
      drawn.push({ spec, plot });
    });
    if (specs.length === 0) {
      grid.append(element("p", "hint", "The run was too short to be drawn."));
    }
  };

  place(timeCharts(), "time-charts");
  place(distribution(), "distribution");
  drawn.forEach(draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn.forEach(draw));
  new ResizeObserver(() => {
    drawn
      .filter((one) => one.u.width !== widthOf(one.plot))
      .forEach((one) => one.u.setSize({ width: widthOf(one.plot), height: one.u.height }));
  }).observe(document.getElementById("time-charts"));
  document.documentElement.dataset.charts = drawn.length;
})();
