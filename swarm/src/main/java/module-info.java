/// The swarm: virtual users that put load on a server, and check each delivery. The module exports
/// the packages that a game's scenarios, hostile kinds and commands use.
module dev.wharf.swarm {
  requires com.fasterxml.jackson.annotation;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires com.fasterxml.jackson.datatype.jsr310;
  requires com.samskivert.jmustache;
  requires transitive dev.wharf.client;
  requires transitive info.picocli;
  requires com.nimbusds.jose.jwt;
  requires java.management;
  requires java.net.http;
  requires jdk.httpserver;
  requires jdk.management;
  requires HdrHistogram;
  requires org.jline;
  requires org.slf4j;
  requires static transitive org.jspecify;
  requires typesafe.config;

  exports dev.wharf.swarm;
  exports dev.wharf.swarm.cli;
  exports dev.wharf.swarm.cut;
  exports dev.wharf.swarm.demo;
  exports dev.wharf.swarm.hostile;
  exports dev.wharf.swarm.measure;
  exports dev.wharf.swarm.output;
  exports dev.wharf.swarm.profile;
  exports dev.wharf.swarm.report;
  exports dev.wharf.swarm.sight;

  opens dev.wharf.swarm to
      info.picocli;
  opens dev.wharf.swarm.cli to
      info.picocli;
  opens dev.wharf.swarm.cut to
      info.picocli;
  opens dev.wharf.swarm.demo to
      info.picocli;
  opens dev.wharf.swarm.process to
      com.fasterxml.jackson.databind;
  opens dev.wharf.swarm.measure to
      com.fasterxml.jackson.databind;
  opens dev.wharf.swarm.output to
      com.fasterxml.jackson.databind;
  opens dev.wharf.swarm.report to
      com.fasterxml.jackson.databind;
}
