import { parentPort, workerData } from "node:worker_threads";
import { readClip } from "../../main/headquarters/extraction/reading.ts";
import { openRecording } from "../../main/headquarters/ingest/open-recording.ts";
import { planSegments } from "../../main/headquarters/ingest/plan.ts";
import { Refused } from "../../main/headquarters/ingest/refusal.ts";
import { readSegments } from "../../main/headquarters/ingest/segments.ts";
import type { Source } from "../../main/headquarters/ingest/source.ts";
import { encodeSegmentTable } from "../../main/formats/frame-table.ts";
import { mutate } from "./mutate.ts";

interface Work {
  readonly seeds: Readonly<Record<string, Uint8Array>>;
  readonly inputs: number;
  readonly round: number;
  readonly current: Int32Array;
}

function sourceOf(bytes: Uint8Array): Source {
  const read = async (from: number, to: number): Promise<Uint8Array> => {
    if (from < 0 || to > bytes.length || from > to) {
      throw new Refused("truncated", "data beyond the end of the file");
    }
    return bytes.slice(from, to);
  };
  return {
    size: bytes.length,
    descriptor: null,
    read,
    view: async (from, to) => {
      const part = await read(from, to);
      return new DataView(part.buffer, part.byteOffset, part.byteLength);
    },
    assertUnchanged: async () => {},
    close: async () => {},
  };
}

/** Ingest calls a read past the end of a box damage, while it reads headers; anywhere else it would be a fault of ours. */
async function headers<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof RangeError ? new Refused("damaged", "box shorter than its fields") : error;
  }
}

/** All of ingest that looks at bytes, down to the tables that are sealed; of a clip, what a station reads of it too. */
async function examine(name: string, bytes: Uint8Array): Promise<void> {
  const source = sourceOf(bytes);
  if (name === "clip.mp4") {
    await readClip(source);
  }
  const recording = await headers(() => openRecording(source));
  const plan = await headers(() => planSegments(source, recording));
  for await (const segment of readSegments(source, recording, plan, () => {}, undefined)) {
    encodeSegmentTable(segment.table);
  }
}

async function run({ seeds, inputs, round, current }: Work): Promise<void> {
  const names = Object.keys(seeds);
  const refused: Record<string, number> = {};
  const crashes: string[] = [];
  let takenIn = 0;
  let slowestMs = 0;
  for (const [name, bytes] of Object.entries(seeds)) {
    // oxlint-disable-next-line no-await-in-loop
    await examine(name, bytes);
  }
  const before = process.memoryUsage.rss();
  let most = 0;
  for (let input = round; input < round + inputs; input++) {
    Atomics.store(current, 0, input);
    const name = names[input % names.length] ?? "";
    const start = performance.now();
    try {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, so that time and memory have an owner
      await examine(name, mutate(seeds[name] ?? new Uint8Array(), `${name} ${input}`));
      takenIn++;
    } catch (error) {
      if (error instanceof Refused) {
        refused[error.refusal.reason] = (refused[error.refusal.reason] ?? 0) + 1;
      } else {
        crashes.push(`${name} ${input}: ${String(error)}`);
      }
    }
    slowestMs = Math.max(slowestMs, performance.now() - start);
    most = Math.max(most, process.memoryUsage.rss() - before);
  }
  // A thread has no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort?.postMessage({ inputs, takenIn, refused, crashes, slowestMs, mostBytes: most });
}

// Started by `fuzz.ts` with this very shape.
await run(workerData as Work);
