/// `wharf demo`: a server, a swarm against it, and what came of it. Start reading at
/// [dev.wharf.client.demo.DemoCommand].
@NullMarked
package dev.wharf.client.demo;

import org.jspecify.annotations.NullMarked;
