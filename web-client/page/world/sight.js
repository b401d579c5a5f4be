// What the own player sees, by the packets ZoneEntered, SightChanged and Snapshot.

/** The snapshots that a client keeps, so that the server can send differences to them. */
const KEPT = 64;
/** How long a speech bubble stays, in milliseconds. */
const BUBBLE_MILLIS = 5_000;

/** An object in sight, and where it was at the snapshots that the client keeps. */
class Seen {
  ticks = new Int32Array(KEPT);
  xs = new Int32Array(KEPT);
  ys = new Int32Array(KEPT);

  constructor({ kind, name, x, y, state }, tick) {
    this.kind = kind;
    this.name = name;
    this.state = state;
    this.firstX = this.x = this.shownX = this.fromX = x;
    this.firstY = this.y = this.shownY = this.fromY = y;
    this.firstTick = tick;
    this.since = 0;
  }

  /** Moves the object to its base: to where it was at an older snapshot. */
  toBase(baseTick, number) {
    const place = baseTick % KEPT;
    if (baseTick === 0) {
      this.x = this.y = 0;
    } else if (this.firstTick > baseTick) {
      this.x = this.firstX;
      this.y = this.firstY;
    } else if (this.ticks[place] === baseTick) {
      this.x = this.xs[place];
      this.y = this.ys[place];
    } else {
      throw new Error(`object ${number} has no position at tick ${baseTick}`);
    }
  }

  keep(tick, now) {
    const place = tick % KEPT;
    this.ticks[place] = tick;
    this.xs[place] = this.x;
    this.ys[place] = this.y;
    this.fromX = this.shownX;
    this.fromY = this.shownY;
    this.since = now;
  }

  /** Moves the object to where it is shown. It glides from there to its position at the last snapshot. */
  place(now, millis) {
    const done = Math.min((now - this.since) / millis, 1);
    this.shownX = this.fromX + (this.x - this.fromX) * done;
    this.shownY = this.fromY + (this.y - this.fromY) * done;
  }
}

/** What the own player sees. Times are those of one clock, in milliseconds. */
export class Sight {
  /** The number of the last ZoneEntered; 0 before the first one. */
  entry = 0;
  zone = 0;
  /** The own number in the zone. */
  object = 0;
  /** The tick of the last snapshot in the zone. */
  tick = 0;
  /** The objects in sight, by their numbers. */
  objects = new Map();
  /** What the own player and objects in sight have said: `{text, until}` by the number of the speaker. */
  bubbles = new Map();

  /** Forgets everything, because the player is in another zone or has come back. */
  entered(entered) {
    this.objects.clear();
    this.bubbles.clear();
    this.tick = 0;
    this.entry = entered.entry;
    this.zone = entered.zone;
    this.object = entered.object;
  }

  /** Takes a SightChanged packet. */
  changed({ tick, vanished, appeared, changed, said }, now) {
    for (const number of vanished) {
      this.seen(number);
      this.objects.delete(number);
      this.bubbles.delete(number);
    }
    appeared.forEach((one) => this.objects.set(one.object, new Seen(one, tick)));
    changed.forEach(({ object, state }) => (this.seen(object).state = state));
    said.forEach(({ object, text }) => this.bubbles.set(object, { text, until: now + BUBBLE_MILLIS }));
  }

  /** Takes a Snapshot packet. */
  moved({ tick, baseTick, gaps, dx, dy }, now) {
    this.tick = tick;
    for (const [number, seen] of this.objects) {
      seen.toBase(baseTick, number);
    }
    let number = 0;
    for (let i = 0; i < gaps.length; i++) {
      number += gaps[i];
      const seen = this.seen(number);
      seen.x += dx[i];
      seen.y += dy[i];
    }
    for (const seen of this.objects.values()) {
      seen.keep(tick, now);
    }
  }

  /** Moves all objects to where they are shown at a time, and forgets old bubbles. */
  place(now, tickMillis) {
    for (const seen of this.objects.values()) {
      seen.place(now, 2 * tickMillis);
    }
    for (const [number, { until }] of this.bubbles) {
      if (until < now) {
        this.bubbles.delete(number);
      }
    }
  }

  seen(number) {
    const seen = this.objects.get(number);
    if (!seen) {
      throw new Error(`object ${number} is not in sight`);
    }
    return seen;
  }
}
