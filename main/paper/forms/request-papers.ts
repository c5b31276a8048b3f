import { paperWords } from "../../../shared/access/policy/names.ts";
import type { Text } from "../../../shared/model/policy/text.ts";
import type { PaperState } from "../../../shared/model/request-steps.ts";
import { told, toldOrBlank, toFill, toSign, type Cell, type Shown } from "../cell.ts";
import { grid, register, type Layout } from "../layout.ts";
import { purposeWords, verbWords, wordOf } from "../list-words.ts";
import { both, field } from "./labels.ts";
import { asked, rangesOf, signatureOf, viewerCell, type RequestData } from "./retrieval-order.ts";

/** What the check of a lawyer's papers is printed from. */
export interface CredentialsData extends RequestData {
  /** An article as it is cited. */
  readonly citeOf: (article: string) => Text;
}

interface PaperRow {
  readonly paper: PaperState;
  /** Signed act of the clerk who checked it last; absent while nobody has. */
  readonly act: string | undefined;
  readonly citeOf: CredentialsData["citeOf"];
}

/** Each paper with the act that says how it was found: the transition of the same clerk at the same moment. */
function paperRows({ record: { papers, transitions }, citeOf }: CredentialsData): PaperRow[] {
  return papers.map((paper) => ({
    paper,
    citeOf,
    act: transitions.findLast(
      ({ what, at, by }) => what === "papers" && at === paper.check?.at && by?.person === paper.check.by.person,
    )?.digest,
  }));
}

const checked = (
  { paper: { check }, act }: PaperRow,
  shows: (check: NonNullable<PaperState["check"]>) => Shown | undefined,
): Cell => (check === undefined || act === undefined ? toFill : toldOrBlank(shows(check), { signed: act }));

const howWords = {
  original: both("核对原件", "original seen"),
  register: both("查询登记", "looked up in the register"),
  telephone: both("电话核实", "by telephone"),
} as const;

/** 《律师查阅材料核验表》, form F4 (S4-CF 19 ¶3): every paper that the pack asks for, and what a named clerk found. */
export const credentialsCheck: Layout<CredentialsData> = {
  form: "F4",
  parts: [
    grid([
      [
        field("order", "调用单编号", "Order no.", 30, (data) => told(data.record.number, asked(data))),
        field("case", "案号", "Case no.", 30, (data) => told(data.record.form.caseNo, asked(data))),
      ],
      [
        field("lawyer", "律师", "Lawyer", 30, viewerCell),
        field("firm", "律师事务所", "Firm", 30, (data) =>
          toldOrBlank(data.record.form.viewer?.unit ?? data.record.applicant.unit, asked(data)),
        ),
      ],
      [
        field("client", "委托人", "Client", 30, (data) => told(data.record.form.caseParty, asked(data))),
        field("undertakingTo", "查阅目的", "Purpose", 30, (data) =>
          told(wordOf(purposeWords, data.record.form.purpose), asked(data)),
        ),
      ],
    ]),
    register(
      paperRows,
      [
        [
          field("paper", "材料", "Paper", 14, ({ paper }) => told(paperWords[paper.paper], { kept: "policy" })),
          field("article", "依据", "Basis", 16, ({ paper, citeOf }) => told(citeOf(paper.article), { kept: "policy" })),
          field("number", "编号", "No.", 15, (row) => checked(row, ({ number }) => number)),
          field("scope", "权限范围/说明", "Scope, note", 15, (row) => checked(row, ({ note }) => note)),
        ],
        [
          field("attachment", "扫描件校验值", "Digest of the scan", 18, (row) =>
            checked(row, ({ attachment }) => attachment?.slice(0, 16)),
          ),
          field("how", "核验方式", "How verified", 9, (row) => checked(row, ({ how }) => howWords[how])),
          field("validUntil", "有效期", "Valid until", 9, (row) => checked(row, ({ validUntil }) => validUntil)),
          field("by", "核验人/核验时间", "Checked by and at", 14, (row) =>
            checked(row, ({ by, at }) => [by.name, { moment: at }]),
          ),
          field("result", "结论", "Result", 10, (row) =>
            checked(row, ({ result }) =>
              result === "accepted" ? both("符合", "in order") : both("不符合", "not in order"),
            ),
          ),
        ],
      ],
      { empty: both("规则包未要求提交材料。", "The policy pack asks for no papers.") },
    ),
    grid([[field("undertaking", "保密承诺签署", "Confidentiality undertaking", 60, () => toSign)]]),
  ],
};

const decision = ({ record: { decisions } }: RequestData) => decisions.at(-1);

const decided = (data: RequestData, cell: (of: NonNullable<ReturnType<typeof decision>>) => Cell): Cell => {
  const found = decision(data);
  return found === undefined ? toFill : cell(found);
};

/** 《摘抄、复制审批单》, form F5 (S4-CF 18, 19 ¶4; S1A 16); the copy is made at headquarters and never here. */
export const excerptApproval: Layout<RequestData> = {
  form: "F5",
  parts: [
    grid([
      [
        field("applicant", "申请人", "Applicant", 30, (data) => told(data.record.applicant.name, asked(data))),
        field("register", "依据登记号", "Register no.", 30, (data) => told(data.record.number, asked(data))),
      ],
      [
        field("ranges", "内容及帧区间", "Content and ranges", 60, (data) =>
          told(rangesOf(data.record.form.assets), asked(data)),
        ),
      ],
      [
        field("form", "形式", "Form", 30, (data) => told(wordOf(verbWords, data.record.form.verb), asked(data))),
        field("purpose", "用途", "Purpose", 30, (data) =>
          told([wordOf(purposeWords, data.record.form.purpose), data.record.form.purposeDetail], asked(data)),
        ),
      ],
      [
        field("opinion", "案卷管理部门主要领导意见", "Opinion of the head of the archive", 60, (data) =>
          decided(data, ({ form, digest }) =>
            told(
              [
                form.outcome === "approve" ? both("同意", "approved") : both("不同意", "refused"),
                ...(form.opinion === "" ? [] : [form.opinion]),
              ],
              { signed: digest },
            ),
          ),
        ),
      ],
      [
        field("head", "审批人", "Decided by", 16, (data) =>
          decided(data, ({ by, digest }) => told(by.name, { signed: digest })),
        ),
        field("decidedAt", "时间", "At", 24, (data) =>
          decided(data, ({ at, digest }) => told({ moment: at }, { signed: digest })),
        ),
        field("signature", "签名", "Signature", 20, (data) => decided(data, ({ digest }) => signatureOf(digest))),
      ],
      [
        field("archivist", "承办复制（总部档案管理员）", "Copied by (archivist at headquarters)", 30, () => toSign),
        field("delivery", "交付方式", "Delivery", 30, () => toFill),
      ],
      [
        field("digest", "复制件校验值", "Digest of the copy", 30, () => toFill),
        field("kept", "留存复制件编号", "No. of the retained copy", 30, () => toFill),
      ],
      [field("received", "接收人签名", "Received by", 60, () => toSign)],
    ]),
  ],
};
