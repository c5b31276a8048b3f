import { describe, expect, it } from "vitest";
import { createLogReader, proveEntry } from "../../../main/auditlog/index.ts";
import { cosign } from "../../../main/formats/cosignature.ts";
import { generateSigningKey } from "../../../main/formats/ed25519.ts";
import { formatSignatureLine, noteSignatureType, parseNote, verifierKey } from "../../../main/formats/signed-note.ts";
import { checkProof, verdictOf, type Checked } from "../../../renderer/log/check.ts";
import type { EntryProof } from "../../../shared/model/log.ts";
import { logBench } from "../auditlog/log-bench.ts";

const cosigner = { name: "demo/headquarters/cosigner", ...generateSigningKey() };
const cosignerKey = verifierKey(cosigner.name, cosigner.publicKey, noteSignatureType.cosignature);

/** Real proofs of every entry of a log with two signing keys; the first `received` are countersigned. */
function proofs(count: number): { covered: EntryProof[]; open: EntryProof[] } {
  const bench = logBench();
  bench.create().close();
  const log = bench.open();
  for (let n = 0; n < count; n++) {
    log.append({ t: "session.close", b: { person: `王芳 ${n}` } });
  }
  const note = log.checkpoint();
  const time = new Date("2026-11-09T08:00:05Z");
  const line = cosign(parseNote(note).text, cosigner.name, cosigner.privateKey, time.getTime() / 1000);
  const { size } = log;
  log.keepReceipt({ size, signer: cosigner.name, time, note: `${note}${formatSignatureLine(line)}\n` });
  log.append({ t: "heartbeat", b: {} });
  const reader = createLogReader(log);
  const all = Array.from({ length: log.size }, (_, index) => proveEntry(log, reader, index, cosignerKey));
  const made = all.filter((one) => one !== null);
  expect(proveEntry(log, reader, log.size, cosignerKey)).toBeNull();
  return { covered: made.slice(0, size), open: made.slice(size) };
}

async function check(proof: EntryProof): Promise<Checked> {
  return checkProof(proof, () => Promise.resolve());
}

describe("a proof as the screen works it out", () => {
  it("holds for every entry of trees of every shape, under the log's key and under headquarters' cosignature", async () => {
    for (const count of [0, 1, 2, 5, 12, 13, 29]) {
      const { covered, open } = proofs(count);
      // oxlint-disable-next-line no-await-in-loop -- one tree after the other
      const checked = await Promise.all([...covered, ...open].map(check));
      expect(checked.map(verdictOf)).toEqual(checked.map(() => "holds"));
      expect(checked.map(({ cosignature }) => cosignature)).toEqual([
        ...covered.map(() => "holds"),
        ...open.map(() => null),
      ]);
    }
  });

  it("tells of each level as it is hashed, from the leaf up", async () => {
    const [, , proof] = proofs(12).covered;
    const told: string[] = [];
    const checked = await checkProof(proof as EntryProof, (leafHash, step) => {
      told.push(step?.parent ?? leafHash);
      return Promise.resolve();
    });
    expect(told).toEqual([checked.leafHash, ...checked.steps.map(({ parent }) => parent)]);
    expect(told.at(-1)).toBe(checked.named);
  });

  it("does not hold when anything in it is changed", async () => {
    const proof = proofs(12).covered[5] as EntryProof;
    const receipt = proof.receipt as NonNullable<EntryProof["receipt"]>;
    const turned = (text: string): string => `${text.slice(0, -1)}${text.endsWith("0") ? "1" : "0"}`;
    const foreign = Buffer.from(generateSigningKey().publicKey).toString("hex");
    const changes: readonly (readonly [string, Partial<EntryProof>])[] = [
      ["another byte of the leaf", { leaf: `${proof.leaf} ` }],
      ["another place in the tree", { row: { ...proof.row, index: proof.row.index + 1 } }],
      ["a sibling turned", { path: [turned(proof.path[0] ?? ""), ...proof.path.slice(1)] }],
      ["a sibling missing", { path: proof.path.slice(0, -1) }],
      ["a sibling too many", { path: [...proof.path, proof.path[0] ?? ""] }],
      ["another size", { size: proof.size + 1 }],
      ["another signing key", { key: { ...proof.key, publicKey: foreign } }],
      ["another log's name", { key: { ...proof.key, name: "demo/ws/0002/1" } }],
      ["another cosigner's key", { receipt: { ...receipt, publicKey: foreign } }],
      ["a cosigner who did not sign", { receipt: { ...receipt, signer: "demo/other/cosigner" } }],
      ["another root in the checkpoint", { checkpoint: proof.checkpoint.replace(/\n[A-Za-z0-9+/]{4}/u, "\nAAAA") }],
      ["no signature at all", { checkpoint: proof.checkpoint.replace(/\n\n[\s\S]*$/u, "\n\n") }],
      ["no checkpoint", { checkpoint: "" }],
    ];
    for (const [what, change] of changes) {
      // oxlint-disable-next-line no-await-in-loop -- one lie after the other
      expect([what, verdictOf(await check({ ...proof, ...change }))]).toEqual([what, "fails"]);
    }
  });
});
