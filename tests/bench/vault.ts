import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from "node:crypto";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { ByteSource } from "../../main/shell/port.ts";
import { mediaOf, openVaultBench, scratch, takeIn } from "../support/picture.ts";
import { writeFileSync } from "node:fs";
import { figure, quantile, type Figure } from "./figure.ts";

const chunk = 16_384;
const piece = 262_144;
const rounds = 5;
const randomReads = 120;
const randomBytesRead = 65_536;

/** A recording of some 30 MB; what is in it does not matter here. */
function makeRecording(folder: string): string {
  const file = join(folder, "bench.mp4");
  const coding = ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "8", "-g", "60", "-pix_fmt", "yuv420p"];
  const picture = ["-f", "lavfi", "-i", "testsrc2=s=640x360:r=30:d=6", "-vf", "noise=alls=40:allf=t"];
  execFileSync("ffmpeg", ["-v", "error", "-y", ...picture, ...coding, "-movflags", "+faststart", file]);
  return file;
}

/** The same bytes, sealed chunk by chunk with nothing around it. */
function bareChunks(bytes: number): {
  key: ReturnType<typeof createSecretKey>;
  chunks: { nonce: Buffer; sealed: Buffer; tag: Buffer }[];
} {
  const key = createSecretKey(randomBytes(32));
  const plain = randomBytes(chunk);
  const chunks = Array.from({ length: Math.ceil(bytes / chunk) }, () => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", key, nonce);
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    return { nonce, sealed, tag: cipher.getAuthTag() };
  });
  return { key, chunks };
}

function openAll({ key, chunks }: ReturnType<typeof bareChunks>, from = 0, to = chunks.length): void {
  for (const { nonce, sealed, tag } of chunks.slice(from, to)) {
    const decipher = createDecipheriv("aes-256-gcm", key, nonce);
    decipher.setAuthTag(tag);
    decipher.update(sealed);
    decipher.final();
  }
}

const seconds = async (work: () => Promise<void> | void): Promise<number> => {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e9;
};

/** Times of one pass, in seconds. */
interface Pass {
  /** Everything from the first byte to the last, from opening the picture on. */
  readonly cold: number;
  readonly bareWhole: number;
  readonly warm: readonly number[];
  readonly bare: readonly number[];
  readonly random: readonly number[];
  readonly bareRandom: readonly number[];
}

async function pass(source: ByteSource): Promise<Pass> {
  const pieces = Array.from({ length: Math.floor(source.size / piece) }, (_, index) => index * piece);
  const chunks = bareChunks(source.size);
  const cold = await seconds(async () => {
    for (const at of pieces) {
      // oxlint-disable-next-line no-await-in-loop -- one piece after the other is what a player does
      await source.read(at, at + piece);
    }
  });
  const bareWhole = await seconds(() => openAll(chunks));
  const times = { warm: [] as number[], bare: [] as number[], random: [] as number[], bareRandom: [] as number[] };
  // The two are measured piece by piece side by side, so that a busy machine hurts both alike.
  // oxlint-disable no-await-in-loop
  for (const at of pieces) {
    times.warm.push(await seconds(async () => void (await source.read(at, at + piece))));
    const first = at / chunk;
    times.bare.push(await seconds(() => openAll(chunks, first, first + piece / chunk)));
  }
  for (let read = 0; read < randomReads; read++) {
    const from = Math.floor(Math.random() * (source.size - randomBytesRead));
    times.random.push(await seconds(async () => void (await source.read(from, from + randomBytesRead))));
    // Wherever it begins, it touches one chunk more than it is long.
    times.bareRandom.push(await seconds(() => openAll(chunks, 0, randomBytesRead / chunk + 1)));
  }
  // oxlint-enable no-await-in-loop
  return { cold, bareWhole, ...times };
}

/**
 * Package reads against bare AES-256-GCM on as many bytes: from opening the picture, i.e. with the digest
 * of every segment checked and every lease written, and again with the segments checked already.
 */
export async function run(): Promise<readonly Figure[]> {
  const { folder, remove } = scratch("bench");
  try {
    writeFileSync(join(folder, "index.html"), '<meta name="vitrine-way" content="" />');
    const taken = await takeIn(makeRecording(folder), folder);
    const { frames } = taken.header.manifest;
    const bench = openVaultBench(join(folder, "bench"), [taken], folder);
    const passes: Pass[] = [];
    let size = 0;
    for (let round = 0; round < rounds; round++) {
      // oxlint-disable-next-line no-await-in-loop -- measured one after the other on purpose
      const source = await mediaOf(bench, bench.order(taken, [{ from: 0, to: frames }]));
      size = source.size;
      // oxlint-disable-next-line no-await-in-loop
      passes.push(await pass(source));
      bench.vault.closeAll();
    }
    bench.close();
    const median = (times: readonly number[]): number => quantile(times, 0.5);
    const all = (name: "warm" | "bare" | "random" | "bareRandom"): number[] => passes.flatMap((one) => one[name]);
    const rate = (bytes: number, time: number): number => bytes / 1e6 / time;
    const cold = median(passes.map((one) => one.cold));
    const whole = median(passes.map(({ bareWhole }) => bareWhole));
    const ms = (name: "random" | "bareRandom", q: number): number => quantile(all(name), q) * 1000;
    return [
      figure("package read, first time", rate(size, cold), "MB/s", rate(size, whole)),
      figure(
        "package read, segments checked",
        rate(piece, median(all("warm"))),
        "MB/s",
        rate(piece, median(all("bare"))),
      ),
      figure("random 64 KiB read, median", ms("random", 0.5), "ms", ms("bareRandom", 0.5)),
      figure("random 64 KiB read, p95", ms("random", 0.95), "ms", ms("bareRandom", 0.95)),
    ];
  } finally {
    remove();
  }
}
