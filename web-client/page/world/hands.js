// What the user does with mouse, fingers and keys.

/** A pointer that has moved farther than this is a drag and no tap, in pixels. */
const TAP = 6;
/** How near a tap must be to a dot: fingers are less exact than a mouse. */
const [FINGER, MOUSE] = [24, 14];
const DIRECTIONS = {
  ArrowLeft: [-1, 0], KeyA: [-1, 0], ArrowRight: [1, 0], KeyD: [1, 0],
  ArrowUp: [0, -1], KeyW: [0, -1], ArrowDown: [0, 1], KeyS: [0, 1],
};

export class Hands {
  /** The pressed keys of a direction. */
  keys = new Set();
  pointers = new Map();
  isTap = false;

  /** @param actions `{pan(dx, dy), zoom(factor, x, y), tap(x, y, reach), walk(), speak(), stop()}` */
  constructor(canvas, actions) {
    this.actions = actions;
    const on = (target, name, listener, options) => target.addEventListener(name, listener, options);
    on(canvas, "pointerdown", (event) => this.down(event, canvas));
    on(canvas, "pointermove", (event) => this.move(event));
    on(canvas, "pointerup", (event) => this.up(event));
    on(canvas, "pointercancel", (event) => this.pointers.delete(event.pointerId));
    on(canvas, "wheel", (event) => this.wheel(event), { passive: false });
    on(window, "keydown", (event) => this.press(event));
    on(window, "keyup", (event) => this.keys.delete(event.code));
    on(window, "blur", () => this.keys.clear());
  }

  /** Returns the direction of the pressed keys. */
  get direction() {
    return [...this.keys].map((key) => DIRECTIONS[key]).reduce(([x, y], [dx, dy]) => [x + dx, y + dy], [0, 0]);
  }

  down(event, canvas) {
    canvas.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY, far: 0 });
    this.isTap = this.pointers.size === 1;
  }

  move(event) {
    const pointer = this.pointers.get(event.pointerId);
    if (!pointer) {
      return;
    }
    const dx = event.offsetX - pointer.x;
    const dy = event.offsetY - pointer.y;
    const other = [...this.pointers.values()].find((one) => one !== pointer);
    pointer.far += Math.hypot(dx, dy);
    this.isTap &&= pointer.far <= TAP;
    if (other) {
      this.pinch(pointer, other, event);
    } else if (!this.isTap) {
      this.actions.pan(dx, dy);
    }
    pointer.x = event.offsetX;
    pointer.y = event.offsetY;
  }

  /** Zooms so that both fingers stay where they are on the map. */
  pinch(from, other, { offsetX, offsetY }) {
    const before = Math.hypot(from.x - other.x, from.y - other.y);
    const after = Math.hypot(offsetX - other.x, offsetY - other.y);
    this.actions.pan((offsetX - from.x) / 2, (offsetY - from.y) / 2);
    if (before > 0 && after > 0) {
      this.actions.zoom(after / before, (offsetX + other.x) / 2, (offsetY + other.y) / 2);
    }
  }

  up(event) {
    if (this.pointers.delete(event.pointerId) && this.isTap) {
      this.isTap = false;
      this.actions.tap(event.offsetX, event.offsetY, event.pointerType === "touch" ? FINGER : MOUSE);
    }
  }

  wheel(event) {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    this.actions.zoom(Math.exp(-0.002 * lines * event.deltaY), event.offsetX, event.offsetY);
  }

  press(event) {
    const isTyping = event.target instanceof HTMLInputElement;
    if (event.key === "Escape") {
      event.target.blur?.();
      this.actions.stop();
    } else if (isTyping || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    } else if (DIRECTIONS[event.code]) {
      event.preventDefault();
      this.keys.add(event.code);
      this.actions.walk();
    } else if (event.key === "Enter" && !(event.target instanceof HTMLButtonElement)) {
      event.preventDefault();
      this.actions.speak();
    }
  }
}
