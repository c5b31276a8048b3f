import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from "vitest";
import type { LeaseDesk } from "../../../main/vault/index.ts";
import { cover } from "../../../main/formats/key-tree.ts";
import { canMakeClips, clip } from "../../support/clips.ts";
import {
  ask,
  mediaOf,
  openVaultBench,
  scratch,
  takeIn,
  wayOf,
  type TakenIn,
  type VaultBench,
} from "../../support/picture.ts";

const range = [{ from: 130, to: 200 }];
const page = '<meta name="vitrine-interface" content="" /><meta name="vitrine-way" content="" />';

describe.skipIf(!canMakeClips())("vault", () => {
  const { folder, remove } = scratch("vault");
  let taken: TakenIn;
  let bench: VaultBench;
  let round = 0;

  const benchWith = (desk?: (log: VaultBench["log"]) => LeaseDesk): VaultBench =>
    openVaultBench(join(folder, `bench-${round++}`), [taken], folder, desk);

  beforeAll(async () => {
    writeFileSync(join(folder, "index.html"), page);
    taken = await takeIn(clip("cfr30"), folder);
  });
  beforeEach(() => {
    bench = benchWith();
  });
  afterEach(() => bench.close());
  afterAll(remove);

  const leases = (of: VaultBench) => [...of.log.entries(0, of.log.size)].filter(({ t }) => t === "view.lease");

  it("R2: every read happens under a lease that is in the log before", async () => {
    const seen: number[] = [];
    bench.close();
    bench = benchWith((log) => ({
      lease: (body) => {
        seen.push(log.size);
        return log.lease(body);
      },
    }));
    const source = await mediaOf(bench, bench.order(taken, range));
    expect(leases(bench)).toHaveLength(0);
    await source.read(source.size - 100, source.size);
    expect(leases(bench)).toHaveLength(1);
    expect(leases(bench)[0]?.b).toMatchObject({
      viewing: "v-000001",
      asset: taken.asset,
      frames: { from: 180, to: 200 },
    });
    await source.read(0, source.size);
    expect(seen).toHaveLength(leases(bench).length);
  });

  it("asks headquarters for small segments that lie side by side together, and for kept ones not at all", async () => {
    const { bodyOffset, manifest } = taken.header;
    const asked: [from: number, to: number][] = [];
    const source: TakenIn["source"] = async () => {
      const whole = await taken.source();
      return {
        size: whole.size,
        read: (from, to) => {
          asked.push([from, to]);
          return whole.read(from, to);
        },
      };
    };
    bench.close();
    const place = join(folder, `bench-${round++}`);
    bench = openVaultBench(place, [{ ...taken, source }], folder);
    const kept = () =>
      readdirSync(join(place, "cache"), { recursive: true, encoding: "utf8" }).filter((name) =>
        /[0-9a-f]{64}$/u.test(name.split("/").slice(2).join("/")),
      );
    const wanted = manifest.segments.slice(1, 5);
    const [first, last] = [wanted[0], wanted.at(-1)];
    const frames = { from: first?.firstFrame ?? 0, to: (last?.firstFrame ?? 0) + 1 };
    await bench.vault.open(bench.order(taken, [frames]));
    const ofSegments = () => asked.filter(([from]) => from >= bodyOffset);
    expect(wanted).toHaveLength(4);
    expect(ofSegments()).toEqual([
      [bodyOffset + (first?.offset ?? 0), bodyOffset + (last?.offset ?? 0) + (last?.bytes ?? 0)],
    ]);
    // The head and four segments; they are put away beside the picture.
    await expect.poll(kept).toHaveLength(5);
    await bench.vault.open(bench.order(taken, [frames]));
    expect(ofSegments()).toHaveLength(1);
  });

  it("R2: gives no byte of a picture when the log cannot take the lease, and stops", async () => {
    bench.close();
    bench = benchWith(() => ({
      lease() {
        throw new Error("disk I/O error");
      },
    }));
    const source = await mediaOf(bench, bench.order(taken, range));
    await expect(source.read(0, source.size)).rejects.toThrow("disk I/O error");
    expect(bench.heard.stopped).toMatchObject([{ reason: "log-failed" }]);
  });

  it("R2: ends the picture when the log cannot take how it will be shown", async () => {
    const full = {
      onEnhanced: () => {
        throw new Error("disk I/O error");
      },
    };
    const opened = await bench.vault.open(bench.order(taken, range, full));
    const ticket = opened.ok ? opened.value.ticket : "";
    const report = { brightness: 120, contrast: 100, gamma: 180 };
    expect(await ask(bench, ticket, `/${await wayOf(bench, ticket)}/enhanced`, report)).toMatchObject({ status: 400 });
    expect(bench.heard.stopped).toMatchObject([{ reason: "log-failed" }]);
  });

  it("R2: a look-alike of a lease opens nothing", async () => {
    bench.close();
    bench = benchWith(() => ({
      // As if somebody wrote the lease down without a log.
      lease: (body) => ({ index: 0, body }) as unknown as ReturnType<LeaseDesk["lease"]>,
    }));
    const source = await mediaOf(bench, bench.order(taken, range));
    await expect(source.read(source.size - 1, source.size)).rejects.toThrow("no lease covers this segment");
  });

  it("R1: without the keys of a range there is no picture", async () => {
    const foreign = cover(taken.root, taken.header.manifest.treeDepth, 0, 1);
    const opened = await bench.vault.open(bench.order(taken, range, { nodes: foreign }));
    expect(opened).toEqual({ ok: false, failure: { code: "grant-refused", reason: "outside-range" } });
  });

  it("refuses a manifest other than the granted one, and a range outside the recording", async () => {
    const other = await bench.vault.open(bench.order(taken, range, { manifestDigest: "00".repeat(32) }));
    expect(other).toEqual({ ok: false, failure: { code: "footage-damaged", asset: taken.asset } });
    const outside = await bench.vault.open({ ...bench.order(taken, range), ranges: [{ from: 0, to: 451 }] });
    expect(outside).toEqual({ ok: false, failure: { code: "grant-refused", reason: "outside-range" } });
  });

  it("A31 reads nothing after the picture was closed, even what was already under way", async () => {
    const order = bench.order(taken, range);
    const opened = await bench.vault.open(order);
    const ticket = opened.ok ? opened.value.ticket : "";
    const source = await mediaOf(bench, order, ticket);
    const running = source.read(0, source.size);
    bench.vault.close(ticket);
    await expect(running).rejects.toThrow("the ticket is void");
    await expect(source.read(0, 10)).rejects.toThrow("the ticket is void");
    expect(await ask(bench, ticket, "/")).toMatchObject({ status: 404 });
    expect(bench.vault.confirmed(ticket)).toBeNull();
  });

  it("reads nothing once the grant's time is over, and says why", async () => {
    const source = await mediaOf(bench, bench.order(taken, range, { notAfter: 1_000_000 }), undefined, 999_999);
    await source.read(0, 10);
    bench.clock = 1_000_000;
    await expect(source.read(0, 10)).rejects.toThrow("the ticket is void");
    expect(bench.heard.stopped).toMatchObject([{ reason: "grant-expired" }]);
  });

  it("C12 stops at damaged footage and names it", async () => {
    const altered = { ...taken };
    const { segments } = taken.header.manifest;
    const target = taken.header.bodyOffset + (segments[3]?.offset ?? 0) + 5000;
    altered.source = async () => {
      const source = await taken.source();
      return {
        size: source.size,
        async read(from, to) {
          const bytes = await source.read(from, to);
          if (target >= from && target < to) {
            bytes[target - from] = (bytes[target - from] ?? 0) ^ 1;
          }
          return bytes;
        },
      };
    };
    const damaged = openVaultBench(join(folder, "damaged"), [altered], folder);
    const opened = await damaged.vault.open(damaged.order(taken, [{ from: 0, to: 300 }]));
    expect(opened).toEqual({ ok: false, failure: { code: "footage-damaged", asset: taken.asset } });
    damaged.close();
  });

  it("says that footage is unavailable when headquarters cannot be reached, and plays from its own cache then", async () => {
    let reachable = true;
    const wire = { ...taken, source: () => (reachable ? taken.source() : Promise.reject(new Error("offline"))) };
    const far = openVaultBench(join(folder, "far"), [wire], folder);
    const source = await mediaOf(far, far.order(taken, range));
    const whole = await source.read(0, source.size);
    reachable = false;
    const again = await mediaOf(far, far.order(taken, range));
    expect(Buffer.compare(await again.read(0, again.size), whole)).toBe(0);
    const elsewhere = await far.vault.open(far.order(taken, [{ from: 0, to: 30 }]));
    expect(elsewhere).toEqual({ ok: false, failure: { code: "footage-unavailable", asset: taken.asset } });
    far.close();
  });

  it("R3: keeps nothing but ciphertext in its cache", async () => {
    const source = await mediaOf(bench, bench.order(taken, range));
    const plain = Buffer.from(await source.read(0, source.size));
    const cache = join(folder, `bench-${round - 1}`, "cache");
    const files = readdirSync(cache, { recursive: true, encoding: "utf8" }).map((name) => join(cache, name));
    const bytes = Buffer.concat(files.filter((name) => statSync(name).isFile()).map((name) => readFileSync(name)));
    expect(bytes.length).toBeGreaterThan(plain.length / 2);
    const windows = Array.from({ length: 200 }, (_, index) => {
      const from = plain.length - 33 - ((index * 7919) % (plain.length - 20_000));
      return plain.subarray(from, from + 32);
    });
    expect(windows.some((window) => Buffer.concat([bytes, window]).includes(window))).toBe(true);
    expect(windows.filter((window) => bytes.includes(window))).toEqual([]);
  });

  it("A31 gives tickets and ways that cannot be guessed, and nothing without both", async () => {
    const order = bench.order(taken, range);
    const [one, two] = [await bench.vault.open(order), await bench.vault.open(order)];
    const tickets = [one, two].map((opened) => (opened.ok ? opened.value.ticket : ""));
    expect(new Set(tickets).size).toBe(2);
    expect(tickets.every((ticket) => /^[\w-]{32}$/u.test(ticket))).toBe(true);
    const [ticket = "", other = ""] = tickets;
    const way = await wayOf(bench, ticket);
    expect(await ask(bench, ticket, `/${way}/frames`)).toMatchObject({ status: 200 });
    expect(await ask(bench, other, `/${way}/frames`)).toMatchObject({ status: 404 });
    expect(await ask(bench, ticket, "/media")).toMatchObject({ status: 404 });
  });

  it.each([
    "/../index.html",
    "/assets/../index.html",
    "/assets/%2e%2e/index.html",
    "/assets/a/b.js",
    "/assets/..",
    `/${"a".repeat(65_536)}`,
    "//",
    "",
    "/assets/\0.js",
  ])("A29 answers the path %j with nothing", async (path) => {
    const opened = await bench.vault.open(bench.order(taken, range));
    expect(await ask(bench, opened.ok ? opened.value.ticket : "", path)).toMatchObject({ status: 404 });
  });

  it.each([
    ["shown", { ranges: [{ from: 130, to: 200 }], ratePercent: 100 }, 204],
    ["shown", { ranges: [{ from: 0, to: 200 }], ratePercent: 100 }, 400],
    ["shown", { ranges: [{ from: 140, to: 140 }], ratePercent: 100 }, 400],
    ["shown", { ranges: [{ from: 140, to: 150 }], ratePercent: 1.5 }, 400],
    ["shown", { ranges: [{ from: 140, to: 150 }], ratePercent: 100, more: 1 }, 400],
    ["shown", { ranges: Array.from({ length: 300 }, () => ({ from: 140, to: 150 })), ratePercent: 100 }, 400],
    ["confirmed", { frame: 150 }, 204],
    ["confirmed", { frame: null }, 204],
    ["confirmed", { frame: 129 }, 400],
    ["confirmed", { frame: "150" }, 400],
    ["enhanced", { brightness: 120, contrast: 100, gamma: 180 }, 204],
    ["enhanced", { brightness: 120, contrast: 100, gamma: 999 }, 400],
    ["enhanced", { brightness: 120.5, contrast: 100, gamma: 100 }, 400],
    ["enhanced", { brightness: 120, contrast: 100, gamma: 100, of: "x" }, 400],
    ["alarm", { reason: "because" }, 400],
    ["alarm", [], 400],
    ["nothing", {}, 404],
  ])("takes the report %s %j with %i", async (name, body, status) => {
    const opened = await bench.vault.open(bench.order(taken, range));
    const ticket = opened.ok ? opened.value.ticket : "";
    const way = await wayOf(bench, ticket);
    expect(await ask(bench, ticket, `/${way}/${name}`, body)).toMatchObject({ status });
    const { shown, confirmed, enhanced, stopped } = bench.heard;
    const heard = shown.length + confirmed.length + enhanced.length + stopped.length;
    expect(heard).toBe(status === 204 && JSON.stringify(body) !== '{"frame":null}' ? 1 : 0);
  });

  it("refuses a report larger than any picture has to make, and one that is not text", async () => {
    const opened = await bench.vault.open(bench.order(taken, range));
    const ticket = opened.ok ? opened.value.ticket : "";
    const path = `/${await wayOf(bench, ticket)}/confirmed`;
    const large = new TextEncoder().encode(`{"frame":150${" ".repeat(20_000)}}`);
    for (const body of [large, Uint8Array.of(0xff, 0xfe), new Uint8Array()]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await bench.vault.serve({ method: "POST", ticket, path, body })).toMatchObject({ status: 400 });
    }
  });

  it("R6: confirms a frame with its ticks and the digest of its bytes", async () => {
    const opened = await bench.vault.open(bench.order(taken, range));
    const ticket = opened.ok ? opened.value.ticket : "";
    await ask(bench, ticket, `/${await wayOf(bench, ticket)}/confirmed`, { frame: 150 });
    const { timescale } = taken.header.manifest.tracks[0] ?? { timescale: 0 };
    const confirmed = bench.vault.confirmed(ticket);
    expect(confirmed).toMatchObject({ frame: 150, ticks: (150 * timescale) / 30, timescale });
    expect(confirmed?.digest).toMatch(/^[0-9a-f]{64}$/u);
  });

  it("R2: a closed picture may say for a moment what it had shown, and do nothing else", async () => {
    bench.clock = 1_000_000;
    const opened = await bench.vault.open(bench.order(taken, range));
    const ticket = opened.ok ? opened.value.ticket : "";
    const way = await wayOf(bench, ticket);
    const tell = async (name: string, body?: object): Promise<number> => {
      const answer = await ask(bench, ticket, `/${way}/${name}`, body);
      return answer.kind === "bytes" ? answer.status : 200;
    };
    const told = { ranges: [{ from: 140, to: 150 }], ratePercent: 100 };
    expect(await tell("shown", { ...told, last: true })).toBe(204);
    expect(bench.heard.shown).toEqual([told]);
    bench.vault.close(ticket);
    expect(await tell("shown", { ranges: [], ratePercent: 100, last: true })).toBe(204);
    expect(bench.heard.shown).toEqual([told, { ranges: [], ratePercent: 100, last: true }]);
    expect(await tell("shown", { ranges: [{ from: 0, to: 200 }], ratePercent: 100 })).toBe(400);
    for (const [name, body] of [
      ["confirmed", { frame: 150 }],
      ["alarm", { reason: "watermark-removed" }],
      ["media", undefined],
      ["frames", undefined],
      ["shown", undefined],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop
      expect({ name, status: await tell(name, body) }).toEqual({ name, status: 404 });
    }
    bench.clock += 2000;
    expect(await tell("shown", told)).toBe(404);
  });

  it("R2: tells a page that listens of its end, and waits a moment for its last word", async () => {
    const opened = await bench.vault.open(bench.order(taken, range));
    const ticket = opened.ok ? opened.value.ticket : "";
    const way = await wayOf(bench, ticket);
    const over = ask(bench, ticket, `/${way}/over`);
    bench.vault.close(ticket);
    expect(await over).toMatchObject({ status: 204 });
    const heard: string[] = [];
    const waiting = bench.vault.lastWord(ticket).then(() => heard.push("waited"));
    await ask(bench, ticket, `/${way}/shown`, { ranges: [{ from: 140, to: 150 }], ratePercent: 100, last: true });
    heard.push("told");
    await waiting;
    expect(heard).toEqual(["told", "waited"]);
    await bench.vault.lastWord("nobody");
  });

  it("R2: does not wait for ever for a page that has gone", async () => {
    const opened = await bench.vault.open(bench.order(taken, range));
    const ticket = opened.ok ? opened.value.ticket : "";
    void ask(bench, ticket, `/${await wayOf(bench, ticket)}/over`);
    bench.vault.close(ticket);
    await bench.vault.lastWord(ticket);
    expect(bench.heard.shown).toEqual([]);
  });

  it("an alarm of the picture voids its ticket", async () => {
    const order = bench.order(taken, range);
    const opened = await bench.vault.open(order);
    const ticket = opened.ok ? opened.value.ticket : "";
    const source = await mediaOf(bench, order, ticket);
    await ask(bench, ticket, `/${await wayOf(bench, ticket)}/alarm`, { reason: "watermark-removed" });
    expect(bench.heard.stopped).toMatchObject([{ reason: "watermark-removed" }]);
    await expect(source.read(0, 10)).rejects.toThrow("the ticket is void");
  });
});
