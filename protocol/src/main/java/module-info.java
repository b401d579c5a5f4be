/// The protocol: frames, the packet catalogue, the router, the encoder. What is exported is the
/// API.
module dev.wharf.protocol {
  requires transitive com.google.protobuf;
  requires transitive dev.wharf.engine;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports dev.wharf.protocol;
  exports dev.wharf.protocol.options;
  exports dev.wharf.protocol.system;
}
