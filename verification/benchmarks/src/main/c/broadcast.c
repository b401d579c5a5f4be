/* The load of a broadcast. One thread plays all members of a room, which are all connections of the server. The
 * first member sends. Each of its frames must reach every member, itself included, in order and byte by byte. Prints
 * one line of JSON.
 *
 * The slowest member sets the pace: a number of frames is in flight, and a new frame is sent when the oldest has
 * reached all members. Latency is from the write to each arrival. */
#include "client.h"

struct options {
  int port, members, in_flight, payload, pid;
  double warm_up, seconds, patience;
};

struct member {
  int fd;
  bool broken;
  uint64_t received; /* frames received in full */
  size_t received_of_next;
};

/* A frame in flight. */
struct frame {
  uint64_t sent_at;
  int awaited; /* members that it has not reached */
  unsigned char bytes[MAX_FRAME];
};

static struct options options = {.members = 10, .in_flight = 4, .payload = 32, .warm_up = 1, .seconds = 3, .patience = 5};
static struct member *members;
static struct frame *frames; /* frames in flight, by sequence modulo their number */
static int epoll;
static uint64_t sent;      /* frames sent */
static uint64_t delivered; /* frames that have reached all members */
static struct histogram latency;
static bool sending, measuring;
static uint64_t wrong;
static unsigned char input[INPUT_BYTES];

static size_t frame_bytes(void) {
  return HEADER + (size_t)options.payload;
}

static struct frame *frame_of(uint64_t sequence) {
  return &frames[sequence % (uint64_t)options.in_flight];
}

static void give_up(struct member *m) {
  m->broken = true;
  close(m->fd);
}

/* ---- sending */

static void send_whole(struct member *m, const unsigned char *bytes, size_t length) {
  while (length > 0 && !m->broken) {
    ssize_t written = send(m->fd, bytes, length, MSG_NOSIGNAL);
    if (written < 0) {
      give_up(m);
      return;
    }
    bytes += written;
    length -= (size_t)written;
  }
}

static void send_next(void) {
  struct frame *f = frame_of(sent);
  size_t length = make_plain_frame(f->bytes, BROADCAST_ID, options.payload, mix(sent));
  f->awaited = options.members;
  f->sent_at = now();
  sent++;
  send_whole(&members[0], f->bytes, length);
}

static void send_due(void) {
  while (sending && !members[0].broken && sent < delivered + (uint64_t)options.in_flight) send_next();
}

/* ---- receiving */

static void note_arrival(struct frame *f, uint64_t time) {
  if (measuring) record(&latency, time - f->sent_at);
  f->awaited--;
  while (delivered < sent && frame_of(delivered)->awaited == 0) delivered++;
}

/* Compares received bytes with the expected ones. Returns false when they differ. */
static bool check(struct member *m, const unsigned char *bytes, size_t length, uint64_t time) {
  while (length > 0) {
    struct frame *f = frame_of(m->received);
    size_t part = frame_bytes() - m->received_of_next;
    if (part > length) part = length;
    if (m->received == sent || memcmp(bytes, f->bytes + m->received_of_next, part) != 0) return false;
    bytes += part;
    length -= part;
    m->received_of_next += part;
    if (m->received_of_next == frame_bytes()) {
      m->received++;
      m->received_of_next = 0;
      note_arrival(f, time);
    }
  }
  return true;
}

static void receive(struct member *m) {
  ssize_t got = recv(m->fd, input, sizeof input, MSG_DONTWAIT);
  if (got < 0 && errno == EAGAIN) return;
  if (got > 0 && !check(m, input, (size_t)got, now())) {
    wrong++;
    got = 0;
  }
  if (got <= 0) give_up(m);
}

static void wait_and_handle(void) {
  struct epoll_event events[EVENTS];
  int ready = epoll_wait(epoll, events, EVENTS, 10);
  for (int i = 0; i < ready; i++) {
    struct member *m = events[i].data.ptr;
    if (!m->broken) receive(m);
  }
  send_due();
}

static void run_until(uint64_t end) {
  while (now() < end) wait_and_handle();
}

