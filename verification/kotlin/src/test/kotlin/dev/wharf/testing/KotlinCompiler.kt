package dev.wharf.testing

import org.jetbrains.kotlin.cli.common.ExitCode
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.PrintStream
import java.nio.file.Path
import kotlin.io.path.writeText

/**
 * Runs Kotlin's compiler with the settings of the build. The compiled code may use the classes of
 * the running test.
 */
object KotlinCompiler {
    /** The result of a compilation: the compiler's output, and the folder of the classes. */
    class Result(val isGood: Boolean, val words: String, val classes: Path)

    fun compile(fileName: String, code: String, folder: Path): Result {
        val source = folder.resolve(fileName).apply { writeText(code) }
        val classes = folder.resolve("classes")
        val words = ByteArrayOutputStream()
        val exit = PrintStream(words).use { out ->
            K2JVMCompiler().exec(
                out,
                "-Xuse-fast-jar-file-system=false", "-no-stdlib", "-no-reflect", "-module-name", "compiled-by-a-test",
                "-Werror", "-Xjspecify-annotations=strict", "-jvm-target", "25",
                "-classpath", classPath(), "-d", classes.toString(), source.toString(),
            )
        }
        return Result(exit == ExitCode.OK, words.toString(), classes)
    }

    private fun classPath(): String =
        System.getProperty("java.class.path").split(File.pathSeparator).filter { File(it).exists() }
            .joinToString(File.pathSeparator)
}
