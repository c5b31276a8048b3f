import { create } from "zustand";
import type { PolicyPack } from "../../shared/model/policy.ts";
import type { Locale, StationStatus } from "../../shared/model/station.ts";
import { workstation } from "../bridge.ts";
import { answered, asking, idle } from "../shell/loadable.ts";
import type { Loadable } from "../shell/loadable.ts";
import type { ThemeName } from "../theme/tokens.ts";

interface StationStore {
  readonly status: Loadable<StationStatus>;
  readonly policy: Loadable<PolicyPack>;
  readonly exported: Loadable<{ readonly file: string; readonly size: number }>;
  readonly locale: Locale;
  /** A language that was chosen and that the station has not kept yet. */
  readonly owed: Locale | null;
  readonly theme: ThemeName;
  readonly refresh: () => Promise<void>;
  readonly loadPolicy: () => Promise<void>;
  readonly setLocale: (locale: Locale) => Promise<void>;
  readonly setTheme: (theme: ThemeName) => void;
  readonly exportBundle: () => Promise<void>;
  readonly syncNow: () => Promise<void>;
}

/** The machine, its log and its language. */
export const useStation = create<StationStore>()((set, get) => ({
  status: idle,
  policy: idle,
  exported: idle,
  locale: "zh-CN",
  owed: null,
  theme: "light",
  refresh: async () => {
    // A machine that was no station yet could not keep what somebody chose on its screen.
    const { owed } = get();
    if (owed !== null) {
      await get().setLocale(owed);
    }
    set(({ status }) => ({ status: asking(status) }));
    const result = await workstation.station.status();
    set(({ status, locale }) => ({
      status: answered(result, status),
      locale: result.ok ? result.value.locale : locale,
    }));
  },
  loadPolicy: async () => {
    const result = await workstation.station.policy();
    set(({ policy }) => ({ policy: answered(result, policy) }));
  },
  setLocale: async (locale) => {
    // The screen turns at once; the station keeps the choice for the next start.
    set({ locale });
    const result = await workstation.station.setLocale({ locale });
    set(({ status }) => ({ status: answered(result, status), owed: result.ok ? null : locale }));
  },
  setTheme: (theme) => {
    set({ theme });
  },
  exportBundle: async () => {
    set({ exported: { phase: "loading" } });
    const result = await workstation.log.export();
    set(({ exported }) => ({ exported: answered(result, exported) }));
    await get().refresh();
  },
  syncNow: async () => {
    await workstation.sync.now();
    await get().refresh();
  },
}));

/** Keeps the store in step with the station; returns how to stop. */
export function watchStation(): () => void {
  return workstation.station.onChanged((status) => {
    useStation.setState({ status: { phase: "ready", value: status } });
  });
}
