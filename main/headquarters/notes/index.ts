import { mayReadChain } from "../../../shared/annotation/rights.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { NoteBundle } from "../../../shared/model/note.ts";
import { ok, type Result } from "../../../shared/result.ts";
import { base64 } from "../../formats/bytes.ts";
import { chainsOf, readRevision, type SignedRevision } from "../../formats/picture-note.ts";
import type { DirectoryEntry } from "../directory.ts";
import { openTurns } from "../turns.ts";
import { followNotes, type NoteParts } from "./follow.ts";

/** Notes on pictures, as the stations' mirrored logs bring them. */
export interface Notes {
  /** Signed revisions from `after` on that the reader may read: on one recording, or those in which they are asked. */
  list(
    query: { readonly asset?: string | undefined; readonly after: number },
    reader: DirectoryEntry,
  ): Promise<Result<{ readonly bundle: NoteBundle; readonly next: number | null }, Failure>>;
  /** A mirrored log has grown. Returns at once. */
  nudge(origin: string): void;
  /** Resolves when everything mirrored so far was read. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

const notesAtOnce = 200;

type Given = SignedRevision & { readonly content: string };

/** Opens the room and reads on where a stop interrupted it. */
export function openNotes(parts: NoteParts): Notes {
  const { database, catalogue, stations, onIncident } = parts;
  const { later, idle, close } = openTurns(onIncident);
  const nudge = (origin: string): void => later(() => followNotes(parts, origin));
  stations.list().forEach(({ logOrigin }) => nudge(logOrigin));

  /** Names of notes by the place of their first revision, which never changes. */
  const notesFrom = async (
    { asset, after }: { readonly asset?: string | undefined; readonly after: number },
    person: string,
  ): Promise<readonly { readonly note: string; readonly first: number }[]> => {
    const firsts = database
      .selectFrom("note_revision")
      .select(({ fn }) => ["note", fn.min<number>("seq").as("first")])
      .groupBy("note");
    const asked =
      asset === undefined
        ? firsts.where("note", "in", (from) =>
            from.selectFrom("note_mention").select("note").where("person", "=", person),
          )
        : firsts.where("asset", "=", asset);
    return asked
      .having(({ fn }) => fn.min("seq"), ">", after)
      .orderBy("first")
      .limit(notesAtOnce)
      .execute();
  };

  const signedOf = async (notes: readonly string[]): Promise<readonly Given[]> => {
    if (notes.length === 0) {
      return [];
    }
    const rows = await database
      .selectFrom("note_revision")
      .selectAll()
      .where("note", "in", [...new Set(notes)])
      .orderBy("seq")
      .execute();
    return rows.flatMap(({ content, act }) => {
      const read = readRevision(content);
      return read === null ? [] : [{ ...read, act, content }];
    });
  };

  return {
    list: async (query, reader) => {
      const found = await notesFrom(query, reader.person.person);
      const next = found.length < notesAtOnce ? null : (found.at(-1)?.first ?? null);
      const asked = await signedOf(found.map(({ note }) => note));
      const threads = asked.flatMap(({ revision }) => revision.thread ?? []);
      // Somebody who is asked in an answer needs what it answers.
      const signed = query.asset === undefined ? [...asked, ...(await signedOf(threads))] : asked;
      const me = { person: reader.person.person, outside: reader.outside, roles: reader.person.roles };
      const chains = new Map(chainsOf(signed).map((chain) => [chain.head.revision.note, chain] as const));
      const others = new Map(
        chainsOf(await signedOf(threads)).map((chain) => [chain.head.revision.note, chain] as const),
      );
      const mine = [...chains.values()].filter((chain) => {
        const { thread } = chain.first.revision;
        const root = thread === undefined ? chain : (chains.get(thread) ?? others.get(thread) ?? null);
        return mayReadChain(chain, root, [me]);
      });
      const assets = [...new Set(mine.map(({ head }) => head.revision.asset))];
      const known = new Set<string>();
      for (const asset of assets) {
        // oxlint-disable-next-line no-await-in-loop -- one connection, one after the other
        if ((await catalogue.show(asset, reader)) !== null) {
          known.add(asset);
        }
      }
      const names = new Set(
        mine.filter(({ head }) => known.has(head.revision.asset)).map(({ head }) => head.revision.note),
      );
      // Forks too: every station must come to the same answer.
      const given = signed.filter(({ revision }) => names.has(revision.note));
      const acts =
        given.length === 0
          ? []
          : await database
              .selectFrom("note_act")
              .selectAll()
              .where("digest", "in", [...new Set(given.map(({ act }) => act))])
              .execute();
      return ok({
        bundle: {
          revisions: given.map(({ content, act }) => ({ content, act })),
          acts: acts.map(({ cms }) => base64(cms)),
        },
        next,
      });
    },
    nudge,
    idle,
    close,
  };
}
