import { triggerWords } from "../../../shared/access/policy/names.ts";
import type { Text } from "../../../shared/model/policy/text.ts";
import type { DestructionList, Hold, ListItem, SignedStep } from "../../../shared/model/retention.ts";
import type { Impediment } from "../../../shared/refusals.ts";
import { told, toldOrBlank, toFill, toSign, type Cell, type Shown } from "../cell.ts";
import { grid, register, type Layout } from "../layout.ts";
import { both, field } from "./labels.ts";

/** What forms F13 and F14 are printed from, besides the record itself. */
export interface RetentionWords {
  readonly citeOf: (article: string) => Text;
}

export interface HoldData extends RetentionWords {
  readonly hold: Hold;
}

export interface DestructionData extends RetentionWords {
  readonly list: DestructionList;
}

const kept = { kept: "retention" } as const;

const mediumWords: Readonly<Record<NonNullable<Hold["medium"]>, Text>> = {
  disc: both("光盘", "disc"),
  portable: both("移动介质", "portable storage"),
  dedicatedDisk: both("专门硬盘", "dedicated disk"),
};

const levelWords: Readonly<Record<Hold["level"], Text>> = {
  longTerm: both("长期", "long-term"),
  permanent: both("永久", "permanent"),
};

const impedimentWords: Readonly<Record<Impediment, Text>> = {
  held: both("已登记长期保存", "held"),
  proposed: both("长期保存建议待确认", "proposed hold awaits confirmation"),
  "period-open": both("保存期限尚不能确定", "end of period unknown"),
  "not-due": both("保存期限未届满", "period not ended"),
  "case-open": both("案件未结", "case not closed"),
  "request-open": both("有未结申请", "request open"),
  "grant-open": both("有有效授权", "grant still runs"),
  "handing-over": both("正在移交档案", "being handed over"),
  "on-other-list": both("已列入另一清单", "on another list"),
  destroyed: both("已销毁", "destroyed"),
};

/** A signature that was given electronically, with its moment; a place to sign while it is missing. */
function signedBy(steps: readonly SignedStep[], act: string): Cell {
  const step = steps.findLast((one) => one.act === act);
  return step === undefined ? toSign : told([step.name, { moment: step.at }], { signed: step.digest });
}

function noteOf(steps: readonly SignedStep[], act: string): Cell {
  const step = steps.findLast((one) => one.act === act);
  return step?.note === undefined ? toFill : told(step.note, { signed: step.digest });
}

/** 《长期保存登记》, form F13 (O-96). */
export const holdRegistration: Layout<HoldData> = {
  form: "F13",
  parts: [
    grid([
      [field("asset", "记录资料编码", "Recording", 60, ({ hold }) => told(hold.asset, kept))],
      [
        field("triggers", "触发情形及依据", "Circumstances and basis", 60, ({ hold, citeOf }) =>
          told(
            hold.triggers.map(({ trigger, article }): Shown => underItsArticle(triggerWords[trigger], citeOf(article))),
            kept,
          ),
        ),
      ],
      [field("evidence", "触发证据", "Proof", 60, ({ hold }) => toldOrBlank(evidenceOf(hold), kept))],
      [
        field("level", "保存级别", "Level", 30, ({ hold }) => told(levelWords[hold.level], kept)),
        field("from", "起算日", "From", 30, ({ hold }) => told({ day: hold.from }, kept)),
      ],
      [
        field("medium", "载体", "Medium", 30, ({ hold }) =>
          hold.medium === undefined ? toFill : told(mediumWords[hold.medium], kept),
        ),
        field("serial", "载体序号", "Serial number", 30, ({ hold }) => toldOrBlank(hold.serial, kept)),
      ],
      [
        field("original", "原始信息格式", "Original format", 30, () => told(both("是", "yes"), kept)),
        field("review", "复核日期", "Review on", 30, ({ hold }) =>
          hold.reviewOn === undefined ? toFill : told({ day: hold.reviewOn }, kept),
        ),
      ],
      [field("release", "解除条件", "Released when", 60, ({ hold }) => toldOrBlank(hold.releaseWhen, kept))],
      [
        field("by", "登记人", "Registered by", 30, ({ hold }) => signedBy(hold.steps, "hold.register")),
        field("approver", "批准人", "Approved by", 30, ({ hold }) => approverOf(hold)),
      ],
      [field("released", "解除批准人", "Release granted by", 60, ({ hold }) => signedBy(hold.steps, "hold.release"))],
      [
        field("releaseReason", "解除理由", "Reason of the release", 60, ({ hold }) =>
          noteOf(hold.steps, "hold.release"),
        ),
      ],
    ]),
  ],
};

