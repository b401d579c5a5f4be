// What the page says in words and figures.

/** How long a note stays, in milliseconds. */
const NOTE_MILLIS = 6_000;
/** The frames of which the page shows the script time. */
const FRAMES = 600;

const byId = (id) => document.getElementById(id);

export class Panel {
  connection = "connecting";
  /** Whether the server lets nobody watch. */
  isRefused = false;
  /** The time of the last echo in milliseconds; undefined before the first one. */
  latency = undefined;
  note = { text: "", until: 0 };

  /** @param name the own player's name */
  constructor(name, scene, meter) {
    this.name = name;
    this.scene = scene;
    this.meter = meter;
  }

  /** Tells what is wrong with the connection; nothing with an empty text. */
  setConnection(text) {
    this.connection = text;
    this.showState();
  }

  /** Shows a text for a short time. */
  tell(text) {
    this.note = { text, until: performance.now() + NOTE_MILLIS };
    this.showState();
  }

  showState() {
    const { mode, walk } = this.scene;
    put("state", this.stateText());
    byId("state").title = byId("state").textContent;
    byId("walk").setAttribute("aria-pressed", mode === "walk");
    byId("say").disabled = !walk;
  }

  stateText() {
    const { mode, walk, followed, picture } = this.scene;
    if (this.connection) {
      return this.connection;
    } else if (this.note.until > performance.now()) {
      return this.note.text;
    } else if (mode === "walk") {
      return `You walk as ${this.name}: arrow keys, or tap where to go.`;
    } else if (mode === "follow") {
      return `You follow ${followed.name ?? "someone"}. Escape ends it.`;
    } else if (picture) {
      return "The map is live. Click on someone to see what they see.";
    }
    return this.isRefused && !walk ? "Nobody may watch this server's map. Walk to see what is near." : "You see what is near you.";
  }

  showFigures() {
    const { picture, sight, followed, mode, isOwnSight } = this.scene;
    const rates = this.meter.rates(performance.now());
    const all = picture?.figures();
    const inSight = isOwnSight ? sight.objects.size : mode === "follow" ? followed.sees : undefined;
    const show = (id, value, text) => put(id, value === undefined ? "–" : text(value));
    show("players", all?.players, (players) => players.toLocaleString("en"));
    show("in-sight", inSight, String);
    show("tick", all?.tickMillis, (millis) => `${millis.toFixed(1)} ms`);
    show("bytes", all?.bytesPerSecond ?? rates.bytes, (bytes) => `${(bytes / 1_000).toFixed(1)} KB/s`);
    show("latency", this.latency, (millis) => `${millis.toFixed(0)} ms`);
    show("frames", rates.frames, (frames) => frames.toFixed(0));
    show("script", this.meter.percentile(0.95, FRAMES), (millis) => `${millis.toFixed(1)} ms`);
    this.showState();
  }
}

function put(id, text) {
  if (byId(id).textContent !== text) {
    byId(id).textContent = text;
  }
}
