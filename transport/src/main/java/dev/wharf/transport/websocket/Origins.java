package dev.wharf.transport.websocket;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The web sites whose pages may connect. A browser names the site in the header `Origin`; a page
/// cannot change it. Immutable.
///
/// A page may connect when the list has its site, or when it comes from the host that the client
/// connects to. Ports and schemes do not matter in the second case, so that a web server and a game
/// server can share a host.
public final class Origins {
  private static final String ALL = "*";
  private static final Pattern SITE =
      Pattern.compile("\\*|null|https?://([a-z0-9_.-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

  private final Set<String> sites;

  private Origins(Set<String> sites) {
    this.sites = sites;
  }

  /// Parses a list.
  ///
  /// @param text sites such as `https://play.example` or `http://localhost:8080`, separated by
  ///   commas; `*` for all sites; `null` for pages without a site, such as files. Blank for no site
  /// @throws IllegalArgumentException when an element has another form; the message names it
  public static Origins parse(String text) {
    Set<String> sites = new TreeSet<>();
    Arrays.stream(text.split(","))
        .map(element -> element.strip().toLowerCase(Locale.ROOT))
        .filter(element -> !element.isEmpty())
        .forEach(element -> sites.add(checked(element)));
    return new Origins(sites);
  }

  private static String checked(String site) {
    if (!SITE.matcher(site).matches()) {
      throw new IllegalArgumentException(
          "\"" + site + "\" is no site like https://play.example, without a path");
    }
    return site;
  }

  /// Returns whether the list has all sites.
  public boolean hasAll() {
    return sites.contains(ALL);
  }

  /// Returns whether a page may connect.
  ///
  /// @param origin the value of the header `Origin`
  /// @param host the value of the header `Host`
  boolean allows(String origin, String host) {
    String site = origin.toLowerCase(Locale.ROOT);
    return hasAll()
        || sites.contains(site)
        || (SITE.matcher(site).matches() && hostOfSite(site).equals(hostOf(host)));
  }

  private static String hostOfSite(String site) {
    return hostOf(site.substring(site.indexOf("//") + 2));
  }

  /// Returns the host without its port, in lower case.
  private static String hostOf(String authority) {
    int port = authority.indexOf(':', authority.lastIndexOf(']') + 1);
    String host = port < 0 ? authority : authority.substring(0, port);
    return host.toLowerCase(Locale.ROOT);
  }
}
