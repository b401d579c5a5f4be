/// Transformations between the channel and the session of a connection. The exported packages are
/// the API.
module dev.wharf.transport {
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.haproxy;
  requires io.netty.transport;
  requires transitive dev.wharf.engine;
  requires static transitive org.jspecify;

  exports dev.wharf.transport.proxy;
}