static void await_deliveries(void) {
  uint64_t end = now() + nanos_of(options.patience);
  while (delivered < sent && now() < end) wait_and_handle();
}

/* ---- the run */

/* Joins the room. The member has joined when its own frame, which goes to no other member, has come back. */
static void join_room(struct member *m, uint64_t number) {
  unsigned char frame[MAX_FRAME], reply[MAX_FRAME];
  struct timeval patience = {.tv_sec = (time_t)options.patience + 1};
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = m};
  m->fd = connect_from(0, options.port);
  setsockopt(m->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  size_t length = make_plain_frame(frame, ECHO_ID, options.payload, mix(~number));
  send_whole(m, frame, length);
  if (recv(m->fd, reply, length, MSG_WAITALL) != (ssize_t)length || memcmp(frame, reply, length) != 0) {
    fprintf(stderr, "broadcast: member %lu got no right reply to its greeting\n", number);
    exit(1);
  }
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, m->fd, &event) != 0) fail("epoll_ctl");
}

static void read_options(int argc, char **argv) {
  static const struct option names[] = {
      {"port", 1, 0, 'p'},    {"members", 1, 0, 'm'}, {"in-flight", 1, 0, 'i'}, {"payload", 1, 0, 'b'},
      {"warm-up", 1, 0, 'w'}, {"seconds", 1, 0, 's'}, {"pid", 1, 0, 'q'},       {"patience", 1, 0, 't'},
      {0, 0, 0, 0}};
  int option;
  while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
    switch (option) {
      case 'p': options.port = (int)number("port", optarg, 1, 65535); break;
      case 'm': options.members = (int)number("members", optarg, 1, 1000000); break;
      case 'i': options.in_flight = (int)number("in-flight", optarg, 1, 128); break;
      case 'b': options.payload = (int)number("payload", optarg, 1, MAX_FRAME - HEADER); break;
      case 'w': options.warm_up = number("warm-up", optarg, 0, 3600); break;
      case 's': options.seconds = number("seconds", optarg, 0.01, 3600); break;
      case 'q': options.pid = (int)number("pid", optarg, 1, 1 << 30); break;
      case 't': options.patience = number("patience", optarg, 0, 3600); break;
      default: exit(2);
    }
  }
  if (options.port == 0 || optind != argc) {
    fprintf(stderr, "usage: broadcast --port P [--members N] [--in-flight N] [--payload BYTES]\n"
                    "                 [--warm-up S] [--seconds S] [--pid SERVER] [--patience S]\n");
    exit(2);
  }
}

static void open_all(void) {
  allow_many_files();
  epoll = open_epoll();
  members = zeroed((size_t)options.members, sizeof *members);
  frames = zeroed((size_t)options.in_flight, sizeof *frames);
  for (int i = 0; i < options.members; i++) join_room(&members[i], (uint64_t)i);
}

static void measure(struct window *window) {
  sending = true;
  send_due();
  run_until(now() + nanos_of(options.warm_up));
  begin_window(window, options.pid);
  measuring = true;
  run_until(window->from + nanos_of(options.seconds));
  measuring = false;
  end_window(window, options.pid);
  sending = false;
  await_deliveries();
}

int main(int argc, char **argv) {
  struct window window;
  uint64_t missing = 0;
  int broken = 0;
  read_options(argc, argv);
  prctl(PR_SET_TIMERSLACK, 1);
  open_all();
  measure(&window);
  for (int i = 0; i < options.members; i++) {
    missing += sent - members[i].received;
    broken += members[i].broken;
  }
  printf("{\"members\":%d,\"in_flight\":%d,\"payload\":%d,\"deliveries\":%lu,\"deliveries_per_second\":%.0f,"
         "\"sent\":%lu,\"wrong\":%lu,\"missing\":%lu,\"broken\":%d,",
         options.members, options.in_flight, options.payload, latency.count, (double)latency.count / window.seconds,
         sent, wrong, missing, broken);
  print_window(&window);
  printf(",");
  print_latency(&latency);
  printf("}\n");
  return wrong > 0 || missing > 0 || broken > 0;
}
