import type { Failure } from "../failure.ts";
import type { FrameRange } from "../model/footage.ts";
import type { Role } from "../model/person.ts";
import type { PolicyPack } from "../model/policy.ts";
import type { StandingForm, StandingNumber } from "../model/standing-order.ts";
import type { StandingRefusal } from "../refusals.ts";
import { coversRanges } from "../time/frame-ranges.ts";
import { addDays, dateIn, endOfDate, startOfDate } from "../time/local-day.ts";
import { isWithinCeiling } from "./grades.ts";
import { approvalChain, decidingStep, mayOffer, opensRoom, routesFor } from "./policy/approval.ts";
import { groundArticle } from "./policy/articles.ts";
import { approvalFacts, type ChainRecording } from "./policy/facts.ts";
import { papersBeforehand, presenceRules } from "./policy/room.ts";

/**
 * Standing orders (常备调阅令, O-20): what the pack lets one say, and what one opens.
 *
 * The same at headquarters, where a viewing is granted, at the station, which judges the grant by its evidence, and on
 * screen, which offers nothing else.
 */

/** A recording as far as an order looks at it. */
export interface StandingFootage extends ChainRecording {
  readonly recordedFrom: string;
}

/** One viewing under an order. */
export interface StandingViewing {
  readonly person: string;
  /** Unit of the person. */
  readonly unit: string;
  readonly room: string;
  /** The day that it is for. */
  readonly day: string;
  readonly footage: StandingFootage;
}

const dayMs = 86_400_000;

/** Why the pack lets nobody give such an order; `null` when it does. */
export function orderFault(pack: PolicyPack, form: StandingForm): StandingRefusal | null {
  const { urgent } = pack;
  const { limits } = urgent;
  const rules: readonly (readonly [StandingRefusal, boolean])[] = [
    ["not-provided", urgent.allowed],
    [
      "purpose",
      urgent.purposes.includes(form.purpose) && pack.purposes.some(({ purpose }) => purpose === form.purpose),
    ],
    ["verb", opensRoom(form.verb) && mayOffer(pack, form.verb, "staff").allowed],
    ["period", keepsPeriod(form, urgent.plan.longestDays)],
    [
      "over-limit",
      form.perDay <= limits.perDay &&
        form.total <= limits.total &&
        form.perDay <= form.total &&
        form.playBudget <= Math.min(limits.playBudget, pack.playBudget.maximum) &&
        form.holders.length <= limits.holders &&
        isWithinCeiling(pack, form.frame.ceiling, limits.ceiling),
    ],
    // Nobody checks papers before a viewing that is granted at once.
    ["papers-needed", papersBeforehand(pack, "staff").length === 0],
  ];
  return firstBroken(rules);
}

function keepsPeriod({ validFrom, validTo, frame }: StandingForm, longestDays: number): boolean {
  const days = (Date.parse(validTo) - Date.parse(validFrom)) / dayMs + 1;
  return days >= 1 && days <= longestDays && frame.recordedFrom <= frame.recordedTo;
}

/** Why an order does not open this recording to this person in this room on this day; `null` when it does. */
export function useFault(pack: PolicyPack, form: StandingForm, viewing: StandingViewing): StandingRefusal | null {
  const { frame } = form;
  const { footage, day } = viewing;
  const recorded = dateIn(pack.authority.timeZone, Date.parse(footage.recordedFrom));
  const rules: readonly (readonly [StandingRefusal, boolean])[] = [
    ["not-holder", form.holders.some((person) => person === viewing.person)],
    ["room", form.rooms.includes(viewing.room)],
    ["not-begun", day >= form.validFrom],
    ["over", day <= form.validTo],
    ["secrecy-pending", footage.secrecy !== "pending"],
    ["ceiling", isWithinCeiling(pack, footage.secrecy, frame.ceiling)],
    ["unit", frame.units.includes(footage.unit)],
    ["time", frame.recordedFrom <= recorded && recorded <= frame.recordedTo],
    ["kind", frame.kinds.includes(footage.kind)],
    ["sample", frame.sample === undefined || frame.sample.some((asset) => asset === footage.asset)],
    // An order goes around nobody: whom the pack lets decide on this recording is who approves orders.
    ["other-approver", deciderOf(pack, form, viewing) === pack.urgent.approver.role],
  ];
  return orderFault(pack, form) ?? firstBroken(rules);
}

