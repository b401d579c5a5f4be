/* The bytes of one connection: plain, or with TLS 1.3 when the program is compiled with TLS defined. TLS is OpenSSL's.
 * The programs do not check the server's certificate. */
#ifndef STREAM_H
#define STREAM_H
#include "client.h"

#ifndef TLS

struct stream {
  int fd;
};

static inline struct stream open_stream(int fd) {
  return (struct stream){.fd = fd};
}

/* Returns the number of bytes sent. Returns -1 with EAGAIN in errno when the connection takes none now. */
static inline ssize_t send_bytes(struct stream *s, const void *bytes, size_t length) {
  return send(s->fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* Returns the number of bytes received, 0 at the end. Returns -1 with EAGAIN in errno when there are none now. */
static inline ssize_t receive_bytes(struct stream *s, void *bytes, size_t room) {
  return recv(s->fd, bytes, room, MSG_DONTWAIT);
}

/* Returns whether the stream has bytes that epoll does not report. */
static inline bool has_more(struct stream *s) {
  (void)s;
  return false;
}

static inline void close_stream(struct stream *s) {
  close(s->fd);
}

#else

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>

struct stream {
  int fd;
  SSL *tls;
};

static inline SSL_CTX *tls_context(void) {
  static SSL_CTX *context;
  if (context == NULL) {
    signal(SIGPIPE, SIG_IGN); /* OpenSSL writes without MSG_NOSIGNAL */
    context = SSL_CTX_new(TLS_client_method());
    if (context == NULL || SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1) {
      fprintf(stderr, "%s: OpenSSL has no TLS 1.3\n", program_invocation_short_name);
      exit(1);
    }
    /* A write is repeated from another buffer with the same bytes. Idle connections keep no buffers. */
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_read_ahead(context, 1); /* header and content of a record with one system call */
  }
  return context;
}

/* Makes the handshake. Returns when it is over. */
static inline struct stream open_stream(int fd) {
  struct stream s = {.fd = fd, .tls = SSL_new(tls_context())};
  if (s.tls == NULL || SSL_set_fd(s.tls, fd) != 1 || SSL_connect(s.tls) != 1) {
    fprintf(stderr, "%s: the TLS handshake failed: %s\n", program_invocation_short_name,
            ERR_reason_error_string(ERR_peek_error()));
    exit(1);
  }
  if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) != 0) fail("fcntl");
  return s;
}

static inline ssize_t result_of(struct stream *s, int result) {
  if (result > 0) return result;
  int error = SSL_get_error(s->tls, result);
  ERR_clear_error();
  if (error == SSL_ERROR_ZERO_RETURN) return 0;
  errno = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? EAGAIN : EPROTO;
  return -1;
}

static inline ssize_t send_bytes(struct stream *s, const void *bytes, size_t length) {
  return result_of(s, SSL_write(s->tls, bytes, (int)length));
}

static inline ssize_t receive_bytes(struct stream *s, void *bytes, size_t room) {
  return result_of(s, SSL_read(s->tls, bytes, (int)room));
}

static inline bool has_more(struct stream *s) {
  return SSL_has_pending(s->tls) == 1;
}

static inline void close_stream(struct stream *s) {
  SSL_shutdown(s->tls); /* sends close_notify */
  ERR_clear_error();
  SSL_free(s->tls);
  close(s->fd);
}

#endif
#endif