/** A registration that was written anew waits for its approval again, whatever was signed on the one before. */
function approverOf({ approval, steps }: Hold): Cell {
  return approval === "given" ? signedBy(steps, "hold.approve") : toSign;
}

/** The names of circumstances contain commas themselves. */
function underItsArticle(trigger: Text, cite: Text): Text {
  return both(`${trigger.zh}：${cite.zh}`, `${trigger.en}: ${cite.en}`);
}

function evidenceOf({ evidence, source }: Hold): string {
  const mark =
    source.kind === "station" && source.mark !== undefined ? `${source.mark} · ${String(source.frame ?? "")}` : "";
  return [evidence, mark].filter((text) => text !== "").join(" · ");
}

/** 《销毁清单与监销记录》, form F14 (S0 四(四)1–3): the list, what was left out, and who consented, carried out and witnessed. */
export const destructionRecord: Layout<DestructionData> = {
  form: "F14",
  parts: [
    grid([[field("reason", "拟销毁理由", "Reason", 60, ({ list }) => noteOf(list.steps, "list.draw"))]]),
    register(
      ({ list, citeOf }: DestructionData) =>
        list.items.filter(({ state }) => state !== "leftOut").map((item) => ({ item, citeOf })),
      [
        [
          field("asset", "编码", "Code", 16, ({ item }) => told([item.asset, item.title], kept)),
          field("formed", "形成时间", "Formed", 9, ({ item }) => told({ day: item.recordedOn }, kept)),
          field("basis", "保存期限依据", "Basis", 14, ({ item, citeOf }) => told(item.articles.map(citeOf), kept)),
          field("due", "届满日", "Due", 9, ({ item }) => told({ day: item.dueOn }, kept)),
          field("state", "结果", "Result", 12, ({ item }) => told(resultOf(item), kept)),
        ],
        [
          field("digest", "校验值", "Digest", 38, ({ item }) => told(item.originalDigest, kept)),
          // Headquarters puts nothing on a list of which one of these is so, and leaves out what became so later.
          field("checked", "触发情形/未结申请/未结案件", "Circumstances, requests, case", 22, () =>
            told(both("均无", "none of these"), kept),
          ),
        ],
      ],
      { empty: both("无。", "None.") },
    ),
    register(
      ({ list, citeOf }: DestructionData) =>
        [...list.leftOut, ...list.items.filter(({ state }) => state === "leftOut")].map((one) => ({ one, citeOf })),
      [
        [
          field("left", "编码", "Code", 20, ({ one }) => told(one.asset, kept)),
          field("why", "理由", "Reason", 20, ({ one }) =>
            one.impediment === undefined ? toFill : told(impedimentWords[one.impediment], kept),
          ),
          field("article", "依据", "Basis", 20, ({ one, citeOf }) =>
            one.article === undefined ? toFill : told(citeOf(one.article), kept),
          ),
        ],
      ],
      { empty: both("无。", "None."), title: both("未销毁项及理由", "Left out, and why") },
    ),
    grid([
      [
        field("method", "销毁方式", "Method", 60, () =>
          told(
            both(
              "密钥销毁：清除密钥、密文及封存原件，并清除各工作站所存密文；此前的数据库备份须一并销毁",
              "destruction of keys: keys, ciphertext and sealed original erased, and what stations held; earlier copies of the database are to be destroyed with it",
            ),
            kept,
          ),
        ),
      ],
      [
        field("place", "地点", "Place", 30, ({ list }) => toldOrBlank(list.place, kept)),
        field("head", "批准人", "Consent of the head", 30, ({ list }) => signedBy(list.steps, "list.approve")),
      ],
      [
        field("executor", "执行人", "Carried out by", 30, ({ list }) => signedBy(list.steps, "list.execute")),
        field("witness", "监销人（现场监督）", "Witnessed on site by", 30, ({ list }) =>
          signedBy(list.steps, "list.witness"),
        ),
      ],
    ]),
  ],
};

function resultOf({ state, stations }: ListItem): Text {
  if (state !== "erased") {
    return both("未执行", "not carried out");
  }
  const waiting = stations.filter(({ entry, wiped }) => entry === undefined && wiped !== true);
  const names = waiting.map(({ name }) => name);
  const keeping = waiting.flatMap(({ name, keeps }) => (keeps === undefined ? [] : [name]));
  if (names.length === 0) {
    return both("已销毁，各站已确认", "destroyed, all stations confirmed");
  }
  const [zh, en] =
    keeping.length === 0
      ? ["", ""]
      : [`；因保全仍存有：${keeping.join("、")}`, `; still held under a hold by: ${keeping.join(", ")}`];
  return both(`已销毁，待确认：${names.join("、")}${zh}`, `destroyed, outstanding: ${names.join(", ")}${en}`);
}
