import { hex, utf8 } from "../../main/formats/bytes.ts";
import { generateSigningKey, publicKeyOf } from "../../main/formats/ed25519.ts";
import { encodeCanonical } from "../../main/formats/canonical-json.ts";
import { formatCheckpoint, signCheckpoint } from "../../main/formats/checkpoint.ts";
import { cosign } from "../../main/formats/cosignature.ts";
import { sha256Hex } from "../../main/formats/digest.ts";
import {
  drawCommitmentDigest,
  drawRoot,
  drawSample,
  drawSeed,
  drawStrata,
  inDrawOrder,
  type DrawCommitment,
  type DrawItem,
  type DrawShare,
} from "../../main/formats/draw.ts";
import { encodeDrawSeed, type DrawFile, type DrawSeedStatement } from "../../main/formats/draw-file.ts";
import { hashReaderOver, inclusionProof, leafHash, treeRoot } from "../../main/formats/merkle.ts";
import { formatSignatureLine, noteSignatureType, verifierKey } from "../../main/formats/signed-note.ts";
import { formatProof } from "../../main/formats/tlog-proof.ts";

const station = "slwh/ws/one/1";
const stationKey = generateSigningKey();
const authority = "slwh/headquarters";
const authorityKey = generateSigningKey();
const cosigner = "slwh/headquarters/cosigner";
const cosignerKey = generateSigningKey();

/** What a verifier must know of headquarters: the keys of its log and of its cosignature. */
export const drawKeys: readonly string[] = [
  verifierKey(authority, publicKeyOf(authorityKey.privateKey)),
  verifierKey(cosigner, publicKeyOf(cosignerKey.privateKey), noteSignatureType.cosignature),
];

export const drawShares: Readonly<Record<string, DrawShare>> = {
  现场检查: { ratio: 2000, least: 2 },
  询问: { ratio: 1000, least: 1 },
};

/** Documents of two kinds, one of them a complaint that must be looked at. */
export function drawItems(count: number): DrawItem[] {
  return inDrawOrder(
    Array.from({ length: count }, (_, index) => ({
      key: `示文检〔2026〕${String(index + 1)}号`,
      stratum: index % 3 === 0 ? "询问" : "现场检查",
      record: sha256Hex(utf8(`record ${String(index)}`)),
      must: index === 4,
    })),
  );
}

/** A commitment to these lines as the plan asks. */
export function commitmentTo(items: readonly DrawItem[], changes: Partial<DrawCommitment> = {}): DrawCommitment {
  return {
    v: 1,
    t: "draw.commitment",
    method: "vitrine-draw-1",
    plan: "SLWH-F9-2026-0001",
    act: "a".repeat(64),
    round: 1,
    items: items.length,
    root: hex(drawRoot(items)),
    strata: drawStrata(items, (name) => drawShares[name]),
    musts: items.filter(({ must }) => must).length,
    person: "p-0004",
    at: "2026-12-01T08:00:00Z",
    ...changes,
  };
}

export interface DrawTold {
  /** What headquarters states otherwise than it was. */
  readonly statement?: Partial<DrawSeedStatement>;
  /** Leaves of the station's log that the seed's note covers. */
  readonly size?: number;
  readonly cosignedAt?: string;
  /** Who cosigns the seed's note, when it is not headquarters. */
  readonly by?: typeof cosignerKey;
  /** Which digest the log entry states, when it is not the commitment's. */
  readonly digest?: string;
}

/** A whole draw as it leaves the house: a station's log with the commitment as its third entry, and headquarters' word. */
export function makeDraw(items: readonly DrawItem[], commitment: DrawCommitment, told: DrawTold = {}): DrawFile {
  const digest = hex(drawCommitmentDigest(commitment));
  const entry = encodeCanonical({
    v: 1,
    o: station,
    seq: 2,
    ep: 0,
    t: "draw.commit",
    boot: 1,
    mono: "1",
    wall: commitment.at,
    prev: "A".repeat(43),
    b: { plan: commitment.plan, round: commitment.round, items: commitment.items, digest: told.digest ?? digest },
  });
  const leaves = [utf8("genesis"), utf8("boot"), entry, utf8("heartbeat"), utf8("heartbeat")].map(leafHash);
  const size = told.size ?? 4;
  const root = treeRoot(hashReaderOver(leaves), size);
  const text = formatCheckpoint({ origin: station, size, root });
  const seconds = Date.parse(told.cosignedAt ?? "2026-12-01T08:01:00Z") / 1000;
  const line = formatSignatureLine(cosign(text, cosigner, (told.by ?? cosignerKey).privateKey, seconds));
  const note = `${signCheckpoint({ origin: station, size, root }, { name: station, key: stationKey.privateKey })}${line}\n`;
  const seedLeaf = encodeDrawSeed({
    v: 1,
    t: "draw.seed",
    origin: station,
    index: 2,
    commitment: digest,
    plan: commitment.plan,
    round: 1,
    note,
    before: "2026-12-01T07:58:00.000Z",
    ...told.statement,
  });
  const stated = [utf8("genesis"), seedLeaf].map(leafHash);
  const head = { origin: authority, size: 2, root: treeRoot(hashReaderOver(stated), 2) };
  const proof = formatProof({
    index: 1,
    proof: inclusionProof(stated, 1, 2),
    checkpoint: signCheckpoint(head, { name: authority, key: authorityKey.privateKey }),
  });
  return {
    commitment,
    items,
    entry,
    path: size > 2 ? inclusionProof(leaves.slice(0, size), 2, size) : [],
    seed: { leaf: seedLeaf, proof },
    sample: drawSample(items, commitment.strata, drawSeed(commitment, note)),
  };
}
