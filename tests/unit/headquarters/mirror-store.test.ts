import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { utf8 } from "../../../main/formats/bytes.ts";
import { hashReaderOver, leafHash, treeRoot } from "../../../main/formats/merkle.ts";
import { edgeRoot, emptyEdge, extendEdge } from "../../../main/formats/tree-edge.ts";
import { openMirrorStore } from "../../../main/headquarters/mirror/mirror-store.ts";
import { mirrorTables } from "../../../main/headquarters/mirror/tables.ts";
import { openSqlite } from "../../../main/storage/index.ts";

it("a mirror from before each row carried its digests keeps every leaf and digest of every log", () => {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-mirror-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const sqlite = openSqlite(join(folder, "headquarters.sqlite"), { migrations: [] });
  sqlite.migrate("mirror", mirrorTables.slice(0, 1));
  const logs = new Map([
    ["b/ws/1/0", 300],
    ["a/ws/2/0", 5],
  ]);
  const leafOf = (origin: string, seq: number): Uint8Array => utf8(`${origin} ${seq}`);
  for (const [origin, size] of logs) {
    sqlite.run("INSERT INTO mirror_key VALUES (?, 0, 0, ?)", origin, "A".repeat(43));
    let edge = emptyEdge;
    for (let seq = 0; seq < size; seq++) {
      sqlite.run("INSERT INTO mirror_entry VALUES (?, ?, ?)", origin, seq, leafOf(origin, seq));
      edge = extendEdge(edge, leafHash(leafOf(origin, seq)), (level, index, digest) =>
        sqlite.run("INSERT INTO mirror_node VALUES (?, ?, ?, ?)", origin, level, index, digest),
      );
    }
  }

  const store = openMirrorStore(sqlite);
  for (const [origin, size] of logs) {
    const tree = store.tree(origin);
    const leaves = Array.from({ length: size }, (_, seq) => leafOf(origin, seq));
    const root = treeRoot(hashReaderOver(leaves.map(leafHash)), size);
    expect({ next: tree.next(), leaves: tree.leaves(0, size) }).toEqual({ next: size, leaves });
    expect(treeRoot(tree, size)).toEqual(root);
    expect(edgeRoot(tree.edge())).toEqual(root);
  }
  expect(store.tree("c/ws/3/0").next()).toBe(0);
  expect(() => sqlite.run("UPDATE mirror_line SET leaf = x'00'")).toThrow("append only");
  expect(() => sqlite.run("DELETE FROM mirror_line")).toThrow("append only");
  sqlite.close();
});
