import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { bundleExitCode, bundleWords } from "../auditlog/index.ts";
import { fromBase64, fromBase64url } from "../formats/bytes.ts";
import { verifyBundle, type BundleReport, type BundleSource, type BundleTrust } from "../formats/log-bundle.ts";
import { parseVerifierKey } from "../formats/signed-note.ts";
import type { CommandLanguage } from "./words.ts";

export interface VerifyCommand {
  readonly bundle: string;
  readonly language: CommandLanguage;
  readonly line: (text: string) => void;
  /** Verifier key of the log's first epoch. */
  readonly key?: string;
  /** Heads somebody else remembers, `size:root` with the root in base64. */
  readonly pin: readonly string[];
  /** Verifier keys of those whose receipts count. */
  readonly cosigner: readonly string[];
  /** File with the first seal key, base64url. */
  readonly sealKey?: string;
  readonly json?: boolean;
}

/**
 * `vitrine verify BUNDLE`: checks an exported log without app, network or database.
 *
 * @returns the exit code: 0 valid, 1 changed or damaged with the first wrong entry named, 2 no bundle or unusable options.
 */
export function verifyCommand(command: VerifyCommand): number {
  const report = withFile(command.bundle, (source) => verifyBundle(source, trustOf(command)));
  const locale = command.language === "zh" ? "zh-CN" : "en";
  if (command.json === true) {
    command.line(JSON.stringify(report));
  } else {
    for (const words of bundleWords(report, locale)) {
      command.line(words);
    }
  }
  return bundleExitCode(report);
}

function withFile(file: string, check: (source: BundleSource) => BundleReport): BundleReport {
  const descriptor = openSync(file, "r");
  try {
    return check({
      size: fstatSync(descriptor).size,
      read: (from, to) => {
        const bytes = new Uint8Array(to - from);
        return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.byteLength, from));
      },
    });
  } finally {
    closeSync(descriptor);
  }
}

function trustOf({ key, pin, cosigner, sealKey }: VerifyCommand): BundleTrust {
  return {
    ...(key === undefined ? {} : { genesisKey: key }),
    ...(cosigner.length === 0 ? {} : { cosigners: cosigner.map((one) => parseVerifierKey(one)) }),
    pins: pin.map(readPin),
    ...(sealKey === undefined ? {} : { sealKey: fromBase64url(readFileSync(sealKey, "utf8").trim()) }),
  };
}

function readPin(pin: string): { readonly size: number; readonly root: Uint8Array } {
  const colon = pin.indexOf(":");
  const size = Number(pin.slice(0, colon));
  if (colon < 1 || !Number.isSafeInteger(size) || size < 0) {
    throw new Error("--pin is size:root, e.g. 120:BASE64");
  }
  return { size, root: fromBase64(pin.slice(colon + 1)) };
}
