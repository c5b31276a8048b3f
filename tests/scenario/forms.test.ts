import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requestFault } from "../../main/access/index.ts";
import { base64 } from "../../main/formats/bytes.ts";
import { encodeCanonical } from "../../main/formats/canonical-json.ts";
import { signCms } from "../../main/formats/cms.ts";
import { sha256Hex } from "../../main/formats/digest.ts";
import { createAuthority, issuePerson, type Certificate } from "../../main/formats/x509.ts";
import type { RequestRecord } from "../../shared/model/request.ts";
import { viewingIdSchema, type Viewing } from "../../shared/model/viewing.ts";
import { makeMutant } from "../support/mutants.ts";
import { untraced, valuesOn, type PrintedValue } from "../support/traced-form.ts";
import { clip, openHouse, people, type House } from "./house.ts";
import { checkPapers, fileRequest, obtainGrant, openPicture, requestForm, unlockRoom } from "./story.ts";

const zone = "Asia/Shanghai";

/** Watches frames 10 to 20 with a supervisor, to the end. */
async function watch(house: House, viewing: Viewing): Promise<void> {
  const open = await house.get("viewing:open", { viewing: viewing.id, asset: clip.asset });
  const picture = await openPicture(house, open);
  await picture.readAll();
  await picture.post("shown", { ranges: [{ from: 10, to: 15 }], ratePercent: 100 });
  const ended = house.get("viewing:end", { viewing: viewing.id });
  await picture.status("/%WAY%/over");
  await picture.post("shown", { ranges: [{ from: 14, to: 20 }], ratePercent: 100, last: true });
  await ended;
}

