import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseVaultAddress, schemeOrigins } from "../../../main/seal/index.ts";
import { growingPieces, pieceOf } from "../../../main/shell/chromium/answers.ts";
import { respond } from "../../../main/shell/electron/media.ts";
import type { VaultAnswer } from "../../../main/shell/port.ts";

/** Fixed, so that every run makes the same cases; a failure prints it together with the path to its case. */
const seed = 20_261_202;

const digits = fc.oneof(
  fc.nat({ max: 9000 }).map(String),
  fc.constantFrom("", "0", "-1", "00", "9223372036854775808", "1e9", "NaN", "0x10", " 1", "١"),
);
const ranges = fc.oneof(
  fc.constant(null),
  fc.tuple(digits, digits).map(([from, to]) => `bytes=${from}-${to}`),
  fc.tuple(digits, digits, digits).map(([a, b, c]) => `bytes=${a}-${b},${c}-`),
  fc.tuple(fc.constantFrom("items", "BYTES", "bytes ", "", "byte"), digits).map(([unit, from]) => `${unit}=${from}-`),
  fc.string({ maxLength: 40 }),
);

/** A source of `size` bytes that notes what is read; bytes carry their place. */
function source(size: number): { readonly answer: VaultAnswer; readonly reads: (readonly [number, number])[] } {
  const reads: (readonly [number, number])[] = [];
  const whole = Uint8Array.from({ length: size }, (_one, at) => at % 251);
  return {
    reads,
    answer: {
      kind: "source",
      headers: {},
      source: {
        size,
        type: "video/mp4",
        read: async (from, to) => {
          reads.push([from, to]);
          return whole.slice(from, to);
        },
      },
    },
  };
}

const isInside =
  (size: number) =>
  ([from, to]: readonly [number, number]): boolean =>
    0 <= from && from < to && to <= size;

describe("Range headers that no player sends", () => {
  it("A30 Electron answers 4 000 of them with 200, 206 or 416, the bytes it says, and reads nothing outside", async () => {
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(ranges, fc.nat({ max: 8000 }), fc.constantFrom("GET", "HEAD"), async (range, size, method) => {
        const { answer, reads } = source(size);
        const response = respond(answer, { method, range });
        const body = new Uint8Array(await response.arrayBuffer());
        statuses.add(response.status);
        expect([200, 206, 416]).toContain(response.status);
        expect(reads.every(isInside(size))).toBe(true);
        const said = Number(response.headers.get("content-length") ?? 0);
        expect(body.length).toBe(method === "HEAD" || response.status === 416 ? 0 : said);
        const first = Number(/^bytes (\d+)-/u.exec(response.headers.get("content-range") ?? "")?.[1] ?? 0);
        expect(body.every((byte, at) => byte === (first + at) % 251)).toBe(true);
      }),
      { seed, numRuns: 4000 },
    );
    expect([...statuses].toSorted((one, other) => one - other)).toEqual([200, 206, 416]);
  });

  it("A30 Chromium answers 4 000 of them with a piece that lies inside, or none", async () => {
    await fc.assert(
      fc.asyncProperty(ranges, fc.nat({ max: 8000 }), async (range, size) => {
        const { answer, reads } = source(size);
        const pieces = growingPieces(256, 1024);
        const { status, body } = await pieceOf(answer, { method: "GET", range, address: "https://v/a", pieces });
        expect([200, 206, 416]).toContain(status);
        expect(reads.every(isInside(size))).toBe(true);
        expect(status === 206 ? body.length <= 1024 : body.length === (status === 200 ? size : 0)).toBe(true);
      }),
      { seed, numRuns: 4000 },
    );
  });
});

describe("addresses on vault:// that no page has", () => {
  const part = fc.oneof(
    fc.stringMatching(/^[\w-]{1,20}$/u),
    fc.constantFrom(
      "..",
      ".",
      "%2e%2e",
      "%252e",
      "%2f",
      "\\",
      "\0",
      ";",
      "@",
      ":",
      "//",
      "?x=1",
      "#x",
      " ",
      "画",
      "media",
      "frames",
    ),
    fc.string({ maxLength: 12 }),
  );
  const heads = fc.constantFrom(
    "vault://picture",
    "vault://picture.",
    "vault://PICTURE",
    "vault://user@picture",
    "vault://picture:1",
    "vault://",
    "vault:/picture",
    "VAULT://picture",
    "https://picture",
    "vault://picture\\",
    "file://picture",
    "app://vitrine",
  );
  const addresses = fc
    .tuple(fc.oneof(fc.constant("vault://picture"), heads), fc.array(part, { maxLength: 6 }), fc.constantFrom("/", ""))
    .map(([head, parts, tail]) => `${[head, ...parts].join("/")}${tail}`);

  it("A29 gives 8 000 of them no meaning but that of a written-out ticket and path, which lead nowhere else", () => {
    let read = 0;
    fc.assert(
      fc.property(addresses, (address) => {
        const meaning = parseVaultAddress(address, schemeOrigins);
        if (meaning === null) {
          return;
        }
        read += 1;
        expect(`vault://picture/${meaning.ticket}${meaning.path}`).toBe(address);
        expect(meaning.ticket).toMatch(/^[\w-]{1,64}$/u);
        expect(`${meaning.ticket}${meaning.path}`).not.toMatch(/\.\.|%|\\|[^\x21-\x7e]|[?#@:;]|\/\//u);
        // Nor does a parser that tidies addresses see another one in it.
        expect(new URL(address).pathname).toBe(`/${meaning.ticket}${meaning.path}`);
      }),
      { seed, numRuns: 8000 },
    );
    expect(read).toBeGreaterThan(200);
  });
});
