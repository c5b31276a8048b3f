import type { SittingFacts } from "../../../shared/model/sitting.ts";
import { told, toldOrBlank, toFill, type Cell } from "../cell.ts";
import { register, type Layout } from "../layout.ts";
import { purposeWords, secrecyWords, verbWords, wordOf } from "../list-words.ts";
import { both, field, joined } from "./labels.ts";
import {
  attendances,
  identityCell,
  nameCell,
  purposeCell,
  receiptCell,
  relationCell,
  requestCell,
  returnCell,
  roomCell,
  seenCell,
  signatureCell,
  supervisorsCell,
  unitCell,
  volumeCell,
  windowCell,
  type Attendance,
  type SittingContext,
} from "./sitting-cells.ts";

/** What a register is drawn from: the sittings in the order in which they stand in it. */
export interface RegisterData extends SittingContext {
  readonly sittings: readonly SittingFacts[];
}

interface Row {
  readonly no: number;
  readonly one: Attendance;
  readonly context: SittingContext;
}

const isBorrowing = ({ grant: { verbs } }: SittingFacts): boolean => verbs.includes("borrow");
const extracts: ReadonlySet<string> = new Set(["excerpt", "copy", "extract"]);

function rowsOf(sittings: readonly SittingFacts[], context: SittingContext): Row[] {
  return sittings
    .flatMap((facts) => attendances(facts, (capacity) => capacity === "viewer"))
    .map((one, index) => ({ no: index + 1, one, context }));
}

/** 序号: the place of the row on this sheet, by the entry that began the sitting. */
const numberCell = ({ no, one: { facts } }: Row): Cell => told(String(no), { log: [facts.prepared.entry] });

const extractCell = ({ grant: { verbs, purpose, entry } }: SittingFacts): Cell => {
  const taken = verbs.filter((verb) => extracts.has(verb));
  return taken.length === 0
    ? told(both("否", "no"), { log: [entry] })
    : told([joined(taken.map((verb) => wordOf(verbWords, verb))), wordOf(purposeWords, purpose)], { log: [entry] });
};

const signatures = (facts: SittingFacts, capacity: "supervisor" | "viewer") =>
  facts.stays.filter((stay) => stay.capacity === capacity);

/** 《档案查阅登记》, form F2 (S4-CF 19): one row for each viewer of a sitting. */
export const viewingRegister: Layout<RegisterData> = {
  form: "F2",
  parts: [
    register(
      (data: RegisterData) =>
        rowsOf(
          data.sittings.filter((facts) => !isBorrowing(facts)),
          data,
        ),
      [
        [
          field("no", "序号", "No.", 4, numberCell),
          field("date", "查阅日期", "Date", 9, ({ one }) =>
            told({ day: one.facts.prepared.at }, { log: [one.facts.prepared.entry] }),
          ),
          field("viewer", "查阅人", "Viewer", 9, ({ one }) => nameCell(one)),
          field("unit", "单位/住址", "Unit or address", 14, ({ one }) => unitCell(one)),
          field("relation", "与案件关系", "Relation to the case", 8, ({ one }) => relationCell(one)),
          field("identity", "证件种类及号码", "ID type and no.", 16, ({ one }) => identityCell(one)),
        ],
        [
          field("contact", "联系方式", "Contact", 8, () => toFill),
          field("approval", "批准人及批准单号", "Approver and order no.", 14, ({ one }) => requestCell(one.facts)),
          field("volume", "卷号/件号（正卷/副卷）", "Volume and item", 15, ({ one }) => volumeCell(one.facts)),
          field("seen", "记录资料编码及查阅时段", "Recording and ranges", 23, ({ one }) => seenCell(one)),
        ],
        [
          field("purpose", "查阅目的", "Purpose", 8, ({ one }) => purposeCell(one.facts)),
          field("extract", "是否摘抄/复制、用途", "Excerpt or copy, and what for", 9, ({ one }) =>
            extractCell(one.facts),
          ),
          field("room", "查阅场所", "Room", 9, ({ one, context }) => roomCell(one.facts, context)),
          field("supervisor", "监督人", "Supervisor", 9, ({ one }) => supervisorsCell(one.facts)),
          field("times", "开始/结束时间", "Start and end", 14, ({ one }) => windowCell(one)),
          field("return", "归还核对（完好/异常）", "Return check", 11, ({ one }) => returnCell(one.facts)),
        ],
        [
          field("signedViewer", "查阅人签名", "Viewer's signature", 19, ({ one }) => signatureCell(one.stays)),
          field("signedSupervisor", "监督人签名", "Supervisor's signature", 19, ({ one }) =>
            signatureCell(signatures(one.facts, "supervisor")),
          ),
          field("receipt", "回执编号", "Receipt no.", 22, ({ one }) => receiptCell(one)),
        ],
      ],
      { empty: both("本期无查阅登记。", "No viewing is registered.") },
    ),
  ],
};

