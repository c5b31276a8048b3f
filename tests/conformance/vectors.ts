import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { z } from "zod";
import { equalBytes, fromBase64, fromHex, hex, utf8 } from "../../main/formats/bytes.ts";
import { canonicalText } from "../../main/formats/canonical-json.ts";
import { openMessage, sealWithSalt } from "../../main/formats/chunked-encryption.ts";
import { verify } from "../../main/formats/ed25519.ts";
import { FormatError } from "../../main/formats/format-error.ts";
import { kemKeyFrom, sharedSecret } from "../../main/formats/hpke.ts";
import { verifyConsistency, verifyInclusion } from "../../main/formats/merkle.ts";
import { type Tally, tally, type Vector } from "./tally.ts";

/** Folder of the published vectors: `VITRINE_VECTORS`, or `shared/vectors` beside the project. */
export const vectorFolder = process.env["VITRINE_VECTORS"] ?? join(import.meta.dirname, "../../../shared/vectors");

/** Why the published vectors cannot be checked here; `null` when they can. */
export function whyAbsent(): string | null {
  return existsSync(vectorFolder)
    ? null
    : `no published vectors at ${vectorFolder}; set VITRINE_VECTORS to their folder`;
}

function read<T>(file: string, schema: z.ZodType<T>): T {
  return schema.parse(JSON.parse(readFileSync(join(vectorFolder, file), "utf8")));
}

/** Null when it refuses. */
function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

const result = z.enum(["valid", "acceptable", "invalid"]);
const hexText = z.string().transform((text) => fromHex(text));

const chunkedSchema = z.object({
  testGroups: z.array(
    z.object({
      tests: z.array(
        z.object({
          tcId: z.int(),
          comment: z.string(),
          key: hexText,
          ctx: hexText,
          ct: hexText,
          msgLength: z.int().optional(),
          msgSha512: z.string().optional(),
          result,
        }),
      ),
    }),
  ),
});

type ChunkedTest = z.infer<typeof chunkedSchema>["testGroups"][number]["tests"][number];

function opensAsPublished(test: ChunkedTest): boolean {
  const ciphertext = new Uint8Array(inflateSync(test.ct));
  const plaintext = attempt(() => openMessage(test.key, test.ctx, ciphertext));
  if (plaintext === null || test.result !== "valid") {
    return (plaintext === null) === (test.result === "invalid");
  }
  const digest = createHash("sha512").update(plaintext).digest("hex");
  const again = sealWithSalt(test.key, test.ctx, ciphertext.subarray(0, 24), plaintext);
  return plaintext.byteLength === test.msgLength && digest === test.msgSha512 && equalBytes(again, ciphertext);
}

function chunked(bits: 128 | 256): Tally {
  const file = `wycheproof/c2sp_chunked_encryption_aes_${bits}_gcm_test.json`;
  const tests = read(file, chunkedSchema).testGroups.flatMap((group) => group.tests);
  return tally(
    file,
    35,
    tests.map((test) => ({ name: `${test.tcId} ${test.comment}`, agrees: () => opensAsPublished(test) })),
  );
}

const ed25519Schema = z.object({
  testGroups: z.array(
    z.object({
      publicKey: z.object({ pk: hexText }),
      tests: z.array(z.object({ tcId: z.int(), comment: z.string(), msg: hexText, sig: hexText, result })),
    }),
  ),
});

function ed25519(): Tally {
  const file = "wycheproof/ed25519_test.json";
  const vectors = read(file, ed25519Schema).testGroups.flatMap(({ publicKey, tests }) =>
    tests.map((test): Vector => ({
      name: `${test.tcId} ${test.comment}`,
      agrees: () => verify(publicKey.pk, test.msg, test.sig) === (test.result === "valid"),
    })),
  );
  return tally(file, 151, vectors);
}

const cctvSchema = z.array(
  z.object({
    number: z.int(),
    key: hexText,
    sig: hexText,
    msg: z.string(),
    flags: z.array(z.string()).nullish(),
  }),
);

/**
 * The policy of `main/formats/ed25519.ts` in the flags of CCTV: points may have a component of small order, but neither
 * the key nor R may be of small order or encoded otherwise than canonically, and the equation must hold without the cofactor.
 */
const tolerated = new Set(["low_order_component_A", "low_order_component_R"]);

/** Of the 914 signatures of CCTV, how many the policy accepts. */
export const acceptedByPolicy = 43;

