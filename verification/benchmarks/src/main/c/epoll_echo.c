/* A frame-echo server in plain C, with one thread and one level-triggered epoll. It is the lower bound for the other
 * servers. Frames are [u16 little-endian size, header included][u16 id][payload]. Each frame is sent back unchanged,
 * and all frames of one read in one write.
 *
 * usage: epoll_echo PORT      (0 takes a free one); prints "READY <port>" when it listens */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEADER = 4, READ_BYTES = 64 << 10, EVENTS = 512 };

/* The bytes that a connection keeps: either an incomplete frame, or output that the socket did not accept. */
struct connection {
  int fd;
  size_t kept; /* in buffer: input that does not make a frame yet */
  size_t owed; /* in buffer, before what is kept: output that could not be written */
  size_t capacity;
  unsigned char *buffer;
};

static unsigned char scratch[2 * READ_BYTES];
static int epoll;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int listen_on(int port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd < 0) fail("socket");
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); /* accepted sockets inherit it */
  if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0) fail("bind");
  if (listen(fd, 4096) != 0) fail("listen");
  return fd;
}

static int port_of(int fd) {
  struct sockaddr_in address;
  socklen_t length = sizeof address;
  if (getsockname(fd, (struct sockaddr *)&address, &length) != 0) fail("getsockname");
  return ntohs(address.sin_port);
}

static void watch(struct connection *c, int operation, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = c};
  if (epoll_ctl(epoll, operation, c->fd, &event) != 0) fail("epoll_ctl");
}

static void accept_all(int listener) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    struct connection *c = calloc(1, sizeof *c);
    if (c == NULL) fail("calloc");
    c->fd = fd;
    watch(c, EPOLL_CTL_ADD, EPOLLIN);
  }
}

static void drop(struct connection *c) {
  close(c->fd);
  free(c->buffer);
  free(c);
}

/* Keeps `length` bytes from `source` for later. The first `owed` of them are output. */
static void keep(struct connection *c, const unsigned char *source, size_t length, size_t owed) {
  if (length > c->capacity) {
    c->capacity = length;
    c->buffer = realloc(c->buffer, length);
    if (c->buffer == NULL) fail("realloc");
  }
  if (length > 0) memmove(c->buffer, source, length);
  c->owed = owed;
  c->kept = length - owed;
}

/* Returns how many of the bytes make complete frames, or -1 when a frame size is invalid. */
static ssize_t whole_frames(const unsigned char *bytes, size_t length) {
  size_t at = 0;
  while (length - at >= 2) {
    size_t size = bytes[at] | (size_t)bytes[at + 1] << 8;
    if (size < HEADER) return -1;
    if (size > length - at) break;
    at += size;
  }
  return (ssize_t)at;
}

/* Writes as much as the socket accepts. Returns -1 when the connection is broken. */
static ssize_t write_some(int fd, const unsigned char *bytes, size_t length) {
  ssize_t written = length == 0 ? 0 : write(fd, bytes, length);
  return written < 0 && errno == EAGAIN ? 0 : written;
}

static int echo(struct connection *c) {
  if (c->kept > 0) memcpy(scratch, c->buffer, c->kept);
  ssize_t got = read(c->fd, scratch + c->kept, READ_BYTES);
  if (got <= 0) return got < 0 && errno == EAGAIN ? 0 : -1;
  size_t length = c->kept + (size_t)got;
  ssize_t frames = whole_frames(scratch, length);
  if (frames < 0) return -1;
  ssize_t written = write_some(c->fd, scratch, (size_t)frames);
  if (written < 0) return -1;
  keep(c, scratch + written, length - (size_t)written, (size_t)(frames - written));
  if (c->owed > 0) watch(c, EPOLL_CTL_MOD, EPOLLOUT); /* reads no more until that has left */
  return 0;
}

static int write_owed(struct connection *c) {
  ssize_t written = write_some(c->fd, c->buffer, c->owed);
  if (written < 0) return -1;
  size_t left = c->owed + c->kept - (size_t)written;
  keep(c, c->buffer + written, left, c->owed - (size_t)written);
  if (c->owed == 0) watch(c, EPOLL_CTL_MOD, EPOLLIN);
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: epoll_echo PORT\n");
    return 2;
  }
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
  epoll = epoll_create1(0);
  if (epoll < 0) fail("epoll_create1");
  struct connection listener = {.fd = listen_on(atoi(argv[1]))};
  watch(&listener, EPOLL_CTL_ADD, EPOLLIN);
  printf("READY %d\n", port_of(listener.fd));
  fflush(stdout);
  for (;;) {
    struct epoll_event events[EVENTS];
    int count = epoll_wait(epoll, events, EVENTS, -1);
    for (int i = 0; i < count; i++) {
      struct connection *c = events[i].data.ptr;
      if (c == &listener) {
        accept_all(listener.fd);
      } else if ((events[i].events & EPOLLOUT ? write_owed(c) : echo(c)) != 0) {
        drop(c);
      }
    }
  }
}
