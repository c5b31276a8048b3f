import type { PictureState } from "../../shared/picture/protocol.ts";
import {
  isApproved,
  lastOfSpan,
  millisecondsOf,
  placeOf,
  rowAt,
  rowAtTime,
  rowNamed,
  rowOfFrame,
} from "./frame-table.ts";
import { createCard, type Card } from "./card.ts";
import type { PlayerCommand, PlayerParts } from "./player-parts.ts";
import { Presented } from "./presented.ts";
import { restingRow } from "./resting.ts";

/** How many goals in a row may end without a named frame before the clip counts as unconfirmable. */
const patience = 3;
/** How long it is said what is left out between two stretches. */
const leftOutMs = 1500;
/** Playing stops this long before a span ends that something follows; the rest is shown frame by frame. */
const stopAheadMs = 90;
const framewise = 6;

/**
 * Carries out the screen's commands and says what is on screen.
 *
 * The picture is covered unless the frame behind it is known to be approved. A number is called
 * confirmed only after the decoder named the frame and the vault took note of it.
 */
export class Player {
  readonly #parts: PlayerParts;
  readonly #presented = new Presented();
  #state: PictureState = "loading";
  /** Row on screen, as far as it is confirmed. */
  #current: number | null = null;
  /** Row the latest command wants; null when nothing is wanted. */
  #goal: number | null = null;
  #isWorking = false;
  #resume = false;
  #missed = 0;
  #playedTo: number | null = null;
  readonly #card: Card;
  /** Counts goals, so that who waits can tell that another one came. */
  #asked = 0;
  #spanTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: PlayerParts) {
    this.#parts = parts;
    this.#card = createCard(parts.mask);
    const { media, table } = parts;
    media.addEventListener("ended", () => void this.#settle("ended"));
    media.addEventListener("volumechange", () => this.#tellState());
    media.addEventListener("ratechange", () => this.#tellState());
    if (table.kind === "video") {
      this.#watchFrames();
    } else if (table.kind === "audio") {
      media.addEventListener("timeupdate", () => this.#passed(parts.decoder.shown()));
    }
    setInterval(() => this.flush(), 1000);
    window.addEventListener("pagehide", () => this.flush(true));
  }

  /** Shows the first approved frame. Call once there is something to show. */
  async start(): Promise<void> {
    this.#tellState();
    await this.#request(this.#parts.table.approved[0] ?? 0);
  }

  /** Ends for good: nothing is shown or answered any more. */
  stop(): void {
    this.#halt();
    this.#rest("stopped");
    this.flush();
  }

  /** The vault has closed the picture: covers it and tells the last of what was shown. */
  finish(): void {
    this.#state = "stopped";
    this.#halt();
    this.#parts.hold.release();
    this.flush(true);
  }

  obey(command: PlayerCommand): void {
    if (this.#state === "stopped") {
      return;
    }
    const { media, table } = this.#parts;
    switch (command.type) {
      case "play":
        void this.#play();
        break;
      case "pause":
        this.#resume = false;
        if (this.#state === "playing") {
          media.pause();
          void this.#settle("paused");
        }
        break;
      case "at":
        this.#goAt(command.atMs, command.plays);
        break;
      case "absent":
        this.#leave();
        break;
      case "seek":
        this.#seek(rowOfFrame(table, command.frame));
        break;
      case "seekTime":
        this.#seek(this.#rowAt(command.atMs));
        break;
      case "step":
        this.#card.comeBack();
        this.#resume = false;
        void this.#request(this.#stepped(command.frames));
        break;
      case "locale":
        this.#parts.covers.relabel();
        this.#card.relabel();
        break;
      default:
        command satisfies never;
    }
  }

  /** To a time of the recording rather than to a frame: another camera shows it. */
  #goAt(atMs: number, plays: boolean): void {
    const row = rowAt(this.#parts.table, atMs);
    if (row === null) {
      this.#leave();
      return;
    }
    this.#card.comeBack();
    this.#resume = plays;
    void this.#request(row);
  }

  /** Covers the picture and says that there is none, whatever is under way. */
  #leave(): void {
    if (this.#card.isAbsent()) {
      return;
    }
    this.#asked++;
    this.#halt();
    this.#doubt();
    this.#card.sayAbsent();
    this.flush();
    if (!this.#isWorking) {
      this.#rest("paused");
    }
  }

  /** Nothing is wanted any more, and nothing is to be seen. */
  #halt(): void {
    clearTimeout(this.#spanTimer);
    this.#goal = null;
    this.#resume = false;
    this.#parts.media.pause();
    this.#cover();
  }

  /** Nothing is on screen. */
  #rest(state: PictureState): void {
    this.#current = null;
    this.#parts.hold.release();
    this.#enter(state);
    this.#tellFrame(null, false);
  }

  /** What was playing goes on playing there. */
  #seek(row: number): void {
    this.#card.comeBack();
    this.#resume ||= this.#state === "playing";
    void this.#request(row);
  }

