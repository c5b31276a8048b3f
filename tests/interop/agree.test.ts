import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLog } from "../../main/auditlog/index.ts";
import { base64, base64url, concatBytes, fromUtf8, utf8 } from "../../main/formats/bytes.ts";
import type { JsonValue } from "../../main/formats/canonical-json.ts";
import { sha256Hex } from "../../main/formats/digest.ts";
import { generateSigningKey } from "../../main/formats/ed25519.ts";
import { verifyBundle, type BundleTrust } from "../../main/formats/log-bundle.ts";
import { entryBodies } from "../../main/formats/log-entry.ts";
import { noteSignatureType, parseVerifierKey, verifierKey } from "../../main/formats/signed-note.ts";
import { histories } from "../support/log-attacks.ts";
import { entryRows } from "../support/entry-table.ts";
import { bundleOf, extended, nextLeaf } from "../support/log-image.ts";
import { cosigner, cosignerVerifier, openScene, type Scene } from "../support/log-scene.ts";
import { handClock } from "../unit/auditlog/log-bench.ts";

const program = join(import.meta.dirname, "verify_log.py");
const exitCodes = { sound: 0, wrong: 1, unreadable: 2 } as const;

function whyNot(): string | null {
  const missing = ["python3", "openssl"].filter((name) => spawnSync(name, ["--version"]).error !== undefined);
  return missing.length === 0 ? null : `needs ${missing.join(" and ")}`;
}
const lacking = whyNot();
if (lacking !== null) {
  process.stderr.write(`skipped: the second verifier ${lacking}\n`);
}

interface Extras {
  readonly key?: string;
  readonly cosigner?: string;
  readonly pin?: { readonly size: number; readonly root: Uint8Array };
  readonly sealKey?: Uint8Array;
}

let scene: Scene;
let files = 0;

beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.remove());

interface Outcomes {
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
}

/** What both verifiers say to the same bundles with the same extras. */
function both(bundles: readonly Uint8Array[], extras: Extras = {}): Outcomes {
  const { key, pin, sealKey } = extras;
  const trust: BundleTrust = {
    ...(key === undefined ? {} : { genesisKey: key }),
    ...(extras.cosigner === undefined ? {} : { cosigners: [parseVerifierKey(extras.cosigner)] }),
    ...(pin === undefined ? {} : { pins: [pin] }),
    ...(sealKey === undefined ? {} : { sealKey }),
  };
  const options = [
    ...(key === undefined ? [] : ["--key", key]),
    ...(extras.cosigner === undefined ? [] : ["--cosigner", extras.cosigner]),
    ...(pin === undefined ? [] : ["--pin", `${pin.size}:${base64(pin.root)}`]),
    ...(sealKey === undefined ? [] : [`--seal-key=${base64url(sealKey)}`]),
  ];
  const names = bundles.map((bytes) => {
    const name = join(scene.folder, `bundle-${(files += 1)}`);
    writeFileSync(name, bytes);
    return name;
  });
  // An option with several values would swallow the names.
  const { status, stdout, stderr } = spawnSync("python3", [program, ...names, ...options], { encoding: "utf8" });
  expect(stderr).toBe("");
  const theirs = stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.split(" ")[0] ?? "");
  const ours = bundles.map((bytes) => verifyBundle(bytes, trust).outcome);
  expect(status).toBe(Math.max(...ours.map((outcome) => exitCodes[outcome])));
  return { ours, theirs };
}

/** Entries that only the log itself can write at a place: others of their tests are above. */
const special: ReadonlySet<string> = new Set(["genesis", "boot", "clock", "key.rotate", "hq.receipt"]);

const examples: Readonly<Record<string, JsonValue>> = {
  text: "字",
  "long-text": "字".repeat(5000),
  digest: "0".repeat(64),
  key: "A".repeat(43),
  time: "2026-11-09T08:00:00Z",
  count: 0,
  number: -1,
  "yes-no": false,
  list: [],
  object: {},
  range: { from: 0, to: 1, more: 1 },
  ranges: [{ from: 0, to: 1 }],
  roster: [{ person: "p-0001", name: "王" }],
};

