import type { NewPerson } from "../port.ts";

const unit = "示例市文化市场综合行政执法支队";

/** An invented person with the PIN of their token; a demonstration station shows it on its sign-in page. */
export interface DemonstrationPerson extends NewPerson {
  readonly pin: string;
}

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
    pin: "135707",
  },
  {
    person: "p-0008",
    name: "郑怀远",
    latinName: "Zheng Huaiyuan",
    unit,
    post: "档案管理员",
    certificateNo: "SLWH-31-0402",
    roles: ["archivist", "administrator"],
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
    pin: "135709",
  },
];

/** The viewing room of the demonstration. */
export const demonstrationRoom = { id: "room-301", zh: "三楼查阅室", en: "Viewing room, 3rd floor" } as const;
