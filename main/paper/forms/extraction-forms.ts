import type { ExtractionRecord, ExtractionView, Transfer } from "../../../shared/model/extraction.ts";
import type { Text } from "../../../shared/model/policy/text.ts";
import { told, toldOrBlank, toFill, toSign, type Cell, type Shown, type Source } from "../cell.ts";
import { grid, register, type Layout } from "../layout.ts";
import {
  differenceWords,
  exhibitWords,
  mannerWords,
  mediumWords,
  receiverWords,
  secrecyWords,
  wordOf,
} from "../list-words.ts";
import { both, field } from "./labels.ts";
import { signatureOf } from "./retrieval-order.ts";

/** What the extraction note is printed from: the record of headquarters, whose every part is a signed act. */
export interface ExtractionData {
  readonly record: ExtractionView;
  /** Citation of the first ordered frame, as texts of codes. */
  readonly citation: readonly string[];
  /** Provision by which a copy stays (O-75). */
  readonly retainCite: Text;
}

type Step = ExtractionRecord["steps"][number];

const stepOf = ({ record }: ExtractionData, act: string): Step | undefined =>
  record.steps.findLast((step) => step.act === act);

const catalogue: Source = { kept: "catalogue" };

/** A value that the marker signed. */
const marked = (data: ExtractionData, shows: Shown | undefined): Cell =>
  toldOrBlank(shows, { signed: stepOf(data, "mark")?.digest ?? "" });

/** A value of a step; a place to fill in while nobody has taken it. */
const by = (data: ExtractionData, act: string, shows: (step: Step) => Shown): Cell => {
  const step = stepOf(data, act);
  return step === undefined ? toFill : told(shows(step), { signed: step.digest });
};

const signedBy = (data: ExtractionData, act: string): Cell => {
  const step = stepOf(data, act);
  return step === undefined ? toSign : signatureOf(step.digest);
};

/** A value of the cut, which headquarters logged; its entry lies in the log of headquarters. */
const cut = (data: ExtractionData, shows: (made: NonNullable<ExtractionRecord["cut"]>) => Shown): Cell => {
  const made = data.record.cut;
  return made === undefined ? toFill : told(shows(made), { kept: "extractions" });
};

function part(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}

/** 00:00:12.480 of the recording. */
function clock(ticks: number, timescale: number): string {
  const ms = Math.round((ticks * 1000) / timescale);
  const [hours, minutes, seconds] = [
    Math.floor(ms / 3_600_000),
    Math.floor(ms / 60_000) % 60,
    Math.floor(ms / 1000) % 60,
  ];
  return `${part(hours, 2)}:${part(minutes, 2)}:${part(seconds, 2)}.${part(ms % 1000, 3)}`;
}

const endLines = ({ frame, ticks, timescale, digest }: ExtractionRecord["form"]["first"]): Shown[] => [
  both(
    `第 ${frame} 帧，PTS ${ticks}/${timescale}，${clock(ticks, timescale)}`,
    `frame ${frame}, PTS ${ticks}/${timescale}, ${clock(ticks, timescale)}`,
  ),
  digest,
];

const timesCell = (data: ExtractionData): Cell => {
  const { times, form, footage } = data.record;
  const recorded: Shown[] = [{ moment: footage.recordedFrom }, { moment: footage.recordedTo }];
  if (times === undefined || form.documents === undefined) {
    return told(recorded, catalogue);
  }
  const verdict = times.agrees
    ? both("与文书起止时间一致", "agrees with the documents")
    : both(
        `与文书起止时间不一致：起差 ${times.fromSeconds} 秒，止差 ${times.toSeconds} 秒`,
        `differs from the documents by ${times.fromSeconds} s at the start and ${times.toSeconds} s at the end`,
      );
  return told([...recorded, verdict], catalogue, { signed: stepOf(data, "mark")?.digest ?? "" });
};

const verdictCell = (data: ExtractionData): Cell =>
  by(data, "verify", () => {
    const { verdict, form } = data.record;
    if (verdict?.exact === true) {
      return both(
        `与原件核对无误：片段恰为所令 ${form.order.to - form.order.from} 帧，逐帧校验一致`,
        `Checked against the original: exactly the ${form.order.to - form.order.from} ordered frames, digest by digest`,
      );
    }
    const { kind = "altered", frame = 0 } = verdict?.difference ?? {};
    const word = differenceWords[kind];
    return both(`核对不符：第 ${frame} 帧${word.zh}`, `Does not agree: frame ${frame} ${word.en}`);
  });

