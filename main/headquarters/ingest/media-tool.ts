import { spawn, spawnSync, type StdioOptions } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Refused } from "./refusal.ts";
import type { Source } from "./source.ts";

/** FFmpeg as it is installed on this machine. */
export interface MediaTool {
  readonly ffmpeg: string;
  readonly ffprobe: string;
  /** As the program names itself; goes into the manifest of what it made. */
  readonly version: string;
}

/** What a run may read and where its output goes. */
export interface ToolRun {
  readonly program: string;
  readonly args: readonly string[];
  /** Read by the tool as `toolInput(source)` says, and nothing beside it. */
  readonly source: Source;
  /** A second file that only a run which compares two needs; it must lie on disk, never behind a pipe. */
  readonly beside?: Source;
  /** Takes standard output, then descriptor 5, 6 …: all are read at once, so none may wait for another. */
  readonly outputs: readonly ((bytes: AsyncIterable<Uint8Array>) => Promise<void>)[];
  readonly signal?: AbortSignal | undefined;
}

/** No program that makes headway is silent for so long. */
const stallMs = 120_000;
/** Address space, for codecs of 4K film; the machine's memory is not the tool's to fill. */
const memoryBytes = 6 * 1024 ** 3;
const pieceBytes = 1024 * 1024;
/** Where the files a run may read are open for it. */
const descriptors = { source: 3, beside: 4, more: 5 } as const;

