/* The load generator. One thread plays all clients of an echo server, checks every byte that comes back, and prints
 * one line of JSON.
 *
 * Frames are [u16 little-endian size, header included][u16 id][body]. The body is computed from the connection and
 * the sequence number. So the program keeps no sent bytes, and computes expected bytes when it needs them.
 *
 * Closed loop: each connection keeps a number of frames in flight. Latency is from the write.
 * Open loop (--rate): frames are due by a fixed schedule that replies do not change. Latency is from the time when a
 * frame was due, so the stall of a server counts for each frame that waited.
 *
 * With --websocket, each frame is a binary message of WebSocket.
 *
 * The window starts after the warm-up. The program reads the server's CPU time at both ends (--pid). */
#include "websocket.h"

enum { BATCH_BYTES = 64 << 10 };

struct options {
  int port, connections, in_flight, payload, pid, acknowledge;
  double rate, warm_up, seconds, patience;
  bool protobuf, hold, idle, websocket;
};

struct connection {
  struct stream stream;
  struct websocket websocket;
  uint32_t number;
  bool broken, wants_out;
  uint64_t due;  /* frames that may be sent by now */
  uint64_t sent; /* frames sent in full */
  size_t sent_of_next;
  uint64_t received; /* replies received in full */
  size_t received_of_next;
  uint64_t *sent_at; /* closed loop: when each frame in flight was written */
  uint64_t acknowledged; /* replies that the server knows to be handled */
  unsigned char header[HEADER];
  size_t header_length, skipped; /* bytes of a header so far, and bytes left of a packet of the library */
};

static struct options options = {.connections = 100, .in_flight = 1, .payload = 32,
                                 .warm_up = 1, .seconds = 3, .patience = 5};
static struct connection *connections;
static int epoll;
static uint64_t started; /* the open loop's schedule begins here */
static struct histogram latency;
static enum { GREETING, RUNNING, STOPPING } phase;
static bool measuring;
static uint64_t wrong;
static unsigned char input[INPUT_BYTES], output[BATCH_BYTES + MAX_FRAME], expected[MAX_FRAME];

/* ---- sent and expected bytes */

static size_t put_varint(unsigned char *target, uint64_t value) {
  size_t length = 0;
  while (value >= 0x80) {
    target[length++] = (unsigned char)(value | 0x80);
    value >>= 7;
  }
  target[length++] = (unsigned char)value;
  return length;
}

/* EchoRequest and EchoReply have the same fields: sequence, sent_nanos, payload. */
static size_t make_message(unsigned char *body, uint64_t sequence, uint64_t seed) {
  unsigned char *at = body;
  uint64_t nanos = seed | 1; /* a zero would be left out by the server */
  *at++ = 0x08;
  at += put_varint(at, sequence + 1);
  *at++ = 0x11;
  memcpy(at, &nanos, 8);
  at += 8;
  *at++ = 0x1a;
  at += put_varint(at, (uint64_t)options.payload);
  fill(at, (size_t)options.payload, seed);
  return (size_t)(at - body) + (size_t)options.payload;
}

static size_t make_frame(unsigned char *frame, const struct connection *c, uint64_t sequence, enum frame_id id) {
  uint64_t seed = mix((uint64_t)c->number << 40 ^ sequence);
  if (!options.protobuf) return make_plain_frame(frame, id, options.payload, seed);
  return put_header(frame, HEADER + make_message(frame + HEADER, sequence, seed), id);
}

/* ---- the schedule */

static uint64_t schedule_time(uint64_t index) {
  return started + (uint64_t)((double)index * 1e9 / options.rate);
}

/* The time when a frame is due in the open loop. After their greeting, the connections take turns. */
static uint64_t due_at(const struct connection *c, uint64_t sequence) {
  return schedule_time((sequence - 1) * (uint64_t)options.connections + c->number);
}

static uint64_t *slot(struct connection *c, uint64_t sequence) {
  return &c->sent_at[sequence % (uint64_t)options.in_flight];
}

static void count(struct connection *c, uint64_t sequence, uint64_t time) {
  if (!measuring) return;
  uint64_t from = options.rate > 0 ? due_at(c, sequence) : *slot(c, sequence);
  record(&latency, time > from ? time - from : 0);
}

/* ---- connections */

static void give_up(struct connection *c) {
  if (!c->broken) {
    c->broken = true;
    close_stream(&c->stream);
  }
}

