/** The visible watermark: who is watching, where, under which request, and when. */
export interface Watermark {
  /** Names, station, room and request number; shown from the next drawing on. */
  setLines(lines: readonly string[]): void;
  /** Difference between the station's clock and this page's, milliseconds, and the IANA zone to write it in. */
  setClock(ahead: number, timeZone: string): void;
  /** Draws for this moment. Cheap enough to be called several times a second. */
  draw(now: number): void;
  /** True while the canvas still holds what was drawn. */
  isDrawn(): boolean;
}

/** Counter-clockwise, so that neither rows of text nor upright edges hide it. */
const tilt = (-24 * Math.PI) / 180;
/** Pixels per second; slow enough to read, fast enough that no corner stays free. */
const drift = { x: 7, y: 4 };
const fonts =
  '"Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Zen Hei", sans-serif';
const light = "rgba(255, 255, 255, 0.5)";
const dark = "rgba(0, 0, 0, 0.5)";

/** Draws on the canvas that covers the picture; it follows the size the page gives it. */
export function createWatermark(canvas: HTMLCanvasElement): Watermark {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) {
    throw new Error("no canvas for the watermark");
  }
  const tile = document.createElement("canvas");
  let lines: readonly string[] = [];
  let ahead = 0;
  let clock = clockIn();
  let tileText = "";

  const fit = (): void => {
    const scale = Math.min(2, window.devicePixelRatio);
    const width = Math.max(1, Math.round(canvas.clientWidth * scale));
    const height = Math.max(1, Math.round(canvas.clientHeight * scale));
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      tileText = "";
    }
  };

  const draw = (now: number): void => {
    fit();
    const text = [...lines, clock.format(now + ahead)];
    const size = Math.round(Math.max(13, Math.min(canvas.width / 54, canvas.height / 26)));
    const wanted = `${size}\n${text.join("\n")}`;
    if (wanted !== tileText) {
      tileText = wanted;
      drawTile(tile, text, size);
    }
    const pattern = context.createPattern(tile, "repeat");
    if (pattern === null) {
      return;
    }
    const seconds = now / 1000;
    pattern.setTransform(
      new DOMMatrix()
        .rotate((tilt * 180) / Math.PI)
        .translate((seconds * drift.x) % tile.width, (seconds * drift.y) % tile.height),
    );
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = pattern;
    context.fillRect(0, 0, canvas.width, canvas.height);
  };

  return {
    setLines(next) {
      lines = next;
    },
    setClock(next, timeZone) {
      ahead = next;
      if (timeZone !== clock.resolvedOptions().timeZone) {
        clock = clockIn(timeZone);
      }
    },
    draw,
    isDrawn: () => inkOf(context, canvas) > leastInk,
  };
}

/** Part of the sampled pixels that must carry ink; text with its outline covers several times as much. */
const leastInk = 0.02;

/** Samples one band across the middle and one down the canvas. */
function inkOf(context: CanvasRenderingContext2D, { width, height }: HTMLCanvasElement): number {
  const band = Math.min(48, height);
  const stripe = Math.min(48, width);
  const parts = [
    context.getImageData(0, Math.floor((height - band) / 2), width, band).data,
    context.getImageData(Math.floor((width - stripe) / 2), 0, stripe, height).data,
  ];
  const inked = parts.map((data) => {
    let count = 0;
    for (let at = 3; at < data.length; at += 16) {
      count += (data[at] ?? 0) > 16 ? 1 : 0;
    }
    return count / (data.length / 16);
  });
  return Math.min(...inked);
}

/** One repeat of the pattern: the lines twice, the second time shifted by half, as bricks lie. */
function drawTile(tile: HTMLCanvasElement, text: readonly string[], size: number): void {
  const context = tile.getContext("2d");
  if (context === null) {
    return;
  }
  const lineHeight = Math.round(size * 1.35);
  const font = `600 ${size}px ${fonts}`;
  context.font = font;
  const widest = Math.max(...text.map((line) => context.measureText(line).width));
  const brick = { width: Math.ceil(widest + size * 3), height: lineHeight * text.length + Math.round(size * 2.2) };
  tile.width = brick.width;
  tile.height = brick.height * 2;
  context.font = font;
  context.textBaseline = "top";
  context.lineJoin = "round";
  context.lineWidth = Math.max(2, size / 6);
  const put = (x: number, y: number): void => {
    text.forEach((line, index) => {
      // The outline first: light letters keep a dark edge on white, and dark ground keeps the letters.
      context.strokeStyle = dark;
      context.strokeText(line, x, y + index * lineHeight);
      // Dense characters stay open: the outline is kept out of the strokes themselves.
      context.globalCompositeOperation = "destination-out";
      context.fillStyle = "#000";
      context.fillText(line, x, y + index * lineHeight);
      context.globalCompositeOperation = "source-over";
      context.fillStyle = light;
      context.fillText(line, x, y + index * lineHeight);
    });
  };
  put(0, 0);
  put(brick.width / 2, brick.height);
  put(-brick.width / 2, brick.height);
}

/** Writes date and time as `2026-11-09 09:02:10`, the same in every language, in the authority's zone. */
function clockIn(timeZone?: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("sv-SE", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    ...(timeZone === undefined ? {} : { timeZone }),
  });
}
