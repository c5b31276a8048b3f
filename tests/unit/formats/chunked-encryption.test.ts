import { createSecretKey } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, memorySource, utf8 } from "../../../main/formats/bytes.ts";
import {
  ciphertextSize,
  openMessage,
  openRandomAccess,
  plaintextSize,
  seal,
  sealStream,
} from "../../../main/formats/chunked-encryption.ts";
import { FormatError } from "../../../main/formats/format-error.ts";

const key = new Uint8Array(32).fill(7);
const context = utf8('{"asset":"WH-1","rendition":"original","segment":0,"v":1}');
const chunk = 16_384;
const sealedChunk = chunk + 16;
const header = 56;

/** Different at every position, so that a moved chunk shows. */
const pattern = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8) * 7 + (index >> 16)) & 0xff);

const aroundChunks = [0, 1, 2, 3]
  .flatMap((count) => [-2, -1, 0, 1, 2].map((near) => count * chunk + near))
  .filter((n) => n >= 0);

describe("chunked encryption (Cobblestone-256 of C2SP)", () => {
  it("opens every length around the chunk size, and says beforehand how long it is", () => {
    for (const length of aroundChunks) {
      const plaintext = pattern(length);
      const message = seal(key, context, plaintext);
      expect(message.byteLength).toBe(ciphertextSize(length));
      expect(plaintextSize(message.byteLength)).toBe(length);
      expect(openMessage(key, context, message)).toEqual(plaintext);
    }
  });

  it("takes a key object as well", () => {
    const message = seal(createSecretKey(key), context, pattern(100));
    expect(openMessage(key, context, message)).toEqual(pattern(100));
  });

  it("makes the same message from pieces of any size", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40_000 }), { maxLength: 6 }), (lengths) => {
        const plaintext = pattern(lengths.reduce((sum, length) => sum + length, 0));
        const sealer = sealStream(key, context);
        const parts: Uint8Array[] = [];
        let offset = 0;
        for (const length of lengths) {
          parts.push(sealer.update(plaintext.subarray(offset, offset + length)));
          offset += length;
        }
        parts.push(sealer.finish());
        const message = concatBytes(...parts);
        expect(message.byteLength).toBe(ciphertextSize(plaintext.byteLength));
        expect(Buffer.compare(openMessage(key, context, message), plaintext)).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it("hands out no more after the end", () => {
    const sealer = sealStream(key, context);
    sealer.finish();
    expect(() => sealer.update(new Uint8Array(1))).toThrow("message is finished");
    expect(() => sealer.finish()).toThrow("message is finished");
  });

  it("never repeats a salt, so equal plaintexts look different", () => {
    expect(seal(key, context, pattern(10))).not.toEqual(seal(key, context, pattern(10)));
  });

  it("reads any range as the slice of the plaintext", async () => {
    const plaintext = pattern(3 * chunk + 777);
    const message = seal(key, context, plaintext);
    const access = openRandomAccess(key, context, memorySource(message));
    expect(access.plaintextSize).toBe(plaintext.byteLength);
    const near = fc.constantFrom(...aroundChunks, plaintext.byteLength);
    const place = fc.oneof(near, fc.nat(plaintext.byteLength)).map((at) => Math.min(at, plaintext.byteLength));
    await fc.assert(
      fc.asyncProperty(place, place, async (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        expect(Buffer.compare(await access.read(from, to), plaintext.subarray(from, to))).toBe(0);
      }),
    );
  });

  it("reads a range with one read of the source, and only the chunks it touches", async () => {
    const message = seal(key, context, pattern(4 * chunk));
    const reads: [number, number][] = [];
    const memory = memorySource(message);
    const access = openRandomAccess(key, context, {
      size: memory.size,
      read: (from, to) => {
        reads.push([from, to]);
        return memory.read(from, to);
      },
    });
    await access.authenticate();
    reads.length = 0;
    await access.read(chunk + 5, 2 * chunk + 5);
    expect(reads).toEqual([[header + sealedChunk, header + 3 * sealedChunk]]);
  });

  it("refuses a range outside the plaintext", async () => {
    const access = openRandomAccess(key, context, memorySource(seal(key, context, pattern(10))));
    const outside = [access.read(-1, 5), access.read(5, 11), access.read(6, 5), access.read(0.5, 2)];
    await Promise.all(outside.map((reading) => expect(reading).rejects.toThrow(RangeError)));
  });

  it("does not trust a source that gives less than it says", async () => {
    const message = seal(key, context, pattern(10));
    const access = openRandomAccess(key, context, {
      size: message.byteLength,
      read: (from, to) => Promise.resolve(message.subarray(from, to - 1)),
    });
    await expect(access.read(0, 10)).rejects.toThrow(FormatError);
  });

  it("tries again when the source failed to deliver", async () => {
    const memory = memorySource(seal(key, context, pattern(10)));
    let fails = true;
    const access = openRandomAccess(key, context, {
      size: memory.size,
      read: (from, to) => (fails ? Promise.reject(new Error("offline")) : memory.read(from, to)),
    });
    await expect(access.read(0, 10)).rejects.toThrow("offline");
    fails = false;
    expect(await access.read(0, 10)).toEqual(pattern(10));
  });
});

