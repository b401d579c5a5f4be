import {
  fromBinary,
  isMessage,
  type DescFile,
  type DescMessage,
  type Message,
  type MessageInitShape,
  type MessageShape,
} from "@bufbuild/protobuf";
import { Backoff } from "./backoff.js";
import { Catalog, type PacketKind } from "./catalog.js";
import { Connection } from "./connection.js";
import { browser, type Environment } from "./environment.js";
import { DEFAULT_FRAME_BYTES, encode, type Frame } from "./frames.js";
import type { KeepLimits } from "./outbox.js";
import { Session } from "./session.js";
import {
  AcknowledgeSchema,
  FailureCode,
  FailureSchema,
  HeartbeatReplySchema,
  HeartbeatRequestSchema,
  LoginReplySchema,
  LoginRequestSchema,
  LogoutSchema,
  ResumeReplySchema,
  ResumeRequestSchema,
  ServerNotice_Kind,
  ServerNoticeSchema,
  type Failure,
  type LoginReply,
  type ResumeReply,
} from "./wharf/system_pb.js";

/** How long `leave` waits at most, in milliseconds. */
const LEAVE_MILLIS = 10_000;
const KEEP_LIMITS: KeepLimits = { maxPackets: 128, maxBytes: 128 << 10 };
/** The number of a login or resume request. A connection sends one. */
const REQUEST_ID = 1;

/** The failure codes after which the next login would fail in the same way. */
const FINAL: ReadonlySet<number> = new Set([
  FailureCode.LOGIN_REFUSED,
  FailureCode.INVALID_REQUEST,
  FailureCode.CLIENT_TOO_OLD,
  FailureCode.KICKED,
]);

/** What a client needs to know. */
export interface ClientOptions {
  /** The server's address, like `ws://127.0.0.1:7778/` or `wss://play.example:7778/`. */
  readonly url: string;
  /** The name that other players see. May be empty when the login needs no name. */
  readonly name: string;
  /** The files of the game's packets. */
  readonly packets: readonly DescFile[];
  /** The proof of identity for the server, up to 1,024 bytes; a text is sent as UTF-8. */
  readonly credential?: string | Uint8Array;
  /** The version of the game's packets; 0 for none. */
  readonly clientVersion?: number;
  /** Whether to ask for a session that can be resumed; true by default. */
  readonly resumable?: boolean;
  /** The limits of the packets that are kept for a resume; 128 packets and 128 KiB by default. */
  readonly keep?: KeepLimits;
  /** For tests. */
  readonly environment?: Environment;
}

/** The end of a session, or of a try to log in. */
export interface End {
  /** One line for developers. It may have text of the server. */
  readonly reason: string;
  /** What the server has said before, if it has. */
  readonly failure: Failure | undefined;
  /** How many packets of the session the server has not acknowledged. It may have handled some of them. */
  readonly unacknowledged: number;
  /** The time until the next login in milliseconds; undefined when none follows. */
  readonly nextTryMillis: number | undefined;
}

/** The events of a client, and their arguments. */
export interface ClientEvents {
  /** The server has accepted a login. Everything of an earlier session is gone: rooms are joined again, for example. */
  loggedIn: LoginReply;
  /** The connection is lost, and the client tries to resume the session. Packets that it sends are kept. The argument says why. */
  absent: string;
  /** The session goes on with a new connection. Packets that do not count may be lost. */
  resumed: ResumeReply;
  /** The session, or the try to log in, has ended. */
  ended: End;
}

/**
 * What the client does. `waiting` is the time between two logins, `absent` the time between two attempts to resume.
 */
type Stage = "closed" | "waiting" | "loggingIn" | "playing" | "absent" | "resuming";
type Listener<T> = (value: T) => void;

/**
 * A client of a game server. It logs in, sends heartbeats, and connects again when the connection is lost, with growing
 * pauses. When the server allows it, the session is resumed, and each packet that counts is handled once, in both
 * directions.
 *
 *     const client = new WharfClient({ url: "ws://127.0.0.1:7778/", name: "alice", packets });
 *     client.on("loggedIn", () => client.send(EchoRequestSchema, { sequence: 1n }));
 *     client.on(EchoReplySchema, (reply) => console.log(reply.sequence));
 *     client.open();
 *
 * A listener that throws stops nothing: its error is reported like any other that nobody has caught, and the packet
 * counts as handled. When a listener is an async function, the client does not wait for it.
 */
