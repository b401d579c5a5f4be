/* Shared by the load programs: frames, latency, CPU time, options. */
#ifndef CLIENT_H
#define CLIENT_H
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
  HEADER = 4,
  MAX_FRAME = 65535,
  INPUT_BYTES = 64 << 10,
  EVENTS = 512,
  SUB_BUCKETS = 128, /* for each power of two: values are kept to within 0.8 % */
  BUCKETS = 64 * SUB_BUCKETS
};

enum frame_id {
  ACKNOWLEDGE_ID = 12, /* ids below ECHO_ID are packets of the library */
  ECHO_ID = 100,
  ECHO_REPLY_ID = 101, /* of the protobuf echo; frames come back with their own id */
  BROADCAST_ID = 200   /* a broadcast server sends these to all its connections, and echoes the rest */
};

static inline void fail(const char *what) {
  perror(what);
  exit(1);
}

static inline uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static inline uint64_t nanos_of(double seconds) {
  return (uint64_t)(seconds * 1e9);
}

/* ---- frames: [u16 little-endian size, header included][u16 id][body] */

static inline uint64_t mix(uint64_t x) {
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
  x = (x ^ x >> 27) * 0x94d049bb133111ebu;
  return x ^ x >> 31;
}

static inline void fill(unsigned char *target, size_t length, uint64_t seed) {
  for (size_t at = 0; at < length; at += 8) {
    uint64_t word = mix(seed + at);
    memcpy(target + at, &word, length - at < 8 ? length - at : 8);
  }
}

static inline size_t put_header(unsigned char *frame, size_t size, enum frame_id id) {
  frame[0] = (unsigned char)size;
  frame[1] = (unsigned char)(size >> 8);
  frame[2] = (unsigned char)id;
  frame[3] = (unsigned char)((unsigned)id >> 8);
  return size;
}

/* Makes a frame whose body is computed from the seed. */
static inline size_t make_plain_frame(unsigned char *frame, enum frame_id id, int payload, uint64_t seed) {
  fill(frame + HEADER, (size_t)payload, seed);
  return put_header(frame, HEADER + (size_t)payload, id);
}

/* ---- latency: a histogram with buckets of equal relative width */

struct histogram {
  uint64_t count, longest;
  uint64_t buckets[BUCKETS];
};

static inline int bucket_of(uint64_t value) {
  if (value < SUB_BUCKETS) return (int)value;
  int shift = 63 - __builtin_clzll(value) - 7; /* 7: 128 sub-buckets */
  return (shift + 1) * SUB_BUCKETS + (int)(value >> shift) - SUB_BUCKETS;
}

static inline uint64_t highest_of(int bucket) {
  if (bucket < SUB_BUCKETS) return (uint64_t)bucket;
  int shift = bucket / SUB_BUCKETS - 1;
  return ((uint64_t)(bucket % SUB_BUCKETS + SUB_BUCKETS + 1) << shift) - 1;
}

static inline void record(struct histogram *h, uint64_t nanos) {
  h->buckets[bucket_of(nanos)]++;
  if (nanos > h->longest) h->longest = nanos;
  h->count++;
}

static inline double percentile_micros(const struct histogram *h, double percent) {
  uint64_t wanted = (uint64_t)((double)h->count * percent / 100 + 0.5), seen = 0;
  if (wanted == 0) wanted = 1;
  for (int bucket = 0; bucket < BUCKETS; bucket++) {
    seen += h->buckets[bucket];
    if (seen >= wanted) {
      uint64_t value = highest_of(bucket);
      return (double)(value < h->longest ? value : h->longest) / 1e3;
    }
  }
  return 0;
}

/* Prints the percentiles as members of a JSON object. */
static inline void print_latency(const struct histogram *h) {
  printf("\"p50_us\":%.1f,\"p99_us\":%.1f,\"p999_us\":%.1f,\"max_us\":%.1f", percentile_micros(h, 50),
         percentile_micros(h, 99), percentile_micros(h, 99.9), (double)h->longest / 1e3);
}

/* ---- CPU time */

static inline double own_cpu(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* User and system time of a process, in seconds. Process 0 stands for no process, and takes 0. */
static inline double cpu_of(int pid) {
  char path[64], line[1024];
  unsigned long user = 0, system = 0;
  if (pid == 0) return 0;
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  FILE *file = fopen(path, "r");
  if (file == NULL) fail(path);
  char *end = fgets(line, sizeof line, file) == NULL ? NULL : strrchr(line, ')');
  fclose(file);
  if (end == NULL || sscanf(end + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2) {
    fprintf(stderr, "%s: cannot read %s\n", program_invocation_short_name, path);
    exit(1);
  }
  return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

/* The window of a measurement: its start, and after its end its length and the CPU time. */
struct window {
  uint64_t from;
  double seconds, server_cpu, own_cpu;
};

static inline void begin_window(struct window *w, int pid) {
  w->server_cpu = cpu_of(pid);
  w->own_cpu = own_cpu();
  w->from = now();
}

static inline void end_window(struct window *w, int pid) {
  w->seconds = (double)(now() - w->from) / 1e9;
  w->server_cpu = cpu_of(pid) - w->server_cpu;
  w->own_cpu = own_cpu() - w->own_cpu;
}

/* Prints the window as members of a JSON object. */
static inline void print_window(const struct window *w) {
  printf("\"seconds\":%.3f,\"server_cpu_seconds\":%.2f,\"load_cpu_seconds\":%.3f", w->seconds, w->server_cpu, w->own_cpu);
}

/* ---- the rest */

/* Reports that no frame is in flight, and waits for a line. The parent process reads the server's figures meanwhile. */
static inline void hold(void) {
  printf("HOLDING\n");
  fflush(stdout);
  for (int c = getchar(); c != '\n' && c != EOF; c = getchar()) {
  }
}

/* Parses an option's value. */
static inline double number(const char *name, const char *text, double least, double most) {
  char *end;
  double value = strtod(text, &end);
  if (*end != 0 || end == text || !(value >= least && value <= most)) {
    fprintf(stderr, "%s: %s must be from %g to %g, not %s\n", program_invocation_short_name, name, least, most, text);
    exit(2);
  }
  return value;
}

static inline void allow_many_files(void) {
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
}

/* Connects to the server on loopback. `source` is the last part of the own address, 127.0.0.source. With 0, the
 * system chooses the address. */
static inline int connect_from(int source, int port) {
  struct sockaddr_in address = {.sin_family = AF_INET};
  int on = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0) fail("socket");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (source != 0) {
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK - 1 + (uint32_t)source);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0) fail("bind");
  }
  address.sin_port = htons((uint16_t)port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
  return fd;
}

static inline int open_epoll(void) {
  int epoll = epoll_create1(0);
  if (epoll < 0) fail("epoll_create1");
  return epoll;
}

static inline void *zeroed(size_t count, size_t size) {
  void *memory = calloc(count, size);
  if (memory == NULL) fail("calloc");
  return memory;
}

#endif