function onPath(name: string): string | null {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    try {
      const file = join(folder, process.platform === "win32" ? `${name}.exe` : name);
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

let known: MediaTool | null | undefined;

/** `null` when FFmpeg is not installed; nothing is fetched. */
export function findMediaTool(): MediaTool | null {
  if (known === undefined) {
    const [ffmpeg, ffprobe] = [onPath("ffmpeg"), onPath("ffprobe")];
    known = ffmpeg === null || ffprobe === null ? null : { ffmpeg, ffprobe, version: versionOf(ffmpeg) };
  }
  return known;
}

function versionOf(ffmpeg: string): string {
  const { stdout } = spawnSync(ffmpeg, ["-version"], { encoding: "utf8" });
  return /^ffmpeg version (\S{1,48})/u.exec(stdout)?.[1] ?? "unknown";
}

/**
 * How a source is named to the tool: by an open descriptor, never by its path, so that no name and no link can mean
 * another file. The kind of container is fixed by us; lists of other files (HLS, concat, image sequences) are none of them.
 */
export function toolInput(source: Source, demuxer: string, place: "source" | "beside" = "source"): string[] {
  const limits = ["-protocol_whitelist", source.descriptor === null ? "pipe" : "file", "-format_whitelist", demuxer];
  const from = source.descriptor === null ? "pipe:0" : `file:/dev/fd/${descriptors[place]}`;
  return [...limits, "-f", demuxer.split(",")[0] ?? demuxer, "-i", from];
}

/** Name of the output that `outputs[index]` takes. */
export function toolOutput(index: number): string {
  return `pipe:${index === 0 ? 1 : descriptors.more + index - 1}`;
}

let cage: readonly string[] | undefined;

/**
 * What stands before the tool: no network where the kernel allows that, no file may be written at all, memory and
 * descriptors are limited, no core dump keeps a picture.
 */
function cageOf(): readonly string[] {
  if (cage === undefined) {
    const [unshare, prlimit] = [onPath("unshare"), onPath("prlimit")];
    const apart = unshare !== null && spawnSync(unshare, ["-rn", "true"]).status === 0 ? [unshare, "-rn", "--"] : [];
    const limits = [`--as=${memoryBytes}`, "--fsize=0", "--core=0", "--nofile=64"];
    cage = [...apart, ...(prlimit === null ? [] : [prlimit, ...limits, "--"])];
  }
  return cage;
}

/**
 * Runs FFmpeg or ffprobe on a source.
 *
 * The tool sees the source, its own pipes and an empty environment, in a folder where it may not write.
 *
 * @throws {Refused} `damaged` when it fails, stalls, or wants more than it may have; the abort's reason when aborted.
 */
export async function runTool({ program, args, source, beside, outputs, signal }: ToolRun): Promise<void> {
  signal?.throwIfAborted();
  const [file, ...words] = [...cageOf(), program, ...args];
  if (file === undefined) {
    throw new Error("no program");
  }
  const child = spawn(file, words, { cwd: "/", env: {}, stdio: stdioOf(source, beside, outputs.length) });
  const stop = (): boolean => child.kill("SIGKILL");
  let timer = setTimeout(stop, stallMs);
  const lives = (): void => {
    clearTimeout(timer);
    timer = setTimeout(stop, stallMs);
  };
  signal?.addEventListener("abort", stop, { once: true });
  let said = "";
  child.stderr?.on("data", (bytes: Buffer) => {
    said = (said + bytes.toString("latin1")).slice(-400);
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const taking = outputs.map((take, index) =>
    // Every output is a pipe, as asked for above.
    take(watched(child.stdio[index === 0 ? 1 : descriptors.more + index - 1] as Readable, lives)).catch(
      (error: unknown) => {
        stop();
        throw error;
      },
    ),
  );
  try {
    await Promise.all([...taking, child.stdin === null ? null : feed(child.stdin, source, lives)]);
    const code = await ended;
    signal?.throwIfAborted();
    if (code !== 0) {
      throw new Refused("damaged", `media tool: ${plain(said)}`);
    }
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
    stop();
    await Promise.allSettled([ended, ...taking]);
  }
}

function stdioOf(source: Source, beside: Source | undefined, outputs: number): StdioOptions {
  return [
    source.descriptor === null ? "pipe" : "ignore",
    "pipe",
    "pipe",
    source.descriptor ?? "ignore",
    beside?.descriptor ?? "ignore",
    ...Array.from({ length: outputs - 1 }, () => "pipe" as const),
  ];
}

async function* watched(stream: Readable, lives: () => void): AsyncGenerator<Uint8Array> {
  for await (const bytes of stream) {
    lives();
    yield bytes as Uint8Array;
  }
}

/** Gives the tool the whole of a source; a tool that closes its input early says by its exit what that means. */
async function feed(stdin: Writable, source: Source, lives: () => void): Promise<void> {
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    for (let from = 0; from < source.size; from += pieceBytes) {
      // oxlint-disable-next-line no-await-in-loop -- memory stays flat whatever the length
      yield await source.read(from, Math.min(source.size, from + pieceBytes));
      lives();
    }
  };
  await pipeline(pieces, stdin).catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code !== "EPIPE" && code !== "ERR_STREAM_PREMATURE_CLOSE") {
      throw error;
    }
  });
}

/** Last line of what the tool said, without names of files or anything that is not plain text. */
function plain(said: string): string {
  const last = said.trim().split("\n").at(-1) ?? "";
  return last
    .replaceAll(/\S*\/\S*/gu, "…")
    .replaceAll(/[^\x20-\x7e…]/gu, "?")
    .slice(0, 120);
}

/** Collects a short output; more than `most` bytes of it is an error. */
export function collect(most: number, done: (bytes: Buffer) => void): ToolRun["outputs"][number] {
  return async (stream) => {
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of stream) {
      size += part.length;
      if (size > most) {
        throw new Refused("damaged", "media tool says too much");
      }
      parts.push(part);
    }
    done(Buffer.concat(parts));
  };
}

/** Calls `each` for every line of a text output. */
export function byLine(each: (line: string) => void): ToolRun["outputs"][number] {
  return async (stream) => {
    let rest = "";
    for await (const part of stream) {
      const lines = (rest + Buffer.from(part).toString("latin1")).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        each(line);
      }
    }
    if (rest !== "") {
      each(rest);
    }
  };
}
