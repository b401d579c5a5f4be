/* The load of connecting. One thread keeps a number of connections at work. Each connects, sends one frame, compares
 * the reply, and closes. Prints one line of JSON.
 *
 * Latency is from the call of connect to the complete reply. The connections use many loopback addresses in turn,
 * because each address has only some 28,000 ports, and a port stays in use for some time after a close. */
#include "client.h"

enum { SOURCES = 100 };

struct options {
  int port, at_once, payload, pid;
  double warm_up, seconds, patience;
};

struct connection {
  int fd;
  uint64_t began, number;
  size_t received;
};

static struct options options = {.at_once = 64, .payload = 32, .warm_up = 1, .seconds = 3, .patience = 5};
static struct connection *connections;
static int epoll, open_now;
static struct histogram latency;
static bool connecting, measuring;
static uint64_t begun, wrong, broken;
static unsigned char frame[MAX_FRAME], input[MAX_FRAME];

static void begin(struct connection *c) {
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
  *c = (struct connection){.number = begun++, .began = now()};
  c->fd = connect_from(1 + (int)(c->number % SOURCES), options.port);
  open_now++;
  size_t length = make_plain_frame(frame, ECHO_ID, options.payload, mix(c->number));
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event) != 0) fail("epoll_ctl");
  /* A new socket accepts the whole frame. If it does not, the missing reply is counted in the end. */
  if (send(c->fd, frame, length, MSG_DONTWAIT | MSG_NOSIGNAL) != (ssize_t)length) broken++;
}

static void end(struct connection *c) {
  close(c->fd);
  open_now--;
  if (connecting) begin(c);
}

static void complete(struct connection *c) {
  if (measuring) record(&latency, now() - c->began);
  end(c);
}

static void receive(struct connection *c) {
  size_t size = make_plain_frame(frame, ECHO_ID, options.payload, mix(c->number));
  ssize_t got = recv(c->fd, input, sizeof input, MSG_DONTWAIT);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) {
    broken++;
    end(c);
  } else if ((size_t)got > size - c->received || memcmp(input, frame + c->received, (size_t)got) != 0) {
    wrong++;
    end(c);
  } else if ((c->received += (size_t)got) == size) {
    complete(c);
  }
}

static void wait_and_handle(void) {
  struct epoll_event events[EVENTS];
  int ready = epoll_wait(epoll, events, EVENTS, 10);
  for (int i = 0; i < ready; i++) receive(events[i].data.ptr);
}

static void run_until(uint64_t until) {
  while (now() < until) wait_and_handle();
}

static void await_open(void) {
  uint64_t until = now() + nanos_of(options.patience);
  while (open_now > 0 && now() < until) wait_and_handle();
}

static void read_options(int argc, char **argv) {
  static const struct option names[] = {
      {"port", 1, 0, 'p'},    {"at-once", 1, 0, 'a'}, {"payload", 1, 0, 'b'},  {"warm-up", 1, 0, 'w'},
      {"seconds", 1, 0, 's'}, {"pid", 1, 0, 'q'},     {"patience", 1, 0, 't'}, {0, 0, 0, 0}};
  int option;
  while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
    switch (option) {
      case 'p': options.port = (int)number("port", optarg, 1, 65535); break;
      case 'a': options.at_once = (int)number("at-once", optarg, 1, 4096); break;
      case 'b': options.payload = (int)number("payload", optarg, 1, 16 << 10); break;
      case 'w': options.warm_up = number("warm-up", optarg, 0, 3600); break;
      case 's': options.seconds = number("seconds", optarg, 0.01, 3600); break;
      case 'q': options.pid = (int)number("pid", optarg, 1, 1 << 30); break;
      case 't': options.patience = number("patience", optarg, 0, 3600); break;
      default: exit(2);
    }
  }
  if (options.port == 0 || optind != argc) {
    fprintf(stderr, "usage: accept --port P [--at-once N] [--payload BYTES] [--warm-up S] [--seconds S]\n"
                    "              [--pid SERVER] [--patience S]\n");
    exit(2);
  }
}

static void measure(struct window *window) {
  connecting = true;
  for (int i = 0; i < options.at_once; i++) begin(&connections[i]);
  run_until(now() + nanos_of(options.warm_up));
  begin_window(window, options.pid);
  measuring = true;
  run_until(window->from + nanos_of(options.seconds));
  measuring = false;
  end_window(window, options.pid);
  connecting = false;
  await_open();
}

int main(int argc, char **argv) {
  struct window window;
  read_options(argc, argv);
  prctl(PR_SET_TIMERSLACK, 1);
  allow_many_files();
  epoll = open_epoll();
  connections = zeroed((size_t)options.at_once, sizeof *connections);
  measure(&window);
  printf("{\"at_once\":%d,\"payload\":%d,\"connections\":%lu,\"connections_per_second\":%.0f,"
         "\"begun\":%lu,\"wrong\":%lu,\"missing\":%d,\"broken\":%lu,",
         options.at_once, options.payload, latency.count, (double)latency.count / window.seconds, begun, wrong,
         open_now, broken);
  print_window(&window);
  printf(",");
  print_latency(&latency);
  printf("}\n");
  return wrong > 0 || open_now > 0 || broken > 0;
}
