import { purposes } from "../../shared/purposes.ts";
import { stopReasons } from "../../shared/refusals.ts";
import { capacities } from "../../shared/capacities.ts";
import { entryTypes, type EntryTypeName } from "../../shared/log-entries.ts";
import { logRules } from "../../shared/log-rules.ts";
import { updateRefusals, updateSteps } from "../../shared/updates.ts";
import type { Language } from "../i18n/language.tsx";
import { attemptWord, failureWord, triedWord } from "../registers/words.ts";
import type { Named } from "../shell/names.ts";

/** What an entry says, whoever shows it: the list, a proof, a finding, a register. */
export interface Told {
  readonly type: string;
  /** Who acted, by id. */
  readonly person?: string | undefined;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** How this screen writes people; from `usePersonName` and `useNames`. */
export interface Namer {
  readonly byId: (person: string) => string;
  readonly named: (named: Named) => string;
}

type Facts = Told["facts"];

/** Entry and screen together, as one row of the table needs them. */
interface Speech {
  readonly facts: Facts;
  readonly who: string;
  readonly isSomebody: boolean;
  readonly language: Language;
  readonly namer: Namer;
}

function text(facts: Facts, field: string): string {
  const value = facts[field];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function count(facts: Facts, field: string): number {
  const value = facts[field];
  return typeof value === "number" ? value : 0;
}

function record(value: unknown): Facts {
  return typeof value === "object" && value !== null ? (value as Facts) : {};
}

function list(value: unknown): readonly Facts[] {
  return Array.isArray(value) ? value.map(record) : [];
}

function updateTold({ facts, language: { t } }: Speech): string {
  const step = updateSteps.find((one) => one === text(facts, "step")) ?? "refused";
  const named = { version: text(facts, "version"), counter: count(facts, "counter") };
  if (step !== "refused") {
    return t(`told.program.${step}`, named);
  }
  const reason = updateRefusals.find((one) => one === text(facts, "reason")) ?? "malformed";
  return t(named.version === "" ? "told.program.refused" : "told.program.refusedVersion", {
    ...named,
    why: t(`update.why.${reason}`),
  });
}

function people({ facts, namer, language }: Speech): string {
  const names = list(facts["roster"]).map((one) => {
    const [person, name] = [text(one, "person"), text(one, "name")];
    return name === "" ? namer.byId(person) : namer.named({ person, name });
  });
  return names.length === 0 ? language.t("common.none") : language.formats.list(names);
}

/** A word out of a closed list, or the name in the log where this version has none. */
export function word<K extends string>(known: readonly K[], value: string, say: (key: K) => string): string {
  const key = known.find((one) => one === value);
  return key === undefined ? value : say(key);
}

const kinds = ["note", "openingStatement", "showId", "notice", "evidence", "gap", "objection"] as const;
const ways = ["navigation", "window", "download", "permission", "request", "devtools", "capture-key"] as const;

/** Which rule an entry breaks, as the second half of a sentence; a rule without words keeps its name. */
export function ruleWord(why: string, { t }: Language): string {
  return word(logRules, why, (rule) => t(`rule.${rule}`));
}

type Row = (speech: Speech) => string;

/** Settings that change, by the name that the log has for the change. */
const changes: Readonly<Record<string, Row>> = {
  enrolment: ({ language: { t } }) => t("told.config.enrolment"),
  "certificate.unlock": ({ facts, who, namer, language: { t } }) =>
    t("told.config.unlock", { who, token: namer.byId(text(facts, "token")) }),
  "offline.limit": ({ facts, language: { t } }) =>
    t("told.config.offline", { days: count(facts, "longestDays"), n: count(facts, "mostEntries") }),
  "authorisation.register": ({ facts, language: { t } }) =>
    t("told.config.register", { version: count(facts, "version"), n: count(facts, "persons") }),
  "travel-key": ({ language: { t } }) => t("told.config.travelKey"),
  "outbox.unknown": ({ facts, language: { t } }) => t("told.config.unknown", { kind: text(facts, "kind") }),
  "policy.take": ({ facts, language: { t } }) =>
    t("told.config.policyTaken", { pack: text(facts, "pack"), version: count(facts, "version") }),
  "policy.sign": ({ facts, who, language: { t } }) =>
    t("told.config.policySigned", { who, pack: text(facts, "pack"), version: count(facts, "version") }),
  "administration.collect": ({ facts, language: { t } }) => t("told.config.collected", { n: count(facts, "files") }),
};

/** A step of evidence as its screens call it. */
function evidenceStep(step: string, t: Language["t"]): string {
  return word(
    ["mark", "withdraw", "consent", "consent.refused", "extract", "verify", "transfer", "cut", "cut.failed", "handOut"],
    step,
    (known) => t(`evidence.act.${known}`),
  );
}

// One row per type: a new type of entry without words does not compile.
const orderActs = ["propose", "approve", "refuse", "use", "withdraw"] as const;

const rows: Readonly<Record<EntryTypeName, Row>> = {
  genesis: ({ language: { t } }) => t("told.genesis"),
  boot: ({ facts, language: { t } }) => t("told.boot", { software: text(facts, "software") }),
  clock: ({ facts, language: { t } }) =>
    t(facts["step"] === "back" ? "told.clock.back" : "told.clock.forward", {
      seconds: Math.abs(count(facts, "seconds")),
    }),
  "key.rotate": ({ facts, language: { t } }) =>
    t("told.key.rotate", {
      epoch: count(facts, "epoch"),
      reason: word(["boot", "age", "length", "asked"], text(facts, "reason"), (reason) => t(`rotation.${reason}`)),
    }),
  heartbeat: ({ language: { t } }) => t("told.heartbeat"),
  recovery: ({ facts, who, language: { t } }) => {
    const reason = text(facts, "reason");
    if (reason === "not-closed") {
      return t("told.recovery.closed", { from: count(facts, "from") });
    }
    if (reason === "restored") {
      return t("told.recovery.restored", { from: count(facts, "from"), to: count(facts, "to") });
    }
    return facts["by"] === undefined
      ? t("told.recovery.other", { from: count(facts, "from"), reason })
      : t("told.recovery.lifted", { who, incident: text(facts, "incident") });
  },
  "hq.receipt": ({ facts, language: { t, formats } }) =>
    t("told.hq.receipt", {
      size: count(facts, "size"),
      time: Number.isNaN(Date.parse(text(facts, "time"))) ? text(facts, "time") : formats.exact(text(facts, "time")),
    }),
  config: (speech) => {
    const change = text(speech.facts, "change");
    const say = Object.hasOwn(changes, change) ? changes[change] : undefined;
    return say === undefined ? speech.language.t("told.config.other", { change }) : say(speech);
  },
  "session.open": ({ who, language: { t } }) => t("told.session.open", { who }),
  "session.close": ({ who, facts, language: { t } }) =>
    facts["idleMinutes"] === undefined
      ? t("told.session.close", { who })
      : t("told.session.idle", { who, n: count(facts, "idleMinutes") }),
  "session.refuse": ({ facts, namer, language }) =>
    language.t("told.session.refuse", {
      token: namer.byId(text(facts, "token")),
      why: failureWord(text(facts, "failure"), language),
    }),
  "request.file": ({ facts, who, language: { t } }) => t("told.request.file", { who, number: text(facts, "number") }),
  "request.decide": ({ facts, who, language: { t } }) =>
    t(facts["outcome"] === "refuse" ? "told.request.decide.refuse" : "told.request.decide.approve", {
      who,
      number: text(facts, "number"),
    }),
  "grant.import": ({ facts, language: { t } }) =>
    t("told.grant.import", { number: text(facts, "requestNumber"), caseNo: text(facts, "caseNo") }),
  "grant.reject": ({ facts, language }) =>
    language.t("told.grant.reject", { why: failureWord(`grant-refused:${text(facts, "reason")}`, language) }),
  "room.prepare": ({ who, language: { t } }) => t("told.room.prepare", { who }),
  "room.checkIn": ({ facts, who, language: { t } }) => {
    const capacity = word(capacities, text(facts, "capacity"), (one) => t(`capacity.${one}`));
    if (facts["outside"] === true) {
      return t("told.room.admit", { who: text(facts, "name"), capacity, by: who });
    }
    return facts["relieves"] === undefined
      ? t("told.room.checkIn", { who, capacity })
      : t("told.room.relieve", { who });
  },
  "room.checkOut": ({ who, language: { t } }) => t("told.room.checkOut", { who }),
  "room.confirm": (speech) => speech.language.t("told.room.confirm", { who: speech.who, people: people(speech) }),
  "room.notice": (speech) => speech.language.t("told.room.notice", { people: people(speech) }),
  "key.open": (speech) => speech.language.t("told.key.open", { who: speech.who, people: people(speech) }),
  "view.intent": (speech) => {
    const { facts, language } = speech;
    return language.t("told.view.intent", {
      asset: text(facts, "asset"),
      purpose: word(purposes, text(facts, "purpose"), (purpose) => language.t(`purpose.${purpose}`)),
      people: people(speech),
    });
  },
  "view.lease": ({ facts, language: { t } }) => {
    const frames = record(facts["frames"]);
    return t(facts["glance"] === true ? "told.view.leaseGlance" : "told.view.lease", {
      asset: text(facts, "asset"),
      from: count(frames, "from"),
      to: Math.max(count(frames, "to") - 1, count(frames, "from")),
    });
  },
  "view.align": (speech) => {
    const { facts, language } = speech;
    return language.t("told.view.align", {
      asset: text(facts, "asset"),
      beside: text(facts, "beside"),
      offset: count(facts, "offsetMs"),
      clock: count(facts, "clockOffsetMs"),
      people: people(speech),
    });
  },
  "view.shown": (speech) => {
    const { facts, language } = speech;
    const n = list(facts["ranges"]).reduce((sum, range) => sum + count(range, "to") - count(range, "from"), 0);
    return language.t(facts["glance"] === true ? "told.view.shownGlance" : "told.view.shown", {
      asset: text(facts, "asset"),
      n,
      people: people(speech),
    });
  },
  "view.display": (speech) => {
    const { facts, language } = speech;
    return language.t(facts["enhanced"] === true ? "told.view.display" : "told.view.displayOff", {
      asset: text(facts, "asset"),
      brightness: count(facts, "brightness"),
      contrast: count(facts, "contrast"),
      gamma: count(facts, "gamma"),
      people: people(speech),
    });
  },
  "view.stop": ({ facts, language: { t } }) =>
    t("told.view.stop", { reason: word(stopReasons, text(facts, "reason"), (reason) => t(`stop.${reason}`)) }),
  "view.end": ({ language: { t } }) => t("told.view.end"),
  "view.receipt": ({ facts, language: { t } }) => t("told.view.receipt", { no: text(facts, "no") }),
  "note.sign": ({ facts, who, language: { t } }) =>
    t("told.note.sign", { who, n: count(facts, "revisions"), asset: text(facts, "asset") }),
  "note.revise": ({ facts, language: { t } }) =>
    t("told.note.revise", { note: text(facts, "note"), asset: text(facts, "asset") }),
  "note.export": ({ facts, who, language: { t } }) =>
    t("told.note.export", { who, n: count(facts, "notes"), asset: text(facts, "asset") }),
  "form.print": ({ facts, who, language: { t } }) =>
    t("told.form.print", { who, form: text(facts, "form"), no: text(facts, "no") }),
  "draw.commit": ({ facts, who, language: { t } }) =>
    t("told.draw.commit", {
      who,
      plan: text(facts, "plan"),
      round: count(facts, "round"),
      items: count(facts, "items"),
      digest: text(facts, "digest"),
    }),
  "mark.add": ({ facts, who, language: { t } }) =>
    t("told.mark.add", {
      who,
      asset: text(facts, "asset"),
      frame: count(facts, "frame"),
      kind: word(kinds, text(facts, "kind"), (kind) => t(`markKind.${kind}`)),
    }),
  "hold.set": ({ facts, language: { t } }) => t("told.hold.set", { asset: text(facts, "asset") }),
  "asset.destroyed": ({ facts, language: { t } }) =>
    t("told.asset.destroyed", { asset: text(facts, "asset"), number: text(facts, "number") }),
  refuse: ({ facts, who, isSomebody, language }) => {
    const detail = text(facts, "detail");
    const blanks = {
      attempt: attemptWord(text(facts, "attempt"), language),
      why: failureWord(detail === "" ? text(facts, "failure") : `${text(facts, "failure")}:${detail}`, language),
    };
    return isSomebody ? language.t("told.refuse", { who, ...blanks }) : language.t("told.refuse.nobody", blanks);
  },
  "export.try": ({ facts, language }) => {
    const subject = text(facts, "subject");
    const isKnown = ways.some((way) => way === subject);
    return language.t(isKnown ? "told.export.try" : "told.export.other", { way: triedWord(subject, language) });
  },
  "bundle.export": ({ facts, who, isSomebody, language: { t } }) => {
    const from = count(facts, "from");
    return isSomebody ? t("told.bundle.export", { who, from }) : t("told.bundle.export.nobody", { from });
  },
  "bundle.import": ({ facts, who, isSomebody, language: { t } }) => {
    const brought = { size: count(facts, "size"), items: count(facts, "items") };
    return isSomebody ? t("told.bundle.import", { who, ...brought }) : t("told.bundle.import.nobody", brought);
  },
  "verify.pass": ({ facts, who, isSomebody, language: { t } }) => {
    const size = count(facts, "size");
    return isSomebody ? t("told.verify.pass", { who, size }) : t("told.verify.pass.nobody", { size });
  },
  "verify.fail": ({ facts, language }) =>
    facts["subject"] === "log"
      ? language.t("told.verify.fail.log", {
          index: count(facts, "index"),
          why: ruleWord(text(facts, "rule"), language),
        })
      : language.t("told.verify.fail.footage"),
  "seal.state": ({ facts, language: { t } }) => {
    const protections = list(facts["protections"]);
    const live = protections.filter(({ state }) => state === "live").length;
    return t("told.seal.state", { live, total: protections.length });
  },
  "guard.sign": ({ facts, language: { t } }) =>
    t(facts["effect"] === "black" ? "told.guard.sign.black" : "told.guard.sign.note", {
      sign: word(stopReasons, text(facts, "sign"), (sign) => t(`stop.${sign}`)),
      detail: text(facts, "detail"),
    }),
  "lease.low": ({ language: { t } }) => t("told.lease.low"),
  "program.update": updateTold,
  migrate: ({ language: { t } }) => t("told.migrate"),
  "hq.config": ({ language: { t } }) => t("told.hq.config"),
  "hq.enrol": ({ facts, language: { t } }) => t("told.hq.enrol", { origin: text(facts, "origin") }),
  "hq.person": ({ who, language: { t } }) => t("told.hq.person", { who }),
  "hq.ingest": ({ facts, language: { t } }) => t("told.hq.ingest", { asset: text(facts, "asset") }),
  "hq.custody": ({ facts, language: { t } }) => t("told.hq.custody", { asset: text(facts, "asset") }),
  "hq.request": ({ facts, language: { t } }) => t("told.hq.request", { request: text(facts, "request") }),
  "hq.decision": ({ facts, language: { t } }) => t("told.hq.decision", { request: text(facts, "request") }),
  "hq.release": ({ facts, language: { t } }) => t("told.hq.release", { grant: text(facts, "grant") }),
  "hq.revoke": ({ facts, language: { t } }) => t("told.hq.revoke", { grant: text(facts, "grant") }),
  "hq.policy": ({ language: { t } }) => t("told.hq.policy"),
  "hq.cosign": ({ facts, language: { t } }) =>
    t("told.hq.cosign", { origin: text(facts, "origin"), size: count(facts, "size") }),
  "hq.refuse": ({ facts, language }) =>
    language.t("told.hq.refuse", {
      attempt: attemptWord(text(facts, "attempt"), language),
      why: failureWord(text(facts, "failure"), language),
    }),
  "hq.evidence": ({ facts, language: { t } }) => t("told.hq.evidence", { origin: text(facts, "origin") }),
  "hq.admin": ({ language: { t } }) => t("told.hq.admin"),
  "hq.bundle": ({ facts, language: { t } }) =>
    t("told.hq.bundle", { origin: text(facts, "origin"), size: count(facts, "size") }),
  "hq.retention": ({ facts, who, language: { t } }) => t("told.hq.retention", { who, order: text(facts, "order") }),
  "evidence.step": ({ facts, who, language: { t } }) =>
    t("told.evidence.step", { who, number: text(facts, "number"), step: evidenceStep(text(facts, "step"), t) }),
  "evidence.check": ({ facts, who, language: { t } }) =>
    facts["exact"] === true
      ? t("told.evidence.check.exact", { who })
      : t("told.evidence.check.differs", { who, frame: count(record(facts["difference"]), "frame") }),
  "hq.extraction": ({ facts, language: { t } }) =>
    t("told.hq.extraction", { number: text(facts, "number"), step: evidenceStep(text(facts, "step"), t) }),
  "hq.citation": ({ facts, language: { t } }) =>
    t("told.hq.citation", { asset: text(facts, "asset"), frame: count(facts, "frame") }),
  "hq.program": ({ facts, language: { t } }) =>
    t(facts["act"] === "withdraw" ? "told.hq.program.withdraw" : "told.hq.program", {
      version: text(facts, "version"),
      counter: count(facts, "counter"),
    }),
  "hq.order": ({ facts, who, language: { t } }) => {
    const act = orderActs.find((one) => one === text(facts, "act"));
    return act === undefined
      ? t("entry.hq.order")
      : t(`told.hq.order.${act}`, {
          who,
          number: text(facts, "number"),
          asset: text(facts, "asset"),
          use: count(facts, "use"),
        });
  },
  "hq.destroy": ({ facts, language: { t } }) =>
    t("told.hq.destroy", { asset: text(facts, "asset"), number: text(facts, "number") }),
};

/** Whom an entry is about first: the name it carries itself, else whoever acted, else the person it names. */
function whoIn({ person, facts }: Told, namer: Namer): string | null {
  const by = record(facts["by"]);
  const name = text(facts, "name") === "" ? text(by, "name") : text(facts, "name");
  const id = person ?? (text(facts, "person") === "" ? text(facts, "by") : text(facts, "person"));
  if (name !== "") {
    return namer.named({ person: id, name });
  }
  return id === "" ? null : namer.byId(id);
}

/** What happened, as one sentence of this screen's language. An entry of a type without words says so. */
export function entrySentence(told: Told, language: Language, namer: Namer): string {
  const type = entryTypes.find((one) => one === told.type);
  if (type === undefined) {
    return language.t("told.unknown", { type: told.type });
  }
  const who = whoIn(told, namer);
  return rows[type]({
    facts: told.facts,
    who: who ?? language.t("told.somebody"),
    isSomebody: who !== null,
    language,
    namer,
  });
}

/** What kind of entry it is, in two or three words; a type without words keeps its name. */
export function entryWord(type: string, { t }: Language): string {
  return word(entryTypes, type, (known) => t(`entry.${known}`));
}
