/// Transformations between the channel and the session of a connection. The exported packages are
/// the API.
module dev.wharf.transport {
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.haproxy;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.tcnative.classes.openssl;
  requires io.netty.transport;
  requires org.slf4j;
  requires transitive dev.wharf.engine;
  requires static transitive org.jspecify;

  exports dev.wharf.transport.certificate;
  exports dev.wharf.transport.proxy;
  exports dev.wharf.transport.tls;
  exports dev.wharf.transport.websocket;
}
