import type { ExtensionReason, SuspensionReason } from "../../../shared/declarations.ts";
import type { Declaration } from "../../../shared/model/declaration.ts";
import type { Text } from "../../../shared/model/policy/text.ts";
import { told, toFill, toSign, type Cell, type Shown } from "../cell.ts";
import { grid, type Field, type Layout } from "../layout.ts";
import { both, field } from "./labels.ts";
import { signatureOf } from "./retrieval-order.ts";

/** What forms F15 and F19 are printed from: the record of headquarters, whose every part is a signed act. */
export interface DeclarationData {
  readonly record: Declaration;
  /** The pack's own name for whoever decides, with the provision. */
  readonly reviewer: { readonly title: Text; readonly cite: Text };
}

type DeclarationField = Field<DeclarationData>;

const reasonWords: Readonly<Record<SuspensionReason | ExtensionReason, Text>> = {
  weather: both("天气", "weather"),
  fault: both("设备故障", "fault"),
  battery: both("电量不足", "battery"),
  storage: both("存储空间不足", "storage full"),
  secrecy: both("涉密", "secrecy"),
  emergency: both("情况紧急", "emergency"),
  placeChange: both("场所变化", "change of place"),
  continuous: both("连续工作", "continuous duty"),
  elsewhere: both("异地执法", "duty elsewhere"),
  remote: both("地点偏远", "remote place"),
  transport: both("交通不便", "bad transport"),
  special: both("其他特殊情况", "special circumstances"),
  other: both("其他", "other"),
};

const declared = ({ record: { digest } }: DeclarationData, shows: Shown): Cell => told(shows, { signed: digest });

const head: readonly (readonly DeclarationField[])[] = [
  [
    field("number", "编号（归档号）", "No. (archive)", 30, (data) => declared(data, data.record.number)),
    field("at", "填表时间", "Declared at", 30, (data) => declared(data, { moment: data.record.at })),
  ],
  [
    field("person", "人员", "Officer", 30, (data) => declared(data, data.record.by.name)),
    field("device", "设备号", "Device", 30, (data) => declared(data, data.record.form.device)),
  ],
];

/** The leader's word with its moment and signature; places for the pen while it is missing. */
const foot: readonly (readonly DeclarationField[])[] = [
  [
    field("by", "填表人签名", "Signature", 30, ({ record: { digest } }) => signatureOf(digest)),
    field("basis", "依据", "Basis", 30, ({ reviewer: { cite } }) => told(cite, { kept: "policy" })),
  ],
  [
    field("opinion", "审核意见", "Opinion", 60, ({ record: { decision } }) =>
      decision === undefined
        ? toFill
        : told([decision.form.agree ? both("同意", "agreed") : both("不同意", "not agreed"), decision.form.opinion], {
            signed: decision.digest,
          }),
    ),
  ],
  [
    field("reviewer", "审核人", "Reviewed by", 20, ({ record: { decision }, reviewer: { title } }) =>
      decision === undefined
        ? told(title, { kept: "policy" })
        : told([title, decision.by.name], { kept: "policy" }, { signed: decision.digest }),
    ),
    field("reviewedAt", "审核时间", "Reviewed at", 24, ({ record: { decision } }) =>
      decision === undefined ? toFill : told({ moment: decision.at }, { signed: decision.digest }),
    ),
    field("signature", "审核人签名", "Signature", 16, ({ record: { decision } }) =>
      decision === undefined ? toSign : signatureOf(decision.digest),
    ),
  ],
];

const period = (zh: string, en: string): DeclarationField =>
  field("period", zh, en, 60, (data) => declared(data, { span: [data.record.form.from, data.record.form.to] }));

const account: DeclarationField = field("account", "情况说明", "Account", 60, (data) =>
  declared(data, data.record.form.account),
);

/** 《执法记录仪暂停使用登记表》, form F15 (O-66, O-67). */
export const suspensionRecord: Layout<DeclarationData> = {
  form: "F15",
  parts: [
    grid([
      ...head,
      [period("停用起止", "Not used")],
      [
        field("reason", "停用原因", "Reason", 30, (data) => declared(data, reasonWords[data.record.form.reason])),
        field("spoken", "语音说明位置", "Spoken explanation", 30, (data) => {
          const { form } = data.record;
          return form.kind === "suspension" && form.spoken !== undefined
            ? declared(data, `${form.spoken.asset} · ${String(form.spoken.frame)}`)
            : toFill;
        }),
      ],
      [
        field("reportedTo", "报告对象", "Reported to", 30, (data) => {
          const { form } = data.record;
          return form.kind === "suspension" ? declared(data, form.reportedTo) : toFill;
        }),
        field("reportedAt", "报告时间", "Reported at", 30, (data) => {
          const { form } = data.record;
          return form.kind === "suspension" ? declared(data, { moment: form.reportedAt }) : toFill;
        }),
      ],
      [account],
      ...foot,
    ]),
  ],
};

/** 《延期移交审批》, form F19 (O-56). */
export const extensionApproval: Layout<DeclarationData> = {
  form: "F19",
  parts: [
    grid([
      ...head,
      [period("记录时段", "Recorded")],
      [
        field("returned", "返回单位时间", "Back at the unit", 30, (data) => {
          const { form } = data.record;
          return form.kind === "extension" && form.returnedAt !== undefined
            ? declared(data, { moment: form.returnedAt })
            : toFill;
        }),
        field("reason", "延期原因", "Reason", 30, (data) => declared(data, reasonWords[data.record.form.reason])),
      ],
      [
        field("proof", "证明", "Proof", 30, (data) => {
          const { form } = data.record;
          return form.kind === "extension" ? declared(data, form.proof) : toFill;
        }),
        field("until", "新时限", "New deadline", 30, (data) => {
          const { form } = data.record;
          return form.kind === "extension" ? declared(data, { moment: form.until }) : toFill;
        }),
      ],
      [account],
      [field("handedIn", "实际移交", "Handed in", 60, () => toFill)],
      ...foot,
    ]),
  ],
};
