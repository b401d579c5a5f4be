import assert from "node:assert/strict";
import { test } from "node:test";
import { isMessage } from "@bufbuild/protobuf";
import { ChatMessageSchema, EchoReplySchema, EchoRequestSchema, MemberJoinedSchema, packets, SayRequestSchema } from "../messages/index.js";
import {
  FailureCode,
  FailureSchema,
  HeartbeatRequestSchema,
  LoginRequestSchema,
  ResumeRequestSchema,
  ServerNotice_Kind,
  ServerNoticeSchema,
  WharfClient,
  type ClientOptions,
  type End,
} from "../src/index.js";
import { EchoServer } from "./server.js";
import { World } from "./world.js";

/** A client in a world with a server. */
class Scene {
  readonly world: World;
  readonly server = new EchoServer();
  readonly client: WharfClient;
  readonly events: string[] = [];
  readonly ends: End[] = [];
  readonly echoes: number[] = [];

  constructor(seed = 1, options: Partial<ClientOptions> = {}) {
    this.world = new World(seed);
    this.world.accept = this.server.accept;
    this.client = new WharfClient({ url: "ws://test/", name: "alice", packets, environment: this.world, ...options });
    this.client.on("loggedIn", () => this.events.push("loggedIn"));
    this.client.on("absent", () => this.events.push("absent"));
    this.client.on("resumed", () => this.events.push("resumed"));
    this.client.on("ended", (end) => {
      this.events.push("ended");
      this.ends.push(end);
    });
    this.client.on(EchoReplySchema, (reply) => this.echoes.push(Number(reply.sequence)));
    this.client.open();
  }

  get link() {
    const link = this.world.links.at(-1);
    assert(link);
    return link;
  }

  /** The echoes that the server has handled. */
  get handled(): number[] {
    return this.server.requests.filter((one) => isMessage(one, EchoRequestSchema)).map((one) => Number(one.sequence));
  }

  echo(sequence: number): boolean {
    return this.client.send(EchoRequestSchema, { sequence: BigInt(sequence) });
  }
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test("each packet is handled once and in order, in both directions, although connections are cut", async () => {
  let resumed = 0;
  let replayed = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const scene = new Scene(seed);
    let said = 0;
    const heard: number[] = [];
    scene.client.on(ChatMessageSchema, (message) => heard.push(Number(message.sequence)));
    scene.world.run(200);
    for (let sequence = 1; sequence <= 60; sequence++) {
      assert(scene.echo(sequence));
      scene.server.send(ChatMessageSchema, { sequence: BigInt(++said) });
      scene.world.run(scene.world.delay());
      if (scene.world.random() < 0.15) {
        const before = scene.handled.length;
        scene.link.cut();
        scene.world.run(15 * scene.world.delay());
        replayed += Math.max(0, scene.handled.length - before);
      }
    }
    scene.world.run(5_000);
    const left = scene.client.leave();
    scene.world.run(20_000);
    assert.equal(await left, 0, `seed ${seed}`);
    assert.deepEqual(scene.handled, numbers(60), `seed ${seed}`);
    assert.deepEqual(scene.echoes, numbers(60), `seed ${seed}`);
    assert.deepEqual(heard, numbers(60), `seed ${seed}`);
    assert.equal(scene.server.hasLoggedOut, true);
    assert.equal(scene.server.logins.length, 1, `seed ${seed}`);
    resumed += scene.server.resumes.length;
  }
  assert(resumed > 1_000, `resumed ${resumed}`);
  assert(replayed > 300, `replayed ${replayed}`);
});

test("logs in with its name, its credential and its version", () => {
  const scene = new Scene(1, { credential: "René", clientVersion: 3 });
  assert.equal(scene.client.isLoggedIn, false);
  scene.world.run(100);
  assert.equal(scene.client.isLoggedIn, true);
  assert.equal(scene.client.playerId, 7n);
  const [login] = scene.server.logins;
  assert.equal(login?.name, "alice");
  assert.deepEqual(login?.credential, new TextEncoder().encode("René"));
  assert.equal(login?.clientVersion, 3);
  assert.equal(login?.resumable, true);
});

test("packets that are sent before the login are refused", () => {
  const scene = new Scene();
  assert.equal(scene.echo(1), false);
  scene.world.run(1_000);
  assert.deepEqual(scene.handled, []);
});

