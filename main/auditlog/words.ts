import type { Locale } from "../../shared/model/station.ts";
import type { BundleCheck, BundleReport } from "../formats/log-bundle.ts";
import type { LogRule } from "../../shared/log-rules.ts";

interface Catalogue {
  readonly verdict: Readonly<Record<BundleReport["outcome"], string>>;
  readonly origin: string;
  readonly size: string;
  readonly receipts: (count: number, size: number, time: string | null) => string;
  readonly passed: string;
  readonly unchecked: string;
  readonly checks: Readonly<Record<BundleCheck, string>>;
  readonly needs: Readonly<Partial<Record<BundleCheck, string>>>;
  readonly wrong: (index: number, why: string) => string;
  readonly rules: Readonly<Record<LogRule, string>>;
}

const english: Catalogue = {
  verdict: {
    sound: "VALID: the log is complete and unchanged.",
    wrong: "NOT VALID: the log has been changed or damaged.",
    unreadable: "NOT READABLE: this file is no log bundle.",
  },
  origin: "Log",
  size: "Entries found sound",
  receipts: (count, size, time) =>
    `Receipts of headquarters: ${count}${count === 0 ? "" : `, covering the first ${size} entries`}${time === null ? "" : `, the last of ${time}`}`,
  passed: "Checked",
  unchecked: "Not checked",
  checks: {
    format: "every record of the file",
    genesis: "that it is the log that was enrolled",
    entries: "order and chaining of the entries",
    clocks: "boots and clocks",
    epochs: "succession of the signing keys",
    checkpoints: "the signed checkpoint of every transaction",
    receipts: "the cosignatures of headquarters",
    ending: "the signed ending of the file",
    pin: "heads remembered elsewhere",
    seal: "the forward-secure seal",
  },
  needs: {
    genesis: "needs the log's first key from the enrolment (--key)",
    receipts: "needs headquarters' cosigner key (--cosigner)",
    pin: "needs a head remembered elsewhere (--pin)",
    seal: "needs the first seal key (--seal-key)",
  },
  wrong: (index, why) => `The first wrong entry is number ${index}: ${why}`,
  rules: {
    "record-damaged": "its bytes in the file are damaged.",
    "too-long": "it is longer than an entry may be.",
    "not-canonical": "it is not canonical JSON.",
    "unknown-shape": "it has not the form of an entry.",
    "statement-not-allowed": "a station's log may not hold such a leaf.",
    genesis: "the log does not begin as the one expected.",
    origin: "it belongs to another log.",
    sequence: "its number is not the next one; an entry is missing, doubled or moved.",
    previous: "it does not continue the entry before it.",
    epoch: "it names a signing key that was not in force.",
    boot: "it belongs to another start of the station.",
    "mono-back": "the station's running clock goes back.",
    "wall-back": "its time lies before that of an earlier entry.",
    "clock-step": "the clock was moved and the log does not say so.",
    rotation: "the change of the signing key is not in order.",
    "rotation-unsigned": "the old key did not attest the new one.",
    "receipt-ahead": "it speaks of a receipt for entries that did not exist yet.",
    "checkpoint-malformed": "its checkpoint is malformed or out of place.",
    "checkpoint-root": "the signed checkpoint says that it was different.",
    "checkpoint-signature": "the signature of its checkpoint is wrong.",
    "checkpoint-missing": "no signed checkpoint covers it.",
    "receipt-mismatch": "a receipt speaks of another log state.",
    "receipt-signature": "no known cosigner signed the receipt for it.",
    "receipt-missing": "the receipt it speaks of is not there.",
    "stored-digest": "a stored digest over it is wrong.",
    "stored-key": "the stored signing key for it is another.",
    pin: "a head remembered elsewhere is not part of this log.",
    seal: "the forward-secure seal does not fit; entries at the end were replaced or removed.",
    ending: "the file was cut, extended, or not closed by the log's key.",
  },
};

