package dev.wharf.transport.proxy;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/// A list of IP addresses and blocks of addresses, such as `10.0.0.0/8, 192.168.1.7, fd00::/8`.
/// Immutable.
public final class AddressBlocks {
  private final List<Block> blocks;

  private AddressBlocks(List<Block> blocks) {
    this.blocks = blocks;
  }

  /// The addresses whose first bits are those of one address.
  ///
  /// @param prefix the number of bits that count
  private record Block(InetAddress address, int prefix) {
    static Block parse(String text) {
      int slash = text.indexOf('/');
      InetAddress address = address(slash < 0 ? text : text.substring(0, slash));
      int bits = address.getAddress().length * Byte.SIZE;
      int prefix = slash < 0 ? bits : Integer.parseInt(text, slash + 1, text.length(), 10);
      if (prefix < 0 || prefix > bits) {
        throw new IllegalArgumentException("a prefix of " + prefix + " bits");
      }
      return new Block(address, prefix);
    }

    /// Parses an address. Rejects short forms of IPv4 addresses, because Java reads `10` as
    /// 0.0.0.10.
    private static InetAddress address(String text) {
      boolean isShort = text.indexOf(':') < 0 && text.chars().filter(c -> c == '.').count() != 3;
      if (isShort) {
        throw new IllegalArgumentException("a short form");
      }
      return InetAddress.ofLiteral(text);
    }

    boolean contains(byte[] other) {
      byte[] own = address.getAddress();
      int bytes = prefix / Byte.SIZE;
      int mask = 0xFF00 >> (prefix % Byte.SIZE);
      return other.length == own.length
          && Arrays.equals(own, 0, bytes, other, 0, bytes)
          && (bytes == own.length || ((own[bytes] ^ other[bytes]) & mask & 0xFF) == 0);
    }
  }

  /// Parses a list.
  ///
  /// @param text addresses, and blocks in the form `ADDRESS/BITS`, separated by commas; blank for
  ///   an empty list. Host names are not allowed
  /// @throws IllegalArgumentException when the text has another form; the message names the first
  ///   element that is wrong
  public static AddressBlocks parse(String text) {
    return new AddressBlocks(
        Arrays.stream(text.split(","))
            .map(String::strip)
            .filter(element -> !element.isEmpty())
            .map(AddressBlocks::block)
            .toList());
  }

  private static Block block(String element) {
    try {
      return Block.parse(element);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"" + element + "\" is no IP address, and no block like 10.0.0.0/8", e);
    }
  }

  /// Returns whether the list has no element.
  public boolean isEmpty() {
    return blocks.isEmpty();
  }

  /// Returns whether a block of the list has all IPv4 or all IPv6 addresses.
  public boolean hasAll() {
    return blocks.stream().anyMatch(block -> block.prefix() == 0);
  }

  /// Returns whether an address is in the list.
  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    for (Block block : blocks) {
      if (block.contains(bytes)) {
        return true;
      }
    }
    return false;
  }
}
