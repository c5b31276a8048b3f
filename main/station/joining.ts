import { setTimeout as sleep } from "node:timers/promises";
import { interfaceHeaders, readPageFiles, shieldMeter } from "../seal/index.ts";
import { serve, type Handlers } from "../ipc/index.ts";
import { enrolmentFingerprint } from "../formats/enrolment-fingerprint.ts";
import { readCertificate } from "../formats/x509.ts";
import type { Shell, ShellApp } from "../shell/port.ts";
import type { Failure } from "../../shared/failure.ts";
import type { EnrolmentRequest } from "../../shared/http/enrolment.ts";
import { requestChannels } from "../../shared/ipc/channels.ts";
import type { Joining } from "../../shared/model/joining.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import type { TechnicalLog } from "../diagnostics/index.ts";
import { NotEnrolled } from "./cannot-start.ts";
import type { EnrolmentDesk } from "./enrolment.ts";
import { askToEnrol, whoAnswers } from "./joining-line.ts";

/** A machine that nobody has enrolled yet, with its window open on the wizard. */
export interface JoiningDesk {
  /** Resolves once a person has said where headquarters is and it has answered. Rejects when the window is closed. */
  desk(): Promise<EnrolmentDesk>;
  /** What went wrong with the last desk; the wizard asks again. */
  refused(reason: Extract<Joining, { at: "refused" }>["reason"]): void;
  /** From here on the window belongs to the station. */
  become(app: ShellApp): void;
}

/** Headquarters said no, for a reason that the wizard shows. */
export class JoiningRefused extends Error {
  readonly reason: Extract<Joining, { at: "refused" }>["reason"];

  constructor(reason: Extract<Joining, { at: "refused" }>["reason"]) {
    super(`enrolment was refused: ${reason}`);
    this.name = "JoiningRefused";
    this.reason = reason;
  }
}

interface Options {
  readonly shell: Shell;
  readonly pages: string;
  readonly diagnostics: TechnicalLog;
  /** How long to wait between two questions, ms. */
  readonly pollMs: number;
}

const notYet: Failure = { code: "administration", reason: "station-unknown" };

interface Submitted {
  readonly address: string;
  readonly name: string;
}

/** Opens the window on the wizard. Nothing else of a station exists yet, so nothing else answers. */
export async function openJoining({ shell, pages, diagnostics, pollMs }: Options): Promise<JoiningDesk> {
  let state: Joining = { at: "address" };
  const submissions = oneSlot<Submitted>();
  let station: ShellApp | null = null;
  const closed = shell.closed.then((): never => {
    throw new NotEnrolled();
  });
  // Raced wherever something is waited for; by itself it is nobody's error.
  closed.catch(() => undefined);

  const files = readPageFiles(pages, interfaceHeaders(shell.origins));
  const invoke = serve(
    {
      ...refusingHandlers(),
      "station:joining": async () => ok(state),
      "station:join": async ({ address, name }) => {
        submissions.put({ address, name });
        return ok(state);
      },
    },
    {
      interfaceOrigin: shell.origins.interface,
      reportBug: (channel, error) => diagnostics.report("handler", error, { channel }),
      reportRefusal: (channel, reason) =>
        diagnostics.note("message.refused", { channel: channel.slice(0, 40), reason }),
    },
  );
  const wizard: ShellApp = {
    serveInterface: async (path) => files.answer(path),
    serveVault: async () => ({ kind: "bytes", status: 503, headers: {}, body: new Uint8Array() }),
    invoke,
    observe: () => undefined,
  };
  await shell.open({
    serveInterface: (path) => (station ?? wizard).serveInterface(path),
    serveVault: (request) => (station ?? wizard).serveVault(request),
    invoke: (channel, input, sender) => (station ?? wizard).invoke(channel, input, sender),
    observe: (event) => (station ?? wizard).observe(event),
  });

  const showBusy = (busy: boolean): void => {
    if (state.at === "waiting") {
      state = { ...state, busy };
    }
  };
  const ask = async (line: string, request: EnrolmentRequest): ReturnType<EnrolmentDesk["enrol"]> => {
    for (;;) {
      // oxlint-disable no-await-in-loop -- one question after the other, until somebody has decided
      const answer = await Promise.race([askToEnrol(line, request), closed]);
      if (answer?.state === "enrolled") {
        const { state: _state, room, ...enrolled } = answer;
        return ok({ ...enrolled, room: room.id, names: room });
      }
      if (answer?.state === "declined") {
        throw new JoiningRefused("declined");
      }
      if (answer?.state === "refused") {
        throw new JoiningRefused(answer.reason);
      }
      // A cut line or a full desk is no answer; the machine goes on asking.
      showBusy(answer?.state === "busy");
      await Promise.race([sleep(pollMs), closed]);
      // oxlint-enable no-await-in-loop
    }
  };

  return {
    become: (app) => {
      station = app;
      state = { at: "joined" };
    },
    refused: (reason) => {
      state = { at: "refused", reason };
    },
    async desk() {
      for (;;) {
        // oxlint-disable-next-line no-await-in-loop -- until an address answers
        const desk = await Promise.race([submissions.take().then((submitted) => deskAt(submitted)), closed]);
        if (desk.ok) {
          return desk.value;
        }
        state = { at: "refused", reason: desk.failure };
      }
    },
  };

  async function deskAt({
    address,
    name,
  }: Submitted): Promise<Result<EnrolmentDesk, Extract<Joining, { at: "refused" }>["reason"]>> {
    const who = await whoAnswers(address);
    if (!who.ok) {
      return who;
    }
    const { line, authority } = who.value;
    if (shell.kind === "chromium" && !authority.trial) {
      return fail("shell-not-sealed");
    }
    const authorityDer = readCertificate(authority.trustPem).der;
    return ok({
      authority: authority.code,
      name,
      room: { id: "unassigned", zh: "", en: "" },
      sealRecipient: authority.sealRecipient,
      enrol: async ({ room: _room, ...keys }) => {
        const fingerprint = enrolmentFingerprint(keys, authorityDer);
        state = { at: "waiting", fingerprint, authority: authority.authority, address, busy: false };
        const protections = shieldMeter(await shell.protections());
        const answer = await ask(line, { ...keys, shell: shell.kind, protections });
        // The trust that was compared on both screens is the one that is taken home.
        return answer.ok && answer.value.trustPem !== authority.trustPem ? fail(notYet) : answer;
      },
    });
  }
}

/** Keeps the last thing put until somebody takes it: what a person pressed is not lost between two waits. */
function oneSlot<T>(): { put(value: T): void; take(): Promise<T> } {
  let kept: { readonly value: T } | null = null;
  let waiting: ((value: T) => void) | null = null;
  return {
    put: (value) => {
      kept = waiting === null ? { value } : null;
      waiting?.(value);
      waiting = null;
    },
    take: () => {
      const here = kept;
      kept = null;
      return here === null
        ? new Promise((resolve) => {
            waiting = resolve;
          })
        : Promise.resolve(here.value);
    },
  };
}

function refusingHandlers(): Handlers {
  // One refusal for every channel of the table; the wizard's own two are put over it.
  return Object.fromEntries(
    requestChannels.map((channel) => [channel, async () => fail(notYet)]),
  ) as unknown as Handlers;
}
