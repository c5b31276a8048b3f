import type { PictureReport } from "../../shared/picture/protocol.ts";
import { photoDecoder, soundDecoder, timestampOf, videoDecoder, type Beside, type Decoder } from "./decoder.ts";
import { createCovers } from "./covers.ts";
import { createDrawings } from "./drawings.ts";
import { createEnhancer } from "./enhance.ts";
import { readFrameTable, rowNamed, timesOf, type FrameTable } from "./frame-table.ts";
import { startGuard } from "./guard.ts";
import { createHold } from "./hold.ts";
import { findPage, type Page } from "./page.ts";
import { createOverview } from "./overview.ts";
import { createPen } from "./pen.ts";
import { Player } from "./player.ts";
import { openScreenPort } from "./port.ts";
import { readSampleTable } from "./sample-table.ts";
import { createStepper, type Stepper } from "./stepper.ts";
import { vault, type WatermarkFacts } from "./vault-client.ts";
import { createView } from "./view.ts";
import { createWatermark, type Watermark } from "./watermark.ts";

/** Redraws of the watermark per second. */
const drawEveryMs = 250;
const askEveryMs = 2000;
/** How long the first picture may take once its data is there. */
const firstPictureMs = 4000;

const page = findPage();
const hold = createHold(page.hold, page.video);
let player: Player | null = null;
let stopped: Extract<PictureReport, { type: "stopped" }> | null = null;

const screen = openScreenPort(page.interfaceOrigin, (command) => {
  if (command.type === "drawings") {
    drawings.set(command.drawings);
  } else if (command.type === "pen") {
    pen.take(command);
  } else if (command.type === "view") {
    view.take(command.view);
  } else if (command.type === "enhance") {
    enhancer.take(command.enhancement);
  } else if (command.type === "overview") {
    overview.take(command.on);
  } else if (command.type === "point") {
    overview.point(command.frame, command.x);
  } else if (command.type === "rate") {
    page.video.playbackRate = command.rate;
  } else if (command.type === "volume") {
    // Also before there is a picture: one of several cameras is not to be heard for a moment.
    page.video.volume = command.volume;
    page.video.muted = command.muted;
  } else {
    if (command.type === "locale") {
      document.documentElement.lang = command.locale;
      overview.relabel();
    }
    player?.obey(command);
  }
});
const drawings = createDrawings(page.drawings);
const pen = createPen(page.stage, drawings, screen.send);
const enhancer = createEnhancer(page.stage, vault, screen.send);
const view = createView(page.stage, pen.isHeld, screen.send);
const overview = createOverview({
  stage: page.stage,
  band: page.overview,
  preview: page.preview,
  vault,
  send: screen.send,
  onResize: () => view.resize(),
});

/** What is drawn follows the frame that is said to be on screen. */
function tell(report: PictureReport): void {
  if (report.type === "frame") {
    drawings.show(report.frame);
    pen.confirm(report.confirmed ? report.frame : null);
    overview.show(report.frame);
  }
  screen.send(report);
}

function stop(reason: Extract<PictureReport, { type: "stopped" }>["reason"]): void {
  if (stopped !== null) {
    return;
  }
  stopped = { type: "stopped", reason };
  overview.end();
  player?.stop();
  page.video.hidden = true;
  page.photo.hidden = true;
  page.photo.removeAttribute("src");
  screen.send(stopped);
}

/** Draws the watermark at once with what came with the page, and keeps it up to date from then on. */
function keepWatermark(watermark: Watermark): void {
  const take = ({ lines, now, timeZone }: WatermarkFacts): void => {
    watermark.setLines(lines);
    watermark.setClock(now - Date.now(), timeZone);
  };
  const ask = async (): Promise<void> => {
    try {
      take(await vault.watermark());
    } catch {
      // The ticket is void; the lines stay as they were for what may still be on screen.
    }
  };
  const draw = (): void => watermark.draw(Date.now());
  take(vault.firstWatermark());
  draw();
  setInterval(() => void ask(), askEveryMs);
  setInterval(draw, drawEveryMs);
  window.addEventListener("resize", draw);
}

/** Waits for the media that the page names; resolves with what can witness its frames, or why nothing can. */
function load(table: FrameTable): Promise<Decoder | "no-frame-timestamps" | "undecodable"> {
  if (table.kind === "photo") {
    return loadPhoto(page);
  }
  const media = page.video;
  return new Promise((resolve) => {
    const look = (): void => {
      // Either may have come before this script.
      if (media.error !== null) {
        resolve("undecodable");
      } else if (media.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
        media.removeEventListener("loadeddata", look);
        void witnessOf(media, table).then(resolve);
      }
    };
    media.addEventListener("error", look);
    media.addEventListener("loadeddata", look);
    look();
  });
}