test("tells of a lost and a resumed session, and keeps what is sent meanwhile", () => {
  const scene = new Scene();
  scene.world.run(100);
  scene.link.cut();
  scene.world.accept = undefined;
  scene.world.run(1_000);
  assert.equal(scene.client.isAbsent, true);
  assert.equal(scene.echo(1), true);
  assert.equal(scene.client.unacknowledged, 1);
  scene.world.accept = scene.server.accept;
  scene.world.run(10_000);
  assert.deepEqual(scene.events, ["loggedIn", "absent", "resumed"]);
  assert.deepEqual(scene.echoes, [1]);
  assert.equal(scene.client.unacknowledged, 0);
});

test("a packet that does not count is not kept", () => {
  const scene = new Scene();
  scene.world.run(100);
  let joined = 0;
  scene.client.on(MemberJoinedSchema, () => joined++);
  scene.server.send(MemberJoinedSchema);
  scene.world.run(100);
  assert.equal(joined, 1);
  scene.link.cut();
  scene.server.send(MemberJoinedSchema);
  scene.world.run(10_000);
  assert.deepEqual(scene.events, ["loggedIn", "absent", "resumed"]);
  assert.equal(joined, 1);
});

test("resume requests are numbered, and repeated with the newest token", () => {
  const scene = new Scene();
  scene.world.run(100);
  const seen: number[] = [];
  scene.server.hook = (link, packet) => {
    if (isMessage(packet, ResumeRequestSchema) && seen.push(packet.attempt) < 4) {
      link.cut();
      return true;
    }
    return false;
  };
  scene.link.cut();
  scene.world.run(20_000);
  assert.deepEqual(seen, [1, 2, 3, 4]);
  assert.equal(new TextDecoder().decode(scene.server.resumes[0]?.resumeToken), "token 1");
  scene.link.cut();
  scene.world.run(20_000);
  assert.equal(new TextDecoder().decode(scene.server.resumes[1]?.resumeToken), "token 2");
});

test("a reply to a resume that is lost does no harm", () => {
  const scene = new Scene();
  scene.world.run(100);
  scene.echo(1);
  scene.link.cut();
  scene.world.run(5);
  let isFirst = true;
  scene.server.hook = (link, packet) => {
    if (isMessage(packet, ResumeRequestSchema) && isFirst) {
      isFirst = false;
      scene.world.after(0, () => link.cut());
    }
    return false;
  };
  scene.world.run(20_000);
  assert.equal(scene.server.resumes.length, 2);
  assert.deepEqual(scene.handled, [1]);
  assert.deepEqual(scene.echoes, [1]);
});

test("logs in again when the server refuses to resume, and says what is not acknowledged", () => {
  const scene = new Scene();
  scene.world.run(100);
  scene.server.restart();
  scene.link.cut();
  scene.world.run(5);
  scene.echo(1);
  scene.world.run(10_000);
  assert.deepEqual(scene.events, ["loggedIn", "absent", "ended", "loggedIn"]);
  assert.equal(scene.ends[0]?.unacknowledged, 1);
  assert.equal(scene.ends[0]?.failure?.code, FailureCode.RESUME_REFUSED);
  assert(scene.ends[0]?.nextTryMillis);
});

test("gives up a resume when its time has passed", () => {
  const scene = new Scene();
  scene.world.run(100);
  scene.world.accept = undefined;
  scene.link.cut();
  scene.world.run(29_000);
  assert.deepEqual(scene.events, ["loggedIn", "absent"]);
  scene.world.run(7_000);
  assert.deepEqual(scene.events.slice(0, 3), ["loggedIn", "absent", "ended"]);
  assert.match(scene.ends[0]?.reason ?? "", /the time for a resume has passed/);
});

test("a full server is asked again for a resume", () => {
  const scene = new Scene();
  scene.world.run(100);
  let asked = 0;
  scene.server.hook = (link, packet) => {
    if (isMessage(packet, ResumeRequestSchema) && ++asked < 3) {
      EchoServer.say(link, FailureSchema, { code: FailureCode.SERVER_FULL, closing: true });
      return true;
    }
    return false;
  };
  scene.link.cut();
  scene.world.run(10_000);
  assert.deepEqual(scene.events, ["loggedIn", "absent", "resumed"]);
});

test("connects again with growing pauses", () => {
  const scene = new Scene(5);
  scene.world.run(100);
  scene.server.restart();
  scene.world.accept = undefined;
  scene.link.cut();
  scene.world.run(300_000);
  const waits = scene.ends.slice(1).map((end) => end.nextTryMillis ?? 0);
  waits.slice(0, 5).forEach((wait, index) => {
    const limit = 500 * 2 ** (index + 1);
    assert(wait >= limit / 2 && wait <= limit, `wait ${index}: ${wait}`);
  });
  assert(waits.length > 8 && waits.every((wait) => wait <= 30_000));
});

