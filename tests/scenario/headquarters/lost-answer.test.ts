import { createSecretKey, randomBytes } from "node:crypto";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  createCatalogue,
  createDeputies,
  createHeadquartersClient,
  createRequests,
  createSealedShelf,
  createUnanswered,
  type Deputies,
  type Requests,
  type Signing,
} from "../../../main/access/index.ts";
import { encodeCanonical } from "../../../main/formats/canonical-json.ts";
import { signCms } from "../../../main/formats/cms.ts";
import { openTransport, type Transport } from "../../../main/sync/index.ts";
import type { RouteOutput } from "../../../shared/http/api.ts";
import { personIdSchema } from "../../../shared/model/person.ts";
import { requestFormSchema, type DecisionForm, type RequestForm } from "../../../shared/model/request.ts";
import { ok } from "../../../shared/result.ts";
import { openCutLine, type CutLine } from "../../support/cut-line.ts";
import { asJson, World } from "../../support/headquarters.ts";
import { makeMutant } from "../../support/mutants.ts";

let world: World;
let line: CutLine;
let transport: Transport;
/** What lies sealed on the disk of the station. */
let rows: Map<string, Uint8Array>;
const key = createSecretKey(randomBytes(32));

beforeAll(async () => {
  world = await World.open();
  line = await openCutLine(world.headquarters.url);
  const { enrolled, privateKeyPem } = world.station;
  const { certificatePem } = enrolled;
  transport = openTransport({ url: line.url, trustPem: world.headquarters.trustPem, certificatePem, privateKeyPem });
}, 120_000);
afterAll(async () => {
  transport.close();
  await line.close();
  await world.close();
});
beforeEach(() => {
  rows = new Map();
});

/** Said in place of a PIN: the answer to what is signed with it never arrives. */
const lost = "lost";

/** The parts of a station that sign and send. */
interface Desks extends Requests {
  readonly deputies: Deputies;
}

/** The station's side of filing and deciding, opened on what is on its disk, as this person at the screen. */
async function stationOf(name: string, make: typeof createUnanswered = createUnanswered): Promise<Desks> {
  const session = await world.signIn(name);
  const person = personIdSchema.parse(name);
  const now = (): Date => world.now();
  const place = (kind: string, id: string): string => `${kind}/${id}`;
  const shelf = createSealedShelf(
    {
      get: (kind, id) => rows.get(place(kind, id)) ?? null,
      put: (kind, id, sealed) => void rows.set(place(kind, id), sealed),
      remove: (kind, id) => void rows.delete(place(kind, id)),
      ids: (kind) => [...rows.keys()].filter((one) => one.startsWith(`${kind}/`)).map((one) => one.split("/")[1] ?? ""),
    },
    key,
  );
  const headquarters = createHeadquartersClient({ caller: transport, session: () => session, now });
  const signing: Signing = {
    headquarters,
    station: world.station.origin,
    sign: async (pin, act) => {
      // What is signed is sent next, so the answer to it is the one that gets lost.
      if (pin === lost) {
        line.cutNextAnswer();
      }
      return ok(
        signCms(encodeCanonical(asJson(act({ person }, now().toISOString()))), { ...world.signer(name), at: now() }),
      );
    },
    unanswered: make(shelf, now),
    person: () => person,
  };
  const requests = createRequests({
    ...signing,
    catalogue: createCatalogue(headquarters, shelf),
    beyond: () => null,
    note: () => undefined,
    onChange: () => undefined,
    now,
  });
  return { ...requests, deputies: createDeputies(signing) };
}

const formOf = (detail: string): RequestForm =>
  requestFormSchema.parse({ ...world.form(), purposeDetail: `${detail}：核对现场检查中出示证件的过程` });
const unreachable = { ok: false, failure: { code: "headquarters-unreachable" } };

/** Requests that headquarters has with this detail, as a person who may read all of them sees it. */
async function filedWith({ purposeDetail }: RequestForm): Promise<RouteOutput<"listRequests">> {
  const session = await world.signIn("p-applicant");
  const listed = await world.call("listRequests", { scope: "mine" }, { session });
  return listed.ok ? listed.value.filter(({ form }) => form.purposeDetail === purposeDetail) : [];
}

