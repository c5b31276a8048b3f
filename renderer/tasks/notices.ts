import { workstation } from "../bridge.ts";
import { valueOf } from "../shell/loadable.ts";
import { useSession } from "../session/store.ts";
import { useViewing } from "../viewing/store.ts";

const gatherMs = 400;
const quietMs = 60_000;

/**
 * Keeps the list of what waits in step with what happens, and returns how to stop.
 *
 * Several events in a row are one question; a station that only says how it is counts once a minute. While somebody
 * watches footage nothing is asked and nothing on screen changes.
 */
export function watchTasks(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;
  let isLate = false;
  const ask = (): void => {
    timer = undefined;
    if (useViewing.getState().watching) {
      isLate = true;
      return;
    }
    isLate = false;
    asked = Date.now();
    if (useSession.getState().current !== null && useSession.getState().current !== undefined) {
      void useSession.getState().loadTasks();
    }
  };
  const soon = (): void => {
    timer ??= setTimeout(ask, gatherMs);
  };
  const stops = [
    workstation.tasks.onChanged(soon),
    workstation.requests.onChanged(soon),
    workstation.grants.onChanged(soon),
    workstation.identity.onChanged(soon),
    workstation.station.onChanged(() => {
      if (Date.now() - asked > quietMs) {
        soon();
      }
    }),
    useViewing.subscribe(({ watching }) => {
      if (!watching && isLate) {
        soon();
      }
    }),
  ];
  soon();
  return () => {
    clearTimeout(timer);
    for (const stop of stops) {
      stop();
    }
  };
}

/** The person has looked at everything that is listed now. */
export async function markSeen(): Promise<void> {
  const tasks = valueOf(useSession.getState().tasks) ?? [];
  if (tasks.some(({ isNew }) => isNew)) {
    await workstation.tasks.seen({ ids: tasks.map(({ id }) => id) });
    useSession.setState({
      tasks: { phase: "ready", value: tasks.map((task) => Object.assign({}, task, { isNew: false })) },
    });
  }
}

/** How many the person has not looked at. */
export function useUnseen(): number {
  return useSession(({ tasks }) => (valueOf(tasks) ?? []).filter(({ isNew }) => isNew).length);
}
