/* oxlint-disable eslint/complexity, eslint/max-lines, typescript/no-explicit-any, typescript/strict-boolean-expressions, unicorn/prefer-set-has --
   the page gets one function as text, so it cannot be split, import or be typed by the contract */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Where the stand-in begins. */
export interface StandIn {
  readonly locale: "zh-CN" | "en";
  /** Signed in from the start; null shows the sign-in page. */
  readonly person: "officer" | "approver" | "supervisor" | null;
  /** Everything empty, as on the first day. */
  readonly empty?: boolean;
  /** Headquarters out of reach. */
  readonly offline?: boolean;
  /** Every question is refused with this failure. */
  readonly refuse?: { readonly code: string } & Record<string, unknown>;
}

const policy: unknown = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../resources/policies/generic.json"), "utf8"),
);

/**
 * A script for `addInitScript`: `window.workstation` with believable answers and no station behind it.
 *
 * For the screens' own tests and pictures only. It decides nothing that the real station decides; PIN
 * `000000` is wrong, every other PIN is right.
 */
export function bridgeStandIn(start: StandIn): string {
  return `(${standInPage.toString()})(${JSON.stringify(start)}, ${JSON.stringify(policy)});`;
}

/** A page for the vault's origin that speaks the picture protocol and draws numbered cards; no footage. */
export const pictureStandIn = `<!doctype html><meta charset="utf-8"><title>picture</title>
<style>html,body{margin:0;height:100%;background:#000}canvas{width:100%;height:100%;object-fit:contain;display:block}</style>
<canvas width="1280" height="720"></canvas>
<script>(${picturePage.toString()})()</script>`;

function picturePage(): void {
  const canvas = document.querySelector("canvas");
  const pen = canvas?.getContext("2d");
  let port: MessagePort | null = null;
  let frame = 250;
  let timer = 0;
  let rate = 1;
  let sound = { volume: 0.8, muted: false };
  const ranges = [{ from: 250, to: 750 }];
  const say = (message: unknown): void => port?.postMessage(message);
  const state = (name: string): void => say({ type: "state", state: name, rate, ...sound });
  const draw = (confirmed: boolean): void => {
    if (pen !== null && pen !== undefined) {
      pen.fillStyle = "#3d4a52";
      pen.fillRect(0, 0, 1280, 720);
      pen.fillStyle = "#59666d";
      pen.fillRect(120 + (frame % 300), 300, 260, 420);
      pen.fillRect(760, 180, 380, 540);
      pen.fillStyle = "#c9cfd2";
      pen.font = "600 64px sans-serif";
      pen.fillText(String(frame), 1080, 80);
      pen.globalAlpha = 0.35;
      pen.font = "24px sans-serif";
      for (let row = 0; row < 5; row += 1) {
        pen.fillText("王建军 · 李慧 · 一号查阅室 · SLWH-F1-2026-0007", 40 + row * 60, 120 + row * 140);
      }
      pen.globalAlpha = 1;
    }
    say({ type: "frame", frame, confirmed, atMs: frame * 40 });
  };
  const settle = (to: number): void => {
    frame = Math.max(250, Math.min(749, to));
    draw(false);
    setTimeout(() => draw(true), 120);
  };
  const acts: Record<
    string,
    (message: { frame: number; frames: number; rate: number; volume: number; muted: boolean }) => void
  > = {
    play: () => {
      clearInterval(timer);
      timer = window.setInterval(() => {
        frame = frame >= 749 ? 250 : frame + 1;
        draw(true);
      }, 40);
      state("playing");
    },
    pause: () => {
      clearInterval(timer);
      state("paused");
      settle(frame);
    },
    seek: (message) => settle(message.frame),
    step: (message) => {
      clearInterval(timer);
      state("paused");
      settle(frame + message.frames);
    },
    rate: (message) => {
      rate = message.rate;
      state("playing");
    },
    volume: (message) => {
      sound = { volume: message.volume, muted: message.muted };
      state("paused");
    },
  };
  window.addEventListener("message", (event) => {
    port = event.ports[0] ?? null;
    port?.addEventListener("message", (inner) => acts[inner.data.type]?.(inner.data));
    port?.start();
    say({ type: "ready", kind: "video", ranges, frames: 1187, width: 1280, height: 720 });
    state("paused");
    settle(412);
  });
  window.addEventListener("keydown", (event) => say({ type: "key", key: event.key, shift: event.shiftKey }));
}

