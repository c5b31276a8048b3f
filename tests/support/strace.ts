import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Why nothing can be traced here; `null` when it can. */
export function whyNoStrace(): string | null {
  const { error, status, stderr } = spawnSync("strace", ["-f", "-o", "/dev/null", "true"], { encoding: "utf8" });
  if (error !== undefined) {
    return "there is no strace program (Debian package strace)";
  }
  return status === 0 ? null : `strace may not trace here: ${stderr.trim()}`;
}

/** One recorded system call of the program's main thread, after it succeeded. */
export type Call =
  | {
      readonly name: "open";
      readonly fd: number;
      readonly path: string;
      readonly append: boolean;
      readonly truncate: boolean;
    }
  | { readonly name: "close"; readonly fd: number }
  | { readonly name: "sync"; readonly fd: number }
  | { readonly name: "write"; readonly fd: number; readonly data: Uint8Array; readonly at: number | null }
  | { readonly name: "truncate"; readonly fd: number; readonly size: number }
  | { readonly name: "unlink"; readonly path: string };

/** How a traced program ended. */
export interface Traced {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly calls: readonly Call[];
}

const watched = "openat,close,pwrite64,write,fsync,fdatasync,ftruncate,unlink,unlinkat";

/** Runs a program and records what its main thread did to files. */
export function record(command: readonly string[]): Traced {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-strace-"));
  try {
    const trace = join(folder, "trace");
    const args = ["-f", "-ff", "--seccomp-bpf", "-xx", "-s", "2000000", "-e", `trace=${watched}`, "-e", "signal=none"];
    const { status, stdout, stderr } = spawnSync("strace", [...args, "-o", trace, ...command], {
      encoding: "utf8",
      maxBuffer: 256 * 1024 * 1024,
    });
    // One file for each thread; the main one has the lowest number.
    const [main] = readdirSync(folder).toSorted((a, b) => Number(a.split(".")[1]) - Number(b.split(".")[1]));
    const lines = main === undefined ? [] : readFileSync(join(folder, main), "latin1").split("\n");
    return { status, stdout, stderr, calls: lines.flatMap((line) => parseCall(line) ?? []) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a program with one injected fault, e.g. `pwrite64:error=EIO:when=7` or `fsync:signal=KILL:when=2`. */
export function inject(fault: string, command: readonly string[]): Omit<Traced, "calls"> {
  const [name = ""] = fault.split(":");
  // Not with --seccomp-bpf: strace then injects no signals.
  const args = ["-f", "-e", `trace=${name}`, "-e", `inject=${fault}`, "-o", "/dev/null"];
  const { status, stdout, stderr } = spawnSync("strace", [...args, ...command], { encoding: "utf8" });
  return { status, stdout, stderr };
}

const callPattern = /^(?<name>\w+)\((?<args>.*)\)\s+= (?<result>-?\d+)/u;

type Reader = (args: readonly string[], result: number) => Call;

const sync: Reader = ([fd]) => ({ name: "sync", fd: Number(fd) });

const readers: Readonly<Record<string, Reader>> = {
  openat: ([, path, flags = ""], fd) => ({
    name: "open",
    fd,
    path: bytesOf(path).toString(),
    append: flags.includes("O_APPEND"),
    truncate: flags.includes("O_TRUNC"),
  }),
  close: ([fd]) => ({ name: "close", fd: Number(fd) }),
  fsync: sync,
  fdatasync: sync,
  ftruncate: ([fd, size]) => ({ name: "truncate", fd: Number(fd), size: Number(size) }),
  write: ([fd, data], written) => ({
    name: "write",
    fd: Number(fd),
    data: bytesOf(data).subarray(0, written),
    at: null,
  }),
  pwrite64: ([fd, data, , at], written) => ({
    name: "write",
    fd: Number(fd),
    data: bytesOf(data).subarray(0, written),
    at: Number(at),
  }),
  unlink: ([path]) => ({ name: "unlink", path: bytesOf(path).toString() }),
  unlinkat: ([, path]) => ({ name: "unlink", path: bytesOf(path).toString() }),
};

function parseCall(line: string): Call | null {
  const groups = callPattern.exec(line)?.groups;
  const result = Number(groups?.["result"] ?? -1);
  const reader = readers[groups?.["name"] ?? ""];
  return reader === undefined || result < 0 ? null : reader((groups?.["args"] ?? "").split(", "), result);
}

/** The bytes of a string that strace wrote as `"\x41\x42"`. */
function bytesOf(text: string | undefined): Buffer {
  return Buffer.from((text ?? "").slice(1, -1).replaceAll(String.raw`\x`, ""), "hex");
}
