/// The demo: a command that starts a server in a child process, and runs a swarm against the
/// server. Start reading at [dev.wharf.swarm.demo.DemoCommand].
@NullMarked
package dev.wharf.swarm.demo;

import org.jspecify.annotations.NullMarked;
