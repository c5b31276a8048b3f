import type { Chain } from "../../shared/annotation/chain.ts";
import { mayReadChain, mayRevise, maySettle, type NoteReader } from "../../shared/annotation/rights.ts";
import type { NoteAct, NoteExportAct } from "../../shared/http/acts.ts";
import type { Failure } from "../../shared/failure.ts";
import type { FrameName, Note, NoteBundle, NoteDraft, NoteStep } from "../../shared/model/note.ts";
import type { Person } from "../../shared/model/person.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import { base64 } from "../formats/bytes.ts";
import { sha256Hex } from "../formats/digest.ts";
import type { LogEntry, NewEntry } from "../formats/log-entry.ts";
import { writeNotesFile } from "../formats/notes-file.ts";
import { acceptBundle, writeRevision, type SignedRevision } from "../formats/picture-note.ts";
import { revisionSchema } from "../../shared/model/note.ts";
import { createNoteShelf, type KeptBundles } from "./note-shelf.ts";
import { writeNote, type Written } from "./note-writing.ts";

/** Makes the signed-in person sign with their PIN. */
type Sign = (
  pin: string,
  act: (signer: Person, at: string) => NoteAct | NoteExportAct,
) => Promise<Result<Uint8Array, Failure>>;

export interface NotePorts {
  readonly log: { append(...entries: readonly [NewEntry, ...NewEntry[]]): readonly { readonly index: number }[] };
  /** Origin of this station's log; part of everything that is signed here. */
  readonly station: string;
  readonly signedIn: () => Person | null;
  readonly sign: Sign;
  /** Everybody before whose eyes an answer would come: whoever is signed in, and who is in the room with them. */
  readonly audience: () => readonly NoteReader[];
  /** What the person would do beyond their graded authorisation; `null` when they may annotate this recording. */
  readonly beyond: (person: string, asset: string) => Promise<Failure | null>;
  readonly confirmed: (viewing: string, asset: string, frame: number) => FrameName | null;
  readonly isListed: (person: string) => boolean;
  /** What headquarters has of other stations; without an asset, what mentions the signed-in person. */
  readonly fetch: (asset: string | null) => Promise<Result<NoteBundle, Failure>>;
  /** A signature by the very person it names; `null` when it is not. */
  readonly openAct: (cms: Uint8Array) => NoteAct | null;
  readonly kept: KeptBundles;
  readonly now: () => Date;
  readonly catchUp: () => void;
  readonly onChange: (asset: string) => void;
}

/** Notes on pictures: signed, revised and never overwritten. */
export interface Notes {
  /** Feed it every entry of the log in order. */
  take(entry: LogEntry): void;
  /** What everybody before the screen may read, in the order of the recording. */
  list(asset: string): Note[];
  history(note: string): Result<NoteStep[], Failure>;
  /** Signs drafts of one recording together: all of them or none. */
  sign(drafts: readonly NoteDraft[], pin: string): Promise<Result<Note[], Failure>>;
  /** Asks headquarters for what other stations signed. Without it, what came before stays. */
  fetch(asset: string | null): Promise<Result<void, Failure>>;
  /** Open notes in which somebody is asked. */
  mentioning(person: string): Note[];
  /** A signed file of every note that the audience may read, without a picture. */
  file(asset: string, pin: string): Promise<Result<{ readonly bytes: Uint8Array; readonly notes: number }, Failure>>;
}

