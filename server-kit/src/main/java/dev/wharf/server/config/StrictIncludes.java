package dev.wharf.server.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigParseOptions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/// Makes every `include` of a HOCON file required. By default the library ignores a missing file,
/// so that a server could run without the secrets of that file.
final class StrictIncludes {
  private StrictIncludes() {}

  /// Returns the options for parsing a configuration file.
  static ConfigParseOptions options() {
    return ConfigParseOptions.defaults().setAllowMissing(false).setIncluder(around(null));
  }

  /// Creates a proxy that implements the library's four includer interfaces, which differ only in
  /// one parameter.
  ///
  /// @param library the library's own includer; null until the library passes it to `withFallback`
  private static ConfigIncluder around(@Nullable ConfigIncluder library) {
    Class<?>[] forms = {
      ConfigIncluder.class,
      ConfigIncluderFile.class,
      ConfigIncluderURL.class,
      ConfigIncluderClasspath.class
    };
    return (ConfigIncluder)
        Proxy.newProxyInstance(
            StrictIncludes.class.getClassLoader(),
            forms,
            (self, method, arguments) -> {
              if (!method.getName().equals("withFallback")) {
                return include(library, method, arguments);
              }
              return library == null ? around((ConfigIncluder) arguments[0]) : self;
            });
  }

  private static Object include(@Nullable ConfigIncluder library, Method form, Object[] arguments)
      throws Throwable {
    ConfigIncludeContext context = (ConfigIncludeContext) arguments[0];
    try {
      return form.invoke(
          library,
          context.setParseOptions(context.parseOptions().setAllowMissing(false)),
          arguments[1]);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof ConfigException.IO missing
          ? new ConfigException.Generic(
              "include \"" + arguments[1] + "\": the file does not exist or cannot be read",
              missing)
          : e.getCause();
    }
  }
}
