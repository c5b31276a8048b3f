import { stderr } from "node:process";
import { fuzzIngest, longestMs, mostBytes } from "../support/fuzz.ts";
import { figure, type Figure } from "./figure.ts";

const inputs = Number(process.env["VITRINE_FUZZ_INPUTS"] ?? "100000");

/** Hostile files against ingest's own readers: none may crash, hang or take more memory than allowed. */
export async function run(): Promise<readonly Figure[]> {
  const fuzzed = await fuzzIngest(inputs);
  for (const crash of fuzzed.crashes) {
    stderr.write(`${crash}\n`);
  }
  stderr.write(`taken in ${fuzzed.takenIn}, refused ${JSON.stringify(fuzzed.refused)}\n`);
  return [
    figure("inputs that ended in neither a refusal nor a package", fuzzed.crashes.length, "inputs", fuzzed.inputs),
    figure("slowest input", fuzzed.slowestMs, "ms", longestMs),
    figure("memory above the seeds", fuzzed.mostBytes / 1024 / 1024, "MB", mostBytes / 1024 / 1024),
  ];
}