describe("R14 an answer that is lost on the way makes nothing happen twice", () => {
  it("a form that headquarters took is one request when it is filed again, also after the station stopped", async () => {
    const form = formOf("一");
    const station = await stationOf("p-applicant");
    expect((await station.list("mine")).ok).toBe(true);
    expect(await station.file(form, lost)).toMatchObject(unreachable);
    line.mend();
    expect(line.lost).toBe(1);
    expect(await filedWith(form)).toHaveLength(1);
    const again = await (await stationOf("p-applicant")).file(form, "");
    expect(again).toMatchObject({ ok: true, value: { id: (await filedWith(form))[0]?.id } });
    expect(await filedWith(form)).toHaveLength(1);
    expect([...rows.keys()].filter((one) => one.startsWith("unanswered/"))).toEqual([]);
  });

  it("and whoever means a second request after an answer files a second one", async () => {
    const form = formOf("二");
    const station = await stationOf("p-applicant");
    expect(await station.file(form, "")).toMatchObject({ ok: true });
    expect(await station.file(form, "")).toMatchObject({ ok: true });
    expect(await filedWith(form)).toHaveLength(2);
  });

  it("a decision and a step that were taken are answered the same again", async () => {
    const request = await world.filed();
    const approver = await stationOf("p-approver");
    const approval = world.approval() as DecisionForm;
    expect(await approver.decide(request.id, approval, lost)).toMatchObject(unreachable);
    line.mend();
    const decided = await approver.decide(request.id, approval, "");
    expect(decided).toMatchObject({
      ok: true,
      value: { state: "approved", decisions: [{ by: { person: "p-approver" } }] },
    });
    expect(await approver.decide(request.id, approval, "")).toMatchObject({ failure: { code: "already-decided" } });

    const other = await world.filed();
    const applicant = await stationOf("p-applicant");
    const withdrawal = { step: "withdraw", reason: "案件已经结案" } as const;
    expect(await applicant.step(other.id, withdrawal, lost)).toMatchObject(unreachable);
    line.mend();
    expect(await applicant.step(other.id, withdrawal, "")).toMatchObject({
      ok: true,
      value: { state: "withdrawn" },
    });
  });

  it("a deputy who was named is named once, also after the station stopped, and the end of it is answered again", async () => {
    const approver = await stationOf("p-approver");
    const from = world.now().toISOString();
    const to = new Date(world.now().getTime() + 86_400_000).toISOString();
    const form = { deputy: personIdSchema.parse("p-applicant"), from, to, reason: "出差" };
    expect(await approver.deputies.give(form, lost)).toMatchObject(unreachable);
    line.mend();
    const again = await (await stationOf("p-approver")).deputies.give(form, "");
    const listed = await approver.deputies.list();
    expect(listed).toMatchObject({ ok: true, value: [again.ok ? again.value : "given"] });
    const digest = again.ok ? again.value.digest : "";
    expect(await approver.deputies.end(digest, lost)).toMatchObject(unreachable);
    line.mend();
    expect(await approver.deputies.end(digest, "")).toMatchObject({ ok: true, value: { digest } });
    expect([...rows.keys()].filter((one) => one.startsWith("unanswered/"))).toEqual([]);
  });

  it("negative control: without what was kept the same form becomes two requests", async () => {
    const file = "main/access/requests/unanswered.ts";
    const mutant = makeMutant({
      file,
      from: "const kept = read(id);\n      const nonce",
      to: "const kept = null as ReturnType<typeof read>;\n      const nonce",
    });
    const blind = (await import(/* @vite-ignore */ join(mutant.folder, file))) as {
      createUnanswered: typeof createUnanswered;
    };
    mutant.remove();
    const form = formOf("三");
    const station = await stationOf("p-applicant", blind.createUnanswered);
    expect((await station.list("mine")).ok).toBe(true);
    expect(await station.file(form, lost)).toMatchObject(unreachable);
    line.mend();
    expect(await station.file(form, "")).toMatchObject({ ok: true });
    expect(await filedWith(form)).toHaveLength(2);
  });
});
