import { paperWords } from "../../../shared/access/policy/names.ts";
import type { Paper } from "../../../shared/model/policy/room.ts";
import type { Text } from "../../../shared/model/policy/text.ts";
import { told, toldOrBlank, toFill, toSign, type Cell } from "../cell.ts";
import { grid, register, type Layout } from "../layout.ts";
import { purposeWords, verbWords, wordOf } from "../list-words.ts";
import { both, field } from "./labels.ts";
import { asked, rangesOf, signatureOf, type RequestData } from "./retrieval-order.ts";

/** A paper that the pack asks of a lawyer, with the article that asks for it. */
export interface AskedPaper {
  readonly paper: Paper;
  readonly article: Text;
}

/** What the check of a lawyer's papers is printed from. */
export interface CredentialsData extends RequestData {
  readonly papers: readonly AskedPaper[];
}

/** 《律师查阅材料核验表》, form F4 (S4-CF 19 ¶3): what is asked for is printed; what the clerk finds is written by hand. */
export const credentialsCheck: Layout<CredentialsData> = {
  form: "F4",
  parts: [
    grid([
      [
        field("order", "调用单编号", "Order no.", 30, (data) => told(data.record.number, asked(data))),
        field("case", "案号", "Case no.", 30, (data) => told(data.record.form.caseNo, asked(data))),
      ],
      [
        field("lawyer", "律师", "Lawyer", 30, (data) => told(data.record.applicant.name, asked(data))),
        field("firm", "律师事务所", "Firm", 30, ({ record }) =>
          toldOrBlank(record.applicant.unit, { kept: "directory" }),
        ),
      ],
      [
        field("client", "委托人", "Client", 30, () => toFill),
        field("validUntil", "有效期", "Valid until", 30, () => toFill),
      ],
    ]),
    register(
      ({ papers }: CredentialsData) => papers,
      [
        [
          field("paper", "材料", "Paper", 13, ({ paper }) => told(paperWords[paper], { kept: "policy" })),
          field("article", "依据", "Basis", 11, ({ article }) => told(article, { kept: "policy" })),
          field("number", "编号/日期", "No. and date", 10, () => toFill),
          field("scope", "权限范围", "Scope", 9, () => toFill),
          field("how", "核验方式", "How verified", 9, () => toFill),
          field("result", "结论", "Result", 8, () => toFill),
        ],
      ],
      { empty: both("规则包未要求提交材料。", "The policy pack asks for no papers.") },
    ),
    grid([
      [
        field("checkedBy", "核验人", "Checked by", 20, () => toSign),
        field("checkedAt", "核验时间", "At", 20, () => toFill),
        field("undertaking", "保密承诺签署", "Confidentiality undertaking", 20, () => toSign),
      ],
    ]),
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
        field("head", "审批人", "Decided by", 20, (data) =>
          decided(data, ({ by, digest }) => told(by.name, { signed: digest })),
        ),
        field("decidedAt", "时间", "At", 20, (data) =>
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