async function witnessOf(
  media: HTMLVideoElement,
  table: FrameTable,
): Promise<Decoder | "no-frame-timestamps" | "undecodable"> {
  if (table.kind === "audio") {
    return soundDecoder(media, table);
  }
  if (media.videoWidth === 0) {
    return "undecodable";
  }
  // The first picture calibrates: if its time is not the one the table gives, no later one can be believed.
  const us = await firstTimestamp(media);
  return us !== null && rowNamed(table, us) !== null
    ? videoDecoder(media, table, hold, besideElement(table))
    : "no-frame-timestamps";
}

/** Decodes single pictures beside the element; what it needs is only asked for when a picture cannot be reached. */
function besideElement(table: FrameTable): Beside {
  let opening: Promise<{ readonly stepper: Stepper | null; readonly rotation: number }> | null = null;
  const open = async (): Promise<{ readonly stepper: Stepper | null; readonly rotation: number }> => {
    const samples = readSampleTable(await vault.samples(), table.us.length);
    const stepper = await createStepper({ table: samples, read: (from, to) => vault.media(from, to) });
    return { stepper, rotation: samples.rotation };
  };
  return async (row, isWanted) => {
    opening ??= open();
    const { stepper, rotation } = await opening.catch(() => ({ stepper: null, rotation: 0 }));
    return stepper !== null && stepper.show(row, isWanted, (picture) => hold.pin(row, picture, rotation));
  };
}

/** The element may say that it has data a moment before it holds a picture. */
async function firstTimestamp(media: HTMLVideoElement): Promise<number | null> {
  const deadline = performance.now() + firstPictureMs;
  let us = timestampOf(media);
  while (us === null && performance.now() < deadline) {
    // oxlint-disable-next-line no-await-in-loop -- looking again is the point
    await new Promise((resolve) => {
      setTimeout(resolve, 15);
    });
    us = timestampOf(media);
  }
  return us;
}

async function loadPhoto({ photo, video }: Page): Promise<Decoder | "undecodable"> {
  video.hidden = true;
  try {
    await photo.decode();
    photo.hidden = false;
    return photoDecoder;
  } catch {
    return "undecodable";
  }
}

function forwardKeys(): void {
  window.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key !== "Tab") {
      event.preventDefault();
    }
    screen.send({ type: "key", key: event.key, shift: event.shiftKey });
  });
}

function refuseGestures(): void {
  for (const type of ["contextmenu", "dragstart", "copy", "cut", "selectstart", "drop", "dragover"]) {
    window.addEventListener(type, (event) => event.preventDefault(), { capture: true });
  }
}

async function finishWhenOver(playing: Player): Promise<void> {
  try {
    await vault.over();
  } catch {
    // The vault is gone with the station; there is nobody left to tell.
    return;
  }
  overview.end();
  playing.finish();
}

function pageLoad(): Promise<void> {
  return new Promise((resolve) => {
    if (document.readyState === "complete") {
      resolve();
    } else {
      window.addEventListener("load", () => resolve(), { once: true });
    }
  });
}

async function start(): Promise<void> {
  refuseGestures();
  forwardKeys();
  const listed = vault.frames();
  const watermark = createWatermark(page.watermark);
  keepWatermark(watermark);
  const covers = createCovers(page.covers, page.mask, vault.covers());
  startGuard({
    stage: page.stage,
    canvas: page.watermark,
    watermark,
    covers,
    coversElement: page.covers,
    onBreach(reason) {
      stop(reason);
      vault.alarm(reason);
    },
  });
  const table = readFrameTable(await listed);
  const decoder = await load(table);
  if (stopped !== null) {
    return;
  }
  const { kind, ranges, frames, width, height } = table;
  screen.send({ type: "ready", kind, ranges, times: timesOf(table), frames, width, height });
  if (typeof decoder === "string") {
    screen.send({ type: "state", state: "paused", rate: 1, volume: page.video.volume, muted: page.video.muted });
    screen.send({ type: "frame", frame: null, confirmed: false, atMs: 0 });
    screen.send({ type: "unconfirmable", why: decoder });
    return;
  }
  // Scaled as the element scales what it holds, whatever the table says.
  const [wide, high] =
    kind === "photo"
      ? [page.photo.naturalWidth, page.photo.naturalHeight]
      : [page.video.videoWidth, page.video.videoHeight];
  covers.fit(wide, high);
  drawings.fit(wide, high);
  view.fit(wide, high);
  overview.fit(table);
  player = new Player({
    media: page.video,
    mask: page.mask,
    hold,
    covers: {
      ...covers,
      // Called before the frame can be seen: what is drawn on it comes with it, not when the vault has taken note.
      show(frame) {
        covers.show(frame);
        drawings.show(frame);
      },
    },
    table,
    decoder,
    vault,
    send: tell,
  });
  void finishWhenOver(player);
  await player.start();
  if (kind !== "photo" && stopped === null) {
    // Not needed for the first picture, so neither it nor the screen's connection waits for this.
    await pageLoad();
    const { setUpPlayer } = await import("./element.ts");
    setUpPlayer(page.video);
  }
}

// Not awaited: a page counts as loaded, and the screen connects, only after its scripts have run to their end.
void start();
