import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findingIdSchema } from "../../shared/model/finding.ts";
import { incidentIdSchema, type IncidentForm, type IncidentRecord } from "../../shared/model/incident.ts";
import { personIdSchema } from "../../shared/model/person.ts";
import { valuesOn } from "../support/traced-form.ts";
import { clip, openHouse, people, type House } from "./house.ts";
import { obtainGrant, unlockRoom } from "./story.ts";

const compliance = { token: "p-0007", pin: "135707" } as const;
const person = (id: string) => personIdSchema.parse(id);

describe("incidents (F20), from the record to its closing", () => {
  let house: House;
  let form: IncidentForm;
  let incident: IncidentRecord;
  const as = async (who: { readonly token: string; readonly pin: string }): Promise<void> => {
    await house.get("identity:signOut");
    await house.get("identity:signIn", who);
  };
  const handle = { step: "handle", measure: "education", note: "当面批评教育，责令改正。" } as const;
  const close = { step: "close", note: "已改正，予以结案。" } as const;

  beforeAll(async () => {
    house = await openHouse();
    await as(compliance);
    const { incidents } = await house.get("station:policy");
    const rule = incidents.find(({ category }) => category === "copiedOrLeaked");
    const { origin } = (await house.get("station:status")).log;
    form = {
      category: "copiedOrLeaked",
      severity: "minor",
      article: rule?.article ?? "",
      account: "查阅期间两次试图下载影像，均被拦截。",
      people: [person("p-0001")],
      evidence: [{ origin, entry: 3 }],
      frames: [],
    };
  });
  afterAll(() => house.close());

  it("O-33: takes only a category and article of the pack, evidence, persons it knows and a finding that exists", async () => {
    const wrong: readonly [Partial<IncidentForm>, string][] = [
      [{ article: "S0-9.9.9" }, "form.article"],
      [{ category: "other" }, "form.article"],
      [{ evidence: [] }, "form.evidence"],
      [{ people: [person("p-9999")] }, "form.people"],
    ];
    for (const [change, field] of wrong) {
      // oxlint-disable-next-line no-await-in-loop -- a person tries one after the other
      const refused = await house.refused("bad-request", "incidents:record", {
        form: { ...form, ...change },
        pin: compliance.pin,
      });
      expect(refused.field).toBe(field);
    }
    const unknown = { ...form, finding: findingIdSchema.parse(999) };
    await house.refused("not-found", "incidents:record", { form: unknown, pin: compliance.pin });
    expect(await house.get("incidents:list")).toEqual([]);
  });

  it("is recorded by a signed act, numbered, and waits for compliance", async () => {
    incident = await house.get("incidents:record", { form, pin: compliance.pin });
    expect(incident).toMatchObject({ state: "open", people: [{ person: "p-0001", name: "陈志强" }], steps: [] });
    expect(incident.number).toMatch(/^[A-Z0-9]+-F20-20\d\d-0001$/u);
    expect(await house.get("station:tasks")).toMatchObject([
      { kind: "handleIncident", reference: incident.number, article: form.article },
    ]);
  });

  it("is handled before it is closed, closed once, and stays closed", async () => {
    const act = { id: incident.id, pin: compliance.pin };
    await house.refused("already-decided", "incidents:step", { ...act, form: close });
    expect(await house.get("incidents:step", { ...act, form: handle })).toMatchObject({ state: "handled" });
    expect((await house.get("station:tasks")).map(({ kind }) => kind)).toEqual(["closeIncident"]);
    expect(await house.get("incidents:step", { ...act, form: close })).toMatchObject({ state: "closed" });
    await house.refused("already-decided", "incidents:step", { ...act, form: handle });
    expect(await house.get("station:tasks")).toEqual([]);
  });

  it("R12: F20 is not printed when headquarters tells anything else than what was signed", async () => {
    const database = new Database(`${house.folder}/hq/headquarters/headquarters.sqlite`);
    const kept = database.prepare("SELECT form FROM incident WHERE incident = ?").pluck().get(incident.id);
    const put = (text: unknown): void => {
      database.exec("DROP TRIGGER IF EXISTS incident_is_kept");
      database.prepare("UPDATE incident SET form = ? WHERE incident = ?").run(text, incident.id);
    };
    put(JSON.stringify({ ...incident.form, severity: incident.form.severity === "minor" ? "serious" : "minor" }));
    const printed = house.shell.printed.length;
    const failure = await house.refused("form-unproven", "forms:print", { form: "F20", incident: incident.id });
    expect(failure.reason).toBe("different");
    expect(house.shell.printed).toHaveLength(printed);
    put(kept);
    database.close();
  });

  it("R10: prints as form F20 with every value from a signed act", async () => {
    await house.get("forms:print", { form: "F20", incident: incident.id });
    const page = house.shell.printed.at(-1);
    if (page === undefined) {
      throw new Error("nothing was printed");
    }
    const [closed] = await house.get("incidents:list");
    const acts = new Set([closed?.digest, ...(closed?.steps ?? []).map(({ digest }) => digest)]);
    const values = valuesOn(page);
    expect(values.length).toBeGreaterThan(12);
    for (const { from } of values) {
      expect(acts.has(from[0]?.replace("signed:", ""))).toBe(true);
    }
    expect(page.page).toContain(incident.number);
    expect(page.page).toContain("批评教育");
  });

  it("R8: nobody records, handles or closes an incident about themselves; the refusal is in the log", async () => {
    const own = { ...form, people: [person(compliance.token)] };
    expect(
      await house.refused("duties-not-separate", "incidents:record", { form: own, pin: compliance.pin }),
    ).toMatchObject({ rule: "named-settles" });
    await as(people.supervisor);
    const about = await house.get("incidents:record", { form: own, pin: people.supervisor.pin });
    // Who may record does not thereby handle.
    await house.refused("not-permitted", "incidents:step", { id: about.id, form: handle, pin: people.supervisor.pin });
    expect((await house.get("incidents:list")).map(({ id }) => id)).toEqual([about.id]);
    await as(compliance);
    const refused = await house.refused("duties-not-separate", "incidents:step", {
      id: about.id,
      form: handle,
      pin: compliance.pin,
    });
    expect(refused.rule).toBe("named-settles");
    expect(await house.get("station:tasks")).toEqual([]);
    const [refusal] = house.refusals();
    expect(refusal).toMatchObject({ attempt: "incidents:step", failure: "duties-not-separate:named-settles" });
  });

  it("R8: in the room the supervisor records with their own token and somebody else who is there signs it too", async () => {
    await house.get("identity:signOut");
    const viewing = await unlockRoom(house, await obtainGrant(house));
    const stated = { ...form, frames: [{ asset: clip.asset, ranges: [{ from: 12, to: 13 }] }], evidence: [] };
    const record = (token: string, witness: { readonly token: string; readonly pin: string }) =>
      house.call("incidents:record", {
        form: stated as unknown as IncidentForm,
        pin: people.supervisor.pin,
        room: { viewing: viewing.id, token, witness },
      });
    const { supervisor, requester, approver } = people;
    expect(await record(supervisor.token, approver)).toMatchObject({ failure: { reason: "witness-absent" } });
    expect(await record(supervisor.token, supervisor)).toMatchObject({ failure: { reason: "witness-absent" } });
    const taken = await record(supervisor.token, requester);
    if (!taken.ok) {
      throw new Error(JSON.stringify(taken.failure));
    }
    expect(taken.value).toMatchObject({
      state: "open",
      by: { person: supervisor.token },
      steps: [{ form: { step: "attest" }, by: { person: requester.token } }],
    });
    // The sitting begins and stands somewhere in the log, and the incident says where.
    expect(taken.value.form.evidence.length).toBe(2);
    expect(await record(supervisor.token, { ...requester, pin: "000000" })).toMatchObject({
      failure: { code: "presence", reason: "witness-unsigned" },
    });
    await house.get("viewing:end", { viewing: viewing.id });
    await as(supervisor);
    await house.get("forms:print", { form: "F20", incident: taken.value.id });
    const values = valuesOn(house.shell.printed.at(-1) ?? { page: "", style: "" });
    expect(values.find(({ key }) => key === "attested")?.lines).toEqual([expect.stringMatching(/^王芳 证书签名 /u)]);
    expect(values.find(({ key }) => key === "frames")?.lines).toEqual([clip.asset, "第 12 帧"]);
    await house.refused("not-permitted", "incidents:step", {
      id: taken.value.id,
      form: { step: "attest", note: "" },
      pin: supervisor.pin,
    });
    expect((await house.get("incidents:list")).length).toBe(2);
    await as(compliance);
  });

  it("is for compliance and room supervisors, and needs somebody who is signed in", async () => {
    await house.refused("not-found", "incidents:step", {
      id: incidentIdSchema.parse("i-000000"),
      form: handle,
      pin: compliance.pin,
    });
    await as(people.legal);
    await house.refused("not-permitted", "incidents:list");
    await house.refused("not-permitted", "incidents:record", { form, pin: people.legal.pin });
    await house.get("identity:signOut");
    expect(await house.refused("not-signed-in", "incidents:list")).toEqual({ code: "not-signed-in" });
  });
});
