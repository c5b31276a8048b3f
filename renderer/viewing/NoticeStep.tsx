import { Button } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/failure.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Article } from "../ui/article.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { Loaded } from "../ui/states.tsx";
import { useViewing } from "./store.ts";

/** The notice of rights, duties and undertaking, large enough to be read aloud from where the clerk sits. */
export function NoticeStep(): ReactNode {
  const { t } = useLanguage();
  const [failure, setFailure] = useState<Failure | null>(null);
  const accept = async (): Promise<void> => {
    setFailure(await useViewing.getState().acceptNotice());
  };
  return (
    <>
      <p className="room-lead">{t("room.noticeLead")}</p>
      <NoticeText />
      {failure === null ? null : <Refusal failure={failure} />}
      <div className="acts acts-stay">
        <Button type="primary" size="large" onClick={() => void accept()}>
          {t("room.noticeAccept")}
        </Button>
      </div>
    </>
  );
}

/** The words of the pack that the grant names, with the article behind them; the same that outside viewers sign. */
export function NoticeText(): ReactNode {
  const { pick } = useLanguage();
  const notice = useViewing((store) => store.notice);
  const load = useViewing((store) => store.loadNotice);
  useEffect(() => {
    void load();
  }, [load]);
  return (
    <Loaded of={notice} onRetry={() => void load()}>
      {({ title, items, article }) => (
        <div className="notice-text">
          <h3>{pick(title)}</h3>
          <ol>
            {items.map((item) => (
              <li key={item.zh}>{pick(item)}</li>
            ))}
          </ol>
          <Article id={article} />
        </div>
      )}
    </Loaded>
  );
}