static void watch(struct connection *c, int operation, bool out) {
  struct epoll_event event = {.events = EPOLLIN | (out ? EPOLLOUT : 0), .data.ptr = c};
  if (epoll_ctl(epoll, operation, c->stream.fd, &event) != 0) fail("epoll_ctl");
  c->wants_out = out;
}

static void open_connection(struct connection *c, uint32_t number) {
  c->number = number;
  c->stream = open_stream(connect_from(0, options.port));
  if (options.websocket) ws_open(&c->stream);
  c->sent_at = zeroed((size_t)options.in_flight, sizeof *c->sent_at);
  watch(c, EPOLL_CTL_ADD, false);
}

static ssize_t send_frames(struct connection *c, const unsigned char *frames, size_t length) {
  return options.websocket ? ws_send(&c->stream, &c->websocket, frames, length)
                           : send_bytes(&c->stream, frames, length);
}

static ssize_t receive_frames(struct connection *c) {
  return options.websocket ? ws_receive(&c->stream, &c->websocket, input, sizeof input)
                           : receive_bytes(&c->stream, input, sizeof input);
}

/* Records the bytes that a write has sent: complete frames, and maybe a part of one more. */
static void advance(struct connection *c, size_t written, uint64_t time) {
  while (written > 0) {
    size_t left = make_frame(expected, c, c->sent, ECHO_ID) - c->sent_of_next;
    if (options.rate == 0) *slot(c, c->sent) = time;
    if (written < left) {
      c->sent_of_next += written;
      return;
    }
    written -= left;
    c->sent_of_next = 0;
    c->sent++;
  }
}

/* Tells the server of a resumable session how many replies are handled, in front of the next frame. */
static size_t make_acknowledgement(struct connection *c, unsigned char *frame) {
  bool is_due = options.acknowledge > 0 && c->received - c->acknowledged >= (uint64_t)options.acknowledge;
  if (!is_due || c->sent_of_next > 0) return 0;
  frame[HEADER] = 0x08;
  return put_header(frame, HEADER + 1 + put_varint(frame + HEADER + 1, c->received), ACKNOWLEDGE_ID);
}

/* Sends the frames that are due, in as few writes as possible. */
static void send_due(struct connection *c) {
  while (!c->broken && c->sent < c->due) {
    size_t acknowledgement = make_acknowledgement(c, output), length = acknowledgement;
    for (uint64_t next = c->sent; next < c->due && length < BATCH_BYTES; next++) {
      length += make_frame(output + length, c, next, ECHO_ID);
    }
    length -= c->sent_of_next;
    uint64_t time = now();
    ssize_t written = send_frames(c, output + c->sent_of_next, length);
    bool is_torn = written > 0 && written < (ssize_t)acknowledgement; /* a few bytes: does not happen */
    if ((written < 0 && errno != EAGAIN) || is_torn) {
      give_up(c);
      return;
    }
    if (written > 0) {
      if (acknowledgement > 0) c->acknowledged = c->received;
      advance(c, (size_t)written - acknowledgement, time);
    }
    if (written < (ssize_t)length && !(options.websocket && written > 0)) {
      if (!c->wants_out) watch(c, EPOLL_CTL_MOD, true);
      return;
    }
  }
  if (!c->broken && ws_has_unsent(&c->websocket) && ws_flush(&c->stream, &c->websocket) != 0) {
    if (errno != EAGAIN) {
      give_up(c);
    } else if (!c->wants_out) {
      watch(c, EPOLL_CTL_MOD, true);
    }
    return;
  }
  if (!c->broken && c->wants_out) watch(c, EPOLL_CTL_MOD, false);
}

/* Reads the header of the next frame. A packet of the library, such as the server's acknowledgement, is skipped.
 * Returns how many bytes were read. */
static size_t read_header(struct connection *c, const unsigned char *bytes, size_t length) {
  if (c->skipped > 0) {
    size_t part = length < c->skipped ? length : c->skipped;
    c->skipped -= part;
    return part;
  }
  c->header[c->header_length++] = *bytes;
  if (c->header_length == HEADER) {
    c->header_length = 0;
    if (c->header[2] < ECHO_ID && c->header[3] == 0) {
      c->skipped = (size_t)(c->header[0] | c->header[1] << 8) - HEADER;
    } else {
      c->received_of_next = HEADER;
    }
  }
  return 1;
}

