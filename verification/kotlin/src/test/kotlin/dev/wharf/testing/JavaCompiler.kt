package dev.wharf.testing

import org.assertj.core.api.Assertions.assertThat
import java.io.ByteArrayOutputStream
import java.nio.file.Path
import javax.tools.ToolProvider

/** Compiles Java sources, which may use the classes of the running test. */
object JavaCompiler {
    /** Compiles sources into a folder. Fails with the compiler's output when they do not compile. */
    fun compile(sources: List<Path>, classes: Path) {
        val words = ByteArrayOutputStream()
        val options = arrayOf("-proc:none", "-classpath", System.getProperty("java.class.path"), "-d", "$classes")
        val exit = checkNotNull(ToolProvider.getSystemJavaCompiler()).run(null, words, words, *options, *sources.map { "$it" }.toTypedArray())
        assertThat(exit).`as`("$words").isZero()
    }
}
