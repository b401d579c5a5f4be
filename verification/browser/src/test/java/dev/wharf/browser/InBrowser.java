package dev.wharf.browser;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Marks a class of tests in a real browser. A test method may have a parameter of the type
/// [Browser]; all tests share this browser.
///
/// Without a browser, the tests are skipped with a message. With `-Dwharf.browser=required`, they
/// fail instead.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(BrowserSupply.class)
@interface InBrowser {}
