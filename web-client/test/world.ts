import type { Environment, Socket, SocketEvents } from "../src/environment.js";

/** Returns random numbers from 0 to 1, always the same ones for a seed. */
export function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The server's end of a connection. */
export interface Peer {
  received(message: Uint8Array): void;
  closed(): void;
}

/** What a server does with a new connection. */
export type Accept = (link: Link) => Peer;

/** A connection. Messages arrive after a random time, in their order. A cut loses what is on its way. */
export class Link implements Socket {
  private readonly arrivals = [0, 0];
  private isOpen = true;
  private peer: Peer | undefined;

  constructor(
    private readonly world: World,
    private readonly events: SocketEvents,
    accept: Accept | undefined,
  ) {
    world.after(world.delay(), () => {
      if (accept && this.isOpen) {
        this.peer = accept(this);
        events.opened();
      } else if (!accept) {
        this.end("refused");
      }
    });
  }

  /** Sends a message of the client. */
  send(message: Uint8Array): void {
    this.carry(0, () => this.peer?.received(message));
  }

  /** Sends a message of the server. */
  answer(message: Uint8Array | undefined): void {
    this.carry(1, () => this.events.received(message));
  }

  queuedBytes(): number {
    return this.world.queuedBytes;
  }

  /** Closes the connection as the client. What it has sent before arrives. */
  close(): void {
    this.carry(0, () => {
      this.isOpen = false;
      this.peer?.closed();
    });
  }

  /** Closes the connection as the server. What it has sent before arrives. */
  closeByServer(): void {
    this.carry(1, () => this.end("closed by the server"));
  }

  /** Breaks the connection. Each side learns of it later. */
  cut(): void {
    if (this.isOpen) {
      this.isOpen = false;
      this.world.after(this.world.delay(), () => this.events.closed("cut"));
      this.world.after(10 * this.world.delay(), () => this.peer?.closed());
    }
  }

  private end(reason: string): void {
    if (this.isOpen) {
      this.isOpen = false;
      this.events.closed(reason);
    }
  }

  private carry(way: 0 | 1, arrive: () => void): void {
    const at = Math.max(this.arrivals[way] ?? 0, this.world.now() + this.world.delay());
    this.arrivals[way] = at;
    this.world.after(at - this.world.now(), () => this.isOpen && arrive());
  }
}

/** Surroundings in which time passes only while `run` is called, and everything follows from a seed. */
export class World implements Environment {
  readonly random: () => number;
  /** The links of all connections that were opened. */
  readonly links: Link[] = [];
  /** What connections say of the bytes that wait for the network. */
  queuedBytes = 0;
  /** The server; undefined when nobody listens. */
  accept: Accept | undefined;
  private tasks: { at: number; order: number; task: () => void }[] = [];
  private time = 0;
  private order = 0;

  constructor(seed = 1) {
    this.random = randomOf(seed);
  }

  connect(_url: string, events: SocketEvents): Socket {
    const link = new Link(this, events, this.accept);
    this.links.push(link);
    return link;
  }

  now(): number {
    return this.time;
  }

  after(millis: number, task: () => void): () => void {
    const planned = { at: this.time + millis, order: this.order++, task };
    this.tasks.push(planned);
    return () => {
      this.tasks = this.tasks.filter((one) => one !== planned);
    };
  }

  delay(): number {
    return Math.ceil(20 * this.random());
  }

  /** Lets time pass, and runs what is due. */
  run(millis: number): void {
    const end = this.time + millis;
    for (let next = this.next(end); next; next = this.next(end)) {
      this.time = next.at;
      next.task();
    }
    this.time = end;
  }

  private next(end: number) {
    this.tasks.sort((left, right) => left.at - right.at || left.order - right.order);
    return this.tasks[0] && this.tasks[0].at <= end ? this.tasks.shift() : undefined;
  }
}