describe("registers and forms on paper, from a real story", () => {
  let house: House;
  let viewing: Viewing;
  let record: RequestRecord;

  beforeAll(async () => {
    house = await openHouse({ pack: "xiamen" });
    const grant = await obtainGrant(house);
    viewing = await unlockRoom(house, grant);
    await watch(house, viewing);
    record = await house.get("requests:show", { id: grant.request });
    const borrowed = await obtainGrant(house, { form: { verb: "borrow" } });
    await watch(house, await unlockRoom(house, borrowed));
  });
  afterAll(() => house.close());

  const page = (): (typeof house.shell.printed)[number] => {
    const printed = house.shell.printed.at(-1);
    if (printed === undefined) {
      throw new Error("nothing was printed");
    }
    return printed;
  };

  /** The records that a value names: entries of the log by their index, signed documents by their digest. */
  const recordsOf = async ({ from }: PrintedValue): Promise<unknown[]> => {
    const found = from.map(async (source): Promise<unknown> => {
      const [kind, names = ""] = source.split(/:(.*)/u);
      if (kind === "log") {
        const entries = names.split(",").map((index) => house.get("log:entry", { index: Number(index) }));
        return (await Promise.all(entries)).map(({ leaf }): unknown => JSON.parse(leaf));
      }
      if (kind === "signed") {
        return [record, ...record.decisions].filter(({ digest }) => digest === names);
      }
      return names === "catalogue" ? record.footage : [record.applicant, await house.get("station:policy")];
    });
    const { room } = await house.get("station:status");
    return [await Promise.all(found), room];
  };

  const astray = async (values: readonly PrintedValue[]): Promise<Record<string, string>> => {
    const left = await Promise.all(
      values.map(async (value) => [value.key, untraced(value, await recordsOf(value), zone)] as const),
    );
    return Object.fromEntries(left.filter(([key, rest]) => rest !== "" && key !== "no"));
  };

  it.each([
    ["F2", { form: "F2", filter: {} }, ["viewer", "approval", "seen", "times", "receipt", "supervisor"]],
    ["F3", { form: "F3", filter: {} }, ["viewer", "due", "returned", "late"]],
    ["F6", null, ["session", "identity", "presence", "seen", "receipts", "noticeAt"]],
    ["F1", null, ["orderNo", "purpose", "ranges", "approver", "supervisor", "budget"]],
  ] as const)("R10: every value of %s stands in the entry or document it names", async (form, order, keys) => {
    await house.get(
      "forms:print",
      order ?? (form === "F6" ? { form, viewing: viewing.id } : { form: "F1", request: record.id }),
    );
    const values = valuesOn(page());
    expect(values.map(({ key }) => key)).toEqual(expect.arrayContaining([...keys]));
    expect(values.length).toBeGreaterThan(10);
    // A name that the directory writes for an id is looked up there.
    expect(await astray(values.filter(({ key }) => !["by", "supervisor", "device"].includes(key)))).toEqual({});
  });

  it("R10, negative control: a value from elsewhere is found out", async () => {
    await house.get("forms:print", { form: "F2", filter: {} });
    const values = valuesOn(page());
    const forged = values.map((value) =>
      value.key === "viewer"
        ? { ...value, lines: ["陈志强"] }
        : value.key === "seen"
          ? { ...value, lines: [clip.asset, "第 10–21 帧"] }
          : value.key === "receipt"
            ? { ...value, from: ["log:0"] }
            : value,
    );
    expect(Object.keys(await astray(forged)).toSorted()).toEqual(["receipt", "seen", "viewer"]);
  });

  it("O-11: lends a sitting and no medium, so a borrowing stands in F3 and not in F2", async () => {
    await house.get("forms:print", { form: "F2", filter: {} });
    expect(valuesOn(page()).filter(({ key }) => key === "viewer").length).toBe(1);
    await house.get("forms:print", { form: "F3", filter: {} });
    expect(valuesOn(page()).filter(({ key }) => key === "viewer").length).toBe(1);
    expect(page().page).toContain("未逾期");
  });

  it("prints an empty register as such, says what it was narrowed to, and numbers each printing", async () => {
    await house.get("forms:print", { form: "F2", filter: { person: "无此人" } });
    expect(page().page).toContain("本期无查阅登记");
    expect(page().page).toContain("人员 无此人");
    const numbers = house.shell.printed.flatMap(
      ({ page: one }) => /[A-Z0-9]+-F2-\d{4}-[0-9A-F]{4}\d{4}/u.exec(one) ?? [],
    );
    expect(numbers.length).toBeGreaterThan(2);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it("R12: each printing is an entry with the digest on the sheet; a printer that fails is a refusal, logged too", async () => {
    const { size } = (await house.get("station:status")).log;
    await house.get("forms:print", { form: "F6", viewing: viewing.id });
    const { row } = await house.get("log:entry", { index: size });
    expect(row).toMatchObject({ type: "form.print", person: people.requester.token, facts: { form: "F6", size } });
    expect(page().page).toContain(String(row.facts["digest"]));
    expect(page().page).toContain(String(row.facts["no"]));
    house.shell.prints = false;
    await house.refused("not-printed", "forms:print", { form: "F2", filter: {} });
    house.shell.prints = true;
    const [refusal] = house.refusals();
    expect(refusal).toMatchObject({ attempt: "forms:print", failure: "not-printed" });
  });

  /** Somebody with the tables of headquarters in their hands writes one value anew, for as long as `then` takes. */
  const attack = async (
    table: "request" | "decision" | "request_step",
    column: string,
    request: string,
    change: (value: string) => unknown,
    then: () => Promise<void>,
  ): Promise<void> => {
    const database = new Database(join(house.folder, "hq/headquarters/headquarters.sqlite"));
    const kept = database.prepare(`SELECT ${column} FROM ${table} WHERE request = ?`).pluck().get(request);
    const put = database.prepare(`UPDATE ${table} SET ${column} = ? WHERE request = ?`);
    put.run(change(String(kept)), request);
    await then();
    put.run(kept, request);
    database.close();
  };

  it("R12: F1 is not printed when what headquarters tells is not what was signed, and the log says so", async () => {
    await house.get("identity:signIn", people.requester);
    const printed = house.shell.printed.length;
    const refusedWith = (reason: string) => async (): Promise<void> => {
      const failure = await house.refused("form-unproven", "forms:print", { form: "F1", request: record.id });
      expect(failure.reason).toBe(reason);
      const [refusal] = house.refusals();
      expect(refusal).toMatchObject({ attempt: "forms:print", failure: `form-unproven:${reason}` });
    };
    const reworded = (text: string): string => text.replace("核对现场出示证件", "核对现场没收物品");
    await attack("request", "form", record.id, reworded, refusedWith("different"));
    await attack("decision", "form", record.id, (text) => text.replace("同意", "不同意"), refusedWith("different"));
    await attack("decision", "digest", record.id, () => "0".repeat(64), refusedWith("missing"));
    const own = createAuthority({ name: "伪造", days: 30, notBefore: house.clock.wall() });
    const forger = { person: people.approver.token, name: "伪造", unit: "", days: 20, notBefore: house.clock.wall() };
    const forged = signCms(encodeCanonical({ v: 1 }), { ...issuePerson(own, forger), at: house.clock.wall() });
    await attack(
      "decision",
      "cms",
      record.id,
      () => Buffer.from(forged),
      () => attack("decision", "digest", record.id, () => sha256Hex(forged), refusedWith("signature")),
    );
    expect(house.shell.printed).toHaveLength(printed);
    await house.get("forms:print", { form: "F1", request: record.id });
  });

  it("negative control: a station that does not compare would print another text under the same signature", async () => {
    const database = new Database(join(house.folder, "hq/headquarters/headquarters.sqlite"), { readonly: true });
    const kept = (["request", "decision"] as const).flatMap((table) =>
      database.prepare(`SELECT cms FROM ${table} WHERE request = ?`).pluck().all(record.id),
    );
    database.close();
    const signed = kept.map((cms) => base64(new Uint8Array(cms as Buffer)));
    const signers = {
      authorities: () => [house.headquarters.headquarters.trustPem],
      personOf: ({ subject }: Certificate) => subject.serialNumber,
    };
    const reworded = { ...record, form: { ...record.form, purposeDetail: "核对现场没收物品的过程。" } };
    expect([record, reworded].map((one) => requestFault(one, signed, signers))).toEqual([null, "different"]);
    const file = "main/access/signed-forms.ts";
    const mutant = makeMutant({ file, from: "&& agrees(act.data) ?", to: "&& (agrees(act.data) || true) ?" });
    const blind = (await import(/* @vite-ignore */ join(mutant.folder, file))) as { requestFault: typeof requestFault };
    mutant.remove();
    expect(blind.requestFault(reworded, signed, signers)).toBeNull();
  });

  it("R4: is for those who may read the registers, and knows no other record", async () => {
    await house.refused("not-found", "forms:print", { form: "F6", viewing: viewingIdSchema.parse("v-00000000") });
    await house.refused("bad-request", "forms:print", { form: "F5", request: record.id });
    await house.refused("bad-request", "forms:print", { form: "F4", request: record.id });
    await house.get("identity:signOut");
    await house.get("identity:signIn", people.wearer);
    await house.refused("not-permitted", "forms:print", { form: "F2", filter: {} });
    await house.refused("not-permitted", "forms:print", { form: "F6", viewing: viewing.id });
    await house.get("identity:signOut");
    const printed = house.shell.printed.length;
    await house.refused("not-signed-in", "forms:print", { form: "F2", filter: {} });
    expect(house.shell.printed.length).toBe(printed);
  });

  it("O-12, O-13: prints the check of a lawyer's papers and the approval of a copy", async () => {
    const lawyer = await fileRequest(house, { applicantClass: "lawyer", legalRoute: "fileAccess" });
    await house.get("identity:signIn", people.approver);
    await house.get("forms:print", { form: "F4", request: lawyer.id });
    expect(lawyer.papers.length).toBeGreaterThan(0);
    expect(valuesOn(page()).filter(({ key }) => key === "paper").length).toBe(lawyer.papers.length);
    await house.get("identity:signOut");
    await checkPapers(house, lawyer);
    await house.get("identity:signIn", people.approver);
    await house.get("forms:print", { form: "F4", request: lawyer.id });
    expect(valuesOn(page()).filter(({ key }) => key === "result").length).toBe(lawyer.papers.length);
    await attack(
      "request_step",
      "content",
      lawyer.id,
      (content) => content.replace("accepted", "rejected"),
      async () => {
        const failure = await house.refused("form-unproven", "forms:print", { form: "F4", request: lawyer.id });
        expect(failure.reason).toBe("different");
      },
    );
    await house.get("identity:signOut");
    await house.get("identity:signIn", people.requester);
    const form = requestForm(house, { verb: "copy" });
    const copy = await house.get("requests:file", { form, pin: people.requester.pin });
    await house.get("forms:print", { form: "F5", request: copy.id });
    expect(page().page).toContain(copy.number);
  });
});