export class WharfClient {
  private readonly catalog: Catalog;
  private readonly environment: Environment;
  private readonly listeners = new Map<string, Set<Listener<never>>>();
  private readonly logins: Backoff;
  private readonly resumes: Backoff;
  private stage: Stage = "closed";
  private session: Session | undefined;
  private connection: Connection | undefined;
  /** A random number for all logins of this client, and how many it has sent. So the server knows a login that arrives late. */
  private readonly instance: bigint;
  private attempts = 0;
  private cancelTry = () => {};
  /** The promise of `leave`, and the function that ends it; undefined unless the client leaves. */
  private leaving: Promise<number> | undefined;
  private hasLeft: ((unacknowledged: number) => void) | undefined;

  /**
   * Creates a client that is not connected. `open` connects it.
   *
   * @throws Error when the options of the packets contradict each other
   */
  constructor(private readonly options: ClientOptions) {
    this.catalog = new Catalog(options.packets);
    this.environment = options.environment ?? browser;
    this.logins = new Backoff(500, 30_000, this.environment.random);
    this.resumes = new Backoff(100, 5_000, this.environment.random);
    this.instance = BigInt(1 + Math.floor(this.environment.random() * Number.MAX_SAFE_INTEGER));
  }

  /** Whether the server has accepted a login, and the session has not ended. The connection may be lost. */
  get isLoggedIn(): boolean {
    return this.session !== undefined;
  }

  /** Whether the session has lost its connection, and may be resumed. */
  get isAbsent(): boolean {
    return this.stage === "absent" || this.stage === "resuming";
  }

  /** The server's number for this player; 0 while the client is not logged in. */
  get playerId(): bigint {
    return this.session?.playerId ?? 0n;
  }

  /** How many packets of the session the server has not acknowledged. */
  get unacknowledged(): number {
    return this.session?.outbox.unacknowledged ?? 0;
  }

  /**
   * Starts to connect. Has no effect while the client is open.
   *
   * @throws DOMException when the browser does not allow the address
   */
  open(): void {
    if (this.stage === "closed") {
      this.connect("loggingIn");
    }
  }

