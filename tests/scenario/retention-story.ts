import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Failure } from "../../shared/failure.ts";
import { assetIdSchema } from "../../shared/model/footage.ts";
import type { GrantSummary } from "../../shared/model/grant.ts";
import type { DestructionList, RetentionView } from "../../shared/model/retention.ts";
import type { Task } from "../../shared/model/station.ts";
import type { Given } from "../../shared/ipc/contract.ts";
import type { Result } from "../../shared/result.ts";
import type { Station } from "../../main/station/index.ts";
import { people, type House } from "./house.ts";
import { openPicture, unlockRoom } from "./story.ts";

/** Who does what in destroying. */
export const hands = {
  archivist: { token: "p-0008", pin: "135708" },
  head: people.approver,
  witness: { token: "p-0007", pin: "135707" },
  legal: people.legal,
  caseOfficer: people.requester,
  wearer: people.wearer,
  secondHead: people.secondApprover,
} as const;

type Order = Given<"retention:order">["order"];
export type Hand = { readonly token: string; readonly pin: string };

/** What is needed of a station to sign at it. */
export type Desk = Pick<House, "call" | "get">;

/** The same at another station of the house. */
export function deskAt(house: House, { app }: Pick<Station, "app">): Desk {
  const call: Desk["call"] = async (channel, input) =>
    (await app.invoke(channel, input, { isMainFrame: true, url: `${house.shell.origins.interface}/` })) as Awaited<
      ReturnType<typeof house.call<typeof channel>>
    >;
  return {
    call,
    get: async (channel, input) => {
      const answer = await call(channel, input);
      if (!answer.ok) {
        throw new Error(`${channel} was refused: ${JSON.stringify(answer.failure)}`);
      }
      return answer.value;
    },
  };
}

/** Signs one act as this person and signs out again. */
export async function signAct(desk: Desk, hand: Hand, order: object): Promise<Result<RetentionView, Failure>> {
  await desk.get("identity:signIn", hand);
  // Ids are branded; what a screen would hand back is written down here.
  const answer = await desk.call("retention:order", { order: order as Order, pin: hand.pin });
  await desk.get("identity:signOut");
  return answer;
}

/** The same for an act that must be taken. */
export async function signed(desk: Desk, hand: Hand, order: object): Promise<RetentionView> {
  const answer = await signAct(desk, hand, order);
  if (!answer.ok) {
    throw new Error(`${JSON.stringify(order)} was refused: ${JSON.stringify(answer.failure)}`);
  }
  return answer.value;
}

/** What this person sees of keeping and destroying. */
export async function seenBy(desk: Desk, hand: Hand): Promise<RetentionView> {
  await desk.get("identity:signIn", hand);
  const view = await desk.get("retention:show");
  await desk.get("identity:signOut");
  return view;
}

/** What of keeping and destroying waits for this person. */
export async function waitingFor(desk: Desk, hand: Hand): Promise<Task[]> {
  await desk.get("identity:signIn", hand);
  const tasks = await desk.get("station:tasks");
  await desk.get("identity:signOut");
  return tasks.filter(({ kind }) => /Destruction|Destroyed|Hold|Archive$/u.test(kind));
}

/** Somebody objects in the room at a frame of the recording that this grant opens; `before` is what happens while they watch. */
export async function objectIn(
  house: House,
  grant: GrantSummary,
  frame: number,
  before: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const asset = grant.assets[0]?.asset ?? assetIdSchema.parse("none");
  const viewing = await unlockRoom(house, grant);
  const picture = await openPicture(house, await house.get("viewing:open", { viewing: viewing.id, asset }));
  await picture.readAll();
  await picture.post("confirmed", { frame });
  await before();
  await house.get("viewing:object", {
    viewing: viewing.id,
    asset,
    frame,
    statement: "当事人对画面时间提出异议",
    person: people.requester.token,
    signature: { kind: "certificate", pin: people.requester.pin },
    ...people.supervisor,
  });
  await house.get("viewing:end", { viewing: viewing.id });
  await house.get("identity:signOut");
}

/** The list that was drawn last. */
export function latestList(view: RetentionView): RetentionView["lists"][number] {
  const [list] = view.lists;
  if (list === undefined) {
    throw new Error("no list");
  }
  return list;
}

/** From a due recording to a list that only the witness has not signed. */
export async function listUpToWitness(desk: Desk, assets: readonly string[]): Promise<RetentionView["lists"][number]> {
  const { list, content } = latestList(
    await signed(desk, hands.archivist, { order: "list.draw", assets, reason: "保存期限届满" }),
  );
  await signed(desk, hands.head, { order: "list.approve", list, content, agree: true, reason: "同意销毁" });
  return latestList(await signed(desk, hands.archivist, { order: "list.execute", list, content, place: "档案室" }));
}

/** Everything below a folder that contains these bytes, raw as the disk has it; a file that goes while we look has none. */
export function filesWith(folder: string, needle: Uint8Array): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile() === true)
    .filter((name) => bytesOf(join(folder, name)).includes(Buffer.from(needle)));
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return Buffer.alloc(0);
    }
    throw error;
  }
}

/** Where a list stands with one recording. */
export function itemOf(list: DestructionList, asset: string): DestructionList["items"][number] | undefined {
  return list.items.find((item) => item.asset === asset);
}