const editedCell = (data: ExtractionData): Cell =>
  cut(data, () =>
    data.record.form.order.manner === "copy"
      ? both("否（未修改、剪接、剪辑；样本逐位取自原件）", "No (not changed, joined or edited; samples bit for bit)")
      : both(
          "否（未修改、剪接、剪辑；逐帧无损重新编码，解码画面与原件一致）",
          "No (not changed, joined or edited; coded anew without loss, decoded pictures identical)",
        ),
  );

/** 《音像证据提取说明》, form F7 (O-71, O-72, O-40). */
export const extractionNote: Layout<ExtractionData> = {
  form: "F7",
  parts: [
    grid([
      [
        field("caseNo", "案号", "Case no.", 24, (data) => marked(data, data.record.form.caseNo)),
        field("caseCause", "案由", "Cause", 22, (data) => marked(data, data.record.form.caseCause)),
        field("caseParty", "当事人", "Party", 14, (data) => marked(data, data.record.form.caseParty)),
      ],
      [
        field("name", "证据名称", "Evidence", 30, (data) => marked(data, data.record.form.name)),
        field("asset", "记录资料编码", "Recording", 30, (data) => told(data.record.footage.asset, catalogue)),
      ],
      [
        field("device", "来源设备编号", "Device", 20, (data) => told(data.record.footage.device, catalogue)),
        field("officers", "执法人员（执法证号）", "Officers (certificate)", 40, (data) =>
          told(
            data.record.footage.wearers.map(({ name, certificateNo }) => `${name}（${certificateNo}）`),
            catalogue,
          ),
        ),
      ],
      [field("recorded", "记录时间（起止）及与文书核对", "Recorded from, to; against the documents", 60, timesCell)],
      [field("first", "起始帧", "First frame", 60, (data) => marked(data, endLines(data.record.form.first)))],
      [field("last", "结束帧", "Last frame", 60, (data) => marked(data, endLines(data.record.form.last)))],
      [
        field("kind", "形式", "Form", 20, (data) => marked(data, wordOf(exhibitWords, data.record.form.order.exhibit))),
        field("manner", "提取方式", "Manner", 40, (data) =>
          marked(data, wordOf(mannerWords, data.record.form.order.manner)),
        ),
      ],
      [
        field("original", "原始文件校验值（SHA-256）", "Digest of the original", 60, (data) =>
          told(data.record.footage.originalDigest, catalogue),
        ),
      ],
      [
        field("tree", "帧表根（SHA-256）", "Root of the frame table", 60, (data) =>
          marked(data, data.record.form.order.tableRoot),
        ),
      ],
      [field("clip", "片段校验值（SHA-256）", "Digest of the clip", 60, (data) => cut(data, ({ clip }) => clip))],
      [
        field("carried", "为解码携带的前后帧", "Frames for the decoder", 30, (data) =>
          cut(data, ({ carried }) => both(`${carried} 帧，不呈现`, `${carried}, not presented`)),
        ),
        field("edited", "是否经剪辑", "Edited", 30, editedCell),
      ],
      [field("fact", "证明对象（拟证明事实）", "Fact to be proved", 60, (data) => marked(data, data.record.form.fact))],
      [
        field("summary", "内容摘要/文字整理", "Summary, words spoken", 60, (data) =>
          marked(data, data.record.form.summary),
        ),
      ],
      [
        field("maker", "制作人", "Maker", 18, (data) => by(data, "mark", ({ name }) => name)),
        field("extractor", "提取人", "Extractor", 18, (data) => by(data, "extract", ({ name }) => name)),
        field("extractedAt", "提取时间", "Extracted at", 24, (data) =>
          by(data, "extract", ({ at }) => ({ moment: at })),
        ),
      ],
      [
        field("makerSigned", "制作人签名", "Maker's signature", 30, (data) => signedBy(data, "mark")),
        field("extractorSigned", "提取人签名", "Extractor's signature", 30, (data) => signedBy(data, "extract")),
      ],
      [
        field("place", "提取地点", "Place", 20, (data) =>
          by(data, "extract", () => data.record.extraction?.place ?? ""),
        ),
        field("medium", "载体类型", "Medium", 20, (data) =>
          by(data, "extract", () => wordOf(mediumWords, data.record.extraction?.medium ?? "disc")),
        ),
        field("serial", "载体编号", "Medium no.", 20, (data) =>
          by(data, "extract", () => data.record.extraction?.serial ?? ""),
        ),
      ],
      [
        field("head", "批准人", "Consented by", 16, (data) => by(data, "consent", ({ name }) => name)),
        field("headAt", "批准时间", "Consented at", 24, (data) => by(data, "consent", ({ at }) => ({ moment: at }))),
        field("headSigned", "批准人签名", "Signature", 20, (data) => signedBy(data, "consent")),
      ],
      [
        field("checker", "核对人", "Checked by", 18, (data) => by(data, "verify", ({ name }) => name)),
        field("checkedAt", "核对时间", "Checked at", 24, (data) => by(data, "verify", ({ at }) => ({ moment: at }))),
        field("volume", "附卷页号/卷号", "Page, volume", 18, (data) =>
          data.record.verdict?.volume === "" || data.record.verdict === undefined
            ? toFill
            : by(data, "verify", () => data.record.verdict?.volume ?? ""),
        ),
      ],
      [field("verdict", "核对结论", "Result", 60, verdictCell)],
      [
        field("citation", "起始帧引证", "Citation of the first frame", 60, (data) =>
          data.citation.length === 0 ? toFill : told({ codes: data.citation }, { kept: "extractions" }),
        ),
      ],
    ]),
  ],
};

