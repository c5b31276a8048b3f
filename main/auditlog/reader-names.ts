import { fromUtf8 } from "../formats/bytes.ts";
import type { LogFilter } from "../../shared/model/log.ts";

/** Fields of a body that name a person, and those that name what an act was about. */
const personFields: ReadonlySet<string> = new Set(["person", "name", "by", "token"]);
const subjectFields: ReadonlySet<string> = new Set([
  "viewing",
  "grant",
  "request",
  "requestNumber",
  "number",
  "asset",
  "caseNo",
  "subject",
  "mark",
]);

/**
 * What a leaf mentions, as the parts of a filter ask for it: `t:` type, `p:` person, `s:` subject.
 *
 * Takes verified leaves, whose shape was checked when they were written; a search must be quick.
 */
function mentions(leaf: Uint8Array, say: (name: string) => void): void {
  const said: unknown = JSON.parse(fromUtf8(leaf));
  if (typeof said === "object" && said !== null) {
    say(`t:${"t" in said ? String(said.t) : ""}`);
    walk({ person: "person" in said ? said.person : undefined, b: "b" in said ? said.b : undefined }, say);
  }
}

function walk(value: unknown, say: (name: string) => void): void {
  if (Array.isArray(value)) {
    value.forEach((item) => walk(item, say));
  } else if (typeof value === "object" && value !== null) {
    for (const [field, inner] of Object.entries(value)) {
      if (typeof inner !== "string") {
        walk(inner, say);
      } else if (personFields.has(field)) {
        say(`p:${inner}`);
      } else if (subjectFields.has(field)) {
        say(`s:${inner}`);
      }
    }
  }
}

/** Whether the leaf is one that the filter asks for. */
export function matches(leaf: Uint8Array, filter: LogFilter | undefined): boolean {
  if (filter === undefined) {
    return true;
  }
  const names = new Set<string>();
  mentions(leaf, (name) => names.add(name));
  return holds(names, filter);
}

function holds(names: ReadonlySet<string>, { types, person, subjects }: LogFilter): boolean {
  return (
    (types === undefined || types.some((type) => names.has(`t:${type}`))) &&
    (person === undefined || names.has(`p:${person}`)) &&
    (subjects === undefined || subjects.some((subject) => names.has(`s:${subject}`)))
  );
}

/** What whole blocks mention: gathered from verified leaves, in memory only, and never wrong because a log never changes. */
export interface Names {
  remember(block: number, leaves: readonly Uint8Array[]): void;
  /** False only when a remembered block certainly holds nothing that the filter asks for. */
  mayHold(block: number, filter: LogFilter | undefined): boolean;
}

/** Remembers nothing at first. About two kilobytes for a block. */
export function createNames(): Names {
  const known = new Map<number, ReadonlySet<string>>();
  // One copy of each text, however many blocks mention it.
  const texts = new Map<string, string>();
  return {
    remember: (block, leaves) => {
      if (known.has(block)) {
        return;
      }
      const names = new Set<string>();
      for (const leaf of leaves) {
        mentions(leaf, (name) => {
          const one = texts.get(name) ?? name;
          texts.set(one, one);
          names.add(one);
        });
      }
      known.set(block, names);
    },
    mayHold: (block, filter) => {
      const names = known.get(block);
      return names === undefined || filter === undefined || holds(names, filter);
    },
  };
}
