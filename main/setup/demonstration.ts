import { existsSync, globSync } from "node:fs";
import { join, parse, resolve } from "node:path";

const policies = join(import.meta.dirname, "../../resources/policies");

/** The policy pack that `--policy NAME|FILE` asks a demonstration to run under. */
export type DemonstrationPolicy =
  | { readonly ok: true; readonly policy: string | undefined }
  | { readonly ok: false; readonly known: readonly string[] };

/** Reads the words after `npm start --`; what ships goes by its name, everything else is a file. */
export function demonstrationPolicy(words: readonly string[], cwd = process.cwd()): DemonstrationPolicy {
  const at = words.findIndex((word) => word === "--policy" || word.startsWith("--policy="));
  if (at < 0) {
    return { ok: true, policy: undefined };
  }
  const asked = words[at]?.split("=")[1] ?? words[at + 1] ?? "";
  const known = globSync("*.json", { cwd: policies }).map((name) => parse(name).name);
  if (known.includes(asked)) {
    return { ok: true, policy: asked };
  }
  const file = resolve(cwd, asked);
  return asked !== "" && existsSync(file) ? { ok: true, policy: file } : { ok: false, known: known.toSorted() };
}

/** Each pack is another authority with a headquarters of its own, so it has a folder of its own. */
export function demonstrationFolder(policy: string | undefined): string {
  return policy === undefined ? "demonstration" : `demonstration-${parse(policy).name.replaceAll(/[^\w-]/gu, "-")}`;
}
