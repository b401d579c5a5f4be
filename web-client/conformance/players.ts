import type { Message } from "@bufbuild/protobuf";
import { packets } from "../messages/index.js";
import { Catalog } from "../src/catalog.js";
import { browser, type Environment, type Socket, type SocketEvents } from "../src/environment.js";
import { Direction, FailureCode, WharfClient, type End } from "../src/index.js";
import { PacketText, show, stepsOf, Variables, type Step } from "./script.js";

const PATIENCE_MILLIS = 10_000;
export const catalog = new Catalog(packets);

/** A player with a client, whose connection can be cut. */
class Player {
  readonly received: Message[] = [];
  readonly client: WharfClient;
  readonly ends: End[] = [];
  resumed = 0;
  private cutNow = () => {};
  private wake = () => {};

  constructor(url: string, name: string) {
    const environment: Environment = { ...browser, connect: (address, events) => this.connect(address, events) };
    this.client = new WharfClient({ url, name, packets, environment });
    for (const { schema } of catalog.kinds().filter(({ counts, direction }) => counts && direction !== Direction.CLIENT_TO_SERVER)) {
      this.client.on(schema, (packet) => {
        this.received.push(packet);
        this.wake();
      });
    }
    this.client.on("resumed", () => {
      this.resumed++;
      this.wake();
    });
    this.client.on("loggedIn", () => this.wake());
    this.client.on("ended", (end) => {
      this.ends.push(end);
      this.wake();
    });
    this.client.open();
  }

  /** Closes the connection. The client hears that it is lost. */
  cut(): void {
    this.cutNow();
  }

  /** Waits until a condition is true. */
  async until(isDone: () => boolean): Promise<void> {
    const end = Date.now() + PATIENCE_MILLIS;
    while (!isDone()) {
      if (Date.now() >= end) {
        throw new Error("nothing has come within 10 seconds");
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 100);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  private connect(address: string, events: SocketEvents): Socket {
    let isCut = false;
    const socket = browser.connect(address, {
      opened: () => isCut || events.opened(),
      received: (message) => isCut || events.received(message),
      closed: (reason) => isCut || events.closed(reason),
    });
    this.cutNow = () => {
      isCut = true;
      socket.close();
      events.closed("cut by the script");
    };
    return socket;
  }
}

/** Plays one script. */
export class Play {
  steps = 0;
  private readonly players = new Map<string, Player>();
  private readonly variables = new Variables();

  constructor(
    private readonly url: string,
    run: string,
  ) {
    this.variables.set("run", run);
  }

  /**
   * Plays all steps.
   *
   * @returns the step that has failed and why; empty when none has
   */
  async run(script: string): Promise<string> {
    for (const step of stepsOf(script)) {
      try {
        await this.playAll(step);
      } catch (error) {
        return `${step.line}: ${step.text}: ${error instanceof Error ? error.message : error}`;
      } finally {
        if (step.verb === "leave") {
          this.players.delete(step.player);
        }
      }
    }
    return "";
  }

  /** Closes the connections of the players that have not left. */
  end(): void {
    this.players.forEach((player) => player.client.close());
  }

  private async playAll(step: Step): Promise<void> {
    for (let i = 1; i <= (step.times ?? 1); i++) {
      if (step.times) {
        this.variables.set("i", i);
      }
      this.steps++;
      await this.play(step);
    }
  }

  private async play({ player: name, verb, rest }: Step): Promise<void> {
    if (verb === "login") {
      const player = new Player(this.url, this.text(rest));
      this.players.set(name, player);
      await player.until(() => player.client.isLoggedIn);
      return;
    }
    if (verb === "refused") {
      return this.refused(rest);
    }
    const player = this.players.get(name);
    if (!player) {
      throw new Error(`${name} has not logged in`);
    }
    switch (verb) {
      case "send":
        return this.send(player, rest);
      case "get":
        return this.get(player, rest);
      case "cut":
        return player.cut();
      case "resumed":
        await player.until(() => player.resumed >= Number(rest));
        return check(player.resumed === Number(rest), `it was resumed ${player.resumed} times`);
      case "leave":
        check((await player.client.leave()) === 0, "packets were not acknowledged");
        return check(player.received.length === 0, `got ${player.received.map(show)}, too`);
      default:
        throw new Error(`there is no verb '${verb}'`);
    }
  }

  private async refused(rest: string): Promise<void> {
    const [code = "", name = ""] = rest.split(" ");
    const player = new Player(this.url, this.text(name));
    try {
      await player.until(() => player.client.isLoggedIn || player.ends.length > 0);
      const found = player.ends[0]?.failure?.code;
      check(found === FailureCode[code as keyof typeof FailureCode], `got ${found}`);
    } finally {
      player.client.close();
    }
  }

  private send(player: Player, rest: string): void {
    const packet = new PacketText(catalog, rest, this.variables);
    check(player.client.send(packet.kind.schema, packet.message()), "the client has not taken it");
  }

  private async get(player: Player, rest: string): Promise<void> {
    await player.until(() => player.received.length > 0);
    const packet = player.received.shift();
    check(packet !== undefined && new PacketText(catalog, rest, this.variables).matches(packet), `got ${packet && show(packet)}`);
  }

  private text(quoted: string): string {
    return this.variables.fill(quoted).replaceAll('"', "");
  }
}

function check(isGood: boolean, problem: string): void {
  if (!isGood) {
    throw new Error(problem);
  }
}