const classCell = ({ grant, recordings }: SittingFacts): Cell => {
  const titles = recordings.map(({ asset, secrecy }) => {
    const word = secrecy === undefined ? both("", "") : wordOf(secrecyWords, secrecy);
    return both(`${asset} ${word.zh}`, `${asset} ${word.en}`);
  });
  return told([grant.caseNo, ...titles], { log: [grant.entry, ...recordings.map(({ entry }) => entry)] });
};

const lateCell = ({ grant, ended }: SittingFacts): Cell => {
  if (grant.notAfter === undefined || ended === undefined) {
    return toFill;
  }
  const late = ended.at > grant.notAfter;
  return told(late ? both("逾期", "overdue") : both("未逾期", "in time"), { log: [grant.entry, ended.entry] });
};

/** 《档案借阅登记》, form F3 (S4-CF 19): what is lent is a sitting in the room, never a medium. */
export const borrowingRegister: Layout<RegisterData> = {
  form: "F3",
  parts: [
    register(
      (data: RegisterData) => rowsOf(data.sittings.filter(isBorrowing), data),
      [
        [
          field("no", "序号", "No.", 4, numberCell),
          field("viewer", "借阅人", "Borrower", 10, ({ one }) => nameCell(one)),
          field("unit", "单位", "Unit", 16, ({ one }) => unitCell(one)),
          field("identity", "证件", "ID", 16, ({ one }) => identityCell(one)),
          field("approval", "批准人", "Approver", 14, ({ one }) => requestCell(one.facts)),
        ],
        [
          field("volume", "卷号/名称/密级", "Volume, title, class", 22, ({ one }) => classCell(one.facts)),
          field("purpose", "借阅事由", "Reason", 10, ({ one }) => purposeCell(one.facts)),
          field("borrowed", "借阅日期", "Borrowed", 14, ({ one }) =>
            told({ moment: one.facts.prepared.at }, { log: [one.facts.prepared.entry] }),
          ),
          field("due", "应还日期", "Due", 14, ({ one: { facts } }) =>
            toldOrBlank(facts.grant.notAfter === undefined ? undefined : { moment: facts.grant.notAfter }, {
              log: [facts.grant.entry],
            }),
          ),
        ],
        [
          field("returned", "实还日期", "Returned", 14, ({ one: { facts } }) =>
            facts.ended === undefined ? toFill : told({ moment: facts.ended.at }, { log: [facts.ended.entry] }),
          ),
          field("late", "是否逾期", "Overdue", 8, ({ one }) => lateCell(one.facts)),
          field("return", "归还状态（完好/缺损）", "Condition", 12, ({ one }) => returnCell(one.facts)),
          field("clerk", "经手人", "Handled by", 10, ({ one }) => supervisorsCell(one.facts)),
          field("signed", "签名", "Signatures", 16, ({ one }) => signatureCell(one.facts.stays)),
        ],
      ],
      { empty: both("本期无借阅登记。", "Nothing is registered as borrowed.") },
    ),
  ],
};
