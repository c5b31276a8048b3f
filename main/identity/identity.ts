import type { Failure } from "../../shared/failure.ts";
import type { SessionAct } from "../../shared/http/acts.ts";
import type { CertificateToken, Person, Role, SignedIn } from "../../shared/model/person.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import { encodeCanonical, type JsonValue } from "../formats/canonical-json.ts";
import { signCms } from "../formats/cms.ts";
import type { PinGuard } from "./pin-guard.ts";
import type {
  DemonstrationPerson,
  Directory,
  HeadquartersSession,
  IdentityLog,
  OpenedToken,
  SessionDesk,
} from "./ports.ts";
import { openToken, openTokenOrConceal, subjectsOf, type Revocations } from "./token.ts";
import type { TokenFolder } from "./token-folder.ts";

export interface IdentityOptions {
  readonly folder: TokenFolder;
  readonly guard: PinGuard;
  readonly directory: Directory;
  readonly authorities: () => readonly string[];
  /** The list of revoked certificates; `null` until one has come. */
  readonly revocations: () => Revocations | null;
  readonly log: IdentityLog;
  readonly desk: SessionDesk;
  /** Origin of the station's log; part of everything a person signs here. */
  readonly station: string;
  readonly now: () => Date;
  /** Demonstration persons by token id; empty on every other station. */
  readonly demonstration: ReadonlyMap<string, DemonstrationPerson>;
  readonly onChange: (current: SignedIn | null) => void;
}

/** Who works at this station: certificate tokens, sign-in, and signatures for single acts. */
export interface Identity {
  tokens(): CertificateToken[];
  /** Whether this certificate token is in the reader now; cheap enough for every second. */
  hasToken(token: string): boolean;
  signIn(token: string, pin: string): Promise<Result<SignedIn, Failure>>;
  signOut(): void;
  /** Ends the session because nobody touched the station for so many minutes. Whoever goes on enters their PIN again. */
  lock(minutes: number): void;
  current(): SignedIn | null;
  /** Bearer of the signed-in person's session at headquarters; `null` while offline. */
  session(): string | null;
  unlock(locked: string, token: string, pin: string): Result<CertificateToken[], Failure>;
  people(role?: Role): Person[];
  /** Opens any token for one act in the room. The key is dropped when `use` returns. */
  present<T>(token: string, pin: string, use: (opened: OpenedToken) => Result<T, Failure>): Result<T, Failure>;
  /** Makes the signed-in person sign one act with their PIN, and opens their session at headquarters if it lapsed. */
  sign(pin: string, act: (signer: Person, at: string) => unknown): Promise<Result<Uint8Array, Failure>>;
}

interface Current {
  readonly token: string;
  readonly signedIn: SignedIn;
  readonly headquarters: HeadquartersSession | null;
}

