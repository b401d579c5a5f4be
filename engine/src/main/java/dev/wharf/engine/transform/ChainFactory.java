package dev.wharf.engine.transform;

import java.net.InetSocketAddress;

/// Makes a [Chain] for each session.
record ChainFactory(TransformationFactory outer, TransformationFactory inner)
    implements TransformationFactory {
  @Override
  public Transformation create(InetSocketAddress remote) {
    Transformation first = outer.create(remote);
    try {
      return new Chain(first, inner.create(remote));
    } catch (Throwable t) {
      first.close();
      throw t;
    }
  }

  @Override
  public boolean expectsPeerAddress(InetSocketAddress remote) {
    return outer.expectsPeerAddress(remote) || inner.expectsPeerAddress(remote);
  }
}
