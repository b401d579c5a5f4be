/**
 * Computes the waits between tries to connect. The longest possible wait doubles with each try, up to a limit. Each
 * wait is random: between half of the longest possible wait and all of it. So the clients of a restarted server do
 * not connect all at once.
 */
export class Backoff {
  private limit: number;

  /**
   * @param first the longest possible wait before the second try, in milliseconds
   * @param longest the limit of all waits, in milliseconds
   * @param random returns a number from 0 to 1
   */
  constructor(
    private readonly first: number,
    private readonly longest: number,
    private readonly random: () => number,
  ) {
    this.limit = first;
  }

  /**
   * Returns the next wait, in milliseconds.
   *
   * @param asked how long the server asks to wait; up to the limit, this comes before the random wait
   */
  next(asked = 0): number {
    const wait = Math.round((this.limit / 2) * (1 + this.random()));
    this.limit = Math.min(this.longest, 2 * this.limit);
    return wait + Math.min(asked, this.longest);
  }

  /** Starts again with short waits. */
  reset(): void {
    this.limit = this.first;
  }
}