  /**
   * Calls a listener with each packet of a kind, or with each event of a name.
   *
   * @param what the schema of a packet that the server sends, or the name of an event
   * @returns a function that removes the listener
   * @throws Error when no server sends the packet
   */
  on<E extends keyof ClientEvents>(what: E, listener: Listener<ClientEvents[E]>): () => void;
  on<D extends DescMessage>(what: D, listener: Listener<MessageShape<D>>): () => void;
  on(what: string | DescMessage, listener: Listener<never>): () => void {
    const name = typeof what === "string" ? what : this.catalog.receivable(what).schema.typeName;
    const all = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, all.add(listener));
    return () => void all.delete(listener);
  }

  /**
   * Sends a packet. In a session that can be resumed, a packet that counts is kept until the server has acknowledged it,
   * also while the connection is lost.
   *
   * @param schema the kind of the packet
   * @param fields its fields; those that are left out have their default values
   * @returns whether the packet was sent or kept. False when the client is not logged in, and for a packet that does not
   *   count while the connection is lost or too slow
   * @throws RangeError when the packet is larger than the server's limit
   * @throws Error when no client sends the packet
   */
  send<D extends DescMessage>(schema: D, fields?: MessageInitShape<D>): boolean {
    const frame = this.encode(schema, fields);
    const { session, connection } = this;
    if (!session || this.hasLeft) {
      return false;
    }
    const isPlaying = this.stage === "playing";
    const isCounted = this.catalog.sendable(schema).counts;
    const isKept = isCounted && session.isResumable;
    if (isKept) {
      session.outbox.add(frame, isPlaying);
    }
    if (isPlaying && connection?.write(frame, isCounted)) {
      return true;
    }
    if (this.session === session && this.isAbsent && session.outbox.problem) {
      this.end(session.outbox.problem);
    }
    return isKept && this.session === session;
  }

  /**
   * Leaves the server in an orderly way: waits until the server has acknowledged all packets, and logs out. Waits for 10
   * seconds at most. From now on, no packet can be sent.
   *
   * @returns how many packets the server has not acknowledged: 0 when it has handled all, or when the session cannot be
   *   resumed, because then nothing is acknowledged
   */
  leave(): Promise<number> {
    if (!this.session) {
      this.close();
      return Promise.resolve(0);
    }
    this.leaving ??= new Promise((resolve) => {
      this.hasLeft = resolve;
      this.environment.after(LEAVE_MILLIS, () => this.hasLeft === resolve && this.close());
    });
    const { leaving } = this;
    this.beat(); // the answer brings the last acknowledgement
    this.closeWhenAcknowledged();
    return leaving;
  }

  /** Logs out, and closes the connection. Packets that were not acknowledged may be lost. */
  close(): void {
    if (this.stage === "playing" && this.session?.isResumable) {
      this.connection?.write(this.encode(LogoutSchema), false);
    }
    this.end("closed by this side", undefined, true);
  }

  // ---- connections

  private connect(stage: "loggingIn" | "resuming"): void {
    this.connection = new Connection(this.environment, this.options.url, {
      opened: () => (this.session ? this.askToResume(this.session) : this.askToLogIn()),
      received: (frame) => this.take(frame),
      lost: (reason) => this.lost(reason),
      broken: (reason) => this.end(reason),
    });
    this.stage = stage;
  }

  private askToLogIn(): void {
    const { name, credential = "", clientVersion = 0, resumable = true } = this.options;
    const bytes = typeof credential === "string" ? new TextEncoder().encode(credential) : credential;
    this.attempts++;
    this.write(LoginRequestSchema, {
      requestId: REQUEST_ID,
      name,
      credential: bytes,
      clientVersion,
      resumable,
      clientInstance: this.instance,
      attempt: this.attempts,
    });
  }

  private askToResume(session: Session): void {
    const { clientVersion = 0 } = this.options;
    this.write(ResumeRequestSchema, { requestId: REQUEST_ID, clientVersion, ...session.nextAttempt() });
  }

  private write<D extends DescMessage>(schema: D, fields?: MessageInitShape<D>): void {
    this.connection?.write(this.encode(schema, fields), true);
  }

  private encode<D extends DescMessage>(schema: D, fields?: MessageInitShape<D>): Uint8Array {
    return encode(this.catalog.sendable(schema), schema, fields, this.session?.maxFrameBytes ?? DEFAULT_FRAME_BYTES);
  }

  private beat(): void {
    if (this.stage === "playing") {
      this.write(HeartbeatRequestSchema);
    }
  }

  /** Handles the loss of the connection. */
  private lost(reason: string): void {
    const { session } = this;
    if (!session?.survives) {
      this.end(session?.outbox.problem || reason);
    } else if (this.stage === "playing") {
      this.stage = "absent";
      session.absentSince = this.environment.now();
      this.resumes.reset();
      this.emit("absent", reason);
      this.resumeAfter(0);
    } else if (this.environment.now() - session.absentSince > session.resumeMillis) {
      this.end(`the time for a resume has passed: ${reason}`);
    } else {
      this.resumeAfter(this.resumes.next());
    }
  }

  private resumeAfter(millis: number): void {
    if (this.session) {
      this.stage = "absent";
      this.cancelTry = this.environment.after(millis, () => this.connect("resuming"));
    }
  }

  /**
   * Ends the session, if there is one, and the connection. Logs in again after a pause, unless this would be of no use.
   *
   * @param isFinal whether no login follows
   */
  private end(reason: string, failure?: Failure, isFinal = false): void {
    const { session, hasLeft } = this;
    if (this.stage === "closed") {
      return;
    }
    this.cancelTry();
    this.connection?.drop();
    const unacknowledged = session?.outbox.unacknowledged ?? 0;
    const said = failure ?? session?.failure;
    const isUseless = session ? said?.code === FailureCode.KICKED : said !== undefined && FINAL.has(said.code);
    const goesOn = !isFinal && !hasLeft && !isUseless;
    const nextTryMillis = goesOn ? this.logins.next(failure?.retryAfterMs) : undefined;
    this.session = undefined;
    this.leaving = this.hasLeft = undefined;
    this.stage = goesOn ? "waiting" : "closed";
    if (nextTryMillis !== undefined) {
      this.cancelTry = this.environment.after(nextTryMillis, () => this.connect("loggingIn"));
    }
    const end: End = { reason, failure: said, unacknowledged, nextTryMillis };
    this.emit("ended", end);
    hasLeft?.(unacknowledged);
  }

  private closeWhenAcknowledged(): void {
    if (this.hasLeft && this.stage === "playing" && this.unacknowledged === 0) {
      this.close();
    }
  }

  // ---- received packets

  private take({ id, body }: Frame): void {
    const kind = this.catalog.find(id);
    if (!kind) {
      return; // a packet of a newer server. It counts in no session
    }
    const packet = fromBinary(kind.schema, body);
    if (this.stage === "resuming") {
      this.takeAnswer(packet);
    } else if (this.session) {
      this.handle(kind, packet, this.session);
    } else {
      this.takeBeforeLogin(packet);
    }
  }

  private takeBeforeLogin(packet: Message): void {
    if (isMessage(packet, LoginReplySchema)) {
      this.session = new Session(packet, this.options.keep ?? KEEP_LIMITS);
      this.play(this.session);
      this.emit("loggedIn", packet);
      return;
    }
    this.emit(packet.$typeName, packet);
    if (isMessage(packet, FailureSchema) && packet.code !== FailureCode.RATE_WARNING) {
      this.end("the server has refused the login", packet);
    }
  }

  /** Handles the answer to a resume request. Other packets before the answer do not count. */
  private takeAnswer(packet: Message): void {
    const { session } = this;
    if (session && isMessage(packet, ResumeReplySchema)) {
      this.resume(session, packet);
    } else if (isMessage(packet, FailureSchema) && packet.code === FailureCode.SERVER_FULL) {
      this.connection?.drop();
      this.lost("the server is full");
    } else if (isMessage(packet, FailureSchema)) {
      this.end("the server has refused to resume the session", packet);
    }
  }

  private resume(session: Session, reply: ResumeReply): void {
    const problem = session.resumed(reply);
    if (problem) {
      this.end(problem);
      return;
    }
    this.play(session);
    const { connection } = this;
    session.outbox.replay().forEach((frame) => connection?.write(frame, true));
    this.emit("resumed", reply);
    if (this.hasLeft) {
      this.beat();
      this.closeWhenAcknowledged();
    }
  }

  private play(session: Session): void {
    this.stage = "playing";
    this.logins.reset();
    if (this.connection) {
      this.connection.maxSentFrameBytes = session.maxSentFrameBytes;
      this.connection.answered(session.heartbeatMillis, () => this.beat());
    }
  }

  private handle(kind: PacketKind, packet: Message, session: Session): void {
    if (isMessage(packet, AcknowledgeSchema)) {
      this.forget(session, packet.handled);
    } else if (isMessage(packet, HeartbeatReplySchema)) {
      this.connection?.beatAnswered();
      this.acknowledge(session, session.hasNews);
    } else if (isMessage(packet, FailureSchema) && packet.closing) {
      session.dismissedBy(packet);
    } else if (isMessage(packet, ServerNoticeSchema) && packet.kind === ServerNotice_Kind.DRAINING) {
      session.dismissedBy(undefined);
    }
    this.emit(packet.$typeName, packet);
    if (kind.counts) {
      this.acknowledge(session, session.hasHandled());
    }
  }

  private forget(session: Session, handled: bigint): void {
    const problem = session.outbox.forget(handled);
    if (problem) {
      this.end(problem);
    } else {
      this.closeWhenAcknowledged();
    }
  }

  private acknowledge(session: Session, isDue: boolean): void {
    if (isDue && this.stage === "playing" && this.session === session) {
      this.write(AcknowledgeSchema, session.acknowledgement());
    }
  }

  /** Calls the listeners of a packet or an event. */
  private emit(name: string, value: unknown): void {
    for (const listener of [...(this.listeners.get(name) ?? [])]) {
      try {
        (listener as Listener<unknown>)(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error; // outside of the client, so that the page's handler for errors gets it
        });
      }
    }
  }
}
