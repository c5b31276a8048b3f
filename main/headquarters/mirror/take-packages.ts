import { packageBounds, readPackage, type AddEntriesHeader, type ByteInput } from "../../formats/tlog-mirror.ts";
import type { MirroredLog } from "./index.ts";
import type { BoundPackage, MirrorAnswer, MirrorRules } from "./mirror.ts";

/** What is read before it is kept, in bytes of leaves: a request is one durable transaction, a huge one several. */
const heldBytes = 1 * 1024 * 1024;

/**
 * Takes the packages of an upload as they arrive. What has been proved when the stream breaks off, or when a package
 * is refused, is kept; the answer leaves after it.
 */
export async function takePackages(
  rules: MirrorRules,
  log: MirroredLog,
  { start, end }: AddEntriesHeader,
  input: ByteInput,
): Promise<MirrorAnswer> {
  let anySaved = false;
  let held: BoundPackage[] = [];
  let bytes = 0;
  const keep = (): MirrorAnswer | null => {
    const packages = held;
    held = [];
    bytes = 0;
    anySaved ||= packages.length > 0;
    return packages.length === 0 ? null : rules.addPackages(log, packages, end);
  };
  try {
    for await (const bound of packagesOf(start, end, input)) {
      held.push(bound);
      bytes += bound.entries.leaves.reduce((sum, leaf) => sum + leaf.byteLength, 0);
      const refusal = bytes < heldBytes ? null : keep();
      if (refusal !== null) {
        return refusal;
      }
    }
  } catch (error) {
    keep();
    throw error;
  }
  return keep() ?? rules.finishEntries(log, end, anySaved);
}

/** @throws {FormatError} for a malformed package. */
async function* packagesOf(start: number, end: number, input: ByteInput): AsyncGenerator<BoundPackage> {
  for (const bounds of packageBounds(start, end)) {
    // oxlint-disable-next-line no-await-in-loop -- packages of a stream come one after another
    const entries = await readPackage(input, bounds.end - bounds.start);
    if (entries === null) {
      return;
    }
    yield { bounds, entries };
  }
}
