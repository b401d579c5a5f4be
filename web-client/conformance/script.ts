import { create, type DescField, type DescMessage, type Message, ScalarType } from "@bufbuild/protobuf";
import type { Catalog, PacketKind } from "../src/catalog.js";
import { FailureCode } from "../src/index.js";

/** One step of a script: see docs/clients/conformance/README.md. */
export interface Step {
  readonly line: number;
  readonly text: string;
  readonly player: string;
  readonly verb: string;
  readonly times: number | undefined;
  readonly rest: string;
}

const STEP = /^(\w+) (\w+)(?: x(\d+))?(?: (.*))?$/;
const PACKET = /^(\w+) \{(.*)\}$/;
const FIELD = /(\w+): ("[^"]*"|[\w$]+)/g;
const VARIABLE = /\$(\w+)/g;
const ESCAPE = /\\x([0-9a-f]{2})/g;

/** Returns the steps of a script. */
export function stepsOf(script: string): Step[] {
  return script.split("\n").flatMap((text, index) => {
    if (!text.trim() || text.startsWith("#")) {
      return [];
    }
    const [, player = "", verb = "", times, rest = ""] = STEP.exec(text.trim()) ?? [];
    return [{ line: index + 1, text, player, verb, times: times ? Number(times) : undefined, rest }];
  });
}

/** The values of a script's variables. */
export class Variables {
  private readonly values = new Map<string, string>();

  set(name: string, value: unknown): void {
    this.values.set(name, String(value));
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  /** Puts the values in the place of the variables. */
  fill(text: string): string {
    return text.replace(VARIABLE, (_, name: string) => this.values.get(name) ?? `$${name}`);
  }
}

/** A packet in protobuf's text format: its kind, and the fields that it names. */
export class PacketText {
  readonly kind: PacketKind;
  private readonly fields: { readonly field: DescField; readonly text: string }[];

  constructor(
    catalog: Catalog,
    text: string,
    private readonly variables: Variables,
  ) {
    const [, name = "", fields = ""] = PACKET.exec(text) ?? [];
    this.kind = kindOf(catalog, name);
    this.fields = [...fields.matchAll(FIELD)].map(([, field = "", value = ""]) => ({
      field: fieldOf(this.kind.schema, field),
      text: value,
    }));
  }

  /** Returns the packet with these fields. */
  message(): Message {
    const fields = this.fields.map(({ field, text }) => [field.localName, valueOf(field, this.variables.fill(text))]);
    return create(this.kind.schema, Object.fromEntries(fields));
  }

  /** Returns whether a packet is of this kind, and has these values. A variable without a value takes that of the packet. */
  matches(packet: Message): boolean {
    return packet.$typeName === this.kind.schema.typeName && this.fields.every(({ field, text }) => this.agrees(field, text, packet));
  }

  private agrees(field: DescField, text: string, packet: Message): boolean {
    const value = (packet as unknown as Record<string, unknown>)[field.localName];
    if (text.startsWith("$") && !this.variables.has(text.slice(1))) {
      this.variables.set(text.slice(1), value);
    }
    return shown(value) === shown(valueOf(field, this.variables.fill(text)));
  }
}

function kindOf(catalog: Catalog, name: string): PacketKind {
  const kind = catalog.kinds().find(({ schema }) => schema.name === name);
  if (!kind) {
    throw new Error(`there is no packet '${name}'`);
  }
  return kind;
}

function fieldOf(schema: DescMessage, name: string): DescField {
  const field = schema.fields.find((one) => one.name === name);
  if (!field) {
    throw new Error(`${schema.name} has no field '${name}'`);
  }
  return field;
}

function valueOf(field: DescField, text: string): unknown {
  switch (field.scalar) {
    case ScalarType.STRING:
      return text.slice(1, -1);
    case ScalarType.BYTES:
      return bytesOf(text.slice(1, -1));
    case ScalarType.BOOL:
      return text === "true";
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return BigInt(text);
    default:
      return /^\d/.test(text) ? Number(text) : FailureCode[text as keyof typeof FailureCode];
  }
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(
    text.split(ESCAPE).flatMap((part, index) => (index % 2 ? [parseInt(part, 16)] : [...new TextEncoder().encode(part)])),
  );
}

function shown(value: unknown): string {
  return value instanceof Uint8Array ? `bytes ${value}` : String(value);
}

/** Returns a packet as text for a message to a developer. */
export function show(packet: Message): string {
  const fields = Object.entries(packet).filter(([name]) => !name.startsWith("$"));
  return `${packet.$typeName} { ${fields.map(([name, value]) => `${name}: ${shown(value)}`).join(", ")} }`;
}
