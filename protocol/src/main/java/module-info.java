/// Packets over the engine's connections: catalog, router, sessions, encoder. The exported packages
/// are the API.
module dev.wharf.protocol {
  requires transitive com.google.protobuf;
  requires transitive dev.wharf.engine;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports dev.wharf.protocol;
  exports dev.wharf.protocol.catalog;
  exports dev.wharf.protocol.options;
  exports dev.wharf.protocol.resume;
  exports dev.wharf.protocol.system;
  exports dev.wharf.protocol.text;
}