test("waits as long as the server asks", () => {
  for (const [asked, least] of [[700, 700], [3_000_000_000, 30_000]] as const) {
    const scene = new Scene();
    scene.server.hook = (link) => {
      EchoServer.say(link, FailureSchema, { code: FailureCode.LOGIN_BUSY, retryAfterMs: asked, closing: true });
      return true;
    };
    scene.world.run(100);
    const wait = scene.ends[0]?.nextTryMillis ?? 0;
    assert(wait >= least + 250 && wait <= least + 500, `${asked}: ${wait}`);
  }
});

test("starts again with short pauses after a success", () => {
  const scene = new Scene();
  const away = (millis: number) => {
    scene.world.accept = undefined;
    scene.link.cut();
    scene.world.run(millis);
    scene.world.accept = scene.server.accept;
    scene.world.run(1_000);
  };
  scene.world.run(100);
  away(20_000);
  scene.world.run(10_000);
  away(150);
  assert.deepEqual(scene.events, ["loggedIn", "absent", "resumed", "absent", "resumed"]);
  scene.server.restart();
  away(100_000);
  scene.world.run(60_000);
  assert.equal(scene.events.at(-1), "loggedIn");
  scene.server.send(ServerNoticeSchema, { kind: ServerNotice_Kind.DRAINING });
  scene.link.closeByServer();
  scene.world.run(100);
  assert(Number(scene.ends.at(-1)?.nextTryMillis) <= 500);
});

test("numbers its logins, so that the server knows a late one", () => {
  const scene = new Scene();
  scene.server.hook = (link, packet) => {
    const isLost = isMessage(packet, LoginRequestSchema) && scene.server.logins.length < 2;
    if (isLost) {
      scene.server.logins.push(packet);
      link.cut();
    }
    return isLost;
  };
  scene.world.run(10_000);
  assert.deepEqual(scene.events, ["ended", "ended", "loggedIn"]);
  const { logins } = scene.server;
  assert.deepEqual(logins.map(({ attempt }) => attempt), [1, 2, 3]);
  assert.equal(new Set(logins.map(({ clientInstance }) => clientInstance)).size, 1);
  assert.notEqual(logins[0]?.clientInstance, 0n);
  const other = new Scene(2);
  other.world.run(100);
  assert.notEqual(logins[0]?.clientInstance, other.server.logins[0]?.clientInstance);
});

test("does not log in again after a failure that would come again", () => {
  for (const code of [FailureCode.LOGIN_REFUSED, FailureCode.INVALID_REQUEST, FailureCode.CLIENT_TOO_OLD]) {
    const scene = new Scene();
    const failures: number[] = [];
    scene.client.on(FailureSchema, (failure) => failures.push(failure.code));
    scene.server.hook = (link) => {
      EchoServer.say(link, FailureSchema, { code });
      return true;
    };
    scene.world.run(60_000);
    assert.deepEqual(scene.events, ["ended"]);
    assert.equal(scene.ends[0]?.nextTryMillis, undefined);
    assert.deepEqual(failures, [code]);
    assert.equal(scene.world.links.length, 1);
  }
});

test("tries again after a name that is taken", () => {
  const scene = new Scene();
  let tries = 0;
  scene.server.hook = (link, packet) => {
    if (isMessage(packet, LoginRequestSchema) && ++tries < 3) {
      EchoServer.say(link, FailureSchema, { code: FailureCode.NAME_TAKEN });
      return true;
    }
    return false;
  };
  scene.world.run(10_000);
  assert.deepEqual(scene.events, ["ended", "ended", "loggedIn"]);
});

test("a player who was kicked does not come back", () => {
  const scene = new Scene();
  scene.world.run(100);
  scene.server.send(FailureSchema, { code: FailureCode.KICKED, closing: true });
  scene.link.closeByServer();
  scene.world.run(60_000);
  assert.deepEqual(scene.events, ["loggedIn", "ended"]);
  assert.equal(scene.ends[0]?.failure?.code, FailureCode.KICKED);
  assert.equal(scene.ends[0]?.nextTryMillis, undefined);
});

test("after a server that shuts down, logs in and does not resume", () => {
  const scene = new Scene();
  scene.world.run(100);
  scene.server.send(ServerNoticeSchema, { kind: ServerNotice_Kind.DRAINING });
  scene.link.closeByServer();
  scene.world.run(10_000);
  assert.deepEqual(scene.events, ["loggedIn", "ended", "loggedIn"]);
});

