import { stepNameOf } from "../../shared/access/retention-duties.ts";
import { retentionActSchema } from "../../shared/http/acts.ts";
import type { DestructionList, Hold, RetentionOrder, SignedStep } from "../../shared/model/retention.ts";
import type { FormFault } from "../../shared/refusals.ts";
import { destructionContent } from "../formats/destruction.ts";
import { actReader, isSame, type FormSigners } from "./signed-forms.ts";

type Order<K extends RetentionOrder["order"]> = Extract<RetentionOrder, { order: K }>;

/**
 * Holds a registration (F13) against the signed acts behind it before it is printed (rules R10, R12).
 *
 * What a station's mark proposed is vouched for by the log of that station; what a person registered, approved or
 * released stands on the form as they signed it, and the form claims no step that nobody signed.
 */
export function holdFault(hold: Hold, signed: readonly string[], signers: FormSigners): FormFault | null {
  const acts = actReader(signed, signers);
  const { steps } = hold;
  const registered = steps.findLastIndex(({ act }) => act === "hold.register");
  const faults = steps.map((step, place) =>
    acts.check(retentionActSchema, step, { by: step.person, at: step.at }, ({ order }) => {
      if (stepNameOf(order) !== step.act || noteOf(order) !== step.note) {
        return false;
      }
      if (order.order === "hold.register") {
        return order.asset === hold.asset && (place < registered || isRegisteredAs(hold, order));
      }
      if (!("hold" in order) || order.hold !== hold.hold) {
        return false;
      }
      const before = steps.slice(0, place).findLast(({ act }) => act === "hold.register");
      return order.order !== "hold.approve" || order.registration === before?.digest;
    }),
  );
  const unsigned = registered === -1 && !isUnregistered(hold);
  const isApproved = steps.slice(registered + 1).some(({ act }) => act === "hold.approve");
  const claimed = unsigned || !isHoldAfter(hold) || (hold.approval === "given") !== (registered !== -1 && isApproved);
  return faults.find((fault) => fault !== null) ?? (claimed ? "different" : null);
}

/** What of a hold the registrant signed, word for word. */
function isRegisteredAs(hold: Hold, order: Order<"hold.register">): boolean {
  const { level, from, evidence, medium, serial, releaseWhen, reviewOn } = hold;
  const { order: _order, asset: _asset, proposal, triggers, ...rest } = order;
  return (
    (proposal === undefined || proposal === hold.hold) &&
    isSame({ level, from, evidence, medium, serial, releaseWhen, reviewOn }, rest) &&
    isSame(
      hold.triggers.map(({ trigger }) => trigger),
      [...new Set(triggers)],
    )
  );
}

/** Nobody has registered it: then it says no more than where it comes from. */
function isUnregistered({ source, evidence, medium, serial, releaseWhen, reviewOn }: Hold): boolean {
  const more = [medium, serial, releaseWhen, reviewOn].filter((value) => value !== undefined);
  return source.kind !== "person" && more.length === 0 && evidence === (source.kind === "entered" ? source.text : "");
}

const holdStates: Readonly<Record<string, Hold["state"]>> = {
  "hold.register": "inForce",
  "hold.dismiss": "dismissed",
  "hold.askRelease": "releaseAsked",
  "hold.release": "released",
  "hold.release.refused": "inForce",
};

/** Whether it stands where its last signed step left it; one that nobody touched is proposed or in force. */
function isHoldAfter({ state, steps }: Hold): boolean {
  const last = steps.map(({ act }) => holdStates[act]).findLast((one) => one !== undefined);
  return last === undefined ? state === "proposed" || state === "inForce" : state === last;
}

/**
 * The same for a destruction list (F14): who drew it, consented, carried out and witnessed signed exactly these recordings.
 *
 * What headquarters adds, as the number, the periods and what stations confirmed, is vouched for by the logs and not here.
 */
export function listFault(list: DestructionList, signed: readonly string[], signers: FormSigners): FormFault | null {
  const acts = actReader(signed, signers);
  const content = destructionContent(list);
  const faults = list.steps.map((step) =>
    acts.check(
      retentionActSchema,
      step,
      { by: step.person, at: step.at },
      ({ order }) => stepNameOf(order) === step.act && isOnList(list, content, order, step),
    ),
  );
  return faults.find((fault) => fault !== null) ?? (isListAfter(list) ? null : "different");
}

function isOnList(list: DestructionList, content: string, order: RetentionOrder, step: SignedStep): boolean {
  if (order.order === "list.draw") {
    const named = [...list.items, ...list.leftOut].map(({ asset }) => asset);
    return (
      order.reason === step.note &&
      order.reason === list.reason &&
      isSame(named.toSorted(), [...new Set(order.assets)].toSorted())
    );
  }
  if (!("list" in order) || order.list !== list.list) {
    return false;
  }
  if (order.order === "list.wiped") {
    return step.note === `${order.station}: ${order.reason}`;
  }
  return (
    order.content === content &&
    noteOf(order) === step.note &&
    (order.order !== "list.execute" || order.place === list.place)
  );
}

const listStates: Readonly<Record<string, readonly DestructionList["state"][]>> = {
  "list.draw": ["drawn"],
  "list.approve": ["approved"],
  "list.approve.refused": ["refused"],
  "list.execute": ["executing"],
  "list.witness": ["destroying", "erased", "closed"],
};
const ways = ["list.draw", "list.approve", "list.execute", "list.witness"];

/** Whether it claims no more than was signed: each step after the one before it, no place, erasure or wiped station without one. */
function isListAfter({ state, steps, items, place }: DestructionList): boolean {
  const walked = steps.map(({ act }) => act).filter((act) => act !== "list.wiped");
  const isInOrder = walked.every((act, index) => act.replace(".refused", "") === ways[index]);
  const last = walked.at(-1) ?? "";
  const isPlaced = walked.includes("list.execute") === (place !== undefined);
  const isWitnessed = last === "list.witness";
  const isErased = items.some((item) => item.state === "destroying" || item.state === "erased");
  const wiped = items.flatMap(({ stations }) => stations.filter((one) => one.wiped === true));
  const saidWiped = steps.filter(({ act }) => act === "list.wiped").map(({ note }) => note ?? "");
  return (
    isInOrder &&
    isPlaced &&
    (listStates[last]?.includes(state) ?? false) &&
    (isWitnessed || !isErased) &&
    wiped.every(({ station }) => saidWiped.some((note) => note.startsWith(`${station}: `)))
  );
}

function noteOf(signed: RetentionOrder): string | undefined {
  return "reason" in signed ? signed.reason : undefined;
}
