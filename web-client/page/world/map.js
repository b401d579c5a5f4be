// Draws the map on a canvas.
import { Camera } from "./camera.js";

/** The number of units in a metre. */
const METRE = 20;
const GRID = 50 * METRE;
/** How much one sees of the objects that the own or the followed player does not see. */
const DIM = 0.28;
const FONT = "13px system-ui, sans-serif";
const BUBBLE_WIDTH = 170;
const LINE = 17;
const COLOURS = ["paper", "ground", "grid", "border", "wall", "player", "walker", "own", "ink", "sight", "bubble"];
/** The colours of the kinds 1 and 2. */
const KINDS = { 1: "player", 2: "walker" };
/** The angle between the hues of two kinds that follow each other: with the golden angle, no two of the first dozens look alike. */
const HUE = 137.5;

/** The canvas with the map. */
export class WorldMap {
  camera = new Camera();
  colours = {};
  /** The radius of a dot in pixels. */
  radius = 1;
  /** How many objects the last frame has shown. */
  drawn = 0;

  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d", { alpha: false });
    new ResizeObserver(() => this.resize()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.readColours());
    this.readColours();
    this.resize();
  }

  readColours() {
    const style = getComputedStyle(this.canvas);
    COLOURS.forEach((name) => (this.colours[name] = style.getPropertyValue(`--${name}`).trim()));
  }

  resize() {
    this.density = devicePixelRatio;
    this.canvas.width = Math.round(this.canvas.clientWidth * this.density);
    this.canvas.height = Math.round(this.canvas.clientHeight * this.density);
    this.camera.resize(this.canvas.clientWidth, this.canvas.clientHeight);
  }

  /** Shows a world, by the EnterWorldReply. */
  show(world) {
    this.world = world;
    this.walls = new Path2D();
    world.walls.forEach(({ left, top, right, bottom }) => this.walls.rect(left, top, right - left, bottom - top));
    this.grid = new Path2D();
    for (let x = GRID; x < world.width; x += GRID) {
      line(this.grid, x, 0, x, world.height);
    }
    for (let y = GRID; y < world.height; y += GRID) {
      line(this.grid, 0, y, world.width, y);
    }
    this.borders = new Path2D();
    for (let zone = 1; zone < world.zones; zone++) {
      const x = (zone * world.width) / world.zones;
      line(this.borders, x, 0, x, world.height);
    }
    this.camera.world = world;
    this.camera.resize(this.camera.width, this.camera.height);
  }

  /** Draws a frame. The scene says what there is, and what is special about it. */
  draw(scene) {
    const { context, density, colours, canvas } = this;
    this.drawn = 0;
    context.setTransform(density, 0, 0, density, 0, 0);
    context.fillStyle = colours.paper;
    context.fillRect(0, 0, canvas.width, canvas.height);
    if (this.world) {
      this.radius = Math.min(Math.max(10 * this.camera.scale, 2.5), 10);
      this.drawGround();
      scene.eye && this.drawSight(scene.eye);
      this.drawObjects(scene);
      this.drawPeople(scene);
      this.drawScale();
    }
  }

  drawGround() {
    const { context, camera, colours, world } = this;
    const scale = camera.scale * this.density;
    context.setTransform(scale, 0, 0, scale, camera.toPixelX(0) * this.density, camera.toPixelY(0) * this.density);
    context.fillStyle = colours.ground;
    context.fillRect(0, 0, world.width, world.height);
    context.lineWidth = 1 / camera.scale;
    context.strokeStyle = colours.grid;
    context.stroke(this.grid);
    context.strokeStyle = colours.border;
    context.setLineDash([6 / camera.scale, 5 / camera.scale]);
    context.stroke(this.borders);
    context.setLineDash([]);
    context.strokeRect(0, 0, world.width, world.height);
    context.fillStyle = colours.wall;
    context.fill(this.walls);
    context.setTransform(this.density, 0, 0, this.density, 0, 0);
  }

  /** Draws the circle of what is in sight. */
  drawSight({ x, y }) {
    const { context, camera, colours, world } = this;
    context.beginPath();
    context.arc(camera.toPixelX(x), camera.toPixelY(y), world.sight * camera.scale, 0, 2 * Math.PI);
    context.fillStyle = colours.sight;
    context.fill();
    context.lineWidth = 1.5;
    context.strokeStyle = colours.border;
    context.stroke();
  }

  /** Draws all objects: first those that nobody looks at, then those in sight, with a ring. */
  drawObjects({ picture, sight, eye, isOwnSight }) {
    this.context.globalAlpha = eye ? DIM : 1;
    picture?.zones.forEach((zone) => this.drawZone(zone, picture, false));
    this.context.globalAlpha = 1;
    if (isOwnSight) {
      sight.objects.forEach(({ kind, shownX, shownY, state }) => this.drawObject(kind, shownX, shownY, true, state));
    } else if (eye) {
      picture.zones.forEach((zone) => this.drawZone(zone, picture, true));
    }
  }

  drawZone({ end, kind, x, y, marks, veils }, { mark, veil }, isSeen) {
    for (let i = 0; i < end; i++) {
      if (kind[i] !== 0 && (marks[i] === mark) === isSeen && veils[i] !== veil) {
        this.drawObject(kind[i], x[i], y[i], isSeen);
      }
    }
  }

  /** Draws a dot in the colour of its kind. An object with a state, such as an open door, has a hole. */
  drawObject(kind, x, y, isSeen, state = 0) {
    const { camera, colours, radius } = this;
    const px = camera.toPixelX(x);
    const py = camera.toPixelY(y);
    if (px > -radius && py > -radius && px < camera.width + radius && py < camera.height + radius) {
      isSeen && this.drawDisc(px, py, radius + 1.5, colours.ink);
      this.drawDisc(px, py, radius, colours[KINDS[kind]] ?? colourOf(kind));
      state !== 0 && this.drawDisc(px, py, radius / 2, colours.ground);
      this.drawn++;
    }
  }

  /** Draws a disc. One disc at a time is faster than a path of many, or a picture of a disc. */
  drawDisc(px, py, radius, colour) {
    const { context } = this;
    context.fillStyle = colour;
    context.beginPath();
    context.arc(px, py, radius, 0, 2 * Math.PI);
    context.fill();
  }

  /** Draws the own player, the name of the followed one, and what was said. */
  drawPeople({ walk, sight, followed, eye, isOwnSight }) {
    if (walk) {
      const [x, y] = [this.camera.toPixelX(walk.shownX), this.camera.toPixelY(walk.shownY)];
      this.drawDisc(x, y, this.radius + 4, this.colours.ground);
      this.drawDisc(x, y, this.radius + 2, this.colours.own);
      this.drawn++;
      for (const [number, bubble] of sight.bubbles) {
        const seen = number === sight.object ? walk : sight.objects.get(number);
        seen && this.drawBubble(bubble, seen.shownX, seen.shownY);
      }
    }
    if (eye && !isOwnSight) {
      this.drawName(followed.name, eye.x, eye.y);
    }
  }

  drawName(name, x, y) {
    const { context, camera, colours } = this;
    context.font = `600 ${FONT}`;
    context.textAlign = "center";
    context.lineJoin = "round";
    context.lineWidth = 4;
    context.strokeStyle = colours.ground;
    context.fillStyle = colours.ink;
    const at = [camera.toPixelX(x), camera.toPixelY(y) + this.radius + 18];
    context.strokeText(name, ...at);
    context.fillText(name, ...at);
  }

  /** Draws what a player has said, as text on the canvas, because another player has written it. */
  drawBubble(bubble, x, y) {
    const { context, camera, colours } = this;
    context.font = FONT;
    context.textAlign = "center";
    bubble.lines ??= wrap(bubble.text, BUBBLE_WIDTH, (text) => context.measureText(text).width);
    bubble.width ??= Math.max(...bubble.lines.map((text) => context.measureText(text).width)) + 20;
    const height = bubble.lines.length * LINE + 10;
    const middle = camera.toPixelX(x);
    const bottom = camera.toPixelY(y) - this.radius - 10;
    context.beginPath();
    context.roundRect(middle - bubble.width / 2, bottom - height, bubble.width, height, 9);
    context.moveTo(middle - 5, bottom);
    context.lineTo(middle, bottom + 6);
    context.lineTo(middle + 5, bottom);
    context.lineWidth = 1;
    context.strokeStyle = colours.border;
    context.stroke();
    context.fillStyle = colours.bubble;
    context.fill();
    context.fillStyle = colours.ink;
    bubble.lines.forEach((text, i) => context.fillText(text, middle, bottom - height + 18 + i * LINE));
  }

  /** Draws a line of so many metres. */
  drawScale() {
    const { context, camera, colours } = this;
    const metres = [200, 100, 50, 20, 10, 5, 2].find((length) => length * METRE * camera.scale <= 120) ?? 1;
    const right = camera.width - 16;
    const y = camera.height - 14;
    const left = right - metres * METRE * camera.scale;
    context.strokeStyle = context.fillStyle = colours.ink;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(left, y - 5);
    context.lineTo(left, y);
    context.lineTo(right, y);
    context.lineTo(right, y - 5);
    context.stroke();
    context.font = "12px system-ui, sans-serif";
    context.textAlign = "center";
    context.fillText(`${metres} m`, (left + right) / 2, y - 6);
  }
}

/** Returns the colour of a kind that has no name on the map, such as a kind of a team's own. */
function colourOf(kind) {
  return `hsl(${(kind * HUE) % 360} 55% 52%)`;
}

function line(path, fromX, fromY, toX, toY) {
  path.moveTo(fromX, fromY);
  path.lineTo(toX, toY);
}

/**
 * Splits a text into lines, at spaces where there are some.
 *
 * @param widthOf returns the width of a text
 */
export function wrap(text, most, widthOf) {
  const lines = [""];
  for (const word of text.split(/\s+/).flatMap((one) => pieces(one, most, widthOf))) {
    const last = lines[lines.length - 1];
    const longer = last === "" ? word : `${last} ${word}`;
    widthOf(longer) <= most ? (lines[lines.length - 1] = longer) : lines.push(word);
  }
  return lines;
}

/** Splits a word into pieces that fit into a line. */
function pieces(word, most, widthOf) {
  const all = [""];
  for (const letter of word) {
    const longer = all[all.length - 1] + letter;
    widthOf(longer) <= most ? (all[all.length - 1] = longer) : all.push(letter);
  }
  return all;
}
