import { setTimeout } from "node:timers/promises";
import { FormatError } from "../formats/format-error.ts";
import { utf8 } from "../formats/bytes.ts";
import { segmentsOfFrames, type Manifest } from "../formats/footage-package.ts";
import type { Failure } from "../../shared/failure.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import type { FrameRange } from "../../shared/model/footage.ts";
import { usualTimeZone } from "../../shared/time-zone.ts";
import type { VaultAnswer, VaultRequest } from "../shell/port.ts";
import { contentTypeOf, mediaHeaders, pictureHeaders } from "../seal/index.ts";
import { eraseKept, headKeyOf, openCachedPackage, smallSegment } from "./ciphertext-cache.ts";
import { encodeFrameList } from "./frame-list.ts";
import { fillPage } from "./picture-page.ts";
import { PictureSession } from "./picture-session.ts";
import { layOut } from "./playable.ts";
import type { ConfirmedFrame, OpenedPicture, PictureOrder, VaultPorts } from "./ports.ts";
import type { PictureCovers } from "../../shared/picture/covers.ts";
import { encodeSampleList } from "./sample-list.ts";
import { readReport, reportSchemas } from "./reports.ts";
import type { OpenedTable } from "./runs.ts";
import { openSegmentReader, type SegmentReader } from "./segment-reader.ts";

/** The only way footage reaches a screen. */
export interface Vault {
  /**
   * Prepares one picture: fetches and checks the manifest, reads the tables of the granted segments
   * and issues a ticket. No picture leaves the vault by this; a picture open before stays open.
   */
  open(order: PictureOrder): Promise<Result<OpenedPicture, Failure>>;
  /** Answers one request on the vault's origin. Never throws for what a page can send. */
  serve(request: VaultRequest): Promise<VaultAnswer>;
  /** The frame last confirmed by the picture, while it is still the one on screen. */
  confirmed(ticket: string): ConfirmedFrame | null;
  /** Voids a ticket and drops its keys; every later or running read rejects. */
  close(ticket: string): void;
  /** Waits a moment for what a closed picture had shown and not yet said; at most as long as nobody notices. */
  lastWord(ticket: string): Promise<void>;
  closeAll(): void;
  /** Ends every picture of a recording, drops its keys and erases its ciphertext. @throws when some is still there. */
  erase(asset: string, manifestDigest: string): Promise<void>;
}

const lastWordMs = 300;

/** Builds the vault over its ports. Nothing is opened or fetched until a picture is ordered. */
export function createVault(ports: VaultPorts): Vault {
  const sessions = new Map<string, PictureSession>();

  const openSession = (ticket: string): PictureSession | null => {
    const session = sessions.get(ticket);
    return session?.isOpen() === true ? session : null;
  };

  /** A picture that was closed is forgotten once it can no longer say what it had shown. */
  const forget = (): void => {
    for (const [ticket, session] of sessions) {
      if (!session.isOpen() && !session.mayStillReport()) {
        sessions.delete(ticket);
      }
    }
  };

  const close = (ticket: string): void => sessions.get(ticket)?.end();

  return {
    async open(order) {
      const prepared = await prepare(ports, order);
      if (!prepared.ok) {
        return prepared;
      }
      const session = prepared.value;
      forget();
      sessions.set(session.ticket, session);
      const { playable } = session;
      const msOf = (index: number): number | null => {
        const found = playable.frame(index);
        return found === null ? null : Math.round((found.ticks * 1000) / playable.list.timescale);
      };
      return ok({ ticket: session.ticket, path: `/${session.ticket}/`, msOf });
    },
    async serve(request) {
      forget();
      const session = openSession(request.ticket);
      return session === null ? lastWord(sessions.get(request.ticket), request) : answer(ports, session, request);
    },
    confirmed: (ticket) => openSession(ticket)?.confirmed ?? null,
    close,
    lastWord: async (ticket) => {
      const told = sessions.get(ticket)?.lastWord() ?? Promise.resolve();
      await Promise.race([told, setTimeout(lastWordMs, undefined, { ref: false })]);
    },
    closeAll() {
      for (const session of sessions.values()) {
        session.end();
      }
      sessions.clear();
    },
    async erase(asset, manifestDigest) {
      for (const session of sessions.values()) {
        if (session.order.asset === asset) {
          session.end();
        }
      }
      await eraseKept(ports.cacheFolder, manifestDigest);
    },
  };
}

