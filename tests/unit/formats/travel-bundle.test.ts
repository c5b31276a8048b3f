// oxlint-disable no-await-in-loop -- one variant of a file after the other
import { describe, expect, it } from "vitest";
import { base64url, concatBytes, memorySource, utf8 } from "../../../main/formats/bytes.ts";
import { encodeCanonical } from "../../../main/formats/canonical-json.ts";
import { sealStream } from "../../../main/formats/chunked-encryption.ts";
import { generateKemKey, hpkeSeal } from "../../../main/formats/hpke.ts";
import {
  formatTravelRecord,
  longestTravelFile,
  openTravelBundle,
  readTravelHeader,
  sealTravelBundle,
  TravelRefusal,
  type TravelHeader,
  type TravelKind,
  type TravelReader,
} from "../../../main/formats/travel-bundle.ts";

const headquarters = generateKemKey();
const header: TravelHeader = {
  direction: "outward",
  origin: "demo/ws/0001/0",
  from: 3,
  to: 900,
  recipient: base64url(headquarters.publicKey),
};
type Given = readonly (readonly [TravelKind, Uint8Array])[];

const requests: Given = [
  ["checkpoint", utf8("old 3\n")],
  ["entries", new Uint8Array(20_000).fill(7)],
  ["entries", new Uint8Array(0)],
  ["checkpoint", utf8("old 700\n")],
  ["entries", new Uint8Array(300).fill(9)],
  ["acknowledge", utf8('{"cursor":1,"size":900}')],
  ["outbox", utf8('{"after":1}')],
];

function fileOf(given: Given = requests, of: TravelHeader = header): Uint8Array {
  const sealer = sealTravelBundle(of);
  const parts = given.map(([kind, payload]) => sealer.record(kind, payload));
  return concatBytes(...parts, sealer.finish());
}

function open(file: Uint8Array, direction: TravelHeader["direction"] = "outward"): Promise<TravelReader> {
  return openTravelBundle(memorySource(file), {
    direction,
    privateKey: headquarters.privateKey,
    otherwise: "other-headquarters",
  });
}

async function read(file: Uint8Array, direction?: TravelHeader["direction"]): Promise<Given> {
  const records: [TravelKind, Uint8Array][] = [];
  for await (const { kind, payload } of (await open(file, direction)).records()) {
    records.push([kind, payload]);
  }
  return records;
}

/** The word a file is refused with; null when it is read through. */
async function refusal(file: Uint8Array, direction?: TravelHeader["direction"]): Promise<string | null> {
  try {
    await read(file, direction);
    return null;
  } catch (error) {
    if (error instanceof TravelRefusal) {
      return error.reason;
    }
    throw error;
  }
}

const reasonsOfFlips: ReadonlySet<string> = new Set([
  "foreign",
  "damaged",
  "newer",
  "wrong-direction",
  "other-headquarters",
]);

