import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createPrivateKey } from "node:crypto";
import { execFileSync } from "node:child_process";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { base64url } from "../../main/formats/bytes.ts";
import { openMessage } from "../../main/formats/chunked-encryption.ts";
import {
  readPackageHeader,
  samplePlaces,
  segmentContext,
  type PackageHeader,
} from "../../main/formats/footage-package.ts";
import { FormatError } from "../../main/formats/format-error.ts";
import { decodeSegmentTable } from "../../main/formats/frame-table.ts";
import { parseGrantFile } from "../../main/formats/grant-file.ts";
import * as grantFormat from "../../main/formats/grant.ts";
import { generateKemKey } from "../../main/formats/hpke.ts";
import * as keyTree from "../../main/formats/key-tree.ts";
import { openToken } from "../../main/formats/pkcs12.ts";
import { createAuthority, issuePerson, readCertificate } from "../../main/formats/x509.ts";
import { demonstrationPeople } from "../../main/headquarters/demonstration/people.ts";
import { openSecrets } from "../../main/headquarters/secrets.ts";
import type { GrantSummary } from "../../shared/model/grant.ts";
import { clip, openHouse, originalOf, people, type House } from "../scenario/house.ts";
import { latestGrantFile, slipIn } from "../scenario/outbox.ts";
import { obtainGrant, openPicture, unlockRoom } from "../scenario/story.ts";
import { distinct, keysIn, windowsOf } from "../support/lying-keys.ts";
import { makeMutant, type Mutation } from "../support/mutants.ts";
import { keyStoreOf, unsealedShelf, viewingKeys } from "../support/viewing-keys.ts";

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

/**
 * What could be a key on this station: every file of its folder and of its tokens as text, every record of its shelf
 * opened with its own key, and its key store byte by byte. What is kept of the footage itself is ciphertext.
 */
function lyingAbout(house: House): Uint8Array[] {
  const station = join(house.folder, "station");
  const shelf = unsealedShelf(station, join(house.folder, "scratch"));
  const texts = [
    latestGrantFile(house),
    ...[...filesUnder(station), ...filesUnder(house.tokens)].map((path) => readFileSync(path, "latin1")),
    ...shelf.map(({ bytes }) => Buffer.from(bytes).toString("latin1")),
  ];
  const raw = Object.values(keyStoreOf(station)).map((secret) => new Uint8Array(Buffer.from(secret, "base64")));
  return distinct([...texts.flatMap(keysIn), ...raw.flatMap((secret) => windowsOf(secret))]);
}

/** Segment keys that follow when a key is taken for itself, for the recording's root, and for any node of the tree. */
function misplaced(key: Uint8Array, depth: number, segment: number): Uint8Array[] {
  const nodes = Array.from({ length: depth + 1 }, (_one, level) =>
    keyTree.keyFor([{ depth: level, index: segment >> (depth - level), key }], depth, segment),
  );
  return [key, keyTree.leafKey(key, depth, segment), ...nodes.filter((leaf) => leaf !== null)];
}