function cctv(): Tally {
  const file = "cctv/ed25519vectors.json";
  const tests = read(file, cctvSchema);
  const vectors = tests.map(({ number, key, sig, msg, flags }): Vector => {
    const accept = (flags ?? []).every((flag) => tolerated.has(flag));
    return {
      name: `${number} ${(flags ?? []).join(" ")}`,
      agrees: () => verify(key, utf8(msg), sig) === accept,
    };
  });
  const accepted = tests.filter(({ key, sig, msg }) => verify(key, utf8(msg), sig)).length;
  const counted = tally(file, 914, vectors);
  return accepted === acceptedByPolicy
    ? counted
    : { ...counted, misses: [...counted.misses, `${accepted} accepted instead of ${acceptedByPolicy}`] };
}

const x25519Schema = z.object({
  testGroups: z.array(
    z.object({
      tests: z.array(
        z.object({ tcId: z.int(), comment: z.string(), public: hexText, private: hexText, shared: z.string(), result }),
      ),
    }),
  ),
});

function x25519(): Tally {
  const file = "wycheproof/x25519_test.json";
  const tests = read(file, x25519Schema).testGroups.flatMap((group) => group.tests);
  const vectors = tests.map((test): Vector => ({
    name: `${test.tcId} ${test.comment}`,
    agrees: () => {
      const shared = attempt(() => sharedSecret(kemKeyFrom(test.private).privateKey, test.public));
      // RFC 9180 has the recipient refuse a shared secret of zeros, which Wycheproof leaves open.
      return /^0+$/u.test(test.shared) ? shared === null : shared !== null && hex(shared) === test.shared;
    },
  }));
  return tally(file, 518, vectors);
}

const digests = z
  .array(z.string())
  .nullish()
  .transform((proof) => (proof ?? []).map(fromBase64));
const digest = z.string().transform((text) => fromBase64(text));
const merkleBase = { desc: z.string(), proof: digests, wantErr: z.boolean() };
// Sizes beyond 2^53 occur on purpose; they arrive inexact and must be refused.
const size = z.number();
const inclusionSchema = z.object({ ...merkleBase, leafIdx: size, treeSize: size, root: digest, leafHash: digest });
const consistencySchema = z.object({ ...merkleBase, size1: size, size2: size, root1: digest, root2: digest });

function merkleFiles(kind: "inclusion" | "consistency"): readonly string[] {
  return globSync(`merkle/${kind}/**/*.json`, { cwd: vectorFolder }).toSorted();
}

function inclusion(): Tally {
  const vectors = merkleFiles("inclusion").map((file): Vector => {
    const test = read(file, inclusionSchema);
    const { leafIdx, treeSize, leafHash, proof, root } = test;
    return {
      name: `${file} ${test.desc}`,
      agrees: () => verifyInclusion(leafIdx, treeSize, leafHash, proof, root) === !test.wantErr,
    };
  });
  return tally("merkle/inclusion", 98, vectors);
}

function consistency(): Tally {
  const vectors = merkleFiles("consistency").map((file): Vector => {
    const test = read(file, consistencySchema);
    const { size1, size2, proof, root1, root2 } = test;
    return {
      name: `${file} ${test.desc}`,
      agrees: () => verifyConsistency(size1, size2, proof, root1, root2) === !test.wantErr,
    };
  });
  return tally("merkle/consistency", 98, vectors);
}

function jcs(): Tally {
  const vectors = globSync("jcs/input/*.json", { cwd: vectorFolder })
    .toSorted()
    .map((file): Vector => ({
      name: file,
      agrees: () => {
        const input: unknown = JSON.parse(readFileSync(join(vectorFolder, file), "utf8"));
        const bytes = utf8(canonicalText(input));
        const output = readFileSync(join(vectorFolder, file.replace("input", "output")));
        const outhex = readFileSync(
          join(vectorFolder, file.replace("input", "outhex").replace(".json", ".txt")),
          "utf8",
        );
        return equalBytes(bytes, new Uint8Array(output)) && hex(bytes) === outhex.replaceAll(/\s/gu, "");
      },
    }));
  return tally("jcs", 6, vectors);
}

/** One check for each published file. */
export const publishedChecks: readonly { readonly file: string; readonly run: () => Tally }[] = [
  { file: "Wycheproof, Cobblestone-128", run: () => chunked(128) },
  { file: "Wycheproof, Cobblestone-256", run: () => chunked(256) },
  { file: "Wycheproof, Ed25519", run: ed25519 },
  { file: "CCTV, Ed25519 edge cases", run: cctv },
  { file: "Wycheproof, X25519", run: x25519 },
  { file: "transparency-dev/merkle, inclusion", run: inclusion },
  { file: "transparency-dev/merkle, consistency", run: consistency },
  { file: "cyberphone/json-canonicalization, RFC 8785", run: jcs },
];
