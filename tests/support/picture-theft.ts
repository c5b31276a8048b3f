/**
 * Ways by which script in the screen's page might try to get hold of a pixel or a sample of the picture
 * (red-team corpus A01–A09).
 */
export interface Theft {
  readonly id: string;
  readonly says: string;
  /**
   * Body of an async function with `address` (of the picture page), `media` (of its media, as if it were
   * known) and `frame` (its element). Returns what it got: a non-empty value is a theft.
   */
  readonly script: string;
}

const ownVideo = `const video = document.createElement("video");
video.muted = true;
video.src = media;
document.body.append(video);
await new Promise((resolve) => { video.onloadeddata = resolve; video.onerror = resolve; setTimeout(resolve, 1500); });
if (video.readyState < 2) return null;
video.play().catch(() => {});
await new Promise((resolve) => { video.requestVideoFrameCallback(resolve); setTimeout(resolve, 1500); });`;

const ownCanvas = `const canvas = document.createElement("canvas");
canvas.width = 64; canvas.height = 36;
const context = canvas.getContext("2d");`;

/** Each runs in the screen's page; put together with `theftScript`. */
export const thefts: readonly Theft[] = [
  {
    id: "A01a",
    says: "a canvas drawn from the picture and saved as an address",
    script: `${ownVideo} ${ownCanvas} context.drawImage(video, 0, 0, 64, 36); return canvas.toDataURL();`,
  },
  {
    id: "A01b",
    says: "pixels of a canvas drawn from the picture",
    script: `${ownVideo} ${ownCanvas} context.drawImage(video, 0, 0, 64, 36); return context.getImageData(0, 0, 64, 36).data.some((value, at) => at % 4 !== 3 && value !== 0) || null;`,
  },
  {
    id: "A02",
    says: "an image bitmap of the picture, written off screen",
    script: `${ownVideo} const bitmap = await createImageBitmap(video); const off = new OffscreenCanvas(64, 36); off.getContext("2d").drawImage(bitmap, 0, 0); return (await off.convertToBlob()).size;`,
  },
  {
    id: "A03a",
    says: "a video frame copied to memory",
    script: `${ownVideo} const shot = new VideoFrame(video); const bytes = new Uint8Array(shot.allocationSize()); await shot.copyTo(bytes); return bytes.length;`,
  },
  {
    id: "A03b",
    says: "the frame's own video element, reached through the window",
    script: `const video = frame.contentDocument?.querySelector("video") ?? frame.contentWindow.document.querySelector("video"); return new VideoFrame(video).timestamp;`,
  },
  {
    id: "A04",
    says: "a texture read back",
    script: `${ownVideo} const gl = document.createElement("canvas").getContext("webgl"); if (gl === null) return null; const texture = gl.createTexture(); gl.bindTexture(gl.TEXTURE_2D, texture); gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, video); const buffer = gl.createFramebuffer(); gl.bindFramebuffer(gl.FRAMEBUFFER, buffer); gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0); const px = new Uint8Array(4); gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, px); return px.some((value) => value !== 0) || null;`,
  },
  {
    id: "A05",
    says: "the element's stream, recorded",
    script: `${ownVideo} const recorder = new MediaRecorder(video.captureStream()); const parts = []; recorder.ondataavailable = ({ data }) => parts.push(data.size); recorder.start(); await video.play(); await new Promise((resolve) => setTimeout(resolve, 600)); recorder.stop(); await new Promise((resolve) => setTimeout(resolve, 200)); return parts.reduce((sum, size) => sum + size, 0);`,
  },
  {
    id: "A06",
    says: "the stream of a canvas that shows the picture",
    script: `${ownVideo} ${ownCanvas} context.drawImage(video, 0, 0, 64, 36); return canvas.captureStream().getVideoTracks().length;`,
  },
  {
    id: "A07",
    says: "samples of the sound through an audio graph",
    script: `${ownVideo} const audio = new AudioContext(); const source = audio.createMediaElementSource(video); const meter = audio.createAnalyser(); source.connect(meter); video.muted = false; await audio.resume(); await video.play(); await new Promise((resolve) => setTimeout(resolve, 800)); const heard = new Float32Array(meter.fftSize); meter.getFloatTimeDomainData(heard); return heard.some((value) => value !== 0) || null;`,
  },
  {
    id: "A08",
    says: "an element that asks for the media with leave to read it",
    script: `const video = document.createElement("video"); video.crossOrigin = "anonymous"; video.src = media; document.body.append(video); await new Promise((resolve) => { video.onloadeddata = resolve; video.onerror = resolve; setTimeout(resolve, 1500); }); return video.readyState >= 2 ? video.videoWidth : null;`,
  },
  {
    id: "A09a",
    says: "fetch, with and without leave, of the page, the table and the media",
    script: `let got = 0; for (const mode of ["cors", "no-cors", "same-origin"]) for (const name of [address, media, media.replace(/media$/, "frames")]) { try { got += (await (await fetch(name, { mode })).arrayBuffer()).byteLength; } catch {} } return got;`,
  },
  {
    id: "A09b",
    says: "an old-style request, an import and a worker",
    script: `let got = 0; try { const request = new XMLHttpRequest(); request.open("GET", media); await new Promise((done) => { request.onloadend = done; request.send(); }); got += request.responseText.length; } catch {} try { await import(media); got += 1; } catch {} try { const worker = new Worker(media); got += await new Promise((resolve) => { worker.onmessage = () => resolve(1); worker.onerror = () => resolve(0); setTimeout(() => resolve(0), 500); }); } catch {} return got;`,
  },
];

/** Expression for `page.evaluate`: the theft's booty, or null when there was none. Errors count as none. */
export function theftScript(theft: Theft, address: string, media: string): string {
  return `(async (address, media, frame) => { try { return (await (async () => { ${theft.script} })()) || null; } catch { return null; } })(${JSON.stringify(address)}, ${JSON.stringify(media)}, document.querySelector("iframe"))`;
}
