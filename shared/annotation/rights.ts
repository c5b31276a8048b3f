import type { Chain } from "./chain.ts";
import type { Revision } from "../model/note.ts";
import type { Role } from "../model/person.ts";

/** Somebody before whose eyes a note would come. */
export interface NoteReader {
  readonly person: string;
  /** Somebody without a certificate who came to look. */
  readonly outside: boolean;
  readonly roles: readonly Role[];
}

type Protected = Pick<Revision, "secrecy" | "named" | "mentions"> & { readonly author: { readonly person: string } };

/**
 * Whether everybody before the screen may read a note. One function for the station and headquarters.
 *
 * Somebody from outside reads what was written for the room and nothing else; a screen that they can see shows nothing
 * else to anybody.
 */
export function mayRead(note: Protected, readers: readonly NoteReader[]): boolean {
  return readers.length > 0 && readers.every((reader) => isFor(note, reader));
}

/** Whether they may read a note or an answer; an answer is never read by somebody who may not read what it answers. */
export function mayReadChain(chain: Chain, root: Chain | null, readers: readonly NoteReader[]): boolean {
  return (
    root !== null &&
    [chain, root].every((one) => mayRead({ ...one.head.revision, author: one.first.revision.by }, readers))
  );
}

function isFor({ secrecy, named, mentions, author }: Protected, { person, outside }: NoteReader): boolean {
  if (secrecy === "room") {
    return true;
  }
  if (outside) {
    return false;
  }
  return (
    secrecy === "office" ||
    author.person === person ||
    named.some((one) => one === person) ||
    mentions.some((one) => one === person)
  );
}

/** Who may settle somebody else's note, and open it again. */
const settlers: ReadonlySet<Role> = new Set(["legalOfficer", "approver", "compliance"]);

/** Only its author changes what a note says. */
export function mayRevise(author: { readonly person: string }, by: { readonly person: string }): boolean {
  return author.person === by.person;
}

/** Its author, whoever was asked about it, and those who answer for the file. */
export function maySettle(
  note: Pick<Revision, "mentions"> & { readonly author: { readonly person: string } },
  by: Pick<NoteReader, "person" | "roles">,
): boolean {
  return (
    note.author.person === by.person ||
    note.mentions.some((one) => one === by.person) ||
    by.roles.some((role) => settlers.has(role))
  );
}
