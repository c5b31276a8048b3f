import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { base64, fromUtf8 } from "../../main/formats/bytes.ts";
import { encodeCanonical, type JsonValue } from "../../main/formats/canonical-json.ts";
import { signCms } from "../../main/formats/cms.ts";
import { issuePerson, type Authority } from "../../main/formats/x509.ts";
import { startHeadquarters, type Headquarters, type NewPerson } from "../../main/headquarters/index.ts";
import { openSecrets } from "../../main/headquarters/secrets.ts";
import { routes, type RouteInput, type RouteName, type RouteOutput } from "../../shared/http/api.ts";
import type { Role } from "../../shared/model/person.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import { authorisationFor } from "./authorisation.ts";
import { fetchOver, type Answer } from "./https.ts";
import { once } from "./once.ts";
import { enrolTestStation, type TestStation } from "./test-station.ts";

/** A person's signing key, taken out of their token. */
export interface Signer {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

export const asset = "WH-20261109-T001-01";
export const pendingAsset = "WH-20261109-T001-02";
export const frames = 250;

const everybody: readonly (readonly [string, readonly Role[]])[] = [
  ["p-wearer", ["officer"]],
  ["p-applicant", ["caseOfficer"]],
  ["p-approver", ["approver"]],
  ["p-supervisor", ["roomSupervisor"]],
  ["p-compliance", ["compliance"]],
  ["p-admin", ["administrator"]],
  ["p-secondadmin", ["administrator"]],
  // People with two roles, who tempt the separation of duties.
  ["p-wearingapprover", ["approver", "officer"]],
  ["p-wearingsupervisor", ["roomSupervisor", "officer"]],
  ["p-wearingapplicant", ["caseOfficer", "officer"]],
  ["p-decidingapplicant", ["caseOfficer", "approver"]],
  ["p-decidingsupervisor", ["roomSupervisor", "approver"]],
  ["p-supervisingapplicant", ["caseOfficer", "roomSupervisor"]],
];

export const wearers = ["p-wearer", "p-wearingapprover", "p-wearingsupervisor", "p-wearingapplicant"];

/** A clip that every ingest takes: 250 frames at 25 per second, a keyframe each second, so segments of 50 frames. */
export function makeClip(folder: string): string {
  const file = join(folder, "clip.mp4");
  execFileSync("ffmpeg", [
    ..."-v error -y -f lavfi -i testsrc2=size=160x120:rate=25:duration=10 -f lavfi -i sine=frequency=440:duration=10".split(
      " ",
    ),
    ..."-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 25 -c:a aac -movflags +faststart".split(" "),
    file,
  ]);
  return file;
}

export function footageMetadata(overrides: Record<string, unknown> = {}): never {
  // Tests pass wrong values on purpose; ingest parses them.
  return {
    asset,
    title: "文化市场现场检查",
    unit: "示例市文化市场综合行政执法支队",
    squad: "执法一中队",
    wearers: wearers.map((person) => ({ person, name: person, certificateNo: "SLWH-31-0101" })),
    device: "DSJ-A017",
    source: "bodyCamera",
    recordedFrom: "2026-11-09T09:30:00+08:00",
    recordedTo: "2026-11-09T09:30:10+08:00",
    clockOffsetSeconds: 180,
    place: "示例市中山路18号",
    inspectedUnit: "星河网吧",
    caseNo: "示文综罚〔2026〕17号",
    caseCause: "接纳未成年人进入营业场所",
    caseParty: "示例市星河网络服务有限公司",
    secrecy: "none",
    volume: "main",
    custodian: "郑怀远",
    state: "archived",
    retainUntil: "2036-11-09",
    holds: [],
    gaps: [],
    ...overrides,
  } as never;
}

type Start = typeof startHeadquarters;

/** `start` is the product's own, or a mutant's where a defence was taken out; `anew` makes another authority. */
type WorldOptions = Partial<{ policy: PolicyPack; recordings: boolean; start: Start; anew: boolean }>;

/** A running headquarters with people, recordings and one enrolled station. */
export class World {
  readonly folder: string;
  headquarters: Headquarters;
  readonly signers = new Map<string, Signer>();
  readonly incidents: unknown[] = [];
  #station: TestStation | null = null;
  /** Milliseconds that the clock of headquarters is ahead of the machine's. */
  ahead = 0;