describe("a travel bundle (C.1)", () => {
  const file = fileOf();

  it("gives back its header and its records, from the start and from any record on", async () => {
    expect(await readTravelHeader(memorySource(file))).toEqual(header);
    expect(await read(file)).toEqual(requests);
    const reader = await open(file);
    const { value: first } = await reader.records().next();
    const rest: TravelKind[] = [];
    for await (const { kind } of reader.records({ at: first?.next ?? 0, after: "checkpoint" })) {
      rest.push(kind);
    }
    expect(rest).toEqual(requests.slice(1).map(([kind]) => kind));
  });

  it("is refused when any byte is another", async () => {
    const small = fileOf(requests.map(([kind, payload]) => [kind, payload.subarray(0, 20)]));
    const words = new Set<string | null>();
    for (let place = 0; place < small.byteLength; place++) {
      for (const bit of [1, 128]) {
        const flipped = small.slice();
        flipped[place] = (flipped[place] ?? 0) ^ bit;
        words.add(await refusal(flipped));
      }
    }
    // A flip in the clear header may turn it into a header of another file; none is read.
    expect(words).not.toContain(null);
    expect([...words].every((word) => word !== null && reasonsOfFlips.has(word))).toBe(true);
  });

  it("is refused when it is cut anywhere, when a byte follows, and when chunks are moved", async () => {
    const start = file.byteLength - 20_000 - 700;
    const cuts = [...Array.from({ length: 400 }, (_, at) => at), start, file.byteLength - 16, file.byteLength - 1];
    for (const cut of cuts) {
      expect(await refusal(file.subarray(0, cut))).not.toBeNull();
    }
    expect(await refusal(concatBytes(file, new Uint8Array(1)))).toBe("damaged");
    expect(await refusal(concatBytes(file, file))).toBe("damaged");
    const long = fileOf([["checkpoint", utf8("x")], ["entries", new Uint8Array(60_000)], ...requests.slice(5)]);
    const body = long.byteLength - (60_000 + 5 * 4 + 1 + 23 + 11) - 16 * 4;
    const swapped = long.slice();
    swapped.copyWithin(body, body + 16_400, body + 32_800);
    expect(await refusal(swapped)).toBe("damaged");
  });

  it("tells an empty file, a foreign one, a later version, a huge one, another way and another recipient apart", async () => {
    expect(await refusal(new Uint8Array())).toBe("empty");
    expect(await refusal(utf8("PK\u0003\u0004 something else altogether, as a stick may hold"))).toBe("foreign");
    expect(await refusal(utf8("VITRINE"))).toBe("foreign");
    const later = encodeCanonical({ ...header, v: 2, more: "x" });
    expect(await refusal(concatBytes(utf8("VITRINE-TRAVEL\n"), new Uint8Array([0, later.byteLength]), later))).toBe(
      "newer",
    );
    const huge = { size: longestTravelFile + 1, read: () => Promise.reject(new Error("not to be read")) };
    await expect(readTravelHeader(huge)).rejects.toMatchObject({ reason: "too-large" });
    expect(await refusal(file, "answer")).toBe("wrong-direction");
    const other = fileOf(requests, { ...header, recipient: base64url(generateKemKey().publicKey) });
    expect(await refusal(other)).toBe("other-headquarters");
  });

  it("is bound to what it says in clear: direction, origin, sizes and recipient", async () => {
    for (const change of [{ direction: "answer" as const }, { origin: "demo/ws/0002/0" }, { from: 2 }, { to: 901 }]) {
      // The attacker knows the format and keeps lengths right.
      const clear = encodeCanonical({ ...header, ...change, v: 1 });
      const old = encodeCanonical({ ...header, v: 1 });
      const magic = utf8("VITRINE-TRAVEL\n");
      const forged = concatBytes(
        magic,
        new Uint8Array([clear.byteLength >> 8, clear.byteLength & 0xff]),
        clear,
        file.subarray(magic.byteLength + 2 + old.byteLength),
      );
      expect(await refusal(forged, change.direction)).toBe("damaged");
    }
  });

  it("is refused when whoever sealed it wrote records that do not follow the format", async () => {
    const [checkpoint, entries, , , , acknowledge, outbox] = requests as readonly [Given[0], ...Given[0][]];
    const wrong: readonly (readonly (Given[0] | undefined)[])[] = [
      [],
      [entries, acknowledge, outbox],
      [checkpoint, acknowledge, outbox],
      [checkpoint, entries, outbox],
      [checkpoint, entries, acknowledge],
      [checkpoint, entries, acknowledge, outbox, outbox],
      [checkpoint, entries, acknowledge, ["item", utf8("{}")], outbox],
    ];
    for (const records of wrong) {
      expect(await refusal(fileOf(records.filter((record) => record !== undefined)))).toBe("damaged");
    }
    // Raw plaintext under a key of their own: an unknown kind, a length past the end, half a head.
    const fine = concatBytes(...requests.map(([kind, payload]) => formatTravelRecord(kind, payload)));
    const raw = [new Uint8Array([99, 0, 0, 0, 0]), new Uint8Array([1, 255, 255, 255, 255]), new Uint8Array([1, 0])];
    for (const plaintext of [...raw, concatBytes(fine, new Uint8Array(1)), fine.subarray(0, -1)]) {
      const clear = encodeCanonical({ ...header, v: 1 });
      const key = new Uint8Array(32).fill(5);
      const { enc, ct } = hpkeSeal(headquarters.publicKey, utf8("vitrine/travel-bundle/v1"), clear, key);
      const sealer = sealStream(key, clear);
      const message = concatBytes(sealer.update(plaintext), sealer.finish());
      const sealed = concatBytes(
        utf8("VITRINE-TRAVEL\n"),
        new Uint8Array([0, clear.byteLength]),
        clear,
        enc,
        ct,
        message,
      );
      expect(await refusal(sealed)).toBe("damaged");
    }
  });
});
