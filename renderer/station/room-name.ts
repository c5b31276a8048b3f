import { useCallback } from "react";
import { useLanguage } from "../i18n/language.tsx";
import { valueOf } from "../shell/loadable.ts";
import { useStation } from "./store.ts";

/** Writes the room of this station by its name; another room keeps the id that the record has. */
export function useRoomName(): (id: string) => string {
  const { pick } = useLanguage();
  const room = useStation(({ status }) => valueOf(status)?.room);
  return useCallback((id) => (room?.id === id ? pick(room) : id), [room, pick]);
}
