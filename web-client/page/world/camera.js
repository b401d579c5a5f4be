// Which part of the world the canvas shows. Sizes on the canvas are in CSS pixels.

/** How fast the camera comes to its goal: the time in which the way has become a third, in milliseconds. */
const SOFTNESS = 140;
/** The smallest and the largest scale, in pixels a unit: a metre has 20 units. */
const [SMALLEST, LARGEST] = [0.001, 3];
const MARGIN = 12;

export class Camera {
  /** The middle of the canvas, in units of the world. */
  x = 0;
  y = 0;
  /** Pixels a unit. */
  scale = 1;
  width = 1;
  height = 1;
  world = { width: 1, height: 1 };
  /** What the camera moves to: a part of `{x, y, scale}`. */
  goal = {};
  /** Whether the camera shows the whole map, also after a change of the canvas's size. */
  isWhole = true;

  /** Returns the scale at which the whole map fits. */
  get wholeScale() {
    const { width, height, world } = this;
    return Math.max(Math.min((width - 2 * MARGIN) / world.width, (height - 2 * MARGIN) / world.height), SMALLEST);
  }

  resize(width, height) {
    this.width = width;
    this.height = height;
    if (this.isWhole) {
      this.showAll();
      this.step(Infinity);
    }
  }

  /** Moves to the whole map. */
  showAll() {
    this.isWhole = true;
    this.goal = { x: this.world.width / 2, y: this.world.height / 2, scale: this.wholeScale };
  }

  /** Moves to a point, with every frame anew. */
  follow(x, y) {
    this.isWhole = false;
    this.goal.x = x;
    this.goal.y = y;
  }

  /** Comes nearer, until a circle around the middle almost fills the canvas, unless it is that near. */
  approach(radius) {
    this.goal.scale = Math.max(this.scale, (0.42 * Math.min(this.width, this.height)) / radius);
  }

  /** Moves the map by pixels. */
  pan(dx, dy) {
    this.isWhole = false;
    this.goal = {};
    this.x = clamp(this.x - dx / this.scale, 0, this.world.width);
    this.y = clamp(this.y - dy / this.scale, 0, this.world.height);
  }

  /** Zooms, and keeps the point of the world that is at this pixel. */
  zoom(factor, px = this.width / 2, py = this.height / 2) {
    const before = this.scale;
    this.scale = clamp(before * factor, this.wholeScale / 2, LARGEST);
    const moved = 1 / before - 1 / this.scale;
    this.pan(-(px - this.width / 2) * moved * this.scale, -(py - this.height / 2) * moved * this.scale);
  }

  /** Moves towards the goal for the time of a frame. */
  step(millis) {
    const part = 1 - Math.exp(-millis / SOFTNESS);
    const { x = this.x, y = this.y, scale = this.scale } = this.goal;
    this.x += (x - this.x) * part;
    this.y += (y - this.y) * part;
    this.scale *= (scale / this.scale) ** part;
  }

  /** Returns the point of the world that is at a pixel. */
  toWorld(px, py) {
    return { x: this.x + (px - this.width / 2) / this.scale, y: this.y + (py - this.height / 2) / this.scale };
  }

  toPixelX(x) {
    return (x - this.x) * this.scale + this.width / 2;
  }

  toPixelY(y) {
    return (y - this.y) * this.scale + this.height / 2;
  }
}

function clamp(value, least, most) {
  return Math.min(Math.max(value, least), most);
}
