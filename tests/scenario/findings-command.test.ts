import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openHouse, people, type House } from "./house.ts";

const program = join(import.meta.dirname, "../../main/cli.ts");

function vitrine(...args: string[]): { code: number | null; said: string; wrong: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });
  return { code: status, said: stdout, wrong: stderr };
}

describe("I8: a cloned station is found out, and the proof convinces a stranger", () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  it("from the clone over the finding to the verified file, in both languages, without a stack trace", async () => {
    const path = (name: string): string => join(house.folder, name);
    const headquarters = join(house.folder, "hq", "headquarters");
    const folder = ["--folder", headquarters];
    expect(vitrine("--lang", "en", "findings", ...folder)).toMatchObject({ code: 1, wrong: "" });

    await house.get("sync:now");
    await house.stopStation();
    cpSync(path("station"), path("clone"), { recursive: true });
    await house.restart();
    await house.get("identity:signIn", people.requester);
    await house.get("identity:signOut");
    await house.get("sync:now");
    await house.stopStation();
    rmSync(path("station"), { recursive: true });
    cpSync(path("clone"), path("station"), { recursive: true });
    // Out of reach of headquarters the clone does not learn that it is one.
    await house.stopHeadquarters();
    await house.restart();
    await house.startHeadquarters();
    await house.get("sync:now");
    await house.headquarters.headquarters.monitor.idle();
    await house.stopHeadquarters();

    const english = vitrine("--lang", "en", "findings", ...folder);
    expect(english).toMatchObject({ code: 1, wrong: "" });
    expect(english.said).toContain("The log has forked: the station signed two different histories.");
    expect(english.said).toContain("What to do: Take the station out of use at once");
    expect(vitrine("--lang", "zh", "findings", ...folder).said).toContain("日志出现分叉");
    const [finding] = JSON.parse(vitrine("findings", "--json", ...folder).said) as { kind: string; detail: string }[];
    expect(finding?.kind).toBe("log-forked");

    const made = vitrine(
      "--lang",
      "en",
      "fork-proof",
      path("fork.json"),
      "--evidence",
      finding?.detail ?? "",
      ...folder,
    );
    expect(made).toMatchObject({ code: 0, wrong: "" });
    expect(vitrine("--lang", "en", "verify-fork", path("fork.json"))).toMatchObject({
      code: 0,
      wrong: "",
      said: expect.stringContaining("PROVEN: the log forked.") as string,
    });
    expect(readFileSync(path("fork.json"), "utf8")).not.toContain("p-0003");
    const none = vitrine("--lang", "zh", "fork-proof", path("none.json"), "--evidence", "999", ...folder);
    expect(none).toMatchObject({ code: 1, wrong: "", said: expect.stringContaining("没有这一编号的证据") as string });
    await house.startHeadquarters();
  });
});
