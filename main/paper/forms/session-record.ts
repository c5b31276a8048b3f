import type { Region } from "../../../shared/model/withheld.ts";
import { withheldWords } from "../../../shared/withheld-words.ts";
import type { Text } from "../../../shared/model/policy/text.ts";
import type { SittingEvent, SittingFacts } from "../../../shared/model/sitting.ts";
import { told, toldOrBlank, toFill, toSign, type Cell, type Shown } from "../cell.ts";
import { grid, register, type Layout } from "../layout.ts";
import { capacityWords, stopWords, wordOf } from "../list-words.ts";
import { both, field } from "./labels.ts";
import {
  attendances,
  identityCell,
  nameCell,
  requestCell,
  returnCell,
  roomCell,
  seenCell,
  signatureCell,
  windowCell,
  type Attendance,
  type SittingContext,
} from "./sitting-cells.ts";

/** What the record of one sitting is drawn from. */
export interface SessionData extends SittingContext {
  readonly facts: SittingFacts;
  readonly station: { readonly name: string; readonly origin: string };
  /** Items of the notice that was read aloud, from the pack in force. */
  readonly notice: readonly Text[];
  readonly nameOf: (person: string) => string;
}

interface Row {
  readonly event: SittingEvent;
  readonly nameOf: SessionData["nameOf"];
}

const eventWords: Readonly<Record<SittingEvent["what"], Text>> = {
  unlocked: both("监督人解锁", "unlocked by the supervisor"),
  confirmed: both("监督人确认在场", "supervisor confirmed to be present"),
  opened: both("打开画面", "picture opened"),
  stopped: both("查阅中止", "viewing stopped"),
  mark: both("标注", "mark"),
  objection: both("异议", "objection"),
  damaged: both("记录资料校验不符", "recording does not verify"),
  refused: both("操作被拒", "refused"),
  other: both("其他", "other"),
};

const whatCell = ({ event: { what, type, entry } }: Row): Cell =>
  told(what === "other" ? [eventWords.other, type] : eventWords[what], { log: [entry] });

const detailCell = ({ event: { what, detail, asset, frame, entry } }: Row): Cell => {
  const lines: Shown[] = [
    ...(asset === undefined ? [] : [asset]),
    ...(frame === undefined ? [] : [both(`第 ${String(frame)} 帧`, `frame ${String(frame)}`)]),
    ...(detail === undefined ? [] : [what === "stopped" ? wordOf(stopWords, detail) : detail]),
  ];
  return lines.length === 0 ? toFill : told(lines, { log: [entry] });
};

const personCell = ({ event: { person, entry }, nameOf }: Row): Cell =>
  toldOrBlank(person === undefined ? undefined : nameOf(person), { log: [entry] });

const rowsOf = ({ facts, nameOf }: SessionData, isWanted: (event: SittingEvent) => boolean): Row[] =>
  facts.events.filter(isWanted).map((event) => ({ event, nameOf }));

const presenceCell = ({ stays }: Attendance): Cell =>
  told(
    stays.map(({ at, left }) => ({ span: left === undefined ? ([at] as const) : ([at, left.at] as const) })),
    { log: stays.flatMap(({ entry, left }) => [entry, ...(left === undefined ? [] : [left.entry])]) },
  );

/** Frames, place, ground and article of each line, and the digest by which `vitrine verify-withheld` checks it later. */
const withheldCell = ({ grant }: SittingFacts): Cell => {
  const lines = (grant.withheld ?? []).flatMap(({ asset, from, to, region, ground, article, digest }): Shown[] => {
    const key = `withheldGround.${ground}` as const;
    const place =
      region === undefined
        ? both("画面和声音", "picture and sound")
        : both(`画面局部（${placeIn(region)}）`, `part of the picture (${placeIn(region)})`);
    return [
      both(
        `${asset} 第 ${from}—${to - 1} 帧 ${place.zh} ${withheldWords["zh-CN"][key]} ${article}`,
        `${asset} frames ${from}–${to - 1}, ${place.en}: ${withheldWords.en[key]}, ${article}`,
      ),
      `${from}-${to - 1}:${digest}`,
    ];
  });
  const lifted = (grant.lifted ?? []).flatMap(({ asset, from, to, digest, asked, agreed, reason }): Shown[] => [
    both(
      `原不予展示、现已解除：${asset} 第 ${from}—${to - 1} 帧；${asked.name}提请、${agreed.name}同意（${reason}）`,
      `Withheld before, lifted since: ${asset} frames ${from}–${to - 1}; asked by ${asked.name}, agreed by ${agreed.name} (${reason})`,
    ),
    `${from}-${to - 1}:${digest}`,
  ]);
  const all = [...lines, ...lifted];
  return told(all.length === 0 ? both("无。", "None.") : all, { log: [grant.entry] });
};

/** Left, top, width and height in percent of the picture. */
function placeIn({ x, y, width, height }: Region): string {
  return [x, y, width, height].map((part) => `${part / 100}%`).join(" ");
}

const irregular: ReadonlySet<SittingEvent["what"]> = new Set(["stopped", "damaged", "refused"]);

