package dev.wharf.protocol;

import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.buffer.SendBufferPool;
import dev.wharf.engine.memory.BufferMemory;
import dev.wharf.engine.memory.BufferPool;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/// Creates pools of send buffers without an engine.
final class TestPool {
  private TestPool() {}

  static SendBufferPool newPool() {
    return new BufferPool(new BufferMemory(1 << 24));
  }

  static byte[] bytesOf(SendBuffer sealed) {
    ByteBuffer view = sealed.readableView();
    byte[] bytes = new byte[view.remaining()];
    view.get(bytes);
    return bytes;
  }

  static String hexOf(SendBuffer sealed) {
    return HexFormat.of().formatHex(bytesOf(sealed));
  }
}
