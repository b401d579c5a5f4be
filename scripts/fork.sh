#!/bin/sh
# Makes a renamed copy of this project. Called by the launcher's `fork` command.
#
#   fork.sh <group> <name> <directory>
#
# What is renamed: the package root dev.wharf -> <group>.<name>, the Maven group and artifact ids, the
# launcher, the proto package, the prefix of environment variables, and the name in the docs.
set -eu

fail() {
  echo "fork: $1" >&2
  exit 2
}

[ $# -eq 3 ] || fail "usage: fork <group> <name> <directory>, for example: fork com.example skyfall ../skyfall"
group=$1 name=$2 target=$3
source=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)

echo "$group" | grep -Eqx '[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*' ||
  fail "the group must be a Java package name in small letters, like com.example, not '$group'"
echo "$name" | grep -Eqx '[a-z][a-z0-9]{1,30}' ||
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
[ "$name" != wharf ] || fail "the name must differ from this project's"
if [ -e "$target" ]; then
  [ -d "$target" ] || fail "'$target' is not a directory"
  [ -z "$(ls -A -- "$target")" ] || fail "'$target' is not empty"
fi
mkdir -p -- "$target" || fail "cannot make '$target'"
target=$(CDPATH='' cd -- "$target" && pwd)
case $target/ in
  "$source"/*) fail "'$target' lies inside this project" ;;
esac

# ---- copy the files of the project, not what was built from them
cd "$source"
find . \( -name .git -o -name target -o -name node_modules -o -name .idea -o -name '.jazzer*' \) -prune -o \( -type f -o -type l \) -print |
  sed 's|^\./||' >"$target/.fork-files"
while IFS= read -r file; do
  mkdir -p "$target/$(dirname "$file")"
  cp -P "$file" "$target/$file"
done <"$target/.fork-files"
rm "$target/.fork-files"
cd "$target"

# ---- rename inside the files
package=$group.$name
path=$(echo "$package" | tr . /)
upper=$(echo "$name" | tr '[:lower:]' '[:upper:]')
title=$(echo "$name" | cut -c1 | tr '[:lower:]' '[:upper:]')$(echo "$name" | cut -c2-)
escaped=$(echo "$package" | sed 's/\./\\\\./g')
find . -type f -exec grep -Il '[Ww]harf\|WHARF' {} + | while IFS= read -r file; do
  sed \
    -e "s|<groupId>dev\.wharf</groupId>|<groupId>$group</groupId>|g" \
    -e "s|dev\\\\\\\\\.wharf|$escaped|g" \
    -e "s|dev\\\\\.wharf|$(echo "$package" | sed 's/\./\\\\./g')|g" \
    -e "s|dev\.wharf|$package|g" \
    -e "s|dev/wharf|$path|g" \
    -e "s|WHARF|$upper|g" \
    -e "s|Wharf|$title|g" \
    -e "s|wharf|$name|g" \
    "$file" >"$file.forked"
  cat "$file.forked" >"$file" # keeps the mode
  rm "$file.forked"
done

# ---- rename folders and files, the deepest first
find . -depth -type d -path '*/dev/wharf' | while IFS= read -r folder; do
  root=${folder%/dev/wharf}
  mv "$folder" "$root/.forked"
  rmdir "$root/dev" 2>/dev/null || true
  mkdir -p "$(dirname "$root/$path")"
  mv "$root/.forked" "$root/$path"
done
find . -depth -name '*[Ww]harf*' | while IFS= read -r entry; do
  renamed=$(basename "$entry" | sed -e "s|Wharf|$title|g" -e "s|wharf|$name|g")
  mv "$entry" "$(dirname "$entry")/$renamed"
done

echo "fork: sorting imports and line breaks anew for the new names"
"./$name" format
echo "fork: done. Next:
  cd $target
  git init
  ./mvnw verify
  ./$name demo"
