package dev.wharf.docs

import dev.wharf.game.proto.EnterWorldRequest
import dev.wharf.game.proto.MoveRequest
import dev.wharf.game.proto.SightChanged
import dev.wharf.game.proto.Snapshot
import dev.wharf.game.server.RunningServer
import dev.wharf.game.server.SampleGame
import dev.wharf.game.server.TestClient
import dev.wharf.server.Game
import dev.wharf.testing.ChildFirst
import dev.wharf.testing.JavaCompiler
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import kotlin.io.path.createDirectories
import kotlin.io.path.listDirectoryEntries
import kotlin.math.hypot
import kotlin.math.min
import kotlin.math.roundToInt

/**
 * Follows docs/your-first-object.md in a copy of the world's package. The test compiles the copy, runs the sample game with it, and
 * looks at its door through the eyes of three players.
 */
@Timeout(120)
class ObjectPageTest {
    private val page = Tutorial.of(Project.root, "your-first-object.md")

    @Test
    fun itTakesFewLinesOfJava() {
        val lines = page.blocks("java").flatMap { it.lines() } + page.blocks("diff").flatMap { it.lines() }.filter { it.startsWith("+") }
        assertThat(lines.size).isBetween(20, MOST_LINES)
    }

    @Test
    fun thoseNearSeeTheDoorOpenAndClose(@TempDir folder: Path) {
        gameOf(folder).use { loader ->
            val game = loader.loadClass(SampleGame::class.java.name).getConstructor().newInstance() as Game
            RunningServer.start(game, *SETTINGS).use { server -> play(server) }
        }
    }

    private fun play(server: RunningServer) {
        val far = Visitor(server, "far")
        far.walkTo(DOOR_X + FAR, DOOR_Y)
        far.changes.clear()
        val watcher = Visitor(server, "watcher")
        watcher.walkTo(DOOR_X + IN_SIGHT, DOOR_Y)
        watcher.await { door == CLOSED }
        assertThat(watcher.changes.flatMap { it.appearedList }.first { it.kind == DOOR_KIND })
            .satisfies({ assertThat(it.x).isEqualTo(DOOR_X) }, { assertThat(it.y).isEqualTo(DOOR_Y) })

        val guest = Visitor(server, "guest")
        guest.walkTo(DOOR_X + NEAR, DOOR_Y)
        watcher.await { door == OPEN }
        guest.walkTo(DOOR_X + IN_SIGHT, DOOR_Y)
        watcher.await { door == CLOSED }
        assertThat(watcher.changes.flatMap { it.changedList }.map { it.state }).endsWith(OPEN, CLOSED)

        far.await { tick >= watcher.tick }
        assertThat(far.changes.flatMap { it.appearedList }.filter { it.kind == DOOR_KIND }).isEmpty()
        assertThat(far.changes.flatMap { it.changedList }).isEmpty()
    }

    /** Compiles the world of the page. Returns a loader whose game uses it. */
    private fun gameOf(folder: Path): ChildFirst {
        Project.root.resolve(WORLD).toFile().copyRecursively(folder.resolve(WORLD).toFile())
        page.steps.forEach { it.applyTo(folder) }
        val classes = folder.resolve("classes").createDirectories()
        JavaCompiler.compile(folder.resolve(WORLD).listDirectoryEntries("*.java"), classes)
        val server = SampleGame::class.java.protectionDomain.codeSource.location
        return ChildFirst(classes.toUri().toURL(), server) { it.startsWith(SampleGame::class.java.packageName + ".") }
    }

    /** A player in the world, who remembers the state of the door in its sight. */
    private class Visitor(server: RunningServer, name: String) {
        private val client: TestClient = server.player(name)
        private val doors = mutableMapOf<Int, Int>()
        private var input = 0
        private var used = 0
        private var x = 0
        private var y = 0

        /** What the server has told of objects in sight. */
        val changes = mutableListOf<SightChanged>()
        var tick = 0

        /** The state of the door in sight; null when there is none. */
        val door: Int? get() = doors.values.singleOrNull()

        init {
            client.send(EnterWorldRequest.newBuilder().setRequestId(1))
            await { tick > 0 }
        }

        fun walkTo(toX: Int, toY: Int) {
            while (x != toX || y != toY) {
                val distance = hypot((toX - x).toDouble(), (toY - y).toDouble())
                val part = min(1.0, STEP / distance)
                client.send(
                    MoveRequest.newBuilder().setInput(++input)
                        .setX(x + ((toX - x) * part).roundToInt()).setY(y + ((toY - y) * part).roundToInt()),
                )
                await { used == input }
            }
        }

        /** Reads packets until a condition holds. */
        fun await(condition: Visitor.() -> Boolean) {
            var patience = MOST_PACKETS
            while (!condition()) {
                check(patience-- > 0) { "the condition did not hold within $MOST_PACKETS packets" }
                when (val packet = checkNotNull(client.next()) { "the connection has ended" }) {
                    is SightChanged -> see(packet)
                    is Snapshot -> {
                        tick = packet.tick
                        used = packet.input
                        x = packet.x
                        y = packet.y
                    }
                }
            }
        }

        private fun see(packet: SightChanged) {
            changes += packet
            packet.vanishedList.forEach(doors::remove)
            packet.appearedList.filter { it.kind == DOOR_KIND }.forEach { doors[it.`object`] = it.state }
            packet.changedList.forEach { doors[it.`object`] = it.state }
        }
    }

    private companion object {
        const val WORLD = "server-app/src/main/java/dev/wharf/game/server/world"
        const val MOST_LINES = 40

        const val DOOR_KIND = 3
        const val CLOSED = 0
        const val OPEN = 1

        /** Positions and distances in units of 5 cm. A player sees 10 m far. */
        const val DOOR_X = 100
        const val DOOR_Y = 200
        const val NEAR = 50
        const val IN_SIGHT = 150
        const val FAR = 500

        /** How far a player walks at a time, in units: as far as the speed below allows in a tick. */
        const val STEP = 35.0
        const val MOST_PACKETS = 1_000

        val SETTINGS = arrayOf(
            "account.enabled", "false", "world.width", "40", "world.height", "20", "world.zones", "1", "world.walkers", "5", "world.sight", "10",
            "world.speed", "100", "world.tick", "20ms", "session.idle-timeout", "2m",
        )
    }
}
