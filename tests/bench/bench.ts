import { globSync } from "node:fs";
import { basename, join } from "node:path";
import { stdout } from "node:process";
import type { Figure } from "./figure.ts";

/** `npm run bench -- NAME [--json] [--full]`: one line per figure: name, value, unit, baseline, ratio. */

const support = new Set(["bench", "figure"]);
const names = globSync("*.ts", { cwd: import.meta.dirname })
  .map((file) => basename(file, ".ts"))
  .filter((name) => !support.has(name))
  .toSorted();

const wanted = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const asJson = process.argv.includes("--json");
const unknown = wanted.filter((name) => !names.includes(name));

if (wanted.length === 0 || unknown.length > 0) {
  stdout.write(`npm run bench -- NAME [--json] [--full], where NAME is one of: ${names.join(", ")}\n`);
  process.exit(wanted.length === 0 ? 0 : 2);
}

const digits = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3));

// One bench after the other: two at once would measure each other.
// oxlint-disable no-await-in-loop
for (const name of wanted) {
  const { run } = (await import(join(import.meta.dirname, `${name}.ts`))) as { run: () => Promise<readonly Figure[]> };
  for (const figure of await run()) {
    const { value, unit, baseline, ratio } = figure;
    stdout.write(
      asJson
        ? `${JSON.stringify({ bench: name, ...figure })}\n`
        : `${figure.name}  ${digits(value)} ${unit}  baseline ${digits(baseline)} ${unit}  ratio ${ratio.toFixed(2)}\n`,
    );
  }
}
// oxlint-enable no-await-in-loop
process.exit(0);
