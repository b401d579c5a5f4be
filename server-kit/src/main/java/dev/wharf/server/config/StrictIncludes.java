package dev.wharf.server.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import java.io.File;
import java.net.URL;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Makes every `include` of a HOCON file an `include required(...)`: the library ignores a file
/// that is not there, and a server would run without its secrets.
final class StrictIncludes
    implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
  private final @Nullable ConfigIncluder library;

  private StrictIncludes(@Nullable ConfigIncluder library) {
    this.library = library;
  }

  /// Options for reading a file.
  static ConfigParseOptions options() {
    return ConfigParseOptions.defaults()
        .setAllowMissing(false)
        .setIncluder(new StrictIncludes(null));
  }

  /// Called by the library, with what reads an include.
  @Override
  public ConfigIncluder withFallback(ConfigIncluder fallback) {
    return library == null ? new StrictIncludes(fallback) : this;
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    return required(context, what, strict -> libraryAs(ConfigIncluder.class).include(strict, what));
  }

  @Override
  public ConfigObject includeFile(ConfigIncludeContext context, File what) {
    return required(
        context,
        what.getPath(),
        strict -> libraryAs(ConfigIncluderFile.class).includeFile(strict, what));
  }

  @Override
  public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
    return required(
        context,
        what.toString(),
        strict -> libraryAs(ConfigIncluderURL.class).includeURL(strict, what));
  }

  @Override
  public ConfigObject includeResources(ConfigIncludeContext context, String what) {
    return required(
        context,
        what,
        strict -> libraryAs(ConfigIncluderClasspath.class).includeResources(strict, what));
  }

  private static ConfigObject required(
      ConfigIncludeContext context,
      String what,
      Function<ConfigIncludeContext, ConfigObject> include) {
    try {
      return include.apply(context.setParseOptions(context.parseOptions().setAllowMissing(false)));
    } catch (ConfigException.IO e) {
      throw new ConfigException.Generic(
          "include \"" + what + "\": there is no such file, or it cannot be read", e);
    }
  }

  private <T> T libraryAs(Class<T> type) {
    return Objects.requireNonNull(type.cast(library));
  }
}
