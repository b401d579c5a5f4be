// The page: connects everything.
import { browser, FailureSchema, WharfClient } from "../../dist/wharf.js";
import {
  EchoReplySchema,
  EchoRequestSchema,
  EnterWorldReplySchema,
  EnterWorldRequestSchema,
  FollowedSchema,
  FollowRequestSchema,
  MoveRequestSchema,
  OverviewSchema,
  packets,
  SightChangedSchema,
  SnapshotSchema,
  SpeakRequestSchema,
  WorldFailureCode,
  ZoneEnteredSchema,
} from "../../dist/messages.js";
import { Hands } from "./hands.js";
import { WorldMap } from "./map.js";
import { Meter } from "./meter.js";
import { Panel } from "./panel.js";
import { Picture } from "./picture.js";
import { recording } from "./recording.js";
import { Sight } from "./sight.js";
import { Walk } from "./walk.js";

/** The numbers of the two requests to enter the world. */
const [WATCHES, WALKS] = [1, 2];
/** A number that no object has. */
const NOBODY = 0x7fffffff;
/** Without an answer for this time, the followed object is gone, in milliseconds. */
const GONE_MILLIS = 3_000;
const FIGURES_MILLIS = 500;

const byId = (id) => document.getElementById(id);
const asked = new URLSearchParams(location.search);
const name = asked.get("name") ?? `guest-${Math.floor(Math.random() * 1e4)}`;
const url = asked.get("server") ?? `ws://${location.hostname}:7778/`;

export const meter = new Meter();
export const map = new WorldMap(byId("map"));
export const client = new WharfClient({ url, name, packets, environment: meter.around(asked.has("recording") ? recording : browser) });

/** What there is, and what is special about it. */
export const scene = {
  /** The EnterWorldReply; undefined before the first one. */
  world: undefined,
  /** The whole map; undefined while the client does not watch. */
  picture: undefined,
  sight: new Sight(),
  /** The own player; undefined while it is not in the world. */
  walk: undefined,
  /** The last Followed packet, or what was asked for; undefined while the client follows nobody. */
  followed: undefined,
  /** What the camera follows: `free` nothing, `walk` the own player, `follow` the followed object. */
  mode: "free",
  /** Where the one is whose sight is shown. */
  eye: undefined,
  /** Whether this is the own player. */
  isOwnSight: false,
};

const panel = new Panel(name, scene, meter);
let wantsToWalk = false;
let target; // where the player walks to after a tap
let echo = { sequence: 0n, at: 0 };
let said = 0;

// ---- packets

client.on("loggedIn", (reply) => {
  panel.setConnection("");
  panel.latency = undefined;
  Object.assign(scene, { picture: undefined, sight: new Sight(), walk: undefined, followed: undefined, mode: "free" });
  client.send(EnterWorldRequestSchema, { requestId: WATCHES, watch: true });
  wantsToWalk && client.send(EnterWorldRequestSchema, { requestId: WALKS });
  document.title = `${reply.name || name} – World`;
});
client.on("absent", () => panel.setConnection("The connection is lost. Trying to come back …"));
client.on("resumed", () => panel.setConnection(""));
client.on("ended", ({ reason, failure, nextTryMillis }) => {
  const why = failure?.message || reason;
  const next = nextTryMillis === undefined ? "Load the page again to go on." : `Next try in ${Math.ceil(nextTryMillis / 1_000)} s.`;
  panel.setConnection(`Not connected: ${why}. ${next}`);
});

client.on(EnterWorldReplySchema, (reply) => {
  if (reply.worldId !== scene.world?.worldId) {
    map.show(reply);
  }
  scene.world = reply;
  if (reply.requestId === WATCHES) {
    panel.isRefused = false;
    scene.picture = new Picture(reply);
  }
});
client.on(FailureSchema, ({ code, message, requestId }) => {
  if (code === WorldFailureCode.TOO_MANY_WATCHERS) {
    panel.isRefused = true;
    return;
  }
  wantsToWalk &&= requestId !== WALKS || code !== WorldFailureCode.WORLD_FULL;
  panel.tell(message);
});
client.on(OverviewSchema, (overview) => scene.picture?.apply(overview, performance.now()));
client.on(FollowedSchema, follow);
client.on(ZoneEnteredSchema, (entered) => {
  scene.sight.entered(entered);
  if (!scene.walk) {
    scene.walk = new Walk(scene.world, entered.x, entered.y);
    goBack();
  }
});
client.on(SightChangedSchema, (changes) => scene.sight.changed(changes, performance.now()));
client.on(SnapshotSchema, (snapshot) => {
  scene.sight.moved(snapshot, performance.now());
  scene.walk?.reconcile(snapshot);
});
client.on(EchoReplySchema, ({ sequence }) => {
  if (sequence === echo.sequence) {
    panel.latency = performance.now() - echo.at;
  }
});

setInterval(() => {
  const sequence = echo.sequence + 1n;
  if (!client.isAbsent && client.send(EchoRequestSchema, { sequence })) {
    echo = { sequence, at: performance.now() };
  }
}, 1_000);

// ---- following

function startToFollow({ zone, object }) {
  scene.followed = { zone, object, isAnswered: false, at: performance.now() };
  scene.mode = "follow";
  client.send(FollowRequestSchema, { zone, object });
}

