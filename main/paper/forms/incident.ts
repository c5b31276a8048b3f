import type { Text } from "../../../shared/model/policy/text.ts";
import type { IncidentRecord } from "../../../shared/model/incident.ts";
import { told, toFill, toSign, type Cell, type Shown } from "../cell.ts";
import { grid, register, type Layout } from "../layout.ts";
import { spans } from "../spans.ts";
import { both, field } from "./labels.ts";
import { signatureOf } from "./retrieval-order.ts";

/** What an incident is printed from: the record of headquarters, whose every part is a signed act. */
export interface IncidentData {
  readonly record: IncidentRecord;
  readonly citeOf: (article: string) => Text;
  /** The pack's own words for the category under its article. */
  readonly categoryOf: (category: string, article: string) => Text;
}

const recorded = ({ record: { digest } }: IncidentData, shows: Shown): Cell => told(shows, { signed: digest });

const measureWords = {
  education: both("批评教育", "criticism and education"),
  circular: both("通报", "circular"),
  discipline: both("移交纪检", "handed to discipline inspection"),
} as const;

/** One line for each log: its name and the entries meant. */
function logLines(evidence: IncidentData["record"]["form"]["evidence"]): string[] {
  const origins = [...new Set(evidence.map(({ origin }) => origin))];
  return origins.map((log) => {
    const entries = evidence.flatMap(({ origin, entry }) => (origin === log ? [entry] : []));
    return `${log} #${spans(entries.toSorted((a, b) => a - b))}`;
  });
}

/** Who else was there and signed with a certificate; a place for the pen of others. */
function attestedCell({ record: { steps } }: IncidentData): Cell {
  const signed = steps.filter(({ form }) => form.step === "attest");
  return signed.length === 0
    ? toSign
    : told(
        signed.map(({ by, digest }) =>
          both(`${by.name} 证书签名 ${digest.slice(0, 12)}`, `${by.name}, by certificate ${digest.slice(0, 12)}`),
        ),
        ...signed.map(({ digest }) => ({ signed: digest })),
      );
}

/** 《执法记录信息违规登记》, form F20 (O-33). */
export const incidentRecord: Layout<IncidentData> = {
  form: "F20",
  parts: [
    grid([
      [
        field("number", "登记编号", "No.", 30, (data) => recorded(data, data.record.number)),
        field("at", "登记时间", "Recorded at", 30, (data) => recorded(data, { moment: data.record.at })),
      ],
      [
        field("category", "类别", "Category", 30, (data) => {
          const { category, article } = data.record.form;
          return told(data.categoryOf(category, article), { signed: data.record.digest }, { kept: "policy" });
        }),
        field("severity", "情节", "Severity", 30, (data) =>
          recorded(data, data.record.form.severity === "serious" ? both("严重", "serious") : both("轻微", "minor")),
        ),
      ],
      [
        field("article", "条款", "Article", 30, (data) =>
          told(data.citeOf(data.record.form.article), { signed: data.record.digest }, { kept: "policy" }),
        ),
        field("people", "涉及人员", "Persons", 30, (data) =>
          data.record.people.length === 0
            ? toFill
            : recorded(
                data,
                data.record.people.map(({ name }) => name),
              ),
        ),
      ],
      [field("account", "违规情况", "What happened", 60, (data) => recorded(data, data.record.form.account))],
      [
        field("evidence", "证据：日志条目", "Evidence: log entries", 60, (data) =>
          data.record.form.evidence.length === 0 ? toFill : recorded(data, logLines(data.record.form.evidence)),
        ),
      ],
      [
        field("frames", "证据：画面（帧）", "Evidence: frames", 60, (data) =>
          data.record.form.frames.length === 0
            ? toFill
            : recorded(
                data,
                data.record.form.frames.map(({ asset, ranges }) => ({ asset, frames: ranges })),
              ),
        ),
      ],
      [
        field("by", "登记人", "Recorded by", 30, (data) => recorded(data, data.record.by.name)),
        field("signature", "签名", "Signature", 30, ({ record: { digest } }) => signatureOf(digest)),
      ],
      [field("attested", "在场人签名", "Signed by those present", 60, attestedCell)],
    ]),
    register(
      ({ record }: IncidentData) =>
        record.steps.flatMap(({ form, ...rest }) => (form.step === "attest" ? [] : [{ form, ...rest }])),
      [
        [
          field("step", "处理/结案", "Handling, closing", 12, ({ form, digest }) =>
            told(form.step === "handle" ? measureWords[form.measure] : both("结案", "closed"), { signed: digest }),
          ),
          field("note", "内容", "Note", 17, ({ form, digest }) => told(form.note, { signed: digest })),
          field("by", "办理人", "By", 7, ({ by, digest }) => told(by.name, { signed: digest })),
          field("at", "时间", "At", 12, ({ at, digest }) => told({ moment: at }, { signed: digest })),
          field("signature", "签名", "Signature", 12, ({ digest }) => signatureOf(digest)),
        ],
      ],
      { title: both("处理及结案", "Handling and closing"), empty: both("尚未处理。", "Not handled yet.") },
    ),
  ],
};
