import { formatCheckpoint, signCheckpoint } from "../../main/formats/checkpoint.ts";
import { utf8 } from "../../main/formats/bytes.ts";
import { encodeCanonical } from "../../main/formats/canonical-json.ts";
import { cosign } from "../../main/formats/cosignature.ts";
import { generateSigningKey } from "../../main/formats/ed25519.ts";
import { leafHash, nodeHash } from "../../main/formats/merkle.ts";
import { formatReceipt, noteOfSlip, type ViewingSlip } from "../../main/formats/receipt.ts";
import { withheldListDigest, withheldListText } from "../../main/formats/withheld-list.ts";
import type { Witnessed } from "../../shared/model/withheld.ts";
import { formatNote, noteSignatureType, parseNote, verifierKey } from "../../main/formats/signed-note.ts";

/** A receipt in both states with the keys around it. */
export interface MadeReceipts {
  readonly slip: ViewingSlip;
  readonly countersigned: string;
  readonly promised: string;
  readonly otherEntry: Uint8Array;
  readonly cosigner: string;
  readonly otherCosigner: string;
  readonly stationKey: string;
}

const origin = "SCWH/ws/5f0c1a9be2d34c77a1b2c3d4e5f60718/1";

/** A viewing with parts that were not shown: a stretch whole, and a face for a while. */
export const hiddenLines = [
  { from: 899, to: 1200, ground: "privacy", article: "S0-4.2.2", digest: "3f".repeat(32) },
  {
    from: 300,
    to: 420,
    region: { x: 6000, y: 1000, width: 2500, height: 3050 },
    ground: "minor",
    article: "S0-4.2.2",
    digest: "a7".repeat(32),
  },
].map((line) => Object.assign({ asset: "WH-20261109-A017-01" }, line)) as unknown as readonly Witnessed[];

/** Receipts from a log of `2^depth` entries of which only the digests on the path exist. */
export function makeReceipts({
  depth = 16,
  hidden = false,
}: {
  readonly depth?: number;
  /** The viewing had parts that were not shown, and somebody objected. */
  readonly hidden?: boolean;
} = {}): MadeReceipts {
  const list = withheldListText(hiddenLines);
  const [log, hq, foreign] = [generateSigningKey(), generateSigningKey(), generateSigningKey()];
  const slip: ViewingSlip = {
    v: 1,
    no: "SCWH-F2-2026-3F9A21C07B-1",
    authority: { zh: "示例市文化市场综合行政执法支队", en: "Sample City Culture Market Enforcement" },
    station: origin,
    stationName: "WS-301",
    room: { zh: "三楼查阅室", en: "Viewing room, third floor" },
    zone: "Asia/Shanghai",
    request: "SCWH-F1-2026-0031",
    viewing: "v-3f9a21c07b1122334455",
    person: { name: "王芳", capacity: "viewer" },
    from: "2026-11-22T01:00:03.120Z",
    to: "2026-11-22T01:42:10.004Z",
    supervisors: ["赵敏"],
    otherViewers: 1,
    seen: [
      {
        asset: "WH-20261109-A017-01",
        title: "示例书店现场检查",
        frames: 812,
        stretches: 2,
        ranges: [
          { from: 300, to: 899 },
          { from: 1200, to: 1413 },
        ],
        from: "2026-11-09T01:02:12.000Z",
        to: "2026-11-09T01:02:56.480Z",
      },
    ],
    ...(hidden
      ? {
          withheld: { lines: hiddenLines.length, digest: withheldListDigest(list) },
          objections: { count: 1, first: [{ asset: "WH-20261109-A017-01", frame: 512, digest: "c4".repeat(32) }] },
        }
      : {}),
    nonce: "q83vEjRWeJCrze8SNFZ4kA",
  };
  const index = Math.min(2 ** Math.min(depth, 50) - 3, 1_048_573);
  const entryOf = (viewing: string): Uint8Array =>
    encodeCanonical({
      v: 1,
      o: origin,
      seq: index,
      ep: 12,
      t: "view.end",
      boot: 12,
      mono: "83412345678901",
      wall: "2026-11-22T01:42:10.009Z",
      prev: "q83vEjRWeJCrze8SNFZ4kJCrze8SNFZ4kKvN7xI0Vng",
      b: {
        viewing,
        grant: "g-81f2",
        slips: [{ ...noteOfSlip(slip) }, { no: `${slip.no.slice(0, -1)}2`, digest: noteOfSlip(slip).digest }],
      },
    });
  const entry = entryOf(slip.viewing);
  const siblings = Array.from({ length: depth }, (_none, level) => leafHash(utf8(`level ${String(level)}`)));
  const size = 2 ** Math.min(depth, 52);
  const root = siblings.reduce(
    (digest, sibling, level) =>
      Math.floor(index / 2 ** level) % 2 === 0 ? nodeHash(digest, sibling) : nodeHash(sibling, digest),
    leafHash(entry),
  );
  const checkpoint = { origin, size, root };
  const signed = signCheckpoint(checkpoint, { name: origin, key: log.privateKey });
  const line = cosign(formatCheckpoint(checkpoint), "SCWH/mirror", hq.privateKey, 1_795_300_000);
  const proof = { index, proof: siblings };
  const stationKey = verifierKey(origin, log.publicKey);
  const withheld = hidden ? { withheld: list } : {};
  return {
    slip,
    countersigned: formatReceipt({
      slip,
      entry,
      ...withheld,
      proof: { ...proof, checkpoint: formatNote(parseNote(signed).text, [line]) },
    }),
    promised: formatReceipt({ slip, entry, ...withheld, proof: { ...proof, checkpoint: signed }, key: stationKey }),
    otherEntry: entryOf("v-ffffffffffffffffffff"),
    cosigner: verifierKey("SCWH/mirror", hq.publicKey, noteSignatureType.cosignature),
    otherCosigner: verifierKey("other/mirror", foreign.publicKey, noteSignatureType.cosignature),
    stationKey,
  };
}
