import { Button } from "antd";
import type { ReactNode } from "react";
import { coverageOf } from "../../shared/cameras/coverage.ts";
import type { Footage } from "../../shared/model/footage.ts";
import type { Viewing } from "../../shared/model/viewing.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { openBeside, useCameras } from "./store.ts";

const most = 3;

/** Other cameras of the event that this approval covers, to be watched beside what is open. */
export function Beside({ viewing, footage }: { readonly viewing: Viewing; readonly footage: Footage }): ReactNode {
  const { t } = useLanguage();
  const failure = useCameras((store) => store.failure);
  const open = [viewing.open, ...(viewing.beside ?? [])].map((one) => one?.asset);
  const event = coverageOf(viewing.footage, {}).find(({ recordings }) =>
    recordings.some(({ asset }) => asset === footage.asset),
  );
  const others = (event?.recordings ?? []).filter(({ asset }) => !open.includes(asset));
  return (
    <>
      {failure === null ? null : <Refusal failure={failure} />}
      {others.length === 0 || open.length >= most ? null : (
        <div className="acts cameras-beside">
          <span className="quiet">{t("cameras.others")}</span>
          {others.map(({ asset, device, title }) => (
            <Button key={asset} size="small" title={title} onClick={() => void openBeside(asset)}>
              {t("cameras.watchBeside", { device })}
            </Button>
          ))}
        </div>
      )}
    </>
  );
}
