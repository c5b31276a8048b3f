import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Frame, Response } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../main/setup/index.ts";
import { startDemonstrationStation, type DemonstrationStation } from "../support/demonstration-station.ts";
import type { Journey } from "../support/journey.ts";
import { ask, openViewing } from "../support/open-viewing.ts";
import { createOracle, formsOf } from "../support/plaintext-oracle.ts";
import { sampleWindows } from "../support/sample-windows.ts";
import { storedEntries } from "../support/station-log.ts";

const asset = "WH-20261109-A017-01";
const original = join(import.meta.dirname, `../../resources/demo/${asset}.mp4`);
const canRun = findChromium() !== null && existsSync(original);
const vaultOrigin = "https://vault.vitrine.invalid";

const canvas = `const canvas = document.createElement("canvas"); canvas.width = 64; canvas.height = 36;
const context = canvas.getContext("2d"); context.drawImage(video, 0, 0, 64, 36);`;
const coloured = `((data) => data.some((value, at) => at % 4 !== 3 && value > 8))`;
const recorded = `(async (stream) => {
  const recorder = new MediaRecorder(stream); let size = 0;
  recorder.ondataavailable = ({ data }) => { size += data.size; };
  recorder.start(); await new Promise((done) => setTimeout(done, 700)); recorder.stop();
  await new Promise((done) => { recorder.onstop = done; setTimeout(done, 500); });
  return size;
})`;

/** Bodies of async functions of a `video` element: what each takes from it, or nothing. */
const fromElement = {
  "A01 a canvas saved as an address": `${canvas} const empty = document.createElement("canvas"); empty.width = 64; empty.height = 36; return canvas.toDataURL() !== empty.toDataURL();`,
  "A01 the pixels of a canvas": `${canvas} return ${coloured}(context.getImageData(0, 0, 64, 36).data);`,
  "A01 a canvas saved as a blob": `${canvas} const empty = document.createElement("canvas"); empty.width = 64; empty.height = 36; const [one, other] = await Promise.all([canvas, empty].map(async (from) => (await new Promise((done) => from.toBlob(done))).arrayBuffer())); const blank = new Uint8Array(other); return new Uint8Array(one).some((value, at) => value !== blank[at]);`,
  "A02 a bitmap drawn off screen": `const off = new OffscreenCanvas(64, 36); off.getContext("2d").drawImage(await createImageBitmap(video), 0, 0, 64, 36); return (await off.convertToBlob()).size > 150;`,
  "A03 a video frame copied to memory": `const shot = new VideoFrame(video); const bytes = new Uint8Array(shot.allocationSize()); await shot.copyTo(bytes); shot.close(); return bytes.some((value) => value > 8);`,
  "A03 a track read frame by frame": `const [track] = video.captureStream().getVideoTracks(); const { value } = await new MediaStreamTrackProcessor({ track }).readable.getReader().read(); const width = value.codedWidth; value.close(); return width > 0;`,
  "A04 a texture read back": `const gl = document.createElement("canvas").getContext("webgl"); const texture = gl.createTexture(); gl.bindTexture(gl.TEXTURE_2D, texture); gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, video); gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer()); gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0); const px = new Uint8Array(4); gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, px); return ${coloured}(px);`,
  "A05 the element's stream, recorded": `return await ${recorded}(video.captureStream());`,
  "A06 the stream of a canvas that shows it": `${canvas} const [track] = canvas.captureStream(30).getVideoTracks(); const draw = setInterval(() => context.drawImage(video, 0, 0, 64, 36), 30); const reader = new MediaStreamTrackProcessor({ track }).readable.getReader(); const first = await Promise.race([reader.read(), new Promise((done) => setTimeout(done, 1000))]); clearInterval(draw); if (first === undefined) return null; const bytes = new Uint8Array(first.value.allocationSize({ format: "RGBA" })); await first.value.copyTo(bytes, { format: "RGBA" }); return ${coloured}(bytes);`,
  "A07 the sound through an audio graph": `const audio = new AudioContext(); await audio.resume(); const meter = audio.createAnalyser(); (video.srcObject === null ? audio.createMediaElementSource(video) : audio.createMediaStreamSource(video.srcObject)).connect(meter); const heard = new Float32Array(meter.fftSize); for (let tries = 0; tries < 20 && !heard.some((value) => value !== 0); tries++) { await new Promise((done) => setTimeout(done, 100)); meter.getFloatTimeDomainData(heard); } await audio.close(); return heard.some((value) => value !== 0);`,
} as const;