const chinese: Catalogue = {
  verdict: {
    sound: "有效：日志完整，未被改动。",
    wrong: "无效：日志被改动或已损坏。",
    unreadable: "无法读取：该文件不是日志包。",
  },
  origin: "日志",
  size: "核验无误的条目数",
  receipts: (count, size, time) =>
    `总部回执：${count} 份${count === 0 ? "" : `，覆盖前 ${size} 条`}${time === null ? "" : `，最近一份时间 ${time}`}`,
  passed: "已核验",
  unchecked: "未核验",
  checks: {
    format: "文件的每一条记录",
    genesis: "是否为登记的那一份日志",
    entries: "条目的次序与链接",
    clocks: "启动次数与时钟",
    epochs: "签名密钥的更替",
    checkpoints: "每次写入的签名检查点",
    receipts: "总部的联署签名",
    ending: "文件末尾的签名",
    pin: "他处留存的检查点",
    seal: "前向安全封印",
  },
  needs: {
    genesis: "需要登记时的首个密钥（--key）",
    receipts: "需要总部联署公钥（--cosigner）",
    pin: "需要他处留存的检查点（--pin）",
    seal: "需要首个封印密钥（--seal-key）",
  },
  wrong: (index, why) => `首个有误的条目是第 ${index} 号：${why}`,
  rules: {
    "record-damaged": "其在文件中的字节已损坏。",
    "too-long": "超过条目允许的长度。",
    "not-canonical": "不是规范的 JSON。",
    "unknown-shape": "不具备条目的格式。",
    "statement-not-allowed": "工作站日志不得含有此类内容。",
    genesis: "日志的开头与预期不符。",
    origin: "属于另一份日志。",
    sequence: "编号不连续，有条目缺失、重复或被移动。",
    previous: "与前一条目不衔接。",
    epoch: "所用签名密钥当时并未生效。",
    boot: "属于工作站的另一次启动。",
    "mono-back": "运行时钟倒退。",
    "wall-back": "时间早于之前的条目。",
    "clock-step": "时钟被调整而日志未作记载。",
    rotation: "签名密钥的更替不合规。",
    "rotation-unsigned": "旧密钥未对新密钥签名确认。",
    "receipt-ahead": "所述回执涉及当时尚不存在的条目。",
    "checkpoint-malformed": "其检查点格式有误或位置不当。",
    "checkpoint-root": "签名检查点表明其内容原本不同。",
    "checkpoint-signature": "其检查点的签名有误。",
    "checkpoint-missing": "没有签名检查点覆盖该条目。",
    "receipt-mismatch": "回执所述的日志状态不符。",
    "receipt-signature": "其回执没有已知联署方的签名。",
    "receipt-missing": "所述的回执不在其中。",
    "stored-digest": "所存的摘要有误。",
    "stored-key": "所存的签名密钥不符。",
    pin: "他处留存的检查点不属于本日志。",
    seal: "前向安全封印不符，末尾条目被替换或删除。",
    ending: "文件被截断、被追加，或末尾没有日志密钥的签名。",
  },
};

const catalogues: Readonly<Record<Locale, Catalogue>> = { en: english, "zh-CN": chinese };

/** The report of `vitrine verify` as lines for a person. */
export function bundleWords(report: BundleReport, locale: Locale): readonly string[] {
  const words = catalogues[locale];
  const { firstWrong, origin, receipts } = report;
  const lines = [words.verdict[report.outcome]];
  if (firstWrong !== null && report.outcome === "wrong") {
    lines.push(words.wrong(firstWrong.index, words.rules[firstWrong.rule]));
  }
  if (report.outcome === "unreadable") {
    return lines;
  }
  lines.push(
    `${words.origin}: ${origin ?? "?"}`,
    `${words.size}: ${report.size}`,
    words.receipts(receipts.count, receipts.size, receipts.time?.toISOString() ?? null),
  );
  for (const check of report.passed) {
    lines.push(`${words.passed}: ${words.checks[check]}`);
  }
  for (const check of report.unchecked) {
    lines.push(`${words.unchecked}: ${words.checks[check]} (${words.needs[check] ?? ""})`);
  }
  return lines;
}

/** Sentence for a rule that the station's own verification names in `firstWrong.why`. */
export function ruleWords(rule: LogRule, locale: Locale): string {
  return catalogues[locale].rules[rule];
}

/** Exit code of `vitrine verify`: 0 sound, 1 wrong, 2 unreadable. */
export function bundleExitCode(report: BundleReport): 0 | 1 | 2 {
  return { sound: 0 as const, wrong: 1 as const, unreadable: 2 as const }[report.outcome];
}
