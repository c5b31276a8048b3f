import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fromUtf8 } from "../formats/bytes.ts";
import { openSealed } from "../formats/enveloped.ts";
import { openToken } from "../formats/pkcs12.ts";
import { foundHeadquarters, restoreMasterKey, startHeadquarters, type Headquarters } from "../headquarters/index.ts";
import type { Failure } from "../../shared/failure.ts";
import { shareRefusals } from "../../shared/refusals.ts";
import { keyWords, shareWords } from "./master-key-words.ts";
import type { CommandLanguage } from "./words.ts";

/** Words after `vitrine headquarters` that are about its keys and its first people instead of running it. */
export const keyCommands = ["backup", "restore", "rehearse", "open-share", "found"] as const;
export type KeyCommand = (typeof keyCommands)[number];

interface Terminal {
  readonly language: CommandLanguage;
  readonly line: (text: string) => void;
}

type Values = ReturnType<typeof parse>;

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      folder: { type: "string" },
      threshold: { type: "string", default: "2" },
      // Certificate (PEM) of a custodian; once for each.
      custodian: { type: "string", multiple: true, default: [] },
      // So many shares as text instead, to be printed.
      printed: { type: "string" },
      out: { type: "string", default: "." },
      share: { type: "string", multiple: true, default: [] },
      token: { type: "string" },
      "pin-file": { type: "string" },
      administrator: { type: "string", multiple: true, default: [] },
      unit: { type: "string", default: "" },
    },
  }).values;
}

/**
 * `vitrine headquarters backup|restore|rehearse|open-share|found`; headquarters must not be running.
 *
 * @returns 0 done, 1 refused, 2 unusable input.
 */
export async function keyCommand(
  command: KeyCommand,
  args: readonly string[],
  standardFolder: string,
  terminal: Terminal,
): Promise<number> {
  const values = parse(args);
  const folder = values.folder ?? standardFolder;
  const commands: Readonly<Record<KeyCommand, () => Promise<number>>> = {
    backup: () => withHeadquarters(folder, (headquarters) => backup(headquarters, values, terminal)),
    rehearse: () => withHeadquarters(folder, (headquarters) => rehearse(headquarters, values, terminal)),
    restore: () => restore(folder, values, terminal),
    "open-share": async () => openShare(values, terminal),
    found: () => withHeadquarters(folder, (headquarters) => found(headquarters, values, terminal)),
  };
  return commands[command]();
}

async function withHeadquarters(
  folder: string,
  work: (headquarters: Headquarters) => Promise<number>,
): Promise<number> {
  const headquarters = await startHeadquarters({ folder, clock: { now: Date.now } });
  try {
    return await work(headquarters);
  } finally {
    await headquarters.close();
  }
}

async function backup({ administration }: Headquarters, values: Values, terminal: Terminal): Promise<number> {
  const certificates = values.custodian.map((file) => readFileSync(file, "utf8"));
  const printed = Number(values.printed ?? "0");
  const made = await administration.backupMaster(
    Number(values.threshold),
    certificates.length > 0 ? { certificates } : { printed },
  );
  if (!made.ok) {
    return refuse(made.failure, terminal);
  }
  mkdirSync(values.out, { recursive: true });
  for (const { name, bytes } of made.value.files) {
    const file = join(values.out, name);
    writeFileSync(file, bytes, { mode: 0o600, flag: "wx" });
    terminal.line(file);
  }
  terminal.line(keyWords.made[terminal.language]);
  return 0;
}

function sharesIn(values: Values): string[] {
  return values.share.map((file) => readFileSync(file, "utf8"));
}

async function rehearse({ administration }: Headquarters, values: Values, terminal: Terminal): Promise<number> {
  const answer = await administration.rehearseMaster(sharesIn(values), "keys.rehearse");
  if (!answer.ok) {
    return refuse(answer.failure, terminal);
  }
  terminal.line(keyWords.rehearsed[terminal.language].replace("{n}", String(answer.value.secrets)));
  return 0;
}

async function restore(folder: string, values: Values, terminal: Terminal): Promise<number> {
  const shares = sharesIn(values);
  const restored = await restoreMasterKey(folder, shares);
  if (!restored.ok) {
    return refuse(restored.failure, terminal);
  }
  // Only now there is a log again that can say so.
  return withHeadquarters(folder, async ({ administration }) => {
    const noted = await administration.rehearseMaster(shares, "keys.restore");
    if (!noted.ok) {
      return refuse(noted.failure, terminal);
    }
    terminal.line(keyWords.restored[terminal.language].replace("{n}", String(noted.value.secrets)));
    return 0;
  });
}

function openShare(values: Values, terminal: Terminal): number {
  const [file] = values.share;
  if (file === undefined || values.token === undefined || values["pin-file"] === undefined) {
    terminal.line(keyWords.openShareNeeds[terminal.language]);
    return 2;
  }
  const token = openToken(readFileSync(values.token), readFileSync(values["pin-file"], "utf8").trim());
  const share = token.ok ? openSealed(readFileSync(file), token) : null;
  if (share === null) {
    terminal.line(keyWords.notYours[terminal.language]);
    return 1;
  }
  terminal.line(fromUtf8(share));
  return 0;
}

async function found({ administration }: Headquarters, values: Values, terminal: Terminal): Promise<number> {
  const founded = await foundHeadquarters(administration, values.administrator, values.unit);
  if (founded === null) {
    terminal.line(keyWords.foundedAlready[terminal.language]);
    return 1;
  }
  mkdirSync(values.out, { recursive: true });
  for (const { person, name, pin, token } of founded) {
    const file = join(values.out, `${person}.p12`);
    writeFileSync(file, token, { mode: 0o600, flag: "wx" });
    terminal.line(
      keyWords.founded[terminal.language].replace("{name}", name).replace("{file}", file).replace("{pin}", pin),
    );
  }
  return 0;
}

function refuse(failure: Failure, { language, line }: Terminal): number {
  const reason = failure.code === "share-refused" ? failure.reason : undefined;
  const known = shareRefusals.find((one) => one === reason);
  const place = failure.code === "share-refused" && failure.share !== undefined ? ` (${failure.share})` : "";
  line(known === undefined ? keyWords.badNumbers[language] : `${shareWords[known][language]}${place}`);
  return 1;
}