function standInPage(start: StandIn, pack: unknown): void {
  type Any = any;
  const hex = (seed: number): string =>
    Array.from({ length: 64 }, (_, at) => ((seed * 31 + at * 7 + ((seed * at) % 13)) % 16).toString(16)).join("");
  const at = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
  const unit = "示例市文化市场综合行政执法支队";
  const person = (id: string, name: string, latinName: string, post: string, no: string, roles: string[]): Any => ({
    person: id,
    name,
    latinName,
    unit: id === "p-0005" ? `${unit}法制科` : unit,
    post,
    certificateNo: no,
    roles,
    certificate: hex(Number(id.slice(-1))),
  });
  const people: Record<string, Any> = {
    officer: person("p-0003", "王建军", "Wang Jianjun", "办案人员", "SLWH-31-0103", ["caseOfficer"]),
    approver: person("p-0005", "赵敏华", "Zhao Minhua", "法制科科长", "SLWH-31-0005", ["approver", "legalOfficer"]),
    supervisor: person("p-0006", "李慧", "Li Hui", "档案室监督员", "SLWH-31-0206", ["roomSupervisor"]),
    wearer: person("p-0001", "陈志强", "Chen Zhiqiang", "执法人员", "SLWH-31-0101", ["officer"]),
    second: person("p-0002", "刘洋", "Liu Yang", "执法人员", "SLWH-31-0102", ["officer", "approver"]),
    compliance: person("p-0008", "孙晓岚", "Sun Xiaolan", "纪检监察员", "SLWH-31-0301", ["compliance"]),
  };
  const pins: Record<string, string> = {
    officer: "240618",
    approver: "731905",
    supervisor: "508264",
    wearer: "116027",
    second: "902351",
    compliance: "640792",
  };
  const all = Object.values(people);
  const tokens: Any[] = Object.entries(people).map(([id, one]) => ({
    id: `token-${id}`,
    label: `${one.name} ${one.certificateNo}`,
    state: id === "second" ? "locked" : "ready",
    demonstration: { name: one.name, latinName: one.latinName, roles: one.roles, pin: pins[id] },
  }));
  const wearerOf = (id: string): Any => ({
    person: people[id].person,
    name: people[id].name,
    certificateNo: people[id].certificateNo,
  });
  const footage = (asset: string, kind: string, title: string, who: string[], frames: number, more: Any = {}): Any => ({
    asset,
    kind,
    title,
    unit,
    squad: "一中队",
    wearers: who.map(wearerOf),
    device: kind === "video" ? `DSJ-${asset.slice(12, 16)}` : "DSJ-B201",
    source: kind === "audio" ? "recorder" : "bodyCamera",
    recordedFrom: "2026-11-09T09:02:10+08:00",
    recordedTo: "2026-11-09T09:02:57+08:00",
    clockOffsetSeconds: 0,
    place: "示例市桃坞街118号",
    inspectedUnit: "云浦书社",
    caseNo: "示文综罚〔2026〕第31号",
    caseCause: "涉嫌发行非法出版物",
    caseParty: "周建明",
    secrecy: "internal",
    volume: "main",
    custodian: "档案室 吴桂兰",
    state: "archived",
    retainUntil: "2027-05-09",
    holds: [],
    frames,
    frameRate: kind === "video" ? { numerator: 25, denominator: 1 } : null,
    durationMs: kind === "photo" ? 0 : frames * 40,
    width: kind === "audio" ? 0 : 1280,
    height: kind === "audio" ? 0 : 720,
    gaps: [],
    originalDigest: hex(asset.length + frames),
    manifestDigest: hex(frames + 3),
    bytes: 3_481_220 + frames,
    ...more,
  });
  const shelf: Any[] =
    start.empty === true
      ? []
      : [
          footage("WH-20261109-A017-01", "video", "云浦书社现场检查（一号记录仪）", ["wearer"], 1187, {
            gaps: [{ atMs: 35_500, lengthMs: 2000, explained: false }],
            holds: ["行政复议示复〔2026〕9号"],
          }),
          footage("WH-20261109-A023-01", "video", "云浦书社现场检查（二号记录仪）", ["second"], 1093, {
            clockOffsetSeconds: 180,
          }),
          footage("WH-20261109-B201-01", "audio", "当事人询问录音", ["wearer"], 920, { secrecy: "privacy" }),
          footage("WH-20261109-P004-01", "photo", "先行登记保存清单照片", ["second"], 1),
          footage("WH-20261112-A017-03", "video", "桃坞音像店日常巡查", ["wearer"], 640, {
            caseNo: "示文综查〔2026〕第88号",
            caseCause: "日常巡查",
            caseParty: "桃坞音像店",
            state: "unit",
            secrecy: "pending",
            recordedFrom: "2026-11-12T14:20:00+08:00",
            recordedTo: "2026-11-12T14:20:26+08:00",
            place: "示例市桃坞街52号",
          }),
        ];
  const form: Any = {
    applicantClass: "staff",
    dutyBasis: "办案中队核实现场检查过程",
    purpose: "caseReview",
    purposeDetail: "复核亮证、告知与登记保存环节，核对现场笔录所载起止时间。",
    caseNo: "示文综罚〔2026〕第31号",
    caseCause: "涉嫌发行非法出版物",
    caseParty: "周建明",
    inspectedUnit: "云浦书社",
    verb: "view",
    legalRoute: "internal",
    secrecyCheck: { stateSecret: false, businessSecret: false, privacy: true },
    assets: [{ asset: "WH-20261109-A017-01", ranges: [{ from: 250, to: 750 }], whole: false }],
    supervisor: "p-0006",
    room: "room-1",
    validFrom: at(-60),
    validTo: at(60 * 71),
  };
  const record = (n: number, state: string, more: Any = {}): Any => ({
    id: `r-00000${String(n)}`,
    number: `SLWH-F1-2026-${String(n).padStart(4, "0")}`,
    state,
    applicant: people["officer"],
    appliedAt: at(-60 * n),
    form,
    digest: hex(n),
    footage: shelf.slice(0, 1),
    approvers: [people["approver"]],
    chain: [
      {
        kind: "decide",
        role: "approver",
        title: { zh: "规定程序的审批人", en: "Approver under the set procedure" },
        article: "S0-4.3.1",
        state: state === "pending" ? "current" : "done",
      },
    ],
    papers: [],
    transitions: [{ at: at(-60 * n), by: people["officer"], what: "file", digest: hex(n), note: "", entry: 40 + n }],
    checks: [
      { check: "dutiesSeparate", passed: true, article: "S0-4.2.2" },
      { check: "purposeListed", passed: true, article: "S0-4.3.1" },
      { check: "secrecy", passed: false, article: "S0-4.2.2" },
      { check: "rangeWithinRecording", passed: true, article: "S0-5.1.3" },
      { check: "conflictWithHistory", passed: true, article: "S0-4.3.1" },
    ],
    decisions: [],
    ...more,
  });
  const decision = (outcome: Any): Any => ({
    by: people["approver"],
    at: at(-30),
    form: outcome,
    digest: hex(9),
    step: 0,
  });
  const approval = {
    outcome: "approve",
    opinion: "同意查阅所列时段。",
    supervisors: ["p-0006"],
    room: "room-1",
    validFrom: at(-60),
    validTo: at(60 * 71),
    playBudget: 3,
    assets: form.assets,
  };
  const requests: Any[] =
    start.empty === true
      ? []
      : [
          record(7, "pending"),
          record(6, "approved", { decisions: [decision(approval)], grant: "g-000006" }),
          record(5, "refused", {
            form: {
              ...form,
              purpose: "training",
              assets: [
                { asset: "WH-20261109-A017-01", ranges: [{ from: 0, to: 1187 }], whole: true, wholeReason: "培训用" },
              ],
            },
            decisions: [
              decision({ outcome: "refuse", ground: "scopeTooWide", opinion: "培训用途不需要全程，请缩小时段。" }),
            ],
          }),
        ];
  const who = (key: string): Any => ({ person: people[key].person, name: people[key].name });
  const grant = (n: number, more: Any = {}): Any => ({
    id: `g-00000${String(n)}`,
    request: `r-00000${String(n)}`,
    requestNumber: `SLWH-F1-2026-${String(n).padStart(4, "0")}`,
    purpose: "caseReview",
    caseNo: form.caseNo,
    verbs: ["view"],
    viewers: [who("officer")],
    supervisors: [who("supervisor")],
    companions: [],
    supervisorsNeeded: 1,
    approvers: [who("approver")],
    room: "room-1",
    assets: [
      { asset: "WH-20261109-A017-01", title: "云浦书社现场检查（一号记录仪）", ranges: [{ from: 250, to: 750 }] },
    ],
    notBefore: at(-60),
    notAfter: at(60 * 71),
    playBudget: 3,
    openings: 1,
    importedAt: at(-29),
    ...more,
  });
  const grants: Any[] =
    start.empty === true ? [] : [grant(6), grant(3, { refusal: "expired", notAfter: at(-600), openings: 2 })];
  let current: Any = start.person === null ? null : people[start.person];
  let locale: string = start.locale;
  let viewing: Any = null;
  let draft: string | null = null;
  const marks: Any[] = [
    ["openingStatement", 262, "开场语音：日期、人员、单位、检查内容齐全。"],
    ["showId", 412, "陈志强出示执法证，证号可辨。"],
    ["evidence", 655, "货架《桃坞旧事》6册，书号与出版单位不符。"],
  ].map(([kind, frame, note], index) => ({
    id: `m-00000${String(index)}`,
    asset: "WH-20261109-A017-01",
    frame,
    presentationTicks: Number(frame) * 512,
    timescale: 12_800,
    frameDigest: hex(Number(frame)),
    kind,
    note,
    by: who("officer"),
    at: at(-20 + index),
    entry: 31 + index * 2,
  }));
  const live = ["sandbox", "clipboard", "printing", "network", "storage", "integrity"];
  const protections = [
    "sandbox",
    "capture",
    "displays",
    "lockScreen",
    "clipboard",
    "printing",
    "network",
    "storage",
    "keyStore",
    "integrity",
    "kiosk",
    "memory",
  ];
  const status = (): Any => ({
    authority: { zh: "示例市文化市场综合行政执法支队", en: "Example City Culture Market Enforcement Brigade" },
    station: "SLWH-WS-01",
    room: { id: "room-1", zh: "一号查阅室", en: "Viewing room 1" },
    demonstration: true,
    shell: { kind: "chromium", sealed: false, version: "156.0.8078.73" },
    protections: protections.map((id) => ({ id, state: live.includes(id) ? "live" : "unavailable" })),
    log: {
      origin: "vitrine.example/slwh/ws-01",
      size: 148,
      root: "Qx0r1m0sVYVZbX9rQ2YxS7c9uW3o5r0i9G0pYQqkV3E=",
      epoch: 2,
      lastEntryAt: at(-1),
      keyStore: "file",
      verified: { at: at(-55), size: 131, sound: true, thorough: false, by: "p-0008", entry: 131 },
    },
    sync:
      start.offline === true
        ? {
            status: "offline",
            receivedSize: 121,
            receivedAt: at(-180),
            unsynced: 27,
            lastAttemptAt: at(-2),
            nextAttemptAt: at(3),
          }
        : {
            status: "idle",
            receivedSize: 148,
            receivedAt: at(-1),
            unsynced: 0,
            lastAttemptAt: at(-1),
            nextAttemptAt: at(4),
          },
    offline: {
      level: "ok",
      since: at(start.offline === true ? -180 : -1),
      until: at(30 * 24 * 60 - (start.offline === true ? 180 : 1)),
      secondsLeft: 60 * (30 * 24 * 60 - (start.offline === true ? 180 : 1)),
      entriesLeft: 500_000 - (start.offline === true ? 27 : 0),
      longestDays: 30,
      mostEntries: 500_000,
      article: "H-offline",
      version: 1,
    },
    locale,
    timeZone: "Asia/Shanghai",
    now: at(0),
  });
  const signedIn = (): Any =>
    current === null
      ? null
      : { person: current, since: at(-12), certificateExpires: "2028-06-30T00:00:00Z", online: start.offline !== true };
  const listeners: Record<string, ((payload: Any) => void)[]> = {};
  const announce = (channel: string, payload: Any): void => {
    for (const listener of listeners[channel] ?? []) {
      listener(payload);
    }
  };
  const move = (change: Any): Any => {
    viewing = { ...viewing, ...change };
    announce("viewing:changed", viewing);
    return viewing;
  };
  const wrongPin = { code: "wrong-pin", retryAfterSeconds: 4, attemptsLeft: 3 };
  const refused = (failure: Any): Any => ({ refused: failure });
  const byToken = (token: string): Any => people[token.replace("token-", "")];
  const register: Any[] =
    start.empty === true
      ? []
      : [
          {
            viewing: "v-000006",
            grant: "g-000006",
            requestNumber: "SLWH-F1-2026-0006",
            caseNo: form.caseNo,
            purpose: "caseReview",
            room: "一号查阅室",
            startedAt: at(-44),
            endedAt: at(-21),
            outcome: "ended",
            persons: [
              {
                ...who("officer"),
                capacity: "viewer",
                from: at(-44),
                to: at(-21),
                frames: [
                  {
                    asset: "WH-20261109-A017-01",
                    ranges: [
                      { from: 250, to: 431 },
                      { from: 640, to: 702 },
                    ],
                  },
                ],
              },
              {
                ...who("supervisor"),
                capacity: "supervisor",
                from: at(-43),
                to: at(-21),
                frames: [
                  {
                    asset: "WH-20261109-A017-01",
                    ranges: [
                      { from: 250, to: 431 },
                      { from: 640, to: 702 },
                    ],
                  },
                ],
              },
            ],
            approvers: [who("approver")],
            marks: 3,
            entries: [24, 25, 26, 27, 29, 31, 33, 35, 40],
            received: true,
          },
          {
            viewing: "v-000003",
            grant: "g-000003",
            requestNumber: "SLWH-F1-2026-0003",
            caseNo: form.caseNo,
            purpose: "supervision",
            room: "一号查阅室",
            startedAt: at(-1500),
            endedAt: at(-1490),
            outcome: "stopped",
            stopReason: "watermark-covered",
            persons: [
              {
                ...who("officer"),
                capacity: "viewer",
                from: at(-1500),
                to: at(-1490),
                frames: [{ asset: "WH-20261109-A017-01", ranges: [{ from: 0, to: 75 }] }],
              },
            ],
            approvers: [who("approver")],
            marks: 0,
            entries: [9, 10, 12, 15],
            received: false,
          },
        ];
  const logRows: Any[] = [
    ["session.open", { person: "p-0003", name: "王建军", certificate: hex(3) }],
    ["request.file", { number: "SLWH-F1-2026-0007" }],
    ["view.lease", { viewing: "v-000006", asset: "WH-20261109-A017-01", frames: { from: 250, to: 300 } }],
    ["hq.receipt", { size: 140, time: at(-30), signer: "vitrine.example/slwh/cosigner" }],
    ["refuse", { attempt: "viewing:open", failure: "grant-refused", detail: "outside-range" }],
  ].map(([type, facts], n) => ({ index: 147 - n, type, at: at(-n), person: "p-0003", facts }));
  const answers: Record<string, (input: Any) => Any> = {
    "station:status": status,
    "station:setLocale": (input) => {
      locale = input.locale;
      return status();
    },
    "station:policy": () => pack,
    "station:joining": () => ({ at: "joined" }),
    "station:tasks": () =>
      start.empty === true
        ? []
        : [
            {
              id: "decide:r-000007",
              kind: current?.person === "p-0005" ? "decideRequest" : "requestPending",
              subject: "王建军 · 云浦书社现场检查",
              reference: "SLWH-F1-2026-0007",
              since: at(-420),
              due: at(900),
              article: "H-validity",
              isNew: true,
            },
            {
              id: "view:g-000006",
              kind: current?.person === "p-0006" ? "superviseViewing" : "startViewing",
              subject: "云浦书社现场检查（一号记录仪）",
              reference: "SLWH-F1-2026-0006",
              since: at(-30),
              due: at(60 * 71),
              isNew: true,
            },
            {
              id: "refused:r-000005",
              kind: "requestRefused",
              subject: "申请范围超出必要限度",
              reference: "SLWH-F1-2026-0005",
              since: at(-300),
              isNew: false,
            },
          ],
    "tasks:seen": () => undefined,
    "identity:tokens": () => tokens,
    "identity:signIn": (input) => {
      if (input.pin === "000000") {
        return refused(wrongPin);
      }
      current = byToken(input.token);
      return signedIn();
    },
    "identity:signOut": () => {
      current = null;
    },
    "identity:current": signedIn,
    "identity:unlock": (input) => {
      const found = tokens.find((one) => one.id === input.locked);
      found.state = "ready";
      return tokens;
    },
    "identity:people": (input) => all.filter((one) => input.role === undefined || one.roles.includes(input.role)),
    "footage:search": (input) => {
      const rows = shelf.filter(
        (one) =>
          JSON.stringify(one).includes(input.text ?? "") &&
          ["unit", "device", "caseNo", "kind"].every((key) => input[key] === undefined || one[key] === input[key]),
      );
      const facet = (name: string): Any => ({
        name,
        values: [...new Set(shelf.map((one) => one[name]))].map((value) => ({
          value,
          count: shelf.filter((one) => one[name] === value).length,
        })),
      });
      return { total: rows.length, rows, facets: ["kind", "caseNo", "device", "unit"].map(facet) };
    },
    "footage:show": (input) => shelf.find((one) => one.asset === input.asset),
    "requests:file": (input) =>
      input.pin === "000000" ? refused(wrongPin) : record(8, "pending", { form: input.form }),
    "requests:list": (input) =>
      input.scope === "toDecide" ? requests.filter((one) => one.state === "pending") : requests,
    "requests:show": (input) => requests.find((one) => one.id === input.id) ?? record(8, "pending"),
    "requests:decide": (input) => {
      const found = requests.find((one) => one.id === input.id);
      found.state = input.form.outcome === "approve" ? "approved" : "refused";
      found.decisions = [decision(input.form)];
      return { ...found };
    },
    "requests:step": (input) => {
      const found = requests.find((one) => one.id === input.id);
      const ends: Record<string, string> = { withdraw: "withdrawn", revoke: "revoked", return: "returned" };
      found.state = ends[input.form.step] ?? found.state;
      return { ...found };
    },
    "requests:delegations": () => [
      {
        digest: hex(5),
        by: people["approver"],
        deputy: people["second"],
        from: at(-60),
        to: at(60 * 48),
        reason: "赴省局开会",
      },
    ],
    "requests:delegate": () => refused({ code: "not-permitted", action: "delegation.give" }),
    "requests:scans": () => ({ folder: "/arrivals", names: ["授权委托书.pdf", "执业证.jpg"] }),
    "requests:saveDraft": (input) => {
      draft = input.draft;
    },
    "requests:draft": () => draft,
    "grants:list": () => grants,
    "viewing:prepare": () =>
      move({
        id: "v-000009",
        grant: grants[0],
        footage: shelf.slice(0, 1),
        stage: "checkIn",
        roster: [],
        shown: [],
        secondsLeft: 9_240,
      }),
    "viewing:current": () => viewing,
    "viewing:checkIn": (input) => {
      if (input.pin === "000000") {
        return refused(wrongPin);
      }
      if (!input.papersChecked) {
        return refused({ code: "presence", reason: "papers-unchecked" });
      }
      const one = byToken(input.token);
      const entry = {
        person: one.person,
        name: one.name,
        capacity: input.capacity,
        checkedInAt: at(0),
        papersChecked: input.papersChecked,
        devicesDeposited: input.devicesDeposited,
      };
      return move({ roster: [...viewing.roster, entry] });
    },
    "viewing:checkOut": (input) =>
      move({
        roster: viewing.roster.map((entry: Any) =>
          entry.person === input.person && entry.checkedOutAt === undefined ? { ...entry, checkedOutAt: at(0) } : entry,
        ),
        ...(viewing.unlockedAt === undefined ? {} : { stage: "stopped", stopReason: "roster-broken", open: undefined }),
      }),
    "viewing:acceptNotice": () => move({ stage: "unlock", noticeAcceptedAt: at(0) }),
    "viewing:unlock": (input) =>
      input.pin === "000000" ? refused(wrongPin) : move({ stage: "ready", unlockedAt: at(0) }),
    "viewing:open": (input) =>
      move({
        stage: "playing",
        open: { asset: input.asset, pictureUrl: "http://vault.test/t/ticket/", pictureOrigin: "http://vault.test" },
        shown: [
          {
            asset: input.asset,
            ranges: [
              { from: 250, to: 431 },
              { from: 640, to: 702 },
            ],
          },
        ],
      }),
    "viewing:resume": () => move({ stage: "playing" }),
    "viewing:end": () => move({ stage: "ended", open: undefined, endedAt: at(0) }),
    "annotations:list": () => marks,
    "annotations:add": (input) => {
      const mark = {
        ...marks[0],
        id: `m-00001${String(marks.length)}`,
        frame: input.frame,
        kind: input.kind,
        note: input.note,
        at: at(0),
        entry: 149,
      };
      marks.push(mark);
      return mark;
    },
    "receipts:list": () =>
      (["王芳", "赵敏"] as const).map((name, index) => ({
        person: index === 0 ? "p-0003" : "p-0005",
        no: `SLWH-F2-2026-3F9A21C07B-${String(index + 1)}`,
        state: "promised",
        name,
        capacity: index === 0 ? "viewer" : "supervisor",
        authority: { zh: "示例", en: "Sample" },
        stationName: "WS-301",
        room: { zh: "三楼查阅室", en: "Room 301" },
        request: "SLWH-F1-2026-0006",
        from: at(-42),
        to: at(0),
        supervisors: ["赵敏"],
        otherViewers: 0,
        seen: [{ asset: "WH-20261109-A017-01", title: "云浦书社现场检查", frames: 243, stretches: 2, ranges: [] }],
      })),
    "receipts:take": (input) =>
      input.form === "paper"
        ? { to: "printer" }
        : { to: "folder", file: "exports/receipt-SLWH-F2-2026-3F9A21C07B-1.json" },
    "registers:page": (input) => ({
      total: register.length,
      rows: register.slice(input.from, input.from + input.count),
    }),
    "registers:filters": () => [],
    "registers:saveFilters": () => undefined,
    "incidents:list": () => [],
    "forms:print": () => ({ to: "printer" }),
    "registers:viewings": () => register,
    "registers:refusals": () =>
      start.empty === true
        ? []
        : [
            {
              entry: 44,
              at: at(-18),
              person: who("officer"),
              attempt: "view.open",
              failure: "grant-refused:outside-range",
              subject: "WH-20261109-A017-01",
            },
            {
              entry: 39,
              at: at(-90),
              person: who("wearer"),
              attempt: "requests:decide",
              failure: "duties-not-separate:wearer-decides",
              subject: "SLWH-F1-2026-0007",
            },
            { entry: 17, at: at(-400), attempt: "identity:signIn", failure: "wrong-pin", subject: "token-second" },
          ],
    "log:details": () => ({
      since: at(-60 * 24 * 40),
      epoch: { number: 2, since: at(-200), entry: 96, publicKey: hex(7) },
      sealedTo: ["vitrine.example/slwh/seal"],
      receipt: { size: 148, root: status().log.root, signer: "vitrine.example/slwh/cosigner", time: at(-1) },
    }),
    "log:entries": (input) => {
      const rows = logRows.filter(({ index }: Any) =>
        input.direction === "older" ? index < input.cursor : index >= input.cursor,
      );
      return { size: 148, rows, reached: input.direction === "older" ? 0 : 148, more: false };
    },
    "log:find": () => 140,
    // A proof is hashed in front of the person; nothing invented would hold.
    "log:entry": () => refused({ code: "not-found", subject: "entry" }),
    "log:cancelVerify": () => undefined,
    "log:verify": () => ({
      sound: true,
      size: 148,
      checked: ["entries", "clocks", "epochs", "checkpoints", "receipts"].map((what) => ({ what, passed: true })),
    }),
    "log:export": () => ({ file: "export/slwh-ws-01-148.vlog", size: 96_412 }),
    "sync:now": () => status().sync,
  };
  const workstation: Record<string, Record<string, Any>> = {};
  const open = [
    "station:joining",
    "station:status",
    "station:setLocale",
    "station:policy",
    "identity:current",
    "identity:tokens",
  ];
  for (const [channel, answer] of Object.entries(answers)) {
    const [room = "", verb = ""] = channel.split(":");
    (workstation[room] ??= {})[verb] = async (input: Any): Promise<Any> => {
      if (start.refuse !== undefined && !open.includes(channel)) {
        return { ok: false, failure: start.refuse };
      }
      const value = answer(input);
      // Records cross the real bridge as copies; so do these.
      return value?.refused === undefined
        ? { ok: true, value: structuredClone(value) }
        : { ok: false, failure: value.refused };
    };
  }
  for (const room of ["station", "tasks", "identity", "requests", "grants", "viewing", "annotations"]) {
    (workstation[room] ??= {})["onChanged"] = (listener: (payload: Any) => void): (() => void) => {
      (listeners[`${room}:changed`] ??= []).push(listener);
      return () => undefined;
    };
  }
  (workstation["log"] ??= {})["onVerifying"] = (): (() => void) => () => undefined;
  Object.assign(window, { workstation, announceStandIn: announce, moveStandIn: move });
}