const of = ({ by: { digest } }: Transfer): Source => ({ signed: digest });

/** 《移送/提供登记》, form F8 (O-75): every time this evidence was handed on. */
export const transferRegister: Layout<ExtractionData> = {
  form: "F8",
  parts: [
    grid([
      [
        field("number", "证据提取编号", "Extraction no.", 30, (data) => marked(data, data.record.number)),
        field("name", "证据名称", "Evidence", 30, (data) => marked(data, data.record.form.name)),
      ],
      [
        field("list", "清单（编码、时段）", "List (recording, range)", 60, (data) =>
          marked(data, {
            asset: data.record.form.order.asset,
            frames: [{ from: data.record.form.order.from, to: data.record.form.order.to }],
          }),
        ),
      ],
      [field("clip", "片段校验值（SHA-256）", "Digest of the clip", 60, (data) => cut(data, ({ clip }) => clip))],
      [
        field("provided", "提供原件或复制件", "Original or copy", 20, (data) =>
          cut(data, () => both("复制件", "copy")),
        ),
        field("backup", "原件提供前备份编号", "Backup before", 20, (data) =>
          cut(data, () => both("不提供原件", "no original is provided")),
        ),
        field("secrecyClass", "密级", "Class", 20, (data) =>
          told(wordOf(secrecyWords, data.record.footage.secrecy), catalogue),
        ),
      ],
      [
        field("retained", "留存复制件编号/位置", "Copy kept, where", 60, (data) =>
          cut(data, ({ retained }) => [
            retained,
            both("总部密封存储", "sealed store of headquarters"),
            data.retainCite,
          ]),
        ),
      ],
    ]),
    register(
      ({ record }: ExtractionData) => record.transfers,
      [
        [
          field("no", "登记编号", "No.", 12, (row) => told(row.number, of(row))),
          field("to", "移送对象", "To", 11, (row) => told([wordOf(receiverWords, row.to), row.receiver], of(row))),
          field("document", "依据文书号", "On document", 9, (row) => told(row.document, of(row))),
          field("provider", "提供人", "Provided by", 6, (row) => told(row.by.name, of(row))),
          field("at", "时间", "At", 8, (row) => told({ moment: row.by.at }, of(row))),
          field("takenBy", "接收人", "Taken by", 6, (row) => told(row.takenBy, of(row))),
          field("receiverSigned", "接收人签名", "Signature", 8, () => toSign),
        ],
        [field("secrecy", "涉密处理", "Secrecy", 60, (row) => toldOrBlank(row.secrecy, of(row)))],
      ],
      { title: both("移送、提供", "Handed on"), empty: both("尚未移送。", "Not handed on yet.") },
    ),
  ],
};
