import type { Environment, Socket } from "./environment.js";
import { DEFAULT_FRAME_BYTES, MalformedFrameError, split, type Frame } from "./frames.js";

/** The longest time until the server has answered the login or the resume, in milliseconds. */
const ANSWER_MILLIS = 10_000;
/** The number of heartbeats in a row that may be without an answer. */
const MOST_UNANSWERED = 3;
/** The most bytes that may wait for the network when another packet is sent. */
const MAX_QUEUED_BYTES = 256 << 10;

/** What a client hears of a connection, until it drops the connection. */
export interface ConnectionEvents {
  opened(): void;
  received(frame: Frame): void;
  /** The connection is lost, as it may happen in any network. */
  lost(reason: string): void;
  /** The server has broken the rules of the protocol. */
  broken(reason: string): void;
}

/** One connection to the server: frames, heartbeats, and the time limits of both. */
export class Connection {
  /** The largest frame that the server sends. */
  maxSentFrameBytes = DEFAULT_FRAME_BYTES;
  private readonly socket: Socket;
  private isDropped = false;
  private unanswered = 0;
  private cancelTimer: () => void;

  constructor(
    private readonly environment: Environment,
    url: string,
    private readonly events: ConnectionEvents,
  ) {
    this.socket = environment.connect(url, {
      opened: () => this.isDropped || events.opened(),
      received: (message) => this.isDropped || this.receive(message),
      closed: (reason) => this.lose(reason),
    });
    this.cancelTimer = environment.after(ANSWER_MILLIS, () => this.lose("the server does not answer"));
  }

  /**
   * Sends a frame, unless too many bytes wait for the network.
   *
   * @param isNeeded whether to give up the connection when it cannot take the frame
   * @returns whether the connection has taken the frame
   */
  write(frame: Uint8Array, isNeeded: boolean): boolean {
    const queued = this.socket.queuedBytes();
    const hasRoom = queued <= MAX_QUEUED_BYTES && !this.isDropped;
    if (hasRoom) {
      this.socket.send(frame);
    } else if (isNeeded) {
      this.lose(`${queued} bytes wait for the network; the limit is ${MAX_QUEUED_BYTES}`);
    }
    return hasRoom;
  }

  /** Records that the server has answered the login or the resume. From now on, calls `beat` after each interval. */
  answered(intervalMillis: number, beat: () => void): void {
    this.cancelTimer();
    this.cancelTimer = () => {};
    if (intervalMillis > 0 && !this.isDropped) {
      this.cancelTimer = this.environment.after(intervalMillis, () => this.beat(intervalMillis, beat));
    }
  }

  private beat(intervalMillis: number, beat: () => void): void {
    if (this.unanswered === MOST_UNANSWERED) {
      this.lose("the server does not answer heartbeats");
    } else {
      this.unanswered++;
      beat();
      this.answered(intervalMillis, beat);
    }
  }

  /** Records that the server has answered a heartbeat. */
  beatAnswered(): void {
    this.unanswered = 0;
  }

  /** Closes the connection. No event follows. A second call has no effect. */
  drop(): void {
    if (!this.isDropped) {
      this.isDropped = true;
      this.cancelTimer();
      this.socket.close();
    }
  }

  private lose(reason: string): void {
    if (!this.isDropped) {
      this.drop();
      this.events.lost(reason);
    }
  }

  private receive(message: Uint8Array | undefined): void {
    try {
      if (!message) {
        throw new MalformedFrameError("a text message");
      }
      for (const frame of split(message, () => this.maxSentFrameBytes)) {
        this.events.received(frame);
        if (this.isDropped) {
          return;
        }
      }
    } catch (error) {
      this.drop();
      this.events.broken(`the server has sent ${error instanceof Error ? error.message : error}`);
    }
  }
}
