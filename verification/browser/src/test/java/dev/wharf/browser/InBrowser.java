package dev.wharf.browser;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// A class of tests in a real browser: each test method may take a [Browser], which all share.
///
/// Where there is no browser the tests are skipped, with a word about it; with
/// `-Dwharf.browser=required` they fail.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(BrowserSupply.class)
@interface InBrowser {}
