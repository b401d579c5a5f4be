package dev.wharf.consumer

import dev.wharf.testing.KotlinCompiler
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path

/**
 * Tests that Kotlin knows which values of the API may be null. Code must handle a value that may
 * be null, and must not pass null where the API does not allow it. Each test has a careful line of
 * code, which compiles, and a careless one, which does not.
 */
class NullnessTest {
    private class Line(val careful: String, val careless: String)

    private val lines = listOf(
        Line(
            "fun reason(s: Session): CloseReason? = s.closeReason()",
            "fun reason(s: Session): CloseReason = s.closeReason()",
        ),
        Line(
            "fun kind(c: PacketCatalog): String? = c.kindOf(7)?.name()",
            "fun kind(c: PacketCatalog): String? = c.kindOf(7).name()",
        ),
        Line(
            "fun find(p: Players): String? = p.find(\"Ann\")?.player()?.name",
            "fun find(p: Players): String? = p.find(\"Ann\").player().name",
        ),
        Line(
            "fun end(s: PacketSession) = s.close(CloseReason.LOCAL, \"\")",
            "fun end(s: PacketSession) = s.close(CloseReason.LOCAL, null)",
        ),
        Line(
            "fun push(q: JobQueue) = q.push {}",
            "fun push(q: JobQueue) = q.push(null)",
        ),
        Line(
            "fun name(o: PortOptions): Int = o.name.length",
            "fun name(o: PortOptions?): Int = o.name.length",
        ),
    )

    @Test
    fun acceptsTheCarefulLines(@TempDir folder: Path) {
        val result = compile(folder, lines.map { it.careful })
        assertThat(result.isGood).`as`(result.words).isTrue()
    }

    @Test
    fun rejectsEachCarelessLine(@TempDir folder: Path) {
        val result = compile(folder, lines.map { it.careless })
        val rejected = Regex("""Consumer\.kt:(\d+):\d+: error:""").findAll(result.words).map { it.groupValues[1].toInt() }
        assertThat(rejected.toSet()).`as`(result.words).isEqualTo((FIRST_LINE until FIRST_LINE + lines.size).toSet())
    }

    private fun compile(folder: Path, code: List<String>) =
        KotlinCompiler.compile("Consumer.kt", (IMPORTS + code).joinToString("\n"), folder)

    private companion object {
        val IMPORTS = listOf(
            "import dev.wharf.engine.*",
            "import dev.wharf.engine.job.JobQueue",
            "import dev.wharf.protocol.*",
            "import dev.wharf.protocol.catalog.PacketCatalog",
            "import dev.wharf.server.player.Players",
        )
        val FIRST_LINE = IMPORTS.size + 1
    }
}
