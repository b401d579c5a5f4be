package dev.wharf.docs

import java.nio.file.Path
import java.time.Duration
import kotlin.io.path.createDirectories
import kotlin.io.path.createParentDirectories
import kotlin.io.path.deleteExisting
import kotlin.io.path.exists
import kotlin.io.path.moveTo
import kotlin.io.path.readText
import kotlin.io.path.writeText
import org.assertj.core.api.Assertions.assertThat
import org.awaitility.Awaitility.await
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.condition.DisabledOnOs
import org.junit.jupiter.api.condition.EnabledIf
import org.junit.jupiter.api.condition.OS
import org.junit.jupiter.api.io.TempDir

/**
 * Tests `./wharf dev` in a copy of the built project. The test is in this module because Maven
 * builds the server first. Skipped when the server is not built, which is so before Maven's phase
 * `package`.
 */
@DisabledOnOs(OS.WINDOWS)
@EnabledIf("isBuilt")
class DevTest {
    @TempDir
    private lateinit var folder: Path
    private val project by lazy { folder.resolve("a copy") }

    @Test
    fun startsTheServerAgainAfterEachChange() {
        copyProject()
        write("server-app/target/classes/dropped.txt", "Maven keeps resources whose source was deleted.")
        RunningProcess(project, "./wharf", "dev", "--dev", "--port", "0").use { dev ->
            await().atMost(PATIENCE).until { starts(dev) == 1 }
            val main = "server-app/src/main/java/dev/wharf/game/server/SampleGame.java"
            val good = text(main)
            restarts(dev, "a library's interface") {
                write(SESSION, text(SESSION).trimEnd().removeSuffix("}") + "  public static void fresh() {}\n}\n")
            }
            assertThat(dev.words()).contains("compiled protocol in ", "compiled server-kit in ", "compiled server-app in ")
            restarts(dev, "a .proto file") { write(ECHO, text(ECHO) + "\n// A comment.\n") }

            write(main, good.replace("return GamePackets.CATALOG;", "return nothing;"))
            await().atMost(PATIENCE).until { "the old server keeps running" in dev.words() }
            assertThat(dev.words()).contains("$main:", "error: cannot find symbol", "return nothing;")
            val fresh = "server-app/src/main/java/dev/wharf/game/server/Fresh.java"
            val resource = "server-app/src/main/resources/fresh.txt"
            restarts(dev, "mended, with a new file and a new resource") {
                write(fresh, "package dev.wharf.game.server;\n\nfinal class Fresh {}\n")
                write(resource, "")
                write(main, good)
            }
            await().atMost(PATIENCE).until { running(FRESH).exists() && running("fresh.txt").exists() }
            restarts(dev, "a deleted file") { project.resolve(fresh).deleteExisting() }
            await().atMost(PATIENCE).until { !running(FRESH).exists() }
            assertThat(running("dropped.txt")).`as`("a resource that was deleted before").doesNotExist()
            restarts(dev, "a deleted resource") { project.resolve(resource).deleteExisting() }
            await().atMost(PATIENCE).until { !running("fresh.txt").exists() }

            dev.interrupt()
            dev.awaitEnd()
            assertThat(dev.words().trimEnd()).endsWith("ledger: 0 live sessions, 0 pending operations, 0 buffers out")
        }
        aSecondSessionComparesWithMavensClasses()
    }

    /**
     * Runs a second `./wharf dev`. It first waits for a file that is missing. It is stopped while
     * it restarts the server, and must leave no server running.
     */
    private fun aSecondSessionComparesWithMavensClasses() {
        val protoc = project.resolve("proto/target/protobuf-maven-plugin")
        val hidden = protoc.moveTo(project.resolve("hidden"))
        RunningProcess(project, "./wharf", "dev", "--dev", "--port", "0").use { dev ->
            dev.awaitLine("dev: cannot be read or written, looking again: ")
            hidden.moveTo(protoc)
            await().atMost(PATIENCE).until { starts(dev) == 1 }
            assertThat(dev.words()).contains("compiled protocol in ", "compiled server-kit in ")
            write(SESSION, text(SESSION) + "\n// Another comment.\n")
            await().atMost(PATIENCE).until { dev.words().substringAfterLast("dev: changed").contains("compiled protocol in ") }
            dev.stop()
            dev.awaitEnd()
        }
        val servers = ProcessHandle.allProcesses().filter { "$project/" in it.info().commandLine().orElse("") }
        assertThat(servers).isEmpty()
    }

    private fun restarts(dev: RunningProcess, what: String, change: () -> Unit) {
        val before = starts(dev)
        change()
        await(what).atMost(PATIENCE).until { starts(dev) > before }
        println("dev, $what: " + dev.words().lines().last { it.startsWith(READY) })
    }

    private fun starts(dev: RunningProcess) = dev.words().lines().count { it.startsWith(READY) }

    private fun running(resource: String) = project.resolve("server-app/target/dev/classes").resolve(resource)

    private fun text(path: String) = project.resolve(path).readText()

    private fun write(path: String, text: String) = project.resolve(path).createParentDirectories().writeText(text)

    /**
     * Copies the files that git tracks, and the results of Maven's build for the server's modules.
     * The copies have the same times, so that nothing must be built.
     */
    private fun copyProject() {
        project.createDirectories()
        val modules = Project.root.resolve(BUILT).readText().lines().filter { "/target/" in it && !it.startsWith("/") }
            .map { it.substringBefore("/target/") }
        val copy = "tar cf - \$(git ls-files -- ${modules.joinToString(" ")} pom.xml .mvn mvnw wharf scripts) " +
            modules.joinToString(" ") { "$it/target" } + " | tar xf - -C '$project'"
        assertThat(Command.run(Project.root, "sh", "-c", copy).exit).isZero()
    }

    companion object {
        private const val BUILT = "server-app/target/app/.built"
        private const val READY = "dev: ready, "
        private const val FRESH = "dev/wharf/game/server/Fresh.class"
        private const val SESSION = "protocol/src/main/java/dev/wharf/protocol/PacketSession.java"
        private const val ECHO = "proto/src/main/proto/game/echo.proto"
        private val PATIENCE = Duration.ofMinutes(5)

        @JvmStatic
        fun isBuilt() = Project.root.resolve(BUILT).exists()
    }
}
