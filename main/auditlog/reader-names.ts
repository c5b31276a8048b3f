import type { LogEntry } from "../formats/log-entry.ts";
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

/** What an entry mentions, as the parts of a filter ask for it: `t:` type, `p:` person, `s:` subject. */
function mentions(entry: LogEntry, say: (name: string) => void): void {
  say(`t:${entry.t}`);
  if (entry.person !== undefined) {
    say(`p:${entry.person}`);
  }
  walk(entry.b, say);
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

/** Whether the entry is one that the filter asks for. */
export function matches(entry: LogEntry, filter: LogFilter | undefined): boolean {
  if (filter === undefined) {
    return true;
  }
  const names = new Set<string>();
  mentions(entry, (name) => names.add(name));
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
  remember(block: number, entries: readonly LogEntry[]): void;
  /** False only when a remembered block certainly holds nothing that the filter asks for. */
  mayHold(block: number, filter: LogFilter | undefined): boolean;
}

/** Remembers nothing at first. About two kilobytes for a block. */
export function createNames(): Names {
  const known = new Map<number, ReadonlySet<string>>();
  // One copy of each text, however many blocks mention it.
  const texts = new Map<string, string>();
  return {
    remember: (block, entries) => {
      if (known.has(block)) {
        return;
      }
      const names = new Set<string>();
      for (const entry of entries) {
        mentions(entry, (name) => {
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