test("sends heartbeats, and gives up a server that does not answer them", () => {
  const scene = new Scene();
  scene.world.run(100);
  let beats = 0;
  scene.server.hook = (_, packet) => isMessage(packet, HeartbeatRequestSchema) && ++beats <= 3;
  scene.world.run(2_900);
  assert.equal(beats, 2);
  scene.world.run(2_000);
  assert.deepEqual(scene.events, ["loggedIn", "absent", "resumed"]);
  assert.equal(beats, 3);
});

test("gives up a connection that is not answered within ten seconds", () => {
  const scene = new Scene();
  scene.server.hook = () => scene.world.now() < 9_000;
  scene.world.run(9_900);
  assert.deepEqual(scene.events, []);
  scene.world.run(10_000);
  assert.deepEqual(scene.events, ["ended", "loggedIn"]);
});

test("a session that would have to keep too much goes on, and is not resumed", () => {
  const scene = new Scene(1, { keep: { maxPackets: 5, maxBytes: 1_000 } });
  scene.world.run(100);
  numbers(6).forEach((sequence) => scene.echo(sequence));
  scene.world.run(5_000);
  assert.deepEqual(scene.echoes, numbers(6));
  assert.deepEqual(scene.events, ["loggedIn"]);
  scene.link.cut();
  scene.world.run(5_000);
  assert.deepEqual(scene.events, ["loggedIn", "ended", "loggedIn"]);
  assert.match(scene.ends[0]?.reason ?? "", /more than 5 packets/);
});

test("a session that would have to keep too much without a connection ends", () => {
  const scene = new Scene(1, { keep: { maxPackets: 100, maxBytes: 30 } });
  scene.world.run(100);
  scene.world.accept = undefined;
  scene.link.cut();
  scene.world.run(50);
  const results = numbers(6).map((sequence) => scene.echo(sequence));
  assert.deepEqual(results, [true, true, true, true, true, false]);
  assert.deepEqual(scene.events, ["loggedIn", "absent", "ended"]);
  assert.match(scene.ends[0]?.reason ?? "", /more than 30 bytes/);
  assert.equal(scene.ends[0]?.unacknowledged, 6);
});

test("a connection that is too slow is given up, and nothing is lost", () => {
  const scene = new Scene();
  scene.world.run(100);
  scene.world.queuedBytes = (256 << 10) + 1;
  assert.equal(scene.echo(1), true);
  assert.deepEqual(scene.events, ["loggedIn", "absent"]);
  scene.world.queuedBytes = 0;
  scene.world.run(5_000);
  assert.deepEqual(scene.echoes, [1]);
});

test("a wrong acknowledgement ends the session", () => {
  const scene = new Scene();
  scene.world.run(100);
  scene.echo(1);
  scene.server.hook = () => false;
  scene.world.run(1_500);
  assert(scene.server.player);
  scene.server.player.handled = 5;
  scene.world.run(5_000);
  assert.match(scene.ends[0]?.reason ?? "", /has handled 5 packets, after 1, of 1 that were sent/);
  assert.equal(scene.events[2], "loggedIn");
});

test("bad bytes of the server end the session", () => {
  const bad = [undefined, [3, 0, 1, 0], [9, 0, 101, 0], [4], [0, 32, 101, 0], [5, 0, 101, 0, 0xff]];
  for (const bytes of bad) {
    const scene = new Scene();
    scene.world.run(100);
    scene.link.answer(bytes && new Uint8Array(bytes));
    scene.world.run(200);
    assert.equal(scene.events[1], "ended", `${bytes}`);
    assert.match(scene.ends[0]?.reason ?? "", /^the server has sent /);
  }
});

test("a message may have several packets, and none is heard after the client was closed", () => {
  const scene = new Scene();
  scene.world.run(100);
  const twice = new Uint8Array([6, 0, 101, 0, 8, 1, 6, 0, 101, 0, 8, 2]);
  scene.link.answer(twice);
  scene.world.run(100);
  assert.deepEqual(scene.echoes, [1, 2]);
  scene.client.on(EchoReplySchema, () => scene.client.close());
  scene.link.answer(twice);
  scene.world.run(100);
  assert.deepEqual(scene.echoes, [1, 2, 1]);
});

test("packets of a newer server are ignored", () => {
  const scene = new Scene();
  scene.world.run(100);
  scene.link.answer(new Uint8Array([5, 0, 0x99, 0x99, 1]));
  scene.echo(1);
  scene.world.run(5_000);
  assert.deepEqual(scene.echoes, [1]);
  assert.deepEqual(scene.events, ["loggedIn"]);
});

