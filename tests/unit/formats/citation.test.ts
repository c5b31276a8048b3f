import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { base64, fromUtf8 } from "../../../main/formats/bytes.ts";
import * as citation from "../../../main/formats/citation.ts";
import * as clip from "../../../main/formats/clip-proof.ts";
import { sha256 } from "../../../main/formats/digest.ts";
import { generateSigningKey, publicKeyOf } from "../../../main/formats/ed25519.ts";
import { encodeFrameRecord, type FrameRecord } from "../../../main/formats/frame-table.ts";
import { hashReaderOver, inclusionProof, leafHash, treeRoot } from "../../../main/formats/merkle.ts";
import { rangeProof, rootOfRange } from "../../../main/formats/range-proof.ts";
import { parseVerifierKey, verifierKey } from "../../../main/formats/signed-note.ts";
import { makeMutant } from "../../support/mutants.ts";

const asset = "WH-20261109-T001-01";
const frames = 11;
const signer = { name: "slwh/headquarters/ingest", key: generateSigningKey().privateKey };
const vkey = verifierKey(signer.name, publicKeyOf(signer.key));
const records = Array.from({ length: frames }, (_, frame): FrameRecord => {
  const digest = sha256(Uint8Array.of(frame));
  return {
    frame,
    at: frame * 512,
    duration: 512,
    timescale: 12_800,
    decode: frame,
    sync: frame === 0,
    size: 90,
    digest,
  };
});
const texts = records.map((record) => encodeFrameRecord(asset, record));
const leaves = texts.map(leafHash);
const tree = hashReaderOver(leaves);
const root = treeRoot(tree, frames);
const checkpoint = citation.signFrameTree({ asset, frames, root }, signer);

const cited = (frame: number): string =>
  citation.formatCitation(texts[frame] ?? new Uint8Array(), {
    index: frame,
    proof: inclusionProof(leaves, frame, frames),
    checkpoint,
  });

const proofOf = (changes: Partial<clip.ClipProof> = {}): clip.ClipProof => ({
  v: 1,
  t: "vitrine clip",
  number: "SLWH-F7-2026-0001",
  order: "0".repeat(64),
  asset: asset as clip.ClipProof["asset"],
  manner: "copy",
  from: 4,
  to: 7,
  first: 3,
  leaves: [3, 4, 5, 6, 7].map((frame) => (frame === 7 ? base64(leaves[7] ?? root) : fromUtf8(texts[frame] ?? root))),
  proof: rangeProof(tree, { from: 3, to: 8 }, frames).map(base64),
  tree: checkpoint,
  ...changes,
});

