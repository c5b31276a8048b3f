// oxlint-disable no-await-in-loop -- people act one after the other
import { describe, expect, it } from "vitest";
import { parseGrantFile } from "../../main/formats/grant-file.ts";
import { namedPolicy, shippedPolicies } from "../../main/headquarters/index.ts";
import { handInDue } from "../../shared/access/policy/hand-in.ts";
import type { GrantSummary } from "../../shared/model/grant.ts";
import { personIdSchema } from "../../shared/model/person.ts";
import { applicantClassSchema, type RequestRecord } from "../../shared/model/request.ts";
import type { Viewing } from "../../shared/model/viewing.ts";
import type { Given } from "../../shared/ipc/contract.ts";
import { authorisationFor } from "../support/authorisation.ts";
import { clip, openHouse, people, type House } from "./house.ts";
import { latestGrantFile } from "./outbox.ts";
import { walks, type Walk } from "./pack-walks.ts";
import { hands, signAct, signed, type Hand } from "./retention-story.ts";
import { approvalOf, checkIn, checkPapers, fileRequest, openPicture, requestForm } from "./story.ts";

const hour = 3_600_000;
const day = 24 * hour;
const asset = clip.asset;

let house: House;

/** Whoever will sign wrongly is authorised for all but the post, so that it is the law of the chain which refuses them. */
async function authorise({ wrong: [{ token }], grade = "subordinates" }: Walk): Promise<void> {
  const { administration } = house.headquarters.headquarters;
  await administration.authorise(personIdSchema.parse(token), authorisationFor(grade));
  await house.get("sync:now");
}

/** What the law does not take is refused with its article and logged; what it takes gets its number, papers and chain. */
async function file(name: string, { form, refused, papers, chain }: Walk): Promise<RequestRecord> {
  const [wrong, failure] = refused;
  await house.get("identity:signIn", people.requester);
  const attempt = { form: requestForm(house, wrong), pin: people.requester.pin };
  expect(await house.call("requests:file", attempt)).toEqual({ ok: false, failure });
  expect(house.refusals()[0]).toMatchObject({ attempt: "requests:file" });
  const known = new Set(namedPolicy(name).applicantClasses.map((row) => row.class));
  const stranger = applicantClassSchema.options.find((one) => !known.has(one));
  const unlisted = { form: requestForm(house, { applicantClass: stranger }), pin: people.requester.pin };
  expect(await house.refused("bad-request", "requests:file", unlisted)).toMatchObject({ field: "form.applicantClass" });
  await house.get("identity:signOut");

  const request = await fileRequest(house, form);
  expect(request.number).toMatch(new RegExp(`^${namedPolicy(name).authority.code}-F1-\\d{4}-\\d{4}$`, "u"));
  expect(request.papers.map(({ paper, article }) => [paper, article])).toEqual(papers);
  expect(request.chain.map(({ kind, article, state }) => [kind, article, state])).toEqual(
    chain.map(([kind, article], at) => [kind, article, at === 0 && papers.length === 0 ? "current" : "waiting"]),
  );
  return request;
}

async function decide(request: RequestRecord, { token, pin }: Hand) {
  await house.get("identity:signIn", { token, pin });
  const answer = await house.call("requests:decide", { id: request.id, form: approvalOf(request), pin });
  await house.get("identity:signOut");
  return answer;
}

/** Papers first, then the wrong person, then the right one; the grant carries the pack's rule for the room. */
async function approve(request: RequestRecord, walk: Walk): Promise<GrantSummary> {
  const { papers, wrong, decides, presence } = walk;
  const [who, failure] = wrong;
  // Nobody decides before the papers were checked, where there are any.
  const early = papers.length > 0 ? ([decides, { code: "request-waits", state: "papers" }] as const) : wrong;
  expect(await decide(request, early[0])).toEqual({ ok: false, failure: early[1] });
  await checkPapers(house, request);
  expect(await decide(request, who)).toEqual({ ok: false, failure });
  expect(house.refusals()[0]).toMatchObject({
    attempt: "requests:decide",
    person: { person: who.token },
  });
  expect(await decide(request, decides)).toMatchObject({ ok: true, value: { state: "approved" } });
  await house.get("sync:now");
  expect(parseGrantFile(latestGrantFile(house)).leaf.presence).toEqual(presence);
  const grant = (await house.grants()).find((held) => held.request === request.id);
  if (grant === undefined) {
    throw new Error("the grant did not come");
  }
  return grant;
}

