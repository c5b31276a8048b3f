import { useState } from "react";
import type { ReactNode } from "react";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { valueOf } from "../shell/loadable.ts";
import { useRouter } from "../shell/router.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { markSeen, useUnseen } from "./notices.ts";
import { numberOf, routeOf, subjectOf } from "./words.ts";

/** How much is new, in words; pressing it opens the quiet list. Nothing blinks, and nothing leaves the machine. */
export function Notices(): ReactNode {
  const { t } = useLanguage();
  const unseen = useUnseen();
  const [open, setOpen] = useState(false);
  const close = (): void => {
    setOpen(false);
    void markSeen();
  };
  return (
    <>
      <button type="button" className="bar-button" onClick={() => setOpen(true)}>
        {t("notices.button", { n: unseen })}
      </button>
      {open ? (
        <Dialog title={t("notices.title")} onClose={close}>
          <List onGo={close} />
        </Dialog>
      ) : null}
    </>
  );
}

function List({ onGo }: { readonly onGo: () => void }): ReactNode {
  const language = useLanguage();
  const { t, formats } = language;
  const tasks = useSession((store) => valueOf(store.tasks)) ?? [];
  const fresh = tasks.filter(({ isNew }) => isNew);
  if (fresh.length === 0) {
    return (
      <>
        <p>{t("notices.empty")}</p>
        <p className="quiet">{t("tasks.emptyHint")}</p>
      </>
    );
  }
  return (
    <ul className="notices">
      {fresh.map((task) => (
        <li key={task.id}>
          <button
            type="button"
            className="row-act"
            onClick={() => {
              onGo();
              useRouter.getState().go(routeOf(task));
            }}
          >
            {t(`task.${task.kind}`)} <span className="figures">{numberOf(task)}</span>
          </button>
          <span className="row-note">{subjectOf(task, language)}</span>
          <span className="row-note figures">
            {t("tasks.since")} {formats.moment(task.since)}
            {task.due === undefined ? null : ` · ${t("tasks.due")} ${formats.moment(task.due)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
