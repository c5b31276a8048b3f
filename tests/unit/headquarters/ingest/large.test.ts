import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { generateSigningKey } from "../../../../main/formats/ed25519.ts";
import { ingestFile } from "../../../../main/headquarters/ingest/index.ts";
import { clip } from "../../../support/clips.ts";

const demonstration = join(import.meta.dirname, "../../../../resources/demo");

/** Copies of the clip in the large recording; set it for a run of minutes. */
const repetitions = Number(process.env["VITRINE_LARGE_RECORDING"] ?? "0");

it.skipIf(repetitions === 0)(
  "memory stays flat on a large recording (VITRINE_LARGE_RECORDING=1000 for about 2 GB)",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "vitrine-large-"));
    try {
      const file = join(folder, "large.mp4");
      const loop = ["-v", "error", "-stream_loop", String(repetitions), "-i", clip("plain30"), "-c", "copy", file];
      expect(spawnSync("ffmpeg", loop).status).toBe(0);
      const signing = generateSigningKey();
      let first = 0;
      let most = 0;
      const result = await ingestFile({
        file,
        folder,
        meta: JSON.parse(readFileSync(join(demonstration, "WH-20261109-A017-01.json"), "utf8")),
        signer: { name: "ingest.example", key: signing.privateKey },
        takeCustody: () => {},
        onProgress: ({ done, total }) => {
          const { rss } = process.memoryUsage();
          if (done > total / 10 && first === 0) {
            first = rss;
          }
          most = Math.max(most, rss);
        },
      });
      expect(result.ok).toBe(true);
      // A tenth of the recording is behind the first figure; whatever grows with its length would show.
      expect(most - first).toBeLessThan(200 * 1024 * 1024);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  1_800_000,
);
