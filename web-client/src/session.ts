import { DEFAULT_FRAME_BYTES } from "./frames.js";
import { Outbox, type KeepLimits } from "./outbox.js";
import type { Failure, LoginReply, ResumeReply } from "./wharf/system_pb.js";

/** The smallest limit of frames that a client follows, in bytes: every server supports it. */
const MIN_FRAME_BYTES = 512;
/** After how many packets a client acknowledges, when the server names no number. */
const ACKNOWLEDGE_EVERY = 64;

/** A session with the server, from the login on. It may outlive its connections. */
export class Session {
  readonly outbox: Outbox;
  /** The number of the player. */
  readonly playerId: bigint;
  /** The failure with which the server has announced the end of the session; undefined when it has sent none. */
  failure: Failure | undefined;
  /** When the connection was lost, by the environment's clock. */
  absentSince = 0;

  private terms: LoginReply | ResumeReply;
  private isDismissed = false;
  private attempts = 0;
  /** How many packets of the server were handled, and how many of them the server knows of. */
  private handled = 0;
  private told = 0;

  constructor(reply: LoginReply, limits: KeepLimits) {
    this.terms = reply;
    this.playerId = reply.playerId;
    this.outbox = new Outbox(limits);
  }

  /** Whether packets are counted and kept. */
  get isResumable(): boolean {
    return this.terms.resumeToken.length > 0;
  }

  /** Whether the session may go on with another connection. */
  get survives(): boolean {
    return this.isResumable && !this.isDismissed && !this.outbox.problem;
  }

  /** Records that the server has announced the end of the session. */
  dismissedBy(failure: Failure | undefined): void {
    this.isDismissed = true;
    this.failure ??= failure;
  }

  get resumeMillis(): number {
    return 1000 * this.terms.resumeSeconds;
  }

  get heartbeatMillis(): number {
    return 1000 * this.terms.heartbeatSeconds;
  }

  /** The largest frame that the server accepts. */
  get maxFrameBytes(): number {
    return frameBytes(this.terms.maxFrameBytes);
  }

  /** The largest frame that the server sends. */
  get maxSentFrameBytes(): number {
    return frameBytes(this.terms.maxSentFrameBytes);
  }

  /** Returns the fields of the next resume request. */
  nextAttempt() {
    this.attempts++;
    return { resumeToken: this.terms.resumeToken, handled: BigInt(this.handled), attempt: this.attempts };
  }

  /**
   * Goes on with a new connection.
   *
   * @returns what is wrong with the reply; empty when it is right
   */
  resumed(reply: ResumeReply): string {
    this.terms = reply;
    this.told = this.handled; // the resume request was an acknowledgement, too
    return this.outbox.forget(reply.handled);
  }

  /** Records that a packet that counts was handled. Returns whether to acknowledge now. */
  hasHandled(): boolean {
    this.handled++;
    return this.isResumable && this.handled - this.told >= (this.terms.acknowledgeEvery || ACKNOWLEDGE_EVERY);
  }

  /** Whether packets were handled that the server does not know of. */
  get hasNews(): boolean {
    return this.isResumable && this.handled > this.told;
  }

  /** Returns the fields of an acknowledgement that is sent at once. */
  acknowledgement() {
    this.told = this.handled;
    return { handled: BigInt(this.handled) };
  }
}

function frameBytes(limit: number): number {
  return limit === 0 ? DEFAULT_FRAME_BYTES : Math.max(limit, MIN_FRAME_BYTES);
}