test("a packet that is too large, unknown, or of the server is an error of the caller", () => {
  const scene = new Scene();
  scene.world.run(100);
  assert.throws(() => scene.client.send(EchoRequestSchema, { payload: new Uint8Array(1_018) }), /1025 bytes; the server accepts 1024/);
  assert.equal(scene.client.send(EchoRequestSchema, { payload: new Uint8Array(1_017) }), true);
  assert.throws(() => scene.client.send(EchoReplySchema), /no client sends game.EchoReply/);
  assert.throws(() => scene.client.on(EchoRequestSchema, () => {}), /no client receives game.EchoRequest/);
  const other = new WharfClient({ url: "ws://test/", name: "bob", packets: [], environment: scene.world });
  assert.throws(() => other.send(SayRequestSchema), /game.SayRequest is no packet of the client's files/);
});

test("a listener that throws stops nothing, and its error is reported", () => {
  const scene = new Scene();
  const thrown: string[] = [];
  const queue = globalThis.queueMicrotask;
  globalThis.queueMicrotask = (task) => {
    try {
      task();
    } catch (error) {
      thrown.push(String(error));
    }
  };
  try {
    const remove = scene.client.on(EchoReplySchema, () => {
      throw new Error("mine");
    });
    scene.world.run(100);
    scene.echo(1);
    scene.world.run(1_000);
    remove();
    scene.echo(2);
    scene.world.run(5_000);
  } finally {
    globalThis.queueMicrotask = queue;
  }
  assert.deepEqual(thrown, ["Error: mine"]);
  assert.deepEqual(scene.echoes, [1, 2]);
  assert.equal(scene.server.player?.acknowledged, 2);
});

test("a client without resume logs in again", () => {
  const scene = new Scene(1, { resumable: false });
  scene.world.run(100);
  scene.echo(1);
  scene.world.run(100);
  assert.equal(scene.client.unacknowledged, 0);
  scene.link.cut();
  scene.world.run(5_000);
  assert.deepEqual(scene.echoes, [1]);
  assert.deepEqual(scene.events, ["loggedIn", "ended", "loggedIn"]);
});

test("a client that is closed is never absent, even when the network takes nothing", () => {
  const scene = new Scene();
  scene.world.run(100);
  scene.world.queuedBytes = 1 << 20;
  scene.client.close();
  scene.world.run(1_000);
  assert.deepEqual(scene.events, ["loggedIn", "ended"]);
});

test("close logs out at once, and the client can be opened again", () => {
  const scene = new Scene();
  scene.world.run(100);
  scene.client.close();
  scene.world.run(1_000);
  assert.equal(scene.server.hasLoggedOut, true);
  assert.deepEqual(scene.events, ["loggedIn", "ended"]);
  scene.client.open();
  scene.world.run(1_000);
  assert.deepEqual(scene.events, ["loggedIn", "ended", "loggedIn"]);
});

test("a listener may close the client in any event", () => {
  for (const event of ["loggedIn", "absent", "resumed", "ended"] as const) {
    const scene = new Scene();
    scene.client.on(event, () => scene.client.close());
    scene.world.run(100);
    scene.link.cut();
    scene.world.run(200);
    scene.server.restart();
    scene.link.cut();
    scene.world.run(60_000);
    assert.equal(scene.events.at(-1), "ended", event);
    assert.equal(scene.ends.at(-1)?.nextTryMillis === undefined || event === "ended", true, event);
    const connections = scene.world.links.length;
    scene.world.run(60_000);
    assert.equal(scene.world.links.length, connections, event);
  }
});

test("leave waits for a connection that is lost meanwhile", async () => {
  const scene = new Scene();
  scene.world.run(100);
  scene.echo(1);
  const left = scene.client.leave();
  assert.equal(scene.echo(2), false);
  scene.link.cut();
  scene.world.run(15_000);
  assert.equal(await left, 0);
  assert.deepEqual(scene.handled, [1]);
  assert.equal(scene.server.hasLoggedOut, true);
  assert.equal(scene.ends.at(-1)?.nextTryMillis, undefined);
});

test("a second call of leave waits for the same end", async () => {
  const scene = new Scene();
  scene.world.run(100);
  scene.echo(1);
  const left = [scene.client.leave(), scene.client.leave()];
  assert.equal(scene.client.unacknowledged, 1);
  scene.world.run(1_000);
  assert.deepEqual(await Promise.all(left), [0, 0]);
  assert.deepEqual(scene.handled, [1]);
  assert.deepEqual(scene.events, ["loggedIn", "ended"]);
});

test("leave gives up after ten seconds", async () => {
  const scene = new Scene();
  scene.world.run(100);
  scene.world.accept = undefined;
  scene.link.cut();
  scene.world.run(50);
  scene.echo(1);
  const left = scene.client.leave();
  scene.world.run(10_001);
  assert.equal(await left, 1);
});
