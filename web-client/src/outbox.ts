/** The limits of the packets that a client keeps until the server has acknowledged them. */
export interface KeepLimits {
  /**
   * The most packets. A resume sends all of them at once, so the server's rate limit must allow them: by default
   * it allows 200.
   */
  readonly maxPackets: number;
  /** The most bytes, with headers. */
  readonly maxBytes: number;
}

/**
 * The packets of one session that the server may not have handled, and their numbers: 1, 2, 3, …
 *
 * When the outbox would have to keep more than its limits, it is *lost*: it forgets all packets, and keeps no more. The
 * session goes on with its present connection, and cannot be resumed.
 */
export class Outbox {
  /** The packets that are not acknowledged. The last one has the number `sent`. */
  private kept: Uint8Array[] = [];
  private bytes = 0;
  private sent = 0;
  private written = 0;
  private acknowledged = 0;
  private lostBecause = "";

  constructor(private readonly limits: KeepLimits) {}

  /** Why the session cannot be resumed; empty when it can. */
  get problem(): string {
    return this.lostBecause;
  }

  /** How many packets the server has not acknowledged. */
  get unacknowledged(): number {
    return this.sent - this.acknowledged;
  }

  /**
   * Adds a packet, which gets the next number.
   *
   * @param isWritten whether the caller writes the packet to a connection at once
   */
  add(frame: Uint8Array, isWritten: boolean): void {
    this.sent++;
    if (isWritten) {
      this.written = this.sent;
    }
    if (this.lostBecause) {
      return;
    }
    this.kept.push(frame);
    this.bytes += frame.length;
    if (this.kept.length > this.limits.maxPackets) {
      this.lose(`more than ${this.limits.maxPackets} packets were not acknowledged`);
    } else if (this.bytes > this.limits.maxBytes) {
      this.lose(`more than ${this.limits.maxBytes} bytes were not acknowledged`);
    }
  }

  private lose(why: string): void {
    this.lostBecause = why;
    this.kept = [];
    this.bytes = 0;
  }

  /**
   * Forgets the packets that the server has handled.
   *
   * @param handled how many packets the server says it has handled
   * @returns what is wrong with the number; empty when it is right
   */
  forget(handled: bigint): string {
    if (handled < this.acknowledged || handled > this.written) {
      return `the server says it has handled ${handled} packets, after ${this.acknowledged}, of ${this.written} that were sent`;
    }
    const gone = this.kept.splice(0, Number(handled) - this.acknowledged);
    this.bytes -= gone.reduce((sum, frame) => sum + frame.length, 0);
    this.acknowledged = Number(handled);
    return "";
  }

  /** Returns all kept packets in their order. The caller writes them to a connection at once. */
  replay(): readonly Uint8Array[] {
    this.written = this.sent;
    return this.kept;
  }
}
