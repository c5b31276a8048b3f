import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judgeReceipt, parseReceipt } from "../../main/formats/receipt.ts";
import { parseVerifierKey } from "../../main/formats/signed-note.ts";
import type { Viewing } from "../../shared/model/viewing.ts";
import { clip, openHouse, people, type House } from "./house.ts";
import { obtainGrant, openPicture, unlockRoom } from "./story.ts";

const requester = "p-0003" as never;
const supervisor = "p-0005" as never;

/** Watches frames 10 to 20 while headquarters goes away, and lets the picture say its last word only when the viewing ends, as a browser does. */
async function watch(house: House, viewing: Viewing): Promise<Viewing> {
  const open = await house.get("viewing:open", { viewing: viewing.id, asset: clip.asset });
  const picture = await openPicture(house, open);
  await picture.readAll();
  await house.stopHeadquarters();
  await picture.post("shown", { ranges: [{ from: 10, to: 15 }], ratePercent: 100 });
  const over = picture.status("/%WAY%/over");
  const ended = house.get("viewing:end", { viewing: viewing.id });
  await over;
  // Between the order to end and the end nobody goes on, and no screen is asked to take a step.
  expect(await house.refused("presence", "viewing:end", { viewing: viewing.id })).toMatchObject({ reason: "ended" });
  await house.refused("presence", "viewing:unlock", { viewing: viewing.id, ...people.supervisor });
  const told = house.shell.sent.length;
  await picture.post("shown", { ranges: [{ from: 14, to: 20 }], ratePercent: 100, last: true });
  const last = await ended;
  const stages = house.shell.sent
    .slice(told)
    .flatMap(({ channel, payload }) => (channel === "viewing:changed" ? [payload] : []));
  expect(stages).toEqual([null]);
  return last;
}