/** Composes sign-in from its parts. Nothing here keeps a PIN or a private key between two calls. */
export function createIdentity(options: IdentityOptions): Identity {
  const { directory, guard, folder, log, now } = options;
  let current: Current | null = null;

  const become = (next: Current | null): void => {
    current = next;
    options.onChange(next?.signedIn ?? null);
  };

  const tokens = (): CertificateToken[] => folder.list().map((id) => describeToken(options, id));

  const close = (idle?: { readonly idleMinutes: number }): void => {
    if (current !== null) {
      const { person } = current.signedIn.person;
      log.append({ t: "session.close", b: { person, ...idle }, person });
      become(null);
    }
  };

  return {
    tokens,
    hasToken: (token) => folder.list().includes(token),
    current: () => current?.signedIn ?? null,
    session: () => liveSession(current?.headquarters ?? null, now())?.session ?? null,
    signOut: () => close(),
    lock: (idleMinutes) => close({ idleMinutes }),
    people: (role) => directory.list().filter(({ roles }) => role === undefined || roles.includes(role)),

    signIn: async (token, pin) => {
      const isHere = folder.read(token) !== null;
      const opened = openTokenOrConceal(options, token, pin);
      const session = opened.ok ? await openSession(options, opened.value) : opened;
      if (!opened.ok || !session.ok) {
        const failure = refusalOf(opened, session);
        log.append({ t: "session.refuse", b: { token, failure: isHere ? failure.code : "not-found" } });
        return fail(failure);
      }
      close();
      const { personId, certificate, certificateExpires } = opened.value;
      const person = session.value?.person ?? opened.value.person;
      log.append({ t: "session.open", b: { person: personId, name: person.name, certificate }, person: personId });
      const signedIn: SignedIn = {
        person,
        since: now().toISOString(),
        certificateExpires: certificateExpires.toISOString(),
        online: session.value !== null,
      };
      become({ token, signedIn, headquarters: session.value });
      return ok(signedIn);
    },

    unlock: (locked, token, pin) => {
      const opened = openTokenOrConceal(options, token, pin);
      if (!opened.ok) {
        return opened;
      }
      const isOwn = locked === token || locked === opened.value.personId;
      if (isOwn || !opened.value.person.roles.includes("roomSupervisor")) {
        return fail({ code: "not-permitted", action: "identity:unlock" });
      }
      const bytes = folder.read(locked);
      if (bytes === null) {
        return fail({ code: "not-found", subject: "certificate" });
      }
      const by = opened.value.personId;
      log.append({ t: "config", b: { change: "certificate.unlock", token: locked, by }, person: by });
      guard.clear(subjectsOf(locked, bytes));
      return ok(tokens());
    },

    present: (token, pin, use) => {
      const opened = openToken(options, token, pin);
      return opened.ok ? use(opened.value) : opened;
    },

    sign: async (pin, act) => {
      if (current === null) {
        return fail({ code: "not-signed-in" });
      }
      const opened = openToken(options, current.token, pin);
      if (!opened.ok) {
        return opened;
      }
      // The token in the reader may have been exchanged since; the signature must be that of the person on screen.
      if (opened.value.personId !== current.signedIn.person.person) {
        return fail({ code: "not-permitted", action: "identity:sign" });
      }
      if (liveSession(current.headquarters, now()) === null) {
        const session = await openSession(options, opened.value);
        if (!session.ok) {
          return session;
        }
        become({
          ...current,
          headquarters: session.value,
          signedIn: { ...current.signedIn, online: session.value !== null },
        });
      }
      return ok(signAct(opened.value, act(opened.value.person, now().toISOString()), now()));
    },
  };
}

/** The bytes a person's certificate vouches for: CMS SignedData (RFC 5652) over canonical JSON. */
export function signAct(
  signer: Pick<OpenedToken, "certificatePem" | "privateKeyPem">,
  act: unknown,
  at: Date,
): Uint8Array {
  // Forms come out of their schemas with absent fields as `undefined`, which canonical JSON does not know.
  const plain = JSON.parse(JSON.stringify(act)) as JsonValue;
  const { certificatePem, privateKeyPem } = signer;
  return signCms(encodeCanonical(plain), { certificatePem, privateKeyPem, at });
}

/** `null` inside `ok` means that headquarters cannot be reached: the person works offline. */
async function openSession(
  options: IdentityOptions,
  opened: OpenedToken,
): Promise<Result<HeadquartersSession | null, Failure>> {
  const challenge = await options.desk.challenge();
  if (!challenge.ok) {
    return challenge.failure.code === "headquarters-unreachable" ? ok(null) : challenge;
  }
  const act: SessionAct = {
    v: 1,
    t: "person.session",
    person: opened.personId,
    station: options.station,
    at: options.now().toISOString(),
    nonce: challenge.value.nonce,
  };
  const session = await options.desk.openSession(signAct(opened, act, options.now()));
  if (!session.ok && session.failure.code === "headquarters-unreachable") {
    return ok(null);
  }
  return session;
}

function liveSession(session: HeadquartersSession | null, now: Date): HeadquartersSession | null {
  return session !== null && Date.parse(session.expires) > now.getTime() ? session : null;
}

function refusalOf(...results: readonly Result<unknown, Failure>[]): Failure {
  const refused = results.find((result) => !result.ok);
  if (refused === undefined || refused.ok) {
    throw new Error("nothing was refused");
  }
  return refused.failure;
}

function describeToken(options: IdentityOptions, id: string): CertificateToken {
  const bytes = options.folder.read(id);
  const state = bytes === null ? ({ state: "ready" } as const) : options.guard.state(subjectsOf(id, bytes));
  const demonstration = options.demonstration.get(id);
  return {
    id,
    label: demonstration?.name ?? id,
    ...state,
    ...(demonstration === undefined
      ? {}
      : {
          demonstration: {
            name: demonstration.name,
            latinName: demonstration.latinName,
            roles: [...demonstration.roles],
            pin: demonstration.pin,
          },
        }),
  };
}
