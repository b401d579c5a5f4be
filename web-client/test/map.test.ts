import assert from "node:assert/strict";
import { test } from "node:test";
import { wrap } from "../page/world/map.js";
import { Picture } from "../page/world/picture.js";
import { Sight } from "../page/world/sight.js";
import { isClear, Walk } from "../page/world/walk.js";
import { randomOf } from "./world.js";

// Tests of the parts of the page world.html that need no browser.

const WORLD = { width: 2_000, height: 1_000, zones: 2, tickMillis: 50, speed: 120, walls: [{ left: 300, top: 200, right: 340, bottom: 700 }] };

const gapsOf = (numbers: number[]) => numbers.map((number, index) => number - (numbers[index - 1] ?? 0));

/** Returns an Overview of objects, `[number, x, y]` each. All are players. */
function overview(tick: number, objects: [number, number, number][], first = 0, last = 999) {
  const gaps = gapsOf(objects.map(([number]) => number));
  const kinds = objects.map(() => 1);
  return { zone: 1, tick, first, last, gaps, kinds, x: objects.map(([, x]) => x), y: objects.map(([, , y]) => y), players: 3, tickMicros: 1_500, bytesPerSecond: 700 };
}

/** Returns where the objects of zone 1 are shown, as `number:x,y`. */
function shown(picture: Picture, now: number): string[] {
  picture.place(now);
  const zone = picture.zones[1];
  assert(zone);
  const text = (i: number) => `${i}:${Math.round(zone.x[i] ?? NaN)},${Math.round(zone.y[i] ?? NaN)}`;
  return Array.from({ length: zone.end }, (_, i) => i).filter((i) => picture.has(1, i)).map(text);
}

test("an object glides from one overview to the next, also when that one is late", () => {
  const picture = new Picture(WORLD);
  picture.apply(overview(4, [[2, 1_100, 500]]), 1_000);
  assert.deepEqual(shown(picture, 1_100), ["2:1100,500"]);
  picture.apply(overview(8, [[2, 1_120, 500]]), 1_200);
  assert.deepEqual(shown(picture, 1_200), ["2:1100,500"]);
  assert.deepEqual(shown(picture, 1_315), ["2:1110,500"]);
  assert.deepEqual(shown(picture, 1_430), ["2:1120,500"]);
  assert.deepEqual(shown(picture, 1_600), ["2:1120,500"]);
  picture.apply(overview(12, [[2, 1_140, 500]]), 1_315);
  assert.deepEqual(shown(picture, 1_315), ["2:1110,500"], "goes on from where it was shown");
});

test("a number without an object has none, and the packet does not tell of other numbers", () => {
  const picture = new Picture(WORLD);
  picture.apply(overview(4, [[0, 1_000, 1], [2, 1_002, 1], [5, 1_005, 1], [300, 1_300, 1]]), 0);
  picture.apply(overview(8, [[3, 1_003, 1]], 1, 5), 0);
  assert.deepEqual(shown(picture, 0), ["0:1000,1", "3:1003,1", "300:1300,1"]);
});

test("another object with the same number appears where it is", () => {
  const picture = new Picture(WORLD);
  picture.apply(overview(4, [[7, 1_100, 100]]), 0);
  picture.apply(overview(8, [[7, 1_900, 900]]), 200);
  assert.deepEqual(shown(picture, 200), ["7:1900,900"]);
});

test("an object is gone when no overview tells of it for three seconds", () => {
  const picture = new Picture(WORLD);
  picture.apply(overview(4, [[7, 1_100, 100]]), 0);
  picture.apply(overview(64, [[500, 1_200, 100]], 500, 600), 3_000);
  assert.equal(shown(picture, 3_000).length, 2);
  picture.apply(overview(65, [[500, 1_200, 100]], 500, 600), 3_050);
  assert.deepEqual(shown(picture, 3_050), ["500:1200,100"]);
});

test("finds the nearest object, and marks what the followed one sees", () => {
  const picture = new Picture(WORLD);
  picture.apply(overview(4, [[1, 1_100, 100], [2, 1_110, 100], [300, 1_130, 100]]), 0);
  picture.place(0);
  assert.deepEqual(picture.nearest(1_108, 103, 10), { zone: 1, object: 2 });
  assert.equal(picture.nearest(1_150, 100, 10), undefined);
  const marked = () => [1, 2, 300].filter((number) => picture.zones[1]?.marks[number] === picture.mark);
  picture.markAll(1, 2, [300]);
  assert.deepEqual(marked(), [2, 300]);
  picture.markAll(1, 1, [2]);
  assert.deepEqual(marked(), [1, 2]);
  picture.unmarkAll();
  assert.deepEqual(marked(), []);
});

test("puts the figures of the zones together", () => {
  const picture = new Picture(WORLD);
  picture.apply(overview(4, []), 0);
  picture.apply({ ...overview(4, []), zone: 0, players: 1, tickMicros: 2_500, bytesPerSecond: 1_100 }, 0);
  assert.deepEqual(picture.figures(), { players: 4, tickMillis: 2.5, bytesPerSecond: 800 });
});

