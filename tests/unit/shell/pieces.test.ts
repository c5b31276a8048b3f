import { describe, expect, it } from "vitest";
import { growingPieces, pieceOf } from "../../../main/shell/chromium/answers.ts";
import type { VaultAnswer } from "../../../main/shell/port.ts";

const first = 100;
const largest = 350;

function source(size: number, reads: [number, number][]): VaultAnswer {
  const read = async (from: number, to: number): Promise<Uint8Array> => {
    reads.push([from, to]);
    return new Uint8Array(to - from);
  };
  return { kind: "source", headers: {}, source: { size, type: "video/mp4", read } };
}

async function readFrom(starts: readonly (number | "on")[], size = 10_000): Promise<[number, number][]> {
  const pieces = growingPieces(first, largest);
  const reads: [number, number][] = [];
  for (const start of starts) {
    const from = start === "on" ? (reads.at(-1)?.[1] ?? 0) : start;
    // oxlint-disable-next-line no-await-in-loop -- a reader asks for one piece after the other
    await pieceOf(source(size, reads), { method: "GET", range: `bytes=${from}-`, address: "https://v/a", pieces });
  }
  return reads;
}

describe("pieces of footage in answers", () => {
  it("are small where a reader arrives and grow up to the largest while it reads on", async () => {
    expect(await readFrom([0, "on", "on", "on"])).toEqual([
      [0, 100],
      [100, 300],
      [300, 650],
      [650, 1000],
    ]);
  });

  it("are small again after a jump, also back to where a piece began before", async () => {
    expect(await readFrom([0, "on", 5000, 100])).toEqual([
      [0, 100],
      [100, 300],
      [5000, 5100],
      [100, 200],
    ]);
  });

  it("end where the source or the wanted range ends", async () => {
    expect(await readFrom([9950], 10_000)).toEqual([[9950, 10_000]]);
    const reads: [number, number][] = [];
    await pieceOf(source(1000, reads), {
      method: "GET",
      range: "bytes=10-19",
      address: "https://v/a",
      pieces: growingPieces(first, largest),
    });
    expect(reads).toEqual([[10, 20]]);
  });

  it("are counted for each address alone, and long forgotten readers begin anew", () => {
    const pieces = growingPieces(first, largest);
    pieces.given("a", 0, 100);
    expect([pieces.bytesAt("a", 100), pieces.bytesAt("b", 100)]).toEqual([200, 100]);
    for (let other = 0; other < 40; other++) {
      pieces.given(`other ${other}`, 0, 100);
    }
    expect(pieces.bytesAt("a", 100)).toBe(100);
  });
});
