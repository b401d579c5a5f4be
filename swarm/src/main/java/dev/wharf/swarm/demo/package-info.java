/// A server in a process of its own, for a demo that starts one: see
/// [dev.wharf.swarm.demo.ServerProcess].
@NullMarked
package dev.wharf.swarm.demo;

import org.jspecify.annotations.NullMarked;
