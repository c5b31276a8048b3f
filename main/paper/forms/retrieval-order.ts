import { maskedNumber } from "../../../shared/access/outside.ts";
import type { Text } from "../../../shared/model/policy/text.ts";
import type { DecisionRecord, RequestedAsset, RequestRecord } from "../../../shared/model/request.ts";
import { told, toldOrBlank, toFill, type Cell, type Shown, type Source } from "../cell.ts";
import { grid, register, type Layout } from "../layout.ts";
import {
  applicantWords,
  groundWords,
  idWords,
  purposeWords,
  routeWords,
  secrecyWords,
  verbWords,
  wordOf,
} from "../list-words.ts";
import { both, field, joined } from "./labels.ts";

/** What a request is printed from: the record of headquarters, which names the signed documents behind it. */
export interface RequestData {
  readonly record: RequestRecord;
  readonly roomOf: (room: string) => Text;
  readonly nameOf: (person: string) => string;
}

/** The applicant's signed form. */
export const asked = ({ record: { digest } }: RequestData): Source => ({ signed: digest });

/** A signature by certificate, named by the beginning of the document's digest. */
export const signatureOf = (digest: string): Cell =>
  told(both(`证书签名 ${digest.slice(0, 12)}`, `by certificate ${digest.slice(0, 12)}`), { signed: digest });
const directory: Source = { kept: "directory" };

/** The decisions on it; under a standing order (常备调阅令) the approval that was given ahead, which is none of its own. */
const decisionsOn = ({ record: { decisions, standing, form } }: RequestData): readonly DecisionRecord[] => {
  if (standing === undefined) {
    return decisions;
  }
  const { by, at, digest, playBudget, supervisors } = standing;
  const { room, validFrom, validTo, assets } = form;
  const terms = { supervisors, room, validFrom, validTo, playBudget, assets };
  return [{ by, at, digest, step: 0, form: { outcome: "approve", opinion: "", ...terms } }];
};

const stepTitle = ({ record: { chain, standing } }: RequestData, { step, digest }: DecisionRecord): Cell =>
  standing === undefined
    ? toldOrBlank(chain[step]?.title, { kept: "policy" })
    : told(
        both(
          `常备调阅令 ${standing.number} 第 ${standing.use} 次（预先批准）`,
          `standing order ${standing.number}, viewing ${standing.use} (approved ahead)`,
        ),
        { signed: digest },
      );

const approval = (data: RequestData): DecisionRecord | undefined =>
  decisionsOn(data).findLast(({ form }) => form.outcome === "approve");

/** A value of the approval; a place to fill in while nobody has approved. */
const approved = (
  data: RequestData,
  shows: (form: Extract<DecisionRecord["form"], { outcome: "approve" }>) => Shown,
): Cell => {
  const found = approval(data);
  return found?.form.outcome === "approve" ? told(shows(found.form), { signed: found.digest }) : toFill;
};

/** Recordings and ranges as they were asked for, frame by frame. */
export const rangesOf = (assets: readonly RequestedAsset[]): Shown[] =>
  assets.flatMap(({ asset, ranges, whole, wholeReason }) => [
    { asset, frames: ranges },
    ...(whole ? [both(`全部：${wholeReason ?? ""}`, `whole: ${wholeReason ?? ""}`)] : []),
  ]);

const secrecyCell = (data: RequestData): Cell => {
  const { stateSecret, businessSecret, privacy } = data.record.form.secrecyCheck;
  const found = [
    ...(stateSecret ? [both("国家秘密", "state secret")] : []),
    ...(businessSecret ? [both("商业秘密", "business secret")] : []),
    ...(privacy ? [both("个人隐私", "privacy")] : []),
  ];
  const levels = data.record.footage.map(({ asset, secrecy }) => {
    const word = wordOf(secrecyWords, secrecy);
    return both(`${asset} ${word.zh}`, `${asset} ${word.en}`);
  });
  return told([found.length === 0 ? both("不涉及", "none") : joined(found), ...levels], asked(data), {
    kept: "catalogue",
  });
};