describe("C12 chunked encryption refuses (A25)", () => {
  const plaintext = pattern(3 * chunk + 100);
  const message = seal(key, context, plaintext);
  const chunks = [0, 1, 2, 3].map((index) =>
    message.subarray(header + index * sealedChunk, header + (index + 1) * sealedChunk),
  );
  const [first, second, third, last] = chunks;
  const head = message.subarray(0, header);
  if (first === undefined || second === undefined || third === undefined || last === undefined) {
    throw new Error("message has four chunks");
  }
  const other = seal(key, utf8("another asset"), plaintext);

  const readAll = async (forged: Uint8Array): Promise<Uint8Array> => {
    const access = openRandomAccess(key, context, memorySource(forged));
    return access.read(0, access.plaintextSize);
  };

  it.for([
    { why: "chunks in another order", forged: concatBytes(head, second, first, third, last) },
    { why: "a chunk twice", forged: concatBytes(head, first, first, third, last) },
    { why: "a chunk left out", forged: concatBytes(head, first, third, last) },
    { why: "the last chunk left out", forged: concatBytes(head, first, second, third) },
    { why: "an earlier end with the same last chunk", forged: concatBytes(head, first, second, last) },
    {
      why: "a chunk of another message",
      forged: concatBytes(head, first, other.subarray(header + sealedChunk, header + 2 * sealedChunk), third, last),
    },
    { why: "the header of another message", forged: concatBytes(other.subarray(0, header), message.subarray(header)) },
    { why: "bytes added at the end", forged: concatBytes(message, new Uint8Array(1)) },
    { why: "a whole chunk added at the end", forged: concatBytes(message, last) },
    { why: "nothing but the header", forged: head },
    { why: "half a header", forged: head.subarray(0, 30) },
    { why: "nothing", forged: new Uint8Array() },
  ])("$why", async ({ forged }) => {
    expect(() => openMessage(key, context, forged)).toThrow(FormatError);
    await expect(readAll(forged)).rejects.toThrow(FormatError);
  });

  it("a message cut anywhere", () => {
    fc.assert(
      fc.property(fc.nat(message.byteLength - 1), (length) => {
        expect(() => openMessage(key, context, message.subarray(0, length))).toThrow(FormatError);
      }),
      { numRuns: 60 },
    );
  });

  it("any one changed bit", () => {
    fc.assert(
      fc.property(fc.nat(message.byteLength - 1), fc.nat(7), (at, bit) => {
        const forged = message.with(at, (message[at] ?? 0) ^ (1 << bit));
        expect(() => openMessage(key, context, forged)).toThrow(FormatError);
      }),
      { numRuns: 60 },
    );
  });

  it("any one changed byte of salt or commitment, though every chunk is intact", () => {
    for (let at = 0; at < header; at += 1) {
      const forged = message.with(at, (message[at] ?? 0) ^ 0x80);
      expect(() => openMessage(key, context, forged)).toThrow(FormatError);
    }
  });

  it("another key, another context, and a key of the wrong size", () => {
    expect(() => openMessage(new Uint8Array(32), context, message)).toThrow(FormatError);
    expect(() => openMessage(key, utf8("another"), message)).toThrow(FormatError);
    expect(() => openMessage(new Uint8Array(24), context, message)).toThrow(FormatError);
    expect(() => seal(new Uint8Array(31), context, plaintext)).toThrow(FormatError);
  });

  it("a range that is intact in a message whose end was cut off", async () => {
    const cut = concatBytes(head, first, second, third.subarray(0, 500));
    const access = openRandomAccess(key, context, memorySource(cut));
    await expect(access.read(0, 10)).rejects.toThrow(FormatError);
    await expect(access.authenticate()).rejects.toThrow(FormatError);
  });

  it("lengths that no message has", () => {
    for (const size of [0, 55, 56, 71, header + sealedChunk, header + sealedChunk + 15]) {
      expect(() => plaintextSize(size)).toThrow(FormatError);
    }
  });
});
