import { useEffect } from "react";
import type { ReactNode } from "react";
import { useLanguage } from "../i18n/language.tsx";
import { ScreenHead } from "../ui/parts.tsx";
import { GrantList } from "./GrantList.tsx";
import { RoomSteps } from "./RoomSteps.tsx";
import { useViewing } from "./store.ts";

/** The viewing room: choose a grant, then one large step at a time until the picture opens. */
export function RoomScreen(): ReactNode {
  const { t } = useLanguage();
  const viewing = useViewing((store) => store.viewing);
  useEffect(() => {
    void useViewing.getState().loadGrants();
    void useViewing.getState().refresh();
  }, []);
  if (viewing !== null) {
    return <RoomSteps viewing={viewing} />;
  }
  return (
    <div className="screen">
      <ScreenHead title={t("room.title")} />
      <GrantList />
    </div>
  );
}
