import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Failure } from "../../shared/failure.ts";
import { personIdSchema } from "../../shared/model/person.ts";
import type { RequestRecord } from "../../shared/model/request.ts";
import type { Viewing } from "../../shared/model/viewing.ts";
import type { Result } from "../../shared/result.ts";
import { authorisationFor } from "../support/authorisation.ts";
import { twoStepPolicy } from "../support/chains.ts";
import { adopt } from "./adopting.ts";
import { clip, openHouse, people, type House } from "./house.ts";
import { leaveFor, withheldGrant } from "./outbox.ts";
import { approvalOf, openPicture, requestForm } from "./story.ts";

const asset = clip.asset as Viewing["footage"][number]["asset"];
const viewer = {
  name: "钱多",
  idKind: "officialCertificate",
  idNo: "FJ20261234",
  unit: "示例市司法局",
  contact: "",
  protected: false,
} as const;

let house: House;
let request: RequestRecord;
let grantFile: string;

beforeAll(async () => {
  house = await openHouse();
  const { headquarters } = house.headquarters;
  const pack = { ...twoStepPolicy(), version: headquarters.policy.version + 1 };
  await adopt(house, pack);
  const { administration } = house.headquarters.headquarters;
  await administration.authorise(personIdSchema.parse(people.legal.token), authorisationFor("subordinates"));
  await house.get("sync:now");
});
afterAll(() => house.close());

/**
 * Acts while headquarters is away: refused with the reason, written down, and nothing has happened; then it is taken the
 * moment headquarters answers again.
 */
async function triedAway<T>(attempt: string, act: () => Promise<Result<T, Failure>>): Promise<T> {
  await house.stopHeadquarters();
  expect(await act()).toMatchObject({ ok: false, failure: { code: "headquarters-unreachable" } });
  expect(house.refusals()[0]).toMatchObject({ attempt, failure: "headquarters-unreachable" });
  await house.startHeadquarters();
  const answer = await act();
  if (!answer.ok) {
    throw new Error(`${attempt} was refused: ${JSON.stringify(answer.failure)}`);
  }
  return answer.value;
}

const as = async (hand: { readonly token: string; readonly pin: string }): Promise<void> => {
  await house.get("identity:signOut");
  await house.get("identity:signIn", hand);
};

