import { chainOf, type Chain } from "../../shared/annotation/chain.ts";
import type { NoteBundle } from "../../shared/model/note.ts";
import { writeRevision, type acceptBundle, type SignedRevision } from "../formats/picture-note.ts";

/** Where what headquarters sent lies sealed, by recording, so that it is there without headquarters too (rule R14). */
export interface KeptBundles {
  get(asset: string): NoteBundle | null;
  put(asset: string, bundle: NoteBundle): void;
}

/** Every revision that this station knows, and the signatures over them. */
export interface NoteShelf {
  add(revision: SignedRevision, entry?: number): void;
  addAct(digest: string, cms: string): void;
  /** Signature with this digest, base64. */
  act(digest: string): string | undefined;
  /** Index of the entry in this station's own log. */
  entryOf(digest: string): number | undefined;
  chain(note: string): Chain<SignedRevision> | null;
  /** In the order of the recording. */
  of(asset: string): Chain<SignedRevision>[];
  all(): Chain<SignedRevision>[];
  /** Takes in what holds of a bundle and keeps it; answers the recordings of which something was new. */
  takeIn(bundle: NoteBundle): string[];
}

/** An empty shelf; what was kept of a recording is taken in when it is first asked for. */
export function createNoteShelf(
  kept: KeptBundles,
  accept: (bundle: NoteBundle) => ReturnType<typeof acceptBundle>,
): NoteShelf {
  const byNote = new Map<string, Map<string, SignedRevision>>();
  const notesOf = new Map<string, Set<string>>();
  const entries = new Map<string, number>();
  const acts = new Map<string, string>();
  const chains = new Map<string, Chain<SignedRevision> | null>();
  const opened = new Set<string>();

  const add = (one: SignedRevision, entry?: number): boolean => {
    const { note, asset } = one.revision;
    const known = byNote.get(note) ?? new Map<string, SignedRevision>();
    const isNew = !known.has(one.digest);
    known.set(one.digest, one);
    byNote.set(note, known);
    notesOf.set(asset, (notesOf.get(asset) ?? new Set<string>()).add(note));
    if (entry !== undefined) {
      entries.set(one.digest, entry);
    }
    if (isNew) {
      chains.delete(note);
    }
    return isNew;
  };
  const chain = (note: string): Chain<SignedRevision> | null => {
    const made = chains.get(note);
    if (made !== undefined) {
      return made;
    }
    const fresh = chainOf(byNote.get(note)?.values() ?? []);
    chains.set(note, fresh);
    return fresh;
  };
  const takeIn = (bundle: NoteBundle): Map<string, SignedRevision[]> => {
    const { accepted, acts: signed } = accept(bundle);
    for (const [digest, cms] of signed) {
      acts.set(digest, cms);
    }
    const fresh = new Map<string, SignedRevision[]>();
    for (const one of accepted.filter((each) => add(each))) {
      fresh.set(one.revision.asset, [...(fresh.get(one.revision.asset) ?? []), one]);
    }
    return fresh;
  };
  const open = (asset: string): void => {
    if (!opened.has(asset)) {
      opened.add(asset);
      const bundle = kept.get(asset);
      if (bundle !== null) {
        takeIn(bundle);
      }
    }
  };
  const keep = (asset: string): void => {
    const all = [...(notesOf.get(asset) ?? [])].flatMap((note) => Array.from(byNote.get(note)?.values() ?? []));
    const foreign = all.filter(({ digest }) => !entries.has(digest));
    const signed = [...new Set(foreign.map(({ act }) => act))].flatMap((act) => acts.get(act) ?? []);
    kept.put(asset, {
      revisions: foreign.map(({ revision, act }) => ({ content: writeRevision(revision).content, act })),
      acts: signed,
    });
  };
  const inOrder = (notes: Iterable<string>): Chain<SignedRevision>[] =>
    [...notes]
      .flatMap((note) => chain(note) ?? [])
      .toSorted(
        (one, other) =>
          one.head.revision.range.from - other.head.revision.range.from ||
          Date.parse(one.first.revision.at) - Date.parse(other.first.revision.at) ||
          (one.first.digest < other.first.digest ? -1 : 1),
      );

  return {
    add: (one, entry) => void add(one, entry),
    addAct: (digest, cms) => void acts.set(digest, cms),
    act: (digest) => acts.get(digest),
    entryOf: (digest) => entries.get(digest),
    chain,
    of: (asset) => {
      open(asset);
      return inOrder(notesOf.get(asset) ?? []);
    },
    all: () => inOrder(byNote.keys()),
    takeIn: (bundle) => {
      const assets = new Set(bundle.revisions.map(({ content }) => assetOf(content)));
      assets.delete(null);
      for (const asset of assets) {
        open(asset ?? "");
      }
      const fresh = takeIn(bundle);
      for (const asset of fresh.keys()) {
        keep(asset);
      }
      return [...fresh.keys()];
    },
  };
}

/** Only to know what was kept before; what the text says is checked when it is taken in. */
function assetOf(content: string): string | null {
  return /"asset":"(?<asset>[^"\\]{1,128})"/u.exec(content)?.groups?.["asset"] ?? null;
}
