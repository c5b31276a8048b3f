import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { base64url } from "../../../main/formats/bytes.ts";
import { generateSigningKey } from "../../../main/formats/ed25519.ts";
import { enrolmentFingerprint } from "../../../main/formats/enrolment-fingerprint.ts";
import { generateKemKey } from "../../../main/formats/hpke.ts";
import { verifierKey } from "../../../main/formats/signed-note.ts";
import { createAuthority, createCsr, readCertificate } from "../../../main/formats/x509.ts";
import { startHeadquarters } from "../../../main/headquarters/index.ts";
import { invalidOrigins } from "../../../main/seal/index.ts";
import type { Shell, ShellApp } from "../../../main/shell/port.ts";
import { startStation, type Station } from "../../../main/station/index.ts";
import { enrolmentPaths } from "../../../shared/http/enrolment.ts";
import type { Joining } from "../../../shared/model/joining.ts";
import { World } from "../../support/headquarters.ts";
import { giveOrder, ordered, viewOf } from "../../support/orders.ts";

let world: World;
const folders: string[] = [];
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  world = await World.open({ recordings: false });
  await world.headquarters.administration.keepRoom({ room: "room-301", zh: "三楼查阅室", en: "Room 301", place: "" });
});
beforeEach(() => {
  // A new minute for the counting of calls.
  world.ahead += 60_000;
});
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) {
    // oxlint-disable-next-line no-await-in-loop -- in the order of opening, backwards
    await close();
  }
});
afterAll(async () => {
  await world.close();
  folders.forEach((folder) => rmSync(folder, { recursive: true, force: true }));
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-joining-"));
  folders.push(folder);
  return folder;
}

/** A machine without an enrolment, as its window sees it. */
interface Machine {
  readonly started: Promise<Station>;
  state(): Promise<Joining>;
  join(address: string): Promise<void>;
  until(at: Joining["at"]): Promise<Joining>;
  closeWindow(): void;
}

function startMachine(folder: string): Machine {
  let app: ShellApp | null = null;
  let close: () => void = () => undefined;
  const pages = join(folder, "pages");
  mkdirSync(join(pages, "assets"), { recursive: true });
  mkdirSync(join(pages, "picture", "assets"), { recursive: true });
  writeFileSync(join(pages, "index.html"), "<!doctype html><title>vitrine</title>");
  writeFileSync(
    join(pages, "picture", "index.html"),
    '<!doctype html><meta name="vitrine-interface" content=""><meta name="vitrine-way" content="">',
  );
  const shell: Shell = {
    kind: "chromium",
    version: "0",
    origins: invalidOrigins,
    protections: () => Promise.resolve({ sandbox: "live" }),
    keyStore: null,
    open: (opened) => {
      app = opened;
      return Promise.resolve();
    },
    print: () => Promise.resolve({ kind: "failed" }),
    send: () => undefined,
    closed: new Promise((resolve) => {
      close = resolve;
    }),
    close: () => Promise.resolve(),
  };
  const started = startStation({
    shell,
    folder: join(folder, "station"),
    demonstration: false,
    senses: [],
    pages,
    joiningPollMs: 1000,
    freeBytes: () => 2 ** 40,
  });
  started.then(
    (station) => closers.push(() => station.close()),
    () => undefined,
  );
  const call = async (channel: string, input?: unknown): Promise<unknown> =>
    app?.invoke(channel, input, { isMainFrame: true, url: `${invalidOrigins.interface}/` });
  const state = async (): Promise<Joining> => {
    const answer = (await call("station:joining")) as { ok: true; value: Joining } | undefined;
    if (answer === undefined) {
      throw new Error("the window is not open yet");
    }
    return answer.value;
  };
  return {
    started,
    state,
    join: async (address) => void (await call("station:join", { address, name: "WS-401" })),
    until: (at) =>
      vi.waitFor(
        async () => {
          const now = await state();
          expect(now.at).toBe(at);
          return now;
        },
        { timeout: 10_000, interval: 20 },
      ),
    closeWindow: () => close(),
  };
}

async function waitingFingerprint(machine: Machine, address: string): Promise<string> {
  await machine.until("address");
  await machine.join(address);
  const waiting = await machine.until("waiting");
  return waiting.at === "waiting" ? waiting.fingerprint : "";
}

const pendingOf = (fingerprint: string) =>
  vi.waitFor(async () => {
    const found = (await viewOf(world)).enrolments.find((one) => one.fingerprint === fingerprint);
    expect(found).toBeDefined();
    return found?.enrolment ?? "";
  });

describe("a machine that nobody has enrolled", () => {
  it("asks at headquarters, shows the same fingerprint as the administrator's screen, and becomes a station", async () => {
    const machine = startMachine(newFolder());
    const fingerprint = await waitingFingerprint(machine, world.headquarters.enrolmentUrl);
    const enrolment = await pendingOf(fingerprint);
    const order = { order: "station.enrol", enrolment, fingerprint, room: "room-301", floor: ["sandbox"] };

    const wrong = { ...order, fingerprint: fingerprint.replace(/.$/u, (last) => (last === "0" ? "1" : "0")) };
    expect(await giveOrder(world, wrong)).toMatchObject({ failure: { reason: "enrolment-changed" } });
    expect(await giveOrder(world, { ...order, room: "room-x" })).toMatchObject({ failure: { reason: "room-unknown" } });
    expect(await giveOrder(world, { ...order, floor: ["capture"] })).toMatchObject({
      failure: { reason: "floor-not-met" },
    });
    expect((await machine.state()).at).toBe("waiting");

    await ordered(world, order);
    const station = await machine.started;
    expect(await machine.state()).toEqual({ at: "joined" });
    const status = await station.app.invoke("station:status", undefined, {
      isMainFrame: true,
      url: `${invalidOrigins.interface}/`,
    });
    expect(status).toMatchObject({ ok: true, value: { station: "WS-401", room: { id: "room-301", en: "Room 301" } } });
    const row = (await viewOf(world)).stations.find(({ name }) => name === "WS-401");
    expect(row).toMatchObject({ room: "room-301", floor: ["sandbox"], below: [], shell: "chromium" });
    expect(await giveOrder(world, order)).toMatchObject({ failure: { reason: "enrolment-unknown" } });
  });

  it("is told when an administrator says no, and may ask again as another machine", async () => {
    const machine = startMachine(newFolder());
    const fingerprint = await waitingFingerprint(machine, world.headquarters.enrolmentUrl);
    const enrolment = await pendingOf(fingerprint);
    await ordered(world, { order: "station.decline", enrolment, note: "" });
    expect(await machine.until("refused")).toEqual({ at: "refused", reason: "declined" });
    await machine.join(world.headquarters.enrolmentUrl);
    const again = await machine.until("waiting");
    expect(again).not.toMatchObject({ fingerprint });
    machine.closeWindow();
    await expect(machine.started).rejects.toMatchObject({ trouble: "not-enrolled" });
  });

  it("says when nothing answers, and when what answers is no headquarters", async () => {
    const machine = startMachine(newFolder());
    await machine.until("address");
    await machine.join("127.0.0.1:1");
    expect(await machine.until("refused")).toEqual({ at: "refused", reason: "unreachable" });
    await machine.join(world.headquarters.url);
    await vi.waitFor(async () => expect(await machine.state()).toMatchObject({ at: "refused" }));
    machine.closeWindow();
    await expect(machine.started).rejects.toMatchObject({ trouble: "not-enrolled" });
  });

  it("does not enrol at a production headquarters with a shell that is not sealed (design 3.1)", async () => {
    const production = await startHeadquarters({ folder: join(newFolder(), "hq"), clock: { now: Date.now } });
    closers.push(() => production.close());
    const machine = startMachine(newFolder());
    await machine.until("address");
    await machine.join(production.enrolmentUrl);
    expect(await machine.until("refused")).toEqual({ at: "refused", reason: "shell-not-sealed" });
    // A machine that lies about itself meets the same answer at headquarters.
    const answer = await post(production.enrolmentUrl, enrolmentPaths.ask, machineAsking({ shell: "chromium" }));
    expect(answer.body).toEqual({ state: "refused", reason: "shell-not-sealed" });
    machine.closeWindow();
    await expect(machine.started).rejects.toMatchObject({ trouble: "not-enrolled" });
  });
});

function machineAsking(change: Record<string, unknown> = {}): Record<string, unknown> {
  const origin = `slwh/ws/${base64url(generateKemKey().publicKey).slice(0, 12)}/0`;
  return {
    name: "WS-X",
    csrPem: createCsr({ commonName: "x" }).csrPem,
    kemPublicKey: base64url(generateKemKey().publicKey),
    logOrigin: origin,
    logVerifierKey: verifierKey(origin, generateSigningKey().publicKey),
    shell: "chromium",
    protections: [],
    ...change,
  };
}

function post(base: string, path: string, body: unknown): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const call = request(
      new URL(path, base),
      { method: "POST", rejectUnauthorized: false, agent: false, headers: { "content-type": "application/json" } },
      (response) => {
        let text = "";
        response.on("data", (piece: Buffer) => (text += piece.toString()));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as unknown }));
      },
    );
    call.on("error", reject);
    call.end(JSON.stringify(body));
  });
}