  private constructor(folder: string, headquarters: Headquarters) {
    this.folder = folder;
    this.headquarters = headquarters;
  }

  get station(): TestStation {
    if (this.#station === null) {
      throw new Error("no station was enrolled");
    }
    return this.#station;
  }

  set station(station: TestStation) {
    this.#station = station;
  }

  /**
   * A world of its own in a folder of its own. Unless it has another pack or must be of another authority (`anew`), it is
   * copied from one that was made once in this run, keys and persons included.
   */
  static async open(options: WorldOptions = {}): Promise<World> {
    const { policy, recordings = true, start = startHeadquarters, anew = policy !== undefined } = options;
    const folder = mkdtempSync(join(tmpdir(), "vitrine-hq-"));
    const world = anew
      ? await World.#settle(folder, recordings, start, policy)
      : await World.#copy(folder, recordings, start);
    world.station = await enrolTestStation(world.headquarters, "slwh/ws/test/0");
    return world;
  }

  static async #copy(folder: string, recordings: boolean, start: Start): Promise<World> {
    const template = await once(`world-${recordings ? "recordings" : "bare"}`, async (place) => {
      const made = await World.#settle(place, recordings, startHeadquarters);
      await made.headquarters.close();
      writeFileSync(join(place, "signers.json"), JSON.stringify([...made.signers]));
    });
    cpSync(template, folder, { recursive: true });
    const world = await World.#start(folder, start);
    for (const [person, signer] of JSON.parse(readFileSync(join(folder, "signers.json"), "utf8")) as [
      string,
      Signer,
    ][]) {
      world.signers.set(person, signer);
    }
    return world;
  }

