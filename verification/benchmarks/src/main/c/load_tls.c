/* The load generator of load.c, with TLS 1.3. It needs the headers and libraries of OpenSSL. */
#define TLS
#include "load.c"
