import { create } from "zustand";
import type { Failure } from "../../shared/failure.ts";
import type { CertificateToken, Person, Role, SignedIn } from "../../shared/model/person.ts";
import type { Task } from "../../shared/model/station.ts";
import { workstation } from "../bridge.ts";
import { answered, asking, idle } from "../shell/loadable.ts";
import type { Loadable } from "../shell/loadable.ts";

interface SessionStore {
  /** `undefined` until the station has answered for the first time. */
  readonly current: SignedIn | null | undefined;
  /** The station ended the session because nobody was at work. */
  readonly isLocked: boolean;
  readonly tokens: Loadable<readonly CertificateToken[]>;
  readonly people: Readonly<Partial<Record<Role, readonly Person[]>>>;
  /** Everybody headquarters knows, by person; for their names in the language of the screen. */
  readonly directory: ReadonlyMap<string, Person>;
  readonly tasks: Loadable<readonly Task[]>;
  readonly refresh: () => Promise<void>;
  readonly loadTokens: () => Promise<void>;
  readonly loadPeople: (role: Role) => Promise<void>;
  readonly loadDirectory: () => Promise<void>;
  readonly loadTasks: () => Promise<void>;
  /** Null when it worked; the refusal otherwise. */
  readonly signIn: (token: string, pin: string) => Promise<Failure | null>;
  readonly signOut: () => Promise<void>;
  readonly unlock: (locked: string, token: string, pin: string) => Promise<Failure | null>;
}

/** Who is signed in, and the certificate tokens the station can see. */
export const useSession = create<SessionStore>()((set, get) => ({
  current: undefined,
  isLocked: false,
  tokens: idle,
  people: {},
  directory: new Map(),
  tasks: idle,
  refresh: async () => {
    const result = await workstation.identity.current();
    set({ current: result.ok ? result.value : null });
  },
  loadTokens: async () => {
    set(({ tokens }) => ({ tokens: asking(tokens) }));
    const result = await workstation.identity.tokens();
    set(({ tokens }) => ({ tokens: answered(result, tokens) }));
  },
  loadPeople: async (role) => {
    const result = await workstation.identity.people({ role });
    if (result.ok) {
      set(({ people }) => ({ people: { ...people, [role]: result.value } }));
    }
  },
  loadDirectory: async () => {
    const result = await workstation.identity.people({});
    if (result.ok) {
      set({ directory: new Map(result.value.map((person) => [person.person, person])) });
    }
  },
  loadTasks: async () => {
    set(({ tasks }) => ({ tasks: asking(tasks) }));
    const result = await workstation.station.tasks();
    set(({ tasks }) => ({ tasks: answered(result, tasks) }));
  },
  signIn: async (token, pin) => {
    const result = await workstation.identity.signIn({ token, pin });
    if (result.ok) {
      set({ current: result.value, isLocked: false });
      return null;
    }
    await get().loadTokens();
    return result.failure;
  },
  signOut: async () => {
    await workstation.identity.signOut();
    set({ current: null, isLocked: false, tasks: idle, people: {} });
  },
  unlock: async (locked, token, pin) => {
    const result = await workstation.identity.unlock({ locked, token, pin });
    set(({ tokens }) => ({ tokens: result.ok ? answered(result, tokens) : tokens }));
    return result.ok ? null : result.failure;
  },
}));

export function watchSession(): () => void {
  return workstation.identity.onChanged((current) => {
    useSession.setState(({ current: before, isLocked }) => ({
      current,
      // Whoever signs out says so themselves right after.
      isLocked: current === null && (isLocked || (before ?? null) !== null),
    }));
  });
}
