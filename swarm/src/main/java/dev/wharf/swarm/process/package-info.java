/// A run in several processes: a parent process starts child processes, sends them its control
/// state, and adds up their results. Start reading at [dev.wharf.swarm.process.ChildProcesses], the
/// parent's side, and at [dev.wharf.swarm.process.ChildRun], the child's side.
@NullMarked
package dev.wharf.swarm.process;

import org.jspecify.annotations.NullMarked;
