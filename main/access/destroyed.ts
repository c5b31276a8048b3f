import { z } from "zod";
import { parseDestruction, type Destruction } from "../formats/destruction.ts";
import { sha256Hex } from "../formats/digest.ts";
import { FormatError } from "../formats/format-error.ts";
import { fromUtf8, utf8 } from "../formats/bytes.ts";
import type { LogEntry, NewEntry } from "../formats/log-entry.ts";
import { verifyStatement, type StatementFile } from "../formats/statement.ts";
import type { SealedShelf } from "./sealed-shelf.ts";

/** What the destruction of a recording works with at a station. */
export interface DestroyedPorts {
  readonly shelf: SealedShelf;
  readonly log: { append(entry: NewEntry): void };
  readonly trust: () => { readonly origin: string; readonly verifierKeys: readonly string[] };
  /** Brings what was read from the log up to its end. */
  readonly catchUp: () => void;
  /** Erases every grant that opens destroyed recordings only; answers which. */
  readonly eraseGrants: () => string[];
  /** Ends what is open of the recording and drops its keys from memory. */
  readonly stopViewing: (asset: string) => void;
  /** Erases the ciphertext that is kept of the recording; rejects when it is still there. */
  readonly eraseCiphertext: (asset: string, manifest: string) => Promise<void>;
}

/** What was destroyed, and the holds that this station itself set. */
export interface Destroyed {
  /** Feed it every entry of the log in order. */
  take(entry: LogEntry): void;
  has(asset: string): boolean;
  /**
   * Carries out a statement of headquarters: the entry by which this station confirms is durable on return.
   *
   * One that headquarters did not log changes nothing and is recorded; so is one about a recording on which this
   * station holds a preservation hold that headquarters did not know. Seeing one twice changes nothing.
   */
  carryOut(text: string): Promise<void>;
  /** Goes on with what a stop interrupted. */
  resume(): Promise<void>;
}

const kind = "destroyed";
const heldSchema = z.looseObject({ hold: z.string(), asset: z.string() });

/** Makes the room over the shelf, which remembers what must not open again, and the log, which proves that it is gone. */
export function createDestroyed(ports: DestroyedPorts): Destroyed {
  const { shelf, log } = ports;
  const confirmed = new Set<string>();
  const holds = new Map<string, Set<string>>();

  const finish = async ({ statement, leaf }: StatementFile<Destruction>): Promise<void> => {
    const { asset, manifest, list, number, article } = statement;
    ports.catchUp();
    const digest = sha256Hex(leaf);
    ports.stopViewing(asset);
    const grants = ports.eraseGrants();
    await ports.eraseCiphertext(asset, manifest);
    if (!confirmed.has(digest)) {
      log.append({ t: "asset.destroyed", b: { asset, list, number, article, statement: digest, grants } });
      ports.catchUp();
    }
  };

  return {
    take: (entry) => {
      if (entry.t === "hold.set") {
        const { hold, asset } = heldSchema.parse(entry.b);
        holds.set(asset, new Set([...(holds.get(asset) ?? []), hold]));
      } else if (entry.t === "asset.destroyed") {
        confirmed.add(entry.b.statement);
      }
    },
    has: (asset) => shelf.get(kind, asset) !== null,
    carryOut: async (text) => {
      const file = readOrNull(text);
      if (file === null || !verifyStatement(file, ports.trust())) {
        log.append({
          t: "grant.reject",
          b: { reason: "unlogged", kind: "asset.destroy", digest: sha256Hex(utf8(text)) },
        });
        return;
      }
      ports.catchUp();
      const { asset, holds: over, article } = file.statement;
      const standing = [...(holds.get(asset) ?? [])].filter((hold) => !over.includes(hold));
      if (standing.length > 0) {
        log.append({
          t: "refuse",
          b: { attempt: "asset.destroy", failure: "kept", subject: asset, holds: standing, article },
        });
        return;
      }
      // Kept first: from now on nothing of it opens here, whatever happens before the rest is gone.
      shelf.put(kind, asset, utf8(text));
      await finish(file);
    },
    resume: async () => {
      for (const asset of shelf.ids(kind)) {
        const file = readOrNull(fromUtf8(shelf.get(kind, asset) ?? new Uint8Array()));
        // oxlint-disable-next-line no-await-in-loop -- one after another, as when they came
        await (file === null ? undefined : finish(file));
      }
    },
  };
}

function readOrNull(text: string): StatementFile<Destruction> | null {
  try {
    return parseDestruction(text);
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}
