import { createHash } from "node:crypto";
import type { PaperDocument } from "../../main/shell/port.ts";
import { mergeRanges } from "../../shared/time/frame-ranges.ts";
import { zhCN } from "../../renderer/i18n/zh-CN.ts";

/** A value of a printed form: which field it is, what it says line by line, and where it claims to stand. */
export interface PrintedValue {
  readonly key: string;
  readonly lines: readonly string[];
  readonly from: readonly string[];
}

/** Reads the values of a form from the page that went to the printer. */
export function valuesOn({ page }: PaperDocument): PrintedValue[] {
  return [...page.matchAll(/data-key="([^"]*)" data-from="([^"]*)">(.*?)<\/td>/gsu)].map(
    ([, key = "", from = "", inside = ""]) => ({
      key,
      from: from.split(" "),
      lines: [...inside.matchAll(/<span class="line">(.*?)<\/span>/gsu)].map(([, line = ""]) => line),
    }),
  );
}

/** The words that a form may add to what its entries say. */
const said =
  "第|帧|–|：|（|）|工作证件|数字证书|证书签名|是|否|完好|异常|意外中断|被中止|未播放|另有可能已播放|未逾期|逾期|已存放|同意|无|不予调用|不涉及|不提供复制件|全部|监督人解锁|打开画面|查阅中止|无。"
    .split("|")
    .toSorted((a, b) => b.length - a.length);
const listed = Object.entries(zhCN).filter(([key]) =>
  /^(?:purpose|applicant|verb|route|capacity|volume|secrecy|stop|markKind|ground)\./u.test(key),
);

/** Everything that a record says, as it may be written on paper: texts, numbers, moments, frames, codes as words. */
function vocabulary(record: unknown, zone: string): string[] {
  const words: string[] = [];
  const shown: { from: number; to: number }[] = [];
  const two = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: zone } as const;
  const day = { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone } as const;
  const visit = (value: unknown): void => {
    if (typeof value === "string") {
      words.push(value, ...listed.flatMap(([key, word]) => (key.endsWith(`.${value}`) ? [word] : [])));
      if (/^\d{4}-\d\d-\d\dT/u.test(value)) {
        const at = new Date(value);
        words.push(
          new Intl.DateTimeFormat("zh-CN", { ...day, ...two }).format(at),
          new Intl.DateTimeFormat("zh-CN", day).format(at),
          new Intl.DateTimeFormat("zh-CN", two).format(at),
        );
      }
      if (/^[0-9a-f]{64}$/u.test(value)) {
        words.push(value.slice(0, 16), value.slice(0, 12));
      }
      if (value.startsWith("MII")) {
        words.push(createHash("sha256").update(Buffer.from(value, "base64")).digest("hex").slice(0, 12));
      }
    } else if (typeof value === "number") {
      words.push(String(value));
    } else if (Array.isArray(value)) {
      value.forEach(visit);
      shown.push(...value.filter(isRange));
    } else if (typeof value === "object" && value !== null) {
      Object.values(value).forEach(visit);
    }
  };
  visit(record);
  words.push(...mergeRanges(shown).map(({ from, to }) => `${String(from)}–${String(to - 1)}`));
  return words;
}

function isRange(one: unknown): one is { from: number; to: number } {
  const { from, to } = (one ?? {}) as { readonly from?: unknown; readonly to?: unknown };
  return typeof from === "number" && typeof to === "number";
}

/**
 * What of a printed value does not stand where it claims to: the text that is left when everything its records say has
 * been taken out of it. Empty when the value is theirs (rule R10).
 */
export function untraced(value: PrintedValue, records: readonly unknown[], zone: string): string {
  const words = [...new Set(vocabulary(records, zone))].toSorted((a, b) => b.length - a.length);
  return value.lines
    .map((line) => (said.includes(line) ? "" : [...words, ...said].reduce(without, line)))
    .join("")
    .trim();
}

/** A number counts only whole: 10 is neither a part of 2010 nor an end of 10–19. */
function without(rest: string, word: string): string {
  return /^\d+$/u.test(word)
    ? rest.replaceAll(new RegExp(`(?<![\\d–])${word}(?![\\d–])`, "gu"), "")
    : word === ""
      ? rest
      : rest.replaceAll(word, "");
}
