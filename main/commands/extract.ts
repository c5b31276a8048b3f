import { mkdirSync, readFileSync } from "node:fs";
import { openToken } from "../formats/pkcs12.ts";
import { readCertificate } from "../formats/x509.ts";
import type { Headquarters } from "../headquarters/index.ts";
import { folderInUseWords, type CommandLanguage } from "./words.ts";
import { openAlone } from "./open-alone.ts";

export interface ExtractCommand {
  /** Number of the piece of evidence, as form F7 has it. */
  readonly number: string;
  /** Folder on the medium. */
  readonly out: string;
  /** The archivist's certificate token (PKCS#12) and its PIN. */
  readonly token: string;
  readonly pin: string;
  /** Folder of the headquarters; it must not be running elsewhere. */
  readonly folder: string;
  readonly language: CommandLanguage;
  readonly line: (text: string) => void;
}

const words = {
  zh: {
    token: "令牌打不开：PIN 错误，或者文件不是证书令牌。",
    notArchivist: "持令牌的人不是本总部的档案管理员，不能写出片段。",
    unknown: (number: string) => `没有编号为 ${number} 的证据。`,
    refused: {
      "wrong-state": "尚未提取：请档案管理员先在“证据”页签署提取。",
      destroyed: "留存的片段已随记录资料销毁。",
    } as Readonly<Record<string, string>>,
    failed: "未能写出。请查看总部日志。",
    exists: "目标文件夹里已有同名文件，或者不能写入。请换一个空文件夹。",
    file: (name: string) => `已写出 ${name}`,
    key: (key: string) => `核验密钥：${key}`,
  },
  en: {
    token: "The token does not open: wrong PIN, or the file is no certificate token.",
    notArchivist: "Whoever holds this token is no archivist of this headquarters and may not write clips out.",
    unknown: (number: string) => `There is no evidence with the number ${number}.`,
    refused: {
      "wrong-state": "Not extracted yet: an archivist signs the extraction on the evidence screen first.",
      destroyed: "The kept clip was destroyed with its recording.",
    } as Readonly<Record<string, string>>,
    failed: "It could not be written. See the log of headquarters.",
    exists: "The folder already holds a file of that name, or cannot be written. Choose an empty folder.",
    file: (name: string) => `wrote ${name}`,
    key: (key: string) => `key to check with: ${key}`,
  },
} as const;

/**
 * `vitrine extract NUMBER --out FOLDER`: writes a clip that was extracted, and the citations of its ends, to a medium.
 *
 * The archivist proves by certificate and PIN who they are; the writing is an entry in the log of headquarters first.
 *
 * @returns the exit code: 0 written; 1 refused with the reason printed.
 */
export async function extractCommand(command: ExtractCommand): Promise<number> {
  const { folder, language, line } = command;
  const token = openToken(readFileSync(command.token), command.pin);
  if (!token.ok) {
    line(words[language].token);
    return 1;
  }
  const headquarters = await openAlone(folder);
  if (headquarters === null) {
    line(folderInUseWords[language]);
    return 1;
  }
  try {
    return await writeOut(headquarters, command, readCertificate(token.certificatePem).digest);
  } finally {
    await headquarters.close();
  }
}

async function writeOut(
  headquarters: Headquarters,
  { number, out, language, line }: ExtractCommand,
  certificate: string,
): Promise<number> {
  const say = words[language];
  const holder = (await headquarters.administration.people()).find((one) => one.certificate === certificate);
  if (holder?.roles.includes("archivist") !== true) {
    line(say.notArchivist);
    return 1;
  }
  const id = await headquarters.extractions.byNumber(number);
  if (id === null) {
    line(say.unknown(number));
    return 1;
  }
  mkdirSync(out, { recursive: true });
  const written = await headquarters.extractions.handOut(id, out, holder.person).catch(() => null);
  if (written === null) {
    line(say.exists);
    return 1;
  }
  if (!written.ok) {
    const { failure } = written;
    line((failure.code === "extraction" ? say.refused[failure.reason] : undefined) ?? say.failed);
    return 1;
  }
  for (const name of written.value.files) {
    line(say.file(name));
  }
  line(say.key(headquarters.ingestVerifierKey));
  return 0;
}
