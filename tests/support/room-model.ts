import type { RoomPorts, RoomToken } from "../../main/access/index.ts";
import type { createViewingRoom, ViewingRoom } from "../../main/access/index.ts";
import { sha256Hex } from "../../main/formats/digest.ts";
import type { GrantLeaf } from "../../main/formats/grant.ts";
import type { NewEntry } from "../../main/formats/log-entry.ts";
import { readCertificate } from "../../main/formats/x509.ts";
import type { Failure } from "../../shared/failure.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import {
  asset,
  besideAsset,
  grantWindow,
  grantWith,
  guardian,
  idOf,
  minor,
  minute,
  names,
  persons,
  playBudget,
  start,
  station,
  type Name,
} from "./room-grant.ts";

/** What somebody may do to a viewing room; each answer is ignored, only what is then on screen counts. */
export type Act =
  | { readonly act: "prepare" | "notice" | "open" | "beside" | "shown" | "end" | "leave" | "stop" | "halt" | "revoke" }
  | { readonly act: "away" | "back" }
  | {
      readonly act: "checkIn";
      readonly who: Name;
      readonly as: "viewer" | "supervisor" | "clerk";
      readonly lacks: Lack;
    }
  | { readonly act: "admit"; readonly who: "minor" | "guardian"; readonly by: Name; readonly lacks: Lack }
  | { readonly act: "checkOut" | "unlock" | "confirm" | "pull" | "insert"; readonly who: Name | "minor" | "guardian" }
  | { readonly act: "handOver"; readonly who: Name; readonly leaving: Name }
  | { readonly act: "pass"; readonly minutes: number };

/** What may be missing at the door. */
export const lacks = ["nothing", "papers", "deposit", "document", "hand"] as const;
export type Lack = (typeof lacks)[number];

const limits = { confirmMinutes: 20, restMinutes: 15 };
const grants = new Map([0, 1, 2].map((supervisors) => [supervisors, grantWith(supervisors)]));

/** The pack's words on screen, as bytes and by their digest. */
const undertaking = { bytes: new Uint8Array(), digest: sha256Hex(new Uint8Array()) };

function door(lack: Lack): { readonly papersChecked: boolean; readonly devicesDeposited: boolean } {
  return { papersChecked: lack !== "papers", devicesDeposited: lack !== "deposit" };
}

type Rule = readonly [rule: string, isBroken: boolean];

/** The room as its log tells it, worked out apart from the room. */
interface Told {
  viewing: string;
  /** In which capacity somebody came in, and what their entry says was seen to at the door. */
  inside: Map<string, { readonly capacity: string; readonly isClean: boolean; readonly by?: string }>;
  notice: boolean;
  unlocked: boolean;
  /** When somebody last signed to be there, and when something last moved. */
  confirmedAt: number;
  activeAt: number;
  /** True while keys are open that nobody may have opened, because the station had been alone for too long. */
  alone: boolean;
  /** Pictures that were announced, and the viewings in which there were any. */
  intents: number;
  readonly sittings: Set<string>;
  /** Viewings whose keys were open before. */
  readonly begun: Set<string>;
}

/** What a room starts from. */
export interface Setting {
  /** Supervisors who must be there. */
  readonly needed: number;
  /** False where the catalogue is out of reach and only the grant says who wore the camera. */
  readonly known: boolean;
}

/**
 * A real room over a real grant, with what is around it in memory, and a judge that reads the log only.
 *
 * `broken` says which precondition of R1, R8 or R9 is false while a picture is open, or which key outlived its use.
 */
