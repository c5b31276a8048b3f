import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from "node:crypto";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { mediaOf, openVaultBench, scratch, takeIn } from "../support/picture.ts";
import { writeFileSync } from "node:fs";
import { figure, quantile, type Figure } from "./figure.ts";

const chunk = 16_384;
const piece = 262_144;
const rounds = 5;

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

function openAll({ key, chunks }: ReturnType<typeof bareChunks>): void {
  for (const { nonce, sealed, tag } of chunks) {
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
    const cold: number[] = [];
    const warm: number[] = [];
    const bare: number[] = [];
    const reads: number[] = [];
    const plainReads: number[] = [];
    let size = 0;
    // Measured one after the other on purpose.
    // oxlint-disable no-await-in-loop
    for (let round = 0; round < rounds; round++) {
      // Side by side in every round, so that a busy machine hurts both alike.
      const source = await mediaOf(bench, bench.order(taken, [{ from: 0, to: frames }]));
      size = source.size;
      const readAll = async (): Promise<void> => {
        for (let at = 0; at < source.size; at += piece) {
          await source.read(at, Math.min(source.size, at + piece));
        }
      };
      cold.push(await seconds(readAll));
      warm.push(await seconds(readAll));
      const chunks = bareChunks(size);
      bare.push(await seconds(() => openAll(chunks)));
      for (let read = 0; read < 100; read++) {
        const from = Math.floor(Math.random() * (source.size - 65_536));
        reads.push((await seconds(async () => void (await source.read(from, from + 65_536)))) * 1000);
        const some = { key: chunks.key, chunks: chunks.chunks.slice(0, 5) };
        plainReads.push((await seconds(() => openAll(some))) * 1000);
      }
    }
    // oxlint-enable no-await-in-loop
    bench.close();
    const rate = (times: readonly number[]): number => size / 1e6 / quantile(times, 0.5);
    return [
      figure("package read, first time", rate(cold), "MB/s", rate(bare)),
      figure("package read, segments checked", rate(warm), "MB/s", rate(bare)),
      figure("random 64 KiB read, p95", quantile(reads, 0.95), "ms", quantile(plainReads, 0.95)),
    ];
  } finally {
    remove();
  }
}
