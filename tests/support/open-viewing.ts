import { demonstrationRoom } from "../../main/headquarters/demonstration/index.ts";
import type { Failure } from "../../shared/failure.ts";
import type { RequestChannel } from "../../shared/ipc/channels.ts";
import type { Given, Output } from "../../shared/ipc/contract.ts";
import type { DecisionForm } from "../../shared/model/request.ts";
import type { Result } from "../../shared/result.ts";
import type { DemonstrationStation } from "./demonstration-station.ts";
import { Journey, persons, pinOf, type Wish } from "./journey.ts";

const hour = 3_600_000;

/** Asks the station as its own screen does, and insists on an answer. */
export async function ask<C extends RequestChannel>(
  { station }: DemonstrationStation,
  channel: C,
  input?: Given<C>,
): Promise<Output<C>> {
  // The table gives each channel its answer.
  const result = (await station.app.invoke(channel, input, {
    isMainFrame: true,
    url: "https://app.vitrine.invalid/",
  })) as Result<Output<C>, Failure>;
  if (!result.ok) {
    throw new Error(`${channel} was refused: ${JSON.stringify(result.failure)}`);
  }
  return result.value;
}

/**
 * Takes a demonstration station from the empty desk to a picture on screen, as quickly as its rules allow.
 *
 * Papers go over the bridge; the room is entered on the screen, which is what the attempts are made on.
 */
export async function openViewing(app: DemonstrationStation, wish: Wish): Promise<Journey> {
  const requester = { token: persons.caseOfficer, pin: pinOf(persons.caseOfficer) };
  const approver = { token: persons.approver, pin: pinOf(persons.approver) };
  const supervisor = { token: persons.supervisor, pin: pinOf(persons.supervisor) };

  await ask(app, "identity:signIn", requester);
  const record = await ask(app, "requests:file", { form: requestForm(wish), pin: requester.pin });
  await ask(app, "identity:signOut");
  await ask(app, "identity:signIn", approver);
  const { assets, room, validFrom, validTo } = record.form;
  const form = {
    outcome: "approve",
    opinion: "同意，限本人在查阅室内查阅。",
    supervisors: [record.form.supervisor],
    room,
    validFrom,
    validTo,
    playBudget: 3,
    assets,
  } as DecisionForm;
  await ask(app, "requests:decide", { id: record.id, form, pin: approver.pin });
  await ask(app, "identity:signOut");
  await ask(app, "sync:now");

  await ask(app, "identity:signIn", requester);
  const grant = (await ask(app, "grants:list")).find(({ request }) => request === record.id);
  if (grant === undefined) {
    throw new Error("the grant did not come");
  }
  const { id: viewing } = await ask(app, "viewing:prepare", { grant: grant.id });
  const both = { viewing, papersChecked: true, devicesDeposited: true };
  await ask(app, "viewing:checkIn", { ...both, ...requester, capacity: "viewer" });
  await ask(app, "viewing:checkIn", { ...both, ...supervisor, capacity: "supervisor" });
  await ask(app, "viewing:acceptNotice", { viewing });
  await ask(app, "viewing:unlock", { viewing, ...supervisor });

  const journey = new Journey(app.page, "zh-CN");
  await journey.place("room");
  await journey.view();
  return journey;
}

function requestForm({ asset, from, to }: Wish): Given<"requests:file">["form"] {
  const form = {
    applicantClass: "staff",
    dutyBasis: "案件承办人，负责本案调查",
    purpose: "caseReview",
    purposeDetail: "核对现场检查笔录记载的告知时间与经营场所状况。",
    caseNo: "示文综立〔2026〕118号",
    caseCause: "涉嫌销售非法出版物",
    caseParty: "周建明",
    inspectedUnit: "云浦书社",
    verb: "view",
    legalRoute: "internal",
    secrecyCheck: { stateSecret: false, businessSecret: false, privacy: false },
    assets: [{ asset, ranges: [{ from, to: to + 1 }], whole: false }],
    supervisor: persons.supervisor,
    room: demonstrationRoom.id,
    validFrom: new Date(Date.now() - hour).toISOString(),
    validTo: new Date(Date.now() + 8 * hour).toISOString(),
  };
  // Ids are branded; what a screen would hand back is written down here.
  return form as unknown as Given<"requests:file">["form"];
}
