import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { base64url } from "../../main/formats/bytes.ts";
import { openMessage } from "../../main/formats/chunked-encryption.ts";
import { readPackageHeader, segmentContext, type PackageHeader } from "../../main/formats/footage-package.ts";
import { FormatError } from "../../main/formats/format-error.ts";
import * as grantFormat from "../../main/formats/grant.ts";
import { generateKemKey } from "../../main/formats/hpke.ts";
import * as keyTree from "../../main/formats/key-tree.ts";
import { createAuthority, issuePerson, readCertificate } from "../../main/formats/x509.ts";
import type { GrantSummary } from "../../shared/model/grant.ts";
import { clip, openHouse, originalOf, people, type House } from "../scenario/house.ts";
import { latestGrantFile, slipIn } from "../scenario/outbox.ts";
import { obtainGrant, openPicture, unlockRoom } from "../scenario/story.ts";
import { makeMutant, type Mutation } from "../support/mutants.ts";
import { viewingKeys } from "../support/viewing-keys.ts";

/** Of 60 frames at ten a second, twenty to a segment, these are approved: the segment in the middle and no other. */
const approved = { from: 22, to: 38 } as const;
const granted = { segment: 1, from: 2, to: 4 } as const;
const outside = [0, 2];

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

/** The whole package as headquarters keeps it: more ciphertext than a station ever has. */
function packageOf(house: House): Uint8Array {
  const found = filesUnder(join(house.folder, "hq"))
    .map((path) => new Uint8Array(readFileSync(path)))
    .filter((bytes) => new TextDecoder("latin1").decode(bytes.subarray(0, 8)) === "VITRINE1")
    .find((bytes) => new TextDecoder("latin1").decode(bytes.subarray(0, 400)).includes(clip.asset));
  if (found === undefined) {
    throw new Error("headquarters has no package of this recording");
  }
  return found;
}

interface Booty {
  readonly header: PackageHeader;
  readonly bytes: Uint8Array;
}

