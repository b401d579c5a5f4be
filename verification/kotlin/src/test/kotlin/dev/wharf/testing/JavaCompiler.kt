package dev.wharf.testing

import org.assertj.core.api.Assertions.assertThat
import java.io.ByteArrayOutputStream
import java.io.File
import java.nio.file.Path
import javax.tools.ToolProvider

/** Compiles Java sources, which may use the classes of the running test. */
object JavaCompiler {
    /**
     * Compiles sources into a folder. They may use the classes in other folders, too. Fails with the
     * compiler's output when they do not compile.
     */
    fun compile(sources: List<Path>, classes: Path, vararg others: Path) {
        val words = ByteArrayOutputStream()
        val classPath = (others.map { "$it" } + System.getProperty("java.class.path")).joinToString(File.pathSeparator)
        val options = arrayOf("-proc:none", "-classpath", classPath, "-d", "$classes")
        val exit = checkNotNull(ToolProvider.getSystemJavaCompiler()).run(null, words, words, *options, *sources.map { "$it" }.toTypedArray())
        assertThat(exit).`as`("$words").isZero()
    }
}
