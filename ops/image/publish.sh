#!/usr/bin/env bash
# What the image contains, published to a directory: the Dockerfile and the test command both run this file.
# For one platform only: a portable publish carries the native parts of every platform, ten times the size.
set -euo pipefail
target=${1:?usage: ops/image/publish.sh DIRECTORY}
cd "$(dirname "$0")/../.."
for host in Web Cli; do
  # Both hosts share nearly every assembly, at the same versions: one directory.
  dotnet publish "src/$host" -c Release -r linux-x64 --no-self-contained -v q -clp:ErrorsOnly -o "$target"
done