describe("a viewing receipt, from the end of a viewing to whoever checks it", () => {
  let house: House;
  let viewing: Viewing;
  let number: string;

  beforeAll(async () => {
    house = await openHouse();
    const grant = await obtainGrant(house);
    viewing = await unlockRoom(house, grant);
    number = grant.requestNumber;
    await watch(house, viewing);
  });
  afterAll(() => house.close());

  const take = async (person: never): Promise<string> => {
    const taken = await house.get("receipts:take", { viewing: viewing.id, person, form: "file" });
    return readFileSync(taken.to === "folder" ? taken.file : "", "utf8");
  };
  const authority = () => {
    const enrolment = readFileSync(join(house.folder, "station/enrolment.json"), "utf8");
    return [parseVerifierKey((JSON.parse(enrolment) as { cosignerVerifierKey: string }).cosignerVerifierKey)];
  };

  it("O-22, F2: everybody in the room has one, with a number that the register shows", async () => {
    const receipts = await house.get("receipts:list", { viewing: viewing.id });
    expect(receipts).toMatchObject([
      { person: requester, name: "王芳", capacity: "viewer", state: "promised", request: number, otherViewers: 0 },
      { person: supervisor, name: "赵敏", capacity: "supervisor", state: "promised", otherViewers: 1 },
    ]);
    const [row] = await house.get("registers:viewings");
    expect(row?.receipts).toEqual(receipts.map(({ person, no }) => ({ person, no })));
    expect(receipts[0]?.no).toMatch(/^[0-9A-Z]+-F2-20\d\d-[0-9A-F]{10}-1$/u);
  });

  it("R9: it says exactly the frames of the log, the picture's last word included, and when they were recorded", async () => {
    const [{ seen } = { seen: [] }] = await house.get("receipts:list", { viewing: viewing.id });
    const [row] = await house.get("registers:viewings");
    const ranges = [{ from: 10, to: 20 }];
    expect(seen).toMatchObject([{ asset: clip.asset, frames: 10, stretches: 1, ranges }]);
    expect(row?.persons).toMatchObject([{ frames: [{ ranges }] }, { frames: [{ ranges }] }]);
    const [{ from = "", to = "", possible } = {}] = seen;
    expect(possible).toBeUndefined();
    // Ten frames a second: from the first to the last of ten frames.
    expect(Date.parse(to) - Date.parse(from)).toBe(900);
  });

  it("R14: offline it is a promise under its number, and says so on paper; never verified", async () => {
    const text = await take(requester);
    expect(judgeReceipt(parseReceipt(text), authority())).toMatchObject({ outcome: "promised" });
    await house.get("receipts:take", { viewing: viewing.id, person: requester, form: "paper" });
    expect(house.shell.printed.at(-1)?.page).toContain("待总部联署");
  });

  it("O-22: nobody else's name is on a viewer's receipt but the supervisor's", async () => {
    const theirs = await take(supervisor);
    expect(theirs).toContain("赵敏");
    expect(theirs).not.toContain("王芳");
    const page = house.shell.printed.at(-1)?.page ?? "";
    expect(page).toContain("王芳");
    await house.get("receipts:take", { viewing: viewing.id, person: supervisor, form: "paper" });
    expect(house.shell.printed.at(-1)?.page).not.toContain("王芳");
  });

  it("R14: after a restart and the next sync the same number is countersigned, and headquarters' key is all one needs", async () => {
    const before = parseReceipt(await take(requester));
    await house.restart();
    await house.startHeadquarters();
    await house.get("identity:signIn", people.requester);
    await house.get("sync:now");
    const text = await take(requester);
    const after = parseReceipt(text);
    expect(after.slip).toEqual(before.slip);
    expect(after.entry).toEqual(before.entry);
    const verdict = judgeReceipt(after, authority());
    expect(verdict).toMatchObject({ outcome: "verified" });
    expect(await house.get("receipts:list", { viewing: viewing.id })).toMatchObject([
      { state: "countersigned" },
      { state: "countersigned" },
    ]);
    await house.get("sync:now");
    expect(await take(requester)).toBe(text);
    const changed = text.replace("王芳", "王方");
    expect(judgeReceipt(parseReceipt(changed), authority())).toEqual({ outcome: "broken", fault: "slip" });
  });

  it("R12: each one taken is an entry in the log; a printer that fails is a refusal, logged too", async () => {
    house.shell.prints = false;
    await house.refused("not-printed", "receipts:take", { viewing: viewing.id, person: requester, form: "paper" });
    house.shell.prints = true;
    const unknown = { viewing: "v-00000000" as never, person: requester, form: "file" } as const;
    expect(await house.refused("not-found", "receipts:take", unknown)).toMatchObject({ subject: "receipt" });
    const stranger = { viewing: viewing.id, person: "p-0001" as never, form: "file" } as const;
    await house.refused("not-found", "receipts:take", stranger);
    const refusals = house.refusals();
    expect(refusals.slice(0, 3).map(({ failure }) => failure)).toEqual([
      "not-found:receipt",
      "not-found:receipt",
      "not-printed",
    ]);
    const { file } = await house.get("log:export");
    const log = readFileSync(file, "utf8");
    expect(log.match(/"t":"view\.receipt"/gu)?.length).toBeGreaterThanOrEqual(6);
    expect(await house.get("log:verify")).toMatchObject({ sound: true });
  });

  it("needs somebody who is signed in, and leaves no half file", async () => {
    await house.get("identity:signOut");
    await house.refused("not-signed-in", "receipts:list", { viewing: viewing.id });
    const refused = await house.call("receipts:take", { viewing: viewing.id, person: requester, form: "file" });
    expect(refused).toMatchObject({ ok: false, failure: { code: "not-signed-in" } });
    const left = readdirSync(join(house.folder, "station/exports")).filter((name) => name.startsWith("receipt-"));
    expect(left.length).toBe(2);
    expect(left.every((name) => /^receipt-[0-9A-Z]+-F2-20\d\d-[0-9A-F]{10}-[12]\.json$/u.test(name))).toBe(true);
  });

  it("R2: a viewing that ends without the picture's last word says how many frames may have been shown besides", async () => {
    await house.get("identity:signIn", people.requester);
    const [grant] = await house.grants();
    if (grant === undefined) {
      throw new Error("no grant");
    }
    const unlocked = await unlockRoom(house, grant);
    const open = await house.get("viewing:open", { viewing: unlocked.id, asset: clip.asset });
    await (await openPicture(house, open)).readAll();
    await house.get("identity:signOut");
    await house.get("identity:signIn", people.requester);
    const [mine] = await house.get("receipts:list", { viewing: unlocked.id });
    expect(mine?.seen).toMatchObject([{ frames: 0, stretches: 0, ranges: [], possible: 20 }]);
  });
});