  static async #start(folder: string, start: Start, policy?: PolicyPack): Promise<World> {
    const box: { world: World | null; incidents: unknown[] } = { world: null, incidents: [] };
    const headquarters = await start({
      folder: join(folder, "headquarters"),
      clock: { now: () => Date.now() + (box.world?.ahead ?? 0) },
      trial: true,
      onIncident: (_incident, error) => void box.incidents.push(error),
      ...(policy === undefined ? {} : { policy }),
    });
    const world = new World(folder, headquarters);
    box.world = world;
    box.incidents = world.incidents;
    return world;
  }

  static async #settle(folder: string, recordings: boolean, start: Start, policy?: PolicyPack): Promise<World> {
    const world = await World.#start(folder, start, policy);
    for (const [person, roles] of everybody) {
      // oxlint-disable-next-line no-await-in-loop -- ids in order, as the directory lists them
      await world.addPerson(person, roles);
    }
    if (recordings) {
      const clip = makeClip(folder);
      for (const metadata of [
        footageMetadata(),
        footageMetadata({
          asset: pendingAsset,
          title: "待定密录像",
          secrecy: "pending",
          wearers: [{ person: "p-wearer", name: "p-wearer", certificateNo: "1" }],
        }),
      ]) {
        // oxlint-disable-next-line no-await-in-loop -- one file, read twice
        const taken = await world.headquarters.administration.ingest(clip, metadata);
        if (!taken.ok) {
          throw new Error(`clip refused: ${taken.failure.reason} ${taken.failure.detail}`);
        }
      }
    }
    return world;
  }

  /**
   * Adds a person whose certificate was issued beside the directory, by the authority's own key: making
   * a token for each would take most of a test's time. `issueToken` has its own test.
   */
  async addPerson(person: string, roles: readonly Role[], extra: Partial<NewPerson> = {}): Promise<void> {
    const issued = issuePerson(authorityIn(join(this.folder, "headquarters")), {
      person,
      name: person,
      unit: "",
      days: 1000,
      notBefore: new Date(Date.now() - 600_000),
    });
    const added = await this.headquarters.administration.addPerson({
      person,
      name: person,
      latinName: person,
      unit: "示例市文化市场综合行政执法支队",
      post: "",
      certificateNo: "",
      roles: [...roles],
      certificatePem: issued.certificatePem,
      ...(extra.outside === true ? {} : { authorisation: authorisationFor("subordinates") }),
      ...extra,
    });
    if (!added.ok) {
      throw new Error("person was not added");
    }
    this.signers.set(person, issued);
  }

  signer(person: string): Signer {
    const signer = this.signers.get(person);
    if (signer === undefined) {
      throw new Error(`no such person: ${person}`);
    }
    return signer;
  }

  now(): Date {
    return new Date(Date.now() + this.ahead);
  }

  /** CMS over canonical JSON, base64, as `person` would send it. */
  sign(person: string, act: unknown): string {
    return base64(signCms(encodeCanonical(asJson(act)), { ...this.signer(person), at: this.now() }));
  }

  async call<R extends RouteName>(
    route: R,
    input: RouteInput<R>,
    caller: { readonly session?: string; readonly station?: TestStation } = {},
  ): Promise<{ ok: true; value: RouteOutput<R> } | { ok: false; status: number; failure: Record<string, unknown> }> {
    const answer = await this.fetch(routes[route].method, routes[route].path, {
      body: JSON.stringify(input),
      ...caller,
    });
    const parsed: unknown = JSON.parse(answer.body.toString("utf8"));
    return answer.status === 200
      ? // The schema of the row says what it is.
        { ok: true, value: routes[route].output.parse(parsed) as RouteOutput<R> }
      : {
          ok: false,
          status: answer.status,
          failure: z.object({ failure: z.record(z.string(), z.unknown()) }).parse(parsed).failure,
        };
  }

  fetch(
    method: string,
    path: string,
    options: { body?: string; session?: string; station?: TestStation | null; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const station = options.station === undefined ? this.station : options.station;
    return fetchOver(this.headquarters, method, path, {
      ...(station === null ? {} : { cert: station.enrolled.certificatePem, key: station.privateKeyPem }),
      ...(options.body === undefined ? {} : { body: options.body }),
      headers: {
        ...(options.body === undefined ? {} : { "content-type": "application/json" }),
        ...(options.session === undefined ? {} : { authorization: `Bearer ${options.session}` }),
        ...options.headers,
      },
    });
  }

  async signIn(person: string, station: TestStation = this.station): Promise<string> {
    const challenge = await this.call("challenge", {}, { station });
    if (!challenge.ok) {
      throw new Error("no challenge");
    }
    const session = await this.call(
      "openSession",
      { cms: this.sign(person, this.sessionAct(person, challenge.value.nonce, station)) },
      { station },
    );
    if (!session.ok) {
      throw new Error(`sign-in refused: ${JSON.stringify(session.failure)}`);
    }
    return session.value.session;
  }

  sessionAct(person: string, nonce: string, station: TestStation = this.station): Record<string, unknown> {
    return { v: 1, t: "person.session", person, station: station.origin, at: this.now().toISOString(), nonce };
  }

  requestAct(
    person: string,
    form: Record<string, unknown> = {},
    act: Record<string, unknown> = {},
  ): Record<string, unknown> {
    return {
      v: 1,
      t: "request.file",
      person,
      station: this.station.origin,
      at: this.now().toISOString(),
      nonce: randomBytes(12).toString("base64url"),
      form: { ...this.form(), ...form },
      ...act,
    };
  }

  form(): Record<string, unknown> {
    return {
      applicantClass: "staff",
      dutyBasis: "承办本案",
      purpose: "caseReview",
      purposeDetail: "核对现场检查中出示证件、告知权利的过程",
      caseNo: "示文综罚〔2026〕17号",
      caseCause: "接纳未成年人进入营业场所",
      caseParty: "示例市星河网络服务有限公司",
      inspectedUnit: "星河网吧",
      verb: "view",
      legalRoute: "internal",
      secrecyCheck: { stateSecret: false, businessSecret: false, privacy: false },
      assets: [{ asset, ranges: [{ from: 60, to: 110 }], whole: false }],
      supervisor: "p-supervisor",
      room: "room-301",
      validFrom: this.now().toISOString(),
      validTo: new Date(this.now().getTime() + 24 * 3_600_000).toISOString(),
    };
  }

  /** Files as this person, signed in and signing. */
  async file(person = "p-applicant", form: Record<string, unknown> = {}) {
    const session = await this.signIn(person);
    return this.call("fileRequest", { cms: this.sign(person, this.requestAct(person, form)) }, { session });
  }

  /** Files and expects it to be taken. */
  async filed(person?: string, form?: Record<string, unknown>): Promise<RouteOutput<"fileRequest">> {
    const answer = await this.file(person, form);
    if (!answer.ok) {
      throw new Error(`request refused: ${JSON.stringify(answer.failure)}`);
    }
    return answer.value;
  }

  approval(overrides: Record<string, unknown> = {}): Record<string, unknown> {
    return {
      outcome: "approve",
      opinion: "同意查阅",
      supervisors: ["p-supervisor"],
      room: "room-301",
      validFrom: this.now().toISOString(),
      validTo: new Date(this.now().getTime() + 24 * 3_600_000).toISOString(),
      playBudget: 3,
      assets: [{ asset, ranges: [{ from: 60, to: 110 }], whole: false }],
      ...overrides,
    };
  }

  decisionAct(
    person: string,
    request: RouteOutput<"fileRequest">,
    form: Record<string, unknown>,
  ): Record<string, unknown> {
    return {
      v: 1,
      t: "request.decide",
      person,
      station: this.station.origin,
      at: this.now().toISOString(),
      request: request.id,
      requestDigest: request.digest,
      step: request.decisions.length,
      previous: request.decisions.map(({ digest }) => digest),
      form,
    };
  }

  async decide(person: string, request: RouteOutput<"fileRequest">, form: Record<string, unknown> = this.approval()) {
    const session = await this.signIn(person);
    return this.call("decideRequest", { cms: this.sign(person, this.decisionAct(person, request, form)) }, { session });
  }

  stepAct(person: string, request: RouteOutput<"fileRequest">, form: Record<string, unknown>): Record<string, unknown> {
    return {
      v: 1,
      t: "request.step",
      person,
      station: this.station.origin,
      at: this.now().toISOString(),
      nonce: randomBytes(12).toString("base64url"),
      request: request.id,
      requestDigest: request.digest,
      form,
    };
  }

  /** Takes a step that is not a decision: withdrawal, return, papers, third party. */
  async step(person: string, request: RouteOutput<"fileRequest">, form: Record<string, unknown>) {
    const session = await this.signIn(person);
    return this.call("stepRequest", { cms: this.sign(person, this.stepAct(person, request, form)) }, { session });
  }

  /** @throws when headquarters met an error that no test expected. */
  async close(): Promise<void> {
    await this.headquarters.close();
    rmSync(this.folder, { recursive: true, force: true });
    if (this.incidents.length > 0) {
      throw new Error("headquarters met an unexpected error", { cause: this.incidents[0] });
    }
  }
}

function authorityIn(folder: string): Authority {
  const kept = openSecrets(folder).keep("authority", () => {
    throw new Error("headquarters has no authority yet");
  });
  // What headquarters itself sealed there.
  return JSON.parse(fromUtf8(kept)) as Authority;
}

/** JSON without undefined members. */
export function asJson(value: unknown): JsonValue {
  // JSON text holds nothing else.
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}
