import { decidingRoles } from "../../../shared/access/policy/approval.ts";
import type { Authorisation } from "../../../shared/model/authorisation.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { NewPerson } from "../port.ts";

const unit = "示例市文化市场综合行政执法支队";

/** An invented person with the PIN of their token; a demonstration station shows it on its sign-in page. */
export interface DemonstrationPerson extends NewPerson {
  readonly pin: string;
  readonly authorisation: Authorisation;
}

type Given = Pick<Authorisation, "duty" | "post" | "power" | "grade" | "acts" | "verbs" | "scope" | "ceiling">;

/** The demonstration does not know when it is run: its authorisations hold for as long as anybody may look at it. */
function authorised(given: Given): Authorisation {
  return { ...given, from: "2026-01-01T00:00:00+08:00", to: "2046-01-01T00:00:00+08:00", conflicts: [] };
}

const wholeUnit: Given["scope"] = { kind: "unit", unit };
const staffVerbs: Given["verbs"] = ["view", "callUp", "excerpt"];

/** The invented persons of the demonstration. Their ids never change: recordings and tests name them. */
export const demonstrationPeople: readonly DemonstrationPerson[] = [
  {
    person: "p-0001",
    name: "陈志强",
    latinName: "Chen Zhiqiang",
    unit,
    post: "执法一中队执法人员",
    certificateNo: "SLWH-31-0101",
    roles: ["officer"],
    authorisation: authorised({
      duty: "一中队辖区文化市场日常检查",
      post: "执法人员",
      power: "查阅本人记录",
      grade: 4,
      acts: ["apply", "annotate"],
      verbs: ["view", "callUp"],
      scope: { kind: "self" },
      ceiling: "privacy",
    }),
    pin: "135701",
  },
  {
    person: "p-0002",
    name: "刘洋",
    latinName: "Liu Yang",
    unit,
    post: "执法一中队执法人员",
    certificateNo: "SLWH-31-0102",
    roles: ["officer"],
    authorisation: authorised({
      duty: "一中队辖区文化市场日常检查",
      post: "执法人员",
      power: "查阅本人记录",
      grade: 4,
      acts: ["apply", "annotate"],
      verbs: ["view", "callUp"],
      scope: { kind: "self" },
      ceiling: "privacy",
    }),
    pin: "135702",
  },
  {
    person: "p-0003",
    name: "王芳",
    latinName: "Wang Fang",
    unit,
    post: "执法二中队案件承办人",
    certificateNo: "SLWH-31-0201",
    roles: ["caseOfficer"],
    authorisation: authorised({
      duty: "二中队案件办理",
      post: "案件承办人",
      power: "申请调用与案件有关的记录资料",
      grade: 3,
      acts: ["apply", "annotate"],
      verbs: [...staffVerbs, "takeForEvidence", "copy", "extract", "borrow"],
      scope: wholeUnit,
      ceiling: "confidential",
    }),
    pin: "135703",
  },
  {
    person: "p-0004",
    name: "张国华",
    latinName: "Zhang Guohua",
    unit,
    post: "分管副支队长",
    certificateNo: "SLWH-31-0001",
    roles: ["approver"],
    authorisation: authorised({
      duty: "分管执法监督",
      post: "分管副支队长",
      power: "审批本单位记录资料的调用",
      grade: 1,
      acts: ["apply", "approve", "annotate"],
      verbs: staffVerbs,
      scope: wholeUnit,
      ceiling: "secret",
    }),
    pin: "135704",
  },
  {
    person: "p-0005",
    name: "赵敏",
    latinName: "Zhao Min",
    unit,
    post: "查阅室监督员",
    certificateNo: "SLWH-31-0401",
    roles: ["roomSupervisor"],
    authorisation: authorised({
      duty: "查阅室管理",
      post: "查阅室监督员",
      power: "到场监督查阅",
      grade: 3,
      acts: ["apply", "supervise", "annotate"],
      verbs: staffVerbs,
      scope: wholeUnit,
      ceiling: "confidential",
    }),
    pin: "135705",
  },
  {
    person: "p-0006",
    name: "周法明",
    latinName: "Zhou Faming",
    unit,
    post: "政策法规科法制审核员",
    certificateNo: "SLWH-31-0301",
    roles: ["legalOfficer"],
    authorisation: authorised({
      duty: "案件法制审核",
      post: "法制审核员",
      power: "调用、标注并提取证据片段",
      grade: 2,
      acts: ["apply", "annotate", "audit"],
      verbs: [...staffVerbs, "takeForEvidence", "copy", "extract", "borrow"],
      scope: wholeUnit,
      ceiling: "secret",
    }),
    pin: "135706",
  },
  {
    person: "p-0007",
    name: "吴静",
    latinName: "Wu Jing",
    unit,
    post: "执法监督科纪检监察员",
    certificateNo: "SLWH-31-0302",
    roles: ["compliance"],
    authorisation: authorised({
      duty: "执法监督与纪检",
      post: "纪检监察员",
      power: "查阅日志与登记簿，核查记录资料",
      grade: 2,
      acts: ["apply", "annotate", "audit"],
      verbs: staffVerbs,
      scope: wholeUnit,
      ceiling: "secret",
    }),
    pin: "135707",
  },
  {
    person: "p-0008",
    name: "郑怀远",
    latinName: "Zheng Huaiyuan",
    unit,
    post: "档案管理员",
    certificateNo: "SLWH-31-0402",
    roles: ["archivist", "administrator", "roomSupervisor"],
    authorisation: authorised({
      duty: "档案保管",
      post: "档案管理员",
      power: "保管、提供记录资料，到场监督查阅",
      grade: 2,
      acts: ["apply", "supervise", "annotate"],
      verbs: [...staffVerbs, "borrow", "copy"],
      scope: wholeUnit,
      ceiling: "secret",
    }),
    pin: "135708",
  },
  {
    person: "p-0009",
    name: "孙立",
    latinName: "Sun Li",
    unit,
    post: "执法一中队中队长",
    certificateNo: "SLWH-31-0100",
    roles: ["approver"],
    authorisation: authorised({
      duty: "一中队执法管理",
      post: "中队长",
      power: "审批记录资料的调用",
      grade: 2,
      acts: ["apply", "approve", "annotate"],
      verbs: staffVerbs,
      scope: wholeUnit,
      ceiling: "secret",
    }),
    pin: "135709",
  },
  {
    person: "p-0010",
    name: "冯雪",
    latinName: "Feng Xue",
    unit,
    post: "信息中心系统管理员",
    certificateNo: "SLWH-31-0501",
    roles: ["administrator"],
    authorisation: authorised({
      duty: "信息化保障",
      post: "系统管理员",
      power: "管理人员、证书与工作站，不调用记录资料",
      grade: 4,
      acts: [],
      verbs: [],
      scope: { kind: "self" },
      ceiling: "none",
    }),
    pin: "135710",
  },
];

/** Whoever holds a post that signs in a chain of this pack may approve: under some laws the legal section, or the archive. */
export function authorisedUnder(pack: PolicyPack, { roles, authorisation }: DemonstrationPerson): Authorisation {
  const deciding = decidingRoles(pack);
  return roles.some((role) => deciding.has(role)) && !authorisation.acts.includes("approve")
    ? { ...authorisation, acts: [...authorisation.acts, "approve"] }
    : authorisation;
}

/** The viewing room of the demonstration. */
export const demonstrationRoom = { id: "room-301", zh: "三楼查阅室", en: "Viewing room, 3rd floor" } as const;
