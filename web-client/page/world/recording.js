// A server that is not there: a recording of 2,000 objects, always the same one, for measurements of the page. A page with
// `?recording` plays it, over and over.
import { create, LoginReplySchema, toBinary } from "../../dist/wharf.js";
import { EnterWorldReplySchema, OverviewSchema } from "../../dist/messages.js";

const [LOGIN_REQUEST, LOGIN_REPLY, ENTER_REQUEST, ENTER_REPLY, OVERVIEW] = [1, 2, 400, 401, 407]; // ids of packets
const OBJECTS = 2_000;
/** An overview each 200 ms, for 20 seconds. */
const [MILLIS, OVERVIEWS] = [200, 100];
const TICKS = 4;
const IN_PACKET = 100;
const WORLD = {
  requestId: 1, width: 12_000, height: 8_000, zones: 2, tickMillis: 50, sight: 600, mostInSight: 100, speed: 120, worldId: 1n,
  walls: Array.from({ length: 35 }, (_, i) => wall(800 + 1_600 * (i % 7), 800 + 1_600 * Math.floor(i / 7), i % 2)),
};

/** An environment of `WharfClient` whose server plays the recording. */
export const recording = {
  connect: (_, events) => new Player(events),
  now: () => performance.now(),
  after(millis, task) {
    const timer = setTimeout(task, millis);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};

/** The messages of each overview. */
let recorded;

class Player {
  timer = 0;

  constructor(events) {
    this.events = events;
    recorded ??= record();
    setTimeout(() => events.opened());
  }

  send(message) {
    const id = message[2] | (message[3] << 8);
    if (id === LOGIN_REQUEST) {
      this.answer(frame(LOGIN_REPLY, LoginReplySchema, { requestId: 1, maxFrameBytes: 4_096, maxSentFrameBytes: 4_096 }));
    } else if (id === ENTER_REQUEST && !this.timer) {
      this.answer(frame(ENTER_REPLY, EnterWorldReplySchema, WORLD));
      this.timer = setTimeout(() => this.play(0, performance.now()));
    }
  }

  answer(message) {
    setTimeout(() => this.events.received(message));
  }

  /** Plays an overview, and the next one when it is due. */
  play(index, start) {
    recorded[index]?.forEach((message) => this.events.received(message));
    const next = index + 1;
    const later = next < recorded.length ? () => this.play(next, start) : () => this.events.closed("the recording is over");
    this.timer = setTimeout(later, start + next * MILLIS - performance.now());
  }

  queuedBytes() {
    return 0;
  }

  close() {
    clearTimeout(this.timer);
  }
}

function wall(left, top, isUpright) {
  return { left, top, right: left + (isUpright ? 40 : 480), bottom: top + (isUpright ? 480 : 40) };
}

/** Records objects that walk on circles, each with a speed of its own. One of 20 is a walker. */
function record() {
  const each = OBJECTS / WORLD.zones;
  const place = (zone, number, index) => {
    const random = (salt) => (Math.abs(Math.sin((number + zone * each) * 12.9898 + salt) * 43_758.5453)) % 1;
    const turn = 2 * Math.PI * random(1) + (index * (1 + (number % 7))) / 160;
    const radius = 100 + 200 * random(2);
    const x = 320 + 5_360 * random(3) + 6_000 * zone + radius * Math.cos(turn);
    const y = 320 + 7_360 * random(4) + radius * Math.sin(turn);
    return { x: Math.round(x), y: Math.round(y) };
  };
  return Array.from({ length: OVERVIEWS }, (_, index) => {
    const packets = [];
    for (let zone = 0; zone < WORLD.zones; zone++) {
      for (let first = 0; first < each; first += IN_PACKET) {
        const numbers = Array.from({ length: IN_PACKET }, (_, i) => first + i);
        const places = numbers.map((number) => place(zone, number, index));
        packets.push(
          frame(OVERVIEW, OverviewSchema, {
            zone, tick: (index + 1) * TICKS, first, last: first + IN_PACKET - 1,
            gaps: numbers.map((number, i) => (i === 0 ? number : 1)),
            kinds: numbers.map((number) => (number % 20 === 0 ? 2 : 1)),
            x: places.map(({ x }) => x), y: places.map(({ y }) => y),
            players: each * 0.95, tickMicros: 2_000 + index, bytesPerSecond: 2_500,
          }),
        );
      }
    }
    return packets;
  });
}

function frame(id, schema, fields) {
  const body = toBinary(schema, create(schema, fields));
  const bytes = new Uint8Array(4 + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, bytes.length, true);
  view.setUint16(2, id, true);
  bytes.set(body, 4);
  return bytes;
}
