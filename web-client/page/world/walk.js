// The own player's steps. The page moves it at once, and corrects it when the server disagrees.

/** The part of the largest speed at which the player walks, because requests do not leave at exactly equal times. */
const PACE = 0.9;
/** The time between two requests while the player walks, and while it stands, in milliseconds. */
const WALKING = 100;
const STANDING = 500;
/** The most requests that may wait for their snapshot. */
const MOST_CLAIMS = 100;
/** The longest time of one step: after a longer one, the browser did not show the page. */
const LONGEST_STEP = 100;
/** How fast a correction becomes visible: the time in which it has become a third, in milliseconds. */
const SMOOTHING = 80;

/** Returns whether a straight way meets no wall. The server has the same rule. */
export function isClear(walls, fromX, fromY, toX, toY) {
  return walls.every((wall) => !meets(wall, fromX, fromY, toX, toY));
}

/** They do not meet when the way is beside the wall, or when all corners of the wall are on one side of the way. */
function meets({ left, top, right, bottom }, fromX, fromY, toX, toY) {
  if (Math.max(fromX, toX) < left || Math.min(fromX, toX) > right || Math.max(fromY, toY) < top || Math.min(fromY, toY) > bottom) {
    return false;
  }
  const side = (x, y) => Math.sign((toX - fromX) * (y - fromY) - (toY - fromY) * (x - fromX));
  const sides = side(left, top) + side(right, top) + side(left, bottom) + side(right, bottom);
  return Math.abs(sides) < 4;
}

/** Where the own player is. */
export class Walk {
  /** How far the player is shown from its position, so that a correction does not jump. */
  slipX = 0;
  slipY = 0;
  /** How often the server has disagreed. */
  corrections = 0;
  sentAt = -Infinity;

  /**
   * @param world the EnterWorldReply
   * @param x where the player is, by the first ZoneEntered
   * @param y likewise
   */
  constructor(world, x, y) {
    this.world = world;
    this.x = x;
    this.y = y;
    /** The last request that a snapshot has named, and those after it. */
    this.claims = [{ input: 0, x, y }];
  }

  get shownX() {
    return this.x + this.slipX;
  }

  get shownY() {
    return this.y + this.slipY;
  }

  /**
   * Walks for the time of a frame. Beside a wall, the player slides along it.
   *
   * @param most the most units to walk
   * @returns whether the player has moved
   */
  step(directionX, directionY, millis, most = Infinity) {
    const length = Math.hypot(directionX, directionY);
    if (length === 0) {
      return false;
    }
    const way = Math.min((this.world.speed * PACE * Math.min(millis, LONGEST_STEP)) / 1_000, most);
    const dx = (directionX / length) * way;
    const dy = (directionY / length) * way;
    return this.tryStep(dx, dy) || this.tryStep(dx, 0) || this.tryStep(0, dy);
  }

  /** Walks, if the straight way from the last request is clear, because the server accepts no other. */
  tryStep(dx, dy) {
    const { width, height, walls } = this.world;
    const x = Math.min(Math.max(this.x + dx, 0), width - 1);
    const y = Math.min(Math.max(this.y + dy, 0), height - 1);
    const last = this.claims[this.claims.length - 1];
    if ((x === this.x && y === this.y) || !isClear(walls, last.x, last.y, Math.round(x), Math.round(y))) {
      return false;
    }
    this.x = x;
    this.y = y;
    return true;
  }

  /** Returns the `{input, x, y}` of the next MoveRequest, or undefined when none is due. */
  request(now) {
    const last = this.claims[this.claims.length - 1];
    const x = Math.round(this.x);
    const y = Math.round(this.y);
    const pause = x === last.x && y === last.y ? STANDING : WALKING;
    if (now - this.sentAt < pause || this.claims.length > MOST_CLAIMS) {
      return undefined;
    }
    this.sentAt = now;
    const claim = { input: last.input + 1, x, y };
    this.claims.push(claim);
    return { ...claim };
  }

  /**
   * Takes a Snapshot packet. When the player is not where it was at the named request, it moves by the difference, and so
   * do the requests after it.
   */
  reconcile({ input, x, y }) {
    while (this.claims.length > 1 && this.claims[0].input < input) {
      this.claims.shift();
    }
    const claim = this.claims[0];
    if (claim.input === input && (claim.x !== x || claim.y !== y)) {
      this.correct(x, y, x - claim.x, y - claim.y);
    }
  }

  correct(x, y, dx, dy) {
    const { shownX, shownY } = this;
    const toX = this.x + dx;
    const toY = this.y + dy;
    const goesOn = isClear(this.world.walls, x, y, Math.round(toX), Math.round(toY));
    this.x = goesOn ? toX : x;
    this.y = goesOn ? toY : y;
    for (const claim of this.claims) {
      claim.x = goesOn ? claim.x + dx : x;
      claim.y = goesOn ? claim.y + dy : y;
    }
    this.slipX = shownX - this.x;
    this.slipY = shownY - this.y;
    this.corrections++;
  }

  /** Shows a bit more of the last correction. */
  settle(millis) {
    const rest = Math.exp(-millis / SMOOTHING);
    this.slipX *= rest;
    this.slipY *= rest;
  }
}
