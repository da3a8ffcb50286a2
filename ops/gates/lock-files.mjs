// Lists every edge of the committed lock files whose resolved major version differs from the requested one.
// With lock files NuGet no longer says "X was not found, Y was resolved instead", and a package that runs on another
// major than it was built for can fail at its first call. Known and tried edges stand in lock-files.allowed.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const major = (version) => version.replace(/[[\]() ]/g, "").split(",")[0].split(".")[0];

const lockFiles = ["src", "tests"].flatMap((area) =>
  readdirSync(join(root, area), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(root, area, entry.name, "packages.lock.json")));

const edges = new Set();
for (const file of lockFiles) {
  let lock;
  try {
    lock = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") continue;
    throw error;
  }
  for (const packages of Object.values(lock.dependencies)) {
    const resolved = new Map(Object.entries(packages).map(([name, entry]) => [name.toLowerCase(), entry]));
    for (const [name, entry] of Object.entries(packages)) {
      for (const [wanted, range] of Object.entries(entry.type === "Project" ? {} : entry.dependencies ?? {})) {
        const got = resolved.get(wanted.toLowerCase())?.resolved;
        if (got && major(range) !== major(got)) edges.add(`${name} -> ${wanted} ${major(range)} => ${major(got)}`);
      }
    }
  }
}

const allowed = new Set(readFileSync(join(here, "lock-files.allowed"), "utf8")
  .split("\n").map((line) => line.replace(/#.*/, "").trim()).filter(Boolean));
const unknown = [...edges].filter((edge) => !allowed.has(edge)).sort();
const stale = [...allowed].filter((edge) => !edges.has(edge)).sort();

for (const edge of unknown) console.error(`New: ${edge}. Exercise the package on that version, then add the line to lock-files.allowed, or pin another version.`);
for (const edge of stale) console.error(`Gone: ${edge}. Remove the line from lock-files.allowed.`);
console.log(`${edges.size} edges across a major version, ${unknown.length} unknown, ${stale.length} stale`);
process.exit(unknown.length + stale.length === 0 ? 0 : 1);