const outcomeCell = ({ form, digest }: DecisionRecord): Cell =>
  told(form.outcome === "approve" ? both("同意", "approved") : both("不予调用", "refused"), { signed: digest });

/** Who will look at it: the applicant, or the person from outside for whom they ask; nobody learns who is protected (O-22). */
export const viewerCell = (data: RequestData): Cell => {
  const { applicant, form } = data.record;
  const { viewer } = form;
  if (viewer === undefined) {
    return told(applicant.name, asked(data));
  }
  const { zh, en } = wordOf(idWords, viewer.idKind);
  const number = maskedNumber(viewer.idNo);
  return viewer.protected
    ? told(both("依规定不列姓名", "not named, as the rules demand"), asked(data))
    : told([viewer.name, both(`${zh} ${number}`, `${en} ${number}`)], asked(data));
};

const consultationCell = (data: RequestData): Cell => {
  const { consultation, transitions } = data.record;
  const acts = transitions.flatMap(({ what, digest }) =>
    (what === "consult" || what === "answer") && digest !== undefined ? [{ signed: digest }] : [],
  );
  const { party, askedAt, due, outcome } = consultation ?? {};
  const lines: Shown[] = [
    ...(party === undefined ? [] : [party]),
    ...(askedAt === undefined ? [] : [both("征询时间", "asked"), { moment: askedAt }]),
    ...(due === undefined ? [] : [both(`答复期限 ${due}`, `to answer by ${due}`)]),
    ...(outcome === undefined ? [] : [answerWords[outcome]]),
  ];
  return lines.length === 0 || acts.length === 0 ? toFill : told(lines, ...acts);
};

const answerWords = {
  consents: both("同意", "consents"),
  objects: both("不同意", "objects"),
  silent: both("逾期未答复", "did not answer in time"),
} as const;

const approverCell = ({ by, deputyFor, digest }: DecisionRecord): Cell =>
  told(deputyFor === undefined ? by.name : [by.name, both(`（代 ${deputyFor.name}）`, `(for ${deputyFor.name})`)], {
    signed: digest,
  });

const copyVerbs: ReadonlySet<string> = new Set(["copy", "extract", "takeForEvidence"]);
const copied = (data: RequestData): Cell =>
  copyVerbs.has(data.record.form.verb) ? toFill : told(both("不提供复制件", "no copy is provided"), asked(data));

