import type { NoteAct } from "../../../shared/http/acts.ts";
import { base64, fromBase64 } from "../../formats/bytes.ts";
import { encodeCanonical, type JsonValue } from "../../formats/canonical-json.ts";
import { sha256Hex } from "../../formats/digest.ts";
import { FormatError } from "../../formats/format-error.ts";
import { readLeaf, type LogEntry } from "../../formats/log-entry.ts";
import { isSaid, openNoteAct, readRevision } from "../../formats/picture-note.ts";
import { fromUtf8 } from "../../formats/bytes.ts";
import type { Catalogue } from "../catalogue.ts";
import type { Database } from "../database/database.ts";
import type { Directory } from "../directory.ts";
import type { Mirror } from "../mirror/index.ts";
import type { Stations } from "../stations.ts";
import type { Trust } from "../trust.ts";

/** What the notes at headquarters work with. */
export interface NoteParts {
  readonly database: Database;
  readonly directory: Pick<Directory, "find">;
  readonly catalogue: Pick<Catalogue, "show" | "find">;
  readonly trust: Pick<Trust, "issuers">;
  readonly stations: Pick<Stations, "list">;
  readonly mirror: Pick<Mirror, "leaves">;
  readonly onIncident: (incident: string, error: unknown) => void;
}

const atOnce = 256;

/**
 * Reads on in a mirrored log and keeps the revisions that their authors signed there.
 *
 * Reading the same entry twice changes nothing, so a stop at any moment costs nothing. What is not signed by the person
 * it names, at the station whose log it stands in, is passed over: a station cannot write in somebody's name.
 */
export async function followNotes(parts: NoteParts, origin: string): Promise<void> {
  const { database, mirror } = parts;
  const row = await database.selectFrom("note_cursor").select("size").where("origin", "=", origin).executeTakeFirst();
  let size = row?.size ?? 0;
  for (;;) {
    const leaves = mirror.leaves(origin, size, size + atOnce);
    if (leaves.length === 0) {
      return;
    }
    for (const leaf of leaves) {
      const read = readLeaf(leaf);
      if (typeof read !== "string" && read.kind === "entry") {
        // oxlint-disable-next-line no-await-in-loop -- entries follow one another
        await takeEntry(parts, origin, read.entry);
      }
    }
    size += leaves.length;
    // oxlint-disable-next-line no-await-in-loop -- see above
    await database
      .insertInto("note_cursor")
      .values({ origin, size })
      .onConflict((conflict) => conflict.column("origin").doUpdateSet({ size }))
      .execute();
  }
}

async function takeEntry(parts: NoteParts, origin: string, entry: LogEntry): Promise<void> {
  if (entry.t === "note.sign") {
    const cms = bytesOf(entry.b.act);
    if (cms !== null && (await openHere(parts, origin, cms)) !== null) {
      await parts.database
        .insertInto("note_act")
        .values({ digest: sha256Hex(cms), cms })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
  } else if (entry.t === "note.revise") {
    await takeRevision(parts, origin, entry.b.act, entry.b.revision);
  }
}

async function takeRevision(parts: NoteParts, origin: string, act: string, revision: object): Promise<void> {
  const { database, catalogue } = parts;
  const kept = await database.selectFrom("note_act").select("cms").where("digest", "=", act).executeTakeFirst();
  const said = kept === undefined ? null : await openHere(parts, origin, kept.cms);
  // A leaf is canonical JSON, and so is what stands inside it.
  const content = fromUtf8(encodeCanonical(revision as JsonValue));
  const read = readRevision(content);
  if (read === null || said === null || !isSaid(read, said)) {
    return;
  }
  const { note, asset, mentions } = read.revision;
  if ((await catalogue.find(asset)) === null) {
    return;
  }
  await database.transaction().execute(async (change) => {
    await change
      .insertInto("note_revision")
      .values({ digest: read.digest, note, asset, act, content })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    for (const person of mentions) {
      // oxlint-disable-next-line no-await-in-loop -- a handful
      await change
        .insertInto("note_mention")
        .values({ person, note })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
  });
}

/** A signature made at this station by the very person it names, who was not revoked before; else `null`. */
async function openHere({ trust, directory }: NoteParts, origin: string, cms: Uint8Array): Promise<NoteAct | null> {
  const opened = openNoteAct(cms, trust.issuers());
  if (opened === null || opened.act.station !== origin) {
    return null;
  }
  const { act, certificate } = opened;
  const signer = await directory.find(act.person);
  const isTheirs =
    signer !== null &&
    (signer.person.certificate === certificate.digest || certificate.subject.serialNumber === act.person);
  return isTheirs && (signer.revokedAt === null || signer.revokedAt > Date.parse(act.at)) ? act : null;
}

function bytesOf(text: string): Uint8Array | null {
  try {
    const bytes = fromBase64(text);
    return base64(bytes) === text ? bytes : null;
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}
