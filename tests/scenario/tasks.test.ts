import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RequestRecord } from "../../shared/model/request.ts";
import { announced, openHouse, people, type House } from "./house.ts";
import { approvalOf, fileRequest, unlockRoom } from "./story.ts";

describe("my tasks, through one story", () => {
  let house: House;
  let request: RequestRecord;
  const tasks = async (): Promise<string[]> => (await house.get("station:tasks")).map(({ kind }) => kind);
  const as = async (person: (typeof people)[keyof typeof people]): Promise<void> => {
    await house.get("identity:signOut");
    await house.get("identity:signIn", person);
  };

  beforeAll(async () => {
    house = await openHouse();
    request = await fileRequest(house);
  });
  afterAll(() => house.close());

  it("tells the approver what to decide, until when, and by which article; nobody else", async () => {
    await as(people.approver);
    const { validity } = await house.get("station:policy");
    expect(await house.get("station:tasks")).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({
          kind: "decideRequest",
          reference: request.id,
          due: request.form.validTo,
          article: validity.article,
          isNew: true,
        }),
      ]),
    );
    await as(people.supervisor);
    expect(await tasks()).not.toContain("decideRequest");
  });

  it("calls a task new until its person has looked at it, also after a restart, and no other person's", async () => {
    await as(people.approver);
    const ids = (await house.get("station:tasks")).map(({ id }) => id);
    await house.get("tasks:seen", { ids });
    expect((await house.get("station:tasks")).some(({ isNew }) => isNew)).toBe(false);
    await house.restart();
    await as(people.approver);
    expect((await house.get("station:tasks")).some(({ isNew }) => isNew)).toBe(false);
    await as(people.secondApprover);
    const others = await house.get("station:tasks");
    expect(others.every(({ isNew }) => isNew)).toBe(true);
    await house.get("identity:signOut");
    await house.refused("not-signed-in", "tasks:seen", { ids });
  });

  it("announces that something changed after an act, and not after a draft", async () => {
    await as(people.approver);
    const before = announced(house, "tasks:changed").length;
    await house.get("requests:saveDraft", { draft: "{}" });
    expect(announced(house, "tasks:changed").length).toBe(before);
    await house.get("requests:decide", { id: request.id, form: approvalOf(request), pin: people.approver.pin });
    expect(announced(house, "tasks:changed").length).toBeGreaterThan(before);
    expect((await house.get("station:tasks")).some(({ reference }) => reference === request.id)).toBe(false);
  });

  it("hands the task on to those who view and supervise, until the grant ends", async () => {
    await house.get("sync:now");
    const [grant] = await house.grants();
    if (grant === undefined) {
      throw new Error("no grant");
    }
    await as(people.supervisor);
    expect(await house.get("station:tasks")).toMatchObject([{ kind: "superviseViewing", due: grant.notAfter }]);
    await as(people.requester);
    expect(await tasks()).toEqual(["startViewing"]);
    await unlockRoom(house, grant);
    house.clock.pass(9 * 3_600_000);
    expect(await tasks()).toEqual([]);
  });

  it("R14: while headquarters is away it still says what the station knows, and nobody is refused", async () => {
    await house.stopHeadquarters();
    await as(people.approver);
    expect(await tasks()).toEqual([]);
    await house.get("identity:signOut");
    expect(await tasks()).toEqual([]);
    await house.startHeadquarters();
  });

  it("R8 tells an administrator of a signed pack that waits for its day, until it has one; not its signer", async () => {
    const { pack, version, title, authority } = await house.get("station:policy");
    const next = { pack: "next-law", version: version + 1, title, authority, extends: pack, articles: {} };
    const imports = join(house.folder, "station", "imports");
    mkdirSync(imports, { recursive: true });
    writeFileSync(join(imports, "next.json"), JSON.stringify(next));
    await as(people.legal);
    const read = await house.get("policy:preview", { name: "next.json" });
    if (read.state !== "read") {
      throw new Error(JSON.stringify(read));
    }
    await house.get("policy:sign", { name: "next.json", digest: read.digest, pin: people.legal.pin });
    expect(await tasks()).not.toContain("activatePolicy");
    const administrator = { token: "p-0010", pin: "135710" };
    await as(administrator as never);
    expect(await house.get("station:tasks")).toContainEqual(
      expect.objectContaining({ kind: "activatePolicy", subject: `next-law ${version + 1}` }),
    );
    const order = { order: "policy.withdraw", policy: read.digest, note: "改日再议" } as const;
    await house.get("administration:order", { order, pin: administrator.pin });
    expect(await tasks()).not.toContain("activatePolicy");
  });
});
