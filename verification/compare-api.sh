#!/usr/bin/env bash
# Compares the API of the libraries with the last release, which is the newest tag v* before the present commit. It
# fails when a change breaks the API and the version does not permit that, or when MIGRATION.md has no line about it.
# CONTRIBUTING.md, "Versions", says what the API is. Without a tag there is nothing to compare.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

libraries=(engine protocol transport server-kit storage client-kit swarm)

say() {
  echo "compare-api: $*"
}
build() { # build <tree>: the libraries of that tree, without the checks of their code
  (cd "$1" && ./mvnw -q --batch-mode -DskipFuzz -Dmaven.test.skip=true -Dwharf.nullness="-XepDisableAllChecks -XepOpt:NullAway:OnlyNullMarked=true" \
    -pl "$(IFS=,; echo "${libraries[*]}")" package)
}
version_of() { # version_of <tree>: the version in its pom.xml
  sed -n 's|^  <version>\(.*\)</version>$|\1|p' "$1/pom.xml"
}
jar_of() { # jar_of <tree> <library>
  echo "$1/$2/target/wharf-$2-$(version_of "$1").jar"
}
jars_of() { # jars_of <tree>: all its libraries, as a class path
  local jars
  jars=$(for library in "${libraries[@]}"; do jar_of "$1" "$library"; done)
  echo "${jars//$'\n'/:}"
}
exports_of() { # exports_of <tree> <library>: the packages that it exports to all modules
  sed -n 's/^ *exports  *\([a-z0-9_.]*\) *;.*/\1/p' "$1/$2/src/main/java/module-info.java"
}
keeps_exports() { # keeps_exports <library>: whether no package of the API is gone
  local gone
  gone=$(grep -vxFf <(exports_of . "$1") <(exports_of "$release" "$1") || true)
  [ -z "$gone" ] || say "$1 no longer exports ${gone//$'\n'/, }"
  [ -z "$gone" ]
}
keeps_types() { # keeps_types <library>: whether the types of the exported packages are compatible; lists what is not
  # A new field of a packet adds a method to its OrBuilder, which no game implements.
  java -cp "$work/japicmp/*" japicmp.JApiCmp --old "$(jar_of "$release" "$1")" --new "$(jar_of . "$1")" \
    --old-classpath "$(jars_of "$release")" --new-classpath "$(jars_of .)" --ignore-missing-classes \
    --include "$(exports_of "$release" "$1" | paste -sd ';')" --include-exclusively --exclude '*OrBuilder' \
    -a protected --only-modified --error-on-binary-incompatibility --error-on-source-incompatibility
}
number() { # number <1, 2 or 3> <version>
  echo "$2" | cut -d- -f1 | cut -d. -f"$1"
}
may_break() { # may_break <old version> <new version>
  [ "$(number 1 "$1")" != "$(number 1 "$2")" ] ||
    { [ "$(number 1 "$2")" = 0 ] && [ "$(number 2 "$1")" != "$(number 2 "$2")" ]; }
}
migration_lines() { # migration_lines <tree>
  grep -c '^- ' "$1/MIGRATION.md" || true
}

tag=$(git describe --tags --abbrev=0 --match 'v[0-9]*' 2>/dev/null || true)
if [ -z "$tag" ]; then
  say "there is no tag v*, and so no release to compare with"
  exit 0
fi
work=$(mktemp -d)
release=$work/release
trap 'git worktree remove --force "$release" 2>/dev/null || true; rm -rf "$work"' EXIT
git worktree add -q --detach "$release" "$tag"
build "$release"
build .
./mvnw -q --batch-mode -f verification/compare-api.pom.xml dependency:copy-dependencies -DoutputDirectory="$work/japicmp"

broken=()
for library in "${libraries[@]}"; do
  compatible=true
  keeps_exports "$library" || compatible=false
  keeps_types "$library" || compatible=false
  $compatible || broken+=("$library")
done
version=$(version_of .)
if [ ${#broken[@]} -eq 0 ]; then
  say "$version is compatible with $tag"
elif ! may_break "${tag#v}" "$version"; then
  say "${broken[*]}: incompatible with $tag, and $version may not break the API; see CONTRIBUTING.md, Versions"
  exit 1
elif [ "$(migration_lines .)" -le "$(migration_lines "$release")" ]; then
  say "${broken[*]}: incompatible with $tag, and MIGRATION.md has no new line about it"
  exit 1
else
  say "${broken[*]}: incompatible with $tag, as $version may be; MIGRATION.md has new lines"
fi
