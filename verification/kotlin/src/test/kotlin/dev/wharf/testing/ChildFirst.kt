package dev.wharf.testing

import java.net.URL
import java.net.URLClassLoader

/** A class loader that loads some classes from its own places, and all other classes as usual. */
class ChildFirst(vararg places: URL, private val isOwn: (String) -> Boolean) : URLClassLoader(places, ChildFirst::class.java.classLoader) {
    override fun loadClass(name: String, resolve: Boolean): Class<*> =
        if (isOwn(name)) findLoadedClass(name) ?: findClass(name) else super.loadClass(name, resolve)
}
