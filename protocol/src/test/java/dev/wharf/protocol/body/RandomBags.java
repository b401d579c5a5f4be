package dev.wharf.protocol.body;

import dev.wharf.protocol.testpackets.Bag;
import java.util.Random;

/// Makes random bodies of the message type Bag. Some bodies are valid, and some have a few changed
/// bytes.
final class RandomBags {
  private RandomBags() {}

  static byte[] damagedBody(Random random) {
    byte[] body = bag(random, 0).build().toByteArray();
    int damages = body.length == 0 ? 0 : random.nextInt(4);
    for (int i = 0; i < damages; i++) {
      body[random.nextInt(body.length)] = (byte) random.nextInt(256);
    }
    return body;
  }

  private static Bag.Builder bag(Random random, int depth) {
    Bag.Builder bag = Bag.newBuilder();
    int fields = random.nextInt(6);
    for (int i = 0; i < fields; i++) {
      addField(bag, random, depth);
    }
    return bag;
  }

  private static void addField(Bag.Builder bag, Random random, int depth) {
    Bag.Item item = Bag.Item.newBuilder().setKind(random.nextInt()).build();
    boolean deeper = depth < 4;
    switch (random.nextInt(11)) {
      case 0 -> bag.addItems(item);
      case 1 -> bag.addNames("n" + random.nextInt(1000));
      case 2 -> bag.addNumbers(random.nextInt());
      case 3 -> bag.addUnpacked(random.nextInt(300));
      case 4 -> bag.addFours(random.nextInt());
      case 5 -> bag.addEights(random.nextDouble());
      case 6 -> bag.putNamed("k" + random.nextInt(1000), item);
      case 7 -> bag.setOne(item);
      case 8 -> bag.setText("t");
      case 9 -> bag.setInner(deeper ? bag(random, depth + 1) : Bag.newBuilder());
      default -> bag.addBags(deeper ? bag(random, depth + 1) : Bag.newBuilder());
    }
  }
}
