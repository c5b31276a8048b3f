import { readFile } from "node:fs/promises";
import { frameDifference, type FrameDifference } from "../../shared/access/frame-difference.ts";
import { base64 } from "../formats/bytes.ts";
import { isCitation, judgeCitation, parseCitation } from "../formats/citation.ts";
import { openClipProof, type ClipProof, type ProvedClip } from "../formats/clip-proof.ts";
import { FormatError } from "../formats/format-error.ts";
import { isReceiptCode, receiptFromCodes } from "../formats/receipt-code.ts";
import type { NoteVerifier } from "../formats/signed-note.ts";
import { keysOf } from "./keys.ts";
import { decodedPictures, openSource, readClip, type ReadClip } from "../headquarters/index.ts";
import type { CommandLanguage } from "./words.ts";

export interface CiteCommand {
  /** A citation, the text of its codes, or a clip with the proof that headquarters put into it. */
  readonly file: string;
  /** Verifier keys of those whose word on a recording counts: the authority's key of ingest. */
  readonly key: readonly string[];
  readonly language: CommandLanguage;
  readonly line: (text: string) => void;
}

const words = {
  zh: {
    unreadable: "读不出文件：既不是帧引证，也不是带有证明的证据片段（可能截断、为空或被重新封装）。",
    badKey: "密钥格式不对。请使用总部公布的入库签名密钥（…/ingest+…）。",
    frame: (asset: string, frame: number, digest: string) => `${asset} 第 ${frame} 帧，SHA-256 ${digest}`,
    proved: (signer: string, frames: number) => `成立：该帧属于原件（共 ${frames} 帧），由 ${signer} 签名。`,
    unknown: (root: string) => `未定：记录通向帧表根 ${root}，但所给密钥均未签名该根。请用 --key 给出入库签名密钥。`,
    wrong: {
      index: "不成立：帧号与证明不符。",
      path: "不成立：记录不通向帧表根。",
      signature: "不成立：签名或格式不对。",
    },
    clip: (asset: string, from: number, last: number, number: string) => `${number}：${asset} 第 ${from}–${last} 帧`,
    exact: (frames: number) => `是：恰为所令 ${frames} 帧，逐帧一致。`,
    differs: ({ kind, frame }: FrameDifference) =>
      `否：${
        {
          altered: `第 ${frame} 帧与原件不同（被改动或重新编码）`,
          missing: `第 ${frame} 帧缺失`,
          repeated: `第 ${frame} 帧重复出现`,
          misplaced: `第 ${frame} 帧位置不符`,
          extra: `第 ${frame} 帧之后有多余画面`,
        }[kind]
      }。`,
    carried: "否：仅供解码的画面与原件不同。",
    file: (digest: string) => `文件 SHA-256 ${digest}。声音不在帧表中，请与 F7 所载片段校验值核对。`,
    noPictures: "否：重新编码的片段没有附解码画面的校验值。",
  },
  en: {
    unreadable:
      "The file cannot be read: it is neither a citation nor a clip with its proof (cut off, empty, or packed anew).",
    badKey: "The key is malformed. Use the key of ingest that headquarters publishes (…/ingest+…).",
    frame: (asset: string, frame: number, digest: string) => `frame ${frame} of ${asset}, SHA-256 ${digest}`,
    proved: (signer: string, frames: number) =>
      `Proved: the frame is part of the original (${frames} frames), signed by ${signer}.`,
    unknown: (root: string) =>
      `Open: the record leads to the root ${root}, which none of the given keys signed. Give the key of ingest with --key.`,
    wrong: {
      index: "Wrong: the frame number is not that of the proof.",
      path: "Wrong: the record does not lead to the root.",
      signature: "Wrong: malformed or wrongly signed.",
    },
    clip: (asset: string, from: number, last: number, number: string) =>
      `${number}: frames ${from}–${last} of ${asset}`,
    exact: (frames: number) => `Yes: exactly the ${frames} ordered frames, each as in the original.`,
    differs: ({ kind, frame }: FrameDifference) =>
      `No: ${
        {
          altered: `frame ${frame} is not the original's (altered or coded anew)`,
          missing: `frame ${frame} is missing`,
          repeated: `frame ${frame} is shown twice`,
          misplaced: `frame ${frame} is out of place`,
          extra: `a picture that was not ordered follows frame ${frame}`,
        }[kind]
      }.`,
    carried: "No: a picture that is there for the decoder only is not the original's.",
    file: (digest: string) =>
      `SHA-256 of the file ${digest}. Sound is not in the frame table: compare this with the clip's digest on form F7.`,
    noPictures: "No: the clip was coded anew and carries no digests of its decoded pictures.",
  },
} as const;

