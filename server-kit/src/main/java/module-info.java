/// The parts that every server process of a game needs: configuration, login, players, admin port,
/// metrics, log, start and drain. The exported packages are the API.
module dev.wharf.server {
  requires ch.qos.logback.classic;
  requires ch.qos.logback.core;
  requires com.fasterxml.jackson.databind;
  requires com.nimbusds.jose.jwt;
  requires info.picocli;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires java.management;
  requires jdk.management;
  requires jdk.unsupported;
  requires jul.to.slf4j;
  requires micrometer.core;
  requires micrometer.registry.prometheus;
  requires org.bouncycastle.provider;
  requires org.slf4j;
  requires typesafe.config;
  requires transitive com.google.protobuf;
  requires transitive dev.wharf.engine;
  requires transitive dev.wharf.protocol;
  requires transitive dev.wharf.transport;
  requires static transitive org.jspecify;

  exports dev.wharf.server;
  exports dev.wharf.server.admin;
  exports dev.wharf.server.config;
  exports dev.wharf.server.login;
  exports dev.wharf.server.metrics;
  exports dev.wharf.server.password;
  exports dev.wharf.server.player;
  exports dev.wharf.server.sight;
  exports dev.wharf.server.text;

  opens dev.wharf.server to
      info.picocli;
  opens dev.wharf.server.admin.chart to
      com.fasterxml.jackson.databind;
  opens dev.wharf.server.admin.console to
      com.fasterxml.jackson.databind;
}
