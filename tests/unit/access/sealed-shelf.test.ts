import { createSecretKey, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createSealedShelf, type SealedShelf, type ShelfRows } from "../../../main/access/index.ts";
import { Breach } from "../../../main/diagnostics/index.ts";
import { utf8 } from "../../../main/formats/bytes.ts";

const place = (kind: string, id: string): string => `${kind}/${id}`;

function shelf(key = randomBytes(32)): { shelf: SealedShelf; rows: Map<string, Uint8Array> } {
  const rows = new Map<string, Uint8Array>();
  const port: ShelfRows = {
    get: (kind, id) => rows.get(place(kind, id)) ?? null,
    put: (kind, id, sealed) => void rows.set(place(kind, id), sealed),
    remove: (kind, id) => void rows.delete(place(kind, id)),
    ids: (kind) => [...rows.keys()].filter((row) => row.startsWith(`${kind}/`)),
  };
  return { shelf: createSealedShelf(port, createSecretKey(key)), rows };
}

describe("the sealed shelf", () => {
  it("R3: keeps nothing in clear", () => {
    const { shelf: sealed, rows } = shelf();
    sealed.put("draft", "p-0003", utf8("王芳的申请"));
    expect(Buffer.from(rows.get("draft/p-0003") ?? []).includes(Buffer.from("王芳"))).toBe(false);
    expect(sealed.get("draft", "p-0003")).toEqual(utf8("王芳的申请"));
  });

  it("refuses any changed byte as a breach", () => {
    const { shelf: sealed, rows } = shelf();
    sealed.put("draft", "a", utf8("text"));
    const bytes = rows.get("draft/a") ?? new Uint8Array();
    for (let at = 0; at < bytes.length; at++) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      rows.set("draft/a", changed);
      expect(() => sealed.get("draft", "a")).toThrow(Breach);
    }
  });

  it("refuses what was moved to another place, cut short, or sealed by another station", () => {
    const { shelf: sealed, rows } = shelf();
    sealed.put("draft", "a", utf8("text"));
    const bytes = rows.get("draft/a") ?? new Uint8Array();
    rows.set("draft/b", bytes);
    expect(() => sealed.get("draft", "b")).toThrow(Breach);
    rows.set("draft/a", bytes.subarray(0, 5));
    expect(() => sealed.get("draft", "a")).toThrow(Breach);
    const other = shelf();
    other.rows.set("draft/a", bytes);
    expect(() => other.shelf.get("draft", "a")).toThrow(Breach);
  });

  it("does not know what was never put there", () => {
    expect(shelf().shelf.get("draft", "nobody")).toBeNull();
  });
});
