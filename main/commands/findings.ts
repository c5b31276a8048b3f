import { writeFileSync } from "node:fs";
import { findingWordsChinese, findingWordsEnglish } from "../../shared/finding-words.ts";
import type { Finding } from "../../shared/model/finding.ts";
import { startHeadquarters, type Headquarters } from "../headquarters/index.ts";
import { FolderInUse } from "../storage/index.ts";
import { folderInUseWords, type CommandLanguage } from "./words.ts";

interface Terminal {
  readonly folder: string;
  readonly language: CommandLanguage;
  readonly line: (text: string) => void;
}

const words = {
  zh: {
    none: "没有线索。",
    states: { open: "待处理", explained: "已说明", closed: "已处理" },
    station: "工作站",
    people: "人员",
    request: "调用单",
    entries: "日志条目",
    more: (count: number) => `（共 ${count} 条）`,
    next: "怎么办",
    reason: "理由",
    written: (file: string) => `已写入 ${file}。可用 vitrine verify-fork 核验。`,
    unproven: "该证据不足以证明分叉，或没有这一编号的证据。缺少证明本身不能说明问题。",
  },
  en: {
    none: "No findings.",
    states: { open: "open", explained: "explained", closed: "closed" },
    station: "Station",
    people: "People",
    request: "Request",
    entries: "Log entries",
    more: (count: number) => `(${count} in all)`,
    next: "What to do",
    reason: "Reason",
    written: (file: string) => `Written to ${file}. vitrine verify-fork checks it.`,
    unproven: "This evidence proves no fork, or there is none of this number. A missing proof alone proves nothing.",
  },
} as const;

/**
 * `vitrine findings --folder HEADQUARTERS [--all] [--json]`: what the monitor found, as people read it.
 *
 * @returns the exit code: 0 nothing open, 1 something is open or the folder is in use.
 */
export async function findingsCommand(
  { all, json }: { readonly all: boolean; readonly json: boolean },
  terminal: Terminal,
): Promise<number> {
  return atHeadquarters(terminal, async ({ monitor, findings }) => {
    await monitor.idle();
    await monitor.review();
    const listed = await findings.list(all ? "all" : "open", null);
    const found = listed.ok ? listed.value : [];
    if (json) {
      terminal.line(JSON.stringify(found));
    } else if (found.length === 0) {
      terminal.line(words[terminal.language].none);
    } else {
      found.flatMap((finding) => findingLines(finding, terminal.language)).forEach((text) => terminal.line(text));
    }
    return found.some(({ state }) => state === "open") ? 1 : 0;
  });
}

/**
 * `vitrine fork-proof --folder HEADQUARTERS --evidence N FILE`: writes stored evidence as a proof for others.
 *
 * @returns the exit code: 0 written; 1 it proves no fork, or the folder is in use.
 */
export async function forkProofCommand(
  { evidence, file }: { readonly evidence: number; readonly file: string },
  terminal: Terminal,
): Promise<number> {
  return atHeadquarters(terminal, async (headquarters) => {
    const proof = headquarters.forkProof(evidence);
    if (proof === null) {
      terminal.line(words[terminal.language].unproven);
      return 1;
    }
    writeFileSync(file, proof);
    terminal.line(words[terminal.language].written(file));
    return 0;
  });
}

async function atHeadquarters(
  { folder, language, line }: Terminal,
  work: (headquarters: Headquarters) => Promise<number>,
): Promise<number> {
  let headquarters: Headquarters;
  try {
    headquarters = await startHeadquarters({ folder, clock: { now: Date.now } });
  } catch (error) {
    if (error instanceof FolderInUse) {
      line(folderInUseWords[language]);
      return 1;
    }
    throw error;
  }
  try {
    return await work(headquarters);
  } finally {
    await headquarters.close();
  }
}

function findingLines(finding: Finding, language: CommandLanguage): string[] {
  const say = words[language];
  const sentences = language === "zh" ? findingWordsChinese : findingWordsEnglish;
  const { kind, detail, people, requestNumber, entries, count, settled } = finding;
  const rows: readonly (readonly [string, string])[] = [
    [say.station, `${finding.stationName}  ${finding.origin}`],
    [say.people, people.map(({ person, name }) => `${name} (${person})`).join(", ")],
    [say.request, requestNumber ?? ""],
    [say.entries, `${entries.join(", ")} ${count > entries.length ? say.more(count) : ""}`.trim()],
    [say.next, sentences[`finding.${kind}.do`]],
    [say.reason, settled === undefined ? "" : `${settled.reason} (${settled.name}, ${settled.at})`],
  ];
  return [
    `${finding.id}  [${say.states[finding.state]}]  ${finding.firstSeen}  ${sentences[`finding.${kind}`]}${detail === undefined ? "" : ` (${detail})`}`,
    ...rows.filter(([, text]) => text !== "").map(([name, text]) => `    ${name}: ${text}`),
  ];
}
