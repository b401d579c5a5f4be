#!/bin/sh
# Makes a renamed copy of this project. Called by the launcher's `fork` command.
#
#   fork.sh <group> <name> <directory>
#
# What is renamed: the package root, the Maven group and artifact ids, the launcher, the proto package, the
# prefix of environment variables, and the name in the docs. A fork can be forked again.
set -eu

fail() {
  echo "fork: $1" >&2
  exit 2
}

[ $# -eq 3 ] || fail "usage: fork <group> <name> <directory>, for example: fork com.example skyfall ../skyfall"
group=$1 name=$2 target=$3
source=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
old_package=dev.wharf
old_name=wharf
old_group=$(sed -n 's|.*<groupId>\(.*\)</groupId>.*|\1|p' "$source/pom.xml" | head -n 1)

is_like() { # is_like <text> <expression>: the whole text, which is one line
  [ "$(printf '%s\n' "$1" | wc -l)" -eq 1 ] && printf '%s\n' "$1" | grep -Eqx "$2"
}
is_like "$group" '[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*' ||
  fail "the group must be a Java package name in small letters, like com.example, not '$group'"
is_like "$name" '[a-z][a-z0-9]{1,30}' ||
  fail "the name must be 2 to 31 small letters and digits, beginning with a letter, not '$name'"
for word in $(echo "$group" | tr . ' ') "$name"; do
  case $word in
    abstract | assert | boolean | break | byte | case | catch | char | class | const | continue | default | do | double | \
      else | enum | extends | false | final | finally | float | for | goto | if | implements | import | instanceof | int | \
      interface | long | native | new | null | package | private | protected | public | return | short | static | strictfp | \
      super | switch | synchronized | this | throw | throws | transient | true | try | void | volatile | while | _ | \
      fun | in | is | object | typealias | typeof | val | var | when)
      fail "'$word' is a keyword, and cannot be part of a package name"
      ;;
  esac
done
case $group in
  java | java.* | javax | javax.*) fail "the packages of '$group' are Java's own" ;;
esac
[ "$name" != "$old_name" ] || fail "the name must differ from this project's"
[ ! -e "$source/$name" ] || fail "the launcher cannot be called '$name': the project has a file or folder of that name"
if [ -e "$target" ]; then
  [ -d "$target" ] || fail "'$target' is not a directory"
  [ -z "$(ls -A -- "$target")" ] || fail "'$target' is not empty"
  undo=:
else
  undo=rmdir
  mkdir -p -- "$target" 2>/dev/null || fail "cannot make '$target'"
fi
target=$(CDPATH='' cd -- "$target" && pwd -P)
case $target/ in
  "$(CDPATH='' cd -- "$source" && pwd -P)"/*)
    $undo "$target"
    fail "'$target' lies inside this project"
    ;;
esac

# ---- what becomes of the old names, in texts and in paths alike
capital() { # the first letter
  printf '%s%s' "$(printf %s "$1" | cut -c1 | tr '[:lower:]' '[:upper:]')" "$(printf %s "$1" | cut -c2-)"
}
capitals() {
  printf %s "$1" | tr '[:lower:]' '[:upper:]'
}
dots() { # in an expression they stand for themselves
  printf %s "$1" | sed 's/\./[.]/g'
}
slashes() {
  printf %s "$1" | tr . /
}
package=$group.$name
mark=$(printf '\001') # the new names may hold the old one, so marks stand for them until nothing is left of the old
rename="
s|<groupId>$(dots "$old_group")</groupId>|<groupId>${mark}g</groupId>|g
s|$(dots "$old_package")|${mark}p|g
s|$(slashes "$old_package")|${mark}s|g
s|$(capitals "$old_name")|${mark}u|g
s|$(capital "$old_name")|${mark}c|g
s|$old_name|${mark}n|g
s|${mark}g|$group|g
s|${mark}p|$package|g
s|${mark}s|$(slashes "$package")|g
s|${mark}u|$(capitals "$name")|g
s|${mark}c|$(capital "$name")|g
s|${mark}n|$name|g"

# ---- copy the files of the project, not what was built from them
cd "$source"
find . \( -name .git -o -name target -o -name node_modules -o -name .idea -o -name .kotlin -o -name .cifuzz-corpus \) -prune \
  -o -type f ! -name '*.log' ! -name '*.jfr' -print |
  while IFS= read -r file; do
    copy=$target/$(printf '%s\n' "${file#./}" | sed "$rename")
    mkdir -p "$(dirname "$copy")"
    cp -p "$file" "$copy" # with its mode
    if grep -Iq . "$file"; then
      sed "$rename" "$file" >"$copy"
    fi
  done
cd "$target"

echo "fork: sorting imports and line breaks anew for the new names"
"./$name" format
echo "fork: done. Next:
  cd $target
  git init
  ./mvnw verify
  ./$name demo"
