package dev.wharf.browser;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Starts the browser for the first test that needs it, and ends the browser after the last test.
final class BrowserSupply implements BeforeAllCallback, ParameterResolver {
  private static final String REQUIRED = "required";
  private static final String MISSING =
      "THERE IS NO BROWSER: no chromium on the PATH, and none named by WHARF_BROWSER."
          + " verification/install-tools.sh installs one.";

  @Override
  public void beforeAll(ExtensionContext context) {
    if (Browser.find().isPresent()) {
      return;
    }
    if (REQUIRED.equals(System.getProperty("wharf.browser"))) {
      throw new AssertionError(MISSING);
    }
    System.err.println("SKIPPED " + context.getDisplayName() + ": " + MISSING);
    Assumptions.abort(MISSING);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Browser.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Optional<Path> executable = Browser.find();
    return context
        .getRoot()
        .getStore(Namespace.create(BrowserSupply.class))
        .getOrComputeIfAbsent(
            Browser.class, _ -> Browser.start(executable.orElseThrow()), Browser.class);
  }
}