/* Compares received bytes with the expected ones. Returns false when they differ. */
static bool check(struct connection *c, const unsigned char *bytes, size_t length, uint64_t time) {
  enum frame_id id = options.protobuf ? ECHO_REPLY_ID : ECHO_ID;
  while (length > 0) {
    if (options.acknowledge > 0 && c->received_of_next == 0) {
      size_t read = read_header(c, bytes, length);
      bytes += read;
      length -= read;
      continue;
    }
    size_t size = make_frame(expected, c, c->received, id);
    if (options.acknowledge > 0 && memcmp(c->header, expected, HEADER) != 0) return false;
    size_t part = size - c->received_of_next;
    if (part > length) part = length;
    if (c->received == c->sent || memcmp(bytes, expected + c->received_of_next, part) != 0) return false;
    bytes += part;
    length -= part;
    c->received_of_next += part;
    if (c->received_of_next == size) {
      count(c, c->received, time);
      c->received++;
      c->received_of_next = 0;
    }
  }
  return true;
}

/* Returns whether bytes have come, and the connection is not broken. */
static bool receive(struct connection *c) {
  ssize_t got = receive_frames(c);
  if (got < 0 && errno == EAGAIN) return false;
  if (got <= 0) {
    give_up(c);
    return false;
  }
  if (!check(c, input, (size_t)got, now())) {
    wrong++;
    give_up(c);
    return false;
  }
  if (options.rate == 0 && phase == RUNNING) {
    c->due = c->received + (uint64_t)options.in_flight;
    send_due(c);
  }
  return !c->broken;
}

/* ---- the loop */

static uint64_t next_in_schedule; /* index of the next frame of the open loop */

static void send_scheduled(uint64_t time) {
  while (schedule_time(next_in_schedule) <= time) {
    struct connection *c = &connections[next_in_schedule++ % (uint64_t)options.connections];
    c->due++;
    if (!c->wants_out) send_due(c);
  }
}

static void wait_and_handle(uint64_t until) {
  struct epoll_event events[EVENTS];
  uint64_t time = now();
  uint64_t wait = until > time ? until - time : 0;
  struct timespec timeout = {(time_t)(wait / 1000000000u), (long)(wait % 1000000000u)};
  int ready = epoll_pwait2(epoll, events, EVENTS, &timeout, NULL);
  for (int i = 0; i < ready; i++) {
    struct connection *c = events[i].data.ptr;
    if (!c->broken && events[i].events & EPOLLOUT) send_due(c);
    if (c->broken || !(events[i].events & ~(uint32_t)EPOLLOUT)) continue;
    while (receive(c) && has_more(&c->stream)) {
    }
  }
}

static void run_until(uint64_t end) {
  uint64_t time;
  while ((time = now()) < end) {
    uint64_t wake = end;
    if (options.rate > 0) {
      send_scheduled(time);
      if (schedule_time(next_in_schedule) < end) wake = schedule_time(next_in_schedule);
    }
    wait_and_handle(wake);
  }
}

static uint64_t missing(void) {
  uint64_t frames = 0;
  for (int i = 0; i < options.connections; i++) frames += connections[i].due - connections[i].received;
  return frames;
}

static bool anything_to_wait_for(void) {
  for (int i = 0; i < options.connections; i++) {
    if (!connections[i].broken && connections[i].received < connections[i].due) return true;
  }
  return false;
}

/* Sends no new frame, and waits for the pending replies. */
static void await_replies(void) {
  uint64_t end = now() + nanos_of(options.patience);
  while (anything_to_wait_for() && now() < end) wait_and_handle(now() + 10000000u);
}

/* ---- the run */

