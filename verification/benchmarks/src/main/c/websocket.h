/* WebSocket (RFC 6455) of a client, over the bytes of a stream: the handshake, and masked binary messages. Each packet
 * is one message, as a web page sends them. The server may put any packets into a message. */
#ifndef WEBSOCKET_H
#define WEBSOCKET_H
#include "stream.h"
#include <poll.h>

enum {
  WS_BINARY = 0x82,
  WS_MASKED = 0x80,
  WS_LENGTH_16 = 126,
  WS_LENGTH_64 = 127,
  WS_FIRST_CONTROL = 8,
  WS_MOST_HEADER = 8, /* of a packet of at most MAX_FRAME bytes: two bytes, the length, the mask */
  WS_BATCH = 2 * (64 << 10) + MAX_FRAME
};

struct websocket {
  unsigned char *unsent; /* the rest of messages that the connection has not taken */
  size_t unsent_length, unsent_from;
  uint64_t payload_left; /* of the message that is being received */
  unsigned char header[10];
  size_t header_length;
};

static inline void ws_fail(const char *what) {
  fprintf(stderr, "%s: WebSocket: %s\n", program_invocation_short_name, what);
  exit(1);
}

static inline void ws_wait(struct stream *s, short events) {
  struct pollfd fd = {.fd = s->fd, .events = events};
  if (poll(&fd, 1, 10000) != 1) ws_fail("the handshake takes too long");
}

/* Makes the handshake. Returns when it is over. */
static inline void ws_open(struct stream *s) {
  static const char request[] = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                                "Sec-WebSocket-Protocol: wharf.1\r\n\r\n";
  static const char status[] = "HTTP/1.1 101 ";
  char response[1024];
  size_t length = 0;
  while (length < sizeof request - 1) {
    ssize_t sent = send_bytes(s, request + length, sizeof request - 1 - length);
    if (sent < 0 && errno != EAGAIN) fail("send");
    if (sent < 0) ws_wait(s, POLLOUT);
    if (sent > 0) length += (size_t)sent;
  }
  length = 0;
  while (length < 4 || memcmp(response + length - 4, "\r\n\r\n", 4) != 0) {
    if (length == sizeof response) ws_fail("the response is too long");
    ssize_t got = receive_bytes(s, response + length, 1); /* no byte behind the response */
    if (got == 0 || (got < 0 && errno != EAGAIN)) ws_fail("the server has closed the connection");
    if (got < 0) ws_wait(s, POLLIN);
    if (got > 0) length++;
  }
  if (memcmp(response, status, sizeof status - 1) != 0) ws_fail("the server has refused the handshake");
}

/* Writes a packet as one masked message. Returns the length of the message. */
static inline size_t ws_frame(unsigned char *target, const unsigned char *packet, size_t size) {
  static uint64_t masks;
  uint64_t mask = mix(++masks) & 0xffffffffu;
  unsigned char *at = target;
  mask |= mask << 32;
  *at++ = WS_BINARY;
  if (size < WS_LENGTH_16) {
    *at++ = (unsigned char)(WS_MASKED | size);
  } else {
    *at++ = WS_MASKED | WS_LENGTH_16;
    *at++ = (unsigned char)(size >> 8);
    *at++ = (unsigned char)size;
  }
  memcpy(at, &mask, 4);
  at += 4;
  for (size_t i = 0; i < size; i += 8) {
    uint64_t word = 0;
    size_t part = size - i < 8 ? size - i : 8;
    memcpy(&word, packet + i, part);
    word ^= mask;
    memcpy(at + i, &word, part);
  }
  return (size_t)(at - target) + size;
}

static inline bool ws_has_unsent(const struct websocket *w) {
  return w->unsent != NULL;
}

/* Sends the rest of earlier messages. Returns -1, with EAGAIN in errno when the connection takes no more now. */
static inline int ws_flush(struct stream *s, struct websocket *w) {
  while (w->unsent_from < w->unsent_length) {
    ssize_t sent = send_bytes(s, w->unsent + w->unsent_from, w->unsent_length - w->unsent_from);
    if (sent < 0) return -1;
    w->unsent_from += (size_t)sent;
  }
  free(w->unsent);
  w->unsent = NULL;
  w->unsent_from = w->unsent_length = 0;
  return 0;
}

/* Sends whole packets, as many as have room in one write. Returns the number of their bytes. Keeps what the connection
 * does not take. Returns -1 with EAGAIN in errno when it still keeps bytes of an earlier call. */
static inline ssize_t ws_send(struct stream *s, struct websocket *w, const unsigned char *packets, size_t length) {
  static unsigned char messages[WS_BATCH + MAX_FRAME];
  size_t taken = 0, made = 0;
  if (ws_has_unsent(w) && ws_flush(s, w) != 0) return -1;
  while (taken < length && made + WS_MOST_HEADER < WS_BATCH) {
    size_t size = (size_t)(packets[taken] | packets[taken + 1] << 8);
    made += ws_frame(messages + made, packets + taken, size);
    taken += size;
  }
  ssize_t sent = send_bytes(s, messages, made);
  if (sent < 0) return -1;
  if ((size_t)sent < made) {
    w->unsent_length = made - (size_t)sent;
    w->unsent = zeroed(w->unsent_length, 1);
    memcpy(w->unsent, messages + sent, w->unsent_length);
  }
  return (ssize_t)taken;
}

/* Returns the length of a header of a server, as far as its first bytes tell. */
static inline size_t ws_header_length(const struct websocket *w) {
  if (w->header_length < 2) return 2;
  unsigned length = w->header[1];
  return length == WS_LENGTH_16 ? 4 : length == WS_LENGTH_64 ? 10 : 2;
}

static inline uint64_t ws_payload_length(const struct websocket *w) {
  size_t header = ws_header_length(w);
  uint64_t length = 0;
  if (header == 2) return w->header[1];
  for (size_t i = 2; i < header; i++) length = length << 8 | w->header[i];
  return length;
}

/* Receives the payload of binary messages. Returns the number of its bytes, 0 at the end. Returns -1 with EAGAIN in
 * errno when there are none now, and with EPROTO for any other frame. */
static inline ssize_t ws_receive(struct stream *s, struct websocket *w, unsigned char *bytes, size_t room) {
  ssize_t got = receive_bytes(s, bytes, room);
  if (got <= 0) return got;
  size_t from = 0, to = 0, end = (size_t)got;
  while (from < end) {
    if (w->payload_left > 0) {
      size_t part = end - from < w->payload_left ? end - from : (size_t)w->payload_left;
      memmove(bytes + to, bytes + from, part);
      from += part;
      to += part;
      w->payload_left -= part;
      continue;
    }
    w->header[w->header_length++] = bytes[from++];
    if ((w->header[0] & 0x7f) >= WS_FIRST_CONTROL || (w->header_length > 1 && w->header[1] & WS_MASKED)) {
      errno = EPROTO;
      return -1;
    }
    if (w->header_length == ws_header_length(w)) {
      w->payload_left = ws_payload_length(w);
      w->header_length = 0;
    }
  }
  if (to == 0) {
    errno = EAGAIN;
    return -1;
  }
  return (ssize_t)to;
}

#endif
