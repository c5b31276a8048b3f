import type { SeenRecording, ViewingSlip } from "../formats/receipt.ts";
import type { ReceiptReport } from "./verify-receipt.ts";
import type { CommandLanguage } from "./words.ts";

type Both = Readonly<Record<CommandLanguage, string>>;
type Told = Extract<ReceiptReport, { readonly slip: ViewingSlip }>;

const verdicts: Readonly<Record<ReceiptReport["outcome"], Both>> = {
  verified: {
    zh: "核验通过：总部已联署，每一个字符都与日志一致。",
    en: "VERIFIED: headquarters countersigned, and every character agrees with the log.",
  },
  promised: {
    zh: "待总部联署：只有工作站签名，不能作为已核验的回执。请在同步后到查阅室以同一编号换取已联署的回执。",
    en: "NOT YET COUNTERSIGNED: the station alone has signed. Do not take it as a verified receipt; after the next sync the viewing room gives it out countersigned under the same number.",
  },
  unknown: {
    zh: "不能确认：回执自身一致，但联署者不在所给的机关之内。",
    en: "NOT CONFIRMED: the receipt agrees with itself, but nobody among the given authorities countersigned it.",
  },
  broken: { zh: "核验不通过：内容被改动或损坏。", en: "REJECTED: changed or damaged." },
  unreadable: {
    zh: "这不是查阅回执。请给出回执文件，或二维码扫出的文本。",
    en: "This is no viewing receipt. Give the receipt's file, or the texts read from its codes.",
  },
};

const faults: Readonly<Record<Extract<ReceiptReport, { outcome: "broken" }>["fault"], Both>> = {
  format: {
    zh: "格式不符，或缺少二维码。",
    en: "Its form is wrong, or a code is missing.",
  },
  entry: {
    zh: "日志条目与回执或检查点不属于同一场查阅。",
    en: "The log entry belongs to another viewing or another log than the receipt.",
  },
  slip: {
    zh: "回执内容与日志条目中登记的摘要不符。",
    en: "The slip does not agree with the digest in the log entry.",
  },
  withheld: {
    zh: "不予展示清单与回执内容登记的摘要不符。",
    en: "The list of what was not shown is not the one that the slip names.",
  },
  inclusion: { zh: "日志条目不在该检查点之内。", en: "The log entry is not under this checkpoint." },
  signature: { zh: "签名不成立。", en: "The signature does not hold." },
};

const checked: readonly Both[] = [
  { zh: "回执内容与日志条目登记的摘要一致", en: "the slip agrees with the digest in the log entry" },
  { zh: "日志条目在检查点之内", en: "the log entry is under the checkpoint" },
  { zh: "检查点的签名成立", en: "the checkpoint's signature holds" },
];

const listHolds: Both = {
  zh: "不予展示清单与回执内容登记的摘要一致；其中各段画面可用 vitrine verify-withheld 与资料包核对",
  en: "the list of what was not shown is the one that the slip names; vitrine verify-withheld holds its frames against the package",
};

const ownSignature: Both = {
  zh: "检查点由工作站以回执所附的公钥签名",
  en: "the workstation signed the checkpoint with the key in the receipt",
};

/** What was not checked, and what it would take. */
const missing: Readonly<Record<"promised" | "unknown", Both>> = {
  promised: {
    zh: "未检查：总部是否已收到本次查阅的日志。需要联署后的回执。",
    en: "not checked: whether headquarters has received the log of this viewing. That needs the countersigned receipt.",
  },
  unknown: {
    zh: "未检查：联署者是否为可信任的机关。需要以 --cosigner 给出其公钥。",
    en: "not checked: whether whoever countersigned is to be trusted. That needs their key: --cosigner",
  },
};

/** A report as a person at the terminal reads it: the verdict, what it says, what was checked and what was not. */
export function receiptLines(report: ReceiptReport, language: CommandLanguage): string[] {
  const verdict = verdicts[report.outcome][language];
  if (report.outcome === "broken") {
    return [verdict, faults[report.fault][language]];
  }
  if (report.outcome === "unreadable") {
    return [verdict];
  }
  const signature = { verified: checked.slice(2), promised: [ownSignature], unknown: [] }[report.outcome];
  return [
    verdict,
    ...factsOf(report, language),
    ...[...checked.slice(0, 2), ...(report.slip.withheld === undefined ? [] : [listHolds]), ...signature].map(
      (one) => `  ✓ ${one[language]}`,
    ),
    ...(report.outcome === "verified" ? [] : [`  – ${missing[report.outcome][language]}`]),
  ];
}

function factsOf(report: Told, language: CommandLanguage): string[] {
  const { slip, index, size } = report;
  const isChinese = language === "zh";
  const rows: readonly (readonly [zh: string, en: string, value: string])[] = [
    ["回执编号", "receipt", slip.no],
    ["机关", "authority", slip.authority[language]],
    ["姓名", "name", slip.person.name],
    ["调用单编号", "order", slip.request],
    ["查阅场所", "room", slip.room[language]],
    ["工作站", "workstation", slip.stationName],
    ["在场时间", "in the room", `${slip.from} – ${slip.to}`],
    ["监督人", "supervisor", slip.supervisors.join(isChinese ? "、" : ", ")],
    ["其他查阅人", "others", String(slip.otherViewers)],
    ...slip.seen.map((one) => ["查阅资料", "recording", seenOf(one)] as const),
    ...(slip.withheld === undefined
      ? []
      : [["不予展示清单摘要", "digest of the list of what was not shown", slip.withheld.digest] as const]),
    ...(report.withheld ?? []).map((one) => ["不予展示", "not shown", one] as const),
    ...(slip.objections === undefined ? [] : [["异议件数", "objections", String(slip.objections.count)] as const]),
    ...(slip.objections?.first ?? []).map(
      ({ asset, frame, digest }) => ["异议", "objection", `${asset} ${String(frame)}: ${digest}`] as const,
    ),
    ["日志", "log", `${slip.station} ${String(index)}/${String(size)}`],
    ...(report.outcome === "promised" ? [] : [["联署机关", "countersigned by", report.by] as const]),
    ...(report.outcome === "verified" ? [["联署时间", "at", report.at.toISOString()] as const] : []),
  ];
  return rows.map(([zh, en, value]) => `  ${isChinese ? `${zh}：` : `${en}: `}${value}`);
}

function seenOf({ asset, title, frames, stretches, ranges, from, to, possible }: SeenRecording): string {
  const listed = ranges
    .map((one) => (one.to - one.from === 1 ? String(one.from) : `${String(one.from)}–${String(one.to - 1)}`))
    .join(" ");
  const hull = stretches > ranges.length ? ` (${String(stretches)}×)` : "";
  const when = from === undefined || to === undefined ? "" : `, ${from} – ${to}`;
  return `${asset} ${title}: ${String(frames)} [${listed}${hull}]${possible === undefined ? "" : ` +${String(possible)}?`}${when}`;
}