/** Forged citations; each must be wrong. */
const forged: readonly (readonly [string, string])[] = [
  ["another digest in the record", cited(4).replace(/"sha256":"../u, '"sha256":"00')],
  ["another frame's record", cited(4).replace('"frame":4', '"frame":5')],
  ["another recording", cited(4).replace(asset, "WH-20261109-T001-02")],
  ["another index", cited(4).replace("\nindex 4\n", "\nindex 5\n")],
  ["another root", cited(4).replace(base64(root), base64(sha256(root)))],
  ["a signature over something else", cited(4).replace(/(— \S+ \S{20})\S/u, "$1A")],
  ["more frames than there are", cited(4).replace(`\n${frames}\n`, `\n${frames + 1}\n`)],
];

type Judge = Pick<typeof citation, "judgeCitation" | "parseCitation">;

/** Which forgeries are not found wrong. */
function believed({ judgeCitation, parseCitation }: Judge): string[] {
  return forged
    .filter(([, text]) => judgeCitation(parseCitation(text), [parseVerifierKey(vkey)]).verdict !== "wrong")
    .map(([what]) => what);
}

describe("R6: the citation of a frame", () => {
  it("proves every frame of a recording, and nothing when somebody unknown signed", () => {
    const verdicts = records.map(({ frame }) =>
      citation.judgeCitation(citation.parseCitation(cited(frame)), [parseVerifierKey(vkey)]),
    );
    expect(verdicts.every(({ verdict }) => verdict === "proved")).toBe(true);
    expect(citation.judgeCitation(citation.parseCitation(cited(4)), [])).toMatchObject({ verdict: "unknown" });
  });

  it("is wrong with any part of it changed", () => {
    expect(believed(citation)).toEqual([]);
  });

  it("and a reader that does not follow the path, or compare the origin, believes some of them", async () => {
    const file = "main/formats/citation.ts";
    const mutations = [
      { file, from: "if (proof.index !== record.frame) {", to: "if (proof.index < 0) {" },
      { file, from: "if (origin !== frameTreeOrigin(verifier.name, asset)) {", to: 'if (origin === "") {' },
      { file, from: "if (!verifyInclusion(", to: "if (proof.index < 0 && !verifyInclusion(" },
    ] as const;
    const mutant = makeMutant(...mutations);
    const made = (await import(`${mutant.folder}/${file}`)) as Judge;
    expect(believed(made)).toEqual([
      "another digest in the record",
      "another frame's record",
      "another recording",
      "another index",
    ]);
    mutant.remove();
  });

  it("is checked by a script of 30 lines in another language, which agrees on sound and forged ones", () => {
    const folder = mkdtempSync(join(tmpdir(), "vitrine-cite-"));
    const all = [cited(0), cited(4), cited(10), ...forged.map(([, text]) => text)];
    const files = all.map((text, index) => {
      writeFileSync(join(folder, String(index)), text);
      return join(folder, String(index));
    });
    const { stdout } = spawnSync("python3", ["tests/interop/cite.py", vkey, ...files], { encoding: "utf8" });
    expect(stdout.trim().split("\n")).toEqual(["valid", "valid", "valid", ...forged.map(() => "wrong")]);
    rmSync(folder, { recursive: true, force: true });
  });
});

describe("R5: the proof inside a clip", () => {
  it("leads every range of every small tree to its root, and no shorter or longer one", () => {
    const ranges = Array.from({ length: 9 }, (_, index) => index + 1).flatMap((size) =>
      Array.from({ length: size }, (_one, from) => from).flatMap((from) =>
        Array.from({ length: size - from }, (_two, more) => ({ size, from, to: from + more + 1 })),
      ),
    );
    const wrong = ranges.filter(({ size, from, to }) => {
      const own = hashReaderOver(leaves.slice(0, size));
      const hashes = rangeProof(own, { from, to }, size);
      const led = rootOfRange(leaves.slice(from, to), { from, to }, size, hashes);
      const tooLong = (): Uint8Array => rootOfRange(leaves.slice(from, to), { from, to }, size, [...hashes, root]);
      expect(tooLong).toThrow("too long");
      return base64(led) !== base64(treeRoot(own, size));
    });
    expect(wrong).toEqual([]);
  });

  it("names the ordered frames and those that are only carried, and by whom the root is signed", () => {
    const proved = clip.openClipProof(proofOf(), [parseVerifierKey(vkey)]);
    expect(proved.ordered.map(({ frame }) => frame)).toEqual([4, 5, 6]);
    expect(proved.carried.map(({ frame }) => frame)).toEqual([3]);
    expect(proved.signer).toBe(signer.name);
  });

  it("is refused truncated, empty, reordered, of another recording, or with an ordered frame left out", () => {
    const { leaves: lines, proof } = proofOf();
    const hostile: readonly Partial<clip.ClipProof>[] = [
      { leaves: lines.slice(0, -1) },
      { proof: [] },
      { proof: proof.slice(1) },
      { leaves: [lines[1] ?? "", lines[0] ?? "", ...lines.slice(2)] },
      { asset: "WH-20261109-T001-02" as clip.ClipProof["asset"] },
      { from: 2 },
      { to: 8 },
      { from: 6, to: 6 },
      { first: 4 },
    ];
    const taken = hostile.filter((changes) => {
      try {
        clip.openClipProof(proofOf(changes), []);
        return true;
      } catch {
        return false;
      }
    });
    expect(taken).toEqual([]);
  });
});
