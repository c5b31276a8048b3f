import { join } from "node:path";
import { alignByClock } from "../../../shared/cameras/alignment.ts";
import { extentOf } from "../../../shared/cameras/coverage.ts";
import type { Footage } from "../../../shared/model/footage.ts";
import { FormatError } from "../../formats/format-error.ts";
import { peaksPerSecond } from "../../formats/glance.ts";
import type { Catalogue } from "../catalogue.ts";
import type { Custody } from "../custody.ts";
import { readEnvelope } from "./envelope.ts";
import { hear } from "./sound.ts";

interface Parts {
  readonly catalogue: Pick<Catalogue, "ofCase" | "packageOf">;
  readonly custody: Pick<Custody, "keysOf">;
  /** Folder of the packages. */
  readonly objects: string;
}

/** Where the error of a clock is not on record, the sound is looked for this far around it. */
const unknownMs = 60_000;
/** Microphones may stand some metres apart, and a step of the envelope is this long: the sound is right to so much. */
const boundMs = 1000 / peaksPerSecond;

/**
 * Compares what a new recording heard with the other recordings of its case that were made at the same time.
 *
 * Only numbers come out: where they lie beside each other, or why the sound cannot tell. Looks no further than the clocks
 * may be off, so that a sound that returns later is not taken for the same one.
 */
export async function hearOthers(parts: Parts, footage: Footage, packageFile: string): Promise<Footage["heard"]> {
  const others = (await parts.catalogue.ofCase(footage.caseNo)).filter(
    (other) => other.destroyedOn === undefined && isBeside(footage, other),
  );
  const own = others.length === 0 ? null : await envelopeOf(parts, footage.asset, packageFile);
  if (own === null) {
    return undefined;
  }
  const heard: NonNullable<Footage["heard"]> = [];
  for (const other of others) {
    // oxlint-disable-next-line no-await-in-loop -- one recording after the other: memory stays flat
    const levels = await envelopeOf(parts, other.asset, (await parts.catalogue.packageOf(other.asset)) ?? "");
    if (levels !== null) {
      heard.push({ asset: other.asset, ...compare(own, levels, footage, other) });
    }
  }
  return heard.length === 0 ? undefined : heard;
}

function isBeside(one: Footage, other: Footage): boolean {
  const [first, second] = [extentOf(one), extentOf(other)];
  const slack = alignByClock(one, other).boundMs ?? unknownMs;
  return (
    one.kind !== "photo" && other.kind !== "photo" && first.from < second.to + slack && second.from < first.to + slack
  );
}

async function envelopeOf({ custody, objects }: Parts, asset: string, file: string): Promise<Float64Array | null> {
  const keys = await custody.keysOf(asset);
  try {
    return keys === null ? null : await readEnvelope(join(objects, file), keys.treeRoot);
  } catch (error) {
    // A package that is damaged or gone says nothing of a new one; the monitor and every viewing find that out.
    if (error instanceof FormatError || (error instanceof Error && "code" in error)) {
      return null;
    }
    throw error;
  }
}

function compare(
  own: Float64Array,
  levels: Float64Array,
  one: Footage,
  other: Footage,
): { readonly offsetMs: number; readonly boundMs: number } | { readonly why: "silent" | "unlike" | "ambiguous" } {
  const clock = alignByClock(one, other);
  const slack = clock.boundMs ?? unknownMs;
  const found = hear(own, levels, Math.floor(steps(clock.offsetMs - slack)), Math.ceil(steps(clock.offsetMs + slack)));
  return "why" in found ? found : { offsetMs: Math.round((found.steps * 1000) / peaksPerSecond), boundMs };
}

function steps(ms: number): number {
  return (ms * peaksPerSecond) / 1000;
}