/** 《监督查阅现场记录》, form F6 (S0 四(三)2, S1C 15): one sitting, from the door to the receipts. */
export const sessionRecord: Layout<SessionData> = {
  form: "F6",
  parts: [
    grid([
      [
        field("session", "场次号", "Session no.", 30, ({ facts: { viewing, prepared } }) =>
          told(viewing, { log: [prepared.entry] }),
        ),
        field("request", "批准人及调用单", "Approver and order", 30, ({ facts }) => requestCell(facts)),
      ],
      [
        field("room", "房间", "Room", 30, (data) => roomCell(data.facts, data)),
        field("device", "终端及其日志", "Workstation and its log", 30, ({ station, facts }) =>
          told([station.name, station.origin], { log: [facts.prepared.entry] }),
        ),
      ],
      [
        field("from", "开始时间", "Started", 30, ({ facts: { prepared } }) =>
          told({ moment: prepared.at }, { log: [prepared.entry] }),
        ),
        field("to", "结束时间", "Ended", 30, ({ facts: { ended } }) =>
          ended === undefined ? toFill : told({ moment: ended.at }, { log: [ended.entry] }),
        ),
      ],
    ]),
    register(
      ({ facts }: SessionData) => attendances(facts),
      [
        [
          field("name", "姓名", "Name", 8, nameCell),
          field("capacity", "身份", "Capacity", 7, ({ stays: [first] }) =>
            told(wordOf(capacityWords, first.capacity), { log: [first.entry] }),
          ),
          field("identity", "证件", "ID", 16, identityCell),
          field("times", "进入/离开时间", "In and out", 13, windowCell),
          field("devices", "手机等设备存放", "Devices deposited", 6, ({ stays: [{ devicesDeposited, entry }] }) =>
            toldOrBlank(
              devicesDeposited === undefined ? undefined : devicesDeposited ? both("已存放", "yes") : both("否", "no"),
              { log: [entry] },
            ),
          ),
          field("signature", "签名", "Signature", 10, ({ stays }) => signatureCell(stays)),
        ],
      ],
      { title: both("在场人员名册", "Roster"), empty: both("无人登记到场。", "Nobody checked in.") },
    ),
    register(
      ({ facts }: SessionData) => attendances(facts, (capacity) => capacity === "supervisor"),
      [
        [
          field("supervisor", "监督人", "Supervisor", 20, nameCell),
          field("presence", "在场区间", "Present", 40, presenceCell),
        ],
      ],
      { title: both("监督人在场", "Supervision"), empty: both("无监督人到场。", "No supervisor came.") },
    ),
    grid(
      [
        [
          field("noticeAt", "告知时间", "Notice given", 60, ({ facts: { notice } }) =>
            notice === undefined ? toFill : told({ moment: notice.at }, { log: [notice.entry] }),
          ),
        ],
        [
          field("noticeText", "告知及承诺事项", "Notice and undertaking", 60, ({ notice }) =>
            notice.length === 0 ? toFill : told([...notice], { kept: "policy" }),
          ),
        ],
      ],
      both("权利义务告知及承诺", "Notice and undertaking"),
    ),
    register(
      ({ facts }: SessionData) => attendances(facts),
      [
        [
          field("person", "在场人员", "Person", 12, nameCell),
          field("seen", "播放区间（帧）", "Frames shown", 48, seenCell),
        ],
      ],
      { title: both("播放区间×在场人员", "Frames by person"), empty: both("未播放。", "Nothing was played.") },
    ),
    register(
      (data: SessionData) => rowsOf(data, ({ what }) => !irregular.has(what) && what !== "objection"),
      [
        [
          field("at", "时间", "Time", 10, ({ event: { at, entry } }) => told({ time: at }, { log: [entry] })),
          field("what", "事件", "Event", 14, whatCell),
          field("by", "人员", "Person", 10, personCell),
          field("detail", "内容", "Detail", 26, detailCell),
        ],
      ],
      { title: both("现场事件", "Events"), empty: both("无。", "None.") },
    ),
    grid([[field("withheld", "不予展示清单", "Withheld intervals", 60, ({ facts }) => withheldCell(facts))]]),
    register(
      (data: SessionData) => rowsOf(data, ({ what }) => what === "objection"),
      [
        [
          field("at", "时间", "Time", 10, ({ event: { at, entry } }) => told({ time: at }, { log: [entry] })),
          field("by", "提出人", "By", 10, personCell),
          field("detail", "异议及所指画面", "Objection and frame", 25, detailCell),
          field("answer", "说明", "Answer", 15, () => toFill),
        ],
      ],
      { title: both("异议及说明", "Objections"), empty: both("无异议。", "No objection.") },
    ),
    register(
      (data: SessionData) => rowsOf(data, ({ what }) => irregular.has(what)),
      [
        [
          field("at", "时间", "Time", 10, ({ event: { at, entry } }) => told({ time: at }, { log: [entry] })),
          field("what", "异常情况", "Irregularity", 20, whatCell),
          field("detail", "内容", "Detail", 30, detailCell),
        ],
      ],
      { title: both("异常情况", "Irregularities"), empty: both("无异常。", "None.") },
    ),
    grid([
      [field("return", "结束核对", "Check at the end", 60, ({ facts }) => returnCell(facts))],
      [
        field("receipts", "回执编号", "Receipts", 60, ({ facts: { row, ended } }) =>
          row.receipts === undefined || ended === undefined
            ? toFill
            : told(
                row.receipts.map(({ no }) => no),
                { log: [ended.entry] },
              ),
        ),
      ],
      [
        field("signedViewer", "查阅人签名", "Viewers' signatures", 30, () => toSign),
        field("signedSupervisor", "监督人签名", "Supervisors' signatures", 30, () => toSign),
      ],
    ]),
  ],
};
