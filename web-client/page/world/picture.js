// The whole map, as a client that watches gets it. Knows nothing of packets' bytes and of drawing.

/** The largest number of an object in a zone. */
const MOST_NUMBER = (1 << 18) - 1;
/** A glide takes longer than the time between two overviews, so that it still goes on when the next one is a bit late. */
const LONGER = 1.15;
const [SHORTEST, LONGEST] = [50, 1_000];
/** An object of which no overview has told for this time is gone, in milliseconds. */
const STALE_MILLIS = 3_000;

/**
 * The objects of one zone, by their numbers. Each one glides from where it was shown when the last overview came to its
 * position in this overview.
 */
class ZonePicture {
  /** The tick of the newest overview, and the time between the last two. */
  tick = 0;
  millis = LONGEST;
  /** All numbers in use are smaller. */
  end = 0;
  players = 0;
  tickMicros = 0;
  bytesPerSecond = 0;
  /** What has this number: 1 a player, 2 a walker, more of the game; 0 nothing. */
  kind = new Uint8Array(0);
  fromX = new Float32Array(0);
  fromY = new Float32Array(0);
  toX = new Float32Array(0);
  toY = new Float32Array(0);
  /** Where the object is shown. */
  x = new Float32Array(0);
  y = new Float32Array(0);
  since = new Float64Array(0);
  ticks = new Int32Array(0);
  /** Equal to `Picture.mark` when the followed object sees this one. */
  marks = new Uint32Array(0);
  /** Equal to `Picture.veil` when something else draws this object. */
  veils = new Uint32Array(0);

  /** Makes room for a number. */
  reach(number) {
    if (number > MOST_NUMBER) {
      throw new RangeError(`an object has the number ${number}; the limit is ${MOST_NUMBER}`);
    }
    if (number >= this.kind.length) {
      const capacity = Math.max(256, 2 ** Math.ceil(Math.log2(number + 1)));
      for (const name of ["kind", "fromX", "fromY", "toX", "toY", "x", "y", "since", "ticks", "marks", "veils"]) {
        const old = this[name];
        this[name] = new old.constructor(capacity);
        this[name].set(old);
      }
    }
    this.end = Math.max(this.end, number + 1);
  }

  /** Returns how much of its glide an object has done, from 0 to 1. */
  done(number, now) {
    const part = (now - this.since[number]) / (this.millis * LONGER);
    return part < 1 ? part : 1;
  }

  put(number, kind, x, y, far, now) {
    this.reach(number);
    const isAnother = this.kind[number] !== kind || Math.hypot(x - this.toX[number], y - this.toY[number]) > far;
    const done = isAnother ? 0 : this.done(number, now);
    this.fromX[number] = isAnother ? x : this.fromX[number] + (this.toX[number] - this.fromX[number]) * done;
    this.fromY[number] = isAnother ? y : this.fromY[number] + (this.toY[number] - this.fromY[number]) * done;
    this.toX[number] = x;
    this.toY[number] = y;
    this.kind[number] = kind;
    this.since[number] = now;
    this.ticks[number] = this.tick;
  }

  place(now, staleTicks) {
    const { kind, fromX, fromY, toX, toY, x, y, ticks, end } = this;
    for (let i = 0; i < end; i++) {
      if (kind[i] !== 0) {
        const done = this.done(i, now);
        x[i] = fromX[i] + (toX[i] - fromX[i]) * done;
        y[i] = fromY[i] + (toY[i] - fromY[i]) * done;
        if (this.tick - ticks[i] > staleTicks) {
          kind[i] = 0;
        }
      }
    }
  }
}

/** Where everything in the world is, by the Overview packets. Times are those of one clock, in milliseconds. */
export class Picture {
  /** The present values of `marks` and `veils`. */
  mark = 1;
  veil = 1;

  /** @param world the EnterWorldReply */
  constructor(world) {
    this.world = world;
    this.zones = Array.from({ length: world.zones }, () => new ZonePicture());
  }

  /** Takes an Overview packet. */
  apply(overview, now) {
    const zone = this.zone(overview.zone);
    this.begin(zone, overview);
    const far = Math.max(40, (3 * this.world.speed * zone.millis) / 1_000);
    let number = 0;
    let next = overview.first;
    for (let i = 0; i < overview.gaps.length; i++) {
      number += overview.gaps[i];
      zone.kind.fill(0, next, number);
      zone.put(number, overview.kinds[i], overview.x[i], overview.y[i], far, now);
      next = number + 1;
    }
    zone.kind.fill(0, next, overview.last + 1);
  }

  begin(zone, overview) {
    if (overview.tick > zone.tick) {
      const millis = (overview.tick - zone.tick) * this.world.tickMillis;
      zone.millis = Math.min(Math.max(millis, SHORTEST), LONGEST);
      zone.tick = overview.tick;
      zone.players = overview.players;
      zone.tickMicros = overview.tickMicros;
      zone.bytesPerSecond = overview.bytesPerSecond;
    }
  }

  zone(index) {
    const zone = this.zones[index];
    if (!zone) {
      throw new RangeError(`a packet of zone ${index}; the world has ${this.zones.length}`);
    }
    return zone;
  }

  /** Moves all objects to where they are shown at a time. */
  place(now) {
    this.zones.forEach((zone) => zone.place(now, STALE_MILLIS / this.world.tickMillis));
  }

  /** Marks the followed object and those that it sees, and no others. */
  markAll(zoneIndex, object, gaps) {
    const zone = this.zone(zoneIndex);
    const mark = (number) => {
      zone.reach(number);
      zone.marks[number] = this.mark;
    };
    this.mark++;
    mark(object);
    gaps.reduce((number, gap) => (mark(number + gap), number + gap), 0);
  }

  unmarkAll() {
    this.mark++;
  }

  /** Begins a new set of objects that something else draws. */
  unveilAll() {
    this.veil++;
  }

  /** Lets something else draw an object. */
  hide(zoneIndex, number) {
    const zone = this.zone(zoneIndex);
    zone.reach(number);
    zone.veils[number] = this.veil;
  }

  /** Returns whether an overview has told of an object. */
  has(zoneIndex, number) {
    return this.zones[zoneIndex]?.kind[number] > 0;
  }

  /** Returns `{zone, object}` of the object that is shown nearest to a point, or undefined when none is near enough. */
  nearest(x, y, most) {
    let found;
    let least = most;
    this.zones.forEach((zone, index) => {
      for (let i = 0; i < zone.end; i++) {
        const distance = zone.kind[i] === 0 ? Infinity : Math.hypot(zone.x[i] - x, zone.y[i] - y);
        if (distance <= least) {
          least = distance;
          found = { zone: index, object: i };
        }
      }
    });
    return found;
  }

  /** Returns the figures of all zones together: the players, the longest tick in milliseconds, and the bytes a second of a player. */
  figures() {
    const players = this.zones.reduce((sum, zone) => sum + zone.players, 0);
    const bytes = this.zones.reduce((sum, zone) => sum + zone.bytesPerSecond * zone.players, 0);
    return {
      players,
      tickMillis: Math.max(...this.zones.map((zone) => zone.tickMicros)) / 1_000,
      bytesPerSecond: players > 0 ? bytes / players : 0,
    };
  }
}
