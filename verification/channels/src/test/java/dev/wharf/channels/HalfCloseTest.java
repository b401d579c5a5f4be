package dev.wharf.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Tests shutting down one direction of a channel.
///
/// Two facts depend on the system, and are not asserted: how an operation ends that is pending in
/// the direction that is shut down, and what happens to bytes that arrive before or after
/// `shutdownInput`.
@WithEveryGroup
class HalfCloseTest extends ProviderTest {
  @Test
  void afterShutdownOutputThePeerReadsAllAndThenTheEnd() throws Exception {
    Link link = link();
    writeFully(link.channel(), ByteBuffer.wrap(bytes(50_000, 1)));
    assertThat(link.channel().shutdownOutput()).isSameAs(link.channel());
    assertThat(link.receiveAll()).isEqualTo(bytes(50_000, 1));
    link.send(bytes(100, 2));
    assertThat(readFully(link.channel(), 100)).isEqualTo(bytes(100, 2));
    assertThat(link.channel().isOpen()).isTrue();
  }

  @Test
  void aPendingReadContinuesAfterShutdownOutput() throws Exception {
    Link link = link();
    Outcome<Integer> read = pendingRead(link.channel());
    link.channel().shutdownOutput();
    assertThat(link.receiveAll()).isEmpty();
    assertThat(read.isDone()).isFalse();
    link.send((byte) 1);
    assertThat(read.value()).isEqualTo(1);
  }

  @Test
  void doesNotWriteAfterShutdownOutput() throws Exception {
    AsynchronousSocketChannel channel = link().channel();
    channel.shutdownOutput();
    assertThat(channel.shutdownOutput()).isSameAs(channel);
    Outcome<Integer> write = outcome();
    channel.write(direct((byte) 1), null, write);
    assertThat(write.failure()).isInstanceOf(ClosedChannelException.class);
    Outcome<Long> gather = outcome();
    ByteBuffer[] one = {direct((byte) 1)};
    channel.write(one, 0, 1, 0, TimeUnit.SECONDS, null, gather);
    assertThat(gather.failure()).isInstanceOf(ClosedChannelException.class);
    assertThat(failureOf(channel.write(direct((byte) 1))))
        .isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void readsTheEndAfterShutdownInput() throws Exception {
    Link link = link();
    assertThat(link.channel().shutdownInput()).isSameAs(link.channel());
    assertThat(link.channel().shutdownInput()).isSameAs(link.channel());
    Outcome<Integer> read = outcome();
    link.channel().read(ByteBuffer.allocate(10), null, read);
    assertThat(read.value()).isEqualTo(-1);
    Outcome<Long> scatter = outcome();
    ByteBuffer[] one = {ByteBuffer.allocate(10)};
    link.channel().read(one, 0, 1, 0, TimeUnit.SECONDS, null, scatter);
    assertThat(scatter.value()).isEqualTo(-1);
    assertThat(get(link.channel().read(ByteBuffer.allocateDirect(10)))).isEqualTo(-1);
    writeFully(link.channel(), direct((byte) 1));
    assertThat(link.receive(1)).containsExactly(1);
  }

  @Test
  void aPendingReadEndsAtTheLatestWhenClosedAfterShutdownInput() throws Exception {
    Link link = link();
    Outcome<Integer> read = pendingRead(link.channel());
    link.channel().shutdownInput();
    link.channel().close();
    read.awaitEnd();
  }

  @Test
  void bothDirectionsMayEndOneAfterTheOther() throws Exception {
    Link link = link();
    link.peer().shutdownOutput();
    assertThat(get(link.channel().read(ByteBuffer.allocate(5)))).isEqualTo(-1);
    link.channel().shutdownOutput();
    link.channel().shutdownInput();
    assertThat(link.receiveAll()).isEmpty();
    assertThat(link.channel().isOpen()).isTrue();
    assertThat(link.channel().getRemoteAddress()).isNotNull();
  }

  @Test
  void aClosedChannelCannotEndADirection() throws Exception {
    AsynchronousSocketChannel channel = link().channel();
    channel.close();
    assertThatThrownBy(channel::shutdownInput).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(channel::shutdownOutput).isInstanceOf(ClosedChannelException.class);
  }
}