describe("the listener for machines without a certificate", () => {
  const ask = (body: unknown) => post(world.headquarters.enrolmentUrl, enrolmentPaths.ask, body);

  it("A26: refuses keys of small order", async () => {
    const lowOrder = [
      new Uint8Array(32),
      Uint8Array.from({ length: 32 }, (_none, at) => (at === 0 ? 1 : 0)),
      Buffer.from("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800", "hex"),
      Buffer.from("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157", "hex"),
      Buffer.from("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "hex"),
    ];
    for (const key of lowOrder) {
      // oxlint-disable-next-line no-await-in-loop -- one address may not ask too often at once
      const { body } = await ask(machineAsking({ kemPublicKey: base64url(key) }));
      expect(body).toEqual({ state: "refused", reason: "low-order-key" });
    }
    const origin = "slwh/ws/low/0";
    const zeros = verifierKey(
      origin,
      Uint8Array.from({ length: 32 }, (_none, at) => (at === 0 ? 1 : 0)),
    );
    expect((await ask(machineAsking({ logOrigin: origin, logVerifierKey: zeros }))).body).toEqual({
      state: "refused",
      reason: "low-order-key",
    });
  });

  it("answers nothing else, and what is malformed or huge not at all", async () => {
    const { enrolmentUrl } = world.headquarters;
    expect((await post(enrolmentUrl, "/v1/people", {})).status).toBe(400);
    expect((await ask({})).status).toBe(400);
    expect((await ask({ ...machineAsking(), extra: 1 })).status).toBe(400);
    expect((await ask(machineAsking({ name: "x".repeat(20_000) }))).status).toBeGreaterThanOrEqual(400);
  });

  it("takes a few machines of one address, and then lets them wait; asks too often are refused", async () => {
    const answers = [];
    for (let count = 0; count < 8; count += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      answers.push((await ask(machineAsking())).body);
    }
    expect(answers).toContainEqual({ state: "busy" });
    const statuses: number[] = [];
    // A minute may end on the way and the count begin again: long enough for two.
    for (let count = 0; count < 100 && !statuses.includes(429); count += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      statuses.push((await ask({})).status);
    }
    expect(statuses).toContain(429);
  });
});

describe("the fingerprint", () => {
  it("differs for whoever sits in between: other keys, another authority, parts that are moved", () => {
    const keys = { csrPem: "a", kemPublicKey: "bc", logOrigin: "d", logVerifierKey: "e" };
    const [own, other] = ["own", "other"].map(
      (name) => readCertificate(createAuthority({ name, days: 1 }).certificatePem).der,
    );
    const one = enrolmentFingerprint(keys, own ?? new Uint8Array());
    expect(one).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/u);
    const others = [
      enrolmentFingerprint(keys, other ?? new Uint8Array()),
      enrolmentFingerprint({ ...keys, csrPem: "ab", kemPublicKey: "c" }, own ?? new Uint8Array()),
      enrolmentFingerprint({ ...keys, logVerifierKey: "f" }, own ?? new Uint8Array()),
    ];
    expect(new Set([one, ...others]).size).toBe(4);
  });
});
