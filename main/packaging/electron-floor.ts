import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/**
 * The floor under the runtime: known faults and the versions in which each was mended, as data (`electron-floor.json`).
 * Nothing is packed below it.
 */

const versionForm =
  /^(?<major>\d{1,4})\.(?<minor>\d{1,4})\.(?<patch>\d{1,4})(?:-(?<stage>alpha|beta)\.(?<step>\d{1,4}))?$/u;
const version = z.string().regex(versionForm);
const floorSchema = z.strictObject({
  /** Lines before this one get no more corrections. */
  oldest: version,
  faults: z.array(z.strictObject({ id: z.string(), what: z.string(), fixed: z.array(version).min(1) })).min(1),
});
const floorsSchema = z.strictObject({ electron: floorSchema, "electron-updater": floorSchema });

/** A package that has a floor. */
export type FlooredPackage = keyof z.output<typeof floorsSchema>;

const stages = ["alpha", "beta"];

/** A version as numbers that compare from left to right; a finished one comes after its trials. */
function numbersOf(text: string): number[] {
  const { major, minor, patch, stage, step } = versionForm.exec(text)?.groups ?? {};
  if (major === undefined) {
    throw new Error("not a version");
  }
  const finished = stage === undefined;
  return [
    Number(major),
    Number(minor),
    Number(patch),
    finished ? stages.length : stages.indexOf(stage),
    Number(step ?? 0),
  ];
}

function isBefore(first: string, second: string): boolean {
  const [left, right] = [numbersOf(first), numbersOf(second)];
  const apart = left.findIndex((number, at) => number !== right[at]);
  return apart >= 0 && (left[apart] ?? 0) < (right[apart] ?? 0);
}

const major = (of: string): number => numbersOf(of)[0] ?? 0;

/** Mended in its own line, or the line began after every mended one; a line that was never mended is open. */
function isMended(text: string, fixed: readonly string[]): boolean {
  const own = fixed.find((one) => major(one) === major(text));
  return own === undefined ? fixed.every((one) => major(one) < major(text)) : !isBefore(text, own);
}

const read = () =>
  floorsSchema.parse(JSON.parse(readFileSync(join(import.meta.dirname, "electron-floor.json"), "utf8")));

/**
 * Known faults that are open in a version, by id; `line` when its line gets no more corrections.
 *
 * @throws when it is no version.
 */
export function openFaults(name: FlooredPackage, text: string): string[] {
  const { oldest, faults } = read()[name];
  return [
    ...(isBefore(text, oldest) ? ["line"] : []),
    ...faults.filter(({ fixed }) => !isMended(text, fixed)).map(({ id }) => id),
  ];
}