test("an impossible number is refused", () => {
  assert.throws(() => new Picture(WORLD).apply(overview(4, [[1 << 18, 0, 0]]), 0), /262144; the limit is 262143/);
  assert.throws(() => new Picture(WORLD).apply({ ...overview(4, []), zone: 2 }, 0), /zone 2; the world has 2/);
});

/**
 * A server that sends one player what it sees, with differences to snapshots that the player has named. Objects move at
 * random, come and go.
 */
class SightServer {
  tick = 0;
  seen = new Map<number, { since: number; at: Map<number, [number, number]> }>();

  constructor(private readonly random: () => number) {}

  next(sight: Sight, baseTick: number, isLost: boolean) {
    this.tick++;
    const vanished: number[] = [];
    const appeared: object[] = [];
    for (let object = 0; object < 20; object++) {
      const seen = this.seen.get(object);
      if (seen && this.random() < 0.1) {
        this.seen.delete(object);
        vanished.push(object);
      } else if (!seen && this.random() < 0.2) {
        const [x, y] = [this.coordinate(), this.coordinate()];
        this.seen.set(object, { since: this.tick, at: new Map([[this.tick, [x, y]]]) });
        appeared.push({ object, kind: 2, name: "", x, y, state: 0 });
      } else if (seen && this.random() < 0.5) {
        seen.at.set(this.tick, [this.coordinate(), this.coordinate()]);
      } else if (seen) {
        seen.at.set(this.tick, this.position(object, this.tick - 1));
      }
    }
    sight.changed({ tick: this.tick, vanished, appeared, changed: [], said: [] }, 0);
    isLost || sight.moved(this.snapshot(baseTick), 0);
  }

  position(object: number, tick: number): [number, number] {
    const position = this.seen.get(object)?.at.get(tick);
    assert(position);
    return position;
  }

  private coordinate(): number {
    return Math.floor(this.random() * 1_000);
  }

  private snapshot(baseTick: number) {
    const moved = [...this.seen.keys()].sort((a, b) => a - b).map((object) => {
      const base = baseTick === 0 ? 0 : Math.max(baseTick, this.seen.get(object)?.since ?? 0);
      const [x, y] = this.position(object, this.tick);
      const [fromX, fromY] = base === 0 ? [0, 0] : this.position(object, base);
      return { object, dx: x - fromX, dy: y - fromY, isListed: base === 0 || x !== fromX || y !== fromY };
    }).filter(({ isListed }) => isListed);
    const gaps = gapsOf(moved.map(({ object }) => object));
    return { tick: this.tick, baseTick, gaps, dx: moved.map(({ dx }) => dx), dy: moved.map(({ dy }) => dy) };
  }
}

test("the sight is that of the server, although snapshots get lost", () => {
  let compared = 0;
  for (let seed = 1; seed <= 100; seed++) {
    const random = randomOf(seed);
    const server = new SightServer(random);
    const sight = new Sight();
    sight.entered({ entry: 1, zone: 0, object: 99 });
    let named = 0;
    for (let tick = 1; tick <= 150; tick++) {
      const isLost = random() < 0.3;
      server.next(sight, server.tick - named < 60 ? named : 0, isLost);
      if (!isLost) {
        const expected = [...server.seen.keys()].map((object) => `${object}:${server.position(object, tick)}`).sort();
        assert.deepEqual([...sight.objects].map(([object, { x, y }]) => `${object}:${x},${y}`).sort(), expected);
        compared += expected.length;
        named = random() < 0.2 ? sight.tick : named;
      }
    }
  }
  assert(compared > 10_000);
});

test("a bubble stays for five seconds, and goes with its speaker", () => {
  const sight = new Sight();
  sight.entered({ entry: 1, zone: 0, object: 1 });
  const appeared = [2, 3].map((object) => ({ object, kind: 1, name: "", x: 1, y: 1, state: 0 }));
  const said = [1, 2, 3].map((object) => ({ object, text: `hello ${object}` }));
  sight.changed({ tick: 1, vanished: [], appeared, changed: [], said }, 1_000);
  sight.changed({ tick: 2, vanished: [3], appeared: [], changed: [], said: [] }, 1_500);
  sight.place(6_000, 50);
  assert.deepEqual([...sight.bubbles.keys()], [1, 2]);
  sight.place(6_001, 50);
  assert.equal(sight.bubbles.size, 0);
});

test("a packet that contradicts the sight is refused", () => {
  const sight = new Sight();
  const nothing = { tick: 1, vanished: [], appeared: [], changed: [], said: [] };
  assert.throws(() => sight.changed({ ...nothing, vanished: [4] }, 0), /object 4 is not in sight/);
  sight.changed({ ...nothing, appeared: [{ object: 4, kind: 1, name: "", x: 1, y: 1, state: 0 }] }, 0);
  assert.throws(() => sight.moved({ tick: 9, baseTick: 5, gaps: [], dx: [], dy: [] }, 0), /object 4 has no position at tick 5/);
});