/** A picture and a sound that the page made itself: what it must be able to read. */
const ownPicture = `const drawn = document.createElement("canvas"); drawn.width = 64; drawn.height = 36;
const pen = drawn.getContext("2d");
const painting = setInterval(() => { pen.fillStyle = "hsl(" + (performance.now() / 5) % 360 + " 90% 50%)"; pen.fillRect(0, 0, 64, 36); }, 20);
const tone = new AudioContext(); await tone.resume(); const out = tone.createMediaStreamDestination(); const note = tone.createOscillator(); note.connect(out); note.start();
const video = document.createElement("video"); video.muted = true;
video.srcObject = new MediaStream([...drawn.captureStream(30).getTracks(), ...out.stream.getTracks()]);
await video.play(); await new Promise((done) => video.requestVideoFrameCallback(done));`;

/** The footage in an element of the page's own, as if its address were known. */
const stolenPicture = `const video = document.createElement("video"); video.muted = true; video.src = media;
for (const [name, value] of Object.entries({ position: "fixed", right: "0", bottom: "0", width: "2px", height: "2px" })) video.style[name] = value;
document.body.append(video);
await Promise.race([video.play().catch(() => {}), new Promise((done) => setTimeout(done, 1500))]);`;

const elements = {
  img: "src",
  video: "poster",
  audio: "src",
  embed: "src",
  object: "data",
  iframe: "src",
  script: "src",
  link: "href",
} as const;

/** Bodies of async functions of `address`, `media` and `frame`: what each gets, or nothing. */
const fromAddress = {
  "A08 an element that asks with leave to read": `const video = document.createElement("video"); video.crossOrigin = "anonymous"; video.src = media; await new Promise((done) => { video.onloadeddata = done; video.onerror = done; setTimeout(done, 1500); }); return video.readyState;`,
  "A09 fetch in each mode": `let got = 0; for (const mode of ["cors", "no-cors", "same-origin"]) for (const name of [address, media]) { try { const answer = await fetch(name, { mode }); got += answer.type === "opaque" ? 1 : (await answer.arrayBuffer()).byteLength; } catch {} } return got;`,
  "A09 an old-style request": `const request = new XMLHttpRequest(); request.open("GET", media); await new Promise((done) => { request.onloadend = done; request.send(); }); return request.responseText.length;`,
  "A09 an import": `await import(media); return true;`,
  "A09 a worker": `const worker = new Worker(media); return await new Promise((done) => { worker.onmessage = () => done(true); worker.onerror = () => done(false); setTimeout(() => done(false), 500); });`,
  "A09 a worker made of text that asks for it": `const url = URL.createObjectURL(new Blob(["fetch('" + media + "').then((a) => a.arrayBuffer()).then((b) => postMessage(b.byteLength))"])); const worker = new Worker(url); return await new Promise((done) => { worker.onmessage = ({ data }) => done(data); worker.onerror = () => done(0); setTimeout(() => done(0), 700); });`,
  "A09 a socket, an event stream and a beacon": `let got = 0; try { new EventSource(media).onmessage = () => { got += 1; }; } catch {} try { new WebSocket(media.replace("https", "wss")).onopen = () => { got += 1; }; } catch {} await new Promise((done) => setTimeout(done, 500)); return got;`,
  "A11 elements of every kind that load it": Object.entries(elements)
    .map(
      ([tag, name]) =>
        `{ const one = document.createElement("${tag}"); one.${name} = media; if ("${tag}" === "link") { one.rel = "prefetch"; } one.style.position = "fixed"; one.style.bottom = "0"; one.style.right = "0"; one.style.width = "2px"; one.style.height = "2px"; one.className = "theft"; document.body.append(one); }`,
    )
    .join(" ")
    .concat(
      ` { const video = document.createElement("video"); const track = document.createElement("track"); track.src = media; track.default = true; video.append(track); video.className = "theft"; video.style.display = "none"; document.body.append(video); } await new Promise((done) => setTimeout(done, 1200)); const all = [...document.querySelectorAll(".theft")]; const got = all.filter((one) => one.naturalWidth > 0 || one.readyState > 0 || one.contentDocument?.body?.childElementCount > 0 || one.getSVGDocument?.()).length; all.forEach((one) => one.remove()); return got;`,
    ),
  "A11 a background and a font": `const one = document.createElement("div"); one.style.backgroundImage = "url(" + media + ")"; one.style.display = "none"; document.body.append(one); let got = 0; try { await new FontFace("stolen", "url(" + media + ")").load(); got = 1; } catch {} one.remove(); return got;`,
  "the frame drawn as if it were a picture": `let got = 0; const context = document.createElement("canvas").getContext("2d"); for (const take of [() => context.drawImage(frame, 0, 0), () => context.drawElementImage(frame, 0, 0), () => createImageBitmap(frame), () => new VideoFrame(frame, { timestamp: 0 })]) { try { await take(); got += 1; } catch {} } return got;`,
  "the frame's document, its element and its words": `let got = 0; const into = frame.contentWindow; for (const take of [() => frame.contentDocument.body, () => into.document.querySelector("video"), () => into.location.href, () => into.performance.getEntries(), () => into.eval("1"), () => into.localStorage, () => into.frameElement, () => frame.getSVGDocument().body, () => globalThis.open("", into.name || "picture").document.body]) { try { if (take()) { got += 1; } } catch {} } return got;`,
  "A20 a screen capture": `return (await navigator.mediaDevices.getDisplayMedia({ video: true })).getTracks().length;`,
} as const;

