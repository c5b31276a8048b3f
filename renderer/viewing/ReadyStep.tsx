import { Button } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/failure.ts";
import type { AssetId } from "../../shared/model/footage.ts";
import type { Viewing } from "../../shared/model/viewing.ts";
import { countFrames } from "../footage/timing.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { useViewing } from "./store.ts";

/** Everybody is there and the keys are open: choose a recording. */
export function ReadyStep({ viewing }: { readonly viewing: Viewing }): ReactNode {
  const { t } = useLanguage();
  const [failure, setFailure] = useState<Failure | null>(null);
  const open = async (asset: AssetId): Promise<void> => {
    setFailure(await useViewing.getState().open(asset));
  };
  return (
    <>
      <p className="room-lead">{t("room.readyLead")}</p>
      <ul className="ready-list">
        {viewing.grant.assets.map(({ asset, title, ranges }) => {
          const footage = viewing.footage.find((one) => one.asset === asset);
          return (
            <li key={asset}>
              <div>
                <strong>{title}</strong>
                <span className="row-note figures">
                  {footage === undefined ? "" : `${t(`kind.${footage.kind}`)} · `}
                  {`${t("room.ranges")} ${t("common.frames", { n: countFrames(ranges) })}`}
                </span>
              </div>
              <Button type="primary" size="large" onClick={() => void open(asset)}>
                {t("room.view")}
              </Button>
            </li>
          );
        })}
      </ul>
      {failure === null ? null : <Refusal failure={failure} />}
    </>
  );
}
