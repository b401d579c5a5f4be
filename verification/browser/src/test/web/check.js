// The program of docs/clients/python/check.py for a browser: players in one room, whose echoes, texts and failures must
// arrive once and in order, although connections break.
import { FailureSchema, WharfClient } from "/dist/wharf.js";
import {
  ChatMessageSchema,
  EchoReplySchema,
  EchoRequestSchema,
  JoinRoomReplySchema,
  JoinRoomRequestSchema,
  packets,
  SayRequestSchema,
} from "/dist/messages.js";

const WINDOW = 32; // the most echoes that wait for their replies
const REFUSED = 1_000_000; // refused texts have numbers above this one
const SAY_REQUEST = 210;

/** Checks that numbers arrive once and in order: `first`, `first` + 1, … */
class Order {
  missing = new Set();
  duplicated = 0;
  reordered = 0;

  constructor(first = 1) {
    this.first = this.next = first;
  }

  arrived(number) {
    if (number >= this.next) {
      for (; this.next < number; this.next++) {
        this.missing.add(this.next);
      }
      this.next = number + 1;
    } else if (this.missing.delete(number)) {
      this.reordered++;
    } else {
      this.duplicated++;
    }
  }

  /** Returns how many have not arrived, of the first `expected` numbers. */
  lost(expected) {
    return this.missing.size + Math.max(0, this.first + expected - this.next);
  }
}

const payloadOf = (sequence) => new TextEncoder().encode(`${sequence} `.repeat(sequence % 50));
const textOf = (sender, number) => `text ${number} of ${sender}`;

class Player {
  echoes = new Order();
  refusals = new Order();
  inRoom = new Order();
  texts = new Map();
  counts = { echoed: 0, refused: 0, said: 0, wrong: 0, resumed: 0, replayed: 0, ended: 0, received: 0 };
  room = 0;
  isLoggedIn = false;
  isLeaving = false;
  problem = "";

  constructor(url, names, name) {
    this.name = name;
    this.names = names;
    names.forEach((one) => this.texts.set(one, new Order()));
    const client = new WharfClient({ url, name, packets });
    this.client = client;
    client.on("resumed", () => this.counts.resumed++);
    client.on("absent", () => (this.counts.replayed += client.unacknowledged));
    client.on("ended", (end) => {
      this.counts.ended++;
      // A connection may also be cut during the login. Then the client logs in again.
      this.problem ||= this.isLoggedIn && !this.isLeaving ? end.reason : "";
    });
    client.on("loggedIn", () => {
      this.isLoggedIn = true;
      client.send(JoinRoomRequestSchema, { requestId: 1, roomName: names[0] });
    });
    client.on(EchoReplySchema, ({ sequence, payload }) => {
      this.echoes.arrived(Number(sequence));
      this.expect(String(payload) === String(payloadOf(Number(sequence))), "payload");
    });
    client.on(ChatMessageSchema, ({ sequence, senderName, clientSequence, text }) => {
      this.inRoom.arrived(Number(sequence));
      this.texts.get(senderName)?.arrived(clientSequence);
      this.expect(text === textOf(senderName, clientSequence), "text");
    });
    client.on(FailureSchema, ({ packetId, requestId, message }) => {
      this.expect(packetId === SAY_REQUEST && requestId > REFUSED, message);
      this.refusals.arrived(requestId - REFUSED);
    });
    client.on(JoinRoomReplySchema, ({ roomId, nextSequence }) => {
      this.counts.received++;
      this.expect(this.room === 0, "a second reply to the join");
      this.room = roomId;
      this.inRoom = new Order(Number(nextSequence));
    });
    client.open();
  }

  expect(isGood, what) {
    this.counts.received++;
    if (!isGood) {
      this.counts.wrong++;
      this.problem ||= `unexpected: ${what}`;
    }
  }

