/// The demo: a server in a process of its own, and a swarm against it. Start reading at
/// [dev.wharf.swarm.demo.DemoCommand].
@NullMarked
package dev.wharf.swarm.demo;

import org.jspecify.annotations.NullMarked;