/** Everybody whom the grant names comes in: staff with their certificates, outsiders let in by the supervisor. */
async function enter(grant: GrantSummary, { form }: Walk): Promise<Viewing["id"]> {
  const numbers = (form.viewer === undefined ? [] : [form.viewer, ...(form.companions ?? [])]).map(({ idNo }) => idNo);
  await house.get("identity:signIn", numbers.length === 0 ? people.requester : people.supervisor);
  const { id } = await house.get("viewing:prepare", { grant: grant.id });
  const early = await house.refused("presence", "viewing:acceptNotice", { viewing: id });
  expect(early.reason).toBe("supervisor-absent");
  if (numbers.length === 0) {
    await checkIn(house, id);
    return id;
  }
  const door = { viewing: id, papersChecked: true, devicesDeposited: true, ...people.supervisor } as const;
  await house.get("viewing:checkIn", { ...door, capacity: "supervisor" });
  const outsiders = [...grant.viewers.filter(({ outside }) => outside !== undefined), ...grant.companions];
  for (const [at, { person, name }] of outsiders.entries()) {
    const documentEnd = numbers[at]?.slice(-4);
    const signature = { kind: "typed", name } as const;
    await house.get("viewing:admit", {
      ...door,
      person,
      documentEnd,
      signature,
      locale: "zh-CN",
    } as Given<"viewing:admit">);
  }
  return id;
}

/** The picture opens with those whom the pack wants there, is watched, and the end of the window is the end of it. */
async function view(grant: GrantSummary, walk: Walk): Promise<void> {
  const id = await enter(grant, walk);
  await house.get("viewing:acceptNotice", { viewing: id });
  await house.get("viewing:unlock", { viewing: id, ...people.supervisor });
  const picture = await openPicture(house, await house.get("viewing:open", { viewing: id, asset }));
  expect((await picture.readAll()).byteLength).toBeGreaterThan(10_000);
  expect(await picture.watermark()).toContain(grant.requestNumber);
  await picture.post("shown", { ranges: [{ from: 10, to: 20 }], ratePercent: 100 });
  await house.get("viewing:end", { viewing: id });
  house.clock.pass(9 * hour);
  expect(await house.refused("grant-refused", "viewing:prepare", { grant: grant.id })).toMatchObject({
    reason: "expired",
    at: grant.notAfter,
  });
  await house.get("identity:signOut");
}

/** As many months after a day; the last day of the month where it has no such day. */
function dateAfter(date: string, months: number): string {
  const [year = 0, month = 0, dayOfMonth = 0] = date.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(dayOfMonth, last))).toISOString().slice(0, 10);
}

const draw = (): ReturnType<typeof signAct> =>
  signAct(house, hands.archivist, { order: "list.draw", assets: [asset], reason: "保存期限届满" });

/** By what and until when the recording is kept, tried by putting it on a list for destruction. */
async function keep({ keeps, months }: Walk, recordedOn: string): Promise<void> {
  for (const { order, impediment, article } of keeps) {
    if (order !== undefined) {
      await signed(
        house,
        people.legal,
        order((after) => dateAfter(recordedOn, after)),
      );
    }
    expect(await draw()).toMatchObject({ failure: { code: "kept", asset, impediment, article } });
  }
  const until = dateAfter(recordedOn, months ?? 30);
  const passTo = (date: string, days: number): void =>
    house.clock.pass(Date.parse(`${date}T05:00:00Z`) + days * day - house.clock.wall().getTime());
  // On its last day it is still kept; afterwards free days may come first, and then nothing stands in the way.
  passTo(until, 0);
  await house.get("sync:now");
  expect(await draw()).toMatchObject({ failure: { code: "kept", article: keeps.at(-1)?.article } });
  passTo(until, 15);
  expect(await draw()).toMatchObject(
    months === undefined
      ? { failure: { code: "kept", article: keeps.at(-1)?.article } }
      : { value: { lists: [{ items: [{ asset, dueOn: until }] }] } },
  );
}

describe("R7 R8 R9 R11: one authority after the other, from the request to the end of the period", () => {
  it("covers every pack that ships", () => {
    expect(Object.keys(walks).toSorted()).toEqual(shippedPolicies());
  });

  it.each(Object.entries(walks))("%s", async (name, walk) => {
    const recordedOn = new Date(Date.now() - 2 * day).toISOString().slice(0, 10);
    house = await openHouse({ pack: name, recordedOn });
    const [stage, article] = walk.handIn;
    expect(handInDue(namedPolicy(name), { stage, endedAt: Date.now() })?.article).toBe(article);
    await authorise(walk);
    const request = await file(name, walk);
    await view(await approve(request, walk), walk);
    await keep(walk, recordedOn);
    expect(await house.get("log:verify")).toMatchObject({ sound: true });
    await house.close();
  });
});
