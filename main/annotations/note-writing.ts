import { randomBytes } from "node:crypto";
import { faultOf, namedFrames, type Chain } from "../../shared/annotation/chain.ts";
import { mayRevise, maySettle } from "../../shared/annotation/rights.ts";
import { tagNamed } from "../../shared/annotation/vocabulary.ts";
import type { Failure } from "../../shared/failure.ts";
import { noteIdSchema, type FrameName, type NoteDraft, type Revision } from "../../shared/model/note.ts";
import type { Person } from "../../shared/model/person.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import { FormatError } from "../formats/format-error.ts";
import { noteIdOf, writeRevision, type SignedRevision } from "../formats/picture-note.ts";

/** What is looked up while a draft becomes a revision. */
export interface WritingPorts {
  /** The note that a draft revises or answers; `null` when whoever is before the screen may not know of it. */
  readonly known: (note: string) => Chain<SignedRevision> | null;
  /** A frame that the decoder itself named in this viewing. */
  readonly confirmed: (viewing: string, asset: string, frame: number) => FrameName | null;
  /** Whether headquarters lists this person. */
  readonly isListed: (person: string) => boolean;
}

/** A revision that only waits for its signature. */
export interface Written {
  readonly revision: Revision;
  readonly content: string;
  readonly digest: string;
}

/**
 * Makes the revision that a person is about to sign.
 *
 * Every frame it names was named by the decoder in this viewing, or stood in the note already: numbers alone are
 * refused (rule R6). What somebody else wrote stays as it is, and only its state changes.
 */
export function writeNote(
  ports: WritingPorts,
  draft: NoteDraft,
  by: { readonly person: Person; readonly at: string },
): Result<Written, Failure> {
  const wrong = faultOf(draft) ?? wrongPeople(ports, draft) ?? wrongTag(draft);
  if (wrong !== null) {
    return fail({ code: "bad-request", field: wrong });
  }
  const begun = draft.note === undefined ? begin(ports, draft, by.person) : follow(ports, draft, by.person);
  if (!begun.ok) {
    return begun;
  }
  const frames = nameFrames(ports, draft, begun.value.known);
  if (frames === null) {
    return fail({ code: "frame-unconfirmed" });
  }
  const { asset, range, shapes, tag, text, secrecy, named, mentions, status, viewing } = draft;
  const revision: Revision = {
    v: 1,
    ...begun.value.chain,
    asset,
    ...(viewing === undefined ? {} : { viewing }),
    frames,
    range,
    shapes,
    ...(tag === undefined ? {} : { tag }),
    text,
    secrecy,
    named,
    mentions,
    status,
    by: { person: by.person.person, name: by.person.name },
    at: by.at,
  };
  try {
    return ok({ revision, ...writeRevision(revision) });
  } catch (error) {
    if (error instanceof FormatError) {
      return fail({ code: "bad-request", field: "shapes" });
    }
    throw error;
  }
}

interface Begun {
  readonly chain: Pick<Revision, "note" | "nonce" | "revision" | "previous" | "thread">;
  readonly known: readonly FrameName[];
}

function begin({ known }: WritingPorts, { asset, thread }: NoteDraft, { person }: Person): Result<Begun, Failure> {
  if (thread !== undefined) {
    const answered = known(thread);
    // An answer to an answer would be a tree that nobody reads.
    if (answered?.head.revision.asset !== asset || answered.head.revision.thread !== undefined) {
      return fail({ code: "not-found", subject: "mark" });
    }
  }
  const nonce = randomBytes(16).toString("hex");
  const note = noteIdSchema.parse(noteIdOf(person, asset, nonce));
  return ok({ chain: { note, nonce, revision: 0, ...(thread === undefined ? {} : { thread }) }, known: [] });
}

function follow(ports: WritingPorts, draft: NoteDraft, person: Person): Result<Begun, Failure> {
  const chain = ports.known(draft.note ?? "");
  if (chain?.head.revision.asset !== draft.asset || chain.head.revision.thread !== draft.thread) {
    return fail({ code: "not-found", subject: "mark" });
  }
  const { head, first } = chain;
  // Somebody else revised it meanwhile: nobody signs over what they have not seen.
  if (head.digest !== draft.base) {
    return fail({ code: "already-decided" });
  }
  const author = first.revision.by;
  const isOwn = mayRevise(author, person);
  const maySet = maySettle({ mentions: head.revision.mentions, author }, person);
  if (!isOwn && !(maySet && saysTheSame(head.revision, draft))) {
    return fail({ code: "not-permitted", action: "annotations:sign" });
  }
  const { note, revision, thread } = head.revision;
  return ok({
    chain: { note, revision: revision + 1, previous: head.digest, ...(thread === undefined ? {} : { thread }) },
    known: chain.steps.flatMap((step) => step.revision.frames),
  });
}

function saysTheSame(before: Revision, draft: NoteDraft): boolean {
  return wordsOf(before) === wordsOf(draft) && draft.status !== "withdrawn";
}

function wordsOf({ range, shapes, tag, text, secrecy, named, mentions }: Revision | NoteDraft): string {
  return JSON.stringify([range.from, range.to, shapes.map(inOrder), tag, text, secrecy, named, mentions]);
}

function inOrder({ kind, colour, keyframes, outline, text }: Revision["shapes"][number]): unknown {
  return [kind, colour, keyframes.map(({ frame, at }) => [frame, at]), outline, text];
}

function nameFrames({ confirmed }: WritingPorts, draft: NoteDraft, known: readonly FrameName[]): FrameName[] | null {
  const names = namedFrames(draft).map(
    (frame) =>
      known.find((one) => one.frame === frame) ??
      (draft.viewing === undefined ? null : confirmed(draft.viewing, draft.asset, frame)),
  );
  return names.includes(null) ? null : names.filter((name) => name !== null);
}

function wrongPeople({ isListed }: WritingPorts, { named, mentions }: NoteDraft): string | null {
  return [...named, ...mentions].every(isListed) ? null : "mentions";
}

function wrongTag({ tag }: NoteDraft): string | null {
  return tag === undefined || tagNamed(tag) !== null ? null : "tag";
}
