/** What a client hears of its connection. After `closed`, it hears nothing more. */
export interface SocketEvents {
  opened(): void;
  /** @param message undefined for a text message, which no server sends */
  received(message: Uint8Array | undefined): void;
  /** @param reason one line for a log. It may have text of the peer */
  closed(reason: string): void;
}

/** A connection that carries messages of bytes. */
export interface Socket {
  send(message: Uint8Array): void;
  /** Returns how many bytes wait to be sent. */
  queuedBytes(): number;
  /** Closes the connection. No event follows that the client needs. */
  close(): void;
}

/** What a client needs of its surroundings. Tests have another one, in which no time passes by itself. */
export interface Environment {
  /** Opens a connection. The events come after this call has returned. */
  connect(url: string, events: SocketEvents): Socket;
  /** Returns the time of a clock that never goes back, in milliseconds. */
  now(): number;
  /** Calls a function later, and returns a function that cancels the call. */
  after(millis: number, task: () => void): () => void;
  /** Returns a number from 0 to 1. */
  random(): number;
}

/** The name of the sub-protocol, of which each server demands that a client names it. */
const PROTOCOL = "wharf.1";

/** A browser, or another place with the same WebSocket and timers. */
export const browser: Environment = {
  connect: connectWebSocket,
  now: () => performance.now(),
  after(millis, task) {
    const timer = setTimeout(task, millis);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};

function connectWebSocket(url: string, events: SocketEvents): Socket {
  const socket = new WebSocket(url, PROTOCOL);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => events.opened();
  socket.onmessage = ({ data }) => events.received(data instanceof ArrayBuffer ? new Uint8Array(data) : undefined);
  socket.onclose = ({ code, reason }) => events.closed(`closed with code ${code}${reason && `: ${reason}`}`);
  return {
    send: (message) => socket.send(message),
    queuedBytes: () => socket.bufferedAmount,
    close: () => socket.close(),
  };
}