describe("R1: an attacker with every file, key and unlocked share of a station", () => {
  let house: House;
  let grant: GrantSummary;
  let booty: Booty;
  let keys: { readonly name: string; readonly bytes: Uint8Array }[];
  let lying: Uint8Array[];

  /** Whether any of these, taken for the key of any place in the tree, opens a segment. */
  const opens = (some: readonly Uint8Array[], segment: number): boolean =>
    some.some((key) =>
      misplaced(key, booty.header.manifest.treeDepth, segment).some((leaf) => decrypt(booty, segment, leaf) !== null),
    );

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
    lying = lyingAbout(house);
  });
  afterAll(() => house.close());

  it("control: the right set decrypts the granted segments bit for bit", () => {
    const opened = keys
      .filter(({ bytes }) => bytes.length === 32)
      .map(({ bytes }) => decrypt(booty, granted.segment, bytes))
      .find((plain) => plain !== null);
    const whole = opened ?? new Uint8Array();
    const tableBytes = booty.header.manifest.segments[granted.segment]?.tableBytes ?? 0;
    const media = whole.subarray(4 + tableBytes);
    const tracks = samplePlaces(decodeSegmentTable(whole.subarray(4, 4 + tableBytes)));
    const samples = tracks.map((places) => places.map(({ from, to }) => hexOf(media.subarray(from, to))));
    const original = (track: OriginalSample["track"]): string[] =>
      originalSamples()
        .filter((one) => one.track === track && (track === "audio" || (one.at >= granted.from && one.at < granted.to)))
        .map(({ bytes }) => hexOf(bytes));
    // In decoding order, none left out, none besides, and nothing between them.
    expect(samples[0]).toEqual(original("video"));
    expect(samples[0]).toHaveLength(20);
    const sound = original("audio");
    const from = sound.indexOf(samples[1]?.[0] ?? "");
    expect(samples[1]?.length).toBeGreaterThan(20);
    expect(samples[1]).toEqual(sound.slice(from, from + (samples[1]?.length ?? 0)));
    expect(tracks.flat().reduce((sum, { from: start, to }) => sum + to - start, 0)).toBe(media.length);
    expect(keys.some(({ name }) => name === "node 2/1")).toBe(true);
  });

  it.each(outside)("opens no sample of segment %i, which lies outside", (segment) => {
    const known = keys.map(({ bytes }) => bytes).filter(({ length }) => length === 32);
    expect(known.length).toBeGreaterThanOrEqual(5);
    expect(lying.length).toBeGreaterThan(1000);
    expect(opens([...known, ...lying], segment)).toBe(false);
  });

  it("control: a key of the whole recording that lies anywhere on the station would be found", () => {
    const folder = join(house.folder, "hq", "headquarters");
    const database = new Database(join(folder, "headquarters.sqlite"), { readonly: true });
    const row = database.prepare("SELECT sealed FROM asset_key WHERE asset = ?").get(clip.asset) as { sealed: Buffer };
    database.close();
    const root = Buffer.from(openSecrets(folder).open(`asset/${clip.asset}`, row.sealed).slice(0, 32));
    for (const form of ["base64", "base64url", "hex"] as const) {
      const file = join(house.folder, "station", "left-behind");
      writeFileSync(file, `before ${root.toString(form)} after`);
      const found = lyingAbout(house).filter((key) => root.equals(key));
      rmSync(file);
      expect({ form, opens: outside.map((segment) => opens(found, segment)) }).toEqual({ form, opens: [true, true] });
    }
  });

  it("B23 without one share there is nothing: every other person's token, no token, another station's key", () => {
    const { leaf } = parseGrantFile(latestGrantFile(house));
    const { kem } = keyStoreOf(join(house.folder, "station"));
    const stationPrivateKey = createPrivateKey({ key: Buffer.from(kem, "base64"), format: "der", type: "pkcs8" });
    const shareOf = ({ person, pin }: { readonly person: string; readonly pin: string }): Uint8Array | null => {
      const token = openToken(new Uint8Array(readFileSync(join(house.tokens, `${person}.p12`))), pin);
      return token.ok ? grantFormat.presenceShare(leaf, token.certificatePem, token.privateKeyPem) : null;
    };
    const holders = demonstrationPeople.filter((one) => shareOf(one) !== null);
    expect(holders.map(({ person }) => person)).toEqual([people.supervisor.token]);
    const [right] = holders.map(shareOf);
    const opened = (presenceShares: (Uint8Array | null | undefined)[], key = stationPrivateKey): boolean =>
      grantFormat.openGrantKeys(leaf, {
        stationPrivateKey: key,
        presenceShares: presenceShares.filter((share) => share !== null && share !== undefined),
      }) !== null;
    expect(opened([right])).toBe(true);
    expect([opened([]), opened([new Uint8Array(32)]), opened([right], generateKemKey().privateKey)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it("D01 D02 D05 opens nothing of a revoked grant, after the window by the log's clock, or beyond the play budget", async () => {
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

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

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
  it("D02 D03 gives nothing by any way but the right one", () => {
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