/** Notes over the log and what came from headquarters. The log keeps those made here (rule R10). */
export function createNotes(ports: NotePorts): Notes {
  const { log } = ports;
  const shelf = createNoteShelf(ports.kept, (bundle) => acceptBundle(bundle, ports.openAct));

  const isReadable = (chain: Chain<SignedRevision>, readers: readonly NoteReader[]): boolean => {
    const { thread } = chain.first.revision;
    return mayReadChain(chain, thread === undefined ? chain : shelf.chain(thread), readers);
  };
  const readable = (asset: string): Chain<SignedRevision>[] => {
    ports.catchUp();
    const readers = ports.audience();
    return shelf.of(asset).filter((chain) => isReadable(chain, readers));
  };
  const known = (note: string): Chain<SignedRevision> | null => {
    ports.catchUp();
    const chain = shelf.chain(note);
    return chain !== null && isReadable(chain, ports.audience()) ? chain : null;
  };
  const show = (chain: Chain<SignedRevision>): Note =>
    noteOf(chain, shelf.entryOf(chain.head.digest), ports.signedIn());

  const append = (asset: string, written: readonly Written[], cms: Uint8Array, person: string): void => {
    const act = sha256Hex(cms);
    const signed: NewEntry = {
      t: "note.sign",
      b: { asset, digest: act, act: base64(cms), revisions: written.length },
      person,
    };
    log.append(
      signed,
      ...written.map(({ revision, digest }): NewEntry => ({
        t: "note.revise",
        // Canonical JSON knows no absent fields.
        b: {
          note: revision.note,
          asset,
          digest,
          act,
          revision: JSON.parse(JSON.stringify(revision)) as Record<string, unknown>,
        },
        person,
      })),
    );
    ports.catchUp();
    ports.onChange(asset);
  };

  return {
    take: (entry) => {
      if (entry.t === "note.sign") {
        shelf.addAct(entry.b.digest, entry.b.act);
      } else if (entry.t === "note.revise") {
        const { digest } = writeRevision(revisionSchema.parse(entry.b.revision));
        shelf.add({ digest, revision: revisionSchema.parse(entry.b.revision), act: entry.b.act }, entry.seq);
      }
    },

    list: (asset) => readable(asset).map(show),

    history: (note) => {
      const chain = known(note);
      return chain === null
        ? fail({ code: "not-found", subject: "mark" })
        : ok(
            chain.steps.map(({ digest, revision }): NoteStep => {
              const entry = shelf.entryOf(digest);
              return entry === undefined ? { digest, revision } : { digest, revision, entry };
            }),
          );
    },

    sign: async (drafts, pin) => {
      const person = ports.signedIn();
      const asset = drafts[0]?.asset;
      if (person === null || asset === undefined) {
        return fail(person === null ? { code: "not-signed-in" } : { code: "bad-request", field: "drafts" });
      }
      if (drafts.some((draft) => draft.asset !== asset)) {
        return fail({ code: "bad-request", field: "asset" });
      }
      const beyond = await ports.beyond(person.person, asset);
      if (beyond !== null) {
        return fail(beyond);
      }
      const at = ports.now().toISOString();
      const written: Written[] = [];
      for (const draft of drafts) {
        const one = writeNote({ ...ports, known }, draft, { person, at });
        if (!one.ok) {
          return one;
        }
        written.push(one.value);
      }
      const revisions = written.map(({ digest }) => digest);
      const { station } = ports;
      const cms = await ports.sign(pin, (signer, signedAt) => ({
        v: 1,
        t: "note.sign",
        person: signer.person,
        station,
        at: signedAt,
        asset,
        revisions,
      }));
      if (!cms.ok) {
        return cms;
      }
      append(asset, written, cms.value, person.person);
      return ok(written.flatMap(({ revision }) => known(revision.note) ?? []).map(show));
    },

    fetch: async (asset) => {
      const answer = await ports.fetch(asset);
      if (!answer.ok) {
        return answer;
      }
      for (const changed of shelf.takeIn(answer.value)) {
        ports.onChange(changed);
      }
      return ok(undefined);
    },

    mentioning: (person) => {
      ports.catchUp();
      const readers = ports.audience();
      return shelf
        .all()
        .filter(
          ({ head, first }) =>
            head.revision.status === "open" &&
            head.revision.mentions.some((one) => one === person) &&
            first.revision.by.person !== person,
        )
        .filter((chain) => isReadable(chain, readers))
        .map(show);
    },

    file: async (asset, pin) => {
      const chains = readable(asset);
      const revisions = chains.flatMap(({ steps }) => steps);
      const acts = [...new Set(revisions.map(({ act }) => act))].flatMap((act) => shelf.act(act) ?? []);
      const at = ports.now().toISOString();
      const person = ports.signedIn();
      if (person === null) {
        return fail({ code: "not-signed-in" });
      }
      const { body, finish } = writeNotesFile({ asset, station: ports.station, at, revisions, acts });
      const { station } = ports;
      const digest = sha256Hex(body);
      const seal = await ports.sign(pin, (signer, signedAt) => ({
        v: 1,
        t: "note.export",
        person: signer.person,
        station,
        at: signedAt,
        asset,
        digest,
      }));
      if (!seal.ok) {
        return seal;
      }
      log.append({ t: "note.export", b: { asset, notes: chains.length, digest }, person: person.person });
      return ok({ bytes: finish(seal.value), notes: chains.length });
    },
  };
}

function noteOf(chain: Chain<SignedRevision>, entry: number | undefined, me: Person | null): Note {
  const { first, head, forked } = chain;
  const { v: _v, nonce: _nonce, revision, previous: _previous, viewing: _viewing, ...content } = head.revision;
  const author = first.revision.by;
  return {
    ...content,
    author,
    since: first.revision.at,
    head: head.digest,
    revisions: revision + 1,
    forked,
    ...(entry === undefined ? {} : { entry }),
    mayRevise: me !== null && mayRevise(author, me),
    maySettle: me !== null && maySettle({ mentions: content.mentions, author }, me),
  };
}
