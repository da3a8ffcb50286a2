#!/usr/bin/env bash
# Until the first release each database has one migration, made anew whenever the model changes.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet tool restore >/dev/null
for provider in Postgres Sqlite; do
  rm -rf "src/App/Data/Migrations/$provider"
  dotnet ef migrations add Initial --project src/App --context "${provider}RectifyDb" \
    --output-dir "Data/Migrations/$provider"
done