/** One answer of the bridge, flattened. */
interface Answer {
  readonly name: string;
  readonly flat: string;
  readonly isPlain: boolean;
}

/** One report of a picture, flattened. */
interface Report {
  readonly flat: string;
  readonly ports: number;
  readonly kinds: readonly string[];
}

describe.skipIf(!canRun)("script in the screen's page, while footage plays (R4)", () => {
  let app: DemonstrationStation;
  let journey: Journey;
  let address = "";
  let media = "";
  let leaks: string[] = [];

  const picture = (): Frame => {
    const found = app.page.frames().find((one) => one.url() === address);
    if (found === undefined) {
      throw new Error("the picture is gone");
    }
    return found;
  };

  beforeAll(async () => {
    app = await startDemonstrationStation();
    app.page.setDefaultTimeout(20_000);
    journey = await openViewing(app, { asset, from: 100, to: 1600 });
    address = (await app.page.locator("iframe.picture").getAttribute("src")) ?? "";
    const way = await picture().evaluate(() => document.querySelector<HTMLMetaElement>("[name=vitrine-way]")?.content);
    media = `${address}${way ?? ""}/media`;
    const own = picture();
    app.page.on("response", (response: Response) => {
      if (response.url().startsWith(vaultOrigin) && response.status() < 400 && response.frame() !== own) {
        leaks.push(response.url());
      }
    });
    await journey.slowDown();
    await journey.play();
  });
  afterAll(async () => {
    await app?.close();
  });

  const shown = async (): Promise<number> =>
    Number(await app.page.locator(".readout-frame").getAttribute("data-frame"));

  /** Whatever was tried: the viewing is still under way, the picture moves on, and nobody but its own frame was answered. */
  const goesOn = async (): Promise<void> => {
    const before = await shown();
    await expect.poll(shown, { timeout: 15_000 }).not.toBe(before);
    expect((await ask(app, "viewing:current"))?.stage).toBe("playing");
    expect(leaks).toEqual([]);
  };

  const run = (setUp: string, body: string): Promise<unknown> =>
    app.page.evaluate(`(async (address, media, frame) => {
      let video = null;
      try { return (await (async () => { ${setUp} globalThis.last = video; ${body} })()) || null; }
      catch { return null; }
      finally { globalThis.last?.remove(); globalThis.last = null; }
    })(${JSON.stringify(address)}, ${JSON.stringify(media)}, document.querySelector("iframe.picture"))`);

  it("what the browser remembers of the picture names its page and nothing below it", async () => {
    const names = await app.page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
    expect(names.filter((name) => name.startsWith(vaultOrigin))).toEqual([address]);
    expect(media.length).toBeGreaterThan(address.length + 20);
    await goesOn();
  });

  it("the address is right: the picture's own frame can read what nobody else may", async () => {
    const read = await picture().evaluate(
      async (name) => (await (await fetch(name, { headers: { range: "bytes=0-999" } })).arrayBuffer()).byteLength,
      media,
    );
    expect(read).toBeGreaterThan(0);
    await goesOn();
  });

  it.each(Object.entries(fromElement))(
    "%s: works on the page's own picture, gets nothing of the footage",
    async (_says, body) => {
      expect(await run(ownPicture, body)).not.toBeNull();
      expect(await run(stolenPicture, body)).toBeNull();
      await goesOn();
    },
  );

  it.each(Object.entries(fromAddress))("%s: gets nothing", async (_says, body) => {
    expect(await run("", body)).toBeNull();
    await goesOn();
  });

  it("A12 a frame sent to the media instead of the picture is refused and logged (R12)", async () => {
    const size = storedEntries(app.folder).length;
    await run(
      "",
      `const one = document.createElement("iframe"); one.src = media; one.className = "theft"; one.style.position = "fixed"; one.style.right = "0"; one.style.bottom = "0"; one.style.width = "40px"; one.style.height = "20px"; document.body.append(one); await new Promise((done) => setTimeout(done, 800));`,
    );
    expect(app.page.frames().some((one) => one.url() === media)).toBe(false);
    await app.page.evaluate("document.querySelectorAll('.theft').forEach((one) => one.remove())");
    await goesOn();
    expect(storedEntries(app.folder, size)).toContainEqual(
      expect.objectContaining({ t: "export.try", b: expect.objectContaining({ subject: "navigation" }) }),
    );
  });

  it("A34 forged messages to the picture change nothing and are not answered", async () => {
    const heard = await run(
      "",
      `const heard = []; const { port1, port2 } = new MessageChannel(); port1.onmessage = ({ data }) => heard.push(data);
      addEventListener("message", ({ data, origin }) => { if (origin.startsWith("https://vault")) heard.push(data); });
      frame.contentWindow.postMessage({ type: "vitrine:port" }, "*", [port2]);
      for (const forged of [{ type: "pause" }, { type: "seek", frame: 0 }, { type: "rate", rate: 1e9 }, { type: "stopped" }, { type: "frame", frame: 7, confirmed: true }, "look", new Uint8Array(9), null]) { frame.contentWindow.postMessage(forged, "*"); port1.postMessage(forged); }
      await new Promise((done) => setTimeout(done, 1200)); return heard.length;`,
    );
    expect(heard).toBeNull();
    await goesOn();
  });

  it("a second picture with a port of its own reports numbers and states, never bytes", async () => {
    const heard = await app.page.evaluate<Report[]>(`(async (address) => {
      const frame = document.createElement("iframe"); frame.className = "theft"; frame.allow = "autoplay";
      for (const [name, value] of Object.entries({ position: "fixed", right: "8px", top: "120px", width: "288px", height: "162px" })) frame.style[name] = value;
      // Every leaf of a report; bytes, pictures and whatever else is no plain value go by the name of what they are.
      const kindsIn = (value) => value === null || typeof value !== "object" ? [value === null ? "null" : typeof value]
        : Array.isArray(value) || value.constructor === Object ? Object.values(value).flatMap(kindsIn) : [value.constructor.name];
      const heard = [];
      frame.src = address; document.body.append(frame);
      await new Promise((done) => { frame.onload = done; });
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = (event) => heard.push({ flat: JSON.stringify(event.data), ports: event.ports.length,
        kinds: kindsIn(event.data) });
      frame.contentWindow.postMessage({ type: "vitrine:port" }, new URL(address).origin, [port2]);
      port1.postMessage({ type: "play" });
      await new Promise((done) => setTimeout(done, 3500));
      frame.remove();
      return heard;
    })(${JSON.stringify(address)})`);
    expect(heard.length).toBeGreaterThan(2);
    expect(heard.every(({ flat, ports }) => ports === 0 && flat.length < 4096)).toBe(true);
    const plain = new Set(["boolean", "null", "number", "string", "undefined"]);
    expect([...new Set(heard.flatMap(({ kinds }) => kinds))].filter((kind) => !plain.has(kind))).toEqual([]);
    // The second picture's own frame was answered as the first one's is.
    leaks = leaks.filter((one) => !one.startsWith(address));
    await goesOn();
  });

  it("nothing on the bridge answers with footage", async () => {
    const answers = await app.page.evaluate<Answer[]>(`(async (asset) => {
      const spared = new Set(["signOut", "signIn", "end", "checkOut", "open", "prepare", "export"]);
      const viewing = (await workstation.viewing.current()).value.id;
      const said = [];
      for (const [room, verbs] of Object.entries(workstation)) for (const [verb, call] of Object.entries(verbs)) {
        if (spared.has(verb) || verb.startsWith("on")) continue;
        for (const input of [undefined, { asset, viewing, scope: "all", text: "", page: 0 }]) {
          const answer = await call(input).catch(String);
          said.push({ name: room + ":" + verb, flat: JSON.stringify(answer) ?? "", isPlain: !JSON.stringify(answer, (_key, value) => ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof Blob ? "\\u0000bytes" : value)?.includes("\\u0000bytes") });
        }
      }
      return said;
    })(${JSON.stringify(asset)})`);
    expect(answers.filter(({ flat }) => flat.includes('"ok":true')).length).toBeGreaterThan(8);
    const windows = sampleWindows(original, 200, "bridge", 0, 68);
    const oracle = createOracle(windows.flatMap(({ bytes }, index) => formsOf(String(index), bytes)));
    expect(answers.filter(({ flat }) => oracle.search(Buffer.from(flat)).size > 0)).toEqual([]);
    expect(answers.filter(({ flat, isPlain }) => !isPlain || flat.length > 256 * 1024)).toEqual([]);
    await goesOn();
  });
});
