import { fromBinary, isMessage, type DescMessage, type Message, type MessageInitShape } from "@bufbuild/protobuf";
import { EchoReplySchema, EchoRequestSchema, packets } from "../messages/index.js";
import { Catalog } from "../src/catalog.js";
import { encode, split } from "../src/frames.js";
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
  type LoginRequest,
  type ResumeRequest,
} from "../src/index.js";
import type { Link, Peer } from "./world.js";

const ACKNOWLEDGE_EVERY = 4;
const catalog = new Catalog(packets);

/** A session of the server, as docs/wire-protocol.md describes it. */
interface Player {
  link: Link | undefined;
  readonly tokens: string[];
  kept: Uint8Array[];
  sent: number;
  acknowledged: number;
  handled: number;
  told: number;
  lastAttempt: number;
}

/** A server for one player that echoes, and that resumes sessions. */
export class EchoServer {
  /** Everything that was handled, in its order. */
  readonly requests: Message[] = [];
  readonly logins: LoginRequest[] = [];
  readonly resumes: ResumeRequest[] = [];
  readonly refused: ResumeRequest[] = [];
  hasLoggedOut = false;
  /** Answers a packet in place of the server; returns whether it did. */
  hook: (link: Link, packet: Message) => boolean = () => false;
  player: Player | undefined;
  resumeSeconds = 30;
  private tokens = 0;

  readonly accept = (link: Link): Peer => ({
    received: (message) => {
      for (const { id, body } of split(message, () => 4096)) {
        const kind = catalog.find(id);
        const packet = kind && fromBinary(kind.schema, body);
        if (packet && !this.hook(link, packet)) {
          this.take(link, packet, kind.counts);
        }
      }
    },
    closed: () => {
      if (this.player?.link === link) {
        this.player.link = undefined;
      }
    },
  });

  /** Sends a packet of the server outside of any session. */
  static say<D extends DescMessage>(link: Link, schema: D, fields?: MessageInitShape<D>): void {
    link.answer(encode(catalog.receivable(schema), schema, fields, 4096));
  }

  /** Forgets the player, as a server does that was started again. */
  restart(): void {
    this.player = undefined;
  }

  /** Sends a packet in the session. */
  send<D extends DescMessage>(schema: D, fields?: MessageInitShape<D>): void {
    const { player } = this;
    const kind = catalog.receivable(schema);
    const frame = encode(kind, schema, fields, 4096);
    if (player && kind.counts) {
      player.sent++;
      player.kept.push(frame);
    }
    player?.link?.answer(frame);
  }

  private take(link: Link, packet: Message, counts: boolean): void {
    const { player } = this;
    if (isMessage(packet, LoginRequestSchema)) {
      this.logIn(link, packet);
    } else if (isMessage(packet, ResumeRequestSchema)) {
      this.resume(link, packet);
    } else if (player?.link === link) {
      player.tokens.splice(0, player.tokens.length - 1);
      this.handle(player, packet);
      if (counts) {
        player.handled++;
        this.acknowledge(player, ACKNOWLEDGE_EVERY);
      }
    }
  }

  private handle(player: Player, packet: Message): void {
    if (isMessage(packet, AcknowledgeSchema)) {
      this.forget(player, Number(packet.handled));
    } else if (isMessage(packet, HeartbeatRequestSchema)) {
      this.send(HeartbeatReplySchema);
      this.acknowledge(player, 1);
    } else if (isMessage(packet, LogoutSchema)) {
      this.hasLoggedOut = true;
      this.player = undefined;
      player.link?.closeByServer();
    } else {
      this.requests.push(packet);
      if (isMessage(packet, EchoRequestSchema)) {
        this.send(EchoReplySchema, { sequence: packet.sequence });
      }
    }
  }

  private acknowledge(player: Player, least: number): void {
    if (player.handled - player.told >= least) {
      player.told = player.handled;
      this.send(AcknowledgeSchema, { handled: BigInt(player.handled) });
    }
  }

  private forget(player: Player, handled: number): void {
    if (handled < player.acknowledged || handled > player.sent) {
      throw new Error(`acknowledged ${handled}, after ${player.acknowledged}, of ${player.sent}`);
    }
    player.kept.splice(0, handled - player.acknowledged);
    player.acknowledged = handled;
  }

  private logIn(link: Link, request: LoginRequest): void {
    this.logins.push(request);
    const tokens = request.resumable ? [this.newToken()] : [];
    this.player?.link?.closeByServer();
    this.player = { link, tokens, kept: [], sent: 0, acknowledged: 0, handled: 0, told: 0, lastAttempt: 0 };
    this.send(LoginReplySchema, { requestId: request.requestId, playerId: 7n, ...this.terms(this.player) });
  }

  private resume(link: Link, request: ResumeRequest): void {
    const { player } = this;
    const handled = Number(request.handled);
    if (!player?.tokens.includes(new TextDecoder().decode(request.resumeToken)) || request.attempt <= player.lastAttempt) {
      this.refused.push(request);
      EchoServer.say(link, FailureSchema, { code: FailureCode.RESUME_REFUSED, requestId: request.requestId });
      return;
    }
    this.resumes.push(request);
    player.link?.closeByServer();
    player.link = link;
    player.lastAttempt = request.attempt;
    player.tokens.push(this.newToken());
    this.forget(player, handled);
    player.told = player.handled;
    const reply = { requestId: request.requestId, handled: BigInt(player.handled), ...this.terms(player) };
    this.send(ResumeReplySchema, reply);
    player.kept.forEach((frame) => link.answer(frame));
  }

  private terms(player: Player) {
    return {
      resumeToken: new TextEncoder().encode(player.tokens.at(-1) ?? ""),
      resumeSeconds: this.resumeSeconds,
      acknowledgeEvery: ACKNOWLEDGE_EVERY,
      heartbeatSeconds: 1,
      maxFrameBytes: 1024,
    };
  }

  private newToken(): string {
    this.tokens++;
    return `token ${this.tokens}`;
  }
}
