/// The engine: completion ports, sessions, buffers and jobs. The exported packages are the API.
module dev.wharf.engine {
  requires com.github.benmanes.caffeine;
  requires io.netty.buffer;
  requires io.netty.common;
  requires jdk.jfr;
  requires org.jctools.core;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports dev.wharf.engine;
  exports dev.wharf.engine.buffer;
  exports dev.wharf.engine.job;
  exports dev.wharf.engine.log;
  exports dev.wharf.engine.runtime;
  exports dev.wharf.engine.timer;
  exports dev.wharf.engine.transform;
  // The JDK creates UringProvider when a system property makes it the provider of a whole JVM.
  exports dev.wharf.engine.uring.channels to
      java.base;
}