/** 《行政执法全过程记录调用单》, form F1 (S1C 15), with every decision on it. */
export const retrievalOrder: Layout<RequestData> = {
  form: "F1",
  parts: [
    grid([
      [
        field("orderNo", "调用单编号", "Order no.", 30, (data) => told(data.record.number, asked(data))),
        field("appliedAt", "申请时间", "Applied at", 30, (data) =>
          told({ moment: data.record.appliedAt }, asked(data)),
        ),
      ],
      [
        field("unit", "申请单位", "Applicant unit", 30, ({ record }) => toldOrBlank(record.applicant.unit, directory)),
        field("name", "申请人", "Applicant", 30, (data) => told(data.record.applicant.name, asked(data))),
      ],
      [
        field("class", "申请人类别", "Applicant class", 30, (data) =>
          told(wordOf(applicantWords, data.record.form.applicantClass), asked(data)),
        ),
        field("identity", "证件种类/号码", "ID type and no.", 30, ({ record }) =>
          toldOrBlank(
            record.applicant.certificateNo === ""
              ? undefined
              : both(
                  `工作证件 ${record.applicant.certificateNo}`,
                  `certificate of office ${record.applicant.certificateNo}`,
                ),
            directory,
          ),
        ),
      ],
      [field("viewer", "查阅人", "Viewer", 60, viewerCell)],
      [
        field("duty", "部门职责/岗位性质/工作职权", "Duty, post, power", 60, (data) =>
          toldOrBlank(data.record.form.dutyBasis, asked(data)),
        ),
      ],
      [
        field("purpose", "调用用途", "Purpose", 60, (data) =>
          told(wordOf(purposeWords, data.record.form.purpose), asked(data)),
        ),
      ],
      [field("detail", "具体事由", "Detail", 60, (data) => told(data.record.form.purposeDetail, asked(data)))],
      [
        field("caseNo", "案号", "Case no.", 30, (data) => told(data.record.form.caseNo, asked(data))),
        field("caseCause", "案由", "Cause", 30, (data) => told(data.record.form.caseCause, asked(data))),
      ],
      [
        field("caseParty", "案件当事人", "Party", 30, (data) => told(data.record.form.caseParty, asked(data))),
        field("inspected", "被监督（检查）单位", "Inspected unit", 30, (data) =>
          toldOrBlank(data.record.form.inspectedUnit, asked(data)),
        ),
      ],
      [
        field("ranges", "记录资料编码及申请时段（帧）", "Recordings and ranges (frames)", 60, (data) =>
          told(rangesOf(data.record.form.assets), asked(data)),
        ),
      ],
      [
        field("verb", "调用方式", "Action", 16, (data) => told(wordOf(verbWords, data.record.form.verb), asked(data))),
        field("route", "适用途径", "Legal route", 18, (data) =>
          told(wordOf(routeWords, data.record.form.legalRoute), asked(data)),
        ),
        field("secrecy", "涉密审查", "Secrecy check", 26, secrecyCell),
      ],
      [field("thirdParty", "第三方意见征询（方式/结果/日期）", "Third-party opinion", 60, consultationCell)],
    ]),
    register(
      (data: RequestData) => decisionsOn(data).map((decision) => ({ decision, data })),
      [
        [
          field("step", "环节", "Step", 14, ({ decision, data }) => stepTitle(data, decision)),
          field("outcome", "审批结果", "Decision", 8, ({ decision }) => outcomeCell(decision)),
          field("approver", "审批人", "Approver", 9, ({ decision }) => approverCell(decision)),
          field("at", "审批时间", "Decided at", 16, ({ decision: { at, digest } }) =>
            told({ moment: at }, { signed: digest }),
          ),
          field("signature", "签名", "Signature", 13, ({ decision: { digest } }) => signatureOf(digest)),
        ],
        [
          field("opinion", "意见", "Opinion", 38, ({ decision: { form, digest } }) =>
            toldOrBlank(form.opinion, { signed: digest }),
          ),
          field("ground", "不予调用理由", "Ground for refusal", 22, ({ decision: { form, digest } }) =>
            told(form.outcome === "refuse" ? wordOf(groundWords, form.ground) : both("无", "none"), {
              signed: digest,
            }),
          ),
        ],
      ],
      {
        title: both("承办部门及主管领导审批意见", "Opinions and decisions"),
        empty: both("尚未审批。", "Not decided yet."),
      },
    ),
    grid([
      [
        field("granted", "准予调用时段（帧）", "Approved ranges (frames)", 60, (data) =>
          approved(data, ({ assets }) => rangesOf(assets)),
        ),
      ],
      [
        field("validFrom", "有效期起", "Valid from", 24, (data) =>
          approved(data, ({ validFrom }) => ({ moment: validFrom })),
        ),
        field("validTo", "有效期止", "Valid to", 24, (data) => approved(data, ({ validTo }) => ({ moment: validTo }))),
        field("budget", "播放次数", "Play budget", 12, (data) =>
          approved(data, ({ playBudget }) => String(playBudget)),
        ),
      ],
      [
        field("room", "指定场所", "Room", 30, (data) => approved(data, ({ room }) => data.roomOf(room))),
        field("supervisor", "监督人", "Supervising person", 30, (data) =>
          approved(data, ({ supervisors }) => supervisors.map((person) => data.nameOf(person))),
        ),
      ],
      [
        field("archivist", "档案管理员", "Archivist", 20, copied),
        field("copyNo", "提供复制件编号", "Copy no.", 20, copied),
        field("recordedAt", "登记时间", "Registered", 20, copied),
      ],
      [field("signedApplicant", "申请人签名", "Applicant's signature", 60, (data) => signatureOf(data.record.digest))],
    ]),
  ],
};
