import { open, readFile, stat } from "node:fs/promises";
import { equalBytes, hex, type ByteSource } from "../formats/bytes.ts";
import { FormatError } from "../formats/format-error.ts";
import { frameLeaves, frameTreeRoot, readPackageHeader } from "../formats/footage-package.ts";
import { hashReaderOver, treeRoot } from "../formats/merkle.ts";
import { isReceiptCode, receiptFromCodes } from "../formats/receipt-code.ts";
import { parseReceipt } from "../formats/receipt.ts";
import { parseVerifierKey } from "../formats/signed-note.ts";
import { parseWithheldList, type ListedLine } from "../formats/withheld-list.ts";
import type { CommandLanguage } from "./words.ts";

export interface VerifyWithheldCommand {
  /** Footage package; no key to it is needed, and nothing of it is shown. */
  readonly footage: string;
  /**
   * Lines of the list as form F6 prints them, `FIRST-LAST:DIGEST`, files that hold them among other text, or viewing
   * receipts, which carry the list whole.
   */
  readonly lines: readonly string[];
  /** Verifier keys of those whose word on a package counts. */
  readonly key: readonly string[];
  readonly language: CommandLanguage;
  readonly line: (text: string) => void;
  readonly json?: boolean;
}

/** A line of the list: frames `[from, to)` and the digest that was printed beside them. */
interface Claim {
  /** Recording that the line is about; absent where only frames and digest were written down. */
  readonly asset?: string;
  readonly from: number;
  readonly to: number;
  readonly digest: string;
}

interface Report {
  readonly asset: string;
  /** SHA-256 of the manifest, to be compared with the one in the grant. */
  readonly manifest: string;
  readonly signed: boolean;
  readonly lines: readonly (Claim & { readonly holds: boolean })[];
}

const words = {
  zh: {
    noPackage: "读不出记录包：文件不存在、不完整，或者不是记录包。",
    unsound: "记录包的帧摘要与其签名的根不符，不能据此核对。",
    noLines: "没有可核对的行。请照表格所印填写：首帧-末帧:摘要；或者给出查阅回执文件。",
    otherRecording: (asset: string) => `清单中没有此记录的行，只有 ${asset} 的。请给出该记录的记录包。`,
    package: (report: Report) =>
      `记录 ${report.asset}，清单摘要 ${report.manifest}${report.signed ? "，签名有效" : "（未给出签名密钥，请与授权书上的清单摘要比对）"}`,
    holds: (from: number, to: number) => `第 ${from}—${to} 帧：一致，所隐去的正是这些帧。`,
    differs: (from: number, to: number) => `第 ${from}—${to} 帧：不一致，清单所指不是这些帧。`,
  },
  en: {
    noPackage: "The package cannot be read: it is missing, incomplete, or no footage package.",
    unsound: "The frame digests in the package do not lead to its signed root; nothing can be checked against them.",
    noLines:
      "There is no line to check. Write them as the form prints them, FIRST-LAST:DIGEST, or give the receipt's file.",
    otherRecording: (asset: string) =>
      `The list has no line about this recording, only about ${asset}. Give the package of that recording.`,
    package: (report: Report) =>
      `Recording ${report.asset}, manifest ${report.manifest}${report.signed ? ", signature valid" : " (no key given: compare it with the manifest in the grant)"}`,
    holds: (from: number, to: number) => `Frames ${from}–${to}: they agree; exactly these frames were withheld.`,
    differs: (from: number, to: number) =>
      `Frames ${from}–${to}: they differ; the list does not speak of these frames.`,
  },
} as const;

/**
 * `vitrine verify-withheld PACKAGE LINE…`: checks later that exactly the frames on the list were hidden.
 *
 * Each digest is the RFC 6962 root over the leaves of its frames, and the leaves of the whole recording lead to the root
 * that ingest signed. They lie in the package in the clear, so neither key nor picture is needed.
 *
 * @returns the exit code: 0 every line agrees, 1 some line does not, 2 nothing that could be checked.
 */
export async function verifyWithheldCommand(command: VerifyWithheldCommand): Promise<number> {
  const { footage, language, line, json } = command;
  const say = words[language];
  const claims = (await Promise.all(command.lines.map(claimsIn))).flat();
  if (claims.length === 0) {
    line(say.noLines);
    return 2;
  }
  const report = await reportOn(footage, claims, command.key);
  if (typeof report === "string") {
    line(say[report]);
    return 2;
  }
  if (report.lines.length === 0) {
    line(say.otherRecording([...new Set(claims.flatMap(({ asset }) => asset ?? []))].join(", ")));
    return 2;
  }
  if (json === true) {
    line(JSON.stringify(report));
  } else {
    line(say.package(report));
    for (const { from, to, holds } of report.lines) {
      line((holds ? say.holds : say.differs)(from, to - 1));
    }
  }
  return report.lines.every(({ holds }) => holds) ? 0 : 1;
}

const claimPattern = /(\d{1,9})\s*[-–—]\s*(\d{1,9})\s*[:：]\s*([0-9a-fA-F]{64})(?![0-9a-fA-F])/gu;
/** Larger than any form. */
const longestFile = 1_048_576;

async function claimsIn(given: string): Promise<Claim[]> {
  const text = [...given.matchAll(claimPattern)].length > 0 ? given : await fileText(given);
  const listed = listIn(text);
  if (listed !== null) {
    return listed.map(({ asset, from, to, digest }) => ({ asset, from, to, digest }));
  }
  return [...text.matchAll(claimPattern)].map(([, first, last, digest = ""]) => ({
    from: Number(first),
    to: Number(last) + 1,
    digest: digest.toLowerCase(),
  }));
}

/** The list of a receipt, or a list by itself; `null` for any other text. */
function listIn(text: string): readonly ListedLine[] | null {
  try {
    const given = isReceiptCode(text) ? receiptFromCodes(text) : text.trim();
    return parseWithheldList(given.startsWith("{") ? (parseReceipt(given).withheld ?? "") : `${given}\n`);
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

async function fileText(file: string): Promise<string> {
  try {
    return (await stat(file)).size > longestFile ? "" : await readFile(file, "utf8");
  } catch {
    return "";
  }
}

async function reportOn(
  path: string,
  claims: readonly Claim[],
  keys: readonly string[],
): Promise<Report | "noPackage" | "unsound"> {
  const verifiers = keys.map((key) => parseVerifierKey(key));
  try {
    await using file = await open(path);
    const read: ByteSource["read"] = async (from, to) => {
      const bytes = new Uint8Array(to - from);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
      return bytes.subarray(0, bytesRead);
    };
    const { size } = await file.stat();
    const header = await readPackageHeader({ size, read }, verifiers.length === 0 ? undefined : verifiers);
    const leaves = await frameLeaves(header, read);
    if (!equalBytes(treeRoot(hashReaderOver(leaves), leaves.length), frameTreeRoot(header.manifest))) {
      return "unsound";
    }
    return {
      asset: header.manifest.asset,
      manifest: header.manifestDigest,
      signed: verifiers.length > 0,
      lines: claims
        .filter(({ asset }) => asset === undefined || asset === header.manifest.asset)
        .map((claim) => Object.assign({ holds: agrees(leaves, claim) }, claim)),
    };
  } catch (error) {
    if (error instanceof FormatError || (error instanceof Error && "code" in error)) {
      return "noPackage";
    }
    throw error;
  }
}

function agrees(leaves: readonly Uint8Array[], { from, to, digest }: Claim): boolean {
  const own = leaves.slice(from, to);
  return own.length > 0 && own.length === to - from && hex(treeRoot(hashReaderOver(own), own.length)) === digest;
}