/**
 * `vitrine cite verify FILE`: whether a frame is part of the original, or a clip exactly the ordered frames, without app,
 * network or database.
 *
 * @returns the exit code: 0 proved and exact; 1 wrong, different, or signed by nobody known; 2 unusable input.
 */
export async function citeCommand({ file, key, language, line }: CiteCommand): Promise<number> {
  const say = words[language];
  const verifiers = keysOf(key);
  if (verifiers === null) {
    line(say.badKey);
    return 2;
  }
  const text = await textOf(file);
  if (text !== null) {
    return judgeText(text, verifiers, { say, line });
  }
  const read = await clipIn(file);
  if (read?.proof === null || read === null) {
    line(say.unreadable);
    return 2;
  }
  return judgeClip(file, { ...read, proof: read.proof }, verifiers, { say, line });
}

interface Voice {
  readonly say: (typeof words)["zh"] | (typeof words)["en"];
  readonly line: (text: string) => void;
}

function judgeText(text: string, verifiers: readonly NoteVerifier[], { say, line }: Voice): number {
  try {
    const citation = parseCitation(text);
    const { asset, frame, sha256 } = citation.record;
    line(say.frame(asset, frame, sha256));
    const verdict = judgeCitation(citation, verifiers);
    if (verdict.verdict === "proved") {
      line(say.proved(verdict.signer, verdict.frames));
      return 0;
    }
    line(verdict.verdict === "unknown" ? say.unknown(verdict.root) : say.wrong[verdict.why]);
    return 1;
  } catch (error) {
    if (error instanceof FormatError) {
      line(say.unreadable);
      return 2;
    }
    throw error;
  }
}

async function judgeClip(
  file: string,
  { clip, proof, presented, hidden }: ReadClip & { readonly proof: NonNullable<ReadClip["proof"]> },
  verifiers: readonly NoteVerifier[],
  { say, line }: Voice,
): Promise<number> {
  line(say.clip(proof.asset, proof.from, proof.to - 1, proof.number));
  try {
    const proved = openClipProof(proof, verifiers);
    const fault = await faultOf(file, { proof, presented, hidden }, proved, say);
    line(fault ?? say.exact(proof.to - proof.from));
    line(say.file(clip));
    line(proved.signer === null ? say.unknown(base64(proved.root)) : say.proved(proved.signer, proved.frames));
    return fault === null && proved.signer !== null ? 0 : 1;
  } catch (error) {
    if (error instanceof FormatError) {
      line(say.wrong.path);
      return 1;
    }
    throw error;
  }
}

/** Why the clip is not exactly the ordered frames, in words; `null` when it is. */
async function faultOf(
  file: string,
  { proof, presented, hidden }: Pick<ReadClip, "presented" | "hidden"> & { readonly proof: ClipProof },
  { ordered, carried }: ProvedClip,
  say: Voice["say"],
): Promise<string | null> {
  if (proof.manner === "recode") {
    const { sha256 = null } = proof.pictures ?? {};
    const found = sha256 === null ? [] : (await decodedPictures(await readFile(file))).sha256;
    const difference = sha256 === null ? null : frameDifference(sha256, found, proof.from);
    return sha256 === null ? say.noPictures : difference === null ? null : say.differs(difference);
  }
  const wanted = ordered.map(({ sha256 }) => sha256);
  const difference = frameDifference(wanted, presented, proof.from);
  if (difference !== null) {
    return say.differs(difference);
  }
  return carried.every(({ sha256 }) => hidden.includes(sha256)) ? null : say.carried;
}

/** The citation in a file, whole or as codes; `null` when it holds neither. */
async function textOf(file: string): Promise<string | null> {
  const text = await readFile(file, "utf8").catch(() => "");
  if (isCitation(text)) {
    return text;
  }
  try {
    return isReceiptCode(text) ? receiptFromCodes(text) : null;
  } catch (error) {
    if (error instanceof FormatError) {
      return "";
    }
    throw error;
  }
}

async function clipIn(file: string): Promise<ReadClip | null> {
  const source = await openSource(file).catch(() => null);
  if (source === null) {
    return null;
  }
  try {
    return await readClip(source);
  } finally {
    await source.close();
  }
}