  sendNext(options) {
    const { counts, client } = this;
    if (counts.echoed - (this.echoes.next - 1) >= WINDOW) {
      return;
    }
    counts.echoed++;
    this.mustSend(client.send(EchoRequestSchema, { sequence: BigInt(counts.echoed), payload: payloadOf(counts.echoed) }));
    if (counts.echoed % 4 === 0 && counts.echoed <= options.echoes) {
      counts.said++;
      const text = textOf(this.name, counts.said);
      this.mustSend(client.send(SayRequestSchema, { roomId: this.room, clientSequence: counts.said, text }));
    }
    if (counts.echoed % 10 === 0) {
      counts.refused++;
      this.mustSend(client.send(SayRequestSchema, { roomId: this.room, clientSequence: REFUSED + counts.refused, text: " " }));
    }
  }

  leave() {
    this.isLeaving = true;
    return this.client.leave();
  }

  mustSend(isSent) {
    if (!isSent) {
      this.problem ||= "the client has not taken a packet";
    }
  }

  isSatisfied(options) {
    return this.counts.echoed >= options.echoes && this.counts.resumed >= options.resumes;
  }

  /** Returns how many packets have not arrived, of those that the players send in all. */
  lost(options) {
    const echoes = Math.max(this.counts.echoed, options.echoes);
    const texts = [...this.texts.values()].reduce((sum, order) => sum + order.lost(options.echoes / 4), 0);
    return this.echoes.lost(echoes) + this.refusals.lost(echoes / 10 | 0) + this.inRoom.missing.size + texts;
  }

  result(options) {
    const orders = [this.echoes, this.refusals, this.inRoom, ...this.texts.values()];
    const sum = (name) => orders.reduce((total, order) => total + order[name], 0);
    return { ...this.counts, lost: this.lost(options), duplicated: sum("duplicated"), reordered: sum("reordered") };
  }
}

/**
 * Plays, and returns the counts of all players together.
 *
 * @param options url, the number of players, the least number of echoes and of resumes of each, the time in seconds
 */
export async function play(options) {
  const names = Array.from({ length: options.players }, (_, index) => `${options.name}-${index}`);
  const players = names.map((name) => new Player(options.url, names, name));
  const end = performance.now() + 1_000 * options.seconds;
  const until = async (isDone, step = () => {}) => {
    while (performance.now() < end && !players.some(({ problem }) => problem) && !isDone()) {
      step();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  await until(() => players.every(({ room }) => room));
  await until(
    () => players.every((player) => player.isSatisfied(options)),
    () => players.filter((player) => !player.isSatisfied(options)).forEach((player) => player.sendNext(options)),
  );
  await until(() => players.every((player) => player.lost(options) === 0));
  const left = await Promise.all(players.map((player) => player.leave()));
  const totals = { unacknowledged: left.reduce((sum, one) => sum + one, 0), problems: [] };
  for (const player of players) {
    for (const [name, count] of Object.entries(player.result(options))) {
      totals[name] = (totals[name] ?? 0) + count;
    }
    if (player.problem) {
      totals.problems.push(`${player.name}: ${player.problem}`);
    }
  }
  return totals;
}

/** Sends echoes, each with its number, in one go, and returns the numbers of the replies. */
export function echo(url, name, count) {
  return new Promise((resolve, reject) => {
    const client = new WharfClient({ url, name, packets, keep: { maxPackets: count, maxBytes: 1 << 20 } });
    const replies = [];
    client.on("loggedIn", () => {
      for (let sequence = 1n; sequence <= count; sequence++) {
        client.send(EchoRequestSchema, { sequence, payload: payloadOf(Number(sequence)) });
      }
    });
    client.on(EchoReplySchema, ({ sequence, payload }) => {
      const isGood = String(payload) === String(payloadOf(Number(sequence)));
      if (replies.push(isGood ? Number(sequence) : -1) === count) {
        void client.leave().then((unacknowledged) => resolve({ replies, unacknowledged }));
      }
    });
    client.on("absent", reject);
    client.on("ended", ({ reason }) => replies.length < count && reject(reason));
    client.open();
  });
}