export class RoomModel {
  readonly #room: ViewingRoom;
  readonly #needed: number;
  readonly #known: boolean;
  readonly #told: Told = {
    viewing: "",
    inside: new Map(),
    notice: false,
    unlocked: false,
    confirmedAt: 0,
    activeAt: 0,
    alone: false,
    intents: 0,
    sittings: new Set(),
    begun: new Set(),
  };
  /** Recordings of the open pictures, by ticket. */
  readonly #open = new Map<string, string>();
  readonly #keys = new Set<Uint8Array>();
  readonly #out = new Set<string>();
  readonly #hands = new Set<string>();
  #now = start;
  #revoked = false;
  #away = false;
  #opened = 0;
  #onShown: (() => void) | null = null;
  /** Pictures that came to be open, so that a run which shows nothing is not taken for a proof. */
  shown = 0;

  constructor(create: typeof createViewingRoom, { needed, known }: Setting) {
    this.#needed = needed;
    this.#known = known;
    this.#room = create(this.#ports(grants.get(needed) ?? grantWith(needed)));
  }

  async take(step: Act): Promise<void> {
    await this.#do(step);
    // The station looks at the clock every second.
    this.#room.tick();
    this.shown += this.#open.size;
  }

  /** What is wrong now; empty when nothing is. */
  broken(): string[] {
    const stage = this.#room.current()?.stage;
    const rules: readonly Rule[] =
      this.#open.size === 0 ? [] : [...this.#approval(), ...this.#presence(), ...this.#duties()];
    const isLate = stage !== "ready" && stage !== "playing" && this.#liveKeys() > 0;
    return [...rules, ["R1 no key outlives its use", isLate] as const]
      .filter(([, isBroken]) => isBroken)
      .map(([rule]) => rule);
  }

  #as(capacity: string): string[] {
    return [...this.#told.inside].filter(([, one]) => one.capacity === capacity).map(([person]) => person);
  }

  #approval(): Rule[] {
    return [
      ["one picture of a recording at most", new Set(this.#open.values()).size < this.#open.size],
      ["R1 keys opened by a logged act", !this.#told.unlocked],
      ["R1 not revoked", this.#revoked],
      ["R1 within the window", this.#now < grantWindow.from || this.#now >= grantWindow.to],
      ["R1 within the play budget", this.#told.sittings.size > playBudget],
      ["R2 announced before it opened", this.#told.intents < this.#opened],
      ["R14 not opened after too long alone", this.#told.alone],
      ["R9 notice accepted", !this.#told.notice],
      ["R9 presence confirmed", this.#now >= this.#told.confirmedAt + limits.confirmMinutes * minute],
      ["R9 not at rest", this.#now >= this.#told.activeAt + limits.restMinutes * minute],
    ];
  }

  #presence(): Rule[] {
    const { inside } = this.#told;
    const [viewers, supervisors] = [this.#as("viewer"), this.#as("supervisor")];
    const isMinorAlone = viewers.includes(idOf("minor")) && !this.#as("guardian").includes(idOf("guardian"));
    return [
      ["R9 enough supervisors", supervisors.length < this.#needed],
      ["R9 a viewer", viewers.length === 0],
      ["R9 no more viewers than allowed", viewers.length > 2],
      ["R9 a guardian", isMinorAlone],
      ["R9 papers, deposit and undertaking of everybody", [...inside.values()].some(({ isClean }) => !isClean)],
      ["R9 let in by somebody whom the approver named", [...inside.values()].some(({ by }) => by === "stranger")],
      ["R9 nobody who is not named", this.#told.inside.has(idOf("stranger"))],
      ["R9 a token of those who answer", this.#answering(viewers, supervisors).every((one) => this.#out.has(one))],
    ];
  }

  #duties(): Rule[] {
    const [viewers, supervisors] = [this.#as("viewer"), this.#as("supervisor")];
    return [
      ["R8 nobody supervises their own viewing", supervisors.some((person) => viewers.includes(person))],
      ["R8 no wearer supervises", supervisors.includes(idOf("wearer"))],
      ["R8 a wearer is not the only viewer", viewers.join() === idOf("wearer")],
    ];
  }

  #answering(viewers: readonly string[], supervisors: readonly string[]): string[] {
    const answering = this.#needed === 0 ? viewers : supervisors;
    return names.filter((name) => answering.includes(idOf(name)));
  }

  #do(step: Act): unknown {
    const room = this.#room;
    const viewing = room.current()?.id ?? "";
    const pin = "1";
    const ways: { readonly [A in Act["act"]]: (of: Extract<Act, { act: A }>) => unknown } = {
      prepare: () => room.prepare("g-000001abcdef" as never),
      checkIn: ({ who, as: capacity, lacks: lack }) =>
        room.checkIn({ viewing, capacity, token: who, pin, ...door(lack) }),
      admit: ({ who, by, lacks: lack }) =>
        room.admit({
          viewing,
          person: idOf(who) as never,
          documentEnd: lack === "document" ? "0000" : "0112",
          ...door(lack),
          signature: { kind: "typed", name: lack === "hand" ? "" : ((who === "minor" ? minor : guardian)?.name ?? "") },
          locale: "en",
          token: by,
          pin,
        }),
      checkOut: ({ who }) => room.checkOut(viewing, idOf(who)),
      handOver: ({ who, leaving }) =>
        room.handOver({ viewing, leaving: idOf(leaving) as never, token: who, pin, devicesDeposited: true }),
      notice: () => room.acceptNotice(viewing),
      unlock: ({ who }) => room.unlock(viewing, who, pin),
      confirm: ({ who }) => room.confirm(viewing, who, pin),
      open: () => room.open(viewing, asset),
      beside: () => room.open(viewing, besideAsset, true),
      shown: () => this.#onShown?.(),
      end: () => room.end(viewing),
      leave: () => room.leave(),
      stop: () => room.stop("screen-locked"),
      halt: () => room.halt(viewing, "empty-chair"),
      revoke: () => (this.#revoked = true),
      away: () => (this.#away = true),
      back: () => (this.#away = false),
      pull: ({ who }) => this.#out.add(who),
      insert: ({ who }) => this.#out.delete(who),
      pass: ({ minutes }) => (this.#now += minutes * minute),
    };
    // The row of the table is that of this very act.
    return (ways[step.act] as (of: Act) => unknown)(step);
  }

  #liveKeys(): number {
    return [...this.#keys].filter((key) => key.some((byte) => byte !== 0)).length;
  }

  #append({ t, b }: NewEntry): void {
    const told = this.#told;
    const now = this.#now;
    const text = (name: string): string => String((b as Readonly<Record<string, unknown>>)[name]);
    const acts: Readonly<Partial<Record<NewEntry["t"], () => void>>> = {
      "room.prepare": () =>
        Object.assign(told, {
          viewing: text("viewing"),
          inside: new Map(),
          notice: false,
          unlocked: false,
          alone: false,
        }),
      "room.checkIn": () => {
        told.inside.set(text("person"), { capacity: text("capacity"), ...this.#seenAt(b) });
        // Whoever takes over signs to be there.
        told.confirmedAt = "relieves" in b ? now : told.confirmedAt;
      },
      "room.checkOut": () => told.inside.delete(text("person")),
      "room.notice": () => (told.notice = true),
      "room.confirm": () => (told.confirmedAt = now),
      "key.open": () => {
        // Whoever has begun goes on by the rules of the grant.
        told.alone = this.#away && !told.begun.has(told.viewing);
        Object.assign(told, { unlocked: true, confirmedAt: now, activeAt: now });
        told.begun.add(told.viewing);
      },
      "view.intent": () => {
        told.intents += 1;
        told.sittings.add(text("viewing"));
        told.activeAt = now;
      },
      "view.shown": () => (told.activeAt = now),
      "view.stop": () => (told.unlocked = false),
      "view.end": () => (told.unlocked = false),
    };
    acts[t]?.();
  }

  /** What an entry says of the door: for outsiders also the hand that is kept, under which undertaking, and who let them in. */
  #seenAt(b: Readonly<Record<string, unknown>>): { readonly isClean: boolean; readonly by?: string } {
    const isSeen = b["papersChecked"] === true && b["devicesDeposited"] === true;
    if (b["outside"] !== true) {
      return { isClean: isSeen };
    }
    const named = (["chief", "deputy"] as const).find((name) => idOf(name) === b["by"]);
    const isSigned = b["undertaking"] === undertaking.digest && this.#hands.has(String(b["signature"]));
    return { isClean: isSeen && isSigned, by: named ?? "stranger" };
  }

  /** Why the grant opens nothing now, as the station's own judge of grants says it. */
  #refusal(during: string | undefined): string | undefined {
    const others = [...this.#told.sittings].filter((viewing) => viewing !== during);
    const reasons = [
      ["revoked", this.#revoked],
      ["not-yet-valid", this.#now < grantWindow.from],
      ["expired", this.#now >= grantWindow.to],
      ["exhausted", others.length >= playBudget],
    ] as const;
    return reasons.find(([, holds]) => holds)?.[0];
  }

  #ports(leaf: GrantLeaf): RoomPorts {
    const summary = (during: string | undefined): object => {
      const refusal = this.#refusal(during);
      const { grant: id, notBefore, notAfter } = leaf;
      return { id, notBefore, notAfter, ...(refusal === undefined ? {} : { refusal }) };
    };
    return {
      log: { append: (...entries) => entries.forEach((entry) => this.#append(entry)) },
      grants: {
        find: (_grant, during) => ({
          leaf,
          summary: summary(during) as never,
          outsiders: () => [minor, guardian].filter((one) => one !== undefined),
        }),
      },
      present: (token, _pin, use) => this.#present(token, use),
      signPresence: () => "",
      hasToken: (token) => !this.#out.has(token),
      limits: () => limits,
      undertaking: () => undertaking,
      keepHand: (_viewing, _person, _under, { digest }) => void this.#hands.add(digest),
      keepObjection: () => undefined,
      objectionArticle: () => "",
      pictures: {
        open: async (order) => {
          order.nodes.forEach(({ key }) => this.#keys.add(key));
          this.#opened += 1;
          this.#onShown = () => order.onShown([{ from: 0, to: 10 }], 100, false, false);
          const ticket = `t-${this.#opened}`;
          this.#open.set(ticket, order.asset);
          return ok({ ticket, path: "/", msOf: () => null });
        },
        close: (ticket) => {
          this.#open.delete(ticket);
          this.#onShown = null;
        },
        lastWord: async () => undefined,
        confirmed: () => null,
      },
      signedIn: () => ({ person: idOf("viewer"), name: "viewer" }) as never,
      footage: async (of) => (this.#known ? ({ asset: of, wearers: [{ person: idOf("wearer") }] } as never) : null),
      conclude: () => [],
      beyond: () => null,
      guarded: () => null,
      standStill: () => (this.#away ? { code: "offline-too-long", since: new Date(start).toISOString() } : null),
      kemKey: () => station.privateKey,
      now: () => new Date(this.#now),
      vaultOrigin: "",
      place: "",
      onChange: () => undefined,
    };
  }

  #present<T>(token: string, use: (opened: RoomToken) => Result<T, Failure>): Result<T, Failure> {
    const person = persons.get(token as Name);
    if (person === undefined || this.#out.has(token)) {
      return fail({ code: "not-found", subject: "certificate" });
    }
    const { certificatePem, privateKeyPem } = person;
    const certificate = readCertificate(certificatePem).digest;
    const facts = { token, personId: person.person, certificate, certificatePem, privateKeyPem };
    return use({ ...facts, person: { person: person.person, name: token } } as unknown as RoomToken);
  }
}