test("walls are where the server has them", () => {
  const clear = (...way: [number, number, number, number]) => isClear(WORLD.walls, ...way);
  assert(!clear(320, 400, 320, 400), "in the wall");
  assert(!clear(300, 100, 300, 800), "along its side");
  assert(!clear(299, 199, 301, 201), "over its corner");
  assert(!clear(200, 400, 500, 400), "through the wall");
  assert(clear(299, 100, 299, 800), "beside it");
  assert(clear(290, 400, 299, 400));
  assert(clear(310, 190, 350, 199));
});

test("slides along a wall, and stays in the world", () => {
  const walk = new Walk(WORLD, 290, 400);
  for (let i = 0; i < 100; i++) {
    walk.step(1, 1, 16);
    walk.request(i * 16);
  }
  assert(walk.x < 299.5 && walk.y > 500, `${walk.x}, ${walk.y}`);
  const corner = new Walk(WORLD, 1_990, 990);
  for (let i = 0; i < 100; i++) {
    corner.step(1, 1, 16);
    corner.request(i * 16);
  }
  assert.deepEqual([corner.x, corner.y], [1_999, 999]);
  assert(!corner.step(1, 1, 16));
});

/** The server's rule for moves: see Traveller. */
class WalkServer {
  input = 0;
  refused = 0;
  private reach = 0;
  private latest: { input: number; x: number; y: number } | undefined;

  constructor(public x: number, public y: number) {}

  receive(request: { input: number; x: number; y: number }) {
    this.latest = request;
  }

  tick() {
    const fastest = WORLD.speed / 20;
    this.reach = Math.min(this.reach + fastest, 10 * fastest);
    if (!this.latest || this.latest.input <= this.input) {
      return;
    }
    const { input, x, y } = this.latest;
    const distance = Math.hypot(x - this.x, y - this.y);
    this.input = input;
    if (distance <= this.reach && isClear(WORLD.walls, this.x, this.y, x, y)) {
      this.reach -= distance;
      Object.assign(this, { x, y });
    } else {
      this.refused++;
    }
  }
}

/** Lets a player walk at random for 20 seconds. Everything takes 80 ms from one side to the other. */
function play(seed: number, meddle: (server: WalkServer, time: number) => void = () => {}) {
  const random = randomOf(seed);
  const walk = new Walk(WORLD, 250, 450);
  const server = new WalkServer(250, 450);
  const mail: { at: number; deliver: () => void }[] = [];
  let [sent, dx, dy] = [0, 0, 0];
  for (let time = 0; time < 22_000; time++) {
    while ((mail[0]?.at ?? Infinity) <= time) {
      mail.shift()?.deliver();
    }
    if (time % 600 === 0) {
      [dx, dy] = time < 20_000 ? [Math.floor(random() * 3) - 1, Math.floor(random() * 3) - 1] : [0, 0];
    }
    if (time % 17 === 0) {
      walk.step(dx, dy, 17);
      walk.settle(17);
      const request = walk.request(time);
      if (request) {
        sent++;
        mail.push({ at: time + 80, deliver: () => server.receive(request) });
      }
    }
    if (time % 50 === 0) {
      meddle(server, time);
      server.tick();
      const { input, x, y } = server;
      mail.push({ at: time + 80, deliver: () => walk.reconcile({ input, x, y }) });
    }
    mail.sort((a, b) => a.at - b.at);
  }
  return { walk, server, sent };
}

test("the server accepts all moves, and nothing is corrected", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { walk, server, sent } = play(seed);
    assert.deepEqual({ refused: server.refused, corrections: walk.corrections, x: walk.x - server.x < 1 }, { refused: 0, corrections: 0, x: true });
    assert(sent > 40 && sent <= 220, `${sent} requests in 22 seconds`);
    assert(Math.hypot(walk.x - 250, walk.y - 450) > 1);
  }
});

test("the player is where the server says, also after the server has moved it", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { walk, server } = play(seed, (it, time) => time % 3_000 === 1_000 && Object.assign(it, { x: 600 + seed, y: 500 }));
    assert(walk.corrections > 0);
    assert.deepEqual([Math.round(walk.x), Math.round(walk.y)], [server.x, server.y]);
    assert(Math.hypot(walk.shownX - walk.x, walk.shownY - walk.y) < 1, "the correction is done");
  }
});

test("wraps a text at spaces, and a word that is too long", () => {
  const widthOf = (text: string) => text.length;
  assert.deepEqual(wrap("one two three four", 9, widthOf), ["one two", "three", "four"]);
  assert.deepEqual(wrap("a bcdefghijklm", 5, widthOf), ["a", "bcdef", "ghijk", "lm"]);
  assert.deepEqual(wrap("", 5, widthOf), [""]);
});