describe("R12 R14: headquarters goes away before each step of a request and nothing is lost", () => {
  it("when it is filed: the draft stays, also over a restart, and it is filed once", async () => {
    await as(people.requester);
    const before = (await house.get("requests:list", { scope: "mine" })).length;
    await house.get("requests:saveDraft", { draft: "核对现场出示证件" });
    const changes = { applicantClass: "otherAgency", legalRoute: "fileAccess", viewer };
    const form = requestForm(house, changes);
    request = await triedAway("requests:file", () => house.call("requests:file", { form, pin: people.requester.pin }));
    await house.restart();
    await as(people.requester);
    expect(await house.get("requests:draft")).toBe("核对现场出示证件");
    expect(await house.get("requests:list", { scope: "mine" })).toHaveLength(before + 1);
    expect(request.state).toBe("papers");
  });

  it("when its papers are checked", async () => {
    await as(people.secondSupervisor);
    const papers = request.papers.map(({ paper }) => ({
      paper,
      result: "accepted" as const,
      number: "示函〔2026〕3号",
      how: "original" as const,
      note: "",
    }));
    const check = { id: request.id, form: { step: "papers" as const, papers }, pin: people.secondSupervisor.pin };
    request = await triedAway("requests:step", () => house.call("requests:step", check));
    expect(request.state).toBe("pending");
  });

  it("when the opinion is given", async () => {
    await as(people.legal);
    const opinion = { id: request.id, form: approvalOf(request), pin: people.legal.pin };
    request = await triedAway("requests:decide", () => house.call("requests:decide", opinion));
    expect(request.decisions).toHaveLength(1);
    expect(request.state).toBe("pending");
  });

  it("when it is decided", async () => {
    await as(people.approver);
    const decision = { id: request.id, form: approvalOf(request), pin: people.approver.pin };
    grantFile = await withheldGrant(house, async () => {
      request = await triedAway("requests:decide", () => house.call("requests:decide", decision));
    });
    expect(request.state).toBe("approved");
    await house.refused("already-decided", "requests:decide", decision);
  });

  it("when the grant is to be fetched: it waits there, and comes once", async () => {
    const held = async (): Promise<number> =>
      (await house.grants()).filter((grant) => grant.request === request.id).length;
    await leaveFor(house, grantFile, "grant");
    await house.stopHeadquarters();
    expect(await house.get("sync:now")).toMatchObject({ status: "offline" });
    expect(await held()).toBe(0);
    await house.startHeadquarters();
    await house.get("sync:now");
    await house.get("sync:now");
    expect(await held()).toBe(1);
  });

  it("D06 when a lease is to be filled: no byte, no use of the budget, and the picture comes once it answers", async () => {
    const viewing = await unlocked();
    await house.stopHeadquarters();
    const order = { viewing: viewing.id, asset } as const;
    expect(await house.refused("footage-unavailable", "viewing:open", order)).toMatchObject({ asset });
    expect(house.refusals()[0]).toMatchObject({
      attempt: "viewing:open",
      failure: "footage-unavailable",
    });
    expect((await house.grants())[0]?.openings).toBe(0);
    await house.startHeadquarters();
    const picture = await openPicture(house, await house.get("viewing:open", order));
    expect((await picture.readAll()).byteLength).toBeGreaterThan(10_000);
    expect((await house.grants())[0]?.openings).toBe(1);
    await picture.post("shown", { ranges: [{ from: 10, to: 20 }], ratePercent: 100 });
  });

  it("when the records are to be handed in: they wait, also over a restart, and arrive whole", async () => {
    await house.stopHeadquarters();
    const current = await house.get("viewing:current");
    await house.get("viewing:end", { viewing: current?.id ?? "" });
    const before = await house.get("sync:now");
    expect(before).toMatchObject({ status: "offline" });
    expect(before.unsynced).toBeGreaterThan(0);
    await house.restart();
    await house.startHeadquarters();
    expect(await house.get("sync:now")).toMatchObject({ status: "idle", unsynced: 0 });
    await as(people.requester);
    expect((await house.get("registers:viewings"))[0]).toMatchObject({
      viewing: current?.id,
      received: true,
      outcome: "ended",
    });
    expect(await house.get("log:verify")).toMatchObject({ sound: true });
  });

  it("when it is withdrawn, and the grant that rests on it goes with it", async () => {
    await as(people.requester);
    const order = {
      id: request.id,
      form: { step: "withdraw", reason: "不再需要" } as const,
      pin: people.requester.pin,
    };
    expect((await triedAway("requests:step", () => house.call("requests:step", order))).state).toBe("withdrawn");
    expect((await house.grants())[0]?.refusal).toBe("revoked");
  });
});

/** The outside viewer of the request and the supervisor are in, and the keys are open. */
async function unlocked(): Promise<Viewing> {
  await as(people.supervisor);
  const [grant] = await house.grants();
  const { id } = await house.get("viewing:prepare", { grant: grant?.id ?? "" });
  const door = { viewing: id, papersChecked: true, devicesDeposited: true, ...people.supervisor } as const;
  await house.get("viewing:checkIn", { ...door, capacity: "supervisor" });
  await house.get("viewing:admit", {
    ...door,
    person: grant?.viewers[0]?.person ?? "",
    documentEnd: viewer.idNo.slice(-4),
    signature: { kind: "typed", name: viewer.name },
    locale: "zh-CN",
  });
  await house.get("viewing:acceptNotice", { viewing: id });
  return house.get("viewing:unlock", { viewing: id, ...people.supervisor });
}
