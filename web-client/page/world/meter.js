// Measures the page itself.

/** The frames of which the meter keeps the script time. */
const KEPT = 8_192;

/** The script time of each frame: of the packets since the frame before, and of the frame itself. */
export class Meter {
  /** How many frames there were. */
  frames = 0;
  /** The bytes that have come. */
  bytes = 0;
  times = new Float32Array(KEPT);
  spent = 0;
  started = 0;
  last = { frames: 0, bytes: 0, at: 0 };

  begin() {
    this.started = performance.now();
  }

  end() {
    this.spent += performance.now() - this.started;
  }

  /** Ends a frame. */
  next() {
    this.times[this.frames % KEPT] = this.spent;
    this.frames++;
    this.spent = 0;
  }

  /** Returns the script time that so many of the last frames do not exceed, in milliseconds. */
  percentile(part, most = KEPT) {
    const count = Math.min(most, this.frames, KEPT);
    const last = Float32Array.from({ length: count }, (_, i) => this.times[(this.frames - count + i) % KEPT]).sort();
    return last[Math.max(0, Math.ceil(part * count) - 1)] ?? 0;
  }

  /** Returns the frames and the bytes a second since the last call. */
  rates(now) {
    const { frames, bytes, at } = this.last;
    const seconds = (now - at) / 1_000;
    this.last = { frames: this.frames, bytes: this.bytes, at: now };
    return { frames: (this.frames - frames) / seconds, bytes: (this.bytes - bytes) / seconds };
  }

  /** Returns an environment of `WharfClient` whose packets the meter measures. */
  around(environment) {
    const received = (events) => (message) => {
      this.begin();
      this.bytes += message?.length ?? 0;
      events.received(message);
      this.end();
    };
    return { ...environment, connect: (url, events) => environment.connect(url, { ...events, received: received(events) }) };
  }
}
