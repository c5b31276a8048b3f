import type { RoomPorts, RoomToken } from "../../main/access/index.ts";
import type { createViewingRoom, ViewingRoom } from "../../main/access/index.ts";
import { base64url } from "../../main/formats/bytes.ts";
import { sha256Hex } from "../../main/formats/digest.ts";
import { buildGrant, type GrantBody, type GrantLeaf } from "../../main/formats/grant.ts";
import { generateKemKey } from "../../main/formats/hpke.ts";
import { cover, newRoot } from "../../main/formats/key-tree.ts";
import type { NewEntry } from "../../main/formats/log-entry.ts";
import { createAuthority, issuePerson, readCertificate } from "../../main/formats/x509.ts";
import { outsidersOf } from "../../shared/access/outside.ts";
import type { Failure } from "../../shared/failure.ts";
import { fail, ok, type Result } from "../../shared/result.ts";

/** What somebody may do to a viewing room; each answer is ignored, only what is then on screen counts. */
export type Act =
  | { readonly act: "prepare" | "notice" | "open" | "end" | "leave" | "stop" | "halt" | "revoke" }
  | {
      readonly act: "checkIn";
      readonly who: Name;
      readonly as: "viewer" | "supervisor" | "clerk";
      readonly clean: boolean;
    }
  | { readonly act: "admit"; readonly who: "minor" | "guardian"; readonly by: Name; readonly clean: boolean }
  | { readonly act: "checkOut" | "unlock" | "confirm" | "pull" | "insert"; readonly who: Name | "minor" | "guardian" }
  | { readonly act: "handOver"; readonly who: Name; readonly leaving: Name }
  | { readonly act: "pass"; readonly minutes: number };

export const names = ["chief", "deputy", "viewer", "wearer", "stranger"] as const;
export type Name = (typeof names)[number];

const minute = 60_000;
const start = Date.parse("2026-11-22T00:00:00Z");
const asset = "WH-20261109-A017-01";
const requestDigest = "5".repeat(64);
const guest = { name: "钱多", idKind: "residentId", idNo: "3203111990010112", unit: "", contact: "" } as const;
const [minor, guardian] = outsidersOf(
  {
    viewer: { ...guest, protected: false, minor: true },
    companions: [{ ...guest, name: "钱父", protected: false, capacity: "guardian" }],
  },
  requestDigest,
);

const authority = createAuthority({ name: "authority", days: 36_500 });
const persons = new Map(
  names.map((name, index) => {
    const person = `p-000${index + 1}`;
    return [name, { person, ...issuePerson(authority, { person, name, unit: "unit", days: 36_500 }) }] as const;
  }),
);
const station = generateKemKey();

function idOf(name: Name | "minor" | "guardian"): string {
  return (name === "minor" ? minor : name === "guardian" ? guardian : persons.get(name))?.person ?? "";
}

function grantWith(supervisors: number): GrantLeaf {
  const certificate = (name: Name): string => readCertificate(persons.get(name)?.certificatePem ?? "").digest;
  const named = (name: Name): { person: string; name: string; certificate: string } => ({
    person: idOf(name),
    name,
    certificate: certificate(name),
  });
  const outside = {
    idKind: "residentId",
    idMask: "320***",
    unit: "",
    papers: new Array<string>(),
    protected: false,
  } as const;
  const supervising = supervisors === 0 ? [] : [named("chief"), named("deputy")];
  const body: GrantBody = {
    v: 1,
    t: "grant.issue",
    grant: "g-000001abcdef",
    request: "r-000001",
    requestNumber: "WH-F1-2026-0001",
    requestDigest,
    station: "authority.example/ws/1/1",
    stationKey: base64url(station.publicKey),
    room: "room-301",
    purpose: "supervision",
    caseNo: "A-1",
    verbs: ["view"],
    viewers: [
      named("viewer"),
      named("wearer"),
      { person: idOf("minor"), name: "钱多", outside: { ...outside, minor: true } },
    ],
    companions: [
      { person: idOf("guardian"), name: "钱父", capacity: "guardian", outside: { ...outside, minor: false } },
    ],
    supervisors: supervising,
    presence: { supervisors, viewers: 2, interpreter: true, guardian: true, article: "A" },
    approvals: [{ person: "p-0007", name: "陈", at: "2026-11-22T00:00:00Z", digest: requestDigest }],
    assets: [
      {
        asset,
        title: "现场检查",
        kind: "video",
        manifest: requestDigest,
        frames: [{ from: 0, to: 100 }],
        segments: [{ from: 0, to: 4 }],
        treeDepth: 4,
      },
    ],
    notBefore: new Date(start - minute).toISOString(),
    notAfter: new Date(start + 180 * minute).toISOString(),
    playBudget: 50,
    policy: { pack: "generic", version: "1", digest: requestDigest },
    issuedAt: new Date(start).toISOString(),
    pin: { size: 0, root: "" },
  };
  const givers = (supervisors === 0 ? (["viewer", "wearer"] as const) : (["chief", "deputy"] as const)).map((name) => ({
    person: idOf(name),
    certificatePem: persons.get(name)?.certificatePem ?? "",
  }));
  const nodes = new Map([[asset, cover(newRoot(), 4, 0, 4)]]);
  return buildGrant(body, nodes, { persons: givers, capacity: supervisors === 0 ? "viewer" : "supervisor" }).leaf;
}

