package fork;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Merges the branch `wharf` into the branch that is checked out, and prints the result.
///
/// @param launcher the launcher's name
/// @param lines lines of MIGRATION.md to print
record Merge(Git here, String launcher, Version version, List<String> lines) {
  /// Merges, and commits when there is no conflict.
  ///
  /// @return whether the merge is committed
  boolean make(String wharf) throws IOException {
    String base = here.run("merge-base", "HEAD", wharf);
    Set<String> folders = foldersOf("HEAD");
    here.fails("merge", "-q", "--no-ff", "--no-commit", "-m", "Merge Wharf " + version, wharf);
    if (here.fails("rev-parse", "-q", "--verify", "MERGE_HEAD")) {
      throw new IOException(
          "git cannot merge the branch 'wharf', which has the newer Wharf now. To see why, and to"
              + " try again: git merge wharf");
    }
    List<String> deleted = deleteAgain();
    deleted.addAll(deleteNew(base, wharf, folders));
    Map<String, Set<Integer>> conflicts = conflicts();
    if (conflicts.isEmpty()) {
      here.commitAdded("--no-edit");
    }
    report(deleted, conflicts);
    return conflicts.isEmpty();
  }

  /// Deletes the files that this branch has deleted and Wharf has changed.
  private List<String> deleteAgain() throws IOException {
    List<String> deleted = new ArrayList<>();
    for (Map.Entry<String, Set<Integer>> conflict : conflicts().entrySet()) {
      if (conflict.getValue().equals(Set.of(1, 3))) {
        delete(conflict.getKey());
        deleted.add(conflict.getKey());
      }
    }
    return deleted;
  }

  /// Deletes the files that Wharf has added to folders that this branch has deleted.
  private List<String> deleteNew(String base, String wharf, Set<String> folders)
      throws IOException {
    Set<String> gone = foldersOf(base);
    gone.removeAll(folders);
    List<String> deleted = new ArrayList<>();
    for (String file :
        here.lines("diff", "--name-only", "--no-renames", "--diff-filter=A", "-z", base, wharf)
            .toList()) {
      if (gone.contains(folderOf(file)) && !here.run("ls-files", "--", file).isEmpty()) {
        delete(file);
        deleted.add(file);
      }
    }
    return deleted;
  }

  private void delete(String file) throws IOException {
    here.fails("rm", "-q", "-f", "--", file);
  }

  private Set<String> foldersOf(String commit) throws IOException {
    return here.lines("ls-tree", "-r", "-z", "--name-only", commit)
        .map(Merge::folderOf)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static String folderOf(String file) {
    return file.substring(0, file.lastIndexOf('/') + 1);
  }

  /// The files with conflicts, and the versions that exist of each: 1 is that of the older Wharf, 2
  /// of this branch, 3 of the newer Wharf.
  private Map<String, Set<Integer>> conflicts() throws IOException {
    Map<String, Set<Integer>> conflicts = new TreeMap<>();
    for (String line : here.lines("ls-files", "-u", "-z").toList()) { // mode, id, number, tab, file
      int tab = line.indexOf('\t');
      conflicts
          .computeIfAbsent(line.substring(tab + 1), _ -> new HashSet<>())
          .add(line.charAt(tab - 1) - '0');
    }
    return conflicts;
  }

  private void report(List<String> deleted, Map<String, Set<Integer>> conflicts) {
    boolean isMerged = conflicts.isEmpty();
    System.out.printf(
        "upgrade: Wharf %s is merged%s.%n",
        version, isMerged ? "" : " in part: %d conflicts".formatted(conflicts.size()));
    list("Stay deleted, as this branch has deleted them or their folder", deleted);
    list(
        "Conflicts: edit these files, then git add them",
        which(conflicts, Set.of(1, 2, 3)::equals));
    list(
        "Added by both: edit these files, then git add them",
        which(conflicts, Set.of(2, 3)::equals));
    list(
        "Deleted by Wharf and changed here: git rm those to delete, git add those to keep",
        which(conflicts, Set.of(1, 2)::equals));
    list(
        "Moved on one side or both: git status says how",
        which(conflicts, versions -> versions.size() == 1));
    if (!lines.isEmpty()) {
      System.out.printf("%nChanges to follow by hand (%s):%n", Migration.FILE);
      lines.forEach(System.out::println);
    }
    System.out.println();
    System.out.println(
        "Next: %s./%s format, then ./mvnw verify"
            .formatted(isMerged ? "" : "git commit, then ", launcher));
    System.out.println(
        "To undo: " + (isMerged ? "git reset --hard ORIG_HEAD" : "git merge --abort"));
  }

  private static List<String> which(
      Map<String, Set<Integer>> conflicts, Predicate<Set<Integer>> versions) {
    return conflicts.entrySet().stream()
        .filter(conflict -> versions.test(conflict.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static void list(String title, List<String> files) {
    if (!files.isEmpty()) {
      System.out.printf("%n%s:%n", title);
      files.forEach(file -> System.out.println("  " + file));
    }
  }
}