static void read_options(int argc, char **argv) {
  static const struct option names[] = {
      {"port", 1, 0, 'p'},     {"connections", 1, 0, 'c'}, {"in-flight", 1, 0, 'i'},
      {"payload", 1, 0, 'b'},  {"rate", 1, 0, 'r'},        {"warm-up", 1, 0, 'w'},
      {"seconds", 1, 0, 's'},  {"pid", 1, 0, 'q'},         {"protobuf", 0, 0, 'o'},
      {"patience", 1, 0, 't'}, {"hold", 0, 0, 'h'},
      {"idle", 0, 0, 'l'},     {"acknowledge", 1, 0, 'a'}, {"websocket", 0, 0, 'x'},
      {0, 0, 0, 0}};
  int option;
  while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
    switch (option) {
      case 'p': options.port = (int)number("port", optarg, 1, 65535); break;
      case 'c': options.connections = (int)number("connections", optarg, 1, 1000000); break;
      case 'i': options.in_flight = (int)number("in-flight", optarg, 1, 10000); break;
      case 'b': options.payload = (int)number("payload", optarg, 1, MAX_FRAME - 64); break;
      case 'r': options.rate = number("rate", optarg, 1, 1e8); break;
      case 'w': options.warm_up = number("warm-up", optarg, 0, 3600); break;
      case 's': options.seconds = number("seconds", optarg, 0.01, 3600); break;
      case 'q': options.pid = (int)number("pid", optarg, 1, 1 << 30); break;
      case 't': options.patience = number("patience", optarg, 0, 3600); break;
      case 'a': options.acknowledge = (int)number("acknowledge", optarg, 1, 100000); break;
      case 'o': options.protobuf = true; break;
      case 'h': options.hold = true; break;
      case 'l': options.idle = true; break;
      case 'x': options.websocket = true; break;
      default: exit(2);
    }
  }
  if (options.port == 0 || optind != argc || (options.hold && options.rate > 0) ||
      (options.acknowledge > 0 && !options.protobuf)) {
    fprintf(stderr, "usage: load --port P [--connections N] [--in-flight N] [--payload BYTES] [--rate PER_SECOND]\n"
                    "            [--warm-up S] [--seconds S] [--pid SERVER] [--protobuf [--acknowledge EVERY]]\n"
                    "            [--patience S] [--hold | --idle] [--websocket]\n");
    exit(2);
  }
}

static void open_all(void) {
  allow_many_files();
  epoll = open_epoll();
  connections = zeroed((size_t)options.connections, sizeof *connections);
  for (int i = 0; i < options.connections; i++) open_connection(&connections[i], (uint32_t)i);
}

/* Sends one frame on each connection, so that all are accepted before the load starts. A busy server accepts slowly,
 * and waiting connections would be measured as latency. */
static void greet(void) {
  for (int i = 0; i < options.connections; i++) {
    connections[i].due++;
    send_due(&connections[i]);
  }
  await_replies();
}

static void start(void) {
  phase = RUNNING;
  if (options.rate > 0) return;
  for (int i = 0; i < options.connections; i++) {
    connections[i].due = connections[i].received + (uint64_t)options.in_flight;
    send_due(&connections[i]);
  }
}

static void stop(void) {
  phase = STOPPING;
  await_replies();
}

/* At a hold no frame is in flight. So the server's figures between two holds belong to all messages of the window,
 * and to no others. */
static void measure(struct window *window) {
  started = now();
  start();
  run_until(started + nanos_of(options.warm_up));
  if (options.hold) {
    stop();
    hold();
    start();
  }
  begin_window(window, options.pid);
  measuring = true;
  run_until(window->from + nanos_of(options.seconds));
  if (options.hold) stop();
  measuring = false;
  end_window(window, options.pid);
  stop();
  if (options.hold) hold();
}

/* Sends a frame on each connection before and after a time of silence. */
static void keep_idle(struct window *window) {
  begin_window(window, options.pid);
  hold();
  greet();
  end_window(window, options.pid);
}

int main(int argc, char **argv) {
  struct window window;
  read_options(argc, argv);
  prctl(PR_SET_TIMERSLACK, 1);
  open_all();
  greet();
  if (options.idle) {
    keep_idle(&window);
  } else {
    measure(&window);
  }
  int broken = 0;
  for (int i = 0; i < options.connections; i++) broken += connections[i].broken;
  printf("{\"connections\":%d,\"in_flight\":%d,\"payload\":%d,\"rate\":%.0f,\"protobuf\":%s,"
         "\"messages\":%lu,\"messages_per_second\":%.0f,\"wrong\":%lu,\"missing\":%lu,\"broken\":%d,",
         options.connections, options.in_flight, options.payload, options.rate, options.protobuf ? "true" : "false",
         latency.count, (double)latency.count / window.seconds, wrong, missing(), broken);
  print_window(&window);
  printf(",");
  print_latency(&latency);
  printf("}\n");
  return wrong > 0 || missing() > 0 || broken > 0;
}