/** A body that says what must be said, made from the published words alone. */
function bodyOf(fields: string): Record<string, JsonValue> {
  const required = fields.split(", ").filter((field) => field !== "" && !field.includes("? "));
  return Object.fromEntries(
    required.map((field) => {
      const [name = "", kind = ""] = field.split(" ");
      return [name, examples[kind] ?? kind.split("/")[0] ?? ""];
    }),
  );
}

const cosignerKey = verifierKey(cosigner.name, cosigner.publicKey, noteSignatureType.cosignature);

describe.skipIf(lacking !== null)("a second verifier, written from the text, agrees", () => {
  it("has at most 160 lines and needs nothing but Python's library and openssl", () => {
    const source = readFileSync(program, "utf8");
    expect(source.trimEnd().split("\n").length).toBeLessThanOrEqual(160);
    const imported = /^import (?<names>.+)$/mu.exec(source)?.groups?.["names"]?.split(", ");
    expect(imported).toEqual(
      "argparse, base64, datetime, functools, hashlib, hmac, json, pathlib, re, subprocess, sys, tempfile".split(", "),
    );
  });

  it("that sound bundles are sound, with every extra and without", () => {
    const { genesisKey } = scene.now;
    const all = { key: genesisKey, cosigner: cosignerKey, pin: scene.pin, sealKey: scene.sealKey };
    const images = [scene.now, scene.synced, scene.early, scene.later];
    const { ours, theirs } = both(images.map(bundleOf));
    expect(theirs).toEqual(["sound", "sound", "sound", "sound"]);
    expect(ours).toEqual(theirs);
    expect(both([bundleOf(scene.now)], all)).toEqual({ ours: ["sound"], theirs: ["sound"] });
  });

  it("that headquarters' log with its statements is sound", async () => {
    const folder = scene.place("headquarters-log");
    const log = createLog(folder, {
      origin: "demo/headquarters",
      clock: handClock(),
      keyStore: null,
      kind: "headquarters",
    });
    log.appendStatement(utf8('{"grant":"g-000001","t":"grant.issue","v":1}'));
    log.append({ t: "hq.enrol", b: { origin: "demo/ws/0001/1", 中文: ['\u0001\u007f"\\/', "😀\uFFFD", true, -5] } });
    await log.exportBundle(join(folder, "bundle"));
    const bytes = new Uint8Array(readFileSync(join(folder, "bundle")));
    expect(both([bytes], { key: log.verifierKey })).toEqual({ ours: ["sound"], theirs: ["sound"] });
    log.close();
  });

  it("that wrong extras make a sound bundle wrong", () => {
    const bytes = bundleOf(scene.now);
    const stranger = generateSigningKey().publicKey;
    const extras: Extras[] = [
      { key: verifierKey(scene.now.origin, stranger) },
      { cosigner: verifierKey(cosignerVerifier.name, stranger, noteSignatureType.cosignature) },
      { pin: { size: scene.pin.size, root: new Uint8Array(32) } },
      { pin: { size: 999, root: scene.pin.root } },
      { sealKey: new Uint8Array(32) },
    ];
    expect(extras.map((extra) => both([bytes], extra))).toEqual(
      extras.map(() => ({ ours: ["wrong"], theirs: ["wrong"] })),
    );
  });

  it("on every attack of the corpus on a log's history", () => {
    const bundles = histories.flatMap(({ variants }) => {
      const images = variants(scene);
      return images.filter((_, index) => index % Math.ceil(images.length / 4) === 0).map(bundleOf);
    });
    const extras = { key: scene.now.genesisKey, cosigner: cosignerKey };
    for (const extra of [extras, { ...extras, pin: scene.pin, sealKey: scene.sealKey }]) {
      const { ours, theirs } = both(bundles, extra);
      expect(theirs).toEqual(ours);
      expect(new Set(theirs)).toEqual(new Set(["sound", "wrong"]));
    }
  });

  it("on entries of a wrong shape, validly signed", () => {
    const changes = [
      { t: "no.such" },
      { b: [] },
      { more: 1 },
      { v: 2 },
      { seq: -1 },
      { mono: "01" },
      { wall: "yesterday" },
      { wall: "2026-11-09T08:00:00+08:00" },
      { prev: "A" },
      { t: "session.open", b: { person: "p-0001", name: "王" } },
      { t: "recovery", b: { from: 1, reason: 3 } },
      { boot: "3" },
      { person: "p-0001" },
      {
        t: "clock",
        b: { step: "back", claimed: "2026-11-09T08:00:00Z", expected: "2026-11-09T08:00:00Z", seconds: 0 },
      },
    ];
    const { ours, theirs } = both(changes.map((change) => bundleOf(extended(scene.now, nextLeaf(scene.now, change)))));
    expect(theirs).toEqual(ours);
    expect(ours).toEqual([...changes.slice(2).map(() => "wrong"), "sound", "sound"]);
  });

  it("R10: on every type of entry that there is, and on each with a field less, of another kind, or of no place", () => {
    const bodies = entryRows(entryBodies)
      .filter(({ type }) => !special.has(type))
      .map(({ type: t, fields, more }) => ({ t, more, b: bodyOf(fields) }));
    const sound = bodies.map(({ t, b }) => ({ t, b }));
    // Every field is spoilt in one of two ways by turns: left out, or of another kind.
    let turn = 0;
    const spoilt = (b: Record<string, JsonValue>, name: string): Record<string, JsonValue> =>
      (turn += 1) % 2 === 0
        ? Object.fromEntries(Object.entries(b).filter(([one]) => one !== name))
        : { ...b, [name]: typeof b[name] === "string" ? 7 : "7" };
    const wrong = bodies.flatMap(({ t, b, more }) => [
      ...Object.keys(b).map((name) => ({ t, b: spoilt(b, name) })),
      ...(more ? [] : [{ t, b: { ...b, surplus: true } }]),
    ]);
    expect(sound.length).toBeGreaterThan(50);
    // All sound ones lie in one log; of the wrong ones each needs its own.
    const all = sound.reduce((image, change) => extended(image, nextLeaf(image, change)), scene.now);
    expect(both([bundleOf(all)])).toEqual({ ours: ["sound"], theirs: ["sound"] });
    const { ours, theirs } = both(
      wrong.map((change) => bundleOf(extended(scene.early, nextLeaf(scene.early, change)))),
    );
    expect(theirs).toEqual(ours);
    expect(new Set(ours)).toEqual(new Set(["wrong"]));
  });

  it("on files that were cut, lengthened, reordered or changed anywhere", () => {
    const bytes = bundleOf(scene.early);
    const records = [
      ...fromUtf8(bytes).matchAll(/^(?:head|entry|checkpoint|receipt|seal|end) (\d+) [0-9a-f]{64}\n/gmu),
    ];
    expect(records.length).toBeGreaterThan(15);
    const text = fromUtf8(bytes);
    const doubled = text.replace(/^(?<seal>seal [\s\S]*?\n)(?=end )/mu, "$<seal>$<seal>");
    const recounted = text.replace(/^entry (?<count>\d+)/mu, "entry 0$<count>");
    const forged = text.replace(/^entry \d+ [0-9a-f]{64}\n(?<leaf>.*)\n/mu, (_, leaf: string) => {
      const other = leaf.replace('"n":', '"n":1').replace("station", "headquarters");
      return `entry ${utf8(other).byteLength} ${sha256Hex(utf8(other))}\n${other}\n`;
    });
    const broken = [
      new Uint8Array(),
      utf8("%PDF-1.7\n"),
      bytes.slice(0, 22),
      bytes.slice(0, -1),
      bytes.slice(0, Math.floor(bytes.byteLength / 2)),
      concatBytes(bytes, utf8("\n")),
      concatBytes(bytes, bytes),
      utf8(doubled),
      utf8(recounted),
      utf8(forged),
      utf8(text.replaceAll("\n", "\r\n")),
      ...Array.from({ length: 24 }, (_, n) => {
        const at = Math.floor(((n + 0.5) * bytes.byteLength) / 24);
        return bytes.with(at, (bytes[at] ?? 0) ^ (1 << (n % 8)));
      }),
    ];
    const { ours, theirs } = both(broken);
    expect(theirs).toEqual(ours);
    expect(ours).not.toContain("sound");
  });
});