async function prepare(ports: VaultPorts, order: PictureOrder): Promise<Result<PictureSession, Failure>> {
  const { asset } = order;
  const cached = openCachedPackage(ports.cacheFolder, order.manifestDigest, headKeyOf(order.nodes), () =>
    ports.fetchPackage(asset),
  );
  let reader: SegmentReader | null = null;
  try {
    const header = await cached.header();
    const granted = grantedSegments(header.manifest, order.ranges);
    if (granted === null || header.manifest.asset !== asset) {
      return fail({ code: "grant-refused", reason: "outside-range" });
    }
    reader = openSegmentReader(header, order.nodes, cached);
    const tables = await openTables(reader, header.manifest, granted);
    if (tables === null) {
      reader.close();
      return fail({ code: "grant-refused", reason: "outside-range" });
    }
    reader.fetchAhead(granted[0] ?? 0);
    const playable = layOut(header.manifest, tables, order.ranges, order.withheld);
    if (playable === null) {
      reader.close();
      return fail({ code: "grant-refused", reason: "outside-range" });
    }
    return ok(
      new PictureSession({ order, header, granted, playable, reader, leases: ports.leases, now: () => ports.now() }),
    );
  } catch (error) {
    reader?.close();
    if (error instanceof FormatError) {
      return fail({ code: "footage-damaged", asset });
    }
    if (error instanceof RangeError) {
      throw error;
    }
    return fail({ code: "footage-unavailable", asset });
  }
}

/** Segments that hold the approved frames, ascending; null when a range lies outside the recording. */
function grantedSegments(manifest: Manifest, ranges: readonly FrameRange[]): number[] | null {
  if (ranges.length === 0 || ranges.some(({ from, to }) => from < 0 || from >= to || to > manifest.frames)) {
    return null;
  }
  const segments = new Set<number>();
  for (const range of ranges) {
    const { from, to } = segmentsOfFrames(manifest, range);
    for (let segment = from; segment < to; segment++) {
      segments.add(segment);
    }
  }
  return [...segments].toSorted((a, b) => a - b);
}

const parallelReads = 6;

async function openTables(
  reader: SegmentReader,
  { segments }: Manifest,
  granted: readonly number[],
): Promise<OpenedTable[] | null> {
  const tables: OpenedTable[] = [];
  const runs = runsOf(segments, granted);
  for (let at = 0; at < runs.length; at += parallelReads) {
    // oxlint-disable-next-line no-await-in-loop -- a handful at a time, whatever the length of the grant
    const some = await Promise.all(
      runs
        .slice(at, at + parallelReads)
        .map(async (run) => (await reader.tables(run)).map((table, place) => ({ index: run[place] ?? -1, table }))),
    );
    for (const { index, table } of some.flat()) {
      if (table === null) {
        return null;
      }
      tables.push({ index, table });
    }
  }
  return tables;
}

/** Granted segments that lie side by side, as many together as one small segment may have bytes. */
function runsOf(segments: Manifest["segments"], granted: readonly number[]): number[][] {
  const runs: number[][] = [];
  let left = 0;
  for (const index of granted) {
    const bytes = segments[index]?.bytes ?? 0;
    const run = runs.at(-1);
    if (run !== undefined && run.at(-1) === index - 1 && bytes <= left) {
      run.push(index);
      left -= bytes;
    } else {
      runs.push([index]);
      left = smallSegment - bytes;
    }
  }
  return runs;
}

function nothing(status = 404): VaultAnswer {
  return { kind: "bytes", status, headers: mediaHeaders(), body: new Uint8Array() };
}

/** A page, script, style or table: the picture page may read it, and nobody else. */
function give(ports: VaultPorts, type: string, body: Uint8Array): VaultAnswer {
  // Only the origin that may frame the page is said in these headers.
  const headers = pictureHeaders({ interface: ports.interfaceOrigin, vault: "" });
  return { kind: "bytes", status: 200, headers: { ...headers, "content-type": type }, body };
}