/** Takes a Followed packet, unless it is about the object that was followed before. */
function follow(packet) {
  const { followed, picture, mode } = scene;
  const isIt = followed?.isAnswered || (followed?.zone === packet.zone && followed.object === packet.object);
  if (mode !== "follow" || !isIt || !picture) {
    return;
  }
  if (!followed.isAnswered) {
    map.camera.approach(scene.world.sight);
  }
  const { zone, object, x, y, gaps } = packet;
  scene.followed = { zone, object, x, y, name: packet.name || "a walker", sees: gaps.length, isAnswered: true, at: performance.now() };
  picture.markAll(zone, object, gaps);
}

function stopFollowing() {
  if (scene.followed) {
    client.send(FollowRequestSchema, { zone: 0, object: NOBODY });
    scene.followed = undefined;
    scene.picture?.unmarkAll();
  }
  scene.mode = "free";
  target = undefined;
}

// ---- walking

/** Goes to the own player, or into the world. */
function goBack() {
  stopFollowing();
  if (scene.walk) {
    scene.mode = "walk";
    map.camera.approach(scene.world.sight);
    panel.showState(); // at once, because the next key may be Enter, which a disabled field would lose
  } else if (!wantsToWalk) {
    wantsToWalk = true;
    client.send(EnterWorldRequestSchema, { requestId: WALKS });
  }
}

function walkOn(now, millis) {
  const { walk, sight } = scene;
  if (!walk || client.isAbsent || !client.isLoggedIn) {
    return;
  }
  const [dx, dy] = hands.direction;
  if (dx || dy) {
    target = undefined;
    walk.step(dx, dy, millis);
  } else if (target) {
    const way = Math.hypot(target.x - walk.x, target.y - walk.y);
    const hasMoved = walk.step(target.x - walk.x, target.y - walk.y, millis, way);
    target = hasMoved && way > 1 ? target : undefined;
  }
  walk.settle(millis);
  const claim = walk.request(now);
  claim && client.send(MoveRequestSchema, { ...claim, entry: sight.entry, seenTick: sight.tick });
}

// ---- frames

let last = performance.now();

function frame() {
  meter.begin();
  const now = performance.now();
  const millis = now - last;
  last = now;
  walkOn(now, millis);
  scene.picture?.place(now);
  scene.sight.place(now, scene.world?.tickMillis ?? 50);
  look(now);
  map.camera.step(millis);
  map.draw(scene);
  meter.end();
  meter.next();
  requestAnimationFrame(frame);
}

/** Decides whose sight is shown, and who draws what is in it. */
function look(now) {
  const { mode, walk, followed, picture, sight } = scene;
  if (followed && now - followed.at > GONE_MILLIS && !client.isAbsent) {
    panel.tell("It is gone.");
    stopFollowing();
  }
  scene.isOwnSight = walk !== undefined && (mode === "walk" || !picture);
  scene.eye = scene.isOwnSight ? { x: walk.shownX, y: walk.shownY } : mode === "follow" ? placeOf(followed) : undefined;
  if (scene.eye && mode !== "free") {
    map.camera.follow(scene.eye.x, scene.eye.y);
  }
  if (picture && walk) {
    picture.unveilAll();
    picture.hide(sight.zone, sight.object);
    scene.isOwnSight && sight.objects.forEach((_, number) => picture.hide(sight.zone, number));
  }
}

/** Returns where the followed object is shown; undefined before the server has answered. */
function placeOf(followed) {
  const { picture } = scene;
  if (!followed?.isAnswered || !picture?.has(followed.zone, followed.object)) {
    return followed?.isAnswered ? followed : undefined;
  }
  const { x, y } = picture.zones[followed.zone];
  return { x: x[followed.object], y: y[followed.object] };
}

// ---- the user

function tap(x, y, reach) {
  const place = map.camera.toWorld(x, y);
  if (scene.mode === "walk") {
    target = place;
    return;
  }
  const found = scene.picture?.nearest(place.x, place.y, reach / map.camera.scale);
  found ? startToFollow(found) : stopFollowing();
}

function zoom(factor, x, y) {
  scene.mode === "free" ? map.camera.zoom(factor, x, y) : map.camera.zoom(factor);
}

const hands = new Hands(byId("map"), {
  zoom,
  tap,
  pan(dx, dy) {
    scene.mode === "walk" ? (scene.mode = "free") : stopFollowing();
    map.camera.pan(dx, dy);
  },
  walk: () => scene.mode === "walk" || goBack(),
  speak: () => byId("text").focus(),
  stop: stopFollowing,
});

byId("nearer").addEventListener("click", () => zoom(1.5));
byId("farther").addEventListener("click", () => zoom(1 / 1.5));
byId("whole").addEventListener("click", () => {
  stopFollowing();
  map.camera.showAll();
});
byId("walk").addEventListener("click", goBack);
byId("speak").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = byId("text").value.trim();
  if (text && client.send(SpeakRequestSchema, { clientSequence: ++said, text })) {
    byId("text").value = "";
  }
});
document.addEventListener("visibilitychange", () => (meter.spent = 0));
setInterval(() => panel.showFigures(), FIGURES_MILLIS);
client.open();
requestAnimationFrame(frame);
