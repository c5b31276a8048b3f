import { z } from "zod";

/** A type of log entry as the published list names it. */
export interface EntryRow {
  readonly type: string;
  /** `name kind` of each field, with `?` behind the name of one that may be missing; in the order of the code. */
  readonly fields: string;
  /** Whether the body may say more. */
  readonly more: boolean;
}

/** What is read of a JSON Schema here. */
interface Schema {
  readonly type?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
}

/** Objects that have a name of their own in the list, by their fields. */
const named: Readonly<Record<string, string>> = {
  "from count, to count": "range",
  "person text": "person",
  "size count, aggregate key": "seal",
  "to text, enc text, ct text": "sealed",
  "origin text, size count, root text": "head",
};
const several: Readonly<Record<string, string>> = { range: "ranges", person: "roster", sealed: "sealed" };

function textKind({ pattern, format, maxLength }: Schema): string {
  if (pattern?.includes("[0-9a-f]{64}") === true) {
    return "digest";
  }
  if (pattern?.includes("{43}") === true) {
    return "key";
  }
  if (format === "date-time") {
    return "time";
  }
  return maxLength === undefined || maxLength <= 4096 ? "text" : "long-text";
}

function kindOf(schema: Schema): string {
  const values = schema.enum ?? (schema.const === undefined ? null : [schema.const]);
  if (values !== null) {
    return values.join("/");
  }
  if (schema.type === "string") {
    return textKind(schema);
  }
  if (schema.type === "array") {
    return several[kindOf(schema.items ?? {})] ?? "list";
  }
  if (schema.type === "integer") {
    return schema.minimum === 0 ? "count" : "number";
  }
  return schema.type === "boolean" ? "yes-no" : (named[fieldsOf(schema)] ?? "object");
}

function fieldsOf({ properties = {}, required = [] }: Schema): string {
  return Object.entries(properties)
    .map(([name, field]) => `${name}${required.includes(name) ? "" : "?"} ${kindOf(field)}`)
    .join(", ");
}

/** The rows that the published list must have for these bodies. */
export function entryRows(bodies: Readonly<Record<string, z.ZodType>>): readonly EntryRow[] {
  return Object.entries(bodies).map(([type, body]) => {
    // zod writes JSON Schema; only the members above are looked at.
    const schema = z.toJSONSchema(body, { io: "input" }) as Schema;
    return { type, fields: fieldsOf(schema), more: schema.additionalProperties !== false };
  });
}

/** A line of the list as it is written down, with what the entry says. */
export function rowText({ type, fields, more }: EntryRow, says: string): string {
  const all = [...(fields === "" ? [] : [fields]), ...(more ? ["…"] : [])].join(", ");
  return `- \`${type}\` {${all}}: ${says}`;
}

/** The list as it stands in the published text. */
export function readEntryTable(markdown: string): readonly (EntryRow & { readonly says: string })[] {
  return [...markdown.matchAll(/^- `(?<type>\S+)` \{(?<all>.*?)\}: (?<says>.*)$/gmu)].map(({ groups = {} }) => {
    const { type = "", all = "", says = "" } = groups;
    return { type, fields: all.replace(/(?:, |^)…$/u, ""), more: all.endsWith("…"), says };
  });
}
