import { stderr } from "node:process";
import { fuzzIngest, fuzzSeeds, longestMs, mostBytes, nameOfSeeds, together, type Fuzzed } from "../support/fuzz.ts";
import { figure, type Figure } from "./figure.ts";

/** A long run can be done in pieces: `VITRINE_FUZZ_FROM=20000 VITRINE_FUZZ_INPUTS=10000`; the pieces add up when their seeds have one name. */
const first = Number(process.env["VITRINE_FUZZ_FROM"] ?? "0");
const inputs = Number(process.env["VITRINE_FUZZ_INPUTS"] ?? "100000");
/** Each is a thread of its own, so that memory is measured from a fresh start. */
const pieceInputs = 5000;

/** Hostile files against the readers of ingest and of clips: none may crash, hang or take more memory than allowed. */
export async function run(): Promise<readonly Figure[]> {
  const seeds = fuzzSeeds();
  const end = first + inputs;
  let fuzzed: Fuzzed = { inputs: 0, takenIn: 0, refused: {}, crashes: [], slowestMs: 0, mostBytes: 0 };
  for (let from = first; from < end; from += pieceInputs) {
    const to = Math.min(end, from + pieceInputs);
    // oxlint-disable-next-line no-await-in-loop -- one after the other, so that time and memory have an owner
    const piece = await fuzzIngest(to - from, from, seeds);
    for (const crash of piece.crashes) {
      stderr.write(`${crash}\n`);
    }
    fuzzed = together(fuzzed, piece);
    const { takenIn, refused } = fuzzed;
    stderr.write(`${first} to ${to - 1} of seeds ${nameOfSeeds(seeds)}: taken in ${takenIn}, refused `);
    stderr.write(`${JSON.stringify(refused)}\n`);
  }
  return [
    figure("inputs that ended in neither a refusal nor a package", fuzzed.crashes.length, "inputs", fuzzed.inputs),
    figure("slowest input", fuzzed.slowestMs, "ms", longestMs),
    figure("memory above the seeds", fuzzed.mostBytes / 1024 / 1024, "MB", mostBytes / 1024 / 1024),
  ];
}
