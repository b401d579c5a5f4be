package dev;

import java.io.IOException;
import java.lang.classfile.AccessFlags;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The part of a module that other modules see: its classes without code and private members, and
/// the .proto files that they import. Dependent modules are compiled again only when this part
/// changes.
final class Interface {
  private static final ClassFile FORMAT =
      ClassFile.of(ConstantPoolSharingOption.NEW_POOL, ClassFile.DebugElementsOption.DROP_DEBUG);

  private Interface() {}

  static boolean isSame(Path classes, Path others, boolean withProtos) throws IOException {
    return hashes(classes, withProtos).equals(hashes(others, withProtos));
  }

  private static Map<Path, Integer> hashes(Path classes, boolean withProtos) throws IOException {
    Map<Path, Integer> hashes = new HashMap<>();
    for (Path file : Module.files(classes, ".class")) {
      ClassModel model = FORMAT.parse(file);
      hashes.put(
          classes.relativize(file),
          Arrays.hashCode(FORMAT.transformClass(model, Interface::keepVisible)));
    }
    for (Path file : withProtos ? Module.files(classes, ".proto") : List.<Path>of()) {
      hashes.put(classes.relativize(file), Files.readString(file).hashCode());
    }
    return hashes;
  }

  private static void keepVisible(ClassBuilder builder, ClassElement element) {
    switch (element) {
      case MethodModel method when isHidden(method.flags()) -> {}
      case MethodModel method ->
          builder.transformMethod(
              method,
              (visible, part) -> {
                if (!(part instanceof CodeModel)) {
                  visible.with(part);
                }
              });
      case FieldModel field when isHidden(field.flags()) -> {}
      case SourceFileAttribute _ -> {}
      default -> builder.with(element);
    }
  }

  private static boolean isHidden(AccessFlags flags) {
    return flags.has(AccessFlag.PRIVATE) || flags.has(AccessFlag.SYNTHETIC);
  }
}
