import { create, toBinary, type DescMessage, type MessageInitShape } from "@bufbuild/protobuf";
import type { PacketKind } from "./catalog.js";

/** The size of a frame's header in bytes: the size of the frame and the packet's id, 16 bits each. */
const HEADER_BYTES = 4;

/** The largest frame of a server that names no other limit, in bytes. */
export const DEFAULT_FRAME_BYTES = 4096;

/** A frame that breaks the rules. The connection is of no use any more. */
export class MalformedFrameError extends Error {}

/** One received frame. The body is a view of the received bytes. */
export interface Frame {
  readonly id: number;
  readonly body: Uint8Array;
}

/**
 * Encodes a packet with its header.
 *
 * @param maxBytes the largest frame that the server accepts
 * @throws RangeError when the frame is larger
 */
export function encode<D extends DescMessage>(
  kind: PacketKind,
  schema: D,
  fields: MessageInitShape<D> | undefined,
  maxBytes: number,
): Uint8Array {
  const body = toBinary(schema, create(schema, fields));
  const size = HEADER_BYTES + body.length;
  if (size > maxBytes) {
    throw new RangeError(`a ${schema.typeName} of ${size} bytes; the server accepts ${maxBytes}`);
  }
  const frame = new Uint8Array(size);
  const header = new DataView(frame.buffer);
  header.setUint16(0, size, true);
  header.setUint16(2, kind.id, true);
  frame.set(body, HEADER_BYTES);
  return frame;
}

/**
 * Splits a WebSocket message of the server into its frames. The server's messages have whole frames.
 *
 * @param maxBytes returns the largest frame that the server sends. A frame of the message may change it
 * @throws MalformedFrameError when a frame is too small, too large, or not complete
 */
export function* split(message: Uint8Array, maxBytes: () => number): Generator<Frame> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  for (let at = 0; at < message.length; ) {
    const rest = message.length - at;
    const size = rest < HEADER_BYTES ? 0 : view.getUint16(at, true);
    if (size < HEADER_BYTES || size > rest || size > maxBytes()) {
      throw new MalformedFrameError(`a frame of ${size} bytes, in the last ${rest} bytes of a message; the limit is ${maxBytes()}`);
    }
    yield { id: view.getUint16(at + 2, true), body: message.subarray(at + HEADER_BYTES, at + size) };
    at += size;
  }
}
