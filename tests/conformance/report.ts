import { hpke } from "./hpke.ts";
import type { Tally } from "./tally.ts";
import { acceptedByPolicy, publishedChecks, whyAbsent } from "./vectors.ts";

/** `npm run conformance`: one line per vector file, and failure on any miss. */

function line({ file, passed, total, misses }: Tally): string {
  return [`${passed}/${total}`.padStart(9), `  ${file}`, ...misses.map((miss) => `\n           ✗ ${miss}`)].join("");
}

const absent = whyAbsent();
const tallies = [hpke(), ...(absent === null ? publishedChecks.map(({ run }) => run()) : [])];
process.stdout.write(`${tallies.map(line).join("\n")}\n`);
if (absent === null) {
  process.stdout.write(`           cctv: by policy ${acceptedByPolicy} of 914 are accepted\n`);
} else {
  process.stdout.write(`skipped    ${absent}\n`);
}
process.exitCode = tallies.some(({ misses }) => misses.length > 0) ? 1 : 0;