function decrypt({ header, bytes }: Booty, segment: number, key: Uint8Array): Uint8Array | null {
  const entry = header.manifest.segments[segment];
  const from = header.bodyOffset + (entry?.offset ?? 0);
  try {
    return openMessage(key, segmentContext(clip.asset, segment), bytes.subarray(from, from + (entry?.bytes ?? 0)));
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

/** Everything of 32 bytes that a text could mean as a key. */
function keysIn(text: string): Uint8Array[] {
  return [...text.matchAll(/[A-Za-z0-9_+/-]{43,4096}/gu)].flatMap(([word]) => {
    const bytes = new Uint8Array(Buffer.from(word.replaceAll("-", "+").replaceAll("_", "/"), "base64"));
    return Array.from({ length: Math.max(0, Math.min(bytes.length - 31, 256)) }, (_one, at) =>
      bytes.subarray(at, at + 32),
    );
  });
}

/** Leaf keys that follow when a key is taken for any node of the tree, wherever it really stands. */
function misplaced(key: Uint8Array, depth: number, segment: number): Uint8Array[] {
  return Array.from({ length: depth + 1 }, (_one, level) =>
    keyTree.keyFor([{ depth: level, index: segment >> (depth - level), key }], depth, segment),
  ).filter((leaf) => leaf !== null);
}

describe("R1: an attacker with every file, key and unlocked share of a station", () => {
  let house: House;
  let grant: GrantSummary;
  let booty: Booty;
  let keys: { readonly name: string; readonly bytes: Uint8Array }[];

  beforeAll(async () => {
    house = await openHouse();
    grant = await obtainGrant(house, { form: { assets: [{ asset: clip.asset, ranges: [approved], whole: false }] } });
    const { id } = await unlockRoom(house, grant);
    const viewing = await house.get("viewing:open", { viewing: id, asset: clip.asset });
    await (await openPicture(house, viewing)).readAll();
    await house.get("viewing:end", { viewing: id });
    await house.get("identity:signOut");
    const bytes = packageOf(house);
    const source = { size: bytes.length, read: async (from: number, to: number) => bytes.subarray(from, to) };
    booty = { bytes, header: await readPackageHeader(source) };
    keys = viewingKeys(join(house.folder, "station"), join(house.folder, "scratch"), {
      file: join(house.tokens, `${people.supervisor.token}.p12`),
      pin: people.supervisor.pin,
    });
  });
  afterAll(() => house.close());

  it("control: the right set decrypts the granted segments bit for bit", () => {
    const opened = keys
      .filter(({ bytes }) => bytes.length === 32)
      .map(({ bytes }) => decrypt(booty, granted.segment, bytes))
      .find((plain) => plain !== null);
    const whole = Buffer.from(opened ?? new Uint8Array());
    const here = originalSamples().filter(
      ({ at, track }) => track === "video" && at >= granted.from && at < granted.to,
    );
    expect(here).toHaveLength(20);
    expect(here.filter(({ bytes }) => !whole.includes(Buffer.from(bytes)))).toEqual([]);
    expect(keys.some(({ name }) => name === "node 2/1")).toBe(true);
  });

  it.each(outside)("opens no sample of segment %i, which lies outside", (segment) => {
    const { treeDepth } = booty.header.manifest;
    const files = filesUnder(join(house.folder, "station")).filter((path) => statSync(path).size < 4 * 1024 * 1024);
    // The shelf is open to this attacker, so the grant lies before them as it came.
    const texts = [latestGrantFile(house), ...files.map((path) => readFileSync(path, "latin1"))];
    const lying = texts.flatMap(keysIn).slice(0, 20_000);
    const known = keys.map(({ bytes }) => bytes);
    const derived = known.filter(({ length }) => length === 32).flatMap((key) => misplaced(key, treeDepth, segment));
    expect(known.length).toBeGreaterThanOrEqual(5);
    expect(lying.length).toBeGreaterThan(1000);
    expect(derived.length).toBeGreaterThanOrEqual(10);
    const opened = [...known, ...derived, ...lying].filter(
      (key) => key.length === 32 && decrypt(booty, segment, key) !== null,
    );
    expect(opened).toEqual([]);
  });

  it("opens nothing of a revoked grant, after the window by the log's clock, or beyond the play budget", async () => {
    await house.get("identity:signIn", people.requester);
    const refusal = async (): Promise<string> =>
      (await house.refused("grant-refused", "viewing:prepare", { grant: grant.id })).reason;
    const { id } = await house.get("viewing:prepare", { grant: grant.id });
    await house.get("viewing:end", { viewing: id });
    await house.get("identity:signOut");
    const second = await unlockRoom(house, grant);
    const viewing = await house.get("viewing:open", { viewing: second.id, asset: clip.asset });
    await (await openPicture(house, viewing)).readAll();
    await house.get("viewing:end", { viewing: second.id });
    expect(await refusal()).toBe("exhausted");
    await house.restart();
    await house.get("identity:signIn", people.requester);
    expect(await refusal()).toBe("exhausted");
    await house.get("identity:signOut");

    grant = await obtainGrant(house);
    await slipIn(house, JSON.stringify({ grant: grant.id }), "revocation");
    await house.get("identity:signIn", people.requester);
    expect(await refusal()).toBe("revoked");
    await house.get("identity:signOut");

    grant = await obtainGrant(house);
    house.clock.pass(9 * 3_600_000);
    await house.get("identity:signIn", people.requester);
    expect(await refusal()).toBe("expired");
    // Whoever turns the clock back does not turn back the log's.
    house.clock.set(-9 * 3_600_000);
    expect(await refusal()).toBe("expired");
  });
});

interface OriginalSample {
  readonly track: "video" | "audio";
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** Samples of the camera's own file, found by ffprobe. */
function originalSamples(): OriginalSample[] {
  const file = originalOf(clip.asset);
  const bytes = readFileSync(file);
  const text = execFileSync(
    "ffprobe",
    ["-v", "error", "-show_entries", "packet=codec_type,pts_time,size,pos", "-of", "json", file],
    { encoding: "utf8" },
  );
  const { packets } = JSON.parse(text) as {
    packets: { codec_type: "video" | "audio"; pts_time: string; size: string; pos: string }[];
  };
  return packets.map(({ codec_type: track, pts_time: at, size, pos }) => ({
    track,
    at: Number(at),
    bytes: bytes.subarray(Number(pos), Number(pos) + Number(size)),
  }));
}

type Product = Pick<typeof grantFormat, "buildGrant" | "openGrantKeys" | "presenceShare"> &
  Pick<typeof keyTree, "cover" | "keyFor" | "newRoot">;

const authority = createAuthority({ name: "authority", days: 365 });
const supervisor = issuePerson(authority, { person: "p-0001", name: "王", unit: "unit", days: 365 });
const other = issuePerson(authority, { person: "p-0002", name: "张", unit: "unit", days: 365 });
const zeros = "0".repeat(64);
const depth = 4;

/** What an attacker gets out of a grant for segments 3 to 8 of 16 by each way; empty is as it must be. */
function loot(product: Product): string[] {
  const station = generateKemKey();
  const body: grantFormat.GrantBody = {
    v: 1,
    t: "grant.issue",
    grant: "g-000001abcdef",
    request: "r-000001",
    requestNumber: "WH-F1-2026-0001",
    requestDigest: zeros,
    station: "authority.example/ws/1/1",
    stationKey: base64url(station.publicKey),
    room: "room-301",
    purpose: "supervision",
    caseNo: "A-1",
    verbs: ["view"],
    viewers: [{ person: "p-0005", name: "李" }],
    supervisors: [{ person: "p-0001", name: "王", certificate: readCertificate(supervisor.certificatePem).digest }],
    presence: { supervisors: 1, viewers: 4, interpreter: false, guardian: false, article: "A" },
    approvals: [{ person: "p-0007", name: "陈", at: "2026-11-22T08:00:00+08:00", digest: zeros }],
    assets: [
      {
        asset: "A-1",
        title: "现场检查",
        kind: "video",
        manifest: zeros,
        frames: [{ from: 75, to: 200 }],
        segments: [{ from: 3, to: 8 }],
        treeDepth: depth,
      },
    ],
    notBefore: "2026-11-22T08:00:00+08:00",
    notAfter: "2026-11-23T08:00:00+08:00",
    playBudget: 2,
    policy: { pack: "generic", version: "1", digest: zeros },
    issuedAt: "2026-11-22T08:00:00+08:00",
    pin: { size: 0, root: "" },
  };
  const nodes = product.cover(product.newRoot(), depth, 3, 8);
  const { leaf } = product.buildGrant(body, new Map([["A-1", nodes]]), {
    persons: [{ person: "p-0001", certificatePem: supervisor.certificatePem }],
  });
  const stationPrivateKey = station.privateKey;
  const right = (): Uint8Array =>
    product.presenceShare(leaf, supervisor.certificatePem, supervisor.privateKeyPem) ?? new Uint8Array();
  const opens = (changed: grantFormat.GrantLeaf, shares: Uint8Array[], key = stationPrivateKey): boolean =>
    product.openGrantKeys(changed, { stationPrivateKey: key, presenceShares: shares }) !== null;
  const held = product.openGrantKeys(leaf, { stationPrivateKey, presenceShares: [right()] })?.get("A-1") ?? [];
  const reach = Array.from({ length: 2 ** depth }, (_one, segment) => segment).filter(
    (segment) => product.keyFor(held, depth, segment) !== null,
  );
  const ways: readonly (readonly [string, boolean])[] = [
    ["control failed: the right set opens", reach.join() !== "3,4,5,6,7" && !reach.includes(3)],
    ["segments outside", reach.some((segment) => segment < 3 || segment > 7)],
    ["no presence share", opens(leaf, [])],
    ["a made-up presence share", opens(leaf, [new Uint8Array(randomBytes(32))])],
    ["another person's share", product.presenceShare(leaf, other.certificatePem, other.privateKeyPem) !== null],
    ["another station's key", opens(leaf, [right()], generateKemKey().privateKey)],
    ["another room", opens({ ...leaf, room: "room-302" }, [right()])],
    ["a longer window", opens({ ...leaf, notAfter: "2027-11-23T08:00:00+08:00" }, [right()])],
    ["a larger budget", opens({ ...leaf, playBudget: 100 }, [right()])],
    ["no supervisors needed", opens({ ...leaf, presence: { ...body.presence, supervisors: 0 } as never }, [right()])],
    ["another grant's name", opens({ ...leaf, grant: "g-000001abcdee" }, [right()])],
  ];
  return ways.filter(([, taken]) => taken).map(([way]) => way);
}

describe("R1: the arithmetic of a grant", () => {
  it("gives nothing by any way but the right one", () => {
    expect(loot({ ...grantFormat, ...keyTree })).toEqual([]);
  });

  const mutants: readonly (readonly [string, Mutation, string])[] = [
    [
      "a key that forgets the presence shares",
      {
        file: "main/formats/grant.ts",
        from: "concatBytes(stationShare, ...presenceShares)",
        to: "concatBytes(stationShare)",
      },
      "a made-up presence share",
    ],
    [
      "a sealing that forgets the terms",
      {
        file: "main/formats/grant.ts",
        from: "return sha256(encodeCanonical(asJson(grantBodySchema.parse(fields))));",
        to: "return new Uint8Array(fields.v ?? 1);",
      },
      "another room",
    ],
    [
      "a cover that hands out the root",
      {
        file: "main/formats/key-tree.ts",
        from: "export function cover(root: Uint8Array, depth: number, from: number, to: number): KeyNode[] {",
        to: "export function cover(root: Uint8Array, depth: number, from: number, to: number): KeyNode[] {\n  if (from < to && depth > 0) return [{ depth: 0, index: 0, key: root }];",
      },
      "segments outside",
    ],
  ];
  it.each(mutants)("the attack finds %s", async (_name, mutation, way) => {
    const mutant = makeMutant(mutation);
    try {
      const part = async (file: string): Promise<object> =>
        (await import(/* @vite-ignore */ join(mutant.folder, file))) as object;
      const parts = { ...(await part("main/formats/grant.ts")), ...(await part("main/formats/key-tree.ts")) };
      // Same files as the product's but for the mutation.
      expect(loot(parts as Product)).toContain(way);
    } finally {
      mutant.remove();
    }
  });
});