const grants = new Map([0, 1, 2].map((supervisors) => [supervisors, grantWith(supervisors)]));

type Rule = readonly [rule: string, isBroken: boolean];

/** The room as its log tells it, worked out apart from the room. */
interface Told {
  viewing: string;
  inside: Map<string, string>;
  notice: boolean;
  unlocked: boolean;
}

/**
 * A real room over a real grant, with what is around it in memory, and a judge that reads the log only.
 *
 * `broken` says which precondition of R1, R8 or R9 is false while a picture is open, or which key outlived its use.
 */
export class RoomModel {
  readonly #room: ViewingRoom;
  readonly #needed: number;
  readonly #told: Told = { viewing: "", inside: new Map(), notice: false, unlocked: false };
  readonly #open = new Set<string>();
  readonly #keys = new Set<Uint8Array>();
  readonly #out = new Set<string>();
  #now = start;
  #revoked = false;
  #opened = 0;
  /** Pictures that came to be open, so that a run which shows nothing is not taken for a proof. */
  shown = 0;

  constructor(create: typeof createViewingRoom, needed: number) {
    this.#needed = needed;
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
    return [...this.#told.inside].filter(([, one]) => one === capacity).map(([person]) => person);
  }

  #approval(): Rule[] {
    return [
      ["one picture at most", this.#open.size > 1],
      ["R1 keys opened by a logged act", !this.#told.unlocked],
      ["R1 not revoked", this.#revoked],
      ["R1 within the window", this.#now >= start + 180 * minute],
      ["R9 notice accepted", !this.#told.notice],
    ];
  }

  #presence(): Rule[] {
    const [viewers, supervisors] = [this.#as("viewer"), this.#as("supervisor")];
    const isMinorAlone = viewers.includes(idOf("minor")) && !this.#as("guardian").includes(idOf("guardian"));
    return [
      ["R9 enough supervisors", supervisors.length < this.#needed],
      ["R9 a viewer", viewers.length === 0],
      ["R9 no more viewers than allowed", viewers.length > 2],
      ["R9 a guardian", isMinorAlone],
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
      checkIn: ({ who, as: capacity, clean }) =>
        room.checkIn({ viewing, capacity, token: who, pin, papersChecked: clean, devicesDeposited: clean }),
      admit: ({ who, by, clean }) =>
        room.admit({
          viewing,
          person: idOf(who) as never,
          documentEnd: clean ? "0112" : "0000",
          papersChecked: true,
          devicesDeposited: true,
          signature: { kind: "typed", name: (who === "minor" ? minor : guardian)?.name ?? "" },
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
      end: () => room.end(viewing),
      leave: () => room.leave(),
      stop: () => room.stop("screen-locked"),
      halt: () => room.halt(viewing, "empty-chair"),
      revoke: () => (this.#revoked = true),
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

  #append(entry: NewEntry): void {
    const told = this.#told;
    const { inside } = told;
    if (entry.t === "room.prepare") {
      Object.assign(told, { viewing: entry.b.viewing, inside: new Map(), notice: false, unlocked: false });
    } else if (entry.t === "room.checkIn") {
      inside.set(entry.b.person, entry.b.capacity);
    } else if (entry.t === "room.checkOut") {
      inside.delete(entry.b.person);
    } else if (entry.t === "room.notice") {
      told.notice = true;
    } else if (entry.t === "key.open") {
      told.unlocked = true;
    } else if (entry.t === "view.stop" || entry.t === "view.end") {
      told.unlocked = false;
    }
  }

  #ports(leaf: GrantLeaf): RoomPorts {
    const summary = (): object => ({
      id: leaf.grant,
      notBefore: leaf.notBefore,
      notAfter: leaf.notAfter,
      ...(this.#revoked
        ? { refusal: "revoked" }
        : this.#now >= Date.parse(leaf.notAfter)
          ? { refusal: "expired" }
          : {}),
    });
    return {
      log: { append: (...entries) => entries.forEach((entry) => this.#append(entry)) },
      grants: {
        find: () => ({
          leaf,
          summary: summary() as never,
          outsiders: () => [minor, guardian].filter((one) => one !== undefined),
        }),
      },
      present: (token, _pin, use) => this.#present(token, use),
      signPresence: () => "",
      hasToken: (token) => !this.#out.has(token),
      limits: () => ({ confirmMinutes: 20, restMinutes: 15 }),
      undertaking: () => ({ bytes: new Uint8Array(), digest: sha256Hex(new Uint8Array()) }),
      keepHand: () => undefined,
      keepObjection: () => undefined,
      objectionArticle: () => "",
      pictures: {
        open: async ({ nodes }) => {
          nodes.forEach(({ key }) => this.#keys.add(key));
          this.#opened += 1;
          const ticket = `t-${this.#opened}`;
          this.#open.add(ticket);
          return ok({ ticket, path: "/", msOf: () => null });
        },
        close: (ticket) => void this.#open.delete(ticket),
        lastWord: async () => undefined,
        confirmed: () => null,
      },
      signedIn: () => ({ person: idOf("viewer"), name: "viewer" }) as never,
      footage: async () => ({ asset, wearers: [{ person: idOf("wearer") }] }) as never,
      conclude: () => [],
      beyond: () => null,
      standStill: () => null,
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