  /** Row at a time; the one beside it when that is where the picture is: a move always moves. */
  #rowAt(atMs: number): number {
    const { table } = this.#parts;
    const here = this.#goal ?? (this.#state === "playing" ? this.#playedTo : null) ?? this.#current;
    const row = rowAtTime(table, atMs);
    return row === here ? this.#stepped(Math.sign(Math.round(atMs - millisecondsOf(table, row)))) : row;
  }

  /** Row so many approved frames away from where the picture is going, or is. */
  #stepped(frames: number): number {
    const { table } = this.#parts;
    const here = this.#goal ?? (this.#state === "playing" ? this.#playedTo : null) ?? this.#current ?? 0;
    const place = Math.min(table.approved.length - 1, Math.max(0, placeOf(table, here) + frames));
    return table.approved[place] ?? here;
  }

  /** Tells the vault what was presented since the last time; the `last` time also that this is all. */
  flush(last = false): void {
    const ranges = this.#presented.take(this.#parts.table);
    if (ranges.length > 0 || last) {
      const ratePercent = Math.min(1600, Math.max(1, Math.round(this.#parts.media.playbackRate * 100)));
      this.#parts.vault.shown(ranges, ratePercent, last);
    }
  }

  async #play(): Promise<void> {
    const { media, table, hold } = this.#parts;
    if (this.#isWorking) {
      this.#resume = true;
      return;
    }
    if (table.kind === "photo" || this.#state === "playing" || this.#current === null) {
      return;
    }
    if (this.#current === table.approved.at(-1)) {
      this.#resume = true;
      await this.#request(table.approved[0] ?? 0);
      return;
    }
    const last = lastOfSpan(table, this.#current);
    const following = table.approved[placeOf(table, last) + 1];
    if (this.#current === last && following !== undefined) {
      this.#resume = true;
      await this.#goOn(last, following);
      return;
    }
    this.#doubt();
    this.#playedTo = this.#current;
    // The element rests on another picture than one pinned in front of it: that is not seen before it is named.
    this.#parts.mask.hidden = hold.pinned() === null && this.#parts.mask.hidden;
    hold.unpin();
    hold.release();
    this.#enter("playing");
    this.#watchSpanEnd(this.#current, media.playbackRate);
    try {
      await media.play();
    } catch {
      if (this.#isPlaying()) {
        await this.#settle("paused");
      }
    }
  }

  /** Every frame the browser presents while playing. */
  #watchFrames(): void {
    const { media, table } = this.#parts;
    const presented: VideoFrameRequestCallback = (_now, { mediaTime }) => {
      media.requestVideoFrameCallback(presented);
      this.#passed(rowNamed(table, Math.round(mediaTime * 1e6)));
    };
    media.requestVideoFrameCallback(presented);
  }

  /** The media has come to a row. */
  #passed(row: number | null): void {
    if (this.#state !== "playing") {
      return;
    }
    const { table, media } = this.#parts;
    // What lies over the picture was laid there for the stretch that is played.
    const isSeen = row !== null && isApproved(table, row) && this.#parts.covers.fits(table.frame[row] ?? 0);
    if (!isSeen) {
      this.#cover();
      void this.#finishSpan(this.#playedTo ?? table.approved[0] ?? 0);
      return;
    }
    this.#uncover();
    this.#presented.add(this.#playedTo ?? row, this.#playedTo !== null);
    this.#presented.add(row, true);
    this.#playedTo = row;
    this.#tellFrame(row, false);
    this.#watchSpanEnd(row, media.playbackRate);
  }

  /** Stops ahead of the first frame that must not be seen: what a busy machine shows late, it shows covered. */
  #watchSpanEnd(row: number, rate: number): void {
    clearTimeout(this.#spanTimer);
    const { table } = this.#parts;
    const last = lastOfSpan(table, row);
    if (last === table.us.length - 1) {
      return;
    }
    const left = ((table.until[last] ?? 0) - (table.us[row] ?? 0)) / 1000 / rate;
    if (left <= stopAheadMs) {
      void this.#finishSpan(row);
    } else {
      this.#spanTimer = setTimeout(() => void this.#finishSpan(this.#playedTo ?? row), left - stopAheadMs);
    }
  }

  /** Shows the rest of a span frame by frame, then goes on with the next span or ends. */
  async #finishSpan(from: number): Promise<void> {
    const { table, media, hold, decoder } = this.#parts;
    if (this.#state !== "playing" || this.#isWorking) {
      return;
    }
    this.#isWorking = true;
    // A pause from here on is heard, though nothing plays any more.
    this.#resume = true;
    hold.freeze();
    media.pause();
    this.#enter("seeking");
    const last = lastOfSpan(table, from);
    const reached = decoder.shown() ?? from;
    const next = last - reached > framewise ? last : Math.min(last, Math.max(from, reached) + 1);
    for (let row = next; row <= last && this.#goal === null && this.#resume; row++) {
      // oxlint-disable-next-line no-await-in-loop -- one frame after the other
      if ((await decoder.goTo(row, () => this.#goal === null)) === row) {
        hold.renew();
        this.#presented.add(row, true);
        this.#tellFrame(row, false);
      }
    }
    this.#isWorking = false;
    const following = table.approved[placeOf(table, last) + 1];
    if (this.#goal !== null) {
      await this.#request(this.#goal);
    } else if (!this.#resume) {
      await this.#arrived(decoder.shown(), "paused");
    } else if (following === undefined) {
      this.#resume = false;
      await this.#arrived(decoder.shown(), "ended");
    } else {
      this.#current = last;
      await this.#goOn(last, following);
    }
  }

  /** On to the next stretch; what is left out before it is said for a moment, unless a command comes. */
  async #goOn(last: number, following: number): Promise<void> {
    const { table, covers } = this.#parts;
    const words = covers.left(table.frame[last] ?? 0, table.frame[following] ?? 0);
    if (words !== null) {
      const asked = this.#asked;
      this.#card.say(words);
      this.#enter("seeking");
      this.#cover();
      await pause(leftOutMs);
      this.#card.clear();
      if (this.#state === "stopped" || this.#asked !== asked) {
        return;
      }
    }
    await this.#request(this.#resume ? following : last);
  }

  /** After playing stopped: whatever picture is there now is named and confirmed. */
  async #settle(state: "paused" | "ended"): Promise<void> {
    if (this.#isWorking || this.#state === "stopped") {
      return;
    }
    this.#isWorking = true;
    this.#enter("seeking");
    const row = await restingRow(this.#parts.decoder);
    this.#isWorking = false;
    if (this.#goal === null) {
      if (row !== null && isApproved(this.#parts.table, row) && this.#playedTo !== null && row >= this.#playedTo) {
        this.#presented.add(row, true);
      }
      await this.#arrived(row, state);
    } else {
      await this.#request(this.#goal);
    }
  }

  /** Latest wins: a goal that was replaced while under way is never announced. */
  async #request(wanted: number): Promise<void> {
    const { table, media, hold, decoder } = this.#parts;
    this.#asked++;
    this.#goal = isApproved(table, wanted) ? wanted : (table.approved[0] ?? 0);
    if (this.#isWorking) {
      return;
    }
    this.#isWorking = true;
    this.flush();
    if (this.#current !== null || this.#state === "playing") {
      hold.freeze();
    }
    media.pause();
    this.#doubt();
    this.#enter("seeking");
    let row: number | null = null;
    for (let goal: number | null = this.#goal; goal !== null;) {
      const aim: number = goal;
      // oxlint-disable-next-line no-await-in-loop -- one goal after the other
      row = decoder.shown() === aim ? aim : await decoder.goTo(aim, () => this.#goal === aim);
      goal = this.#goal === aim ? null : this.#goal;
    }
    this.#isWorking = false;
    this.#goal = null;
    await this.#arrived(row, this.#state === "stopped" ? "stopped" : "paused");
  }

  async #arrived(named: number | null, state: PictureState): Promise<void> {
    if (this.#state === "stopped") {
      return;
    }
    const { table, hold, covers, vault } = this.#parts;
    const row = named !== null && isApproved(table, named) && !this.#card.isAbsent() ? named : null;
    if (row === null) {
      this.#lost(state);
      return;
    }
    this.#current = row;
    this.#missed = 0;
    covers.show(table.frame[row] ?? 0);
    this.#uncover();
    hold.release();
    this.#presented.add(row, false);
    // First the number that somebody waits for, then the record of what was seen.
    const taken = vault.confirmed(table.frame[row] ?? 0);
    this.flush();
    if (this.#resume) {
      this.#resume = false;
      await this.#play();
      return;
    }
    this.#enter(state);
    // A command may have come while the vault was told; then this row is no longer what is shown.
    if ((await taken) && this.#current === row && !this.#isWorking) {
      this.#tellFrame(row, true);
    }
  }

  /** Nothing that may be shown could be named. */
  #lost(state: PictureState): void {
    this.#cover();
    this.#rest(this.#card.isAbsent() ? "paused" : state);
    this.#missed += this.#card.isAbsent() ? 0 : 1;
    if (this.#missed === patience) {
      this.#parts.send({ type: "unconfirmable", why: "no-frame-timestamps" });
    }
  }

  /** The number on screen is no longer certain. */
  #doubt(): void {
    if (this.#current !== null) {
      void this.#parts.vault.confirmed(null);
      this.#tellFrame(this.#current, false);
    }
    this.#playedTo = null;
  }

  #isPlaying(): boolean {
    return this.#state === "playing";
  }

  #cover(): void {
    this.#parts.mask.hidden = false;
  }

  #uncover(): void {
    this.#parts.mask.hidden = true;
  }

  #enter(state: PictureState): void {
    this.#state = state;
    this.#tellState();
  }

  #tellState(): void {
    const { playbackRate: rate, volume, muted } = this.#parts.media;
    this.#parts.send({ type: "state", state: this.#state, rate, volume, muted });
  }

  #tellFrame(row: number | null, confirmed: boolean): void {
    const { table, send } = this.#parts;
    const atMs = row === null ? 0 : millisecondsOf(table, row);
    send({ type: "frame", frame: row === null ? null : (table.frame[row] ?? null), confirmed, atMs });
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
