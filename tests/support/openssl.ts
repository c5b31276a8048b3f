import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How the `openssl` program ended. */
export interface OpensslRun {
  readonly ok: boolean;
  readonly output: Uint8Array;
  readonly errors: string;
}

/** Why nothing can be compared with OpenSSL here; `null` when it can. */
export function whyNoOpenssl(): string | null {
  return spawnSync("openssl", ["version"]).status === 0 ? null : "there is no openssl program on this machine";
}

/**
 * Runs `openssl` in a folder of its own with these files in it.
 *
 * @returns the output, and what it wrote to the file `out` when it did.
 */
export function openssl(args: readonly string[], files: Readonly<Record<string, string | Uint8Array>>): OpensslRun {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-openssl-"));
  try {
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(folder, name), content);
    }
    const { status, stdout, stderr } = spawnSync("openssl", [...args], { cwd: folder });
    const written = args.includes("out") && status === 0 ? readFileSync(join(folder, "out")) : stdout;
    return { ok: status === 0, output: new Uint8Array(written), errors: stderr.toString() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