async function answer(ports: VaultPorts, session: PictureSession, request: VaultRequest): Promise<VaultAnswer> {
  const { path, method } = request;
  const way = `/${session.way}/`;
  if (path.startsWith(way)) {
    const name = path.slice(way.length);
    return method === "POST"
      ? take(session, name, request.body)
      : method === "GET"
        ? tell(ports, session, name)
        : nothing(405);
  }
  if (method !== "GET") {
    return nothing(405);
  }
  return path === "/" ? page(ports, session) : pageFile(ports, path);
}

async function page(ports: VaultPorts, session: PictureSession): Promise<VaultAnswer> {
  const html = await ports.picture.read("index.html");
  return html === null
    ? nothing()
    : give(
        ports,
        contentTypeOf("index.html"),
        fillPage(html, {
          interfaceOrigin: ports.interfaceOrigin,
          way: session.way,
          kind: session.playable.list.kind,
          watermark: watermarkOf(ports, session),
          covers: coversOf(session),
        }),
      );
}

/** What the page must cover, and what it may say about what is left out. */
function coversOf({ playable, order }: PictureSession): PictureCovers {
  const left = (order.withheld ?? []).filter(({ region }) => region === undefined);
  return { covers: playable.covers, left: left.map(({ from, to, ground }) => ({ from, to, ground })) };
}

async function pageFile(ports: VaultPorts, path: string): Promise<VaultAnswer> {
  const file = await ports.picture.read(path.slice(1));
  return file === null ? nothing() : give(ports, contentTypeOf(path), file);
}

/** Who is present now, and the time; the page asks again and again. */
function watermarkOf(ports: VaultPorts, session: PictureSession): Record<string, unknown> {
  return {
    lines: session.order.watermark(),
    now: ports.now(),
    timeZone: ports.timeZone?.() ?? usualTimeZone,
  };
}

/** What a closed picture may still do: say what it had shown, so that the log need not guess. */
function lastWord(session: PictureSession | undefined, { method, path, body }: VaultRequest): VaultAnswer {
  return session !== undefined && method === "POST" && path === `/${session.way}/shown`
    ? take(session, "shown", body)
    : nothing();
}

function tell(ports: VaultPorts, session: PictureSession, name: string): VaultAnswer | Promise<VaultAnswer> {
  const { list, file, type } = session.playable;
  switch (name) {
    case "frames":
      return give(ports, "application/octet-stream", encodeFrameList(list));
    case "media":
      return {
        kind: "source",
        headers: mediaHeaders(),
        source: { size: file.size, type, read: (from, to) => session.readMedia(from, to) },
      };
    case "samples":
      return session.playable.samples === null
        ? nothing()
        : give(ports, "application/octet-stream", encodeSampleList(session.playable.samples));
    case "glances":
      return give(ports, "application/json", utf8(JSON.stringify(session.glances())));
    case "watermark":
      return give(ports, "application/json", utf8(JSON.stringify(watermarkOf(ports, session))));
    case "over":
      return session.untilOver().then(() => nothing(204));
    default:
      return tellGlance(ports, session, name);
  }
}

async function tellGlance(ports: VaultPorts, session: PictureSession, name: string): Promise<VaultAnswer> {
  const segment = /^glances\/(\d{1,7})$/u.exec(name)?.[1];
  const bytes = segment === undefined ? null : await session.readGlance(Number(segment));
  return bytes === null ? nothing() : give(ports, "application/octet-stream", bytes);
}

function take(session: PictureSession, name: string, body: Uint8Array): VaultAnswer {
  switch (name) {
    case "shown": {
      const report = readReport(reportSchemas.shown, body);
      return accepted(report !== null && session.shown(report.ranges, report.ratePercent, report));
    }
    case "confirmed": {
      const report = readReport(reportSchemas.confirmed, body);
      return accepted(report !== null && session.confirm(report.frame));
    }
    case "enhanced": {
      const report = readReport(reportSchemas.enhanced, body);
      return accepted(report !== null && session.enhance(report));
    }
    case "alarm": {
      const report = readReport(reportSchemas.alarm, body);
      if (report !== null) {
        session.stop(report.reason);
      }
      return accepted(report !== null);
    }
    default:
      return nothing();
  }
}

function accepted(yes: boolean): VaultAnswer {
  return nothing(yes ? 204 : 400);
}
