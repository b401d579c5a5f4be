import {
  getOption,
  hasOption,
  type DescFile,
  type DescMessage,
} from "@bufbuild/protobuf";
import { Direction, direction, packet_id, slow_reader, SlowReader } from "./wharf/options_pb.js";
import {
  AcknowledgeSchema,
  file_wharf_system,
  HeartbeatReplySchema,
  HeartbeatRequestSchema,
  LoginReplySchema,
  LoginRequestSchema,
  LogoutSchema,
  ResumeReplySchema,
  ResumeRequestSchema,
} from "./wharf/system_pb.js";

/** The largest packet id: the id field of a frame has 16 bits. */
const MAX_ID = 0xffff;

/** The packets that open, keep and close a connection. No session counts them. */
const NEVER_COUNTED: ReadonlySet<string> = new Set(
  [
    LoginRequestSchema,
    LoginReplySchema,
    ResumeRequestSchema,
    ResumeReplySchema,
    LogoutSchema,
    HeartbeatRequestSchema,
    HeartbeatReplySchema,
    AcknowledgeSchema,
  ].map((schema) => schema.typeName),
);

/** One kind of packet. */
export interface PacketKind {
  readonly id: number;
  readonly schema: DescMessage;
  readonly direction: Direction;
  /** Whether a session that can be resumed counts the packet, so that it arrives exactly once. */
  readonly counts: boolean;
}

/** The packets of a game and the system packets, by their ids and by their schemas. Immutable. */
export class Catalog {
  private readonly byId = new Map<number, PacketKind>();
  private readonly byName = new Map<string, PacketKind>();

  /**
   * Reads the packets from the options in the .proto files.
   *
   * @param files the game's files; the file of the system packets is added
   * @throws Error when a packet has no direction, a wrong id, or the id of another packet
   */
  constructor(files: readonly DescFile[]) {
    for (const file of new Set([file_wharf_system, ...files])) {
      file.messages.filter((schema) => hasOption(schema, packet_id)).forEach((schema) => this.add(schema));
    }
  }

  private add(schema: DescMessage): void {
    const id = getOption(schema, packet_id);
    const way = getOption(schema, direction);
    const other = this.byId.get(id);
    if (id < 1 || id > MAX_ID) {
      throw new Error(`${schema.typeName} has the packet id ${id}; an id is 1 to ${MAX_ID}`);
    }
    if (other) {
      throw new Error(`${schema.typeName} and ${other.schema.typeName} have the packet id ${id}`);
    }
    if (way === Direction.DIRECTION_UNSPECIFIED) {
      throw new Error(`${schema.typeName} has no option (wharf.direction)`);
    }
    const counts = getOption(schema, slow_reader) === SlowReader.KEEP && !NEVER_COUNTED.has(schema.typeName);
    const kind = { id, schema, direction: way, counts };
    this.byId.set(id, kind);
    this.byName.set(schema.typeName, kind);
  }

  /** Returns all kinds. */
  kinds(): PacketKind[] {
    return [...this.byId.values()];
  }

  /** Returns the kind of a received packet; undefined when no file has it. */
  find(id: number): PacketKind | undefined {
    return this.byId.get(id);
  }

  /**
   * Returns the kind of a packet that the client sends.
   *
   * @throws Error when the packet is not in the files, or only the server sends it
   */
  sendable(schema: DescMessage): PacketKind {
    return this.expect(schema, Direction.SERVER_TO_CLIENT, "sends");
  }

  /**
   * Returns the kind of a packet that the server sends.
   *
   * @throws Error when the packet is not in the files, or only the client sends it
   */
  receivable(schema: DescMessage): PacketKind {
    return this.expect(schema, Direction.CLIENT_TO_SERVER, "receives");
  }

  private expect(schema: DescMessage, wrong: Direction, does: string): PacketKind {
    const kind = this.byName.get(schema.typeName);
    if (!kind) {
      throw new Error(`${schema.typeName} is no packet of the client's files`);
    }
    if (kind.direction === wrong) {
      throw new Error(`no client ${does} ${schema.typeName}`);
    }
    return kind;
  }
}
