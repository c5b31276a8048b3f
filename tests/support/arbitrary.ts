import fc from "fast-check";
import { z } from "zod";

type Schema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema => typeof value === "object" && value !== null;
const numberIn = (schema: Schema, name: string, otherwise: number): number =>
  typeof schema[name] === "number" ? schema[name] : otherwise;

/**
 * Values that a schema describes, made from its JSON form: shapes, formats and patterns, without the refinements that
 * only code can say. Most of them pass, and what does not is a hostile value that looks honest.
 */
export function arbitraryOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  return valueOf(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
}

function valueOf(schema: unknown): fc.Arbitrary<unknown> {
  if (!isSchema(schema)) {
    return fc.constant(undefined);
  }
  const values = "const" in schema ? [schema["const"]] : schema["enum"];
  if (Array.isArray(values)) {
    return fc.constantFrom(...values);
  }
  const choices = [schema["anyOf"], schema["oneOf"]].find((one) => Array.isArray(one));
  if (choices !== undefined) {
    return fc.oneof(...choices.map(valueOf));
  }
  switch (schema["type"]) {
    case "object":
      return objectOf(schema);
    case "array":
      return arrayOf(schema);
    case "string":
      return stringOf(schema);
    case "integer":
    case "number":
      return fc.integer({
        min: Math.max(-1000, numberIn(schema, "minimum", -5)),
        max: Math.min(100_000, numberIn(schema, "maximum", 100_000)),
      });
    case "boolean":
      return fc.boolean();
    default:
      return fc.constantFrom(null, undefined);
  }
}

function arrayOf(schema: Schema): fc.Arbitrary<unknown> {
  const minLength = numberIn(schema, "minItems", 0);
  const maxLength = Math.min(3, numberIn(schema, "maxItems", 3)) + minLength;
  return fc.array(valueOf(schema["items"]), { minLength, maxLength });
}

function objectOf(schema: Schema): fc.Arbitrary<unknown> {
  const properties = isSchema(schema["properties"]) ? schema["properties"] : {};
  const required = Array.isArray(schema["required"]) ? schema["required"].map(String) : [];
  const fields = Object.fromEntries(Object.entries(properties).map(([name, of]) => [name, valueOf(of)]));
  return fc.record(fields, { requiredKeys: required.filter((name) => Object.hasOwn(fields, name)) });
}

function stringOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema["format"] === "date") {
    return fc.constant("2026-11-20");
  }
  if (schema["format"] === "date-time") {
    return fc.constantFrom("2026-11-20T08:00:00.000Z", "2026-11-20T08:00:00+08:00");
  }
  if (typeof schema["pattern"] === "string") {
    return fc.stringMatching(new RegExp(schema["pattern"], "u"));
  }
  const minLength = numberIn(schema, "minLength", 0);
  return fc.string({ minLength, maxLength: Math.min(40, numberIn(schema, "maxLength", 40)) + minLength });
}

const monsters: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}}}'),
  "x".repeat(300_000),
  "é".repeat(5000),
  `${"a".repeat(60_000)}!`,
  "1-".repeat(30_000),
  Array.from({ length: 5000 }, () => 0),
  Number.NaN,
  Number.MAX_SAFE_INTEGER + 2,
  -0,
  "\u0000\uD800",
  10n ** 30n,
  () => 1,
);

/** Whatever script can put into a message: any value of the language, cycles, getters, prototypes, much of it. */
export const hostileInputs: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withNullPrototype: true,
    maxDepth: 3,
  }),
  monsters,
  fc.constantFrom(1, 2).map(() => {
    const cycle: Record<string, unknown> = {};
    cycle["self"] = [cycle];
    return cycle;
  }),
  fc.constantFrom(1, 2).map(() => ({
    get asset(): string {
      throw new Error("a getter of the page ran");
    },
    [fc.toStringMethod]: () => "{ get asset() }",
  })),
);

/** An honest value with something wrong in one place: a field too many, too few, of another type, or monstrous. */
export function broken(honest: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(honest, fc.nat(), fc.oneof(monsters, fc.anything()), fc.boolean())
    .map(([value, pick, wrong, extra]) => {
      if (!isSchema(value)) {
        return wrong;
      }
      const names = Object.keys(value);
      const name = extra || names.length === 0 ? "surplus" : (names[pick % names.length] ?? "surplus");
      return { ...value, [name]: wrong };
    });
}