function deciderOf(pack: PolicyPack, { verb }: StandingForm, { unit, footage }: StandingViewing): Role | undefined {
  const [route] = routesFor(pack, verb, "staff");
  const whole = { asset: footage.asset, ranges: [{ from: 0, to: footage.frames }], whole: true };
  return route === undefined
    ? undefined
    : decidingStep(
        approvalChain(
          pack,
          approvalFacts(pack, {
            form: { applicantClass: "staff", verb, legalRoute: route.route, assets: [whole] },
            footage: [footage],
            applicantUnit: unit,
          }),
        ),
      )?.role;
}

/** Whether a viewing may be issued today for this day: today's, or one that the pack lets be carried ahead. */
export function dayFault(pack: PolicyPack, day: string, today: string): StandingRefusal | null {
  if (day < today) {
    return "day-past";
  }
  return day <= addDays(today, pack.urgent.ahead.days) ? null : "too-far-ahead";
}

/** Whether the numbers of a viewing are within what the order allows. */
export function countFault(
  { perDay, total }: StandingForm,
  { use, ofDay }: Pick<StandingNumber, "use" | "ofDay">,
): StandingRefusal | null {
  if (use > total) {
    return "total-spent";
  }
  return ofDay > perDay ? "day-spent" : null;
}

/** The numbers that the next viewing of a day bears. */
export function nextNumbers(
  uses: readonly { readonly use: number; readonly ofDay: number; readonly day: string }[],
  day: string,
): Pick<StandingNumber, "use" | "ofDay"> {
  const ofThatDay = uses.filter((one) => one.day === day);
  return {
    use: Math.max(0, ...uses.map(({ use }) => use)) + 1,
    ofDay: Math.max(0, ...ofThatDay.map(({ ofDay }) => ofDay)) + 1,
  };
}

/** What is left of an order: on a day, and altogether. */
export function leftOf(
  { perDay, total }: StandingForm,
  uses: readonly { readonly day: string }[],
  day: string,
): { readonly ofDay: number; readonly total: number } {
  const left = Math.max(0, total - uses.length);
  return { ofDay: Math.min(left, Math.max(0, perDay - uses.filter((one) => one.day === day).length)), total: left };
}

/** From when to when a viewing of this day may be opened; one for today begins when it is issued. */
export function standingWindow(
  pack: PolicyPack,
  day: string,
  now: number,
): { readonly validFrom: string; readonly validTo: string } {
  const { timeZone } = pack.authority;
  return {
    validFrom: new Date(Math.max(now, startOfDate(timeZone, day))).toISOString(),
    validTo: new Date(endOfDate(timeZone, day)).toISOString(),
  };
}

/** Whether a window lies within its day. */
export function isWithinDay(pack: PolicyPack, day: string, from: number, to: number): boolean {
  const { timeZone } = pack.authority;
  return startOfDate(timeZone, day) <= from && from < to && to <= endOfDate(timeZone, day);
}

/** Who of the order's supervisors may sit in at this recording: nobody who wore the camera, asks or approved (rule R8). */
export function fitSupervisors(form: StandingForm, others: readonly string[]): StandingForm["supervisors"] {
  return form.supervisors.filter((person) => !others.includes(person));
}

/** Whether enough supervisors are named for the class of staff (rule R9). */
export function hasSupervisors(pack: PolicyPack, supervisors: readonly string[]): boolean {
  return supervisors.length >= presenceRules(pack, "staff").supervisors;
}

/** The whole of a recording: a viewing under an order has no smaller part. */
export function isWhole(ranges: readonly FrameRange[], frames: number): boolean {
  return coversRanges(ranges, [{ from: 0, to: frames }]);
}

/** The provision behind a refusal. */
export function standingArticle(pack: PolicyPack, reason: StandingRefusal): string | undefined {
  const { urgent } = pack;
  const articles: Partial<Record<StandingRefusal, string | undefined>> = {
    purpose: groundArticle(pack, "purposeNotAllowed"),
    period: urgent.plan.article,
    "not-begun": urgent.plan.article,
    over: urgent.plan.article,
    "other-approver": urgent.approver.article,
    "over-limit": urgent.limits.article,
    ceiling: urgent.limits.article,
    "day-spent": urgent.limits.article,
    "total-spent": urgent.limits.article,
    "day-past": urgent.ahead.article,
    "too-far-ahead": urgent.ahead.article,
    "secrecy-pending": groundArticle(pack, "secrecyPending"),
  };
  return articles[reason] ?? urgent.article;
}

/** A refusal with its provision (rule R11). */
export function standingFailure(pack: PolicyPack, reason: StandingRefusal): Failure {
  const article = standingArticle(pack, reason);
  return { code: "standing-order", reason, ...(article === undefined ? {} : { article }) };
}

function firstBroken(rules: readonly (readonly [StandingRefusal, boolean])[]): StandingRefusal | null {
  return rules.find(([, holds]) => !holds)?.[0] ?? null;
}
